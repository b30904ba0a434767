"""The engines of a forecast of need, by name; apart from them, so that a name costs no numerical library."""

from typing import Literal, get_args

Engine = Literal["mean", "ridge", "prophet"]
ENGINES: tuple[Engine, ...] = get_args(Engine)

"""
Single values written in TOML, as a file or ``--set`` takes them.
"""

import json
import re
from collections.abc import Mapping

from channelmix.scenario.paths import dotted

DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?")
"""A date, or a date and time of day, as the resolved scenario writes it."""


def toml(value: object) -> str:
    """
    Write one value in TOML, tables in one line.

    Examples:
        >>> toml({"mon-fri": ["08:00-20:00"], "sat": False, "a b": 1.5})
        '{ mon-fri = ["08:00-20:00"], sat = false, "a b" = 1.5 }'
    """
    if isinstance(value, Mapping):
        entries = ", ".join(f"{dotted((str(key),))} = {toml(item)}" for key, item in value.items() if item is not None)
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(item) for item in value)}]"
    if isinstance(value, str) and DATE.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

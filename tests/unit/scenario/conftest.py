"""What the tests of the scenario models share: tables as a TOML parser gives them, and the rules that they break."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli
from pydantic import BaseModel, TypeAdapter, ValidationError

Rules = Callable[[Any, str], dict[str, str]]

SCENARIO = """
[period]
start = 2019-03-04

[channels.phone]
kind = "voice"
handling = "6 min"

[groups.front_office]
handles = ["phone"]
agents = 12
"""

DESK = """
schema = 1
name = "Desk"
[period]
start = 2024-03-04
days = 1
interval = "{interval}"
[channels.phone]
kind = "voice"
{hours}arrivals = {{ per_hour = 10 }}
handling = "4 min"
[groups.desk]
handles = ["phone"]
agents = {agents}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Path]:
    """Write a scenario of one desk with a phone, and what is added to it; return its path."""

    def write(rest: str = "", *, agents: str = "3", interval: str = "30 min", hours: str = "") -> Path:
        path = tmp_path / "desk.toml"
        path.write_text(DESK.format(agents=agents, interval=interval, hours=hours) + rest)
        return path

    return write


@pytest.fixture
def toml() -> Callable[[str], dict[str, Any]]:
    """Read TOML 1.1."""
    return tomli.loads


@pytest.fixture
def smallest() -> dict[str, Any]:
    """The smallest scenario, as a parser gives it."""
    return tomli.loads(SCENARIO)


@pytest.fixture
def broken_rules() -> Rules:
    """Return the rules that a table of ``key = value`` lines breaks, by dotted place."""

    def check(target: Any, text: str | Mapping[str, Any]) -> dict[str, str]:
        raw = tomli.loads(text) if isinstance(text, str) else text
        adapter: TypeAdapter[Any] = TypeAdapter(target)
        with pytest.raises(ValidationError) as caught:
            adapter.validate_python(raw if issubclass(target, BaseModel) else raw["value"])
        return {".".join(map(str, fault["loc"])): fault["msg"] for fault in caught.value.errors()}

    return check

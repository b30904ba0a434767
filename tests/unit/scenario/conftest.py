"""What the tests of the scenario models share: tables as a TOML parser gives them, and the rules that they break."""

from collections.abc import Callable, Mapping
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

"""What the content tests share: the shipped folder and a reader of plain TOML."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli

SHELF = Path(__file__).parents[2] / "scenarios"
OPERATIONS = ("webshop_nl", "utility_de", "town_hall_nl")


def _is_setting(value: object) -> bool:
    return not isinstance(value, Mapping)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        name = f"{above}.{key}" if above else key
        if _is_setting(value):
            yield name, value
        else:
            yield from _flat(value, name)


@pytest.fixture(scope="session")
def shelf() -> Path:
    return SHELF


@pytest.fixture(scope="session")
def settings():
    """Return a function: a TOML file's settings by dotted name, its sources apart."""

    def read(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
        document = tomli.loads(path.read_text(encoding="utf-8"))
        sources = document.pop("sources", {})
        return dict(_flat(document)), sources

    return read


@pytest.fixture(scope="session")
def addresses():
    """Return a function: all web addresses in a text."""

    def find(text: str) -> set[str]:
        return {found.rstrip(".,;:") for found in re.findall(r"https?://[^\s\"<>]+", text)}

    return find

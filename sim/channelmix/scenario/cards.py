"""
What a model card may hold: each entry that anything reads, and the kind of value that it must be.

Cards are text that people may edit; a wrong one is told by its key, not found out halfway through a page.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

Rule = tuple[str, Callable[[Any], bool]]
"""What a value must be, in words and as a check."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_lists_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_texts, value.values()))


def _is_pairs(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(each, list) and len(each) == 2 and all(map(_is_number, each)) for each in value.values()
    )


TEXT: Rule = ("a text", lambda value: isinstance(value, str))
TEXTS: Rule = ("a list of texts", _is_texts)
COUNT: Rule = ("a whole number, 0 or more", _is_count)
NUMBER: Rule = ("a number", _is_number)
DATE: Rule = ("a date", lambda value: isinstance(value, date) and not isinstance(value, datetime))
TABLE: Rule = ("a table", lambda value: isinstance(value, dict))

TABLES: Rule = (
    "a list of tables",
    lambda value: isinstance(value, list) and all(isinstance(each, dict) for each in value),
)

RULES: Mapping[tuple[str, ...], Rule] = {
    ("name",): TEXT,
    ("version",): ("a whole number, 1 or more", lambda value: _is_count(value) and value > 0),
    ("made",): ("a moment", lambda value: isinstance(value, datetime)),
    ("first",): DATE,
    ("last",): DATE,
    ("kind",): TEXT,
    ("channel",): TEXT,
    ("country",): TEXT,
    ("age",): TEXT,
    ("launched",): DATE,
    ("channels",): TEXTS,
    ("notes",): TEXTS,
    ("assumed_shape",): TEXTS,
    ("quiet_weekdays",): ("a table: channel to list of weekdays", _is_lists_of_texts),
    ("draws",): COUNT,
    ("stale_after_days",): COUNT,
    ("history",): TABLE,
    ("history", "last"): DATE,
    ("versions",): TABLE,
    ("settings",): TABLE,
    ("shock",): TABLES,
    ("validation",): TABLE,
    ("validation", "until"): DATE,
    ("validation", "horizon_days"): COUNT,
    ("validation", "gate_wape"): NUMBER,
    ("validation", "gate_persistence_wape"): NUMBER,
    ("validation", "gate_origins"): COUNT,
    ("validation", "gate_days_ahead"): COUNT,
    ("validation", "gate_channels"): ("a table of two numbers for each channel", _is_pairs),
}
_OF_THE_GATE = ("gate_wape", "gate_persistence_wape", "gate_origins", "gate_days_ahead")
"""All of these stand in a card, or none."""


def problems_of(card: Mapping[str, Any]) -> Iterator[str]:
    """
    Yield what is wrong with the entries of a model card.

    Examples:
        >>> list(problems_of({"version": 1, "history": {"last": "2026-03-01"}}))
        ["history.last must be a date (got '2026-03-01')"]
    """
    yield from broken_rules(card, RULES)
    validation = card.get("validation")
    if isinstance(validation, dict) and any(key in validation for key in _OF_THE_GATE):
        missing = [key for key in _OF_THE_GATE if key not in validation]
        if missing:
            yield f"validation must have {', '.join(missing)} too"


def broken_rules(content: Mapping[str, Any], rules: Mapping[tuple[str, ...], Rule]) -> Iterator[str]:
    """Yield each entry that is there and does not hold what its rule says."""
    for path, (words, holds) in rules.items():
        value = _at(content, path)
        if value is not None and not holds(value):
            yield f"{'.'.join(path)} must be {words} (got {value!r})"


def _at(card: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return an entry; None if it or the table it lies in is not there."""
    found: Any = card
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found

"""
What the settings of a recipe may hold: recipes are text that analysts edit, and a wrong one is told by its key.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from channelmix.scenario.cards import COUNT, DATE, NUMBER, TABLE, TABLES, TEXT, Rule, broken_rules


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _is_lags(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(each) is int for each in value)


_WORDS: Rule = ("a table of texts", _is_words)
_OF_A_RECIPE: Mapping[tuple[str, ...], Rule] = {
    ("until",): DATE,
    ("country",): TEXT,
    ("subdivision",): TEXT,
    ("day_profile",): TEXT,
    ("engine",): TEXT,
    ("draws",): COUNT,
    ("seed",): COUNT,
    ("stale_after_days",): COUNT,
    ("surveys",): TEXT,
    ("history",): TABLE,
    ("history", "source"): TEXT,
    ("history", "table"): TEXT,
    ("history", "profile"): TEXT,
    ("history", "timezone"): TEXT,
    ("history", "redials"): NUMBER,
    ("history", "decide"): _WORDS,
    ("history", "channels"): _WORDS,
    ("event",): TABLES,
    ("shock",): TABLES,
}
_OF_AN_EVENT: Mapping[tuple[str, ...], Rule] = {
    ("name",): TEXT,
    ("first",): DATE,
    ("last",): DATE,
    ("lags",): ("two whole numbers of days, such as [-1, 3]", _is_lags),
}


def wrong_settings(content: Mapping[str, Any]) -> Iterator[str]:
    """
    Yield what is wrong with the settings of a recipe.

    Examples:
        >>> print(*wrong_settings({"draws": "200", "event": [{"name": "bill", "lags": [1]}]}), sep="\\n")
        draws must be a whole number, 0 or more (got '200')
        event[1].lags must be two whole numbers of days, such as [-1, 3] (got [1])
    """
    yield from broken_rules(content, _OF_A_RECIPE)
    events: Any = content.get("event")
    for number, event in enumerate(events if TABLES[1](events) else (), 1):
        yield from (f"event[{number}].{problem}" for problem in broken_rules(event, _OF_AN_EVENT))

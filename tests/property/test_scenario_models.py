"""Whatever stands in a scenario file, the models answer with rules at places, never with a failure of their own."""

import copy
import math
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from channelmix.scenario.model import Scenario

EXAMPLE = tomli.loads((Path(__file__).parents[1] / "unit" / "scenario" / "complete.toml").read_text(encoding="utf-8"))
WORDS = [
    "",
    "mon",
    "mon-fri",
    "08:00",
    "24:00",
    "08:00-20:00",
    "5 min",
    "-1 s",
    "phone",
    "file",
    "mean",
    "by",
    "share",
    "é\n",
]

scalars = st.one_of(
    st.sampled_from([*WORDS, 0, -1, 1, 2**70, True, False, math.nan, math.inf, 1e308, date(2019, 3, 4), time(8, 30)]),
    st.just(datetime(2019, 3, 4, 8, 30)),
    st.floats(),
    st.text(max_size=5),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=6,
)


def places_in(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the places of everything below a table or list."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in below for found in ((*place, key), *places_in(item, (*place, key)))]


def with_value(place: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    raw = copy.deepcopy(EXAMPLE)
    table: Any = raw
    for key in place[:-1]:
        table = table[key]
    table[place[-1]] = value
    return raw


def broken_places(raw: dict[str, Any]) -> list[tuple[str | int, ...]]:
    try:
        Scenario.model_validate(raw)
    except ValidationError as error:
        return [fault["loc"] for fault in error.errors()]
    return []


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(places_in(EXAMPLE)), values)
def test_whatever_stands_in_a_place_breaks_at_most_rules_of_its_own_part_of_the_file(place, value):
    assert all(broken[:1] == place[:1] for broken in broken_places(with_value(place, value)))


def test_this_check_notices_a_broken_rule():
    assert broken_places(with_value(("run", "seed"), -1)) == [("run", "seed")]
    assert broken_places(EXAMPLE) == []

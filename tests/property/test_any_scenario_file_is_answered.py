"""Whatever stands in a scenario file, loading it gives a scenario or a list of mistakes, nothing else."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from channelmix.errors import ScenarioError
from channelmix.scenario import load
from channelmix.scenario.nodes import walk
from channelmix.scenario.paths import dotted, key_and_value, parse_dotted

FULL = """
[period]
start = 2019-03-04
country = "NL"
closed_on = ["Koningsdag", 2019-12-25]
special_days = [{ date = 2019-03-05, hours = "08:00-16:00", volume = 0.8 }]
[demand]
day_factor = { cv = 0.1, shared = 0.7 }
[profiles.office]
"08:00" = 0.6
[channels.phone]
kind = "voice"
hours = { mon-fri = "08:00-20:00", sat = ["09:00-12:00"] }
arrivals = { per_day = { mon = 950, tue-fri = 850 }, profile = "office" }
handling = { mean = "6 min", cv = 1.27 }
wrap_up = "60 s"
patience = { mean = "6 min", balk = 0.02 }
target = { share = 0.8, within = "20 s" }
redial = { share = 0.4, after = { mean = "20 min", distribution = "exponential" }, to = "phone" }
unresolved = { share = 0.2, after = "1 day", to = { phone = 0.8, chat = 0.2 } }
[channels.chat]
kind = "chat"
when_closed = "phone"
arrivals = { file = "volumes.csv" }
handling = "8 min"
turns = { mean = 3 }
reply_delay = "1 min"
bot = { containment = 0.3, time = "45 s", returns = { share = 0.1, after = "2 h", to = "phone" } }
groups = ["front"]
[groups.front]
handles = ["phone", ["chat"]]
agents = { mon-fri = { "08:00" = 12, "20:00" = 0 } }
concurrency = { chat = 3 }
slowdown = [1.0, 1.1]
[[channel_shift]]
from = "phone"
to = "chat"
share = 0.15
[[events]]
at = 2019-03-06T10:00
lasts = "3 h"
multiply = { phone = 2.5 }
[sources]
"channels.phone.patience" = "estimate of ours"
"""

VOLUMES = "start,channel,contacts\n2019-03-04 08:00,chat,12\n"

ODD_VALUES = """
nan -inf -1 0 1e300 1.5 9223372036854775807
99999999999999999999 -99999999999999999999 true false "" "x" "20s" "-5min" "99999999999999999999days" "08:00-20:00"
2019-03-04 9999-12-31 0001-01-01 08:30 2019-03-04T10:00 9999-12-31T23:59:59 2019-03-04T10:00:00Z [] {} [[]] [{}]
["phone",5] {mean={}} {file=""} {file="volumes.csv"} {""=1} {mon="closed"} "phone" ["reject"] "\\u0000" {low=5,high=2}
{per_day=1e18} {per_hour=1e-300} {by={"24:00"=5}} [1,2,3]
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("any")
    (folder / "volumes.csv").write_text(VOLUMES)
    (folder / "full.toml").write_text(FULL)
    return folder / "full.toml"


@pytest.fixture(scope="module")
def names(full) -> list[str]:
    """Every setting of the full scenario, some that it does not have, and some that do not exist."""
    given = [dotted(path) for path, _ in walk(load(full).tree) if path]
    return [
        *given,
        "channels.chat.lines",
        "groups.front.speed",
        "run.seed",
        "channels.phone.bot.returns",
        "x.y.z",
        "name",
    ]


def is_answered(path: Path, changes: Sequence[str] = ()) -> bool:
    """Tell whether a file gives a scenario with channels and groups, or mistakes each of which says something."""
    try:
        found = load(path, changes)
    except ScenarioError as error:
        return bool(error.mistakes) and all(mistake.text.strip() for mistake in error.mistakes)
    return bool(found.scenario.channels) and bool(found.scenario.groups)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_at_any_place_gives_a_scenario_or_its_mistakes(full, names, data):
    changes = data.draw(
        st.lists(st.tuples(st.sampled_from(names), st.sampled_from(ODD_VALUES.split())), min_size=1, max_size=3)
    )
    assert is_answered(full, [f"{name}={value}" for name, value in changes])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(FULL) - 1), st.integers(0, 40), st.text(alphabet="=[]{}\"'#.,\n a1-:\\\u00e9\0", max_size=4))
@example(0, len(FULL), "")
def test_any_damage_to_the_text_gives_a_scenario_or_its_mistakes(full, start, length, instead):
    damaged = full.with_name("damaged.toml")
    damaged.write_text(FULL[:start] + instead + FULL[start + length :], encoding="utf-8")
    assert is_answered(damaged)


NAMES = st.one_of(st.text("ab-_ .é:0=\\\"'[]\n", max_size=8), st.text())


@given(st.lists(st.one_of(NAMES, st.integers(0, 50)), max_size=5))
@example(["a\\b", "d'e\"sk", "'\\\"", "a=b", ""])
def test_the_name_of_a_setting_can_be_read_back(parts):
    path = ("top", *parts)
    assert parse_dotted(dotted(path)) == path
    assert key_and_value(f"{dotted(path)}=1=1") == (dotted(path), "=", "1=1")


def test_the_full_scenario_is_right(full):
    assert load(full).scenario.channels.keys() == {"phone", "chat"}

"""Hand-made replications: a few contacts with a known life, counted as if an engine had played them."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from tests.arrays import unused_columns, unused_rules

from channelmix.engine.inputs import NEVER, SECOND, Contacts, Operation, Outcome, Outcomes
from channelmix.scenario.model import Scenario
from channelmix.simulate.service import Promises

HOUR = 3600 * SECOND


def _arrays(**columns):
    return {name: np.array(values, dtype=kind) for name, (values, kind) in columns.items()}


def plain_operation(channels=1, groups=1, **changes):
    """Return an operation counted from 1 h to 3 h, in four half-hours, that ends at 4 h."""
    operation = Operation(
        **_arrays(
            when_closed=([0] * channels, int),
            clears_at_closing=([False] * channels, bool),
            inactive_after=([NEVER] * channels, int),
            lines=([NEVER] * channels, int),
            open_at_start=([True] * channels, bool),
            gate_time=([], int),
            gate_channel=([], int),
            gate_opens=([], bool),
            capacity=([1] * groups, int),
            weight=([[1] * channels] * groups, int),
            rank=([[0] * channels] * groups, int),
            slowdown=([[1.0]] * groups, float),
            speed=([[1.0] * channels] * groups, float),
            route=([list(range(groups))] * channels, int),
            agents_at_start=([1] * groups, int),
            plan_time=([], int),
            plan_group=([], int),
            plan_agents=([], int),
            day_start=([0, 24 * HOUR], int),
            day_is_open=([[True]] * channels, bool),
            grid=([HOUR, HOUR * 3 // 2, 2 * HOUR, HOUR * 5 // 2, 3 * HOUR], int),
        ),
        **unused_rules(channels, groups),
        count_from=HOUR,
        count_until=3 * HOUR,
        stop=4 * HOUR,
    )
    return replace(operation, **changes)


def life(  # one contact; times in seconds after the start of counting, None where it never came to that
    at, outcome, *, joined=None, ended=None, turns=((None, None),), channel=0, attempt=0, wrap_up=0, bot=None
):
    return {
        "at": at,
        "outcome": outcome,
        "joined": at if joined is None and outcome in _QUEUES else joined,
        "ended": ended,
        "turns": [turn if len(turn) == 3 else (at if joined is None else joined, *turn) for turn in turns],
        "channel": channel,
        "attempt": attempt,
        "wrap_up": wrap_up,
        "bot": bot,
    }


_QUEUES = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CLEARED, Outcome.UNFINISHED, Outcome.OVERFLOWED)


def _moment(seconds):
    return -1 if seconds is None else HOUR + round(seconds * SECOND)


def _played(operation, lives):
    turns = [turn for each in lives for turn in each["turns"]]
    asked_only_if_joined = [(each["joined"] is not None) for each in lives for _ in each["turns"]]
    contacts = Contacts(
        first=len(lives),
        **unused_columns(len(lives), len(turns)),
        **_arrays(
            channel=([each["channel"] for each in lives], int),
            arrival=([_moment(each["at"]) for each in lives], int),
            attempt=([each["attempt"] for each in lives], int),
            bot_time=([-1 if each["bot"] is None else each["bot"] * SECOND for each in lives], int),
            contained=([each["outcome"] == Outcome.CONTAINED for each in lives], bool),
            patience=([NEVER] * len(lives), int),
            wrap_up=([each["wrap_up"] * SECOND for each in lives], int),
            turn_at=(np.cumsum([0, *(len(each["turns"]) for each in lives)]), int),
            work=([0] * len(turns), int),
            reply_delay=([0] * len(turns), int),
        ),
    )
    outcomes = Outcomes.blank(operation, contacts)
    outcomes.arrived[:] = [_moment(each["at"]) for each in lives]
    outcomes.joined[:] = [_moment(each["joined"]) for each in lives]
    outcomes.ended[:] = [_moment(each["ended"]) for each in lives]
    outcomes.outcome[:] = [each["outcome"] for each in lives]
    pairs = list(zip(turns, asked_only_if_joined, strict=True))
    outcomes.asked[:] = [_moment(turn[0]) if joined else -1 for turn, joined in pairs]
    outcomes.started[:] = [_moment(turn[1]) for turn in turns]
    outcomes.replied[:] = [_moment(turn[2]) for turn in turns]
    return contacts, outcomes


def plain_promises(channels=1, formula="offered", within=20, **changes):
    promises = Promises(
        formula=[formula] * channels,
        **_arrays(
            within=([within * SECOND] * channels, int),
            to_reply=([False] * channels, bool),
            short_abandon=([0] * channels, int),
            respond_within=([NEVER] * channels, int),
        ),
    )
    known = {field.name for field in fields(Promises)}
    return replace(promises, **{name: np.array(value) for name, value in changes.items() if name in known})


@pytest.fixture
def make():
    """Everything needed to build a hand-made replication."""

    class Make:
        operation = staticmethod(plain_operation)
        promises = staticmethod(plain_promises)
        life = staticmethod(life)
        played = staticmethod(_played)

    return Make


_REPLACED_WHOLE = ("hours", "arrivals", "agents", "handling")


def _merged(table, changes):
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(table.get(key), dict) and key not in _REPLACED_WHOLE
        table[key] = _merged(dict(table[key]), value) if both else value
    return table


@pytest.fixture
def scenario_of():
    """Build a small scenario, one phone line of a Monday, with changes merged in."""

    def build(**changes):
        phone = {
            "kind": "voice",
            "hours": {"mon-fri": "08:00-18:00"},
            "arrivals": {"per_day": 300},
            "handling": {"mean": "4 min"},
            "patience": "5 min",
            "target": {"share": 0.8, "within": "20 s"},
        }
        plain = {
            "schema": 1,
            "name": "small",
            "period": {"start": date(2024, 3, 4), "days": 1},
            "channels": {"phone": phone},
            "groups": {"front": {"handles": ["phone"], "agents": {"mon-fri": {"08:00": 3, "18:00": 0}}}},
        }
        return Scenario.model_validate(_merged(plain, changes))

    return build


DESK = """\
schema = 1
name = "Desk"

[period]
start = 2024-03-04
days = 1
warm_up = "0 s"

[channels.phone]
kind = "voice"
hours = { mon-fri = "09:00-10:00" }
arrivals = { per_hour = 40 }
handling = { mean = "4 min", distribution = "exponential" }
patience = "3 min"
target = { share = 0.80, within = "20 s" }

[groups.desk]
handles = ["phone"]
agents = { mon-fri = { "09:00" = 3, "10:00" = 0 } }
cost_per_hour = 30
"""


@pytest.fixture
def desk_file(tmp_path):
    """A small phone desk as a scenario file."""
    path = tmp_path / "desk.toml"
    path.write_text(DESK)
    return path


@pytest.fixture(scope="session")
def desk_text():
    """The content of that file."""
    return DESK

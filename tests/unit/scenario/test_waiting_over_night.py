"""Promises that run on while nobody is on duty are told by ``check``, with what to write instead."""

import pytest

from channelmix.scenario import load
from channelmix.scenario.waiting_over_night import instead, overnight_notes

EMAIL = """
[channels.email]
kind = "deferred"
hours = {{ mon-fri = "08:00-20:00", sat = "09:00-17:00" }}
arrivals = {{ per_day = 20 }}
handling = "6 min"
target = {{ share = 0.90, within = "{within}"{clock} }}
[groups.back]
handles = ["email"]
agents = 2
"""


@pytest.fixture
def loaded(desk):
    """Load a scenario with emails that are promised an answer."""
    return lambda within, clock="": load(desk(EMAIL.format(within=within, clock=clock)))


def test_a_promise_shorter_than_the_weekend_is_told_with_what_to_write_instead(loaded):
    (note,) = overnight_notes(loaded("24 h").scenario)
    assert "channels.email.target runs on while closed (sat 17:00 to mon 08:00)" in note
    assert 'add clock = "hours", within = "1 day", so that' in note


def test_a_channel_without_hours_is_waited_for_while_nobody_who_serves_it_is_on_duty(desk):
    text = EMAIL.format(within="24 h", clock="").replace("hours = {", "# hours = {")
    at_work = text.replace("agents = 2", 'agents = { mon-fri = { "08:00" = 2, "18:00" = 0 } }')
    (note,) = overnight_notes(load(desk(at_work)).scenario)
    assert "runs on while nobody is on duty (fri 18:00 to mon 08:00)" in note
    assert 'add opening hours and clock = "hours", within = "1 day"' in note
    assert list(overnight_notes(load(desk(text)).scenario)) == []


@pytest.mark.parametrize(("within", "clock"), [("40 h", ""), ("1 day", ', clock = "hours"')])
def test_a_promise_longer_than_the_weekend_or_in_opening_hours_is_let_be(loaded, within, clock):
    assert list(overnight_notes(loaded(within, clock).scenario)) == []


@pytest.mark.parametrize(("within", "told"), [("48 h", 'clock = "hours", within = "2 days"'),
                                              ("1 day", 'clock = "hours"'), ("4 h", 'clock = "hours"')])  # fmt: skip
def test_whole_days_become_opening_days_and_hours_stay(loaded, within, told):
    assert instead(loaded(within).scenario.channels["email"]) == told


def test_a_promise_in_opening_hours_of_a_channel_without_any_is_told(desk):
    text = EMAIL.format(within="1 working day", clock=', clock = "hours"')
    told = "channels.email.target.clock counts opening hours, of which the channel has none, so that all hours count"
    always_open = load(desk(text.replace("hours = {", "# hours = {"))).warnings
    assert any(told in warning for warning in always_open)
    assert not any("of which the channel has none" in warning for warning in load(desk(text)).warnings)

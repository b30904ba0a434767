"""Breaks of work shifts lie where somebody can take them, and what they cost in intervals is told."""

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load

SHIFT = """
[[work_shift]]
name = "shift"
start = {start}
length = "{length}"
breaks = [{{ length = "{pause}", between = {between} }}]
"""


@pytest.fixture
def loaded(desk):
    def load_it(between, *, start='["08:00"]', length="8 h", pause="30 min", interval="30 min"):
        shift = SHIFT.format(between=between, start=start, length=length, pause=pause)
        return load(desk(shift, interval=interval))

    return load_it


def about_breaks(loaded):
    return [text.partition("breaks[1].")[2] for text in loaded.warnings if "breaks" in text]


@pytest.mark.parametrize(
    ("between", "told"),
    [
        ('["13:30", "11:30"]', "must end after it starts, for no such shift goes past midnight (got 13:30 to 11:30)"),
        ('["16:30", "18:00"]', "must leave room for 30 min within a shift that starts at 08:00 and lasts 8 h (got"),
        ('["07:00", "08:15"]', "must leave room for 30 min within a shift"),
    ],
)
def test_a_window_in_which_nobody_can_take_the_break_is_refused(loaded, between, told):
    with pytest.raises(ScenarioError) as refused:
        loaded(between)
    assert f"work_shift[1].breaks[1].between {told}" in str(refused.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"length": "1 working day"}, "work_shift[1].length must be written in hours or minutes: a working day has no"),
        ({"between": '["11:30", "13:30", "14:00"]'}, "work_shift[1].breaks[1].between must have at most 2 entries"),
    ],
)
def test_a_length_without_hours_and_a_third_edge_of_a_window_are_refused(loaded, change, told):
    with pytest.raises(ScenarioError) as refused:
        loaded(**{"between": '["11:30", "13:30"]'} | change)
    assert told in str(refused.value)


def test_a_window_over_midnight_belongs_to_a_night_shift(loaded):
    assert about_breaks(loaded('["23:30", "01:00"]', start='["22:00"]')) == []
    assert about_breaks(loaded('["01:00", "03:00"]', start='["22:00"]')) == []


def test_starts_at_which_a_break_does_not_fit_are_told(loaded):
    assert about_breaks(loaded('["11:30", "13:30"]', start='["08:00", "14:00"]')) == [
        "between does not fit into shifts that start at 14:00; none will start then"
    ]


def test_a_break_that_takes_whole_intervals_for_a_part_of_them_is_told(loaded):
    told = about_breaks(loaded('["10:00", "11:00"]', pause="15 min", interval="1 h"))
    assert told == [
        "length takes the agent away for whole intervals of 1 h, 60 min for each break of 15 min; a shorter "
        "period.interval whose edges it keeps costs less"
    ]
    assert "60 min for each break of 30 min" in about_breaks(loaded('["10:15", "11:15"]'))[0]
    assert about_breaks(loaded('["10:00", "11:00"]')) == []


def test_a_start_within_an_interval_is_told(loaded):
    def about_starts(start):
        return [each for each in loaded('["11:30", "13:30"]', start=start).warnings if "[1].start lies" in each]

    assert about_starts('["08:00", "08:30"]') == []
    assert about_starts('["08:00", "08:10"]')[0].endswith(
        "lies inside an interval of 30 min: the shift is paid from 08:10 but counts from 08:30 on; start it then, or "
        'set period.interval = "10 min" (got 08:10)'
    )

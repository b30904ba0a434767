"""Breaks of one shift: work between two of them, and not everybody away at once where nobody is harmed by that."""

from datetime import timedelta

import numpy as np
import pytest

from channelmix.errors import ScenarioError
from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.staffing.duties import duties_of
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool
from channelmix.staffing.problem import FIRST_SEARCH
from channelmix.staffing.resting import at_edges, untaken
from channelmix.staffing.rostering import Roster
from channelmix.staffing.staggering import staggered

SHIFT = """
[[work_shift]]
name = "early"
start = ["08:00"]
length = "4 h"
breaks = [{ length = "30 min", between = ["10:00", "11:30"] }]
"""
TWO = """
[[work_shift]]
name = "long"
start = ["08:00"]
length = "8 h"
breaks = [
  { length = "30 min", between = ["09:30", "11:30"] },
  { length = "30 min", between = ["11:00", "14:00"] },
]
"""


@pytest.fixture
def half_hours(phone):
    return phone.replace('interval = "1 h"', 'interval = "30 min"')


def apart(duties):
    """Return the least work between two breaks of any duty."""
    return min(duty.breaks[1][0] - duty.breaks[0][1] for duty in duties if duty.breaks[0] < duty.breaks[1])


@pytest.mark.parametrize(("rule", "least"), [("", 60), ('min_between_breaks = "2 h"', 120),
                                             ('min_between_breaks = "1 min"', 30)])  # fmt: skip
def test_an_hour_of_work_lies_between_two_breaks_or_what_the_template_says(problem, half_hours, rule, least):
    assert apart(duties_of(problem(half_hours + TWO + rule))) == timedelta(minutes=least)


def test_windows_that_leave_less_than_an_hour_between_breaks_are_still_served(problem, half_hours):
    narrow = TWO.replace('["11:00", "14:00"]', '["11:30", "12:00"]').replace('["09:30", "11:30"]', '["10:30", "11:30"]')
    assert apart(duties_of(problem(half_hours + narrow))) == timedelta(0)


def test_windows_too_narrow_for_the_work_that_is_stated_between_breaks_are_refused(loaded_of, half_hours):
    with pytest.raises(ScenarioError, match=r"with 5 h of work between them \(min_between_breaks\) \(got 09:30"):
        loaded_of(half_hours + TWO + 'min_between_breaks = "5 h"')


def all_at_one_break(problem, text, agents):
    """Return duties and so many agents who all take the last break of the window."""
    found = problem(text)
    trials = found.trials(range(FIRST_SEARCH, FIRST_SEARCH + 6))
    pool = Pool(problem=found, trials=trials, duties=duties_of(found), most=np.full_like(found.space.most, 99))
    worked = np.array([0, 0, agents])
    return pool, Worked(agents=worked, trial=pool.trial(worked))


def test_breaks_are_spread_over_their_window_at_the_same_cost_where_every_promise_is_kept(problem, half_hours):
    pool, before = all_at_one_break(problem, half_hours + SHIFT.replace('"4 h"', '"5 h"'), 24)
    after = staggered(pool, before)
    assert before.trial.keeps_all
    assert after.trial.keeps_all
    assert after.agents.tolist() == [8, 8, 8]
    assert pool.cost(after.agents) == pool.cost(before.agents)


def test_breaks_stay_after_closing_where_a_promise_would_be_missed_while_people_are_away(problem, half_hours):
    enough = next(n for n in range(1, 24) if all_at_one_break(problem, half_hours + SHIFT, n)[1].trial.keeps_all)
    pool, before = all_at_one_break(problem, half_hours + SHIFT, enough)
    assert staggered(pool, before).agents.tolist() == [0, 0, enough]


def all_at_the_start(problem, text, agents):
    """Return the duties of a shift whose break may lie anywhere, and so many agents who all begin with it."""
    found = problem(text + SHIFT.replace('"10:00", "11:30"', '"08:00", "12:00"'))
    trials = found.trials(range(FIRST_SEARCH, FIRST_SEARCH + 6))
    pool = Pool(problem=found, trials=trials, duties=duties_of(found), most=np.full_like(found.space.most, 99))
    worked = np.array([agents, *[0] * 7])
    return pool, Worked(agents=worked, trial=pool.trial(worked))


def test_breaks_leave_the_first_and_last_hour_of_a_shift_where_every_promise_is_kept(problem, half_hours):
    pool, before = all_at_the_start(problem, half_hours, 24)
    after = staggered(pool, before)
    assert (after.trial.kept | ~before.trial.kept).all()
    assert after.agents[[0, 7]].tolist() == [0, 0], "at the very edges nobody"
    assert after.agents[[1, 6]].max() < after.agents[2:6].min(), "of many some who would be too many at once"
    pool, before = all_at_the_start(problem, half_hours.replace("per_hour = 40", "per_hour = 4"), 4)
    after = staggered(pool, before)
    assert after.agents.tolist() == [0, 0, 1, 1, 1, 1, 0, 0], "of four nobody, and each at a time of their own"
    assert after.trial.keeps_all
    assert pool.cost(after.agents) == pool.cost(before.agents)


@pytest.mark.parametrize(
    ("required_at", "breaks"),
    [
        (range(18, 22), {"08:30", "11:00"}),
        (range(17, 22), {"11:00"}),
        (range(18, 23), {"08:30"}),
        ([16, 23], {"09:00", "09:30", "10:00", "10:30"}),
        (range(17, 23), {"08:00", "11:30"}),
    ],
)
def test_of_duties_that_cover_as_well_a_cover_has_those_whose_breaks_leave_the_edges(
    problem, half_hours, required_at, breaks
):
    found = problem(half_hours + SHIFT.replace('"10:00", "11:30"', '"08:00", "12:00"'))
    required = np.zeros((1, 48), np.int64)
    required[0, list(required_at)] = 7
    roster = Roster(duties=duties_of(found), shifts=found.scenario.work_shift)
    missing = roster.cover(required)
    solution = roster.solved()
    worked = {
        f"{duty.breaks[0][0]:%H:%M}": round(number)
        for duty, number in zip(roster.duties, solution, strict=False) if number > 0.5
    }  # fmt: skip
    assert max(solution[missing]) < 1e-6
    assert sum(worked.values()) == 7, "no shift more than it takes"
    assert set(worked) <= breaks


WEEK = """
[[work_shift]]
name = "early"
start = ["08:00"]
length = "5 h"
breaks = [{ length = "30 min", between = ["09:30", "11:30"] }]
"""


def test_breaks_of_a_day_are_spread_though_another_day_could_not_bear_it(problem, half_hours):
    """Of every second day just enough are on duty, so that a change misses a promise; all sit down at the same time."""
    found = problem(half_hours + WEEK + 'days = "mon-fri"\n[staffing]\nper = "day"\n', "period.days=26")
    trials = found.trials(range(FIRST_SEARCH, FIRST_SEARCH + 6))
    pool = Pool(problem=found, trials=trials, duties=duties_of(found), most=np.full_like(found.space.most, 99))
    days = np.unique(pool.day)
    kept = np.array([pool.trial(on_days(pool, dict.fromkeys(days, n))).kept for n in range(1, 24)])
    few = dict(zip(pool.cell_day.tolist(), (1 + kept.argmax(axis=0)).tolist(), strict=True))
    worked = on_days(pool, {day: 24 if place % 2 else few[day] for place, day in enumerate(days)})
    before = Worked(agents=worked, trial=pool.trial(worked))
    after = staggered(pool, before)
    assert (after.trial.kept | ~before.trial.kept).all()
    assert {int(after.agents[pool.day == day].max()) for day in days[1::2]} == {6}


def on_days(pool, agents):
    """Return so many agents of each day at the last of its breaks."""
    worked = np.zeros(len(pool.duties), np.int64)
    for day, count in agents.items():
        worked[np.flatnonzero(pool.day == day)[-1]] = count
    return worked


def test_who_has_a_break_while_nobody_else_can_take_a_channel_is_told(problem, half_hours):
    found = problem(half_hours.replace('"09:00-11:00"', '"09:00-12:00"') + SHIFT)
    duties = duties_of(found)
    required = np.where(found.space.allowed, 1, 0)
    told = [list(untaken(found, duties, np.array(agents), required)) for agents in ([0, 3, 0], [0, 1, 0], [1, 2, 0])]
    assert told[0] == ["nobody can take phone at Mon 4 Mar 10:30: all 3 of desk have their break"]
    assert told[1] == ["nobody can take phone at Mon 4 Mar 10:30: the only one of desk has a break"]
    assert told[2] == [], "the control: one of the three is there"
    assert list(untaken(found, duties, np.array([0, 3, 0]), 0 * required)) == [], "nobody is needed then"


def test_a_break_while_the_channel_is_closed_leaves_nobody_waiting(problem, half_hours):
    """Staff may be there for longer than the phone is open; contacts that came before may still be going on."""
    times = {"09:00-10:30": [], "09:00-10:45": ["Mon 4 Mar 10:30"], "10:45-12:00": ["Mon 4 Mar 10:30"],
             "11:00-12:00": []}  # fmt: skip
    for hours, expected in times.items():
        found = problem(
            half_hours.replace('"09:00-11:00"', f'"{hours}"') + '[staffing]\nhours = { mon = "09:00-12:00" }\n' + SHIFT
        )
        required = np.where(found.space.allowed, 1, 0)
        told = list(untaken(found, duties_of(found), np.array([0, 3, 0]), required))
        assert told == [f"nobody can take phone at {moment}: all 3 of desk have their break" for moment in expected]


@pytest.mark.parametrize(
    ("window", "rule", "told"),
    [
        ('["08:00", "08:30"]', "", "4 of 4 breaks lie in the first or last half hour of their shift"),
        ('["08:00", "08:30"]', 'max_without_break = "5 h"\n', None),
        ('["10:00", "10:30"]', "", None),
    ],
)
def test_breaks_at_the_edges_of_shifts_are_told_unless_a_rule_says_how_long_people_work_on(
    problem, half_hours, window, rule, told
) -> None:
    shift = f"""
[[work_shift]]
name = "early"
start = ["08:00"]
length = "5 h"
{rule}breaks = [{{ length = "30 min", between = {window} }}]
"""
    here = problem(half_hours + shift)
    duties = duties_of(here)
    [text] = list(at_edges(here, duties, np.full(len(duties), 4))) or [None]
    assert (text is None) is (told is None)
    assert told is None or text.startswith(told)
    if text:
        with speaking("nl"):
            assert "4 van 4 pauzes" in told_caution(text)

"""Duties exchanged by chance where what single ones foretell finds no more, each day proved by itself."""

import numpy as np
import pytest

from channelmix.staffing import shifts
from channelmix.staffing.climbing import climbed
from channelmix.staffing.duties import duties_of
from channelmix.staffing.duty_patterns import patterns_of
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool
from channelmix.staffing.problem import FIRST_SEARCH
from channelmix.staffing.proving import proved

DESK = """\
schema = 1
name = "desk"
[period]
start = 2024-03-04
days = 1
interval = "30 min"
[run]
replications = 6
[channels.phone]
kind = "voice"
hours = { mon-fri = "08:00-20:00" }
arrivals = { per_day = 330 }
handling = { mean = "5 min", distribution = "exponential" }
patience = "3 min"
target = { share = 0.80, within = "20 s" }
[channels.chat]
kind = "chat"
hours = { mon-fri = "08:00-20:00" }
arrivals = { per_day = 100 }
handling = "9 min"
patience = "4 min"
target = { share = 0.80, within = "60 s" }
[groups.front]
handles = ["phone"]
agents = 3
cost_per_hour = 28
[groups.digital]
handles = ["chat"]
agents = 3
concurrency = { chat = 2 }
cost_per_hour = 30
[groups.allround]
handles = ["phone", "chat"]
agents = 3
concurrency = { chat = 2 }
cost_per_hour = 31
[staffing]
per = "day"
[[work_shift]]
name = "early"
start = ["08:00"]
length = "8 h"
breaks = [{ length = "30 min", between = ["11:30", "13:00"] }]
[[work_shift]]
name = "late"
start = ["12:00"]
length = "8 h"
breaks = [{ length = "30 min", between = ["15:30", "17:00"] }]
[[work_shift]]
name = "part-time"
start = ["08:00", "16:00"]
length = "4 h"
"""


def found(problem, text, some=lambda duty: True):
    """Return the shifts found, among some duties, from a plan that is far too large in the evening."""
    desk = problem(text)
    required = np.where(desk.space.allowed, np.array([4, 2, 1])[:, None], 0)
    trials = desk.trials(range(FIRST_SEARCH, FIRST_SEARCH + 12))
    given = [duty for duty in duties_of(desk) if some(duty)]
    return shifts.find_shifts(desk, trials, required, patterns_of(desk, given))


def test_shifts_are_chosen_among_the_duties_that_are_given_and_no_others(problem):
    part_time = 2
    without = found(problem, DESK, lambda duty: duty.template != part_time)
    assert part_time not in {duty.template for duty in without.duties}
    assert part_time in {duty.template for duty in found(problem, DESK).duties}, "control: it is of use"


def test_where_contacts_are_too_many_nothing_is_exchanged_by_chance(problem, monkeypatch):
    class Asked(Exception):
        pass

    def never(pool, now, *, until):
        raise Asked

    monkeypatch.setattr(shifts, "climbed", never)
    with pytest.raises(Asked):
        found(problem, DESK)
    monkeypatch.setattr(shifts, "_EFFORT", 100_000)
    assert found(problem, DESK).trial.keeps_all


def worked(problem, text, agents, *, customers=6):
    """Return duties of a scenario with so many agents on each."""
    desk = problem(text)
    trials = desk.trials(range(FIRST_SEARCH, FIRST_SEARCH + customers))
    pool = Pool(problem=desk, trials=trials, duties=duties_of(desk), most=np.full_like(desk.space.most, 99))
    every = np.full(len(pool.duties), agents)
    return pool, Worked(agents=every, trial=pool.trial(every))


def test_a_climb_saves_keeps_every_promise_and_goes_the_same_way_again(problem):
    pool, before = worked(problem, DESK, 1)
    assert before.trial.keeps_all
    after = climbed(pool, before, until=60)
    assert after.trial.keeps_all
    assert pool.cost(after.agents) < pool.cost(before.agents)
    again, start = worked(problem, DESK, 1)
    assert climbed(again, start, until=60).agents.tolist() == after.agents.tolist()


def test_a_climb_ends_where_nobody_works_or_no_trial_is_left(problem):
    pool, nobody = worked(problem, DESK, 0)
    assert climbed(pool, nobody, until=99) == nobody or not climbed(pool, nobody, until=99).agents.any()
    pool, before = worked(problem, DESK, 1)
    assert climbed(pool, before, until=pool.trials.count) is before


TWO_DAYS = DESK.replace("days = 1", "days = 4")


def test_changes_stay_on_the_days_that_bear_them_and_are_taken_back_on_the_others(problem):
    pool, before = worked(problem, TWO_DAYS, 2)
    assert before.trial.keeps_all
    monday, thursday = (np.flatnonzero(pool.day == day) for day in (0, 3))
    one = np.flatnonzero(pool.kind[monday] == pool.kind[monday][0])[0]
    agents = before.agents.copy()
    agents[monday[one]] -= 1
    agents[thursday] = 0
    after = proved(pool, before, agents)
    assert after.trial.keeps_all
    assert after.agents[monday].tolist() == agents[monday].tolist()
    assert after.agents[thursday].tolist() == before.agents[thursday].tolist()
    assert not pool.trial(agents).keeps_all, "the control: all changes together miss promises"


def test_where_every_change_costs_a_promise_duties_stay_as_they_were(problem):
    pool, before = worked(problem, DESK, 1)
    assert proved(pool, before, np.zeros_like(before.agents)) is before


def test_few_customers_agree_with_all_on_what_all_were_given_and_differ_by_the_same_on_other_plans(problem):
    pool, all_ = worked(problem, DESK, 1, customers=12)
    few = pool.trials.on_first(3)
    agreeing, plain = few.agreeing(all_.trial), few.on_first(99)
    assert few is plain
    assert list(few.replications) == list(pool.trials.replications)[:3]
    plan, other = all_.trial.plan, all_.trial.plan + 1
    assert agreeing.of(plan).room == pytest.approx(all_.trial.room)
    off = few.of(plan).room - all_.trial.room
    assert agreeing.of(other).room == pytest.approx(few.of(other).room - off)
    assert np.abs(off).max() > 1e-6, "the control: by themselves they differ"

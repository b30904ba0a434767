"""Many duties of a day exchanged at once, where no exchange of one or two pays."""

import numpy as np
import pytest

from channelmix.staffing import shifts
from channelmix.staffing.duties import duties_of
from channelmix.staffing.foretelling import Foretold, _effect
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool
from channelmix.staffing.problem import FIRST_SEARCH

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


def found(problem, text):
    """Return the shifts found from a plan that is far too large in the evening."""
    desk = problem(text)
    required = np.where(desk.space.allowed, np.array([4, 2, 1])[:, None], 0)
    return shifts.find_shifts(desk, desk.trials(range(FIRST_SEARCH, FIRST_SEARCH + 12)), required)


def test_shifts_that_pay_only_together_are_cheaper_than_those_that_exchanges_of_one_or_two_find(problem, monkeypatch):
    together = found(problem, DESK)
    monkeypatch.setattr(shifts, "reshaped", lambda pool, now, *, until: now)
    one_by_one = found(problem, DESK)
    assert together.trial.keeps_all
    assert one_by_one.trial.keeps_all
    assert together.cost < one_by_one.cost


def test_where_contacts_are_too_many_for_it_duties_are_exchanged_one_by_one(problem, monkeypatch):
    class Asked(Exception):
        pass

    def never(pool, now, *, until):
        raise Asked

    monkeypatch.setattr(shifts, "reshaped", never)
    with pytest.raises(Asked):
        found(problem, DESK)
    monkeypatch.setattr(shifts, "_EFFORT", 100_000)
    assert found(problem, DESK).trial.keeps_all


@pytest.mark.parametrize("ratio", [1.3, 2.0, 4.0])
def test_one_fewer_takes_what_was_measured_and_the_second_more_and_further_ones_bring_less(ratio):
    less, much = np.array(0.02), np.array(9.0)
    nobody, first, second, more, twice = (
        float(_effect(np.array(change), less, np.array(ratio), much)) for change in (0.0, -1.0, -2.0, 1.0, 2.0)
    )
    assert nobody == 0
    assert first == pytest.approx(-0.02 * 1.0)
    assert second - first == pytest.approx(ratio * first)
    assert more == pytest.approx(0.02 / ratio)
    assert twice - more == pytest.approx(more / ratio)


def test_an_interval_takes_no_more_than_the_contacts_that_come_in_it():
    assert _effect(np.array(-9.0), np.array(0.02), np.array(4.0), np.array(0.1)) == pytest.approx(-0.1)


def test_nothing_is_chosen_on_a_day_that_no_promise_feels(problem):
    desk = problem(DESK)
    trials = desk.trials(range(FIRST_SEARCH, FIRST_SEARCH + 2))
    pool = Pool(problem=desk, trials=trials, duties=duties_of(desk), most=np.full_like(desk.space.most, 99))
    agents = np.ones(len(pool.duties), np.int64)
    nothing = np.zeros((trials.cells.count, desk.space.most.shape[1]))
    foretold = Foretold(
        pool=pool, now=Worked(agents=agents, trial=pool.trial(agents)), less=nothing, most=nothing, ratio=nothing + 2,
        share=np.zeros((trials.cells.count, *desk.space.most.shape)),
    )  # fmt: skip
    after, spare = foretold.saved(agents, pool.corners[0], 10.0, asked=np.zeros(trials.cells.count))
    assert spare == -np.inf
    assert after.tolist() == agents.tolist()

"""A single queue in steady state is staffed by as many agents as the exact formula says, or by one more and says so."""

import pytest

from channelmix.queueing import ErlangA, ErlangC, Gamma, GeneralPatience, Goal, Lognormal, Weibull
from channelmix.scenario import load
from channelmix.staffing.requirement import find_requirement

SCENARIO = """\
schema = 1
name = "one queue"
[period]
start = 2024-03-04
days = 1
interval = "24 h"
warm_up = "4 h"
[channels.phone]
kind = "voice"
arrivals = {{ per_hour = {rate} }}
handling = {{ mean = 240, distribution = "exponential" }}
{patience}
target = {{ share = {share}, within = 20 }}
[groups.desk]
handles = ["phone"]
agents = 60
"""


def exactly(erlangs, patience, share):
    goal = Goal(share=share, within=20.0)
    if patience is None:
        return ErlangC.agents_needed(goal, load=erlangs, handling=240.0)
    return ErlangA.agents_needed(goal, load=erlangs, handling=240.0, patience=patience)


@pytest.mark.parametrize(("erlangs", "patience", "share"), [(3.3, 120.0, 0.8), (5.0, None, 0.85), (6.7, 300.0, 0.75)])
def test_the_agents_found_are_the_exact_minimum_or_one_more_in_doubt(tmp_path, erlangs, patience, share):
    path = tmp_path / "one.toml"
    told = "" if patience is None else f"patience = {patience}"
    path.write_text(SCENARIO.format(rate=erlangs * 15, patience=told, share=share))
    found = find_requirement(load(path), replications=20, seed=5)
    agents, exact = int(found.plan[0, 0]), exactly(erlangs, patience, share)
    assert agents == exact or (agents == exact + 1 and found.spare[0, 0] == 1)
    assert found.is_proven


SHAPES = {"gamma": Gamma, "lognormal": Lognormal, "weibull": Weibull.with_cv}


def found_and_exact(path, distribution, *, more_work=1.0):
    """Agents found for patience of a shape, and the exact minimum; ``more_work`` makes it that of another queue."""
    told = f'patience = {{ mean = 150, cv = 0.7, distribution = "{distribution}" }}'
    path.write_text(SCENARIO.format(rate=4.5 * 15, patience=told, share=0.8))
    found = find_requirement(load(path), replications=15, seed=3)
    exact = GeneralPatience.agents_needed(
        Goal(share=0.8, within=20.0), load=4.5 * more_work, handling=240.0,
        patience=SHAPES[distribution](150.0, cv=0.7),
    )  # fmt: skip
    return found, exact


@pytest.mark.parametrize("distribution", sorted(SHAPES))
def test_patience_of_any_shape_is_staffed_exactly_or_by_one_more_in_doubt(tmp_path, distribution):
    found, exact = found_and_exact(tmp_path / "one.toml", distribution)
    agents = int(found.plan[0, 0])
    assert agents == exact or (agents == exact + 1 and found.spare[0, 0] == 1)


def test_this_check_notices_a_queue_with_half_as_much_work_again(tmp_path):
    found, exact = found_and_exact(tmp_path / "one.toml", "gamma", more_work=1.5)
    assert abs(int(found.plan[0, 0]) - exact) > 1


DAY = """\
schema = 1
name = "constant"
[period]
start = 2027-03-01
days = 1
interval = "15 min"
[channels.phone]
kind = "voice"
hours = { mon = "04:00-20:00" }
arrivals = { per_hour = 101.7 }
handling = { mean = "5 min", distribution = "exponential" }
patience = { mean = "4 min", distribution = "exponential" }
target = { share = 0.80, within = "20 s" }
[groups.desk]
handles = ["phone"]
agents = 11
"""


def test_quarters_of_an_hour_are_near_the_exact_minimum_though_few_customers_were_asked_for(tmp_path):
    path = tmp_path / "constant.toml"
    path.write_text(DAY)
    exact = ErlangA.agents_needed(Goal(share=0.8, within=20.0), load=101.7 / 12, handling=300.0, patience=240.0)
    found = find_requirement(load(path), replications=10, seed=1)
    few = find_requirement(load(path), replications=10, seed=1, may_be_more=False)
    agents, with_few = (each.plan[0][each.plan[0] > 0].mean() for each in (found, few))
    assert exact - 0.1 < agents < 1.05 * exact
    assert with_few > 1.05 * exact, "control: on ten days chance asks for more"
    assert (len(found.trials.replications), len(few.trials.replications)) == (160, 10)
    assert found.counts.replications == few.counts.replications == 10, "all figures are those that run gives"

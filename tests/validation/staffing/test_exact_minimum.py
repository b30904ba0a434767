"""A single queue in steady state is staffed by as many agents as the exact formula says, or by one more and says so."""

import pytest

from channelmix.queueing import ErlangA, ErlangC, Goal
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

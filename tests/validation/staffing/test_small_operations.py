"""Groups that share skills are staffed as cheaply as can be: every cheaper plan is tried on the same customers."""

from itertools import product

import numpy as np
import pytest

from channelmix.scenario import load
from channelmix.staffing.requirement import find_requirement

SCENARIO = """\
schema = 1
name = "small"
[period]
start = 2024-03-04
days = 1
interval = "6 h"
warm_up = "0 s"
[channels.phone]
kind = "voice"
hours = { mon-sun = "06:00-12:00" }
arrivals = { per_hour = 22 }
handling = { mean = "4 min", distribution = "exponential" }
patience = "4 min"
target = { share = 0.80, within = 20 }
[channels.chat]
kind = "chat"
hours = { mon-sun = "06:00-12:00" }
arrivals = { per_hour = 15 }
handling = { mean = "8 min", cv = 0.8 }
patience = "5 min"
target = { share = 0.80, within = 60 }
[channels.whatsapp]
kind = "messaging"
hours = { mon-sun = "06:00-12:00" }
when_closed = "reject"
arrivals = { per_hour = 14 }
handling = { mean = "5 min", cv = 1.0 }
turns = { mean = 2 }
reply_delay = "3 min"
inactive_after = "4 min"
target = { share = 0.80, within = "10 min" }
[groups.text]
handles = ["chat", "whatsapp"]
agents = 9
cost_per_hour = 30
concurrency = { chat = 3, whatsapp = 3 }
slowdown = [1.0, 1.15, 1.3]
[groups.all_round]
handles = ["phone", "chat", "whatsapp"]
agents = 9
cost_per_hour = 33
concurrency = { chat = 3, whatsapp = 3 }
slowdown = [1.0, 1.15, 1.3]
"""
OPEN = 1
"""The only interval in which anybody is on duty."""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "small.toml"
    path.write_text(SCENARIO)
    return find_requirement(load(path), replications=12, seed=4)


def plan_of(found, text, all_round):
    plan = np.zeros_like(found.plan)
    plan[:, OPEN] = text, all_round
    return plan


def cheaper_plans(found, share):
    every = [plan_of(found, *numbers) for numbers in product(range(8), range(10))]
    limit = share * found.problem.space.cost(found.plan)
    return [plan for plan in every if found.problem.space.cost(plan) < limit]


def test_no_plan_that_is_cheaper_by_one_per_cent_keeps_every_promise(found):
    assert found.search.keeps_all
    cheaper = cheaper_plans(found, 0.99)
    assert len(cheaper) > 10
    assert not any(found.trials.of(plan).keeps_all for plan in cheaper)


def test_this_check_would_notice_a_plan_with_an_agent_too_many(found):
    with_more = found.problem.space.cost(found.plan) + float(found.problem.space.price[1, OPEN])
    cheaper = cheaper_plans(found, with_more / found.problem.space.cost(found.plan))
    assert any(found.trials.of(plan).keeps_all for plan in cheaper)


def test_fresh_customers_find_the_promises_kept(found):
    """Each is sure at 95 %, so that of three promises none should be missed by more than chance may account for."""
    fresh = found.trials.entire(range(60)).of(found.plan)
    assert (fresh.room + 2 * fresh.error >= 0).all()
    fewer = found.trials.entire(range(60)).of(np.maximum(found.plan - 1, 0))
    assert (fewer.room + 2 * fewer.error < 0).any(), "control: with one agent fewer in each group a promise is missed"

"""What single agents bring: signs, order, and nothing for work that may wait."""

import csv
import io

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.scenario import load
from channelmix.staffing.margins import margin_rows, margins_csv, margins_of, require_margins
from channelmix.staffing.requirement import find_requirement


@pytest.fixture
def found(loaded_of, phone_and_email):
    loaded = loaded_of(phone_and_email, 'channels.phone.hours={mon="09:00-11:00"}', "channels.email.max_backlog=false")
    return find_requirement(loaded, replications=6, seed=1)


def test_the_last_agent_brings_more_than_the_next_and_both_help(found) -> None:
    last, following = margins_of(found)
    staffed = found.plan[0] > 0
    assert last.known[0].sum() == staffed.sum()
    assert (last.in_time[0][staffed] > 0).all()
    assert last.in_time[0].sum() > following.in_time[0].sum() >= 0
    assert last.wait_saved_s[0].sum() > following.wait_saved_s[0].sum() > 0
    assert (last.points[0] <= 1).all()


def test_what_is_credited_is_what_one_agent_less_everywhere_far_apart_really_costs(found) -> None:
    (last, _), trials = margins_of(found), found.trials
    spot = int(np.flatnonzero(found.plan[0])[0])
    fewer = found.plan.copy()
    fewer[0, spot] -= 1
    good = [
        np.mean([tally.by_arrival["good"][0].sum() for tally in trials.tallies(plan)]) for plan in (found.plan, fewer)
    ]
    assert last.in_time[0, spot] == pytest.approx(good[0] - good[1])


def test_groups_whose_work_may_wait_are_left_out_and_rows_say_what_a_contact_costs(found) -> None:
    rows = margin_rows(found, margins_of(found))
    assert {row["group"] for row in rows} == {"desk"}
    assert all(row["cost"] == pytest.approx(40.0) for row in rows)
    row = max(rows, key=lambda row: row["in_time"])
    assert row["cost_per_contact_in_time"] == pytest.approx(40.0 / row["in_time"])
    table = list(csv.DictReader(io.StringIO(margins_csv(rows).decode("utf-8-sig"))))
    assert [each["agent"] for each in table[:2]] == ["last", "next"]


def test_scenarios_in_which_all_work_may_wait_are_refused() -> None:
    scenario = load("webshop_nl/today").scenario
    only = {name: channel for name, channel in scenario.channels.items() if channel.kind == "deferred"}
    require_margins(scenario)
    with pytest.raises(InputError, match="--margins tells of channels whose customers wait"):
        require_margins(scenario.model_copy(update={"channels": only}))

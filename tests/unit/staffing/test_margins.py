"""What single agents bring: signs, order, intervals, and nothing for work that may wait."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.staffing.conftest import EMAIL, PHONE

from channelmix.errors import InputError
from channelmix.scenario import load
from channelmix.staffing.margins import margin_hours, margin_rows, margins_csv, margins_of, require_margins
from channelmix.staffing.requirement import find_requirement


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A plan that no test changes, found once."""
    path = tmp_path_factory.mktemp("margins") / "desk.toml"
    path.write_text(PHONE + EMAIL)
    loaded = load(path, ['channels.phone.hours={mon="09:00-11:00"}', "channels.email.max_backlog=false"])
    return find_requirement(loaded, replications=30, seed=1, may_be_more=False)


def totals(margins, group=0):
    return margins.in_time[:, group].sum(axis=1), margins.wait_saved_s[:, group].sum(axis=1)


def t_value(values):
    return values.mean() / (values.std(ddof=1) / np.sqrt(len(values)))


def test_the_last_agent_surely_helps_and_surely_more_than_the_next(found) -> None:
    last, following = margins_of(found)
    staffed = found.plan[0] > 0
    assert last.known[0].sum() == staffed.sum()
    for mine, other in zip(totals(last), totals(following), strict=True):
        assert t_value(mine) > 4
        assert t_value(mine - other) > 2.6, "pair by pair on the same customers, one-sided 99 % with 30"


def test_an_agent_beyond_any_need_is_not_said_to_help(found) -> None:
    """Control: where twice as many stand already, one more brings nothing, and no cost of a contact is told."""
    plenty = replace(found, plan=np.where(found.plan > 0, 2 * found.plan + 5, 0))
    _, following = margins_of(plenty)
    for mine in totals(following):
        assert abs(mine).max() < 1e-9 or abs(t_value(mine)) < 2.6
    rows = [row for row in margin_rows(plenty, (following,)) if row["agent"] == "next"]
    assert all(row["cost_per_contact_in_time"] is None for row in rows)


def test_intervals_cover_what_many_more_customers_show(found) -> None:
    few, _ = margins_of(found)
    more = replace(found, trials=replace(found.trials, replications=range(5000, 5300), tried={}))
    many, _ = margins_of(more)
    hours = [margin_hours(found, (few,)), margin_hours(more, (many,))]
    for here, there in zip(*hours, strict=True):
        for name in ("in_time", "points", "wait_saved_s"):
            half = (here[f"{name}_high"] - here[f"{name}_low"]) / 2
            assert abs(here[name] - there[name]) < 2.5 * half, name
            assert there[f"{name}_high"] - there[f"{name}_low"] < half


def test_what_is_credited_is_what_one_agent_less_everywhere_far_apart_really_costs(found) -> None:
    (last, _), trials = margins_of(found), found.trials
    spot = int(np.flatnonzero(found.plan[0])[0])
    fewer = found.plan.copy()
    fewer[0, spot] -= 1
    good = [
        np.mean([tally.by_arrival["good"][0].sum() for tally in trials.tallies(plan)]) for plan in (found.plan, fewer)
    ]
    assert last.in_time[:, 0, spot].mean() == pytest.approx(good[0] - good[1])


def test_groups_whose_work_may_wait_are_left_out_and_rows_say_what_a_contact_costs(found) -> None:
    rows = margin_rows(found, margins_of(found))
    assert {row["group"] for row in rows} == {"desk"}
    assert all(row["cost"] == pytest.approx(40.0) for row in rows)
    assert all(row["in_time_low"] <= row["in_time"] <= row["in_time_high"] for row in rows)
    row = max(rows, key=lambda row: row["in_time_low"])
    assert row["cost_per_contact_in_time"] == pytest.approx(40.0 / row["in_time"])
    table = list(csv.DictReader(io.StringIO(margins_csv(rows).decode("utf-8-sig"))))
    assert [each["agent"] for each in table[:2]] == ["last", "next"]


def test_scenarios_in_which_all_work_may_wait_are_refused() -> None:
    scenario = load("webshop_nl/today").scenario
    only = {name: channel for name, channel in scenario.channels.items() if channel.kind == "deferred"}
    require_margins(scenario)
    with pytest.raises(InputError, match="--margins tells of channels whose customers wait"):
        require_margins(scenario.model_copy(update={"channels": only}))

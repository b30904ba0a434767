"""Alternatives of a plan: what is changed and what is not, and that more costs more."""

import pytest

from channelmix.errors import InputError
from channelmix.scenario import load
from channelmix.staffing.alternatives import alternatives_of, require_alternatives
from channelmix.staffing.alternatives.skills import members_of, skill_variants
from channelmix.staffing.alternatives.variants import concurrency_variants, promise_variants
from channelmix.staffing.problem import problem_of
from channelmix.staffing.requirement import find_requirement

TWO = """
[channels.chat]
kind = "chat"
hours = { mon-fri = "09:00-11:00" }
arrivals = { per_hour = 20 }
handling = "6 min"
patience = "3 min"
[groups.writers]
handles = ["chat"]
agents = 2
concurrency = { chat = 2 }
slowdown = [1.0, 1.3]
shrinkage = 0.10
cost_per_hour = 40
"""


@pytest.fixture
def two_groups(loaded_of, phone):
    return loaded_of(phone + TWO)


def test_other_promises_differ_in_nothing_but_the_share(two_groups) -> None:
    variants = list(promise_variants(two_groups))
    assert [(each.of, each.value) for each in variants] == [("phone", share) for share in (0.7, 0.75, 0.85, 0.9)]
    for each in variants:
        target = each.loaded.scenario.channels["phone"].target
        assert (target.share, target.within.seconds) == (each.value, 20)
        assert each.loaded.scenario.groups == two_groups.scenario.groups


def test_promises_stay_below_everybody(two_groups) -> None:
    near = load(two_groups.path, ["channels.phone.target.share=0.97"])
    assert all(0 < each.value < 1 for each in promise_variants(near))


def test_other_concurrency_is_one_more_and_one_fewer_and_says_where_slowdown_ends(two_groups) -> None:
    fewer, more = concurrency_variants(two_groups)
    assert [each.loaded.scenario.groups["writers"].concurrency for each in (fewer, more)] == [{"chat": 1}, {"chat": 3}]
    assert "slowdown ends with 2 at once" in more.note
    assert not fewer.note


def test_one_group_has_all_skills_live_first_at_the_price_of_the_dearest(two_groups) -> None:
    (variant,) = skill_variants(two_groups, problem_of(two_groups, seed=1))
    (merged,) = variant.loaded.scenario.groups.values()
    assert merged.channels == ("phone", "chat")
    assert (merged.concurrency, merged.slowdown) == ({"chat": 2}, (1.0, 1.3))
    assert (merged.shrinkage, merged.cost_per_hour) == (0.25, 40)
    problem = problem_of(variant.loaded, seed=1)
    assert problem.own[0].tolist() == problem_of(two_groups, seed=1).own.sum(axis=0).tolist()


def test_groups_that_others_hand_over_to_are_left_as_they_are(loaded_of, phone) -> None:
    three = TWO + '[groups.third]\nhandles = ["phone"]\nagents = 1\n'
    scenario = loaded_of(phone + three).scenario
    assert members_of(scenario) == [
        ["desk", "writers"], ["desk", "third"], ["writers", "third"], ["desk", "writers", "third"],
    ]  # fmt: skip
    second = loaded_of(
        phone.replace("[groups.desk]", 'transfer = { share = 0.1, to = "third" }\n[groups.desk]') + three
    )
    assert members_of(second.scenario) == [["desk", "writers"]]


@pytest.mark.parametrize("kind", ["skills", "concurrency"])
def test_a_scenario_without_anything_to_change_is_told_before_the_search(loaded_of, phone, kind) -> None:
    with pytest.raises(InputError, match=f"--{kind} finds nothing to change"):
        require_alternatives([kind], loaded_of(phone))
    with pytest.raises(InputError, match="alternatives must be of"):
        require_alternatives(["colours"], loaded_of(phone))


def test_a_higher_promise_never_costs_less_and_one_out_of_reach_says_why(loaded_of, phone) -> None:
    loaded = loaded_of(phone, "period.interval=2 h", "staffing.max_agents={desk=3}", "channels.phone.target.share=0.75")
    found = find_requirement(loaded, replications=6, seed=1)
    rows = [each.as_dict() for each in alternatives_of("promises", loaded, found, seed=1)]
    assert [row["value"] for row in rows] == [0.65, 0.7, 0.75, 0.8, 0.85]
    costs = [row["cost"] for row in rows if row["cost"] is not None and "plan" not in row["label"]]
    assert costs == sorted(costs)
    assert next(row for row in rows if row["value"] == 0.75)["cost"] == pytest.approx(
        30 * found.problem.space.hours(found.plan).sum()
    )
    refused = [row for row in rows if row["cost"] is None]
    assert refused
    assert all("cannot be kept" in row["cannot_be_kept"] for row in refused)


def test_differences_are_paired_on_the_same_customers_and_hours_tell_what_is_in_doubt(two_groups) -> None:
    found = find_requirement(two_groups, replications=20, seed=1)
    planned, *others = (each for each in alternatives_of("concurrency", two_groups, found, seed=1))
    rows = [each.as_dict() for each in (planned, *others)]
    (plan,) = (row for row in rows if "plan" in row["label"])
    assert plan["more_hours"] is None
    assert plan["more_channels"] == {}
    for row in (row for row in rows if row is not plan):
        assert row["more_hours"]["mean"] == pytest.approx(row["paid_hours"] - plan["paid_hours"])
        assert row["more_hours"]["low"] <= row["more_hours"]["mean"] <= row["more_hours"]["high"]
        for name, more in row["more_channels"].items():
            mine, base = row["channels"][name]["wait_mean_s"], plan["channels"][name]["wait_mean_s"]
            assert more["wait_mean_s"]["mean"] == pytest.approx(mine["mean"] - base["mean"])
    one = next(row for row in rows if row["value"] == 1)
    phone = one["more_channels"]["phone"]["wait_mean_s"]
    assert phone == {"mean": 0, "low": 0, "high": 0}, "control: the same agents for the same calls differ by nothing"


def test_customers_of_other_searches_are_let_go_of(loaded_of, phone) -> None:
    loaded = loaded_of(phone, "period.interval=2 h")
    found = find_requirement(loaded, replications=6, seed=1)
    before = found.trials.of(found.plan + 1)
    for each in alternatives_of("promises", loaded, found, seed=1):
        assert each.found is None or not each.found.trials.customers_kept
    assert not found.trials.customers_kept
    found.trials.tried.clear()
    again = found.trials.of(found.plan + 1)
    assert (again.share == before.share).all(), "drawn again, they are the same"
    assert found.trials.customers_kept == len(found.trials.replications), "control: whoever plays is kept"

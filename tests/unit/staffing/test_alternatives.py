"""Alternatives of a plan: what is changed and what is not, and that more costs more."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.report.alternatives_page import alternative_sheets
from channelmix.scenario import load
from channelmix.staffing.alternatives import alternatives_of, require_alternatives
from channelmix.staffing.alternatives.alternative import Alternative
from channelmix.staffing.alternatives.asked import count_of, variants_of
from channelmix.staffing.alternatives.doubt import doubt_of, taken_over
from channelmix.staffing.alternatives.helping import NOTHING_SAVED, Helping, cost_of
from channelmix.staffing.alternatives.searching import PLANNED, _Search
from channelmix.staffing.alternatives.skills import members_of, skill_variants
from channelmix.staffing.alternatives.variants import concurrency_variants, promise_variants
from channelmix.staffing.problem import problem_of
from channelmix.staffing.requirement import find_requirement
from channelmix.staffing.spread import spread_of

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


PROMISED = TWO.replace('patience = "3 min"', 'patience = "3 min"\ntarget = { share = 0.80, within = "40 s" }')


def test_promises_of_named_channels_alone_are_searched(loaded_of, phone) -> None:
    loaded = loaded_of(phone + PROMISED)
    asked = {
        words: [each.of for each in variants_of("promises", words, loaded)]
        for words in (("promises",), ("promises:chat",), ("promises:chat, phone",), ("promises:phone", "promises:chat"))
    }
    assert list(asked.values()) == [["phone"] * 4 + ["chat"] * 4, ["chat"] * 4] + [["phone"] * 4 + ["chat"] * 4] * 2
    assert [count_of("promises", words, loaded) for words in asked] == [8, 4, 8, 8]
    comma = loaded_of((phone + PROMISED).replace("channels.chat", 'channels."chat, web"').replace(
        '"chat"]', '"chat, web"]').replace("{ chat =", '{ "chat, web" ='))  # fmt: skip
    assert count_of("promises", ["promises:chat, web"], comma) == 4, "a name may have a comma"
    found = find_requirement(loaded, replications=3, seed=1, may_be_more=False)
    assert {each.of for each in alternatives_of(["promises:chat"], loaded, found, seed=1).rows["promises"]} == {"chat"}


def test_channels_named_without_a_promise_are_told_with_those_that_have_one(two_groups) -> None:
    with pytest.raises(InputError) as error:
        require_alternatives(["promises:phon,chat"], two_groups)
    assert str(error.value).endswith(
        "--promises takes channels with a target, which are phone: there is no channel 'phon'; did you mean 'phone'?; "
        "chat has none"
    )
    require_alternatives(["promises:phone"], two_groups)


def test_other_concurrency_is_one_more_and_one_fewer_and_says_where_slowdown_ends(two_groups) -> None:
    fewer, more = concurrency_variants(two_groups)
    assert [each.loaded.scenario.groups["writers"].concurrency for each in (fewer, more)] == [{"chat": 1}, {"chat": 3}]
    assert "slowdown ends with 2 at once" in more.note
    assert not fewer.note


def test_trained_people_keep_their_desk_and_help_after_half_of_what_is_promised(two_groups) -> None:
    every, several = skill_variants(two_groups)
    desk, writers = every.loaded.scenario.groups.values()
    assert (desk.channels, writers.channels) == (("phone", "chat"), ("chat", "phone")), "own work first, both live"
    assert (desk.concurrency, desk.slowdown) == ({"chat": 2}, (1.0, 1.3))
    order = {name: channel.groups for name, channel in every.loaded.scenario.channels.items()}
    assert [(each.group, each.after and each.after.seconds) for each in order["phone"]] == [
        ("desk", None), ("writers", 10),
    ]  # fmt: skip
    assert several.loaded.scenario.groups["desk"].channels == ("phone",), "only who holds several chats helps"
    assert several.loaded.scenario.groups["writers"].channels == ("chat", "phone")


def test_trained_people_cost_like_the_dearest_and_are_as_many_before_the_period(two_groups) -> None:
    for variant in skill_variants(two_groups):
        for loaded in (variant.loaded, variant.untrained):
            assert {(each.shrinkage, each.cost_per_hour) for each in loaded.scenario.groups.values()} == {(0.25, 40)}
        own, now = (problem_of(loaded, seed=1).own for loaded in (two_groups, variant.loaded))
        assert own.tolist() == now.tolist()


@pytest.fixture
def many_chats(loaded_of, phone):
    chats = TWO.replace("per_hour = 20", "per_hour = 60").replace("chat = 2", "chat = 3")
    chats = chats.replace("cost_per_hour = 40", "cost_per_hour = 30").replace("shrinkage = 0.10", "shrinkage = 0.25")
    chats = chats.replace('patience = "3 min"', 'patience = "3 min"\ntarget = { share = 0.80, within = "40 s" }')
    return loaded_of(phone + chats, "period.interval=2 h")


def test_people_trained_for_one_anothers_work_are_never_more_than_apart(many_chats) -> None:
    found = find_requirement(many_chats, replications=20, seed=1, may_be_more=False)
    plan, trained = (each.as_dict() for each in alternatives_of(["skills"], many_chats, found, seed=1).rows["skills"])
    assert plan["cost"] >= trained["cost"]
    assert trained["none_found"] is None
    one_desk = load(many_chats.path, [
        "period.interval=2 h", "groups.writers=false", 'groups.desk.handles=["phone", "chat"]', "groups.desk.agents=5",
        "groups.desk.concurrency={chat=3}", "groups.desk.slowdown=[1.0, 1.3]",
    ])  # fmt: skip
    merged = find_requirement(one_desk, replications=20, seed=1, may_be_more=False)
    worse = merged.problem.space.cost(merged.plan)
    assert worse > plan["cost"], "control: at one desk for all work, agents with a chat have no room for a call"


def test_where_helping_saves_nobody_everybody_works_as_before(many_chats, monkeypatch) -> None:
    found = find_requirement(many_chats, replications=6, seed=1, may_be_more=False)
    monkeypatch.setattr(Helping, "_brings", lambda helping, way: False)
    _, trained = (each.as_dict() for each in alternatives_of(["skills"], many_chats, found, seed=1).rows["skills"])
    assert trained["note"] == NOTHING_SAVED
    assert trained["more_per_year"]["paid_hours"] == 0
    assert all(figures["wait_mean_s"]["mean"] == 0 for figures in trained["more_channels"].values())


def test_where_helping_saves_nobody_nobody_is_paid_like_the_dearest(two_groups, monkeypatch) -> None:
    found = find_requirement(two_groups, replications=6, seed=1, may_be_more=False)
    monkeypatch.setattr(Helping, "_brings", lambda helping, way: False)
    answer = alternatives_of(["skills"], two_groups, found, seed=1)
    (trained,) = (each.as_dict() for each in answer.rows["skills"] if each.of)
    assert trained["note"] == NOTHING_SAVED
    assert (trained["more_hours"]["mean"], trained["more_cost"]["mean"]) == (0, 0)
    assert trained["paid_hours"] == pytest.approx(found.problem.space.hours(answer.plan.plan).sum())


THIRD = """
[groups.third]
handles = ["phone"]
agents = 1
shrinkage = 0.25
cost_per_hour = 45
"""


def test_more_people_trained_are_never_more_than_fewer_and_say_whose_agents_they_are(
    loaded_of, phone, monkeypatch
) -> None:
    sms = TWO.replace("chat", "sms").replace('kind = "sms"', 'kind = "chat"').replace("writers", "third")
    loaded = loaded_of(phone + TWO + sms.replace("hour = 40", "hour = 45"), "period.interval=2 h")
    found = find_requirement(loaded, replications=3, seed=1, may_be_more=False)
    less = replace(found, plan=np.maximum(found.plan - 1, 0))
    brings_more = {"desk": ("phone",), "writers": ("chat", "phone"), "third": ("sms",)}
    monkeypatch.setattr(Helping, "_brings", lambda helping, way: True)
    monkeypatch.setattr(
        Helping, "searched", lambda helping, other: less if skills_of(other) == brings_more else found
    )  # fmt: skip
    helping = Helping(plan=found, seed=1, threads=1, stage=print)
    ways = list(skill_variants(loaded))
    answers = {of: helping.found([each for each in ways if each.of == of]) for of in dict.fromkeys(w.of for w in ways)}
    assert answers["desk, third"][1] == NOTHING_SAVED, "control: no search but one finds fewer than the plan"
    every, note = answers["desk, writers, third"]
    assert (every.plan == less.plan).all()
    assert "needs fewer agents than desk and writers trained for each other's work" in note
    assert {each.cost_per_hour for each in every.problem.scenario.groups.values()} == {45}, "at the dearest of all"
    assert skills_of(every.problem) == brings_more, "the others work as before"


def skills_of(loaded) -> dict[str, tuple[str, ...]]:
    return {name: group.channels for name, group in loaded.scenario.groups.items()}


def test_two_ways_to_train_that_come_to_the_same_skills_say_so(loaded_of, phone, monkeypatch) -> None:
    both = THIRD.replace('["phone"]', '["phone", "chat"]') + "concurrency = { chat = 2 }\nslowdown = [1.0, 1.3]\n"
    loaded = loaded_of(phone + TWO + both, "period.interval=2 h")
    found = find_requirement(loaded, replications=3, seed=1, may_be_more=False)
    less = replace(found, plan=np.maximum(found.plan - 1, 0))
    monkeypatch.setattr(Helping, "_brings", lambda helping, way: True)
    monkeypatch.setattr(Helping, "searched", lambda helping, other: less)
    helping, ways = Helping(plan=found, seed=1, threads=1, stage=print), list(skill_variants(loaded))
    first, last = ([each for each in ways if each.of == of] for of in (ways[0].of, ways[-1].of))
    assert "the same as with" not in helping.found(first)[1]
    assert "the same as with desk and writers trained for each other's work" in helping.found(last)[1]


def test_sentences_below_training_doubt_what_the_table_doubts_and_say_why_it_is_dearer(two_groups) -> None:
    found = find_requirement(two_groups, replications=3, seed=1, may_be_more=False)
    variant = next(skill_variants(two_groups))
    paid = replace(found, problem=problem_of(variant.loaded, seed=1))
    words = {}
    for doubt in (1e-3, 1e6):
        told = Alternative(of="x", label="both", value=None, found=paid, plan=found, doubt=(doubt, doubt))
        plan = Alternative(of="", label="groups as they are", value=None, found=found, plan=found)
        (sheet,) = alternative_sheets({"skills": [plan.as_dict(), told.as_dict()]}, "EUR")
        words[doubt] = next(note for note in sheet.notes if note.startswith("both: "))
        assert ("≈" in sheet.rows[1].cells[3].text) == ("≈" in words[doubt]) == (doubt == 1e6)
        assert sheet.rows[1].cells[3].text.startswith("+")
    assert "dearer by that pay and absence alone: who works as before would cost no less" in words[1e-3]
    assert "saves no paid hours in a year of such days, paid and absent as now" in words[1e-3]


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
    rows = [each.as_dict() for each in alternatives_of(["promises"], loaded, found, seed=1).rows["promises"]]
    assert [row["value"] for row in rows] == [0.65, 0.7, 0.75, 0.8, 0.85]
    costs = [row["cost"] for row in rows if row["cost"] is not None and "plan" not in row["label"]]
    assert costs == sorted(costs)
    assert next(row for row in rows if row["value"] == 0.75)["cost"] == pytest.approx(
        30 * found.problem.space.hours(found.plan).sum()
    )
    refused = [row for row in rows if row["cost"] is None]
    assert refused
    assert all(row["out_of_reach"] and "cannot be kept" in row["none_found"] for row in refused)
    assert not any(row["out_of_reach"] for row in rows if row["cost"] is not None)


def test_differences_are_paired_on_the_same_customers_and_hours_tell_what_is_in_doubt(two_groups) -> None:
    found = find_requirement(two_groups, replications=20, seed=1)
    planned, *others = (
        each for each in alternatives_of(["concurrency"], two_groups, found, seed=1).rows["concurrency"]
    )
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
    for each in alternatives_of(["promises"], loaded, found, seed=1).rows["promises"]:
        assert each.found is None or not each.found.trials.customers_kept
    assert not found.trials.customers_kept
    found.trials.tried.clear()
    again = found.trials.of(found.plan + 1)
    assert (again.share == before.share).all(), "drawn again, they are the same"
    assert found.trials.customers_kept == len(found.trials.replications), "control: whoever plays is kept"


def dearer(found, more):
    """Return a requirement whose search has ended at too dear a plan."""
    trial = found.trials.of(found.plan + more)
    return replace(found, plan=trial.plan, search=trial)


def test_a_cheaper_plan_found_for_a_higher_promise_becomes_the_plan(loaded_of, phone, monkeypatch) -> None:
    monkeypatch.setattr(_Search, "search_once_more", lambda search: None)
    loaded = loaded_of(phone, "period.interval=2 h")
    best = find_requirement(loaded, replications=6, seed=1)
    found = dearer(best, 3 * (best.plan > 0))
    monkeypatch.setattr(Helping, "searched", lambda helping, other, **how: best if "0.9" in share(other) else found)
    answer = alternatives_of(["promises"], loaded, found, seed=1)
    assert (answer.plan.plan == best.plan).all()
    assert answer.plan.search.keeps_all
    rows = [each.as_dict() for each in answer.rows["promises"]]
    assert all(row["cost"] == pytest.approx(cost_of(best)) for row in rows), "lower promises are given it, too"
    (plan,) = (row for row in rows if "plan" in row["label"])
    assert "found by the search for phone: 90 % within 20 s" in plan["note"]
    assert rows[0]["more_cost"]["low"] < rows[0]["more_cost"]["mean"] == rows[0]["more_cost"]["high"] == 0


def share(loaded) -> str:
    return str(loaded.scenario.channels["phone"].target.share)


def test_what_no_search_keeps_is_no_row_that_keeps_it_and_is_not_said_to_be_out_of_reach(
    loaded_of, phone, monkeypatch
) -> None:
    loaded = loaded_of(phone, "period.interval=2 h")
    found = find_requirement(loaded, replications=6, seed=1)
    less = dearer(found, -1 * (found.plan > 0))
    assert not less.search.keeps_all
    monkeypatch.setattr(Helping, "searched", lambda helping, other, **how: less if "0.9" in share(other) else found)
    rows = [each.as_dict() for each in alternatives_of(["promises"], loaded, found, seed=1).rows["promises"]]
    assert rows[-1]["none_found"] == "no search found a plan that keeps every promise"
    (sheet,) = alternative_sheets({"promises": rows}, "EUR")
    assert [row.cells[1].text for row in sheet.rows][-2:] == ["0", "none found"]
    reworded = {**rows[-1], "none_found": "a plan that cannot be kept in mind"}
    (sheet,) = alternative_sheets({"promises": [*rows[:-1], reworded]}, "EUR")
    assert sheet.rows[-1].cells[1].text == "none found", "no words decide it"
    out_of_reach = {**rows[-1], "out_of_reach": True}
    (sheet,) = alternative_sheets({"promises": [*rows[:-1], out_of_reach]}, "EUR")
    assert sheet.rows[-1].cells[1].text == "cannot be kept", "control"


def test_a_plan_that_misses_a_promise_of_the_plan_is_not_taken_over(loaded_of, phone) -> None:
    found = find_requirement(loaded_of(phone, "period.interval=2 h"), replications=6, seed=1)
    less = dearer(found, -1 * (found.plan > 0))
    assert taken_over(found, less) is None
    dear = dearer(found, 1 * (found.plan > 0))
    better = taken_over(dear, found)
    assert better is not None, "control: a cheaper one that keeps them is"
    assert (better.check.share == found.check.share).all()


def test_another_search_of_the_plan_that_ends_cheaper_becomes_the_plan(two_groups, monkeypatch) -> None:
    best = find_requirement(two_groups, replications=6, seed=1)
    found = dearer(best, 1 * (best.plan > 0))
    monkeypatch.setattr(Helping, "searched", lambda helping, other, **how: best)
    told = []
    answer = alternatives_of(["concurrency"], two_groups, found, seed=1, so_far=told.append)
    assert cost_of(answer.plan) == cost_of(best) < cost_of(found)
    saved = cost_of(found) - cost_of(best)
    others = [each for each in answer.rows["concurrency"] if not each.label.endswith(PLANNED)]
    assert [each.doubt[1] >= saved - 1e-6 for each in others] == [True, True]
    assert [len(each.left) for each in told] == [2, 2, 1, 0]
    assert [cost_of(each.plan) for each in told] == [cost_of(found), *[cost_of(best)] * 3]


def test_other_promises_are_to_be_as_safe_as_the_plan(loaded_of, phone) -> None:
    loaded = loaded_of(phone, "period.interval=2 h")
    found = find_requirement(loaded, replications=6, seed=1)
    safe = replace(found, trials=replace(found.trials, safety=np.full(found.cells.count, 0.05)))
    higher = next(each.loaded for each in promise_variants(loaded) if each.value == 0.85)
    for start, asked in ((safe, 0.05), (found, 0.0)):
        other = find_requirement(higher, replications=6, seed=1, start=start, may_be_more=False)
        safety = other.trials.safety
        assert (0.0 if safety is None else safety.min()) >= asked
        assert start is not safe or (other.trials.of(other.plan).room >= 0).all()


def test_a_difference_is_in_doubt_by_what_searches_leave_open_and_no_higher_promise_may_cost_less(
    loaded_of, phone
) -> None:
    found = find_requirement(loaded_of(phone, "period.interval=2 h"), replications=6, seed=1)
    hours, cost = doubt_of(found, (0.0, 0.0))
    assert cost == pytest.approx(max(spread_of(None) * cost_of(found), 2 * 30 / 0.75)), (
        "one agent of one interval at least"
    )
    assert hours == pytest.approx(cost / 30)
    assert doubt_of(found, (100.0, 3000.0)) == (100.0, 3000.0), "what another search saved is open"
    more = dearer(found, 1 * (found.plan > 0))
    of_more = {"of": "phone", "label": "", "value": 0.85, "found": more, "plan": found, "doubt": (1e3, 1e5)}
    free, higher = (Alternative(**of_more, asks=asks).as_dict()["more_cost"] for asks in (0, 1))
    assert free["low"] < 0 < free["high"], "control: where nothing is known of what it asks, 0 lies within"
    assert (higher["low"], higher["mean"], higher["high"]) == (0, free["mean"], free["high"])

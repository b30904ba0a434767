"""What is not sure is told with its size, its way out, and no more than the interval allows."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import pytest

from channelmix.report.cases import Case
from channelmix.report.cheaper import cheaper_lines, more_replications
from channelmix.report.doubts import Doubt, doubts_of, needed, probably_meets_all, reasons
from channelmix.report.first_screen import _in_two_lines, _lead
from channelmix.report.numbers import Kind, written
from channelmix.report.proposal import cost_change, proposal_of, verdict_of_cost
from channelmix.results import Estimate

MET, LIKELY, UNLIKELY, MISSED = (0.83, 0.82, 0.84), (0.803, 0.79976, 0.806), (0.795, 0.79, 0.801), (0.75, 0.74, 0.76)


def figure(mean: float, low: float, high: float) -> dict[str, float]:
    return {"mean": mean, "low": low, "high": high}


def case(name: str, cost: float, level: tuple[float, float, float]):
    channel = SimpleNamespace(target=SimpleNamespace(share=0.8), response_target=None, kind="voice")
    summary = {"replications": 40, "channels": {"phone": {"service_level": figure(*level)}}, "groups": {},
               "total": {"cost_per_year": figure(cost, cost - 1, cost + 1)}}  # fmt: skip
    scenario = SimpleNamespace(channels={"phone": channel}, money=SimpleNamespace(currency="EUR"))
    return Case(name=name, scenario=scenario, summary=summary, estimates=(), unsourced=(), warnings=())


def study(*cases, sure: float = 100.0):
    """Return a study of plans; a difference in cost is sure from ``sure`` on."""
    numbered = [replace(each, name=f"{at} {each.name}") for at, each in enumerate(cases, 1)]
    costs = [each.summary["total"]["cost_per_year"]["mean"] for each in cases]
    rows = []
    for first, second in combinations(range(len(cases)), 2):
        more = costs[second] - costs[first]
        verdict = "unsure" if abs(more) < sure else "more" if more > 0 else "less"
        rows.append({**figure(more, more - sure, more + sure), "verdict": verdict})
    return SimpleNamespace(cases=numbered, differences=[{"same_period": True}] * (len(cases) - 1),
                           summary={"pairs": {"total.cost_per_year": rows}})  # fmt: skip


def test_a_low_end_just_below_its_target_never_looks_as_if_it_reached_it() -> None:
    assert written(Estimate(*LIKELY), Kind.SHARE, bound=0.8) == ("80.3 %", "79.98–80.6")
    assert written(Estimate(*LIKELY), Kind.SHARE) == ("80.3 %", "80.0–80.6")


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (LIKELY, "probably meets its target in phone (80.3 %, 0.3 points above it), but the interval reaches below: "
                 "79.98–80.6"),
        (UNLIKELY, "may miss its target in phone (79.5 %, target 80 %, interval 79.0–80.1)"),
        (MISSED, "misses its target in phone (75.0 %, target 80 %)"),
        (MET, ""),
    ],
)  # fmt: skip
def test_a_mean_above_the_target_probably_meets_it_and_one_below_may_miss_it(level, text: str) -> None:
    assert reasons(case("A", 1.0, level)) == text


def test_about_as_many_replications_settle_it_as_narrow_the_interval_to_the_target() -> None:
    (doubt,) = doubts_of(case("A", 1.0, (0.81, 0.79, 0.83)))
    assert doubt.replications(40) == 160
    assert Doubt("phone", "service_level", Estimate(0.8001, 0.78, 0.82), 0.8).replications(40) is None
    assert needed(case("A", 1.0, MET)) is None
    assert probably_meets_all(case("A", 1.0, LIKELY))
    assert not probably_meets_all(case("A", 1.0, UNLIKELY))


def test_every_cheaper_plan_is_named_with_what_speaks_against_it_and_what_more_replications_would_settle() -> None:
    found = study(case("Today", 900.0, LIKELY), case("Bot", 700.0, MISSED), case("Chat", 1500.0, MET))
    proposal = proposal_of(found)
    assert proposal.place == 2
    first, second = cheaper_lines(found, proposal)
    assert first.startswith("Cheaper, but not proposed: Bot (700 EUR a year); it misses")
    assert second.startswith("Cheaper, but not proposed: Today (900 EUR a year); it probably meets")
    (line,) = more_replications(found, proposal)
    assert line.startswith("More replications: Today costs less and is left out only because 40 replications")


def test_two_plans_that_cost_the_same_within_chance_are_proposed_together() -> None:
    plans = [case("Today", 900.0, MISSED), case("Chat", 1550.0, MET), case("App", 1500.0, MET)]
    (lead,) = _lead(found := study(*plans), proposal_of(found))
    assert lead == (
        "Proposed: App or Chat. They surely meet all targets, and which costs less is not sure (against App: Chat +50 "
        "(−50 to +150) EUR a year); choose between them on other grounds."
    )
    (alone,) = _lead(found := study(*plans, sure=10.0), proposal_of(found))
    assert alone.startswith("Proposed: App. Of the plans that surely meet all targets it costs least")


def test_of_plans_proposed_together_each_takes_two_lines_and_today_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = study(case("Today", 1450.0, MET), case("App", 1500.0, MET))
    more = {**figure(50.0, 40.0, 60.0), "verdict": "more"}
    monkeypatch.setattr("channelmix.report.first_screen.price_in_service", lambda *plans: "Its price.")
    found.differences = [{"same_period": True, "total": {"cost_per_year": more}}]
    found.resolved = [{"groups": {"desk": {"shrinkage": share}}} for share in (0.2, 0.3)]
    (today,) = _in_two_lines(found, 0)
    assert today == "Today: 1,450 EUR a year (1,449–1,451), as today."
    cost, price = _in_two_lines(found, 1)
    assert cost == "App: 1,500 EUR a year, surely +50.00 against Today (+40.00 to +60.00); shrinkage of desk."
    assert price == "App: Its price."


def test_pairs_are_read_in_either_direction() -> None:
    found = study(case("A", 10.0, MET), case("B", 30.0, MET), case("C", 70.0, MET), case("D", 150.0, MET), sure=15.0)
    assert cost_change(found, 3, 1) == Estimate(120.0, 105.0, 135.0)
    assert cost_change(found, 1, 3) == Estimate(-120.0, -135.0, -105.0)
    assert [verdict_of_cost(found, 2, other) for other in (0, 3)] == ["more", "less"]
    assert verdict_of_cost(SimpleNamespace(summary={}, cases=found.cases), 2, 0) == ""

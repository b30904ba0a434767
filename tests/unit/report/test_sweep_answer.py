"""A grid's conclusion: who surely leads where and what turns it, and plans in which a setting plays no role."""

from dataclasses import replace
from pathlib import Path

from channelmix.report.kept_price import price_of
from channelmix.report.language import speaking
from channelmix.report.numbers import Kind
from channelmix.report.setting_words import told_point
from channelmix.report.sweep_answer import Best, grid_answer
from channelmix.report.sweep_points import COST, Points, point_pictures, points_of, points_sheet
from channelmix.results import Estimate

LEVEL = "total.kept_share"
SHARE = "channel_shift[*].share"
SHIFTS = [{"from": "phone", "to": "chat", "share": 0.1}]
PAIRS: list[dict[str, object]] = [
    {"groups.desk.agents": agents, "channels.phone.handling": handling} for agents in (3, 4) for handling in (200, 300)
]


def swept(points: list[dict[str, object]], levels: dict[str, list[float]]) -> Points:
    figures = [
        {"strategy": strategy, "point": number, "kind": "total", "name": "", "figure": figure,
         "mean": mean, "low": mean - spread, "high": mean + spread}
        for strategy, cost in (("moves", 1500.0), ("stays", 1000.0)) for number, level in enumerate(levels[strategy], 1)
        for figure, mean, spread in (("cost_per_year", cost + number, 5.0), ("kept_share", level, 0.01))
    ]  # fmt: skip
    summary = {"strategies": ["moves", "stays"], "points": points, "figures": figures, "replications": 5}
    names = {"moves": "Plus chat", "stays": "Today"}
    return points_of(summary, names, SHIFTS, resolved=[{"channel_shift": SHIFTS}, {"channel_shift": []}])


def in_shares() -> Points:
    return swept([{SHARE: share} for share in (0.1, 0.2)], {"moves": [0.83, 0.85], "stays": [0.8, 0.8]})


def test_a_plan_that_surely_leads_at_every_point_is_named_with_its_lead_and_what_it_costs_more() -> None:
    best = Best(LEVEL, ["moves", "moves"], [0.99, 0.999])
    assert list(grid_answer(in_shares(), best, currency="EUR")) == [
        "Judged by contacts in time, Plus chat surely leads at every point, by 3.0 pt to 5.0 pt.",
        "By the means Plus chat costs 500 EUR more a year than Today.",
        "None of these changes which plan surely leads: share of all who change channel.",
    ]


def test_a_grid_of_two_settings_counts_who_surely_leads_and_what_is_unsure_and_names_what_turns_it() -> None:
    found = swept(PAIRS, {"moves": [0.9, 0.7, 0.9, 0.8], "stays": [0.8, 0.8, 0.8, 0.85]})
    best = Best(LEVEL, ["moves", "stays", "moves", "stays"], [0.99, 0.99, 0.99, 0.8])
    assert list(grid_answer(found, best, currency="EUR")) == [
        "Judged by contacts in time, of the 4 points: Plus chat surely leads at 2 (by 10.0 pt); "
        "Today surely leads at 1 (by 10.0 pt); at 1 it is not sure which plan is best.",
        "By the means Plus chat costs 500 EUR more a year than Today.",
        "What changes which plan surely leads: handling time of phone.",
        "Whether these change which plan is best is not sure: agents of desk.",
    ]


def test_a_plan_best_at_every_point_but_not_surely_so_leads_nowhere_it_is_unsure() -> None:
    for chance in (0.94, None):
        text = " ".join(grid_answer(in_shares(), Best(LEVEL, ["moves", "moves"], [0.99, chance]), currency="EUR"))
        assert "Plus chat surely leads at 1 (by 3.0 pt); Today surely leads at none; at 1 it is not sure" in text
        assert "Whether these change which plan is best is not sure: share of all who change channel." in text
        assert "every point" not in text
        assert "None of these" not in text


def test_a_grid_without_unsure_points_says_of_none_that_it_is_unsure() -> None:
    found = swept(PAIRS, {"moves": [0.9, 0.7, 0.9, 0.7], "stays": [0.8, 0.8, 0.8, 0.8]})
    best = Best(LEVEL, ["moves", "stays", "moves", "stays"], [0.99] * 4)
    first, *_, turns, idle = grid_answer(found, best, currency="EUR")
    assert first == (
        "Judged by contacts in time, of the 4 points: "
        "Plus chat surely leads at 2 (by 10.0 pt); Today surely leads at 2 (by 10.0 pt)."
    )
    assert turns == "What changes which plan surely leads: handling time of phone."
    assert idle == "None of these changes which plan surely leads: agents of desk."


def test_costs_are_told_from_the_least_to_the_most_over_all_points_also_where_the_other_plan_is_cheaper() -> None:
    found = in_shares()
    costs = {(COST, "moves", 1): Estimate(962.0, None, None), (COST, "stays", 1): Estimate(1000.0, None, None)}
    found = replace(found, figures={**found.figures, **costs})
    _, cost, _ = grid_answer(found, Best(LEVEL, ["moves", "moves"], [0.8, 0.99]), currency="EUR")
    assert cost == "Over all points Plus chat costs, by the means, from 38 EUR less to 500 EUR more a year than Today."


def test_among_three_plans_the_cost_is_told_against_the_cheapest_other_one() -> None:
    found = in_shares()
    third = {(figure, "third", n): Estimate(mean, None, None) for figure, mean in ((COST, 1100.0), (LEVEL, 0.7))
             for n in (1, 2)}  # fmt: skip
    found = replace(found, plans={**found.plans, "third": "Third"}, figures={**found.figures, **third})
    first, cost, _ = grid_answer(found, Best(LEVEL, ["moves", "moves"], [0.99, 0.99]), currency="EUR")
    assert first.endswith("by 3.0 pt to 5.0 pt.")
    assert cost == "By the means Plus chat costs 500 EUR more a year than the cheapest other plan."


def test_a_sweep_judged_by_cost_tells_the_lead_in_money_once() -> None:
    first, *others = grid_answer(in_shares(), Best(COST, ["stays", "stays"], [0.99, 0.99]), currency="EUR")
    assert first == "Judged by cost a year, Today surely leads at every point, by 500 EUR."
    assert not [line for line in others if "costs" in line]


def test_points_without_a_best_plan_have_no_conclusion() -> None:
    assert list(grid_answer(in_shares(), Best(LEVEL, ["moves"], [0.99]), currency="EUR")) == []


def test_a_plan_in_which_the_setting_plays_no_role_is_drawn_and_listed_once_under_its_name_alone() -> None:
    moves, stays = point_pictures(in_shares(), [COST])
    assert [len(picture.sheet.rows) for picture in (moves, stays)] == [2, 1]
    assert [row.label for row in points_sheet(in_shares(), [COST]).rows] == [
        "Plus chat: share of all who change channel = 10 %",
        "Plus chat: share of all who change channel = 20 %",
        "Today",
    ]


def test_a_step_of_a_price_tells_no_setting_that_plays_no_role_and_none_that_is_empty(tmp_path: Path) -> None:
    ends = "reached,reached_low,reached_high,cost_per_year,cost_per_year_low,cost_per_year_high"
    lines = [f"strategy,{ends},surely_more,{SHARE}", "stays,0.8,,,1000,,,,0.1", "moves,0.83,,,1500,,,True,",
             "moves,0.85,,,1501,,,True,0.2"]  # fmt: skip
    (tmp_path / "price.csv").write_text("\n".join(lines), encoding="utf-8")
    price = price_of(tmp_path / "price.csv", ("contacts in time", Kind.SHARE), in_shares(), currency="EUR")
    assert price is not None
    assert [step.name for step in price.steps] == [
        "Today", "Plus chat: as in the file", "Plus chat: share of all who change channel = 20 %"
    ]  # fmt: skip


def test_a_period_and_all_who_change_channel_have_words_in_each_language() -> None:
    point = {"period.start": "2027-03-01", SHARE: 0.2}
    assert told_point(point) == "start of the period = Mon 1 Mar 2027, share of all who change channel = 20 %"
    with speaking("nl"):
        assert told_point(point) == (
            "begin van de periode = ma 1 mrt 2027, aandeel klanten dat van kanaal wisselt = 20%"
        )
    assert told_point({"period.start": "soon"}) == "start of the period = soon"

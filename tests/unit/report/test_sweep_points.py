"""A sweep in pictures: settings under names that people read, rows under what they share, steps of a price numbered."""

import re

from channelmix.report.kept_price import Price, price_ends, price_pictures
from channelmix.report.numbers import Kind
from channelmix.report.price_chart import Step
from channelmix.report.setting_words import shifts_of, told_point, told_setting
from channelmix.report.sweep_points import Points, point_pictures, points_of
from channelmix.results import Estimate

COST = "total.cost_per_year"
SHIFTS = [{"from": "phone", "to": "chat", "share": 0.1}, {"from": "email", "to": "chat", "share": 0.2}]


def swept(points: list[dict[str, object]]) -> Points:
    figures = [
        {"strategy": strategy, "point": number, "kind": "total", "name": "", "figure": "cost_per_year",
         "mean": 100.0 * number + more, "low": 100.0 * number + more - 9, "high": 100.0 * number + more + 9}
        for strategy, more in (("a", 0), ("b", 500)) for number in range(1, len(points) + 1)
    ]  # fmt: skip
    summary = {"strategies": ["a", "b"], "points": points, "figures": figures, "replications": 5}
    return points_of(summary, {"a": "Today", "b": "Plus chat"}, SHIFTS)


def words_in(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_rows_stand_under_the_setting_that_varies_and_all_plans_have_one_scale() -> None:
    points = [
        {},
        {"channels.phone.handling": "4min"},
        {"channels.phone.handling": 300},
        {"channel_shift[2].share": 0.2},
    ]
    first, second = point_pictures(swept(points), [COST])
    assert [first.title, second.title] == ["Today: cost a year", "Plus chat: cost a year"]
    told = [words for words in words_in(first.svg) if words[0].isalpha() or words.endswith(("min", " s", "%"))]
    assert told == ["as in the file", "handling time of phone", "4 min", "300 s", "share email → chat", "20 %"]
    assert words_in(first.svg)[-3:] == words_in(second.svg)[-3:] == ["0", "500", "1,000"]


def test_in_a_grid_rows_stand_under_all_settings_but_the_last() -> None:
    points = [
        {"channel_shift[1].share": share, "groups.desk.agents": agents} for share in (0.1, 0.2) for agents in (3, 4)
    ]
    told = words_in(next(iter(point_pictures(swept(points), [COST]))).svg)
    assert [told.count(words) for words in ("share phone → chat = 10 %", "agents of desk = 3")] == [1, 2]


def test_shifts_have_no_names_where_plans_that_have_some_differ_in_them() -> None:
    plans = [{"resolved": {"channel_shift": SHIFTS}}, {"resolved": {}}]
    assert told_setting("channel_shift[1].share", shifts_of(plans)) == "share phone → chat"
    others = [*plans, {"resolved": {"channel_shift": SHIFTS[::-1]}}]
    assert told_setting("channel_shift[1].share", shifts_of(others)) == "share channel_shift[1]"


def test_what_is_no_setting_and_no_amount_stays_as_it_is() -> None:
    odd = {"<b>": "x", "channels": 1, "channel_shift[0].share": "nan", "channels.phone.handling": "soon", "a.b.c": True}
    assert told_point(odd) == (
        "<b> = x, channels = 1, channel_shift[0].share = nan, handling time of phone = soon, a.b.c = True"
    )


def test_each_step_of_a_price_has_a_number_its_settings_and_a_hollow_mark_if_it_is_not_sure() -> None:
    levels = [Estimate(0.80, 0.79, 0.81), Estimate(0.805, 0.79, 0.82), Estimate(0.95, 0.94, 0.96)]
    steps = [
        Step(f"agents of desk = {number}", Estimate(cost, cost - 5, cost + 5), level, number != 2)
        for number, cost, level in zip((1, 2, 3), (1000.0, 1001.0, 2000.0), levels, strict=True)
    ]
    price = Price("contacts in time", Kind.SHARE, "EUR", 5, steps)
    (picture,) = price_pictures(price)
    words = words_in(picture.svg)
    assert [words.count(number) for number in "123"] == [2, 2, 2]
    assert [words.count(f"agents of desk = {number}") for number in (1, 2, 3)] == [1, 1, 1]
    assert picture.svg.count('class="hollow"') == 1
    assert list(price_ends(price)) == [
        "Cheapest: 1,000 EUR a year, contacts in time 80.0 % (agents of desk = 1).",
        "Most that is reached: contacts in time 95.0 %, for 2,000 EUR a year (agents of desk = 3).",
    ]


def test_a_price_that_leaves_points_out_says_which_and_calls_nothing_the_cheapest_of_all() -> None:
    steps = [Step(name, Estimate(cost, None, None), Estimate(level, None, None))
             for name, cost, level in (("a", 900.0, 0.8), ("b", 1000.0, 0.9))]  # fmt: skip
    price = Price("contacts in time", Kind.SHARE, "EUR", 5, steps, ["shrinkage of desk"])
    first, most = price_ends(price)
    assert first.startswith("Cheapest of what can be decided: 900 EUR a year")
    assert most.startswith("Most that is reached by what can be decided: contacts in time 90.0 %")
    (picture,) = price_pictures(price)
    assert "only what somebody decides has a price: shrinkage of desk as in the file" in picture.notes

"""Charts at the width of a phone: no line through words, names whole where they fit on two lines, numbers inside."""

import re

import pytest

from channelmix.report.backlog_chart import Line, backlog_chart
from channelmix.report.day_chart import Panel, day_chart
from channelmix.report.drawing import WIDTH, Axis
from channelmix.report.interval_chart import Dots, interval_chart
from channelmix.report.language import speaking
from channelmix.report.numbers import Kind
from channelmix.report.spread_chart import Spread, spread_chart
from channelmix.report.study_style import STYLE
from channelmix.results import Estimate

LONG = "3 WhatsApp first, with a bot and two more agents at the front desk"
TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"(?: text-anchor="(\w+)")?[^>]*>([^<]*)</text>')
DOWN = re.compile(r'<line x1="([\d.]+)" y1="([\d.]+)" x2="\1" y2="([\d.]+)"')


def dots(*names: str) -> str:
    rows = [(name, Estimate(0.812, 0.8, 0.824)) for name in names]
    return interval_chart(Dots(title="phone", kind=Kind.SHARE, rows=rows, first=names[0], target=0.8))


def struck(svg: str) -> list[str]:
    """Return the words that a line down goes through."""
    words = [(float(y), told) for _, y, _, told in TEXT.findall(svg)]
    return [told for _, top, bottom in DOWN.findall(svg) for y, told in words
            if float(top) < y - 3 and y - 6 < float(bottom)]  # fmt: skip


def test_the_target_and_the_grid_stand_beside_the_intervals_not_in_the_names() -> None:
    svg = dots("1 Web shop", LONG)
    assert svg.count('class="target"') == 2
    assert struck(svg) == []


def test_this_check_notices_a_line_through_words() -> None:
    assert struck('<line x1="5.0" y1="0.0" x2="5.0" y2="40.0"/><text x="4.0" y="12.0">plan</text>') == ["plan"]


def test_a_long_name_takes_two_lines_and_is_not_cut() -> None:
    spread = spread_chart("phone", [Spread(LONG, 0.5, {"p50": 1.0, "p90": 60.0, "p99": 90.0})])
    day = day_chart("phone", Kind.COUNT, [Panel("5 WhatsApp first, with a bot", ["2027-03-01T00:00"], [1.0])] * 2)
    for svg, name in ((dots(LONG), LONG), (spread, LONG), (day, "5 WhatsApp first, with a bot")):
        assert "…" not in svg
        assert name in " ".join(told for *_, told in TEXT.findall(svg))


def test_numbers_at_the_ends_of_an_axis_stay_inside() -> None:
    rows = [("email", Estimate(0.904, 0.898, 0.91))]
    svg = interval_chart(Dots(title="email", kind=Kind.SHARE, rows=rows, first="email", target=0.9))
    middles = [(float(x), told) for x, _, anchor, told in TEXT.findall(svg) if anchor == "middle"]
    assert any(len(told) > 5 for _, told in middles)
    assert all(3 * len(told) <= x <= WIDTH - 3 * len(told) for x, told in middles)


def test_two_verdicts_of_a_plan_stand_on_lines_of_their_own_on_every_screen() -> None:
    assert ".verdict { display: block; }" in STYLE
    assert "td br" not in STYLE


@pytest.mark.parametrize(("code", "name"), [("nl", "aangeboden"), ("de", "angeboten")])
def test_formulas_have_names_in_every_language(code: str, name: str) -> None:
    from channelmix.report.cases import OUT_OF
    from channelmix.report.language import say, spoken

    with speaking(code):
        assert say("offered") == name
        assert [formula for formula in OUT_OF if formula not in spoken().words] == []


def test_one_day_on_an_axis_is_a_day_and_two_are_days():
    axis = Axis([0.0, 3 * 86_400.0], Kind.TIME, start=0, end=300)
    assert [axis.label(tick) for tick in axis.ticks[:3]] == ["0", "1 day", "2 days"]


def test_the_name_of_a_plan_does_not_touch_the_highest_number_of_its_axis() -> None:
    starts, values = ["2027-03-01T00:00", "2027-03-01T12:00"], [1.0, 40.0]
    day = day_chart("phone", Kind.COUNT, [Panel("My plan", starts, values)] * 3)
    nights = backlog_chart("email", [Line("My plan", starts, values, [True, False])] * 3, 100)
    for svg in (day, nights):
        told = [(float(y), words) for _, y, _, words in TEXT.findall(svg)]
        names, highest = ([y for y, words in told if words == wanted] for wanted in ("My plan", "40"))
        assert len(names) == len(highest) == 3
        assert all(number - name >= LETTERS for name, number in zip(sorted(names), sorted(highest), strict=True))
        height = float(svg.partition('viewBox="0 0 ')[2].split()[1].partition('"')[0])
        assert max(y for y, _ in told) < height - 2


LETTERS = 15.0
"""Units from line to line of letters of 12 units, with those that reach below it."""

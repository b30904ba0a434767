"""The chart of differences says what is sure, keeps its numbers inside, and is read aloud whole."""

import re

from channelmix.report.difference_chart import Gap, difference_chart
from channelmix.report.numbers import Kind
from channelmix.results import Estimate


def chart(*ends: tuple[float, float, float]) -> str:
    gaps = [Gap(f"plan {number} <b>", Estimate(*each), "not sure") for number, each in enumerate(ends)]
    return difference_chart("cost", Kind.MONEY, gaps, sides=("better", "worse"))


def test_the_line_of_no_difference_lies_between_better_and_worse() -> None:
    svg = chart((-10.0, -20.0, 5.0), (30.0, 20.0, 40.0))
    zero = float(re.search(r'<line x1="([\d.]+)"[^>]*class="target"', svg)[1])
    dots = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]
    assert dots[0] < zero < dots[1]
    assert "← better" in svg
    assert "worse →" in svg


def test_everything_is_in_the_description_and_names_cannot_steer_the_page() -> None:
    svg = chart((-10.0, -20.0, 5.0))
    assert "plan 0 &lt;b&gt; −10.00 (−20.00 to +5.00) not sure" in svg
    assert "<b>" not in svg


def test_a_difference_without_interval_has_no_whisker() -> None:
    assert "whisker" not in chart((3.0, None, None))
    assert "whisker" in chart((3.0, 1.0, 5.0))

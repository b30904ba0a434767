"""
The points of a sweep in pictures and a table: a picture for each plan and figure, its rows under what they share.

Where one setting varied at a time, the rows of a setting stand together; in a grid those that share all settings but
the last. All plans have one scale, so that they can be held against each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channelmix.report.figures import estimate_of
from channelmix.report.interval_chart import Dots, interval_chart
from channelmix.report.language import say
from channelmix.report.managers import figure_words
from channelmix.report.numbers import counted, written
from channelmix.report.picture import Picture
from channelmix.report.plane import ends_of
from channelmix.report.setting_words import Shifts, told_point, told_setting, told_value
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sweep_page import kind_of
from channelmix.results import Estimate

MOST_DRAWN, MOST_LISTED = 40, 120
"""Points that a picture shows, and a table."""

Point = Mapping[str, object]
_NOTHING = Estimate(None, None, None)


@dataclass(frozen=True)
class Points:
    """What a sweep played, and how it is called."""

    points: Sequence[Point]
    plans: Mapping[str, str]
    """What each strategy is called."""
    shifts: Shifts
    figures: Mapping[tuple[str, str, int], Estimate]
    """By figure, strategy and number of the point, from 1."""
    replications: int

    def of(self, figure: str, strategy: str) -> list[Estimate]:
        """Return a figure of a strategy at every point."""
        return [self.figures.get((figure, strategy, number), _NOTHING) for number in range(1, len(self.points) + 1)]

    @property
    def is_grid(self) -> bool:
        """Whether settings vary together."""
        return any(len(point) > 1 for point in self.points)


def points_of(summary: Mapping[str, Any], plans: Mapping[str, str], shifts: Shifts) -> Points:
    """Return what a sweep's summary holds."""
    figures = {
        (f"{row['name'] or row['kind']}.{row['figure']}", row["strategy"], row["point"]): estimate_of({"": row}, "")
        for row in summary["figures"]
    }
    named = {strategy: plans.get(strategy, strategy) for strategy in summary["strategies"]}
    return Points(summary["points"], named, shifts, figures, summary["replications"])


def point_pictures(found: Points, figures: Sequence[str]) -> Iterator[Picture]:
    """Yield a picture for each plan and figure; none where there are more points than one can hold."""
    if len(found.points) > MOST_DRAWN:
        return
    for figure in figures:
        everywhere = [each for strategy in found.plans for each in found.of(figure, strategy)]
        for strategy in found.plans:
            rows = [(number, each) for number, each in enumerate(found.of(figure, strategy)) if each.mean is not None]
            if rows:
                yield _picture(found, figure, strategy, rows=rows, beside=ends_of(everywhere))


def _picture(
    found: Points, figure: str, strategy: str, *, rows: Sequence[tuple[int, Estimate]], beside: Sequence[float]
) -> Picture:
    title, kind, plan = figure_words(figure), kind_of(figure), found.plans[strategy]
    title = title if len(found.plans) == 1 else say("{plan}: {figure}", plan=plan, figure=title)
    names, headings = _rows(found, [found.points[number] for number, _ in rows])
    estimates = [each for _, each in rows]
    dots = Dots(
        title=title, kind=kind, rows=list(zip(names, estimates, strict=True)), first=say("as in the file"),
        headings=headings, beside=beside,
    )  # fmt: skip
    lines = tuple(
        Row(told_point(found.points[number], found.shifts), (Cell(*written(each, kind, estimates)),))
        for number, each in rows
    )
    sheet = Sheet(title, say("point"), (figure_words(figure),), lines)
    notes = (say("{times}, 95 % intervals", times=counted(found.replications, "replication")),)
    return Picture(title, interval_chart(dots), sheet, notes)


def _rows(found: Points, points: Sequence[Point]) -> tuple[list[str], dict[int, str]]:
    """Return what each row is called, and what stands above those that begin something new."""
    names, headings, before = [], {}, ""
    for place, point in enumerate(points):
        name, heading = _called(found, point)
        names.append(name)
        if heading and heading != before:
            headings[place] = heading
        before = heading
    return names, headings


def _called(found: Points, point: Point) -> tuple[str, str]:
    if not point:
        return say("as in the file"), ""
    *outer, last = point
    if not found.is_grid:
        return told_value(last, point[last]), told_setting(last, found.shifts)
    return told_point({last: point[last]}, found.shifts), told_point({key: point[key] for key in outer}, found.shifts)


def points_sheet(found: Points, figures: Sequence[str]) -> Sheet:
    """Return all points with their figures."""
    columns = [[each for strategy in found.plans for each in found.of(figure, strategy)] for figure in figures]
    told = [told_point(point, found.shifts) for point in found.points]
    labels = [f"{plan}: {point}" if len(found.plans) > 1 else point for plan in found.plans.values() for point in told]
    rows = tuple(
        Row(label, tuple(Cell(*written(each, kind_of(figure))) for figure, each in zip(figures, cells, strict=True)))
        for label, *cells in zip(labels, *columns, strict=True)
    )
    more = (say("the others are in sweep.csv"),) if len(rows) > MOST_LISTED else ()
    return Sheet(say("Points"), say("point"), tuple(map(figure_words, figures)), rows[:MOST_LISTED], more)

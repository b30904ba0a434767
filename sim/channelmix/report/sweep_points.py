"""
The points of a sweep in pictures and a table: a picture for each plan and figure, its rows under what they share.

Where one setting varied at a time, the rows of a setting stand together; in a grid those that share all settings but
the last. All plans have one scale, so that they can be held against each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from channelmix.report.figures import estimate_of, kind_of
from channelmix.report.interval_chart import Dots, interval_chart
from channelmix.report.language import say
from channelmix.report.managers import figure_words
from channelmix.report.numbers import counted, written
from channelmix.report.picture import Picture
from channelmix.report.plane import ends_of
from channelmix.report.setting_words import Shifts, told_point, told_setting, told_value
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.results import Estimate
from channelmix.scenario.decided import without_role

COST = "total.cost_per_year"
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
    no_role: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By strategy the settings that change nothing in it."""

    def of(self, figure: str, strategy: str) -> list[Estimate]:
        """Return a figure of a strategy at every point."""
        return [self.figures.get((figure, strategy, number), _NOTHING) for number in range(1, len(self.points) + 1)]

    def distinct(self, strategy: str) -> list[tuple[int, Point]]:
        """Return the points that differ for a strategy, each with its place and the settings that play a role."""
        found: dict[str, tuple[int, Point]] = {}
        for place, point in enumerate(self.points):
            settings = self._in_role(strategy, point)
            found.setdefault(repr(settings), (place, settings))
        return list(found.values())

    def called(self, strategy: str, point: Point) -> str:
        """Return a strategy at a point in words: its name alone where none of what was varied plays a role in it."""
        plan, keys = self.plans.get(strategy, strategy), {key for each in self.points for key in each}
        if keys and keys <= self.no_role.get(strategy, frozenset()):
            return plan
        settings = told_point(self._in_role(strategy, point), self.shifts)
        return f"{plan}: {settings}" if self.is_several else settings

    def _in_role(self, strategy: str, point: Point) -> Point:
        idle = self.no_role.get(strategy, frozenset())
        return {key: value for key, value in point.items() if key not in idle}

    @property
    def is_several(self) -> bool:
        """Whether more than one plan was swept."""
        return len(self.plans) > 1

    @property
    def is_grid(self) -> bool:
        """Whether settings vary together."""
        return any(len(point) > 1 for point in self.points)


def points_of(
    summary: Mapping[str, Any], plans: Mapping[str, str], shifts: Shifts, *, resolved: Sequence[Mapping[str, Any]] = ()
) -> Points:
    """
    Return what a sweep's summary holds.

    Args:
        summary: As the sweep left it.
        plans: What each strategy is called.
        shifts: The shifts of the plans, for their names.
        resolved: The plans themselves, in the order of the strategies; absent: every setting plays a role in all.
    """
    figures = {
        (f"{row['name'] or row['kind']}.{row['figure']}", row["strategy"], row["point"]): estimate_of({"": row}, "")
        for row in summary["figures"]
    }
    named = {strategy: plans.get(strategy, strategy) for strategy in summary["strategies"]}
    keys = {key for point in summary["points"] for key in point}
    no_role = {
        strategy: without_role(keys, plan) for strategy, plan in zip(summary["strategies"], resolved, strict=False)
    }
    return Points(summary["points"], named, shifts, figures, summary["replications"], no_role)


def point_pictures(found: Points, figures: Sequence[str]) -> Iterator[Picture]:
    """Yield a picture for each plan and figure; none where there are more points than one can hold."""
    if len(found.points) > MOST_DRAWN:
        return
    for figure in figures:
        everywhere = [each for strategy in found.plans for each in found.of(figure, strategy)]
        for strategy in found.plans:
            known = found.of(figure, strategy)
            rows = [(point, known[at]) for at, point in found.distinct(strategy) if known[at].mean is not None]
            if rows:
                yield _picture(found, figure, strategy, rows=rows, beside=ends_of(everywhere))


def _picture(
    found: Points, figure: str, strategy: str, *, rows: Sequence[tuple[Point, Estimate]], beside: Sequence[float]
) -> Picture:
    title, kind, plan = figure_words(figure), kind_of(figure), found.plans[strategy]
    title = title if not found.is_several else say("{plan}: {figure}", plan=plan, figure=title)
    names, headings = _rows(found, [point for point, _ in rows])
    estimates = [each for _, each in rows]
    dots = Dots(
        title=title, kind=kind, rows=list(zip(names, estimates, strict=True)), first=say("as in the file"),
        headings=headings, beside=beside,
    )  # fmt: skip
    lines = tuple(
        Row(told_point(point, found.shifts), (Cell(*written(each, kind, estimates)),)) for point, each in rows
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
    places = [(strategy, *each) for strategy in found.plans for each in found.distinct(strategy)]
    known = {(figure, strategy): found.of(figure, strategy) for figure in figures for strategy in found.plans}
    columns = [[known[figure, strategy][at] for strategy, at, _ in places] for figure in figures]
    labels = [found.called(strategy, point) for strategy, _, point in places]
    rows = tuple(
        Row(label, tuple(Cell(*written(each, kind_of(figure))) for figure, each in zip(figures, cells, strict=True)))
        for label, *cells in zip(labels, *columns, strict=True)
    )
    more = (say("the others are in sweep.csv"),) if len(rows) > MOST_LISTED else ()
    return Sheet(say("Points"), say("point"), tuple(map(figure_words, figures)), rows[:MOST_LISTED], more)

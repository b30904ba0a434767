"""
Charts of what may come: an adoption curve with its surveys, and contacts ahead beside those that came.

Both show a fan: a line in the middle, and a band that holds eight of ten futures. They take plain dates and
numbers, and are drawn like all charts of the report, in the colours of its page. ``forecast_pictures``
has them ready from a stored forecast.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from channelmix.report.drawing import Axis, frame, levels, line, room_beside
from channelmix.report.language import say, told_day
from channelmix.report.lettering import WIDTH, spaced, text, width_of
from channelmix.report.numbers import Kind, number

_RIGHT, _TOP, _BASE, _HEIGHT = WIDTH - 8, 22.0, 168.0, 190.0
_YEARS, _MONTHS = 800, 70
"""Spans of more days than these have years, or months, for ticks; shorter ones have weeks."""
_MOST_TICKS = 6

Point = tuple[date, float]


@dataclass(frozen=True)
class Fan:
    """What may come at some days: the middle, and between which two values eight of ten futures lie."""

    days: Sequence[date]
    low: Sequence[float]
    middle: Sequence[float]
    high: Sequence[float]

    def at(self, day: date) -> Point:
        """Return the day of the fan nearest to another, and its middle."""
        place = min(range(len(self.days)), key=lambda each: abs((self.days[each] - day).days))
        return self.days[place], self.middle[place]


@dataclass(frozen=True)
class Marked:
    """A date to be pointed at, such as the day on which a scenario plays, or the last day that was tried."""

    day: date
    words: str


def adoption_chart(
    title: str, curve: Fan, *, before: Fan | None = None, surveys: Sequence[Point] = (), marked: Marked | None = None
) -> str:
    """
    Return an adoption curve as SVG: fan, surveys as dots, what was thought before them dashed.

    Args:
        title: What is shown; for those who cannot see it.
        curve: Shares of people, 0 to 1.
        before: What was thought possible before the surveys.
        surveys: Day and share of each survey.
        marked: A date to be pointed at.

    Examples:
        >>> days = [date(2020, 7, 1), date(2025, 7, 1)]
        >>> "<svg" in adoption_chart("WhatsApp", Fan(days, [0.1, 0.2], [0.2, 0.4], [0.3, 0.6]))
        True
    """
    fans = [curve] if before is None else [before, curve]
    values = [value for fan in fans for value in fan.high] + [share for _, share in surveys]
    plot = _Plot([*curve.days, *(day for day, _ in surveys)], values, Kind.SHARE)
    marks = [*plot.grid(), *(plot.dashed(before) if before else ()), *plot.fan(curve), *plot.dots(surveys)]
    marks += plot.mark(marked, curve)
    return frame(title, _told(curve, Kind.SHARE), _HEIGHT, marks="".join(marks))


def forecast_chart(title: str, ahead: Fan, came: Sequence[Point] = (), *, marked: Marked | None = None) -> str:
    """
    Return contacts ahead as SVG, beside those that came: before the forecast, and since.

    Args:
        title: What is shown; for those who cannot see it.
        ahead: Contacts of each day, week or month ahead.
        came: Contacts that came, by day of the same steps; may overlap the fan.
        marked: A date to be pointed at.

    Examples:
        >>> days = [date(2027, month, 1) for month in (1, 2, 3)]
        >>> chart = forecast_chart("phone", Fan(days, [9, 9, 8], [10, 11, 10], [12, 13, 14]), [(days[0], 11.0)])
        >>> "the band of 8 in 10 futures holds 8.0 to 14." in chart
        True
    """
    values = [*ahead.high, *(value for _, value in came)]
    plot = _Plot([*ahead.days, *(day for day, _ in came)], values, Kind.COUNT)
    marks = [*plot.grid(), *plot.fan(ahead), *plot.path(came, "known"), *plot.dots(came[-1:])]
    return frame(title, _told(ahead, Kind.COUNT), _HEIGHT, marks="".join([*marks, *plot.mark(marked, ahead)]))


class _Plot:
    """The plane that a chart is drawn on: days across, values up."""

    def __init__(self, days: Sequence[date], values: Iterable[float], kind: Kind) -> None:
        self._first, self._last = min(days), max(days)
        self._span = max((self._last - self._first).days, 1)
        self._up = Axis([0.0, *values], kind, start=_BASE, end=_TOP)
        self._left = room_beside(self._up, 46.0)

    def _place(self, day: date, value: float) -> tuple[float, float]:
        x = self._left + (day - self._first).days / self._span * (_RIGHT - self._left)
        return x, self._up(value)

    def _joined(self, points: Iterable[Point]) -> str:
        return " ".join("{:.1f},{:.1f}".format(*self._place(day, value)) for day, value in points)

    def grid(self) -> Iterator[str]:
        """Yield lines at round values, and the names of dates."""
        yield from levels(self._up, self._left, _RIGHT)
        ticks = [(self._place(day, 0.0)[0], words) for day, words in _ticks(self._first, self._last)]
        yield from (line((x, _BASE), (x, _BASE + 4), "grid") for x, _ in ticks)
        inside = [(x, words) for x, words in ticks if x + width_of(words) / 2 < WIDTH]
        yield from (text(x, _BASE + 17, words, anchor="middle") for x, words in spaced(inside))

    def fan(self, fan: Fan) -> Iterator[str]:
        """Yield the band and its middle."""
        edge = [*zip(fan.days, fan.high, strict=True), *zip(fan.days[::-1], fan.low[::-1], strict=True)]
        yield f'<polygon points="{self._joined(edge)}" class="band"/>'
        yield from self.path(list(zip(fan.days, fan.middle, strict=True)), "curve")

    def dashed(self, fan: Fan) -> Iterator[str]:
        """Yield the edges of what was thought before."""
        for values in (fan.low, fan.high):
            points = [point for point in zip(fan.days, values, strict=True) if self._first <= point[0] <= self._last]
            yield from self.path(points, "before")

    def path(self, points: Sequence[Point], style: str) -> Iterator[str]:
        """Yield a line through points."""
        if points:
            yield f'<polyline points="{self._joined(points)}" class="{style}"/>'

    def dots(self, points: Iterable[Point]) -> Iterator[str]:
        """Yield a dot for each point."""
        for day, value in points:
            x, y = self._place(day, value)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="seen"/>'

    def mark(self, marked: Marked | None, fan: Fan) -> Iterator[str]:
        """Yield a line at a date, and its words on the side with more room."""
        if marked is None or not self._first <= marked.day <= self._last:
            return
        x, _ = self._place(marked.day, 0.0)
        right = x < (self._left + _RIGHT) / 2
        yield line((x, _TOP - 12), (x, _BASE), "target")
        yield text(x + (4 if right else -4), _TOP - 8, marked.words, anchor="start" if right else "end", style="aim")
        if fan.days[0] <= marked.day <= fan.days[-1]:
            cx, cy = self._place(*fan.at(marked.day))
            yield f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="3.5" class="hollow"/>'


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Return round dates between two days, about six, and how they are written."""
    span = (last - first).days
    if span > _YEARS:
        days = [date(year, 1, 1) for year in range(first.year, last.year + 2)]
        named = [(day, str(day.year)) for day in days]
    elif span > _MONTHS:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        named = [(day := date(at // 12, at % 12 + 1, 1), told_day(day, "short month")) for at in months]
    else:
        days = [date.fromordinal(first.toordinal() + step) for step in range(0, span + 1, 7)]
        named = [(day, told_day(day, "day of month")) for day in days]
    inside = [(day, words) for day, words in named if first <= day <= last]
    return inside[:: max(-(-len(inside) // _MOST_TICKS), 1)]


def _told(fan: Fan, kind: Kind) -> str:
    """Return the fan's end in words."""
    low, middle, high = (number(values[-1], kind) for values in (fan.low, fan.middle, fan.high))
    text = "On {day} the middle is {middle}; the band of 8 in 10 futures holds {low} to {high}."
    return say(text, day=told_day(fan.days[-1], "date"), middle=middle, low=low, high=high)

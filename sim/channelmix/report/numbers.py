"""
Numbers as people read them: one way to write each kind, wherever it is shown.

Shares are per cents with one decimal. Times are seconds (to ten minutes), minutes, hours or days, a number
and its unit that a scenario takes as well. Money and counts have their thousands apart. An interval is
written in the unit of its figure, figures that are read together share one, and a difference always carries its sign.
Signs between digits and the names of units are those of the language that is spoken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from statistics import median_high

from channelmix.decimals import decimals_apart
from channelmix.report.amounts import told_unit
from channelmix.report.language import say, told_number
from channelmix.results import Estimate

MISSING = "–"
"""Where there is nothing to measure."""

UNKNOWN = "?"
"""Where a single replication tells nothing of the error."""

MINUS = "−"
_PER_CENT = " %"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Kind(Enum):
    """What a number measures, and so how it is written."""

    SHARE = "share"
    TIME = "time"
    COUNT = "count"
    MONEY = "money"
    HOURS = "hours"


def number(value: float | None, kind: Kind) -> str:
    """
    Write one number with its unit.

    Args:
        value: A fraction, seconds, a count, money or hours; None: there is nothing to measure.
        kind: Which of these it is.

    Examples:
        >>> number(0.8321, Kind.SHARE), number(95.4, Kind.TIME), number(12345.6, Kind.MONEY)
        ('83.2 %', '95 s', '12,346')
        >>> number(0.0001, Kind.SHARE), number(0.0, Kind.SHARE)
        ('0.01 %', '0.0 %')
    """
    return MISSING if value is None else _with_sign(value, _seen(_scale(kind, value), value), plus="")


def number_beside(value: float, kind: Kind, bound: float, *, at_least: bool) -> str:
    """
    Write one number that is held against a promise: what misses it never looks as if it kept it.

    Args:
        value: As in ``number``.
        kind: As in ``number``.
        bound: What was promised.
        at_least: Whether the number must reach that; else it must not exceed it.

    Examples:
        >>> number_beside(0.7996, Kind.SHARE, 0.8, at_least=True), number_beside(0.8004, Kind.SHARE, 0.8, at_least=True)
        ('79.96 %', '80.0 %')
    """
    return _with_sign(value, _apart(_scale(kind, value), value, bound, at_least=at_least), plus="")


def points(share: float) -> str:
    """
    Write the size of a difference of two shares, in words.

    Examples:
        >>> points(-0.021)
        '2.1 points'
    """
    return _with_sign(abs(share), _Scale(0.01, " points"), plus="")


def written(
    estimate: Estimate, kind: Kind, beside: Sequence[Estimate] = (), *, bound: float | None = None
) -> tuple[str, str]:
    """
    Write a figure and its interval, both in one unit.

    Args:
        estimate: The figure.
        kind: What it measures.
        beside: All figures of its row, itself included: they get the same unit if it suits them all.
        bound: What the figure is judged against: what lies below it never looks as if it reached it.

    Returns:
        The figure with its unit; the two ends of its interval without, nothing if it never varied.

    Examples:
        >>> written(Estimate(0.832, 0.821, 0.843), Kind.SHARE)
        ('83.2 %', '82.1–84.3')
        >>> quick, slow = Estimate(1800, 900, 2700), Estimate(7200, 3600, 10800)
        >>> written(quick, Kind.TIME), written(quick, Kind.TIME, beside=[quick, slow])
        (('30.0 min', '15.0–45.0'), ('0.5 h', '0.2–0.8'))
        >>> at_once, by_night = Estimate(73, 70, 76), Estimate(35403, 35000, 36000)
        >>> [written(each, Kind.TIME, beside=[at_once, by_night])[0] for each in (at_once, by_night)]
        ['73 s', '9.8 h']
        >>> written(Estimate(0.803, 0.79976, 0.806), Kind.SHARE, bound=0.8)
        ('80.3 %', '79.98–80.6')
    """
    scale = _shared(kind, abs(estimate.mean or 0), [abs(each.mean or 0) for each in beside])
    if bound is not None and estimate.mean is not None:
        ends = (estimate.low, estimate.high)
        figure = _with_sign(estimate.mean, _apart(_seen(scale, estimate.mean), estimate.mean, bound), plus="")
        if None in ends or estimate.low == estimate.high:
            return figure, _ends(estimate, scale, plus="", between="–")
        bare = replace(scale, unit="")
        return figure, "–".join(_with_sign(end, _apart(bare, end, bound), plus="") for end in ends if end is not None)
    return _mean(estimate, scale, plus=""), _ends(estimate, scale, plus="", between="–")


def written_difference(change: Estimate, kind: Kind, beside: Sequence[Estimate] = ()) -> tuple[str, str]:
    """
    Write a difference and its interval: signs always show, and shares differ by points.

    An interval that does not contain 0 never looks as if it did: an end that would be rounded to 0 gets more decimals.

    Examples:
        >>> written_difference(Estimate(-0.01, -0.021, 0.001), Kind.SHARE)
        ('−1.0 pt', '−2.1 to +0.1')
        >>> written_difference(Estimate(-75.0, -90.0, -60.0), Kind.TIME)
        ('−75 s', '−90 to −60')
        >>> written_difference(Estimate(-0.001, -0.0013, -0.0002), Kind.SHARE)
        ('−0.1 pt', '−0.1 to −0.02')
    """
    sure = [size for each in beside for size in _sure_size(each, kind)]
    scale = _shared(kind, _reach(change), [_reach(each) for each in beside], shown=sure)
    scale = replace(scale, unit=" pt") if kind is Kind.SHARE else scale
    return _mean(change, scale, plus="+"), _ends(change, scale, plus="+", between=f" {say('to')} ")


def is_nil(written_number: str) -> bool:
    """
    Tell whether a number is rounded to 0.

    Examples:
        >>> is_nil("0.0 pt"), is_nil("−0.1 pt"), is_nil(MISSING)
        (True, False, False)
    """
    return any(mark.isdigit() for mark in written_number) and not _shows(written_number)


def duration(seconds: float) -> str:
    """
    Write a time so that its size shows at a glance; 0 or more seconds.

    Examples:
        >>> [duration(seconds) for seconds in (0, 4.25, 75, 5400, 200000)]
        ['0.0 s', '4.2 s', '75 s', '1.5 h', '2.3 days']
    """
    return number(seconds, Kind.TIME)


def counted(count: int, noun: str) -> str:
    """
    Write a number of things.

    Examples:
        >>> counted(1, "day"), counted(1000, "replication")
        ('1 day', '1,000 replications')
    """
    return f"{told_number(f'{count:,}')} {say(noun if count == 1 else f'{noun}s')}"


@dataclass(frozen=True)
class _Scale:
    """How a number is written: in which unit, and with how many decimals."""

    per_unit: float
    unit: str = ""
    decimals: int = 1

    def write(self, value: float) -> str:
        """Write a number of 0 or more, without its unit."""
        return told_number(f"{value / self.per_unit:,.{self.decimals}f}")


def _scale(kind: Kind, value: float) -> _Scale:
    """Return how to write numbers of about this size."""
    size = abs(value)
    if kind is Kind.SHARE:
        return _Scale(0.01, _PER_CENT)
    if kind is Kind.TIME:
        return next(scale for limit, scale in _TIMES if size < limit)
    if size == 0:
        return _Scale(1, decimals=0)
    small = 2 if kind is Kind.MONEY else 1
    return _Scale(1, decimals=0 if size >= _LARGE else small)


def _with_sign(value: float, scale: _Scale, *, plus: str) -> str:
    """Write a number with its sign; one that is rounded to 0 has none."""
    text = scale.write(abs(value))
    sign = "" if not _shows(text) else MINUS if value < 0 else plus
    return f"{sign}{text}{told_unit(scale.unit)}"


def _mean(estimate: Estimate, scale: _Scale, *, plus: str) -> str:
    return MISSING if estimate.mean is None else _with_sign(estimate.mean, _seen(scale, estimate.mean), plus=plus)


def _ends(estimate: Estimate, scale: _Scale, *, plus: str, between: str) -> str:
    if estimate.mean is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return UNKNOWN
    if estimate.low == estimate.high:
        return ""
    bare = replace(scale, unit="")
    if plus and estimate.low * estimate.high > 0 and _shows(scale.write(abs(estimate.mean))):
        return between.join(_with_sign(end, _fine(bare, end), plus=plus) for end in (estimate.low, estimate.high))
    return between.join(_with_sign(end, bare, plus=plus) for end in (estimate.low, estimate.high))


def _fine(scale: _Scale, value: float) -> _Scale:
    """Return the scale with as many more decimals, three at most, as a number needs so as not to be rounded to 0."""
    finer = (replace(scale, decimals=scale.decimals + more) for more in range(4))
    return next((each for each in finer if _shows(each.write(abs(value)))), scale)


def _seen(scale: _Scale, value: float) -> _Scale:
    """Return the scale in which a share above 0 does not look like 0; any other scale as it is."""
    return _fine(scale, value) if scale.unit == _PER_CENT and value > 0 else scale


def _apart(scale: _Scale, value: float, bound: float, *, at_least: bool = True) -> _Scale:
    """Return the scale with as many more decimals as a number needs that misses its bound but would look like it."""
    shown, limit = value / scale.per_unit, bound / scale.per_unit
    return replace(scale, decimals=decimals_apart(shown, limit, at_least=at_least, decimals=scale.decimals))


def _shows(text: str) -> bool:
    """Whether a written number is not 0."""
    return any(digit in "123456789" for digit in text)


def _shared(kind: Kind, size: float, sizes: Sequence[float], *, shown: Sequence[float] = ()) -> _Scale:
    """
    Return how to write a number of this size beside others.

    In the unit of the middle one; in another, the smallest first, where only that suits all; else in its own.
    A unit in which one of those to be ``shown`` would be rounded to 0 suits not.
    """
    common = _scale(kind, _typical(sizes or [size]))
    if kind is not Kind.TIME:
        return common
    others = (scale for _, scale in _TIMES if max(sizes, default=0.0) / scale.per_unit < _LARGE)
    for scale in (common, *others):
        if all(_suits(scale, each) for each in sizes) and all(_shows(scale.write(each)) for each in shown):
            return scale
    return _scale(kind, size)


def _suits(scale: _Scale, size: float) -> bool:
    """Whether a time is easily read in this unit: neither a small part of it nor more than has a unit of its own."""
    return not size or _SMALL_PART <= size / scale.per_unit < _MANY.get(scale.per_unit, float("inf"))


def _typical(sizes: Iterable[float]) -> float:
    """Return the size that decides the unit: the middle one of those above 0."""
    return median_high([size for size in sizes if size > 0] or [0.0])


def _sure_size(change: Estimate, kind: Kind) -> list[float]:
    """Return the size of a difference that is sure and shows in its own unit; nothing of any other."""
    if change.mean is None or change.low is None or change.high is None or change.low * change.high <= 0:
        return []
    size = abs(change.mean)
    return [size] if _shows(_scale(kind, _reach(change)).write(size)) else []


def _reach(change: Estimate) -> float:
    """Return the largest difference that an estimate allows for."""
    return max((abs(end) for end in (change.mean, change.low, change.high) if end is not None), default=0.0)


_LARGE = 99.95
_SMALL_PART = 0.25
"""A time that is less of a unit is written in one of its own."""
_MANY = {1.0: 10 * MINUTE, MINUTE: 10 * HOUR / MINUTE, HOUR: 7 * DAY / HOUR}
"""Up to how many seconds, minutes and hours may stand where the unit is that of others."""
_TIMES = (
    (9.95, _Scale(1, " s")),
    (10 * MINUTE - 0.5, _Scale(1, " s", decimals=0)),
    (HOUR - 3, _Scale(MINUTE, " min")),
    (2 * DAY, _Scale(HOUR, " h")),
    (float("inf"), _Scale(DAY, " days")),
)
"""Seconds to ten minutes, as handling times are talked of: 5.35 min is too easily read as 5:35."""

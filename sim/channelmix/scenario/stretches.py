"""
Stretches of work between start, breaks and end of a shift, and templates that cannot keep them as short as they say.

Told before any search: at which starts no placing of the breaks keeps ``max_without_break``, and what would do.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import permutations

from channelmix.scenario.changes import Break, WorkShift
from channelmix.scenario.checks import Finding, Rule
from channelmix.scenario.draft import Draft
from channelmix.scenario.shift_checks import has_room, shift_ends, window
from channelmix.scenario.template_checks import MOST_ORDERS, templates
from channelmix.scenario.units import DAY_SECONDS, Duration, time_of_day


def some_start_keeps_its_stretches(draft: Draft) -> Iterator[Finding]:
    """At some start breaks can be placed so that nobody works for longer in a row than the template says."""
    for path, shift, step, most in _limited(draft):
        best = min((_shortest(shift, start, step) for start in _with_room(shift)), default=0)
        if most < best <= DAY_SECONDS:
            text = (
                f"must leave a way to place the breaks: some stretch of a shift of {shift.name} is always longer, "
                f"{_span(best)} at best (got {shift.max_without_break}); widen the windows of its breaks, add a break, "
                f"or allow {_span(best)}"
            )
            yield Finding((*path, "max_without_break"), text)


def every_start_keeps_its_stretches(draft: Draft) -> Iterator[Finding]:
    """A start at which no placing of the breaks does, so that nobody ever begins then."""
    for path, shift, step, most in _limited(draft):
        starts = _with_room(shift)
        without = [start for start in starts if not _fits(shift, start, step, most)]
        if without and len(without) < len(starts):
            text = (
                f"cannot be kept by shifts that start at {', '.join(without)}; none will start then "
                f"(got {shift.max_without_break})"
            )
            yield Finding((*path, "max_without_break"), text)


def _limited(draft: Draft) -> Iterator[tuple[tuple[str | int, ...], WorkShift, float, float]]:
    """Give each template that says how long one may work in a row, with the interval and that limit in seconds."""
    for path, shift in templates(draft):
        limit = shift.max_without_break
        if limit is not None and draft.period is not None and len(shift.breaks) <= MOST_ORDERS:
            yield path, shift, draft.period.interval.seconds, limit.seconds


def _with_room(shift: WorkShift) -> list[str]:
    """Return the starts at which each break fits; the others are told elsewhere."""
    return [start for start in shift.start if all(has_room(shift, start, pause) for pause in shift.breaks)]


def _shortest(shift: WorkShift, start: str, step: float) -> int:
    """Return the least limit, in whole seconds, that can be kept; more than a day if breaks exclude one another."""
    return bisect_left(range(DAY_SECONDS + 1), x=True, key=lambda most: _fits(shift, start, step, most))


def _fits(shift: WorkShift, start: str, step: float, most: float) -> bool:
    """Whether breaks can be placed, in some order, so that no stretch is longer than that."""
    between = shift.min_between_breaks
    least = between.seconds if between is not None else 0.0
    return any(
        _reaches_the_end(order, shift, start, step=step, least=least, most=most) for order in permutations(shift.breaks)
    )


def _reaches_the_end(
    order: Sequence[Break], shift: WorkShift, start: str, *, step: float, least: float, most: float
) -> bool:
    """Whether breaks can be taken in this order, at whole intervals of their windows, with such stretches of work."""
    begins, ends = float(time_of_day(start)), shift_ends(shift, start)
    free = [begins]
    for number, pause in enumerate(order):
        shortest = least if number else 0.0
        free = [
            at + pause.length.seconds
            for at in _times(pause, start, step, ends)
            if (place := bisect_left(free, at - most)) < len(free) and free[place] <= at - shortest
        ]
    return bool(free) and ends - free[-1] <= most


def _times(pause: Break, start: str, step: float, ends: float) -> list[float]:
    """Return when a break may begin, in seconds of the day on which its shift starts."""
    first, last = window(start, pause)
    latest = min(last, ends) - pause.length.seconds
    times = (first + step * place for place in range(int((latest - first) // step) + 1))
    return [at for at in times if at >= time_of_day(start)]


def _span(seconds: int) -> Duration:
    """Return seconds in the largest unit of which they are a whole number."""
    unit, size = next((unit, size) for unit, size in (("h", 3600), ("min", 60), ("s", 1)) if seconds % size == 0)
    return Duration(seconds // size, unit)


STRETCH_RULES: tuple[Rule, ...] = (some_start_keeps_its_stretches,)
"""Breaking one is a mistake."""

STRETCH_CAUTIONS: tuple[Rule, ...] = (every_start_keeps_its_stretches,)
"""Worth a warning."""

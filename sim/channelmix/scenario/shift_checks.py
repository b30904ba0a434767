"""
Rules and cautions about the templates of work shifts: where their breaks lie, and what they cost in intervals.
"""

import math
from collections.abc import Iterator

from channelmix.scenario.changes import Break, WorkShift
from channelmix.scenario.checks import Finding, Rule
from channelmix.scenario.draft import Draft
from channelmix.scenario.paths import Path
from channelmix.scenario.units import DAY_SECONDS, Duration, clock, time_of_day


def breaks_lie_within_shifts(draft: Draft) -> Iterator[Finding]:
    """A break's window ends after it starts, unless the shift goes on into the next day, and some start has room."""
    for path, shift, pause in _breaks(draft):
        got = f"got {pause.between[0]} to {pause.between[1]}"
        first, last = map(time_of_day, pause.between)
        if last <= first and not any(shift_ends(shift, start) > DAY_SECONDS for start in shift.start):
            yield Finding((*path, "between"), f"must end after it starts, for no such shift goes past midnight ({got})")
        elif not any(has_room(shift, start, pause) for start in shift.start):
            spans = f"{' or '.join(shift.start)} and lasts {shift.length}"
            text = f"must leave room for {pause.length} within a shift that starts at {spans} ({got})"
            yield Finding((*path, "between"), text)


def every_start_has_room_for_its_breaks(draft: Draft) -> Iterator[Finding]:
    """A start at which a break does not fit, so that nobody ever begins then."""
    for path, shift, pause in _breaks(draft):
        without = [start for start in shift.start if not has_room(shift, start, pause)]
        if without and len(without) < len(shift.start):
            text = f"does not fit into shifts that start at {', '.join(without)}; none will start then"
            yield Finding((*path, "between"), text)


def breaks_are_of_whole_intervals(draft: Draft) -> Iterator[Finding]:
    """A break that covers part of an interval, in all of which the agent then does not count."""
    if draft.period is None:
        return
    step = int(draft.period.interval.seconds)
    for path, _, pause in _breaks(draft):
        start, length = time_of_day(pause.between[0]) % step, int(pause.length.seconds)
        taken = -(-(start + length) // step) * step
        if taken > length:
            text = (
                f"takes the agent away for whole intervals of {draft.period.interval}, {taken // 60} min for each "
                f"break of {pause.length}; a shorter period.interval whose edges it keeps costs less"
            )
            yield Finding((*path, "length"), text)


def starts_lie_on_intervals(draft: Draft) -> Iterator[Finding]:
    """A start within an interval, in which the agent does not count yet, though the shift is paid."""
    if draft.period is None:
        return
    step = int(draft.period.interval.seconds)
    for number, shift in enumerate(draft.work_shift):
        wrong = {("work_shift", number, "start"), ("work_shift", number)} & set(draft.left_out)
        odd = [] if shift is None or wrong else [start for start in shift.start if _loses_a_part(shift, start, step)]
        if odd:
            first = time_of_day(odd[0])
            edge = clock(-(-first // step) * step)
            shorter = _span(math.gcd(step, *map(time_of_day, odd)))
            text = (
                f"lies inside an interval of {draft.period.interval}: the shift is paid from {odd[0]} but counts from "
                f'{edge} on; start it then, or set period.interval = "{shorter}" (got {", ".join(odd)})'
            )
            yield Finding(("work_shift", number, "start"), text)


def _span(seconds: int) -> Duration:
    return Duration(seconds, "s") if seconds % 60 else Duration(seconds // 60, "min")


def _loses_a_part(shift: WorkShift, start: str, step: int) -> bool:
    """Whether a shift starts within an interval, and holds a whole one after it."""
    next_edge = -(-time_of_day(start) // step) * step
    return bool(time_of_day(start) % step) and next_edge + step <= shift_ends(shift, start)


def _breaks(draft: Draft) -> Iterator[tuple[Path, WorkShift, Break]]:
    """Give the breaks of every template whose times can be relied on."""
    for number, shift in enumerate(draft.work_shift):
        wrong = {("work_shift", number, key) for key in ("start", "length", "breaks")}
        if shift is not None and not wrong & draft.left_out:
            for place, pause in enumerate(shift.breaks):
                yield ("work_shift", number, "breaks", place), shift, pause


def shift_ends(shift: WorkShift, start: str) -> float:
    """Return when a shift ends, in seconds of the day on which it starts."""
    return time_of_day(start) + shift.length.seconds


def has_room(shift: WorkShift, start: str, pause: Break) -> bool:
    """Return whether a break fits into both its window and the shift that starts then."""
    first, last = window(start, pause)
    return min(last, shift_ends(shift, start)) - max(first, time_of_day(start)) >= pause.length.seconds


def window(start: str, pause: Break) -> tuple[float, float]:
    """Return the window of a break of the shift that starts then, in seconds of the day on which it starts."""
    first, last = map(time_of_day, pause.between)
    if last <= first:
        last += DAY_SECONDS
    if last <= time_of_day(start):
        first, last = first + DAY_SECONDS, last + DAY_SECONDS
    return first, last


SHIFT_RULES: tuple[Rule, ...] = (breaks_lie_within_shifts,)
"""Breaking one is a mistake."""

SHIFT_CAUTIONS: tuple[Rule, ...] = (
    every_start_has_room_for_its_breaks, breaks_are_of_whole_intervals, starts_lie_on_intervals,
)  # fmt: skip
"""Worth a warning."""

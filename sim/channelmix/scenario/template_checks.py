"""
Templates of work shifts that nobody can ever work, and breaks that would be paid twice: told before any search.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

from channelmix.scenario.changes import Break, WorkShift
from channelmix.scenario.checks import Finding, Rule
from channelmix.scenario.draft import Draft
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.shift_checks import has_room, shift_ends, window
from channelmix.scenario.units import DAY_SECONDS, time_of_day
from channelmix.scenario.week import Hours, weekdays

MOST_ORDERS = 5
"""Of more breaks than these not every order is tried."""


def breaks_leave_room_for_one_another(draft: Draft) -> Iterator[Finding]:
    """At some start all breaks of a shift can be taken, one after the other."""
    for path, shift in templates(draft):
        if _fits_nowhere(shift, draft):
            windows = ", ".join(f"{each.between[0]} to {each.between[1]}" for each in shift.breaks)
            between = shift.min_between_breaks
            apart = "" if between is None else f" with {between} of work between them (min_between_breaks)"
            text = f"must leave room for one another, one after the other{apart} (got {windows})"
            yield Finding((*path, "breaks"), text)


def templates_allow_somebody(draft: Draft) -> Iterator[Finding]:
    """A shift of which rules or the period allow none."""
    for path, shift in templates(draft):
        if shift.max_agents == 0:
            yield Finding((*path, "max_agents"), f"lets nobody work this shift (got {shift.max_agents})")
        period = draft.period
        if period is None:
            continue
        dates = [period.start + timedelta(days=day) for day in range(min(period.days, 7))]
        if not {date.weekday() for date in dates} & set(weekdays(shift.days)):
            first, last = dates[0], period.start + timedelta(days=period.days - 1)
            text = f'has no day of the period, {first} to {last}: nobody can work this shift (got "{shift.days}")'
            yield Finding((*path, "days"), text)
        if not any(_holds_an_interval(shift, start, period.interval.seconds) for start in shift.start):
            text = f"holds no whole interval of {period.interval}: nobody can work this shift (got {shift.length})"
            yield Finding((*path, "length"), text)


def templates_lie_in_opening_hours(draft: Draft) -> Iterator[Finding]:
    """Starts from which a shift never meets the hours in which its groups may be on duty."""
    for path, shift in templates(draft):
        hours = _hours(draft, shift)
        if hours is None:
            continue
        idle = [start for start in shift.start if not _meets(shift, start, hours)]
        if idle:
            got = ", ".join(idle)
            none = f"never meets the hours in which its groups may be on duty: nobody can work this shift (got {got})"
            some = f"never meets the hours in which its groups may be on duty: nobody will start then (got {got})"
            yield Finding((*path, "start"), none if len(idle) == len(shift.start) else some)


def paid_breaks_are_not_in_shrinkage(draft: Draft) -> Iterator[Finding]:
    """Paid breaks beside a shrinkage, which may hold them already: all templates and groups in one line."""
    places: list[Path] = []
    groups: dict[str, None] = {}
    for path, shift in templates(draft):
        place = next((number for number, pause in enumerate(shift.breaks) if pause.paid), None)
        mine = [
            f"{name} ({group.shrinkage:g})"
            for name, group in draft.known_groups.items()
            if group.shrinkage > 0 and (shift.groups is None or name in shift.groups)
        ]
        if place is not None and mine:
            places.append((*path, "breaks", place, "paid"))
            groups |= dict.fromkeys(mine)
    if places:
        whose = ", ".join(groups) + ("" if len(places) == 1 else f", as in {len(places)} templates")
        text = f"stands beside the shrinkage of {whose}: if that holds breaks, they are paid twice; take them out of it"
        yield Finding(places[0], text)


def templates_have_names_of_their_own(draft: Draft) -> Iterator[Finding]:
    """A name of two templates for the same people on the same days, whose shifts no table tells apart."""
    known: list[tuple[Path, WorkShift]] = []
    for path, shift in templates(draft):
        named = ("work_shift", path[1], "name") not in draft.left_out
        same = [before for before, other in known if named and shift.name == other.name and _meet(shift, other)]
        if same:
            text = (
                f"is the name of {dotted(same[0])}, too, for the same people on the same days, so that in tables "
                f'only their times tell them apart; give each a name of its own (got "{shift.name}")'
            )
            yield Finding((*path, "name"), text)
        elif named:
            known.append((path, shift))


def _meet(one: WorkShift, other: WorkShift) -> bool:
    """Whether any group may work both shifts on any weekday."""
    groups = one.groups is None or other.groups is None or set(one.groups) & set(other.groups)
    return bool(groups and set(weekdays(one.days)) & set(weekdays(other.days)))


def templates(draft: Draft) -> Iterator[tuple[Path, WorkShift]]:
    """Give every template whose times can be relied on."""
    for number, shift in enumerate(draft.work_shift):
        wrong = {
            ("work_shift", number, key)
            for key in (
                "start", "length", "breaks", "days", "groups", "max_agents", "min_between_breaks", "max_without_break",
            )
        }  # fmt: skip
        if shift is not None and not wrong & draft.left_out:
            yield ("work_shift", number), shift


def _fits_nowhere(shift: WorkShift, draft: Draft) -> bool:
    """Whether each break fits at some start, and all of them at none."""
    if not 2 <= len(shift.breaks) <= MOST_ORDERS or draft.period is None:
        return False
    fitting = [start for start in shift.start if all(has_room(shift, start, pause) for pause in shift.breaks)]
    step = draft.period.interval.seconds
    return bool(fitting) and not any(
        _in_order(order, shift, start, step=step) for start in fitting for order in permutations(shift.breaks)
    )


def _in_order(breaks: tuple[Break, ...], shift: WorkShift, start: str, *, step: float) -> bool:
    """Whether breaks can be taken in this order, each as early as it may, at whole intervals of its window."""
    free, between = time_of_day(start) + 0.0, shift.min_between_breaks
    for pause in breaks:
        first, last = window(start, pause)
        at = first + max(-(-(free - first) // step), 0) * step
        free = at + pause.length.seconds
        if free > min(last, shift_ends(shift, start)):
            return False
        free += between.seconds if between is not None else 0.0
    return True


def _holds_an_interval(shift: WorkShift, start: str, step: float) -> bool:
    """Whether an interval lies wholly within a shift."""
    first = -(-time_of_day(start) // step) * step
    return first + step <= shift_ends(shift, start)


def _hours(draft: Draft, shift: WorkShift) -> list[Hours] | None:
    """Return by weekday when those who may work a shift may be on duty; None if hours alone do not tell."""
    if draft.staffing is None:
        return None
    if draft.staffing.hours is not None:
        return list(draft.staffing.hours.by_weekday)
    found: list[Hours] = [()] * 7
    for name, group in draft.groups.items():
        if shift.groups is not None and name not in shift.groups:
            continue
        channels = [] if group is None else [draft.known_channels.get(channel) for channel in group.channels]
        known = [channel.hours for channel in channels if channel is not None and channel.hours is not None]
        if not known or len(known) < len(channels):
            return None
        for hours in known:
            found = [(*mine, *more) for mine, more in zip(found, hours.by_weekday, strict=True)]
    return found


def _meets(shift: WorkShift, start: str, hours: list[Hours]) -> bool:
    """Whether a shift that starts then overlaps hours of the day, or of the next one, on any of its days."""
    begins, ends = time_of_day(start), shift_ends(shift, start)
    return any(
        begins < closes + later * DAY_SECONDS and ends > opens + later * DAY_SECONDS
        for day in weekdays(shift.days)
        for later in (0, 1)
        for opens, closes in hours[(day + later) % 7]
    )


TEMPLATE_RULES: tuple[Rule, ...] = (breaks_leave_room_for_one_another,)
"""Breaking one is a mistake."""

TEMPLATE_CAUTIONS: tuple[Rule, ...] = (
    templates_allow_somebody, templates_lie_in_opening_hours, paid_breaks_are_not_in_shrinkage,
    templates_have_names_of_their_own,
)  # fmt: skip
"""Worth a warning."""

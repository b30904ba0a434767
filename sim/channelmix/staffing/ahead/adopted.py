"""
What adoption curves move month by month: the mix of channels that each month will have.

A scenario's shift of customers may follow a stored adoption curve. Each month then has the share that the curve has
moved by its ordinary days, in every draw of the curve beside the same draw of the forecast; ``as_of`` in the
scenario keeps all months to one day of the curve.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.forecast.store.curves import Moving
from channelmix.forecast.store.draws import Days
from channelmix.results import Reals
from channelmix.scenario import Loaded
from channelmix.scenario.changes import Adopted
from channelmix.scenario.model import Scenario
from channelmix.staffing.ahead.months import DAYS_A_WEEK, Calendar, Month

LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Moved:
    """A share that has moved on every day alike, one for each draw."""

    shares: Reals
    """(draws,)"""

    def moved(self, days: Days, since: np.datetime64) -> Reals:
        """Return the share on each day, whatever the day, shape ``(draws, days)``."""
        return np.repeat(self.shares[:, None], len(days), axis=1)


@dataclass(frozen=True, eq=False)
class Shifting:
    """A shift of customers that follows a curve, over D draws and M months."""

    place: int
    """Of the shift in the scenario, from 0."""
    origin: str
    to: str
    shares: Reals
    """(D, M) of the origin's customers who have moved."""

    @property
    def most(self) -> float:
        """The largest share."""
        return float(self.shares.max(initial=0.0))


def shiftings_of(
    scenario: Scenario, curves: Mapping[int, Moving], months: Sequence[Month], calendar: Calendar, *, draws: int
) -> tuple[Shifting, ...]:
    """
    Return what each curve has moved in every draw by the ordinary days of every month, on average.

    Args:
        scenario: The scenario.
        curves: By place of the shift.
        months: The months.
        calendar: Which of their days are ordinary.
        draws: How many draws there are; those of a curve repeat.
    """
    return tuple(_shiftings(scenario, curves, months, calendar, draws))


def _shiftings(
    scenario: Scenario, curves: Mapping[int, Moving], months: Sequence[Month], calendar: Calendar, draws: int
) -> Iterator[Shifting]:
    for place, curve in curves.items():
        shift = scenario.channel_shift[place]
        share = shift.share
        if not isinstance(share, Adopted):
            continue
        by_month = []
        for month in months:
            days = [day for weekday in range(DAYS_A_WEEK) for day in calendar.ordinary(month, weekday)]
            read = np.array([share.read_on(day) for day in days], "datetime64[D]")
            by_month.append(curve.moved(read, np.datetime64(share.since)).mean(axis=1))
        found = np.stack(by_month, axis=1)
        yield Shifting(place, shift.from_, shift.to, found[np.arange(draws) % len(found)])


def laid(shiftings: Sequence[Shifting], month: int, draws: Indices, times: int) -> dict[int, Moved]:
    """Return the curves of a typical week of some draws of a month, for as many paths, so many times over."""
    return {each.place: Moved(np.tile(each.shares[draws, month], times)) for each in shiftings}


def moved_by_month(loaded: Loaded, shiftings: Sequence[Shifting], months: Sequence[Month]) -> list[dict[str, object]]:
    """Return what each curve moves, in the order of the shifts: which, from where to where, and its levels by month."""
    return [
        {
            "adoption": loaded.adoptions[each.place].label,
            "from": each.origin,
            "to": each.to,
            "notes": list(_notes(loaded, each, months[-1].last)),
            "shares": [
                {f"p{100 * level:g}": float(share) for level, share in zip(LEVELS, shares, strict=True)}
                for shares in np.quantile(each.shares, LEVELS, axis=0).T
            ],
        }
        for each in shiftings
    ]


def _notes(loaded: Loaded, shifting: Shifting, last_day: date) -> Iterator[str]:
    """Yield why a curve may not move on with the months."""
    share = loaded.scenario.channel_shift[shifting.place].share
    stored = loaded.adoptions[shifting.place]
    if isinstance(share, Adopted) and share.as_of is not None:
        yield f"as_of in the scenario keeps all months to {share.as_of}"
    elif isinstance(share, Adopted) and stored.last is not None and share.read_on(last_day) > stored.last:
        yield f"the curve ends on {stored.last}, its last share holds from then on"

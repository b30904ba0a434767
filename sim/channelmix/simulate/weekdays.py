"""
Service by weekday, and on which weekdays the worst days fall: what makes a bad day more than bad luck.

Beside each level stand the contacts and the agent hours of such a day, since these explain it most often. Days without
anybody on duty are told apart from those with: a weekday is told by its days on duty, where it has any.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.engine.inputs import Flags, Times
from channelmix.results import Reals, clustered, share_figure
from channelmix.simulate.counts import Counts

HOUR = 3_600_000_000
WEEK = 7


@dataclass(frozen=True, eq=False)
class Days:
    """The days of a period, D of them, as C channels have them."""

    weekdays: Sequence[int]
    """Monday is 0."""
    agent_hours: Reals
    """Hours planned on a day of all who serve a channel, shape ``(C, D)``; overtime is nobody's plan."""

    @property
    def staffed(self) -> Flags:
        """Whether anybody who serves a channel is planned on a day, shape ``(C, D)``."""
        found: Flags = self.agent_hours > 0
        return found


def days_of(counts: Counts, serves: Flags, day_starts: Sequence[int], weekdays: Sequence[int]) -> Days:
    """
    Return the days of a period.

    Args:
        counts: Of all replications.
        serves: Whether a group serves a channel, shape ``(G, C)``.
        day_starts: The first interval of each day.
        weekdays: Of each day.
    """
    planned = np.add.reduceat(counts.agents["on_duty"] - counts.agents["overtime"], day_starts, axis=1)
    return Days(tuple(weekdays), serves.T.astype(np.float64) @ planned / HOUR / counts.replications)


def by_weekday(good: Times, due: Times, days: Days, channel: int, *, alike: int = 1) -> list[dict[str, Any]]:
    """
    Return a channel's service on each weekday on which anybody was due an answer, as plain values.

    Args:
        good: Contacts in time, shape ``(R, D)``.
        due: Contacts that were due, same shape.
        days: Their weekdays and plans.
        channel: Which one.
        alike: So many replications in a row count as one.
    """
    return list(_each_weekday(good, due, days, channel, alike))


def _each_weekday(good: Times, due: Times, days: Days, channel: int, alike: int) -> Iterator[dict[str, Any]]:
    numbers, staffed = np.array(days.weekdays), days.staffed[channel]
    for weekday in range(WEEK):
        mine = numbers == weekday
        on_duty = bool((mine & staffed).any())
        mine = mine & staffed if on_duty else mine
        if due[:, mine].any():
            figure = share_figure(good[:, mine].sum(axis=1), due[:, mine].sum(axis=1))
            yield {
                "weekday": weekday,
                "staffed": on_duty,
                "contacts": float(due[:, mine].mean()),
                "agent_hours": float(days.agent_hours[channel, mine].mean()),
                "level": clustered(figure, alike).estimate().as_dict(),
            }


def worst_weekday(good: Times, due: Times, weekdays: Sequence[int], level: float) -> dict[str, Any]:
    """
    Return the weekday on which most days of at most a level fall, and its share of them.

    Examples:
        >>> worst_weekday(np.array([[1, 9, 8]]), np.full((1, 3), 10), [5, 6, 0], 0.8)
        {'weekday': 0, 'share': 0.5}
    """
    bad = (due > 0) & (good <= level * due + 1e-9)
    falls = np.bincount(np.array(weekdays), weights=bad.sum(axis=0), minlength=WEEK)
    most = int(np.argmax(falls))
    return {"weekday": most, "share": float(falls[most] / max(falls.sum(), 1))}

"""
Who can do whose work: groups whose channels hold all those of another.

Formulas and searches say in which group a plan has its people, and where groups share customers they might as well be
in another. A planner who hires for one group while another, which can do the same, has people to spare hires for
nothing; so hires look at these pairs first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from channelmix.scenario.group import Group


@dataclass(frozen=True)
class Helping:
    """One group that can do all of another's work."""

    giver: int
    """Number of the group that helps."""
    taker: int
    """Number of the group whose work it does."""
    rate: float
    """Full-time equivalents of the taker that one of the giver stands for."""
    beyond: int
    """Channels that only the giver serves: who has few of them helps first."""


def helpings_of(groups: Mapping[str, Group]) -> tuple[Helping, ...]:
    """
    Return all pairs of groups of which one can do the other's work.

    Examples:
        >>> from channelmix.scenario.group import Group
        >>> phone = Group(handles=("phone",), agents=1, shrinkage=0.3)
        >>> both = Group(handles=("phone", "chat"), agents=1, shrinkage=0.44, concurrency={"chat": 2})
        >>> [(pair.giver, pair.taker, round(pair.rate, 2)) for pair in helpings_of({"phone": phone, "both": both})]
        [(1, 0, 0.8)]
    """
    return tuple(_helpings(list(groups.values())))


def _helpings(groups: list[Group]) -> Iterator[Helping]:
    for taker, asked in enumerate(groups):
        for giver, able in enumerate(groups):
            if giver != taker and set(asked.channels) <= set(able.channels):
                ready = (1 - able.shrinkage) / (1 - asked.shrinkage)
                pace = min(_pace(able, name) / _pace(asked, name) for name in asked.channels)
                yield Helping(giver, taker, ready * min(pace, 1.0), len(able.channels) - len(asked.channels))


def _pace(group: Group, channel: str) -> float:
    """Return how many contacts of a channel a full agent works on at once, in agents of usual speed."""
    places = group.holds(channel)
    slower = group.slowdown[min(places, len(group.slowdown)) - 1]
    return places / slower * group.speed.get(channel, 1.0)

"""
Whether two scenarios promise the same of a channel, so that their shares in time may be held against each other.

81 % within 30 s against 86 % within 20 s are two figures, not a gain of 5 points: shares are compared only where
the time, the clock, the moment at which waits end and the formula are the same. How large a share was promised is
not asked.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from channelmix.compare.together import PROMISES

if TYPE_CHECKING:
    from channelmix.scenario import Scenario
    from channelmix.scenario.channel import Channel
    from channelmix.scenario.service import ResponseTarget


def same_promise(mine: "Channel", theirs: "Channel", figure: str) -> bool:
    """
    Tell whether a share in time of two channels counts the same; so it is where one of them has no target.

    Args:
        mine: A channel.
        theirs: The same channel of another scenario.
        figure: ``service_level`` or ``response_level``; any other figure counts the same everywhere.
    """
    if figure == "response_level":
        pair = mine.response_target, theirs.response_target
        return None in pair or pair[0] == pair[1] or _timed(pair[0]) == _timed(pair[1])
    if figure != "service_level" or None in (mine.target, theirs.target):
        return True
    if mine.measured_to != theirs.measured_to:
        return False
    return mine.target == theirs.target or _counted(mine) == _counted(theirs)


def _timed(target: "ResponseTarget | None") -> tuple[object, ...]:
    """Return what settles which waits are in time."""
    if target is None:
        return ()
    return target.within.microseconds, target.clock, target.clock == "hours" and target.within.counts_days


def _counted(channel: "Channel") -> tuple[object, ...]:
    target = channel.target
    return () if target is None else (*_timed(target), target.formula, target.short_abandon.microseconds)


def other_promises(mine: "Scenario", theirs: "Scenario") -> frozenset[tuple[str, str]]:
    """Return channels of both, each with the level that counts something else in the other scenario."""
    return frozenset(
        (name, figure)
        for name, channel in mine.channels.items() if name in theirs.channels
        for figure in PROMISES if not same_promise(channel, theirs.channels[name], figure)
    )  # fmt: skip


def promised_otherwise(scenarios: Sequence["Scenario"]) -> frozenset[tuple[str, str]]:
    """Return channels, each with the level that does not count the same in all scenarios that have them."""
    return frozenset(each for mine, theirs in combinations(scenarios, 2) for each in other_promises(mine, theirs))

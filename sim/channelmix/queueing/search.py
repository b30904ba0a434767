"""
From formulas to head counts: the fewest agents that meet a target, and from ready agents to paid ones.

The search doubles its step until the target is met and then halves the bracket, so the fewest of
100,000 agents are found in some thirty evaluations. It relies on one thing: a target that is met
with n agents is also met with n + 1.
"""

import math
from collections.abc import Callable

from channelmix.queueing.checks import (
    broken,
    require_amount,
    require_count,
    require_load,
    require_positive_share,
    require_share_below_one,
)

MOST_AGENTS = 2**24
"""Beyond it (16 million agents) a search gives up: the target cannot be met by adding agents."""

_ROUNDING = 1e-9
"""What rounding may leave above a whole number: 14 / 0.7 agents are 20, not 21."""


def fewest(meets: Callable[[int], bool], *, at_least: int = 1, guess: int = 0) -> int:
    """
    Return the smallest whole number, ``at_least`` or more, that ``meets`` a target.

    Args:
        meets: Says whether a number of agents or lines meets the target; once true, true for all larger ones.
        at_least: The smallest answer allowed.
        guess: Where to begin; the nearer to the answer, the quicker.

    Raises:
        ValueError: If even 16 million do not meet the target, or an argument is no whole number, 0 or more.

    Examples:
        >>> fewest(lambda agents: agents**2 >= 150, guess=20)
        13
    """
    require_count("at_least", at_least, at_least=0)
    require_count("guess", guess, at_least=0)
    guess, step = max(int(guess), at_least), 1
    missed, met = at_least - 1, guess
    if meets(guess):
        while met > at_least and meets(max(met - step, at_least)):
            met, step = max(met - step, at_least), 2 * step
        missed = max(met - step, missed)
    else:
        missed, met = guess, guess + step
        while not meets(met):
            missed, step = met, 2 * step
            met += step
            if met > MOST_AGENTS:
                raise broken("the target", "must be one that more agents can meet", f"unmet with {missed} agents")
    while met - missed > 1:
        middle = (missed + met) // 2
        missed, met = (missed, middle) if meets(middle) else (middle, met)
    return met


def fewest_for_occupancy(load: float, max_occupancy: float) -> int:
    """
    Return the fewest agents who are busy at most the share ``max_occupancy`` of their time.

    Args:
        load: Load that is carried, erlangs.
        max_occupancy: Ceiling of the share of time busy, above 0 and at most 1.

    Examples:
        >>> fewest_for_occupancy(10.0, 0.7)
        15
    """
    require_load(load)
    require_positive_share("max_occupancy", max_occupancy)
    return math.ceil(load / max_occupancy - _ROUNDING)


def paid_agents(ready: float, shrinkage: float) -> float:
    """
    Return how many agents are paid so that ``ready`` of them are ready to work.

    Args:
        ready: Agents ready to work.
        shrinkage: Share of paid time lost to breaks, absence and training, below 1.

    Raises:
        ValueError: If ``shrinkage`` does not lie between 0 and 1, 1 excluded, or ``ready`` is no number, 0 or more.

    Examples:
        >>> round(paid_agents(14, shrinkage=0.3), 6)
        20.0
    """
    require_amount("ready", ready)
    require_share_below_one("shrinkage", shrinkage)
    return ready / (1.0 - shrinkage)


def rostered_agents(ready: float, shrinkage: float) -> int:
    """
    Return ``paid_agents`` rounded up to whole people.

    Examples:
        >>> rostered_agents(14, shrinkage=0.3), rostered_agents(15, shrinkage=0.3)
        (20, 22)
    """
    return math.ceil(paid_agents(ready, shrinkage) - _ROUNDING)

"""
Ranks: several classes of contacts, the higher always next in line, work in hand never interrupted.

Source: A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954): with one agent
and any handling times, or with several agents and one exponential handling time for all classes. Patience is
infinite. Classes are served in rank order, first come first served within each.
"""

from collections.abc import Sequence

import numpy as np

from channelmix.queueing.checks import broken, require_count, require_load, require_positive, require_time
from channelmix.queueing.durations import Array
from channelmix.queueing.erlang_c import ErlangC


def waits_by_rank(loads: Sequence[float], *, agents: int, handling: float) -> Array:
    """
    Return the mean wait of each class before several equal agents.

    Args:
        loads: Offered load of each class in erlangs, highest rank first, shape ``(k,)``.
        agents: Number of agents, 1 or more.
        handling: Mean handling time, exponential and the same for all classes, seconds.

    Returns:
        Mean wait of all contacts of each class, shape ``(k,)``, seconds; infinite for a class whose load, with
        that of the ranks above it, is not below the number of agents. The ranks above are still exact.

    Raises:
        ValueError: If an argument is out of range.

    Examples:
        >>> waits_by_rank([0.2, 0.6], agents=1, handling=1.0).round(9)
        array([1., 5.])
    """
    for load in loads:
        require_load(load)
    require_count("agents", agents, at_least=1)
    require_positive("handling", handling)
    total = float(sum(loads))
    all_busy = ErlangC(load=total, agents=agents, handling=handling).delayed_share if total < agents else 1.0
    return _spread(all_busy * handling / agents, np.asarray(loads, dtype=np.float64) / agents)


def waits_by_rank_one_agent(
    loads: Sequence[float], *, handling: Sequence[float], handling_cv: Sequence[float]
) -> Array:
    """
    Return the mean wait of each class before one agent, whatever the handling times.

    Args:
        loads: Offered load of each class in erlangs, highest rank first, shape ``(k,)``; together below 1.
        handling: Mean handling time of each class, shape ``(k,)``, seconds.
        handling_cv: Its coefficient of variation, shape ``(k,)``: 1 for exponential, 0 for constant times.

    Returns:
        Mean wait of all contacts of each class, shape ``(k,)``, seconds.

    Raises:
        ValueError: If the shapes differ, an argument is out of range, or the loads are not below 1 together.

    Examples:
        >>> waits_by_rank_one_agent([0.2, 0.6], handling=[1.0, 1.0], handling_cv=[1.0, 1.0]).round(9)
        array([1., 5.])
    """
    if not len(loads) == len(handling) == len(handling_cv):
        raise broken("handling", "and its cv must have one value for each load", (len(handling), len(handling_cv)))
    for load, mean in zip(loads, handling, strict=True):
        require_load(load)
        require_positive("handling", mean)
    if not sum(loads) < 1.0:
        raise broken("loads", "must be below 1 together, or some class waits without end", sum(loads))
    shares, means, spreads = (np.asarray(values, dtype=np.float64) for values in (loads, handling, handling_cv))
    return _spread(float((shares * means * (1.0 + spreads**2)).sum()) / 2.0, shares)


def service_level_of_first_rank(loads: Sequence[float], *, agents: int, handling: float, within: float) -> float:
    """
    Return the share of the highest class that is answered within ``within`` seconds.

    While all agents are busy the first class sees a line of its own, served at the rate of all agents together:
    its waits are exponential.

    Args:
        loads: Offered load of each class in erlangs, highest rank first; the first below ``agents``.
        agents: Number of agents, 1 or more.
        handling: Mean handling time, exponential and the same for all classes, seconds.
        within: The promise in seconds.

    Examples:
        >>> round(service_level_of_first_rank([3.0, 4.0], agents=10, handling=60.0, within=20.0), 6)
        0.978498
    """
    require_time("within", within)
    waits = waits_by_rank(loads, agents=agents, handling=handling)
    if not np.isfinite(waits[0]):
        return 0.0
    mean_if_delayed = handling / (agents - loads[0])
    return float(1.0 - waits[0] / mean_if_delayed * np.exp(-within / mean_if_delayed))


def _spread(residual_work: float, occupancies: Array) -> Array:
    """Return Cobham's mean waits, given the mean work in hand that a new contact finds."""
    up_to = np.cumsum(occupancies)
    above = up_to - occupancies
    with np.errstate(divide="ignore"):
        waits = residual_work / ((1.0 - above) * (1.0 - up_to))
    return np.where(up_to < 1.0, waits, np.inf)

"""
Offered load that changes over the day: what staffing has to follow, not the arrivals themselves.

With agents without number, the contacts in service at time t are those who came a handling time ago or less:

    m(t) = integral over u >= 0 of arrivals(t - u) x (share of handling times longer than u)

Sources: S. Eick, W. Massey and W. Whitt, "The physics of the Mt/G/infinity queue", Operations Research 41 (1993);
for square-root staffing, S. Halfin and W. Whitt, Operations Research 29 (1981), and
Z. Feldman, A. Mandelbaum, W. Massey and W. Whitt, Management Science 54 (2008), who show that it keeps delays
steady all day, exactly so where patience and handling time have the same exponential distribution.
"""

import numpy as np
from numpy.typing import ArrayLike

from channelmix.queueing.checks import broken, require_count, require_finite, require_load
from channelmix.queueing.durations import Array, Duration


def offered_load(edges: ArrayLike, arrivals: ArrayLike, handling: Duration, *, at: ArrayLike) -> Array:
    """
    Return the offered load at given times, for arrivals at a steady rate in each interval.

    Exact, whatever the distribution of the handling times. Before the first edge nobody arrives.

    Args:
        edges: Ends of the intervals, increasing, shape ``(i + 1,)``, seconds.
        arrivals: Contacts per second in each interval, 0 or more, shape ``(i,)``.
        handling: The handling times.
        at: When the load is asked for, shape ``(k,)``, seconds.

    Returns:
        Mean number of contacts in service if nobody ever waits, shape ``(k,)``, erlangs.

    Raises:
        ValueError: If the shapes do not fit, the edges do not increase, or a rate is negative.

    Examples:
        >>> from channelmix.queueing.durations import Deterministic
        >>> offered_load([0, 3600, 7200], [0.1, 0.2], Deterministic(300.0), at=[150, 3600, 3750, 7200, 7500])
        array([15., 30., 45., 60.,  0.])
    """
    ends, rates, times = (np.asarray(values, dtype=np.float64) for values in (edges, arrivals, at))
    if len(ends) != len(rates) + 1:
        raise broken("edges", f"must be one more than the {len(rates)} arrival rates", len(ends))
    if not (np.diff(ends) > 0.0).all():
        raise broken("edges", "must increase", ends.tolist())
    if not (rates >= 0.0).all():
        raise broken("arrivals", "must be 0 or more", rates.min())
    steps = np.diff(np.concatenate([[0.0], rates, [0.0]]))
    load = np.zeros_like(times)
    for end, step in zip(ends, steps, strict=True):
        load += step * handling.limited_mean(np.maximum(times - end, 0.0))
    return load


def delay_when_patience_equals_handling(load: float, agents: int) -> float:
    """
    Return the chance to find all agents busy if patience and handling time have the same exponential distribution.

    Contacts then leave at the same rate in line and in service, so the number present is Poisson with mean
    ``load`` whatever the staff: at every moment of a day whose load changes, not only in steady state.

    Args:
        load: Offered load at that moment, erlangs.
        agents: Agents at that moment, 0 or more.

    Examples:
        >>> round(delay_when_patience_equals_handling(63.74788466966126, 64), 12)
        0.504045206074
    """
    from scipy.special import pdtrc

    require_load(load)
    require_count("agents", agents, at_least=0)
    return 1.0 if agents == 0 else float(pdtrc(agents - 1, load))


def square_root_staffing(load: ArrayLike, *, safety: float) -> Array:
    """
    Return agents for each load: the load and ``safety`` times its square root, rounded up.

    Args:
        load: Offered load, any shape, erlangs.
        safety: Quality of service: 0 lets about half of the contacts wait, 1 about a fifth, 2 very few.

    Examples:
        >>> square_root_staffing([10.0, 100.0, 400.0], safety=1.0)
        array([ 14., 110., 420.])
    """
    require_finite("safety", safety)
    loads = np.asarray(load, dtype=np.float64)
    if not (loads >= 0.0).all():
        raise broken("load", "must be 0 or more erlangs", loads.min())
    return np.asarray(np.maximum(np.ceil(loads + safety * np.sqrt(loads)), 0.0))

"""
Modified offered load: a formula for steady lines, used at each moment of a day that is not steady.

The load that a line meets at time t is not arrivals(t) x handling time but m(t), what would be in service if nobody
ever waited (``offered_load``). Put m(t), or its mean over an interval, into Erlang A or C or M/M/n+G and the day's
delays follow; staff each interval for its m and they stay level all day. Exact where patience and handling time have
the same exponential distribution; else good while agents are enough for most contacts not to wait long, and wrong
where a backlog is carried from one hour into the next.

Sources: D. Jagerman, "Nonstationary blocking in telephone traffic", Bell System Technical Journal 54 (1975);
W. Massey and W. Whitt, "An analysis of the modified offered-load approximation for the nonstationary Erlang loss
model", Annals of Applied Probability 4 (1994); O. Jennings, A. Mandelbaum, W. Massey and W. Whitt, "Server staffing
to meet time-varying demand", Management Science 42 (1996), and Feldman et al. (2008, see ``offered_load``) for
staffing by the chance to wait; S. Halfin and W. Whitt (1981) and O. Garnett, A. Mandelbaum and M. Reiman (2002) for
that chance without and with patience.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from channelmix.queueing.checks import broken, require_finite
from channelmix.queueing.durations import Array, Duration
from channelmix.queueing.offered_load import offered_load
from channelmix.queueing.offered_wait import gauss_legendre

_MOST_SAFETY = 40.0


def interval_loads(edges: ArrayLike, arrivals: ArrayLike, handling: Duration, *, grid: ArrayLike) -> Array:
    """
    Return the mean offered load in each interval of a grid, for arrivals at a steady rate between edges.

    Args:
        edges: Ends of the intervals of arrivals, increasing, shape ``(i + 1,)``, seconds.
        arrivals: Contacts per second in each, 0 or more, shape ``(i,)``.
        handling: The handling times.
        grid: Ends of the intervals asked for, increasing, shape ``(k + 1,)``, seconds.

    Returns:
        Mean number in service if nobody ever waits, shape ``(k,)``, erlangs; the mean is taken at 16 places of each
        interval, so jumps of the rate should lie on the grid.

    Raises:
        ValueError: If the shapes do not fit, edges or grid do not increase, or a rate is negative.

    Examples:
        >>> from channelmix.queueing.durations import Deterministic
        >>> interval_loads([0, 3600, 7200], [0.1, 0.2], Deterministic(900.0), grid=[0, 900, 3600, 4500]).round(6)
        array([ 45.,  90., 135.])
    """
    ends = np.asarray(grid, dtype=np.float64)
    if not (np.diff(ends) > 0.0).all():
        raise broken("grid", "must increase", ends.tolist())
    places, weights = gauss_legendre()
    times = ends[:-1, None] + np.diff(ends)[:, None] * places
    return np.asarray(offered_load(edges, arrivals, handling, at=times.ravel()).reshape(times.shape) @ weights)


def agents_over_the_day(loads: ArrayLike, needed: Callable[[float], int]) -> list[int]:
    """
    Return the agents of each interval, staffed as if its load were there for ever.

    Args:
        loads: Offered load of each interval, erlangs (``interval_loads``).
        needed: Gives the fewest agents for a steady load.

    Examples:
        >>> from channelmix.queueing.erlang_a import ErlangA
        >>> from channelmix.queueing.goals import Goal
        >>> def needed(load):
        ...     return ErlangA.agents_needed(Goal(share=0.8, within=20.0), load=load, handling=240.0, patience=120.0)
        >>> agents_over_the_day([0.0, 4.0, 20.0, 8.0], needed)
        [0, 6, 22, 10]
    """
    return [needed(float(load)) for load in np.asarray(loads, dtype=np.float64)]


def delay_for_safety(safety: float, *, patience: float = math.inf) -> float:
    """
    Return the share of contacts that wait when square-root staffing serves a large load and people hang up.

    Args:
        safety: The multiple of the square root of the load; may be negative.
        patience: Mean patience, exponential, in handling times; infinite if nobody hangs up.

    Returns:
        The limit as the load grows, of Halfin and Whitt if nobody hangs up, else of Garnett et al.; at 100 erlangs
        it is right to about 0.02.

    Raises:
        ValueError: If ``patience`` is not above 0, or nobody hangs up and ``safety`` is not above 0.

    Examples:
        >>> round(delay_for_safety(1.0), 4), round(delay_for_safety(1.0, patience=2.0), 4)
        (0.2234, 0.179)
    """
    require_finite("safety", safety)
    if not patience > 0.0:
        raise broken("patience", "must be above 0 handling times", patience)
    if patience == math.inf:
        if not safety > 0.0:
            raise broken("safety", "must be above 0, or the line grows without end", safety)
        return 1.0 / (1.0 + safety / _hazard(-safety))
    scale = math.sqrt(patience)
    return 1.0 / (1.0 + _hazard(safety * scale) / (scale * _hazard(-safety)))


def safety_for_delay(delayed: float, *, patience: float = math.inf) -> float:
    """
    Return the multiple of the square root of the load with which a given share of contacts waits.

    Args:
        delayed: Share of contacts that may wait, above 0 and below 1.
        patience: Mean patience, exponential, in handling times; infinite if nobody hangs up.

    Raises:
        ValueError: If ``delayed`` does not lie between 0 and 1, or ``patience`` is not above 0.

    Examples:
        >>> round(safety_for_delay(0.2), 4), round(safety_for_delay(0.2, patience=1.0), 4)
        (1.0615, 0.8416)
    """
    require_finite("delayed", delayed)
    if not 0.0 < delayed < 1.0:
        raise broken("delayed", "must be a share above 0, below 1", delayed)
    low, high = (0.0 if patience == math.inf else -_MOST_SAFETY), _MOST_SAFETY
    while high - low > 1e-13 * max(abs(low), abs(high)):
        middle = (low + high) / 2.0
        if not low < middle < high:
            break
        low, high = (middle, high) if delay_for_safety(middle, patience=patience) > delayed else (low, middle)
    return high


def _hazard(x: float) -> float:
    """Return the hazard rate of the standard normal distribution."""
    from scipy.special import erfcx

    return math.sqrt(2.0 / math.pi) / float(erfcx(x / math.sqrt(2.0)))

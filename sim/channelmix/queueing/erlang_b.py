"""
Erlang B: the share of calls that find every line busy when nobody waits.

Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance
in automatic telephone exchanges" (1917). Computed from the inverse series

    1 / B(n, a) = sum over k = 0..n of n (n - 1) ... (n - k + 1) / a^k

in which every term is positive, so nothing cancels: the relative error stays below 1e-12 from 0 to 100,000 lines.
Terms further than 12 sqrt(a) behind the largest are below e^-72 of it and left out. Valid for any distribution of the
handling time with the given mean, Poisson arrivals, and no second attempt (see ``retrials`` for those).
"""

import math

import numpy as np

from channelmix.queueing.checks import require_count, require_load, require_positive_share
from channelmix.queueing.search import fewest


def blocked_share(load: float, lines: int) -> float:
    """
    Return the share of calls lost because all ``lines`` are busy: Erlang B.

    Args:
        load: Offered load in erlangs, 0 or more: calls per second times handling time in seconds.
        lines: Number of lines, 0 or more.

    Returns:
        A share between 0 and 1; 0 where it is smaller than the smallest number a float can hold.

    Raises:
        ValueError: If ``load`` is negative or not finite, or ``lines`` is no whole number of 0 or more.

    Examples:
        >>> round(blocked_share(load=5.0, lines=10), 8)
        0.01838457
    """
    require_load(load)
    require_count("lines", lines, at_least=0)
    if load == 0.0:
        return 1.0 if lines == 0 else 0.0
    largest = max(lines - load, 0.0)
    count = min(lines, math.ceil(largest + 12.0 * math.sqrt(load)))
    with np.errstate(over="ignore"):
        terms = np.cumprod((lines - np.arange(count)) / load)
        return float(1.0 / (1.0 + terms.sum()))


def lines_needed(load: float, *, blocked: float) -> int:
    """
    Return the fewest lines on which at most the share ``blocked`` of calls is lost.

    Args:
        load: Offered load in erlangs, 0 or more.
        blocked: Highest tolerable share of lost calls, above 0.

    Raises:
        ValueError: If ``load`` is negative or not finite, or ``blocked`` does not lie between 0 and 1, 0 excluded.

    Examples:
        >>> lines_needed(load=5.0, blocked=0.01)
        11
    """
    require_load(load)
    require_positive_share("blocked", blocked)
    return fewest(lambda lines: blocked_share(load, lines) <= blocked, at_least=0, guess=math.ceil(load))

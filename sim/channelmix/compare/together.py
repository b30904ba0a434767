"""
Intervals that hold all at once, however many scenarios are compared.

Ten intervals of 95 %, each by itself, are all right together much less often than in 95 % of
studies. Here each is widened so that a whole family holds together with the stated confidence:
Bonferroni's inequality, which needs no assumption on how the differences hang together and so
holds for scenarios on the same customers (Law, Simulation Modeling and Analysis, 5th ed. 2015,
10.3; Nelson and Matejcik, "Using common random numbers for indifference-zone selection and
multiple comparisons in simulation", Management Science 41, 1995).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from channelmix.results import CONFIDENCE, Estimate, Figure, difference

PROMISES = ("service_level", "response_level")
NO_PROMISE = ("wait_mean_s",)


def told_figures(known: Iterable[str]) -> tuple[str, ...]:
    """
    Return the figures by which a channel is told: its promises, or the mean wait where it makes none.

    Args:
        known: Figures of the channel that have a value.

    Examples:
        >>> told_figures(["offered", "service_level", "wait_mean_s"]), told_figures(["offered", "wait_mean_s"])
        (('service_level',), ('wait_mean_s',))
    """
    names = set(known)
    for figures in (PROMISES, NO_PROMISE):
        found = tuple(figure for figure in figures if figure in names)
        if found:
            return found
    return ()


def shared_confidence(members: int, confidence: float = CONFIDENCE) -> float:
    """
    Return the confidence of each interval with which all of a family hold together.

    Args:
        members: Intervals in the family.
        confidence: Of all together.

    Examples:
        >>> round(shared_confidence(5), 4)
        0.99
    """
    return 1 - (1 - confidence) / max(members, 1)


@dataclass(frozen=True)
class Pair:
    """One scenario against another, by their places."""

    first: int
    second: int
    estimate: Estimate
    """Second minus first."""


def all_pairs(figures: Sequence[Figure], confidence: float = CONFIDENCE) -> list[Pair]:
    """
    Return the difference of every pair, with intervals that hold for all pairs together.

    Args:
        figures: The same figure of each scenario, on the same customers.
        confidence: Of all pairs together.
    """
    pairs = list(combinations(range(len(figures)), 2))
    each = shared_confidence(len(pairs), confidence)
    return [Pair(i, j, difference(figures[j], figures[i]).estimate(each)) for i, j in pairs]

"""
Which paths a plan is chosen on and which it is then judged on: other draws, other customers.

Replications take the draws of a forecast in turn. Every second draw is there to choose on, those between to
judge; where there are fewer draws than paths they come round again with other customers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Draws:
    """The draws of a forecast."""

    count: int
    per_draw: int = 1
    """So many replications in a row follow one draw."""

    @property
    def has_two_halves(self) -> bool:
        """Whether there are draws to judge on beside those to choose on."""
        return self.count > 1

    def to_choose_on(self, paths: int) -> Sequence[int]:
        """
        Return the replications that a plan is chosen on.

        Examples:
            >>> Draws(4).to_choose_on(3)
            [0, 2, 4]
        """
        return self._numbers(range(0, self.count, 2), range(paths))

    def fresh(self, paths: int, *, batch: int = 0) -> Sequence[int]:
        """
        Return replications of the other draws; no two batches share one.

        Examples:
            >>> Draws(4).fresh(3), Draws(4).fresh(3, batch=1)
            ([1, 3, 5], [7, 9, 11])
        """
        members = range(1, self.count, 2) if self.has_two_halves else range(1)
        first = paths * (batch + (0 if self.has_two_halves else 1))
        return self._numbers(members, range(first, first + paths))

    def distinct(self, numbers: Sequence[int]) -> int:
        """Return how many draws some replications follow."""
        return len({number // self.per_draw % self.count for number in numbers})

    def _numbers(self, members: range, places: range) -> list[int]:
        """Return the replications of some places in the row of draws that goes round and round."""
        found: list[int] = []
        for place in places:
            row = members[place % len(members)] + self.count * (place // len(members))
            found += range(row * self.per_draw, (row + 1) * self.per_draw)
        return found


def share_interval(share: float, count: int) -> tuple[float, float]:
    """
    Return the 95 % interval of a share of so many independent cases (Wilson).

    Cases that are kept in part, such as some days of a path, are rounded down to whole ones.

    Examples:
        >>> [round(end, 3) for end in share_interval(0.9, 200)]
        [0.851, 0.934]
    """
    from scipy.stats import binomtest

    result = binomtest(math.floor(share * count + 1e-9), count).proportion_ci(method="wilson")
    return float(result.low), float(result.high)

"""
Stretches of work that the breaks of a shift leave: which are too long, and how uneven they are.

A break in the first or last hour of a shift leaves nearly all of it in one stretch, as a break at its very start leaves
all of it. So evenness is what to ask for, rather than a distance from the edges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from channelmix.engine.inputs import Flags, Indices

_EVEN_ENOUGH = 0.2
"""Unevenness of stretches that is no matter: of a break about an hour from the edges of four hours, or two of eight.
This and what follows here are estimates of ours."""

_UNEASE = 0.5
"""Share of a group as which each 1 of unevenness beyond that counts: .4 of it for one break at the edge of a shift."""


@dataclass(frozen=True)
class Stretches:
    """A shift, and how long one may work in it without a break; all in one unit."""

    begins: int
    ends: int
    most: int

    def can_be_kept(self, places: Indices, times: Sequence[Indices]) -> Flags:
        """
        Return whether the first breaks lie so that the others could still cut what is too long, (W,).

        Args:
            places: Which of its times each of the first breaks takes, shape (W, N).
            times: Starts and ends that each break may have, shape (T, 2) each; the first N and those that follow.

        Examples:
            >>> shift = Stretches(begins=0, ends=80, most=40)
            >>> shift.can_be_kept(np.array([[0], [1]]), [np.array([[10, 15], [40, 45]])]).tolist()
            [False, True]
        """
        count = places.shape[1]
        at = np.stack([times[number][places[:, number]] for number in range(count)], axis=1)
        at = np.take_along_axis(at, np.argsort(at[:, :, :1], axis=1), axis=1)
        firsts = np.column_stack([at[:, :, 0], np.full(len(at), self.ends)])
        stretches = firsts - np.column_stack([np.full(len(at), self.begins), at[:, :, 1]])
        pause = max((int((each[:, 1] - each[:, 0]).max(initial=0)) for each in times[count:]), default=0)
        cuts = np.maximum(-(-(stretches - self.most) // (self.most + pause)), 0).sum(axis=1)
        return np.asarray(cuts <= len(times) - count)


def unevenness(begins: datetime, ends: datetime, breaks: Sequence[tuple[datetime, datetime]]) -> float:
    """
    Return how uneven the stretches of work are that breaks leave in a shift: 0 where all are equally long.

    That is the length of the stretch in which a minute of work lies, on average, over that of equal stretches, less 1:
    1 for a single break at the edge of its shift, and .1 for one at an edge of the middle third.

    Examples:
        >>> nine, ten, two = (datetime(2027, 3, 1, hour) for hour in (9, 10, 14))
        >>> unevenness(nine, two, [(nine, ten)]), unevenness(nine, two, [(ten, ten.replace(hour=11))])
        (1.0, 0.25)
    """
    edges = [begins, *(edge for pause in sorted(breaks) for edge in pause), ends]
    work = [(later - earlier).total_seconds() for earlier, later in zip(edges[::2], edges[1::2], strict=True)]
    return len(work) * sum(each**2 for each in work) / sum(work) ** 2 - 1 if any(work) else 0.0


def unease(begins: datetime, ends: datetime, breaks: Sequence[tuple[datetime, datetime]]) -> float:
    """
    Return how uneven the stretches of work are beyond what is no matter, as a share of a group who are away too many.

    Examples:
        >>> nine, ten, two = (datetime(2027, 3, 1, hour) for hour in (9, 10, 14))
        >>> unease(nine, two, [(nine, ten)]), round(unease(nine, two, [(ten, ten.replace(hour=11))]), 3)
        (0.4, 0.025)
    """
    return _UNEASE * max(unevenness(begins, ends, breaks) - _EVEN_ENOUGH, 0.0)

"""
Stretches of work that the breaks of a shift leave, and which are too long.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices


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

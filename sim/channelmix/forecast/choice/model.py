"""
What surveys say about an adoption curve: the likelihood.

A survey of ``n`` people counts those who use a channel. Its expected share is the curve times the ceiling, moved by
what its question adds (wording moves levels by ten points, so two questions differ by 0.42 log-odds,
one standard deviation) and by what a wave adds (beta-binomial: a sample never is as good as its size). A size
that is not told counts as 500. All unknowns are standard normal numbers: ceiling, the curve's, a number for each
question, one for each shock.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.choice.ceilings import Uncertain
from channelmix.forecast.choice.composition import Reals
from channelmix.forecast.choice.curves import Curve
from channelmix.forecast.choice.shocks import Shock

OFFSET = 0.3
"""Standard deviation, in log-odds, of what the wording of a question adds. Estimate of ours."""
WAVE = 1000.0
"""Beta-binomial weight: the people beyond whom a larger sample of one wave tells little more. Estimate of ours."""
_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Points:
    """
    Surveys as arrays, in an order of their own.

    Attributes:
        years: Time of each, shape ``(points,)``.
        yes: People who use the channel, shape ``(points,)``; need not be whole.
        people: People asked, or what their answers are worth, shape ``(points,)``.
        question: Number of the question asked, from 0, shape ``(points,)``.
        questions: How many there are.
    """

    years: Reals
    yes: Reals
    people: Reals
    question: NDArray[np.int64]
    questions: int


@dataclass(frozen=True, eq=False)
class Model:
    """One family of curves with everything that is known before the surveys."""

    curve: Curve
    ceiling: Uncertain
    reference: float
    """Time of the first survey, years."""
    launched: float | None
    shocks: Sequence[Shock]
    questions: int

    @property
    def size(self) -> int:
        """How many standard normal numbers make a draw."""
        return 1 + len(self.curve.parameters) + self.questions + len(self.shocks)

    def shares(self, normals: Reals, years: Reals) -> Reals:
        """
        Return the share of the population that uses the channel, whatever the question.

        Args:
            normals: Shape ``(draws, size)``.
            years: Shape ``(times,)``.

        Returns:
            Shape ``(draws, times)``.
        """
        used = 1 + len(self.curve.parameters)
        reached = self.curve.reached(self.curve.values(normals[:, 1:used]), years - self.reference)
        shares = self.ceiling.of_normal(normals[:, 0])[:, None] * reached
        for number, shock in enumerate(self.shocks):
            shares = shares * shock.kept(normals[:, used + self.questions + number], years)
        return shares if self.launched is None else np.asarray(shares * (years >= self.launched))

    def asked(self, normals: Reals, years: Reals, question: NDArray[np.int64]) -> Reals:
        """Return the share that says so when asked a question, shape ``(draws, times)``."""
        first = 1 + len(self.curve.parameters)
        share = np.clip(self.shares(normals, years), _LEAST, 1 - _LEAST)
        log_odds = np.log(share / (1 - share)) + OFFSET * normals[:, first + question]
        return np.asarray(np.clip(1 / (1 + np.exp(-log_odds)), _LEAST, 1 - _LEAST))

    def log_likelihood(self, points: Points, normals: Reals) -> Reals:
        """Return the log likelihood of the points but for a constant, shape ``(draws,)``."""
        from scipy.special import betaln

        expected = self.asked(normals, points.years, points.question)
        yes, no = WAVE * expected, WAVE * (1 - expected)
        terms = betaln(points.yes + yes, points.people - points.yes + no) - betaln(yes, no)
        return np.asarray(terms.sum(axis=1))

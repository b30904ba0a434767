"""
Adoption of a channel from a handful of surveys: four curves, averaged, with all that is not known kept.

``fit`` holds each family of curves against the points (see ``model``) and weighs it by how well it predicted them:
its evidence is the product of its predictive scores, point after point. The answer is a set of futures, never
a line: Dutch contact by WhatsApp of 7 % in 2015 and 13 % in 2016 leaves anything from 26 to 57 % open for 2020.
With history of one's own, futures start at its last level, follow its drift while that lasts, and then
move as the curve moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice.ceilings import Ceiling
from channelmix.forecast.choice.composition import Reals
from channelmix.forecast.choice.curves import CURVES
from channelmix.forecast.choice.model import Model, Points
from channelmix.forecast.choice.posterior import Sample, explore
from channelmix.forecast.choice.pull import with_curves
from channelmix.forecast.choice.shocks import Shock
from channelmix.forecast.choice.surveys import Surveys
from channelmix.forecast.choice.times import Dates, generator, years_of
from channelmix.forecast.choice.trend import Trend
from channelmix.scenario.suggest import did_you_mean

LEVELS = (0.1, 0.5, 0.9)
REACH_PEOPLE = 20.0
"""What the newest survey of reach is worth for the ceiling: reach grows on, so a sample tells less than its size."""
SAMPLE = 2000
"""Weighted draws a curve."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """One family of curves after the surveys."""

    model: Model
    sample: Sample
    chance: float
    """Probability of this family, of those that were averaged."""


@dataclass(frozen=True, eq=False)
class Adoption:
    """
    What is known of the adoption of a channel.

    Attributes:
        channel: Its name.
        fitted: The families of curves by name.
        ceiling: What was assumed of the ceiling, surveys of reach included.
        points: The surveys of use.
        questions: What was asked, by number.
        trend: Where one's own history stands and drifts; None without one.
    """

    channel: str
    fitted: dict[str, Fitted]
    ceiling: Ceiling
    points: Points
    questions: tuple[str, ...]
    surveys: Surveys
    trend: Trend | None = field(default=None)

    @property
    def chances(self) -> dict[str, float]:
        """Probability of each family of curves."""
        return {name: fitted.chance for name, fitted in self.fitted.items()}

    @property
    def effective(self) -> float:
        """Effective sample size of the average: fewer than 200 and the quantiles are rough."""
        return float(1 / sum(fitted.chance**2 / fitted.sample.effective for fitted in self.fitted.values()))

    def shares(self, dates: Dates, draws: int = 1000, seed: int = 1, *, question: str | None = None) -> Reals:
        """
        Return possible shares, shape ``(draws, dates)``: one row is one future.

        Args:
            dates: Days in any order.
            draws: How many futures.
            seed: Equal seeds give equal futures, whatever other dates are asked for.
            question: Share as this question would find it; None: as questions find it on average, or, with own
                history, of the operation's contacts.
        """
        if question is not None and question not in self.questions:
            raise DataError(f"question must be one of {', '.join(self.questions)} (got {question})")
        years = years_of(dates)
        if self.trend is None or question is not None:
            return self.latent(years, draws, seed, question=question)
        pull = {0: self.latent}
        return with_curves(self.trend, pull, years, draws, seed, f"own/{self.channel}")[:, :, 0]

    def latent(self, years: Reals, draws: int, seed: int, *, question: str | None = None) -> Reals:
        """Return possible shares of the population at years with a fraction, own history left aside."""
        rng = generator(seed, f"adoption/{self.channel}")
        names = list(self.fitted)
        which = rng.choice(len(names), size=draws, p=[self.fitted[name].chance for name in names])
        ranks = rng.random(draws)
        shares = np.empty((draws, len(years)))
        for number, name in enumerate(names):
            rows = which == number
            sample, model = self.fitted[name].sample, self.fitted[name].model
            bound = np.cumsum(sample.weights)
            normals = sample.normals[np.minimum(np.searchsorted(bound, ranks[rows]), len(bound) - 1)]
            shares[rows] = _asked(model, normals, years, questions=self.questions, question=question)
        return shares

    def prior(self, dates: Dates, draws: int = 1000, seed: int = 1) -> Reals:
        """Return shares that were possible before any survey of use, shape ``(draws, dates)``."""
        rng = generator(seed, f"prior/{self.channel}")
        which = rng.integers(len(self.fitted), size=draws)
        shares = np.empty((draws, len(dates)))
        for number, fitted in enumerate(self.fitted.values()):
            rows = which == number
            normals = rng.standard_normal((draws, fitted.model.size))[rows]
            shares[rows] = fitted.model.shares(normals, years_of(dates))
        return shares

    def side_by_side(self, dates: Dates, levels: Sequence[float] = LEVELS, draws: int = 4000) -> dict[str, Reals]:
        """Return the quantiles of ``prior`` and ``posterior`` shares, each of shape ``(levels, dates)``."""
        before, after = self.prior(dates, draws), self.shares(dates, draws)
        return {"prior": np.quantile(before, levels, axis=0), "posterior": np.quantile(after, levels, axis=0)}

    def moved(self, dates: Dates, since: date, draws: int = 1000, seed: int = 1) -> Reals:
        """Return by how much each future has moved since a day, in shares, shape ``(draws, dates)``."""
        every = np.append(np.asarray(dates, "datetime64[D]"), np.datetime64(since))
        shares = self.shares(every, draws, seed)
        return np.asarray(shares[:, :-1] - shares[:, -1:])

    def ceilings(self) -> dict[str, Reals]:
        """Return the 10, 50 and 90 % quantiles of the ceiling before and after the surveys of use."""
        after = np.concatenate([fit.model.ceiling.of_normal(fit.sample.normals[:, 0]) for fit in self.fitted.values()])
        weights = np.concatenate([fit.chance * fit.sample.weights for fit in self.fitted.values()])
        order = np.argsort(after)
        found = np.interp(LEVELS, np.cumsum(weights[order]), after[order])
        return {"prior": self.ceiling.product.quantiles(LEVELS), "posterior": found}


def fit(
    surveys: Surveys,
    *,
    channel: str,
    country: str = "",
    age: str = "",
    until: date | None = None,
    own: tuple[Dates, Reals, Reals] | None = None,
    curves: Sequence[str] = tuple(CURVES),
    ceiling: Ceiling | None = None,
    shocks: Sequence[Shock] = (),
    launched: date | None = None,
    seed: int = 1,
) -> Adoption:
    """
    Return the adoption of a channel.

    Args:
        surveys: Points of any channels; those of use are fitted, the newest of reach moves the ceiling, wishes are
            left out.
        channel: Which one.
        country: Two letters; "" for all rows. Also chooses the ceiling's prior.
        age: A band as the table writes it.
        until: Only surveys up to this day (backtests).
        own: Days, contacts of the channel, and all contacts, of the operation itself, each of shape ``(n,)``.
        curves: Families to average.
        ceiling: Prior of the ceiling; absent: that of the country or age band.
        shocks: Dated blows to this channel; those of other channels are left out.
        launched: Day before which nobody could use it.
        seed: Of the importance sampling.

    Raises:
        DataError: If no survey of use is left, or a name is not known.
    """
    unknown = [name for name in curves if name not in CURVES]
    if unknown or not curves:
        got = ", ".join(map(str, unknown)) or "none"
        hint = did_you_mean(got, CURVES)
        raise DataError(f"curves must be some of {', '.join(CURVES)} (got {got}){hint}")
    chosen = surveys.of(channel, country=country, age=age, until=until)
    points, questions = chosen.points()
    top = _with_reach(ceiling or Ceiling.of(country, age), chosen)
    felt = [shock for shock in shocks if shock.channel in ("", channel)]
    start = None if launched is None else float(years_of([launched])[0])
    if start is not None and float(points.years.min()) < start:
        raise DataError(f"launched must not lie after the first survey of {channel} (got {launched})")
    samples = {}
    for name in dict.fromkeys(curves):
        model = Model(CURVES[name], top.product, float(points.years.min()), start, tuple(felt), len(questions))
        samples[name] = (model, _sample(model, points, seed, purpose=f"{channel}/{name}"))
    trend = None if own is None else own_trend(*own)
    return Adoption(channel, _weighed(samples), top, points, questions, chosen, trend)


def own_trend(dates: Dates, contacts: Reals, total: Reals) -> Trend:
    """Return the trend of a channel's share in an operation's own contacts."""
    years, part, every = years_of(dates), np.asarray(contacts, np.float64), np.asarray(total, np.float64)
    known = np.isfinite(part) & np.isfinite(every) & (every > 0)
    if not known.any():
        raise DataError("own history must have a time with contacts (got none)")
    wrong = known & ((part < 0) | (part > every))
    if wrong.any():
        first = int(wrong.argmax())
        raise DataError(
            f"own history: contacts of the channel must be 0 to all contacts (got {part[first]:g} of {every[first]:g})"
        )
    order = np.argsort(years[known], kind="stable")
    share = (part[known] / every[known])[order]
    return Trend.of(years[known][order], np.stack([share, 1 - share], axis=1), every[known][order])


def _sample(model: Model, points: Points, seed: int, *, purpose: str) -> Sample:
    def log_likelihood(normals: Reals) -> Reals:
        return model.log_likelihood(points, normals)

    return explore(log_likelihood, model.size, SAMPLE, generator(seed, f"fit/{purpose}"))


def _weighed(samples: dict[str, tuple[Model, Sample]]) -> dict[str, Fitted]:
    evidence = np.array([sample.log_evidence for _, sample in samples.values()])
    chances = np.exp(evidence - evidence.max())
    chances /= chances.sum()
    pairs = zip(samples.items(), chances, strict=True)
    return {name: Fitted(model, sample, float(chance)) for (name, (model, sample)), chance in pairs}


def _with_reach(ceiling: Ceiling, surveys: Surveys) -> Ceiling:
    """Return the ceiling after the newest survey of reach, if there is one."""
    rows = surveys.kind("reach")
    if not rows:
        return ceiling
    newest = rows[-1]
    share, survey = f"{100 * newest.share:.0f} %", newest.source or "a survey of reach"
    source = f"{ceiling.reach.source}; {share} in {newest.date.year}, {survey}"
    return replace(ceiling, reach=ceiling.reach.learns(newest.share, min(newest.people, REACH_PEOPLE), source))


def _asked(model: Model, normals: Reals, years: Reals, *, questions: tuple[str, ...], question: str | None) -> Reals:
    if question is None:
        return model.shares(normals, years)
    return model.asked(normals, years, np.full(len(years), questions.index(question)))

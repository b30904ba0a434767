"""
Figures, and how sure they are.

A simulated figure is a point and a doubt. ``Figure`` keeps both in one form for means, ratios
and quantiles: the value, and how far each replication (or section of replications) pulled it
up or down. Because the pulls are kept, the interval of the *difference* of two figures on the
same customers follows by subtracting pull from pull, covariance included.

Guaranteed: sums are exact, so a figure depends neither on the order of the workers nor on the
machine's vector width; ``to_json`` gives the same bytes for the same figures.

Source of the intervals: Student's t for means; the delta method for ratios of sums (Asmussen
and Glynn, Stochastic Simulation, 2007, III.4), of shares on the scale of their log odds, which has
no end to run over (Agresti, Categorical Data Analysis, 3rd ed. 2013, 3.1). A quantile's interval
runs between the quantiles of the shares that its own share may have, the error of that share taken
from sections (Woodruff, "Confidence intervals for medians and other position measures", JASA 47,
1952); differences of quantiles by sectioning (Nakayama, "Confidence intervals for quantiles using
sectioning", ACM TOMACS 24, 2014).
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Reals = NDArray[np.float64]
Bounds = tuple[float, float]
Parts = tuple[Reals, Reals]
Ends = Callable[[float], Bounds]

CONFIDENCE = 0.95
"""Of every interval we print, each by itself."""

ANYTHING: Bounds = (-math.inf, math.inf)
NOT_NEGATIVE: Bounds = (0.0, math.inf)
SHARE: Bounds = (0.0, 1.0)

FEWEST_DUE = 10
"""Days on which fewer contacts are due do not decide how good the worst days are."""

_UNKNOWN: Reals = np.empty(0)
_DIGITS = 10


class Shown:
    """What a notebook shows as tables; the report that draws them is found by its name, since it knows results."""

    def _repr_html_(self) -> str:
        from importlib import import_module

        html: str = import_module("channelmix.report.notebook").html_of(self)
        return html


@dataclass(frozen=True)
class Estimate:
    """What is printed of a figure: null where nothing can be said."""

    mean: float | None
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return the three numbers under their names, in the order of the summary."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


@dataclass(frozen=True, eq=False)
class Figure:
    """
    A value, and how far each replication or section of replications pulled it from the rest.

    The variance of the value is K / (K - 1) times the sum of the squared pulls, K being their
    number (one less for each control variate). No pulls: nothing is known of the error. Value None:
    there is nothing to measure.
    """

    value: float | None
    pulls: Reals
    bounds: Bounds = ANYTHING
    """Where the truth can lie at all; intervals are cut there."""
    parts: Parts | None = None
    """What the value is the ratio of, (R,) numerators and denominators; None for quantiles and differences."""
    spent: int = 0
    """Degrees of freedom that went into control variates."""
    ends: Ends | None = None
    """The interval of a given confidence, where it is not symmetric: quantiles."""
    against: "Figure | None" = None
    """What a difference of two shares is held against: it cannot fall by more than that has, nor rise over the rest."""

    @property
    def degrees(self) -> int:
        """Degrees of freedom of the standard error."""
        return len(self.pulls) - 1 - self.spent

    @property
    def standard_error(self) -> float | None:
        """Standard error of the value; None where it is unknown."""
        if self.value is None or self.degrees < 1:
            return None
        return math.sqrt(len(self.pulls) / self.degrees * math.fsum(self.pulls**2))

    def estimate(self, confidence: float = CONFIDENCE) -> Estimate:
        """Return the value with its two-sided interval, by Student's t."""
        found = self._interval(confidence)
        if self.value is None or found is None:
            return Estimate(self.value, None, None)
        lowest, highest = self.bounds if self.against is None else _room(self.against.estimate(confidence))
        return Estimate(self.value, max(found[0], lowest), min(found[1], highest))

    def half_width(self, confidence: float = CONFIDENCE) -> float | None:
        """Return half the width of the interval before it is cut at the bounds; None where it is unknown."""
        found = self._interval(confidence)
        return None if found is None else (found[1] - found[0]) / 2

    def reach(self, confidence: float = CONFIDENCE) -> float | None:
        """Return the quantile of Student's t times the standard error; None where that is unknown."""
        error = self.standard_error
        return None if error is None else student_quantile((1 + confidence) / 2, self.degrees) * error

    def _interval(self, confidence: float) -> Bounds | None:
        reach = self.reach(confidence)
        if self.value is None or reach is None:
            return None
        if self.ends is not None:
            return self.ends(confidence)
        if self.bounds == SHARE and 0 < self.value < 1:
            return _share_interval(self.value, reach)
        return self.value - reach, self.value + reach


def _share_interval(share: float, reach: float) -> Bounds:
    """
    Return the interval of a share between 0 and 1, neither included, that is symmetric in its log odds.

    Near 1 most replications have hardly anything late and a few have much: from ten of them a symmetric interval lies
    wholly above the truth in a sixth of all studies, and so calls promises kept that are not; this one rarely does.

    Examples:
        >>> tuple(round(end, 3) for end in _share_interval(0.99, 0.02))
        (0.929, 0.999)
    """
    odds, change = share / (1 - share), math.exp(min(reach / (share * (1 - share)), _FURTHEST))
    return odds / (odds + change), odds * change / (odds * change + 1)


_FURTHEST = 300.0
"""Beyond this the exponential of log odds is as good as infinite."""


def _room(share: Estimate) -> Bounds:
    """Return by how much a share may differ from another that lies in an interval; always 0, too."""
    return -(1.0 if share.high is None else share.high), 1.0 - (share.low or 0.0)


_FAR, _MANY = 0.9999, 2000
"""From where on quantiles of Student's t are left to scipy."""


@lru_cache
def student_quantile(probability: float, degrees: int) -> float:
    """
    Return the quantile of Student's t distribution, ``probability`` between 0 and 1 and not either.

    Newton's method on a distribution function that is concave above 0, so that it rises from there to the quantile
    and stops where it rises no more; to nine digits. Loading scipy for this number would take as long as 50
    replications of a small day, so scipy is left to what is rare: the far tails and thousands of replications.

    Examples:
        >>> round(student_quantile(0.975, 19), 4)
        2.093
        >>> student_quantile(0.025, 19) == -student_quantile(0.975, 19)
        True
    """
    if probability < 0.5:
        return -student_quantile(1 - probability, degrees)
    if probability > _FAR or degrees > _MANY:
        from scipy.special import stdtrit

        return float(stdtrit(degrees, probability))
    peak = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    quantile, below = -1.0, 0.0
    while below > quantile:
        quantile = below
        density = peak * (1 + quantile * quantile / degrees) ** (-(degrees + 1) / 2)
        below = quantile + (2 * probability - 1 - _student_within(quantile, degrees)) / (2 * density)
    return quantile


def _student_within(reach: float, degrees: int) -> float:
    """
    Return the chance that Student's t lies within ``reach`` of 0.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
    """
    angle = math.atan(reach / math.sqrt(degrees))
    squared, is_odd = math.cos(angle) ** 2, degrees % 2
    term = math.sin(angle) * (math.cos(angle) if is_odd else 1.0)
    terms = [term] if degrees > 1 else []
    for number in range(2 + is_odd, degrees - 1, 2):
        term *= squared * (number - 1) / number
        terms.append(term)
    return (angle + math.fsum(terms)) * 2 / math.pi if is_odd else math.fsum(terms)


def nothing() -> Figure:
    """Return the figure of something that does not exist: all null."""
    return Figure(None, _UNKNOWN)


def known_figure(value: float) -> Figure:
    """
    Return a number that is known without doubt in the form of a figure.

    Examples:
        >>> known_figure(7.0).estimate()
        Estimate(mean=7.0, low=7.0, high=7.0)
    """
    return Figure(value, np.zeros(2))


def mean_figure(values: ArrayLike, bounds: Bounds = NOT_NEGATIVE) -> Figure:
    """
    Return the mean of one value a replication.

    Args:
        values: One number a replication, shape ``(R,)``.
        bounds: Where the true mean can lie at all.

    Examples:
        >>> mean_figure([1.0, 3.0]).estimate().mean
        2.0
    """
    numbers = np.asarray(values, dtype=np.float64)
    if len(numbers) == 0:
        return nothing()
    mean = math.fsum(numbers) / len(numbers)
    parts = numbers, np.ones(len(numbers))
    return Figure(mean, _pulls((numbers - mean) / len(numbers), len(numbers)), bounds, parts)


def ratio_figure(numerators: ArrayLike, denominators: ArrayLike, bounds: Bounds = NOT_NEGATIVE) -> Figure:
    """
    Return the ratio of two sums over replications.

    Args:
        numerators: One number a replication, shape ``(R,)``: for instance contacts answered in time.
        denominators: What they are a share of, shape ``(R,)``, 0 or more.
        bounds: Where the true ratio can lie at all.

    Returns:
        The ratio of the sums; nothing where the denominators sum to 0, and without an interval
        where a single replication holds them all.

    Examples:
        >>> ratio_figure([1, 2], [2, 4]).value
        0.5
        >>> print(ratio_figure([0, 0], [0, 0]).value)
        None
    """
    above, below = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    total = math.fsum(below)
    if total == 0:
        return nothing()
    ratio = math.fsum(above) / total
    pulls = _pulls((above - ratio * below) / total, int(np.count_nonzero(below)))
    return Figure(ratio, pulls, bounds, (above, below))


def share_figure(numerators: ArrayLike, denominators: ArrayLike) -> Figure:
    """Return a ratio of sums that lies between 0 and 1."""
    return ratio_figure(numerators, denominators, SHARE)


def sectioned_figure(value: float, section_values: ArrayLike, weights: ArrayLike) -> Figure:
    """
    Return a pooled quantile with the interval that its sections give.

    Args:
        value: The quantile of all contacts of all replications.
        section_values: The same quantile within each section, shape ``(K,)``; anything where the weight is 0.
        weights: Contacts in each section, shape ``(K,)``, of which at least one is above 0.

    Examples:
        >>> sectioned_figure(5.0, [4.0, 6.0], [10, 10]).pulls
        array([-0.5,  0.5])
    """
    counts = np.asarray(weights, dtype=np.float64)
    pulls = counts / math.fsum(counts) * (np.asarray(section_values, dtype=np.float64) - value)
    return Figure(value, _pulls(pulls, int(np.count_nonzero(counts))), NOT_NEGATIVE)


def clustered(figure: Figure, size: int) -> Figure:
    """
    Return a figure whose replications come in rows of ``size`` that belong together, as of one draw of a forecast.

    Examples:
        >>> clustered(mean_figure([1.0, 1.0, 3.0, 3.0]), 2).pulls
        array([-0.5,  0.5])
    """
    if size == 1 or figure.parts is None or not len(figure.pulls):
        return figure
    sums = np.add.reduceat(figure.pulls, np.arange(0, len(figure.pulls), size))
    return replace(figure, pulls=_pulls(sums, len(sums)))


def difference(figure: Figure, against: Figure) -> Figure:
    """
    Return ``figure`` minus ``against``, both measured on the same customers.

    Raises:
        ValueError: If the two do not stem from the same number of replications.

    Examples:
        >>> difference(mean_figure([5.0, 7.0]), mean_figure([4.0, 6.0])).estimate()
        Estimate(mean=1.0, low=1.0, high=1.0)
    """
    if figure.value is None or against.value is None:
        return nothing()
    value = figure.value - against.value
    counts = len(figure.pulls), len(against.pulls)
    if 0 in counts:
        return Figure(value, _UNKNOWN)
    if counts[0] != counts[1]:
        raise ValueError(f"figures of a difference must come from equally many replications (got {counts})")
    base = against if figure.bounds == against.bounds == SHARE else None
    return Figure(value, figure.pulls - against.pulls, spent=max(figure.spent, against.spent), against=base)


def _pulls(pulls: Reals, informative: int) -> Reals:
    """Return the pulls, or none where fewer than two of them rest on data."""
    return pulls if informative >= 2 else _UNKNOWN


def estimates(figures: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    """Return figures as the summary prints them, in the same order."""
    return {name: figure.estimate().as_dict() for name, figure in figures.items()}


def to_json(value: Mapping[str, Any]) -> bytes:
    """
    Return a summary as UTF-8 JSON: keys in the order given, floats to ten significant digits.

    Args:
        value: Anything JSON can hold; NaN and infinity may not occur.

    Raises:
        ValueError: If a number is not finite.

    Examples:
        >>> to_json({"share": 2 / 3, "none": None})
        b'{\\n  "share": 0.6666666667,\\n  "none": null\\n}\\n'
    """
    text = json.dumps(_rounded(value), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") + 0.0 if math.isfinite(value) else value
    if isinstance(value, Mapping):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


def plain_text(name: str) -> str:
    """
    Return a name that no spreadsheet takes for a formula.

    Examples:
        >>> plain_text("=1+1"), plain_text("front")
        ("'=1+1", 'front')
    """
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name

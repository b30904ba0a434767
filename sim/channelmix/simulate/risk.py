"""
Risk: how often a period goes wrong, how dear it may become, and how much of that is the forecast.

A mean hides bad months. Here each replication is one possible period: the share of them in
which a figure falls below a line is a probability, and their 90th percentile is what only one
in ten exceeds. Where replications share draws of a forecast (``days_per_draw`` of 2 or more),
the spread is split into what differs between draws and what chance does within one.

Source: exact binomial intervals (Clopper and Pearson, Biometrika 26, 1934); the split is the
analysis of variance of a random effect (Searle, Casella and McCulloch, Variance Components,
1992, 3.6).
"""

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.errors import InputError
from channelmix.results import CONFIDENCE, Estimate, Figure, Reals
from channelmix.simulate.figures import FigureSet
from channelmix.simulate.named import Name, find_name, read_amount

_FALLS = re.compile(r"\s*([^<>@=]+?)\s*([<>@])\s*([^<>@=]+?)\s*")
FORM = "FIGURE<AMOUNT, FIGURE>AMOUNT or FIGURE@PERCENT"


@dataclass(frozen=True)
class Risk:
    """One answer: a probability, or a percentile of a figure."""

    question: str
    estimate: Estimate
    is_probability: bool
    forecast_share: float | None = None
    """Share of the figure's spread that comes from the forecast; None where draws are not repeated."""

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {"question": self.question, **self.estimate.as_dict(), "forecast_share": self.forecast_share}


def read_risk(text: str, figures: FigureSet, *, alike: int = 1) -> Risk:
    """
    Return the answer to ``phone.service_level<70%`` or ``total.cost@90%``.

    Args:
        text: A question.
        figures: Of a run.
        alike: So many replications in a row share a draw of the forecast.

    Raises:
        InputError: If the question cannot be understood, or the figure has no value by replication.
    """
    match = _FALLS.fullmatch(text)
    if match is None:
        raise InputError(f"--risk must be written {FORM} (got {text!r})")
    name = find_name(match[1], figures, option="--risk")
    values = values_of(name.of(figures), name)
    share = forecast_share(values, alike)
    if match[2] == "@":
        return Risk(text.strip(), percentile(values, _percent(match[3], text), alike), False, share)
    limit = _percent(match[3], text) if name.is_share else read_amount(match[3], name, option="--risk")[0]
    happens = values < limit if match[2] == "<" else values > limit
    return Risk(text.strip(), probability(happens, alike), True, share)


def _percent(text: str, question: str) -> float:
    try:
        share = float(text.strip().removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if 0 < share <= 0.01 and "%" not in text:
        both = f"{share * 1e4:g}% or {share * 100:g}%"
        raise InputError(f"--risk needs a percent sign behind so small a number: {both} (got {question!r})")
    if not 0 < share < 1:
        raise InputError(f"--risk needs a percentage between 0% and 100% (got {question!r})")
    return share


def values_of(figure: Figure, name: Name) -> Reals:
    """
    Return a figure of each replication; those in which there was nothing to measure are left out.

    Raises:
        InputError: If there is no such value.
    """
    if figure.parts is None or not figure.parts[1].any():
        raise InputError(f"--risk {name}: there is no value of a single replication; choose a mean, share or sum")
    above, below = figure.parts
    measured: Reals = np.asarray(above[below != 0] / below[below != 0])
    return measured


def probability(happens: np.ndarray[Any, Any], alike: int = 1, confidence: float = CONFIDENCE) -> Estimate:
    """
    Return how probable something is, by the replications in which it happened.

    Args:
        happens: Of each replication.
        alike: So many in a row count as one, to be on the safe side.
        confidence: Of the interval.

    Examples:
        >>> probability(np.array([True] * 5 + [False] * 5))  # doctest: +ELLIPSIS
        Estimate(mean=0.5, low=0.187..., high=0.812...)
    """
    from scipy.special import betaincinv

    mean = float(np.mean(happens))
    trials = len(happens) / alike
    hits, tail = mean * trials, (1 - confidence) / 2
    low = float(betaincinv(hits, trials - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, trials - hits, 1 - tail)) if hits < trials else 1.0
    return Estimate(mean, low, high)


def percentile(values: Reals, share: float, alike: int = 1, confidence: float = CONFIDENCE) -> Estimate:
    """
    Return the value that a share of replications does not exceed; an end is None where too few tell.

    Examples:
        >>> percentile(np.arange(1.0, 101.0), 0.9)
        Estimate(mean=90.0, low=85.0, high=96.0)
    """
    from scipy.special import ndtri

    ordered = np.sort(values)
    count = len(ordered)
    reach = float(ndtri((1 + confidence) / 2)) * math.sqrt(share * (1 - share) * alike / count)

    def at(part: float) -> float | None:
        rank = math.ceil(part * count - 1e-9)
        return float(ordered[rank - 1]) if 1 <= rank <= count else None

    return Estimate(at(share), at(share - reach), at(share + reach))


def forecast_share(values: Reals, alike: int) -> float | None:
    """
    Return the share of the variance of replications that differs between draws of the forecast.

    Args:
        values: Of each replication; those of one draw follow each other.
        alike: Replications of a draw.

    Examples:
        >>> forecast_share(np.array([1.0, 1.0, 5.0, 5.0]), 2)
        1.0
    """
    draws = len(values) // alike
    if alike < 2 or draws < 2:
        return None
    table = values[: draws * alike].reshape(draws, alike)
    within = float(table.var(axis=1, ddof=1).mean())
    between = max(float(table.mean(axis=1).var(ddof=1)) - within / alike, 0.0)
    return between / (between + within) if between + within > 0 else None

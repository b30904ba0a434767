"""Dates as years, so that rates are a year's."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.choice.composition import Reals

DAYS_OF_YEAR = 365.25

Dates = Sequence[date] | NDArray[np.datetime64]


def years_of(dates: Dates) -> Reals:
    """
    Return dates as years with a fraction.

    Examples:
        >>> years_of([date(1970, 1, 1), date(2020, 7, 1)]).round(2).tolist()
        [1970.0, 2020.5]
    """
    days = np.asarray(dates, "datetime64[D]").ravel()
    return np.asarray(1970 + days.astype(np.int64) / DAYS_OF_YEAR)


def generator(seed: int, purpose: str) -> np.random.Generator:
    """
    Return the random stream of a purpose, so that no draw depends on what else was drawn.

    Examples:
        >>> generator(1, "a").random() == generator(1, "a").random() != generator(1, "b").random()
        True
    """
    return np.random.default_rng([seed, *purpose.encode()])

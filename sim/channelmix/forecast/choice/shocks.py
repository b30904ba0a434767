"""
Dated shocks: what a change of privacy policy, a launch or an outage does to the use of a channel.

A shock keeps an uncertain part of the use from a date on, for good, for some days, or until it is half
recovered after some time. It never keeps everything for certain, and surveys after it teach how much it kept.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice.composition import Reals
from channelmix.forecast.choice.times import DAYS_OF_YEAR, years_of

_TENTH = 1.2815515655446004
"""A standard normal number exceeded by one in ten."""


@dataclass(frozen=True)
class Shock:
    """
    A dated blow to one channel.

    Examples:
        >>> policy = Shock(date(2016, 8, 25), keeps=(0.54, 0.99), reason="WhatsApp shares data with Facebook")
        >>> policy.kept(np.zeros(1), years_of([date(2016, 8, 1), date(2017, 8, 1)])).round(2).tolist()
        [[1.0, 0.92]]
    """

    at: date
    keeps: tuple[float, float]
    """Part of the use that is kept: exceeded in nine of ten cases, and in one of ten."""
    channel: str = ""
    """Which channel it hits; "" where only one is meant."""
    lasts_days: int | None = None
    """An outage ends after so many days; None: it does not end by itself."""
    half_back_after: float | None = None
    """Years after which half of what is lost has come back; None: it does not come back."""
    reason: str = ""

    def __post_init__(self) -> None:
        low, high = self.keeps
        if not 0 < low < high < 1:
            raise DataError(
                f"shock of {self.at}: keeps must be two shares between 0 and 1, the lower first (got {low:g}, {high:g})"
            )
        if self.lasts_days is not None and self.lasts_days < 1:
            raise DataError(f"shock of {self.at}: lasts_days must be 1 or more (got {self.lasts_days})")
        if self.half_back_after is not None and not self.half_back_after > 0:
            raise DataError(f"shock of {self.at}: half_back_after must be above 0 years (got {self.half_back_after})")

    def kept(self, normals: Reals, years: Reals) -> Reals:
        """
        Return the part of the use that is kept.

        Args:
            normals: One standard normal number a draw, shape ``(draws,)``.
            years: Times, shape ``(times,)``.
        """
        low, high = (np.log(part / (1 - part)) for part in self.keeps)
        kept = 1 / (1 + np.exp(-((low + high) / 2 + (high - low) / 2 / _TENTH * normals)))
        since = years - years_of([self.at])[0]
        left = (since >= -1e-9).astype(np.float64)
        if self.lasts_days is not None:
            left *= since < self.lasts_days / DAYS_OF_YEAR - 1e-9
        if self.half_back_after is not None:
            left *= 0.5 ** np.clip(since / self.half_back_after, 0, 1000)
        return np.asarray(1 - (1 - kept)[:, None] * left)

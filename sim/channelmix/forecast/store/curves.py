"""
Stored adoption: which share of people uses a channel, by date, as draws of the whole curve.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from channelmix.errors import DataError
from channelmix.forecast.store.columns import table_of
from channelmix.forecast.store.draws import Days, Reals

if TYPE_CHECKING:
    import pyarrow as pa


class Moving(Protocol):
    """Whatever tells which share of customers has moved by a day."""

    def moved(self, days: Days, since: np.datetime64) -> Reals:
        """Return the share that has moved between a day and each of some others, shape ``(draws, days)``."""


@dataclass(frozen=True, eq=False)
class Adoption:
    """
    Draws of an adoption curve.

    Attributes:
        days: Dates at which the curve is known, in order, shape ``(K,)``; straight lines lie between them.
        shares: Share of people, 0 to 1, shape ``(draws, K)``.
    """

    days: Days
    shares: Reals

    def __post_init__(self) -> None:
        if self.shares.ndim != 2 or self.shares.shape[1] != len(self.days) or not self.shares.size:
            raise DataError(
                f"an adoption curve must be draws x days (got {self.shares.shape} for {len(self.days)} days)"
            )
        if not ((self.shares >= 0) & (self.shares <= 1)).all():
            raise DataError("an adoption curve must hold shares from 0 to 1 everywhere")

    @property
    def count(self) -> int:
        """Number of draws."""
        return len(self.shares)

    def at(self, days: Days) -> Reals:
        """
        Return the shares on other days, shape ``(draws, days)``; outside the curve its ends hold.

        Examples:
            >>> curve = Adoption(np.array(["2026-01-01", "2026-01-11"], "datetime64[D]"), np.array([[0.1, 0.2]]))
            >>> curve.at(np.array(["2026-01-06", "2027-01-01"], "datetime64[D]"))
            array([[0.15, 0.2 ]])
        """
        known, wanted = self.days.astype(np.int64), days.astype("datetime64[D]").astype(np.int64)
        return np.array([np.interp(wanted, known, share) for share in self.shares])

    def moved(self, days: Days, since: np.datetime64) -> Reals:
        """
        Return which share of those who did not use the channel on ``since`` use it on each day.

        A customer who moves was not there before, so what the curve has gained is divided by those
        who were left to gain. A curve that falls moves nobody.

        Examples:
            >>> curve = Adoption(np.array(["2026-01-01", "2027-01-01"], "datetime64[D]"), np.array([[0.2, 0.4]]))
            >>> curve.moved(np.array(["2027-01-01"], "datetime64[D]"), np.datetime64("2026-01-01")).round(3)
            array([[0.25]])
        """
        before = self.at(np.array([since], "datetime64[D]"))
        gained = np.clip(self.at(days) - before, 0.0, None)
        return np.asarray(gained / np.maximum(1.0 - before, 1e-9))


def adoption_table(curve: Adoption) -> "pa.Table":
    """Return a curve as a table: draw, date, share."""
    import pyarrow as pa

    return pa.table(
        {
            "draw": np.repeat(np.arange(curve.count, dtype=np.int32), len(curve.days)),
            "date": pa.array(np.tile(curve.days.astype("datetime64[D]"), curve.count)),
            "share": curve.shares.ravel(),
        }
    )


def read_adoption(path: Path) -> Adoption:
    """
    Read ``adoption.parquet``.

    Raises:
        DataError: If it is not what ``adoption_table`` writes.
    """
    table = table_of(path, {"draw": "whole number", "date": "date", "share": "number"})
    date: NDArray[np.datetime64] = table.column("date").to_numpy().astype("datetime64[D]")
    draw = table.column("draw").to_numpy()
    days = np.unique(date)
    if not len(days) or len(draw) % len(days):
        raise DataError(f"{path} must have a row for each draw and day")
    order = np.lexsort((date, draw))
    return Adoption(days, table.column("share").to_numpy()[order].reshape(-1, len(days)))

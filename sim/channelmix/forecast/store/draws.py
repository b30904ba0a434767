"""
What a forecast is in the end: draws of the future, and the shape of each weekday.

``contacts[channel, draw, day]`` is what is expected of a day, its busyness included and chance of
single arrivals left out, so that a simulation adds Poisson arrivals and nothing else. All
channels of one draw belong together. On disk these are ``draws.parquet`` and
``profile.parquet``, which any program can read; the simulator reads nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from channelmix.errors import DataError
from channelmix.forecast.series import weekdays
from channelmix.forecast.store.columns import Kind, table_of
from channelmix.forecast.within_day import WithinDay
from channelmix.scenario.week import WEEKDAYS

if TYPE_CHECKING:
    import pyarrow as pa

Reals = NDArray[np.float64]
Days = NDArray[np.datetime64]

DRAWS, PROFILE, ADOPTION = "draws.parquet", "profile.parquet", "adoption.parquet"
_OF_DRAWS: Mapping[str, Kind] = {
    "draw": "whole number", "date": "date", "channel": "text", "contacts": "number", "handling_s": "number or nothing",
}  # fmt: skip
_OF_PROFILES: Mapping[str, Kind] = {
    "channel": "text", "weekday": "whole number", "minute": "whole number", "share": "number", "spread": "number",
    "memory_minutes": "number",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Draws:
    """
    Paths of the future of several channels.

    Attributes:
        channels: Names of the channels, as scenarios have them.
        days: Consecutive local days, shape ``(D,)``.
        contacts: Expected contacts, 0 or more, shape ``(channels, draws, D)``.
        handling_s: Mean handling time in seconds, NaN where nothing is known, same shape.

    Raises:
        DataError: If shapes do not fit, days have gaps, or a number is negative or infinite.
    """

    channels: tuple[str, ...]
    days: Days
    contacts: Reals
    handling_s: Reals

    def __post_init__(self) -> None:
        shape = (len(self.channels), self.contacts.shape[1] if self.contacts.ndim == 3 else -1, len(self.days))
        if self.contacts.shape != shape or self.handling_s.shape != shape or not all(shape):
            raise DataError(f"draws must be channels x draws x days (got {self.contacts.shape} for {shape})")
        if len(self.days) > 1 and not (np.diff(self.days) == np.timedelta64(1, "D")).all():
            raise DataError("draws must cover consecutive days")
        if not (np.isfinite(self.contacts) & (self.contacts >= 0)).all():
            raise DataError("draws must hold contacts of 0 or more everywhere")
        if (np.isinf(self.handling_s) | (self.handling_s < 0)).any():
            raise DataError("draws must hold handling times of 0 or more, or none")

    @property
    def count(self) -> int:
        """Number of draws."""
        return int(self.contacts.shape[1])

    def of(self, channel: str) -> Reals:
        """Return the contacts of one channel, shape ``(draws, days)``."""
        return np.asarray(self.contacts[self.channels.index(channel)])

    def months(self) -> tuple[NDArray[np.datetime64], Reals]:
        """Return the months covered, and contacts a month, shape ``(channels, draws, months)``."""
        month = self.days.astype("datetime64[M]")
        names, starts = np.unique(month, return_index=True)
        return names, np.add.reduceat(self.contacts, starts, axis=2)


@dataclass(frozen=True, eq=False)
class Profiles:
    """
    How the contacts of a day spread over it, by channel and weekday.

    Attributes:
        channels: Names of the channels.
        minutes: Length of an interval.
        shares: Share of the day's contacts, shape ``(channels, 7, intervals)``; sums to 1, or 0 on a closed weekday.
        straying: By channel, how single days stray from their profile; none where absent.
        assumed: Channels whose profile was not learned from their own intervals.
    """

    channels: tuple[str, ...]
    minutes: int
    shares: Reals
    straying: tuple[WithinDay, ...] = ()
    assumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.shares.shape != (len(self.channels), 7, 1440 // self.minutes):
            raise DataError(f"profiles must be channels x 7 x intervals (got {self.shares.shape})")
        sums = self.shares.sum(axis=2)
        if not ((np.abs(sums - 1) < 1e-6) | (sums == 0)).all() or (self.shares < 0).any():
            raise DataError("the shares of each weekday's profile must be 0 or more and sum to 1")

    def of(self, channel: str) -> Reals:
        """Return the shares of one channel, shape ``(7, intervals)``."""
        return np.asarray(self.shares[self.channels.index(channel)])

    def straying_of(self, channel: str) -> WithinDay | None:
        """Return how days of one channel stray from their profile; None if they do not."""
        found = self.straying[self.channels.index(channel)] if self.straying else None
        return found if found is not None and found.spread > 0 else None


def quiet_weekdays(draws: Draws) -> dict[str, list[str]]:
    """Return, of channels that have such, the weekdays with next to nothing."""
    weekday = weekdays(draws.days)
    found = {}
    for channel, contacts in zip(draws.channels, draws.contacts, strict=True):
        daily = contacts.mean(axis=0)
        levels = [daily[weekday == day].mean() if (weekday == day).any() else daily.mean() for day in range(7)]
        found[channel] = [name for name, level in zip(WEEKDAYS, levels, strict=True) if level < _NOTHING * daily.mean()]
    return {channel: days for channel, days in found.items() if days}


_NOTHING = 0.01
"""Of the mean day: a weekday with less is quiet."""


def draws_table(draws: Draws) -> "pa.Table":
    """Return draws as a table: draw, date, channel, contacts, handling_s."""
    import pyarrow as pa

    channels, count, days = draws.contacts.shape
    codes = pa.DictionaryArray.from_arrays(
        pa.array(np.repeat(np.arange(channels, dtype=np.int8), count * days)), pa.array(list(draws.channels))
    )
    draw = np.tile(np.repeat(np.arange(count, dtype=np.int32), days), channels)
    handling = draws.handling_s.ravel().astype(np.float32)
    return pa.table(
        {
            "draw": draw,
            "date": pa.array(np.tile(draws.days.astype("datetime64[D]"), channels * count)),
            "channel": codes,
            "contacts": draws.contacts.ravel(),
            "handling_s": pa.array(handling, mask=np.isnan(handling)),
        }
    )


def read_draws(path: Path) -> Draws:
    """
    Read ``draws.parquet``.

    Raises:
        DataError: If it is not what ``draws_table`` writes.
    """
    table = table_of(path, _OF_DRAWS)
    codes, known = _codes(table.column("channel"))
    days = np.unique(table.column("date").to_numpy().astype("datetime64[D]"))
    count = int(table.column("draw").to_numpy().max()) + 1
    shape = (len(known), count, len(days))
    if table.num_rows != np.prod(shape):
        raise DataError(f"{path} must have a row for each of {shape[0]} channels, {shape[1]} draws and {shape[2]} days")
    order = np.lexsort((table.column("date").to_numpy(), table.column("draw").to_numpy(), codes))
    contacts, handling = (
        np.asarray(table.column(name).to_numpy(zero_copy_only=False), np.float64)[order].reshape(shape)
        for name in ("contacts", "handling_s")
    )
    return Draws(known, days, contacts, handling)


def _codes(column: Any) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the number of each row's channel, and the channels in their order."""
    import pyarrow as pa

    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = encoded.unify_dictionaries().combine_chunks()
    return np.asarray(array.indices, np.int64), tuple(array.dictionary.to_pylist())


def profile_table(profiles: Profiles) -> "pa.Table":
    """Return profiles as a table: channel, weekday (0 = Monday), minute, share, and how days stray from it."""
    import pyarrow as pa

    channels, weekdays, intervals = profiles.shares.shape
    straying = profiles.straying or (WithinDay(0.0, 1.0),) * channels
    return pa.table(
        {
            "channel": np.repeat(np.array(profiles.channels, object), weekdays * intervals),
            "weekday": np.tile(np.repeat(np.arange(7, dtype=np.int8), intervals), channels),
            "minute": np.tile(np.arange(intervals, dtype=np.int16) * profiles.minutes, channels * weekdays),
            "share": profiles.shares.ravel(),
            "spread": np.repeat([each.spread for each in straying], weekdays * intervals),
            "memory_minutes": np.repeat([each.memory_minutes for each in straying], weekdays * intervals),
        }
    )


def read_profiles(path: Path) -> Profiles:
    """
    Read ``profile.parquet``.

    Raises:
        DataError: If it is not what ``profile_table`` writes.
    """
    table = table_of(path, _OF_PROFILES)
    names = np.array(table.column("channel").to_pylist(), object)
    channels = tuple(dict.fromkeys(names.tolist()))
    minutes = np.unique(table.column("minute").to_numpy())
    shape = (len(channels), 7, len(minutes))
    if table.num_rows != np.prod(shape):
        raise DataError(f"{path} must have a row for each channel, weekday and interval")
    order = np.lexsort(
        (
            table.column("minute").to_numpy(),
            table.column("weekday").to_numpy(),
            [channels.index(name) for name in names],
        )
    )
    share, spread, memory = (
        table.column(name).to_numpy()[order].reshape(shape) for name in ("share", "spread", "memory_minutes")
    )
    straying = tuple(WithinDay(float(spread[row, 0, 0]), float(memory[row, 0, 0])) for row in range(len(channels)))
    return Profiles(channels, 1440 // len(minutes), share, straying)


def write_table(table: "pa.Table", path: Path) -> None:
    """Write a table as Parquet, the same bytes for the same table."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", store_schema=True)

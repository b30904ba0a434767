"""
Real series for the forecasting benchmarks, from a folder that is named; none of them is shipped.

The folder comes from the first argument or from CHANNELMIX_DATA. What is not in it is skipped, and said so.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from channelmix.forecast.history import read_history
from channelmix.forecast.series import Daily, Intraday


@dataclass(frozen=True)
class Source:
    """A daily series in a file: where, which columns, whose holidays, how many origins fit."""

    file: str
    day: str
    value: str
    country: str
    origins: int


DAILY = {
    "reservations": Source("reservations_calls_daily_2013_2016.csv.gz", "date", "calls", "IT", 13),
    "help line": Source("wisconsin_211_daily_2020_2022.csv.gz", "dates", "calls", "US", 13),
    "county calls": Source("bernco_assessor_daily_calls_visits_chatbot_2023_2025.csv.gz", "date", "calls", "US", 10),
    "county visits": Source(
        "bernco_assessor_daily_calls_visits_chatbot_2023_2025.csv.gz", "date", "walk_in_visits", "US", 10
    ),
}
BANK, BANK_LOG = "bank_na_5min_2003.csv.gz", "technion_call_log_1999_jan_jun.csv.gz"


def folder() -> Path | None:
    """Return the folder of real series, or None after saying that there is none."""
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CHANNELMIX_DATA", "")
    if named and Path(named).is_dir():
        return Path(named)
    print(f"skipped: real series are read from a folder given as argument or in CHANNELMIX_DATA (got {named!r})")
    return None


def read_daily(path: Path, day: str, value: str, name: str) -> Daily:
    """Return a daily series of a CSV file; a day in several rows is added up, rows without a value are left out."""
    table = pd.read_csv(path, usecols=[day, value]).dropna()
    sums = table.groupby(pd.to_datetime(table[day]).dt.normalize())[value].sum()
    return Daily.of(sums.index.to_numpy().astype("datetime64[D]"), sums.to_numpy(), name=name)


def read_intraday(path: Path, moment: str, value: str, *, minutes: int, name: str) -> Intraday:
    """Return a series of a CSV file of intervals, audited as the product does it: gaps within a day are zero."""
    table = pd.read_csv(path, usecols=[moment, value]).dropna()
    return audited(pd.DataFrame({"start": pd.to_datetime(table[moment]), "contacts": table[value]}), minutes, name)


def audited(table: pd.DataFrame, minutes: int, name: str) -> Intraday:
    """Return the intervals of a table of start and contacts."""
    (channel,) = read_history(table.assign(channel=name)).channels.values()
    if channel.intraday is None or channel.intraday.minutes != minutes:
        raise SystemExit(f"{name}: the file is not in intervals of {minutes} minutes")
    return channel.intraday


def read_bank_log(path: Path) -> Iterator[tuple[str, Daily]]:
    """Yield the daily calls of a bank's log, all together and by kind of customer."""
    log = pd.read_csv(path, usecols=["type", "date"])
    log["date"] = pd.to_datetime(log["date"], errors="coerce")
    log = log.dropna()
    kinds = {"bank log": log, **{f"bank log {kind}": log[log["type"] == kind] for kind in ("PS", "NE", "NW")}}
    for name, calls in kinds.items():
        counts = calls.groupby("date").size()
        yield name, Daily.of(counts.index.to_numpy().astype("datetime64[D]"), counts.to_numpy(), name=name)


def every_daily(data: Path) -> Iterator[tuple[str, Daily, str, int]]:
    """Yield name, history, country and number of origins of all series that the folder has."""
    for name, source in DAILY.items():
        if (data / source.file).exists():
            yield name, read_daily(data / source.file, source.day, source.value, name), source.country, source.origins
        else:
            print(f"skipped: {name} ({source.file} is not there)")
    if (data / BANK).exists():
        bank = read_intraday(data / BANK, "timestamp", "calls", minutes=5, name="bank")
        yield "bank", bank.daily(), "US", 5
    if (data / BANK_LOG).exists():
        for name, daily in read_bank_log(data / BANK_LOG):
            yield name, daily, "IL", 4


def origins_of(daily: Daily, count: int, horizon: int) -> list[int]:
    """Return the known days at each origin: the first series' published origins end a day before its last."""
    spare = 1 if len(daily.days) == 1155 and count == 13 else 0
    return [len(daily.days) - spare - horizon * back for back in range(count, 0, -1)]


def weeks_before(last: np.datetime64, count: int) -> list[np.datetime64]:
    """Return the last known day of ``count`` origins a week apart."""
    return [last - np.timedelta64(7 * back, "D") for back in range(count, 0, -1)]

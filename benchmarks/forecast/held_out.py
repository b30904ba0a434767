"""
Series that no constant was chosen on: what forecasts are worth on other histories of the same kinds.

``python benchmarks/forecast/held_out.py FOLDER [days|half_hours|shares]`` reads real series from a folder, which are
not shipped; what is not there is skipped. Days: bookings of the reservations line, queries of a county's chatbot, rarer
kinds of customers of a bank, 28 days ahead. Half-hours: the bank's calls counted in 6 minutes, a county's in hours, a
week ahead. Shares: channels of a city, of a county, of the bank; households with a technology; people online by age.
One setting for all, that of the product.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from half_hours import backtest as half_hours
from half_hours import within_day
from need import HEAD, HORIZON, line
from real_series import BANK_LOG, audited, folder, read_daily, read_intraday

from channelmix.forecast import backtest
from channelmix.forecast.backtest import OURS
from channelmix.forecast.choice.backtest import Series, leave_out, scores
from channelmix.forecast.methods import ours, plain_methods
from channelmix.forecast.regressors import Calendar
from channelmix.forecast.series import Daily, Intraday

COUNTY = "bernco_assessor_daily_calls_visits_chatbot_2023_2025.csv.gz"


def bank_log(data: Path) -> pd.DataFrame:
    """Return moment and kind of each call of the bank's log."""
    log = pd.read_csv(data / BANK_LOG, usecols=["type", "date", "vru_entry"])
    log["moment"] = pd.to_datetime(log["date"] + " " + log["vru_entry"], errors="coerce")
    return log.dropna()


def days(data: Path) -> Iterator[tuple[str, Daily, str, int]]:
    """Yield name, history, country and number of origins."""
    yield (
        "bookings", read_daily(data / "reservations_calls_daily_2013_2016.csv.gz", "date", "total_reservations", "b"),
        "IT", 13,
    )  # fmt: skip
    yield "chatbot", read_daily(data / COUNTY, "date", "chatbot_queries", "chatbot"), "US", 6
    log = bank_log(data)
    for kind in ("IN", "NN", "TT", "PE"):
        counts = log[log["type"] == kind].groupby(log["moment"].dt.normalize()).size()
        if counts.sum() > 300:
            counts = counts.reindex(pd.date_range("1999-01-01", "1999-06-30"), fill_value=0)
            yield (
                f"bank log {kind}",
                Daily.of(counts.index.to_numpy().astype("datetime64[D]"), counts, name=kind),
                "IL",
                4,
            )


def intervals(data: Path) -> Iterator[tuple[str, Intraday, str]]:
    """Yield name, history in intervals, and country."""
    log = bank_log(data)
    counts = log.groupby(log["moment"].dt.floor("6min")).size()
    yield (
        "bank log, 6 minutes",
        audited(counts.rename_axis("start").rename("contacts").reset_index(), 6, "log"), "IL",
    )  # fmt: skip
    path = data / "bernco_assessor_calls_hourly_2023_2025.csv.gz"
    yield "county, hours", read_intraday(path, "timestamp", "calls", minutes=60, name="county"), "US"


def shares(data: Path) -> Iterator[tuple[str, dict[str, Series]]]:
    """Yield groups of series of shares."""
    city = pd.read_csv(data / "kansascity_311_requests_by_source_year_2006_2015.csv.gz")
    yield "city, channels by year", _parts(city, "source", "year", "requests", shift=0.5)
    county = pd.read_csv(data / COUNTY).dropna()
    county["quarter"] = pd.to_datetime(county["date"]).dt.to_period("M")
    wide = county.groupby("quarter")[["calls", "walk_in_visits", "chatbot_queries"]].sum()
    wide = wide[wide["calls"] > 0]
    years = np.array([period.year + (period.month - 0.5) / 12 for period in wide.index])
    total = wide.sum(axis=1).to_numpy(float)
    yield "county, channels by month", {c: Series(years, wide[c].to_numpy() / total, total) for c in wide}
    log = bank_log(data)
    log["week"] = log["moment"].dt.to_period("W").dt.start_time
    table = log.groupby(["type", "week"]).size().rename("calls").reset_index()
    table["years"] = 1999 + table["week"].dt.day_of_year / 365.25
    yield "bank, kinds by week", _parts(table[table["week"] > "1999-01-01"], "type", "years", "calls")
    homes = pd.read_csv(data / "owid_us_technology_adoption_1860_2019.csv.gz")
    yield "households, by year", _groups(homes, "technology", "year", "us_households_pct")
    people = pd.read_csv(data / "pew_us_internet_use_by_age_2000_2021.csv.gz")
    yield "people online, by age", _groups(people, "age", "Year", "pct")


def _parts(table: pd.DataFrame, name: str, when: str, value: str, shift: float = 0.0) -> dict[str, Series]:
    wide = table.pivot_table(index=when, columns=name, values=value, aggfunc="sum", fill_value=0)
    wide = wide[wide.sum(axis=1) > 0]
    total = wide.sum(axis=1).to_numpy(float)
    parts = {str(c): Series(wide.index.to_numpy(float) + shift, wide[c].to_numpy() / total, total) for c in wide}
    return {key: one for key, one in parts.items() if one.share.max() >= 0.01}


def _groups(table: pd.DataFrame, name: str, when: str, value: str) -> dict[str, Series]:
    found = {}
    for key, rows in table.groupby(name):
        rows = rows.sort_values(when).drop_duplicates(when)
        found[str(key)] = Series(rows[when].to_numpy(float), rows[value].to_numpy(float) / 100)
    return found


def print_days(data: Path, engine: str) -> None:
    """Print scores of days."""
    print(HEAD)
    for name, daily, country, origins in days(data):
        methods = {OURS: ours(engine, country=country), **plain_methods()}
        scored = backtest.roll(daily, methods, origins=origins, horizon=HORIZON, calendar=Calendar(country))
        for row in scored.by_method():
            print(line(name, row), flush=True)


def print_half_hours(data: Path) -> None:
    """Print scores of intervals."""
    for name, history, country in intervals(data):
        print(name)
        coarse = history.coarser(30 if 30 % history.minutes == 0 else 60)
        for method, error in half_hours(coarse, country).items():
            print(f"  {method:<28} WAPE {error:.2f} %")
        within_day(coarse, country)


def print_shares(data: Path) -> None:
    """Print scores of shares."""
    pooled = []
    for name, group in shares(data):
        cases = leave_out(group)
        pooled += cases
        print_scores(name, cases)
    print_scores("all together", pooled)


def print_scores(name: str, cases: object) -> None:
    """Print errors and coverage of one group."""
    print(name)
    for score in scores(cases):
        covered = (
            "" if score.covered_80 is None else f"  80 % covers {score.covered_80:.3f}, 95 % {score.covered_95:.3f}"
        )
        print(
            f"  {score.left_out} left out, {score.series:3} series, {score.method:12} {score.error:6.2f} points"
            + covered
        )


def main() -> None:
    """Print what is asked for."""
    data = folder()
    if data is None:
        return
    asked = sys.argv[2:] or ["days", "half_hours", "shares"]
    if "days" in asked:
        print_days(data, "mean")
    if "half_hours" in asked:
        print_half_hours(data)
    if "shares" in asked:
        print_shares(data)


if __name__ == "__main__":
    main()

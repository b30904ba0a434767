"""
Daily need, 28 days ahead, on real series: WAPE, MASE and coverage beside the plain methods.

``python benchmarks/forecast/need.py FOLDER [ENGINE]`` for the series that the targets were set on (see
real_series.py); ``python benchmarks/forecast/need.py FILE.csv DAY_COLUMN VALUE_COLUMN [COUNTRY [ENGINE]]`` for any
other daily series, 13 origins. One setting for all. Targets: reservations WAPE at most 10.35 % and MASE at most
0.97; 80 % intervals cover .77 to .83 pooled over all series.
"""

import sys
from pathlib import Path

import numpy as np
from real_series import every_daily, folder, origins_of, read_daily

from channelmix.forecast import backtest
from channelmix.forecast.backtest import OURS, Row, Scores
from channelmix.forecast.methods import ours, plain_methods
from channelmix.forecast.regressors import Calendar
from channelmix.forecast.series import Daily

HORIZON = 28
HEAD = f"{'series':<16}{'method':<20}  days  WAPE %   MASE  pinball %   80 %   95 %  bias %"


def scored(daily: Daily, country: str | None, origins: int, engine: str) -> Scores:
    """Return the scores of one series."""
    methods = {OURS: ours(engine, country=country), **plain_methods()}
    known = origins_of(daily, origins, HORIZON)
    return backtest.roll(daily, methods, origins=known, horizon=HORIZON, calendar=Calendar(country))


def line(name: str, row: Row) -> str:
    """Return a row of the table."""
    return (
        f"{name:<16}{row.method:<20}{row.count:>6}{100 * row.wape:>8.2f}{row.mase:>7.2f}{100 * row.pinball:>11.2f}"
        f"{row.coverage_80:>7.3f}{row.coverage_95:>7.3f}{100 * row.bias:>8.2f}"
    )


def one_file(arguments: list[str]) -> None:
    """Score any daily series."""
    path, day, value, *rest = arguments
    country = rest[0] if rest and rest[0] != "-" else None
    scores = scored(read_daily(Path(path), day, value, value), country, 13, rest[1] if len(rest) > 1 else "mean")
    print(HEAD)
    for row in [*scores.by_method(), *(row for row in scores.by_horizon() + scores.by_kind() if row.method == OURS)]:
        print(line(row.days[:15], row))


def main() -> None:
    """Score all series of the folder, and pool their coverage."""
    if len(sys.argv) > 3:
        return one_file(sys.argv[1:])
    data = folder()
    if data is None:
        return None
    print(HEAD)
    covered: dict[str, list[tuple[int, float, float]]] = {}
    for name, daily, country, origins in every_daily(data):
        for row in scored(daily, country, origins, sys.argv[2] if len(sys.argv) > 2 else "mean").by_method():
            print(line(name, row), flush=True)
            covered.setdefault(row.method, []).append((row.count, row.coverage_80, row.coverage_95))
    print("coverage pooled over all series, each day alike and each series alike:")
    for method, found in covered.items():
        days, eighty, ninety_five = np.array(found).T
        print(
            f"  {method:<20} 80 %: {np.average(eighty, weights=days):.3f} {eighty.mean():.3f}   "
            f"95 %: {np.average(ninety_five, weights=days):.3f} {ninety_five.mean():.3f}"
        )
    return None


if __name__ == "__main__":
    main()

"""
What forecasts of channel shares are worth on real series: digital shares of UK government services.

Run as ``python benchmarks/forecast/digital_shares.py FILE`` (or with CHANNELMIX_SHARES=FILE), a CSV with the columns
slug, quarter (2013-Q4), total and digital_share; prints mean errors in points and coverage, beside
persistence, over services with 12 quarters or more, 1,000 transactions a year, and shares of 1 to 99 %, and
over all that move. One setting for all; nothing is tuned to a series. Transactions are all
counted, not sampled, so shares are taken as exact.
"""

import os
import sys
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from channelmix.forecast.choice.backtest import Series, leave_out, scores


def read(path: Path) -> dict[str, Series]:
    """Return the series of a file by service."""
    table = pd.read_csv(path).dropna(subset=["digital_share", "total"])
    year, quarter = table["quarter"].str[:4].astype(float), table["quarter"].str[-1].astype(float)
    table = table.assign(years=year + (quarter - 0.5) / 4).sort_values(["slug", "years"])
    return {
        str(slug): Series(
            rows["years"].to_numpy(float),
            rows["digital_share"].clip(0, 1).to_numpy(float),
            rows["total"].to_numpy(float),
        )
        for slug, rows in table.groupby("slug")
    }


def between(series: Series) -> bool:
    """Return whether a series is long, large, and neither empty nor full."""
    inside = series.share.min() > 0.01 and series.share.max() < 0.99
    return len(series.share) >= 12 and np.median(series.counts) >= 1000 and inside


def moving(series: Series) -> bool:
    """Return whether a series is long enough and moves by two points at least."""
    return len(series.share) >= 10 and np.median(series.counts) >= 1000 and np.ptp(series.share) >= 0.02


def exact(series: Series) -> Series:
    """Return a series without the counts that would make a sample of it."""
    return Series(series.years, series.share)


def main() -> None:
    """Print the scores."""
    every = read(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["CHANNELMIX_SHARES"]))
    for title, chosen in (("between 1 and 99 %", between), ("all that move", moving)):
        start = process_time()
        found = scores(leave_out({name: exact(one) for name, one in every.items() if chosen(one)}))
        print(f"{title} ({process_time() - start:.1f} s)")
        for score in found:
            head = f"  {score.left_out} left out, {score.series:3} services, {score.method:12}"
            print(f"{head} {score.error:6.2f} points", end="")
            covered = score.covered_80 is not None
            print(f"  80 % covers {score.covered_80:.3f}, 95 % {score.covered_95:.3f}" if covered else "")


if __name__ == "__main__":
    main()

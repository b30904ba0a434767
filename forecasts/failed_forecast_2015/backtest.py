"""
The forecast of 2015 that failed: digital contacts above voice by the end of 2016.

Shown only what was published up to 2015, the fit is asked for the end of 2016, when 42 % came without voice.
Run as ``python backtest.py``; prints the interval, persistence beside it, and the chance that the fit gave
to what was predicted at the time.
"""

from datetime import date
from pathlib import Path

import numpy as np

from channelmix.forecast.choice import adoption, surveys
from channelmix.forecast.choice.ceilings import Ceiling, Uncertain

HERE = Path(__file__).parent
THEN = date(2016, 7, 1)
END = date(2016, 12, 31)
ASKED = "non-voice share of interactions"
CEILING = Ceiling(Uncertain(0.9, 0.05), Uncertain(0.8, 0.1), Uncertain(0.95, 0.04))
"""Nearly everybody can be reached without voice, and some will always call: estimates of ours."""


def backtest() -> dict[str, float]:
    """Return the forecast of mid-2016, what came, persistence, and the chance of digital above voice at the end."""
    table = surveys.read(HERE / "surveys.csv")
    known = adoption.fit(table, channel="digital", until=date(2015, 12, 31), ceiling=CEILING)
    low, middle, high = np.quantile(known.shares([THEN], 8000, question=ASKED)[:, 0], (0.1, 0.5, 0.9))
    end = known.shares([END], 8000, question=ASKED)[:, 0]
    asked = [row for row in table.rows if row.question == ASKED]
    return {
        "low": float(low), "middle": float(middle), "high": float(high), "actual": asked[-1].share,
        "persistence": asked[-2].share, "chance of digital above voice": float((end > 0.5).mean()),
    }  # fmt: skip


if __name__ == "__main__":
    for name, value in backtest().items():
        print(f"{name:30} {100 * value:5.1f} %")

"""
Make the tutorial's history and surveys: a formula and a seed, no contact center has had these contacts.

``python forecasts/tutorial/generate.py`` writes both files beside itself; a test compares them. Three oddities are put
in by hand, so that the audit has something to find: a day without telephone line, a row that comes twice, and a week
that nobody exported.
"""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import numpy as np

FIRST, DAYS = date(2024, 10, 1), 730
WEEK = {
    "phone": (1.20, 1.05, 1.00, 0.95, 1.00, 0.35, 0.0),
    "email": (1.15, 1.05, 1.00, 1.00, 0.95, 0.50, 0.45),
    "whatsapp": (1.05, 1.00, 1.00, 1.00, 1.00, 0.80, 0.0),
}
LEVEL = {"phone": 620.0, "email": 140.0, "whatsapp": 55.0}
GROWTH = {"phone": -0.10, "email": -0.02, "whatsapp": 0.55}
HANDLING = {"phone": (330.0, 0.06), "email": (410.0, 0.0), "whatsapp": (520.0, -0.08)}
CLOSED = {(1, 1), (12, 25), (12, 26), (4, 27)}
LINE_DOWN, TWICE, LOST = date(2025, 11, 12), date(2026, 2, 3), (date(2026, 5, 18), 5)
SURVEYS = ((2022, 0.10, 1010), (2023, 0.14, 1004), (2024, 0.19, 1021), (2025, 0.23, 998), (2026, 0.27, 1002))


def history() -> str:
    """Return the history as CSV."""
    rng = np.random.default_rng(2026)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "channel", "contacts", "handling_s"])
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        season = 1 + 0.08 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 15) / 365.25)
        busy = float(rng.gamma(1 / 0.06**2, 0.06**2))
        for channel in LEVEL:
            row = _row(day, channel, season * busy, number / DAYS, rng)
            if row is not None:
                writer.writerows([row] * (2 if day == TWICE and channel == "email" else 1))
    return out.getvalue()


def _row(day: date, channel: str, busy: float, passed: float, rng: np.random.Generator) -> list[object] | None:
    expected = LEVEL[channel] * WEEK[channel][day.weekday()] * (1 + GROWTH[channel] * 2 * passed) * busy
    closed = channel != "email" and (day.month, day.day) in CLOSED
    mean, drift = HANDLING[channel]
    contacts = int(rng.poisson(expected))
    handling = round(mean * (1 + drift * 2 * passed) * float(rng.normal(1, 0.02)), 1)
    if not expected or closed or LOST[0] <= day < LOST[0] + timedelta(days=LOST[1]):
        return None
    if day == LINE_DOWN and channel == "phone":
        return [day, channel, 0, ""]
    return [day, channel, contacts, handling]


def surveys() -> str:
    """Return the survey points as CSV."""
    rows = [
        f"{year}-07-01,whatsapp,{share:.0%},use,{n},contacted a company by WhatsApp,NL,generated for the tutorial"
        for year, share, n in SURVEYS
    ]
    return "\n".join(["date,channel,share,kind,n,question,country,source", *rows]) + "\n"


if __name__ == "__main__":
    here = Path(__file__).parent
    (here / "generated_history.csv").write_text(history(), encoding="utf-8")
    (here / "generated_surveys.csv").write_text(surveys(), encoding="utf-8")

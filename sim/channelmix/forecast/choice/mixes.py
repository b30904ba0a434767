"""
Backtests of what this package says of real data: channels side by side, and curves through surveys.

``leave_out_mix`` leaves out the last months of an operation's shares, from every moment that has enough before it;
``leave_out_surveys`` leaves out the last surveys of a channel, so many at a time. Both are held
against what came, beside persistence, and scored by ``backtest.scores``.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from channelmix.forecast.choice import adoption
from channelmix.forecast.choice.backtest import LEFT_OUT, LEVELS, Case
from channelmix.forecast.choice.composition import Reals
from channelmix.forecast.choice.surveys import Surveys
from channelmix.forecast.choice.times import generator
from channelmix.forecast.choice.trend import Trend, launches

LEAST_SHOWN = 6
"""Months that must be shown to a fit."""
DRAWS = 600
_SURVEYS_LEFT_OUT = (1, 2, *LEFT_OUT)
"""Most channels have fewer than eight surveys, so that one and two are left out as well."""
_LEAST_SURVEYS = 2
"""Surveys of use that must be shown to a fit: a single one tells nothing of growth."""


def leave_out_mix(
    channels: Sequence[str], years: Reals, shares: Reals, counts: Reals, left_out: Sequence[int] = LEFT_OUT
) -> tuple[Case, ...]:
    """
    Return what the trend of all channels together would have said of each, so many months ahead, at past moments.

    Args:
        channels: Names, shape ``(channels,)``.
        years: Increasing times, shape ``(n,)``.
        shares: Summing to 1, shape ``(n, channels)``.
        counts: All contacts of each time, shape ``(n,)``.
        left_out: How many times are not shown.
    """
    cases = []
    for steps in left_out:
        for shown in range(LEAST_SHOWN, len(years) - steps + 1):
            at = shown + steps - 1
            trend = Trend.of(years[:shown], shares[:shown], counts[:shown], anew=launches(shares[:shown]))
            paths = trend.paths(years[at : at + 1], DRAWS, generator(1, f"backtest/{steps}/{shown}"))[:, 0]
            quantiles = np.quantile(paths, LEVELS, axis=0)
            cases += [
                Case(
                    name,
                    steps,
                    float(shares[at, row]),
                    float(shares[shown - 1, row]),
                    tuple(quantiles[:, row].tolist()),
                )
                for row, name in enumerate(channels)
            ]
    return tuple(cases)


def leave_out_surveys(table: Surveys, *, channel: str, **settings: Any) -> tuple[Case, ...]:
    """
    Return what a curve through the surveys before would have said of those left out, each by its own question.

    Args:
        table: Survey points; wishes are left out as always.
        channel: Whose.
        settings: Of ``adoption.fit``, such as country, age, launched and shocks.
    """
    picked = table.of(channel, country=settings.get("country", ""), age=settings.get("age", ""))
    used = sorted(picked.kind("use"), key=lambda row: row.date)
    cases = []
    for steps in _SURVEYS_LEFT_OUT:
        shown = len(used) - steps
        known, asked = used[: max(shown, 0)], used[max(shown, 0) :]
        if shown < _LEAST_SURVEYS or asked[-1].date <= known[-1].date:
            continue
        curve = adoption.fit(table, channel=channel, until=known[-1].date, **_felt(settings, known[-1].date))
        for row in asked:
            if row.date > known[-1].date:
                same = row.question if row.question in curve.questions else None
                shares = curve.shares([row.date], DRAWS, question=same)[:, 0]
                last = next((each.share for each in reversed(known) if each.question == row.question), known[-1].share)
                cases.append(Case(channel, steps, row.share, last, tuple(np.quantile(shares, LEVELS).tolist())))
    return tuple(cases)


def _felt(settings: Mapping[str, Any], until: date) -> dict[str, Any]:
    """Return settings with the shocks that had come by then."""
    shocks = [shock for shock in settings.get("shocks", ()) if shock.at <= until]
    return {**settings, "shocks": shocks}

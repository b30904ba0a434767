"""
How waits and days are spread: what a mean hides, for those who must live with the bad days.

*The worst day in twenty* of a channel is the service level that 19 days of 20 exceed, over all days of all
replications on which ten or more were due an answer and somebody who serves the channel was planned to be on duty: of
two contacts, one late one says little of a day. What became of those who came when nobody was is told apart, and so is
on which weekday the worst days fall. The interval takes the replication as what is independent, since
days of one replication share a backlog. Waits are told by what the quickest half, nine of ten and so on wait at most.

Source: Woodruff, "Confidence intervals for medians and other position measures", JASA 47, 1952, with the error of the
share below from replications, as for quantiles of waits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from channelmix.engine.inputs import Times
from channelmix.results import FEWEST_DUE, Estimate, Reals, clustered, share_figure
from channelmix.simulate.counts import Counts
from channelmix.simulate.waits import Histogram
from channelmix.simulate.weekdays import Days, by_weekday, worst_weekday

ONE_IN = 20
PER_CENTS = (50, 80, 90, 95, 99)
"""What is told of waits: so many of a hundred wait at most so long."""


def spread_of(
    counts: Counts, channels: Sequence[str], formulas: Sequence[str | None], *, days: Days, alike: int = 1
) -> dict[str, Any]:
    """
    Return for each channel how waits and days are spread, as plain values.

    Args:
        counts: Of all replications, with days.
        channels: Names.
        formulas: Of each channel's service level; None where there is no target.
        days: Their weekdays, and who is planned on them.
        alike: So many replications in a row share a draw of a forecast.
    """
    return {
        name: {
            **_waits(Histogram.merged(counts.waits[number])),
            **({} if formulas[number] is None or not counts.days else _days(counts, number, days, alike)),
        }
        for number, name in enumerate(channels)
    }


def _waits(waits: Histogram) -> dict[str, Any]:
    if not waits.total:
        return {}
    at_once = float(waits.counts[waits.bins == 0].sum()) / waits.total
    return {
        "at_once_share": at_once,
        "waits_s": {f"p{per_cent}": waits.quantile_s(per_cent) for per_cent in PER_CENTS},
    }


def _days(counts: Counts, channel: int, days: Days, alike: int) -> dict[str, Any]:
    every_good, every_due = (counts.days[name][:, channel] for name in ("good", "due"))
    staffed = days.staffed[channel]
    enough = staffed & (every_due >= FEWEST_DUE)
    good, due = every_good * enough, every_due * enough
    told, closed = int(enough.sum()), every_due * ~staffed
    found: dict[str, Any] = {
        "days": told,
        "few_days": int((staffed & (every_due > 0)).sum()) - told,
        "weekdays": by_weekday(every_good, every_due, days, channel, alike=alike),
    }
    if told:
        worst = worst_day(good, due, alike=alike)
        found["worst_day"] = worst.as_dict()
        found["worst_weekday"] = worst_weekday(good, due, days.weekdays, worst.mean or 0.0)
    if came := int(closed.sum()):
        found["closed_days"], found["closed_level"] = int((closed > 0).sum()), int(every_good[closed > 0].sum()) / came
    return found


def worst_day(good: Times, due: Times, *, alike: int = 1) -> Estimate:
    """
    Return the service level that all but one day in twenty exceed.

    Args:
        good: Contacts in time, shape ``(R, D)``: replications and their days.
        due: Contacts that were due, same shape; days without any are left out.
        alike: So many replications in a row count as one.

    Returns:
        The level; its interval is unknown where too few days tell.

    Examples:
        >>> levels = np.arange(100).reshape(50, 2)
        >>> worst_day(levels, np.full((50, 2), 100)).mean
        0.04
    """
    levels = np.where(due > 0, good / np.maximum(due, 1), np.nan)
    ordered = np.sort(levels[due > 0])
    value = _at(ordered, 1 / ONE_IN)
    below = (levels <= value).sum(axis=1)
    reach = clustered(share_figure(below, (due > 0).sum(axis=1)), alike).reach()
    if reach is None or reach >= 1 / ONE_IN:
        return Estimate(value, None, None)
    return Estimate(value, _at(ordered, 1 / ONE_IN - reach), _at(ordered, 1 / ONE_IN + reach))


def _at(ordered: Reals, share: float) -> float:
    """Return the smallest value that a share of all does not exceed."""
    rank = int(np.ceil(share * len(ordered) - 1e-9))
    return float(ordered[min(max(rank, 1), len(ordered)) - 1])

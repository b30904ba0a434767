"""
How waits and days are spread: what a mean hides, for those who must live with the bad days.

*The worst day in twenty* of a channel is the service level that 19 days of 20 exceed, over all days of all
replications on which anybody was due an answer; its interval takes the replication as what is independent, since
days of one replication share a backlog. Waits are told by what the quickest half, nine of ten and so on wait at most.

Source: Woodruff, "Confidence intervals for medians and other position measures", JASA 47, 1952, with the error of the
share below from replications, as for quantiles of waits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from channelmix.engine.inputs import Times
from channelmix.results import Estimate, Reals, clustered, share_figure
from channelmix.simulate.counts import Counts
from channelmix.simulate.waits import Histogram

ONE_IN = 20
PER_CENTS = (50, 80, 90, 95, 99)
"""What is told of waits: so many of a hundred wait at most so long."""


def spread_of(
    counts: Counts, channels: Sequence[str], formulas: Sequence[str | None], *, alike: int = 1
) -> dict[str, Any]:
    """
    Return for each channel how waits and days are spread, as plain values.

    Args:
        counts: Of all replications, with days.
        channels: Names.
        formulas: Of each channel's service level; None where there is no target.
        alike: So many replications in a row share a draw of a forecast.
    """
    return {
        name: {**_waits(Histogram.merged(counts.waits[number])), **_days(counts, number, formulas[number], alike)}
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


def _days(counts: Counts, channel: int, formula: str | None, alike: int) -> dict[str, Any]:
    if formula is None or not counts.days:
        return {}
    good, due = (counts.days[name][:, channel] for name in ("good", "due"))
    days = int((due > 0).sum())
    return {"days": days, "worst_day": worst_day(good, due, alike=alike).as_dict()} if days else {}


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
    reach = clustered(share_figure(below, (due > 0).sum(axis=1)), alike).half_width()
    if reach is None or reach >= 1 / ONE_IN:
        return Estimate(value, None, None)
    return Estimate(value, _at(ordered, 1 / ONE_IN - reach), _at(ordered, 1 / ONE_IN + reach))


def _at(ordered: Reals, share: float) -> float:
    """Return the smallest value that a share of all does not exceed."""
    rank = int(np.ceil(share * len(ordered) - 1e-9))
    return float(ordered[min(max(rank, 1), len(ordered)) - 1])

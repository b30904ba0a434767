"""
How far apart searches for the same promises end.
"""

SPREAD = {"interval": 0.02, "day": 0.05, "week": 0.05}
"""
Share of a plan's cost by which two searches for the same promises may end apart, by what promises hold over. By the day
4.3 % was the most that we measured between searches that began otherwise, and 5.0 % between plans on other customers
(docs/benchmarks.md); by the interval 0.8 %, of few and small desks, so that more is allowed for: an estimate of ours.
By the week nothing was measured: as by the day, another estimate of ours.
"""


def spread_of(per: str | None) -> float:
    """
    Return the share of a plan's cost that searches leave open.

    Args:
        per: What promises hold over; absent: intervals.

    Examples:
        >>> spread_of("day"), spread_of(None)
        (0.05, 0.02)
    """
    return SPREAD[per or "interval"]

"""
How many customers a search may meet in good time, where few were asked for.

Each promise is kept beyond what chance may account for. With few replications that is much, and costs agents whom
nobody needs; where each trial is cheap, more replications cost seconds and save them.
"""

FINER = 30_000_000
"""Contacts that all trials of a search together may play, about half a minute of a processor. This and what follows are
estimates of ours."""

MOST_TIMES = 8
"""Times as many replications, at most."""

ENOUGH = 320
"""Replications that are no longer few."""


def finer_count(few: int, *, contacts: float, trials: int, most_times: int = MOST_TIMES) -> int:
    """
    Return on how many replications to search: as many as can be met in good time, or those asked for.

    Args:
        few: Replications asked for.
        contacts: Of each of them, about.
        trials: Plans that are tried on all of them, about.
        most_times: Times as many replications, at most.

    Examples:
        >>> finer_count(20, contacts=1_000, trials=40), finer_count(20, contacts=10_000, trials=40)
        (160, 75)
        >>> finer_count(100, contacts=14_000, trials=40)
        100
    """
    many = min(int(FINER / (trials * max(contacts, 1.0))), most_times * few, ENOUGH)
    return many if many >= 2 * few else few

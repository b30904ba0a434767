"""
The check of a plan: fresh customers, whom no search has met, as many as a plan or two may meet in good time.

A search tries hundreds of plans, a check only one, so it can tell more: how far a share may be off by chance decides
whether a promise that looks kept is. Figures of ``run`` stay those of the replications that were asked for.
"""

from channelmix.engine.inputs import Indices
from channelmix.simulate.counts import Counts, add_up
from channelmix.staffing.finer import finer_count
from channelmix.staffing.trials import Trial, Trials, trial_of

JUDGED = 24
"""Plans that so many customers may meet in good time, about; an estimate of ours."""


def judged_count(few: int, contacts: float) -> int:
    """
    Return on how many replications to judge plans for good: more than a search meets where these are few.

    Args:
        few: Replications that were asked for, or searched on.
        contacts: Of each of them, about.

    Examples:
        >>> judged_count(20, 5_000.0), judged_count(20, 25_000.0), judged_count(100, 14_000.0)
        (160, 50, 100)
    """
    return finer_count(few, contacts=contacts, trials=JUDGED)


def is_few(trials: Trials) -> bool:
    """Return whether plans may be judged on more replications than those on which they are tried."""
    return judged_count(len(trials.replications), trials.contacts_of_one) > len(trials.replications)


def checked_count(trials: Trials, replications: int) -> int:
    """Return on how many fresh replications a plan is checked that was searched for on some trials."""
    return judged_count(max(replications, len(trials.replications)), trials.contacts_of_one)


def checked(trials: Trials, plan: Indices, replications: int) -> tuple[Trial, Counts]:
    """
    Return what a plan does for fresh customers, and what those of ``run`` counted.

    Args:
        trials: Where the plan was searched for.
        plan: (G, I) agents.
        replications: Of ``run``.
    """
    tallies = trials.entire(range(checked_count(trials, replications))).tallies(plan)
    return trial_of(tallies, plan, trials.cells, trials.confidence), add_up(tallies[:replications])

"""
Service level: which contacts were served in time, out of which.

Five formulas are in use and differ by up to five points on the same day, so each channel
names its own. In all of them "within" means at most, contacts settled by the bot and
abandonments quicker than ``short_abandon`` do not count at all, and a contact still open whose
deadline lies beyond the end of the simulation is left out as not yet due.

    offered               in time / (offered - rejected - diverted because closed)
    answered              in time / answered
    late_abandoned        in time / (answered + abandoned after the threshold)
    early_abandoned_good  (in time + abandoned within the threshold) / (offered - rejected - diverted because closed)
    offered_and_blocked   in time / offered, busy signals and closed doors included
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from channelmix.engine.inputs import NEVER, Flags, Outcome, Times
from channelmix.simulate.lives import Lives, Turns
from channelmix.simulate.watches import FIRST, LATER, Watch

FORMULAS = ("offered", "answered", "late_abandoned", "early_abandoned_good", "offered_and_blocked")


@dataclass(frozen=True, kw_only=True, eq=False)
class Promises:
    """What was promised, for C channels; where nothing was, the formula is None and ``within`` NEVER."""

    formula: Sequence[str | None]
    """(C,) names from ``FORMULAS``."""
    within: Times
    """(C,)"""
    to_reply: Flags
    """(C,) whether the promise is a reply, not the start of service."""
    short_abandon: Times
    """(C,)"""
    respond_within: Times
    """(C,) the promise for each turn after the first; NEVER if there is none."""
    watch: Watch = field(default_factory=Watch)
    """By what ``within`` and ``respond_within`` are timed."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Flags of each counted contact: numerator and denominator of its channel's service level."""

    good: Flags
    due: Flags


def judge(lives: Lives, promises: Promises, end: int) -> Judged:
    """
    Return which contacts count for the service level, and which of them were served well.

    Args:
        lives: Counted contacts of one replication.
        promises: Targets by channel.
        end: When the simulation ended.
    """
    good, due = np.zeros((2, len(lives.channel)), np.bool_)
    for name, (numerator, denominator) in _readings(lives, promises, end).items():
        uses = np.array([formula == name for formula in promises.formula])[lives.channel]
        good |= uses & numerator & denominator
        due |= uses & denominator
    return Judged(good=good, due=due)


def _readings(lives: Lives, promises: Promises, end: int) -> dict[str, tuple[Flags, Flags]]:
    """Return numerator and denominator of every formula, for every contact."""
    within = promises.within[lives.channel]
    delay = np.where(promises.to_reply[lives.channel], lives.to_reply, lives.to_start)
    served = delay >= 0
    passed = partial(promises.watch.passed, lives.channel, FIRST, lives.since)
    in_time = served & (passed(lives.since + delay) <= within)
    abandoned = lives.ended_as(Outcome.ABANDONED)
    short = abandoned & (lives.wait < promises.short_abandon[lives.channel])
    late = abandoned & ~short & (passed(lives.since + lives.wait) > within)
    early = abandoned & ~short & ~late
    not_yet_due = lives.ended_as(Outcome.UNFINISHED) & ~served & (passed(np.full(len(within), end)) < within)
    offered = ~lives.ended_as(Outcome.CONTAINED) & ~short & ~not_yet_due
    reached = offered & ~lives.ended_as(Outcome.BUSY, Outcome.CLOSED, Outcome.DIVERTED)
    return {
        "offered": (in_time, reached),
        "answered": (in_time, served),
        "late_abandoned": (in_time, served | late),
        "early_abandoned_good": (in_time | early, reached),
        "offered_and_blocked": (in_time, offered),
    }


def judge_responses(turns: Turns, promises: Promises, end: int) -> Judged:
    """Return, turn by turn, which later turns of counted contacts are due a response and which got it in time."""
    within = promises.respond_within[turns.channel]
    asked = (turns.life >= 0) & turns.is_later & (turns.asked >= 0) & (within != NEVER)
    replied = asked & (turns.replied >= 0)
    passed = partial(promises.watch.passed, turns.channel, LATER, turns.asked)
    not_yet_due = ~replied & (turns.gone < 0) & (passed(np.full(len(within), end)) < within)
    return Judged(good=replied & (passed(turns.replied) <= within), due=asked & ~not_yet_due)

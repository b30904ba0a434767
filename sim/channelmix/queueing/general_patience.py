"""
M/M/n+G: a line whose callers have patience of any distribution.

Source: F. Baccelli and G. Hebuterne (1981) and S. Zeltyn and A. Mandelbaum, Queueing Systems 51 (2005),
as in ``offered_wait``. Exact for Poisson arrivals, exponential handling times, equal agents, first come
first served, and patience independent of everything else. Any load and any number of agents from 1 to
100,000; relative errors stay below 1e-9, and about a millisecond is needed.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from channelmix.queueing.checks import require_count, require_load, require_positive, require_share_below_one
from channelmix.queueing.durations import Duration, never_leaving
from channelmix.queueing.erlang_b import blocked_share
from channelmix.queueing.goals import Goal, agents_for, agents_that_keep_up
from channelmix.queueing.impatience import ImpatientLine
from channelmix.queueing.offered_wait import OfferedWait


@dataclass(frozen=True, kw_only=True)
class EqualAgents(ImpatientLine):
    """
    A line before ``agents`` equal agents; what the callers' patience is, a subclass says.

    Attributes:
        load: Offered load in erlangs, 0 or more: contacts per second times handling time.
        agents: Number of agents, 1 or more.
        handling: Mean handling time, seconds.
        balk: Share of those finding all agents busy who hang up at once, below 1.
    """

    load: float
    agents: int
    handling: float
    balk: float = 0.0

    def __post_init__(self) -> None:
        require_load(self.load)
        require_count("agents", self.agents, at_least=1)
        require_positive("handling", self.handling)
        require_share_below_one("balk", self.balk)

    @property
    def contacts_per_second(self) -> float:
        """Contacts that arrive per second."""
        return self.load / self.handling

    @property
    def occupancy(self) -> float:
        """Share of their time that agents are busy."""
        return self.load * self.answered_share / self.agents

    @cached_property
    def _log_free_weight(self) -> float:
        fullest = blocked_share(self.load, self.agents - 1)
        return -math.log(fullest) if fullest > 0.0 else math.inf


@dataclass(frozen=True, kw_only=True)
class GeneralPatience(EqualAgents):
    """
    Steady state of M/M/n+G; see ``EqualAgents`` for the other fields.

    Attributes:
        patience: How long callers wait before they hang up; ``Never()`` gives Erlang C.

    Raises:
        ValueError: If an argument is out of range, or, on first use, if nobody ever hangs up and the load is not
            below the number of agents.

    Examples:
        >>> from channelmix.queueing.durations import Deterministic
        >>> line = GeneralPatience(load=10.0, agents=10, handling=180.0, patience=Deterministic(60.0))
        >>> round(line.abandoned_share, 6), round(line.wait_mean_s, 4)
        (0.125101, 20.0161)
    """

    patience: Duration

    @classmethod
    def agents_needed(cls, goal: Goal, *, load: float, handling: float, patience: Duration, balk: float = 0.0) -> int:
        """
        Return the fewest agents who reach a goal.

        Args:
            goal: What is asked.
            load: Offered load in erlangs; 0 needs nobody.
            handling: Mean handling time, seconds.
            patience: How long callers wait before they hang up.
            balk: Share of those finding all agents busy who hang up at once.

        Examples:
            >>> from channelmix.queueing.durations import Lognormal
            >>> goal = Goal(max_abandoned=0.05, max_asa_s=20.0)
            >>> GeneralPatience.agents_needed(goal, load=10.0, handling=180.0, patience=Lognormal(240.0, cv=1.3))
            12
        """

        def line_at(agents: int) -> GeneralPatience:
            return cls(load=load, agents=agents, handling=handling, patience=patience, balk=balk)

        patient = load * (1.0 - balk) * never_leaving(patience)
        return agents_for(goal, line_at, load=load, at_least=agents_that_keep_up(patient))

    @cached_property
    def _line(self) -> OfferedWait:
        return OfferedWait(
            arrivals=self.contacts_per_second,
            departures=self.agents / self.handling,
            patience=self.patience,
            balk=self.balk,
        )

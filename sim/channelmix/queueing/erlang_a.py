"""
Erlang A: a line whose callers have exponential patience (M/M/n+M).

Source: C. Palm, "Methods of judging the annoyance caused by congestion" (Tele, 1953); O. Garnett,
A. Mandelbaum and M. Reiman, "Designing a call center with impatient customers" (2002). Balkers, who hang
up at once on finding all agents busy, are an atom of the patience at zero. Always stable, for any load.
Computed as the exponential case of M/M/n+G: no series of powers and factorials is formed, so 100,000 agents
are as safe as ten.
"""

from dataclasses import dataclass
from functools import cached_property

from channelmix.queueing.checks import require_positive
from channelmix.queueing.durations import Exponential
from channelmix.queueing.general_patience import EqualAgents
from channelmix.queueing.goals import Goal, agents_for
from channelmix.queueing.offered_wait import OfferedWait


@dataclass(frozen=True, kw_only=True)
class ErlangA(EqualAgents):
    """
    Steady state of Erlang A; see ``EqualAgents`` for the other fields.

    Attributes:
        patience: Mean patience of those who do not balk, seconds.

    Raises:
        ValueError: If an argument is out of range.

    Examples:
        >>> line = ErlangA(load=10.0, agents=14, handling=180.0, patience=300.0)
        >>> round(line.all_busy_share, 6), round(line.abandoned_share, 6), round(line.occupancy, 6)
        (0.14526, 0.013984, 0.704297)
        >>> round(line.service_level(20.0), 6), round(line.service_level(20.0, "answered"), 6)
        (0.916792, 0.929794)
    """

    patience: float

    def __post_init__(self) -> None:
        super().__post_init__()
        require_positive("patience", self.patience)

    @classmethod
    def agents_needed(cls, goal: Goal, *, load: float, handling: float, patience: float, balk: float = 0.0) -> int:
        """
        Return the fewest agents who reach a goal.

        Args:
            goal: What is asked.
            load: Offered load in erlangs; 0 needs nobody.
            handling: Mean handling time, seconds.
            patience: Mean patience, seconds.
            balk: Share of those finding all agents busy who hang up at once.

        Examples:
            >>> ErlangA.agents_needed(Goal(share=0.8, within=20.0), load=10.0, handling=180.0, patience=300.0)
            13
            >>> ErlangA.agents_needed(Goal(max_abandoned=0.05), load=10.0, handling=180.0, patience=300.0)
            12
        """

        def line_at(agents: int) -> ErlangA:
            return cls(load=load, agents=agents, handling=handling, patience=patience, balk=balk)

        return agents_for(goal, line_at, load=load)

    @cached_property
    def _line(self) -> OfferedWait:
        return OfferedWait(
            arrivals=self.contacts_per_second,
            departures=self.agents / self.handling,
            patience=Exponential(self.patience),
            balk=self.balk,
        )

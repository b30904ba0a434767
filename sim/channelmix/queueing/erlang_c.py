"""
Erlang C: a line in which everybody waits until answered (M/M/n).

Source: A. K. Erlang (1917), as in ``erlang_b``. The chance to wait follows from Erlang B without
cancellation, C = n B / (n - a + a B), so heavy traffic and 100,000 agents are safe. The line is stable only
while the load is below the number of agents; beyond it, use ``ErlangA``, since in life people hang up.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from channelmix.queueing.checks import (
    Formula,
    broken,
    require_count,
    require_formula,
    require_load,
    require_positive,
    require_share_below_one,
    require_time,
)
from channelmix.queueing.erlang_b import blocked_share
from channelmix.queueing.goals import Goal, agents_for, agents_that_keep_up


@dataclass(frozen=True, kw_only=True)
class ErlangC:
    """
    Steady state of Erlang C, with the names that simulated results carry.

    Attributes:
        load: Offered load in erlangs, below ``agents``: contacts per second times handling time.
        agents: Number of agents, 1 or more.
        handling: Mean handling time, seconds.

    Raises:
        ValueError: If an argument is out of range, or ``load`` is not below ``agents``.

    Examples:
        >>> line = ErlangC(load=10.0, agents=14, handling=180.0)
        >>> round(line.service_level(20.0), 6), round(line.asa_s, 4), round(line.occupancy, 4)
        (0.88835, 7.8359, 0.7143)
    """

    load: float
    agents: int
    handling: float

    def __post_init__(self) -> None:
        require_load(self.load)
        require_count("agents", self.agents, at_least=1)
        require_positive("handling", self.handling)
        if self.load >= self.agents:
            rule = f"must be below agents = {self.agents}, or the line grows without end; with patience see ErlangA"
            raise broken("load", rule, self.load)

    @cached_property
    def delayed_share(self) -> float:
        """Share of contacts that wait at all."""
        blocked = blocked_share(self.load, self.agents)
        return self.agents * blocked / (self.agents - self.load + self.load * blocked)

    @property
    def wait_mean_s(self) -> float:
        """Mean wait of all contacts."""
        return self.delayed_share * self.delayed_wait_mean_s

    @property
    def asa_s(self) -> float:
        """Average speed of answer: as everybody is answered, the mean wait of all."""
        return self.wait_mean_s

    @property
    def abandoned_share(self) -> float:
        """Share of contacts that hang up: none."""
        return 0.0

    @property
    def delayed_wait_mean_s(self) -> float:
        """Mean wait of those who wait at all; their waits are exponential."""
        return self.handling / (self.agents - self.load)

    @property
    def mean_queue(self) -> float:
        """Mean number of contacts in line (Little's law)."""
        return self.load / self.handling * self.wait_mean_s

    @property
    def occupancy(self) -> float:
        """Share of their time that agents are busy."""
        return self.load / self.agents

    def service_level(self, within: float, formula: Formula = "offered") -> float:
        """Return the share of contacts answered within ``within`` seconds: by every formula the same."""
        require_time("within", within)
        require_formula(formula)
        return 1.0 - self.delayed_share * math.exp(-within / self.delayed_wait_mean_s)

    def wait_quantile_s(self, share: float) -> float:
        """Return the wait that ``share`` of the contacts (0 or more, below 1) do not exceed."""
        require_share_below_one("share", share)
        if self.delayed_share <= 1.0 - share:
            return 0.0
        return self.delayed_wait_mean_s * math.log(self.delayed_share / (1.0 - share))

    @classmethod
    def agents_needed(cls, goal: Goal, *, load: float, handling: float) -> int:
        """
        Return the fewest agents who reach a goal.

        Args:
            goal: What is asked.
            load: Offered load in erlangs; 0 needs nobody.
            handling: Mean handling time, seconds.

        Examples:
            >>> ErlangC.agents_needed(Goal(share=0.8, within=20.0), load=10.0, handling=180.0)
            14
            >>> ErlangC.agents_needed(Goal(share=0.8, within=20.0, max_occupancy=0.7), load=10.0, handling=180.0)
            15
            >>> ErlangC.agents_needed(Goal(max_asa_s=5.0), load=10.0, handling=180.0)
            15
        """

        def line_at(agents: int) -> ErlangC:
            return cls(load=load, agents=agents, handling=handling)

        return agents_for(goal, line_at, load=load, at_least=agents_that_keep_up(load))

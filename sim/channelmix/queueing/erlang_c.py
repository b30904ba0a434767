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
    broken,
    require_count,
    require_load,
    require_positive,
    require_share_below_one,
    require_time,
)
from channelmix.queueing.erlang_b import blocked_share
from channelmix.queueing.search import fewest, fewest_for_occupancy


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

    def service_level(self, within: float) -> float:
        """Return the share of contacts answered within ``within`` seconds."""
        require_time("within", within)
        return 1.0 - self.delayed_share * math.exp(-within / self.delayed_wait_mean_s)

    def wait_quantile_s(self, share: float) -> float:
        """Return the wait that ``share`` of the contacts (0 or more, below 1) do not exceed."""
        require_share_below_one("share", share)
        if self.delayed_share <= 1.0 - share:
            return 0.0
        return self.delayed_wait_mean_s * math.log(self.delayed_share / (1.0 - share))

    @classmethod
    def agents_needed(
        cls, *, load: float, handling: float, share: float, within: float, max_occupancy: float = 1.0
    ) -> int:
        """
        Return the fewest agents who answer ``share`` of the contacts within ``within`` seconds.

        Args:
            load: Offered load in erlangs; 0 needs nobody.
            handling: Mean handling time, seconds.
            share: Service level to be reached, such as 0.8, below 1, ...
            within: ... within so many seconds.
            max_occupancy: Ceiling of the share of their time that agents are busy.

        Examples:
            >>> ErlangC.agents_needed(load=10.0, handling=180.0, share=0.8, within=20.0)
            14
            >>> ErlangC.agents_needed(load=10.0, handling=180.0, share=0.8, within=20.0, max_occupancy=0.7)
            15
        """
        require_load(load)
        require_share_below_one("share", share)
        require_time("within", within)
        if load == 0.0:
            return 0
        at_least = max(math.floor(load) + 1, fewest_for_occupancy(load, max_occupancy))

        def meets(agents: int) -> bool:
            return cls(load=load, agents=agents, handling=handling).service_level(within) >= share

        return fewest(meets, at_least=at_least, guess=math.ceil(load + math.sqrt(load)))

"""
Shared agents: chat, where one agent serves several contacts at once and slows down with each.

Source: limited processor sharing, B. Avi-Itzhak and S. Halfin, "Expected response times in a non-symmetric time
sharing queue with a limited number of service positions" (1988). The state is the number of contacts; those in
service are spread over the agents as evenly as can be, at every moment. With exponential work this is exact for
one agent; for any number of agents without slow-down it is too, apart from ``occupancy`` (it is then Erlang A with
agents x concurrency slots). Several agents who slow down are somewhat worse off in life, because a chat stays with
its agent and loads drift apart: with three to six agents, waits came out 2 % too short in a busy centre and 6 % too
short in a quiet one, against exact chains. Any size; memory grows with agents x concurrency.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from channelmix.queueing.birth_death import state_shares
from channelmix.queueing.checks import broken, require_count, require_load, require_positive, require_share_below_one
from channelmix.queueing.durations import Array, Duration, Never, never_leaving
from channelmix.queueing.goals import Goal, agents_for, agents_that_keep_up
from channelmix.queueing.impatience import ImpatientLine
from channelmix.queueing.offered_wait import OfferedWait


@dataclass(frozen=True, kw_only=True)
class SharedAgents(ImpatientLine):
    """
    Steady state of a line before agents who serve several contacts at once.

    Attributes:
        load: Offered load in erlangs at factor 1, 0 or more: contacts per second times handling time.
        agents: Number of agents, 1 or more.
        concurrency: Contacts that one agent serves at the same time, 1 or more.
        handling: Mean handling time of a contact that its agent serves alone, exponential, seconds.
        slowdown: How many times longer handling takes with 1, 2, ... contacts; the last value holds beyond.
        patience: How long contacts wait before they give up.
        balk: Share of those finding no free slot who leave at once, below 1.

    Raises:
        ValueError: If an argument is out of range, or, on first use, if nobody gives up and the load is not below
            what the agents can do.

    Examples:
        >>> chat = SharedAgents(load=10 / 12, agents=3, concurrency=1, handling=1 / 12)
        >>> chat.free_slot_shares.round(6)
        array([0.432133, 0.360111, 0.150046])
    """

    load: float
    agents: int
    concurrency: int
    handling: float
    slowdown: Sequence[float] = (1.0,)
    patience: Duration = field(default_factory=Never)
    balk: float = 0.0

    def __post_init__(self) -> None:
        require_load(self.load)
        require_count("agents", self.agents, at_least=1)
        require_count("concurrency", self.concurrency, at_least=1)
        require_positive("handling", self.handling)
        require_share_below_one("balk", self.balk)
        if not self.slowdown:
            raise broken("slowdown", "must name at least one factor", self.slowdown)
        for factor in self.slowdown:
            require_positive("slowdown", factor)

    @classmethod
    def agents_needed(
        cls, goal: Goal, *, load: float, concurrency: int, handling: float, slowdown: Sequence[float] = (1.0,),
        patience: Duration | None = None, balk: float = 0.0,
    ) -> int:  # fmt: skip
        """
        Return the fewest agents who reach a goal; arguments as the attributes, ``patience`` None for no end.

        Raises:
            ValueError: If an argument is out of range.

        Examples:
            >>> goal = Goal(share=0.9, within=60.0)
            >>> SharedAgents.agents_needed(goal, load=20.0, concurrency=3, handling=600.0, slowdown=(1.0, 1.2, 1.5))
            12
        """
        lasting = Never() if patience is None else patience

        def line_at(agents: int) -> SharedAgents:
            return cls(
                load=load, agents=agents, concurrency=concurrency, handling=handling, slowdown=slowdown,
                patience=lasting, balk=balk,
            )  # fmt: skip

        if load == 0.0:
            return 0
        full_speed = float(line_at(1).finish_rates[-1]) * handling
        patient = load * (1.0 - balk) * never_leaving(lasting) / full_speed
        return agents_for(goal, line_at, load=load / full_speed, at_least=agents_that_keep_up(patient))

    @property
    def contacts_per_second(self) -> float:
        """Contacts that arrive per second."""
        return self.load / self.handling

    @property
    def slots(self) -> int:
        """Contacts that all agents together serve at the same time."""
        return self.agents * self.concurrency

    @cached_property
    def finish_rates(self) -> Array:
        """Contacts finished per second with 1, 2, ... ``slots`` in service, shape ``(slots,)``."""
        present = np.arange(1, self.slots + 1)
        each, more = np.divmod(present, self.agents)
        rates = (self.agents - more) * self._agent_rate(each) + more * self._agent_rate(each + 1)
        return np.asarray(rates / self.handling)

    def _agent_rate(self, contacts: Array) -> Array:
        """Return how much work one agent does per second while serving so many contacts."""
        factors = np.array([1.0, *self.slowdown])
        return np.asarray(contacts / factors[np.minimum(contacts, len(factors) - 1)])

    @cached_property
    def free_slot_shares(self) -> Array:
        """Share of time with 0, 1, ... ``slots - 1`` contacts in service, shape ``(slots,)``."""
        return self._shares_below * (1.0 - self.all_busy_share)

    @property
    def in_service_mean(self) -> float:
        """Mean number of contacts in service."""
        return float(self.free_slot_shares @ np.arange(float(self.slots))) + self.slots * self.all_busy_share

    @property
    def handling_mean_s(self) -> float:
        """Mean time in service of the answered, slow-down included (Little's law); nan without contacts."""
        return self.in_service_mean / (self.contacts_per_second * self.answered_share) if self.load else math.nan

    @property
    def occupancy(self) -> float:
        """Share of their time that agents have at least one contact."""
        busy = np.minimum(np.arange(float(self.slots)), self.agents)
        return float(self.free_slot_shares @ busy) / self.agents + self.all_busy_share

    @property
    def slot_use(self) -> float:
        """Share of all slots in use."""
        return self.in_service_mean / self.slots

    @cached_property
    def _shares_below(self) -> Array:
        """Share of each state below full, given that a slot is free."""
        births = np.full(self.slots - 1, self.contacts_per_second)
        return state_shares(births, self.finish_rates[:-1])

    @cached_property
    def _log_free_weight(self) -> float:
        fullest = float(self._shares_below[-1])
        return -math.log(fullest) if fullest > 0.0 else math.inf

    @cached_property
    def _line(self) -> OfferedWait:
        return OfferedWait(
            arrivals=self.contacts_per_second,
            departures=float(self.finish_rates[-1]),
            patience=self.patience,
            balk=self.balk,
        )


def processor_sharing_time(load: float, *, handling: float) -> float:
    """
    Return the mean time in the system of one agent who shares evenly among all contacts present.

    Source: L. Kleinrock, "Time-shared systems: a theoretical treatment" (1967). Any handling-time distribution.

    Args:
        load: Offered load in erlangs, below 1.
        handling: Mean handling time of a contact served alone, seconds.

    Raises:
        ValueError: If ``load`` is not below 1.

    Examples:
        >>> round(processor_sharing_time(3 / 5, handling=1 / 5), 9)
        0.5
    """
    require_load(load)
    require_positive("handling", handling)
    if load >= 1.0:
        raise broken("load", "must be below 1, or more and more contacts stay", load)
    return handling / (1.0 - load)

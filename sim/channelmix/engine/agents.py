"""
Agents and their groups: who has room, who comes next, who goes home.

The rules that need no clock of their own: capacity and slow-down of an agent, the order in
which agents of a group are chosen, and which of them leave when the plan falls.
"""

from bisect import insort
from dataclasses import dataclass, field

from channelmix.engine.accounts import AgentTime
from channelmix.engine.inputs import Operation


@dataclass(eq=False)
class Case:
    """A contact that has arrived, with its place in its life."""

    row: int
    number: int
    channel: int
    turn: int
    """Index of the turn now waited for, worked on or thought about."""
    agent: "Agent | None" = None
    """Who works on it, holds it or knows it, while on duty."""
    waiting: bool = False
    held: bool = False
    wrapping: bool = False
    remaining: int = 0
    """Work left at factor 1, as of ``since``."""
    since: int = 0
    stamp: int = 0
    """Grows whenever a scheduled end or slot release becomes void."""


@dataclass(eq=False)
class Agent:
    """One agent during one stretch of duty."""

    group: "Group"
    number: int
    idle_since: int
    load: int = 0
    active: list[Case] = field(default_factory=list)
    held: list[Case] = field(default_factory=list)
    on_duty: bool = True
    paced_at: float = 1.0
    """The factor at which the ends of its active work were last set."""

    @property
    def factor(self) -> float:
        """How many times longer work takes now."""
        slowdown = self.group.slowdown
        return slowdown[min(max(len(self.active), 1), len(slowdown)) - 1]

    def fits(self, channel: int) -> bool:
        """Whether there is room for one more contact of the channel."""
        weight = self.group.weight[channel]
        return weight > 0 and self.load + weight <= self.group.capacity


class Group:
    """Agents with the same skills and the same plan."""

    def __init__(self, index: int, operation: Operation, time: AgentTime) -> None:
        self.index = index
        self.capacity = int(operation.capacity[index])
        self.weight: list[int] = operation.weight[index].tolist()
        self.slowdown: list[float] = operation.slowdown[index].tolist()
        self.speed: list[float] = operation.speed[index].tolist()
        ranks = operation.rank[index].tolist()
        ranked = sorted({rank for rank in ranks if rank >= 0})
        self.tiers = [[channel for channel, rank in enumerate(ranks) if rank == tier] for tier in ranked]
        self._takes_one = all(weight in (0, self.capacity) for weight in self.weight)
        self.agents: list[Agent] = []
        self._idle: list[tuple[int, int, Agent]] = []
        self._time = time
        self._state = time.states[index]

    @property
    def surplus(self) -> int:
        """Agents present beyond the plan."""
        return max(len(self.agents) - self._state.planned, 0)

    def leaving(self) -> list[Agent]:
        """Return those who take nothing new: as many as are in surplus, least loaded first, ties highest number."""
        if not self.surplus:
            return []
        return sorted(self.agents, key=lambda agent: (agent.load, -agent.number))[: self.surplus]

    def plan(self, agents: int, now: int) -> None:
        """Set the number planned; those missing come on duty at once, with the lowest numbers not in use."""
        self._time.settle(self.index, now)
        self._state.planned = agents
        taken = {agent.number for agent in self.agents}
        free_numbers = (number for number in range(agents + len(taken)) if number not in taken)
        for _ in range(agents - len(self.agents)):
            agent = Agent(self, next(free_numbers), idle_since=now)
            self.agents.append(agent)
            self._note_idle(agent)
        self.agents.sort(key=lambda agent: agent.number)
        self._state.present = len(self.agents)

    def send_home(self, agent: Agent, now: int) -> None:
        """End the agent's duty; customers who are thinking will queue again when they reply."""
        self._time.settle(self.index, now)
        self._forget_idle(agent)
        self._state.used -= agent.load
        agent.on_duty = False
        agent.load = 0
        for case in agent.held:
            case.held = False
            case.stamp += 1
        agent.held.clear()
        self.agents.remove(agent)
        self._state.present = len(self.agents)

    def choose(self, channel: int, barred: list[Agent]) -> Agent | None:
        """Return who takes a contact of the channel: least loaded, longest idle, lowest number; None without room."""
        if not self.weight[channel]:
            return None
        if not barred and self._idle:
            return self._idle[0][2]
        if self.weight[channel] == self.capacity and not self._idle:
            return None
        able = [agent for agent in self.agents if agent.fits(channel) and agent not in barred]
        return min(able, key=lambda agent: (agent.load, agent.idle_since, agent.number), default=None)

    def choosers(self, barred: list[Agent]) -> list[Agent]:
        """Return agents, by number, among whom the first who finds a contact that fits is the first of all."""
        if self._state.used == self.capacity * len(self.agents):
            return []
        if self._takes_one and not barred:
            return [self._idle[0][2]]  # all who are idle would choose the same
        return self.agents

    def take(self, agent: Agent, case: Case, now: int) -> None:
        """Put a contact that is not held on the agent, active."""
        self._time.settle(self.index, now)
        self._forget_idle(agent)
        agent.load += self.weight[case.channel]
        self._state.used += self.weight[case.channel]
        self._activate(agent, case)

    def resume(self, agent: Agent, case: Case, now: int) -> None:
        """Make a held contact active again."""
        self._time.settle(self.index, now)
        agent.held.remove(case)
        case.held = False
        self._activate(agent, case)

    def hold(self, agent: Agent, case: Case, now: int) -> None:
        """Keep the slot of a contact whose customer thinks."""
        self._stop_work(agent, case, now)
        agent.held.append(case)
        case.held = True

    def let_go(self, agent: Agent, case: Case, now: int) -> None:
        """Free the slot of a held contact."""
        self._time.settle(self.index, now)
        agent.held.remove(case)
        case.held = False
        self._free_slot(agent, case)

    def finish(self, agent: Agent, case: Case, now: int) -> None:
        """End the work on a contact and free its slot."""
        self._stop_work(agent, case, now)
        self._free_slot(agent, case)

    def _activate(self, agent: Agent, case: Case) -> None:
        self._state.busy += not agent.active
        agent.active.append(case)
        case.agent = agent

    def _stop_work(self, agent: Agent, case: Case, now: int) -> None:
        self._time.settle(self.index, now)
        self._forget_idle(agent)
        agent.active.remove(case)
        agent.idle_since = now
        self._state.busy -= not agent.active

    def _free_slot(self, agent: Agent, case: Case) -> None:
        agent.load -= self.weight[case.channel]
        self._state.used -= self.weight[case.channel]
        if not agent.load:
            self._note_idle(agent)

    def _note_idle(self, agent: Agent) -> None:
        insort(self._idle, (agent.idle_since, agent.number, agent), key=lambda entry: entry[:2])

    def _forget_idle(self, agent: Agent) -> None:
        if not agent.load:
            entry = (agent.idle_since, agent.number, agent)
            if entry in self._idle:
                self._idle.remove(entry)

"""
Agents and their groups: who has room, who comes next, who goes home.

The rules that need no clock of their own: capacity and slow-down of an agent, the order in
which agents of a group are chosen, whose work is put aside, and which of them leave when the plan falls.
"""

from bisect import insort
from dataclasses import dataclass, field

from channelmix.engine.accounts import AgentTime
from channelmix.engine.inputs import Operation
from channelmix.engine.queues import Case


@dataclass(eq=False)
class Agent:
    """One agent during one stretch of duty."""

    group: "Group"
    number: int
    idle_since: int
    load: int = 0
    active: list[Case] = field(default_factory=list)
    held: list[Case] = field(default_factory=list)
    paused: list[Case] = field(default_factory=list)
    """Work put aside; it weighs nothing."""
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

    def paced_anew(self, now: int, newly_active: Case | None) -> list[Case]:
        """Return whose work ends at another time than thought, ``remaining`` brought up to now."""
        factor, old = self.factor, self.paced_at
        self.paced_at = factor
        if factor == old:
            return [] if newly_active is None else [newly_active]
        for case in self.active:
            if case is not newly_active:
                case.remaining -= round((now - case.since) / old)
                case.since = now
        return self.active

    def interruptible(self, channel: int) -> list[Case]:
        """Return the work to put aside, latest started first, so that a contact of the channel fits; [] if none can."""
        group, chosen = self.group, list[Case]()
        missing = self.load + group.weight[channel] - group.capacity
        works = [case for case in self.active if group.interruptible[case.channel]]
        for case in sorted(works, key=lambda case: (case.began, case.number), reverse=True):
            if missing <= 0:
                break
            chosen.append(case)
            missing -= group.weight[case.channel]
        return chosen if missing <= 0 else []


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
        self.channels = [channel for tier in self.tiers for channel in tier]
        self.opens_after: list[int] = operation.opens_after[index].tolist()
        self.is_second: list[bool] = (operation.second_group == index).tolist()
        self.interruptible: list[bool] = operation.interruptible[index].tolist()
        self.drains = [channel for channel in range(operation.channels) if operation.drains[index, channel]]
        self.rank: list[int] = ranks
        kept: list[int] = operation.reserve[index].tolist()
        self.reserve = [(channel, agents) for channel, agents in enumerate(kept) if agents]
        self.paused = 0
        """Contacts of its agents that are put aside."""
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

    def send_home(self, agent: Agent, now: int) -> list[Case]:
        """End the agent's duty; return what was put aside. Customers who are thinking will queue when they reply."""
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
        left, agent.paused = agent.paused, []
        self.paused -= len(left)
        return left

    def choose(self, channel: int, leaving: list[Agent]) -> Agent | None:
        """Return who takes a contact of the channel: least loaded, longest idle, lowest number; None without room."""
        if not self.weight[channel]:
            return None
        if not leaving and self._idle:
            return self._idle[0][2]
        if self.weight[channel] == self.capacity and not self._idle:
            return None
        able = [agent for agent in self.agents if agent.fits(channel) and agent not in leaving]
        return min(able, key=lambda agent: (agent.load, agent.idle_since, agent.number), default=None)

    def choosers(self, leaving: list[Agent]) -> list[Agent]:
        """
        Return the agents worth asking, lowest number first; [] if none has room.

        Where each agent takes one contact at a time, one idle agent stands for all: they would choose the same.
        """
        if self._state.used == self.capacity * len(self.agents):
            return []
        if self._takes_one and not leaving and not self.paused:
            return [self._idle[0][2]]  # all who are idle would choose the same
        return self.agents

    def take(self, agent: Agent, case: Case, now: int) -> None:
        """Put a contact that is not held on the agent, active."""
        self._time.settle(self.index, now)
        self._forget_idle(agent)
        agent.load += self.weight[case.channel]
        self._state.used += self.weight[case.channel]
        self._activate(agent, case)

    def holds_back(self, channel: int, leaving: list[Agent]) -> bool:
        """Whether contacts of the channel wait because no more agents are free than are kept for another."""
        return any(
            channel != kept and sum(agent.fits(kept) and agent not in leaving for agent in self.agents) <= number
            for kept, number in self.reserve
        )

    def interrupted_for(self, channel: int) -> tuple[Agent, list[Case]] | None:
        """Return whose work to put aside for a contact of the channel: the latest started."""
        leaving = self.leaving()
        choices = [(agent, agent.interruptible(channel)) for agent in self.agents if agent not in leaving]
        able = [(agent, works) for agent, works in choices if works]
        return max(able, key=lambda choice: (choice[1][0].began, choice[1][0].number), default=None)

    def pause(self, agent: Agent, case: Case, now: int) -> None:
        """Put work aside; what is left of it stands still."""
        self._time.settle(self.index, now)
        case.remaining -= round((now - case.since) / agent.paced_at)
        case.since = now
        case.stamp += 1
        agent.active.remove(case)
        self._state.busy -= not agent.active
        agent.load -= self.weight[case.channel]
        self._state.used -= self.weight[case.channel]
        agent.paused.append(case)
        self.paused += 1

    def take_up_again(self, agent: Agent, case: Case, now: int) -> None:
        """Make work that was put aside active again."""
        agent.paused.remove(case)
        self.paused -= 1
        self.take(agent, case, now)

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

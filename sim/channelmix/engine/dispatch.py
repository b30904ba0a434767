"""
Who gets what: which contact is next, who takes it, and whose work is put aside for it.

Rules without events of their own: they look at queues, groups and opening hours as they stand,
and choose. ``reference`` asks after every single event, and carries out what they say.
"""

from channelmix.engine.agents import Agent, Group
from channelmix.engine.inputs import NEVER, Operation, WhenClosed
from channelmix.engine.queues import Case, Queue


class Dispatch:
    """The queues and groups of an operation, and how they find each other."""

    def __init__(self, operation: Operation, groups: list[Group]) -> None:
        self.groups = groups
        self.queues = [
            Queue(channel, due_order=bool(operation.due_order[channel])) for channel in range(operation.channels)
        ]
        self.open: list[bool] = operation.open_at_start.tolist()
        self._keeps_for_next_day = (operation.when_closed == WhenClosed.QUEUE).tolist()
        self._interrupts: list[bool] = operation.interrupts.tolist()
        self._routes = [[groups[group] for group in route if group >= 0] for route in operation.route.tolist()]
        seconds = operation.second_group.tolist()
        self._second = [groups[second] if second >= 0 else None for second in seconds]
        self._interruptible = [group for group in groups if any(group.interruptible)]

    # ------------------------------------------------------------------ closed, and still waiting

    def is_shut(self, channel: int) -> bool:
        """Whether the channel is closed and keeps nobody for the next day."""
        return not self.open[channel] and not self._keeps_for_next_day[channel]

    def is_left_over(self, group: Group, channel: int) -> bool:
        """Whether contacts for the group still wait in a channel that has closed; agents stay until they are served."""
        return self.is_shut(channel) and self.queues[channel].keeps(group)

    def may_go(self, group: Group) -> Agent | None:
        """Return an agent in surplus who may go home now."""
        if not group.surplus or any(self.is_left_over(group, channel) for channel in group.channels):
            return None
        return next((agent for agent in group.leaving() if not agent.active), None)

    # ------------------------------------------------------------------ room

    def next_case(self, now: int) -> Case | None:
        """Return what the first agent with room chooses, group by group, then agent by agent."""
        for group in self.groups:
            if not group.paused and not any(self.queues[channel].size for channel in group.channels):
                continue
            leaving = group.leaving()
            for agent in group.choosers(leaving):
                case = self._choice_of(agent, leaving, now)
                if case is not None:
                    return case
        return None

    def _choice_of(self, agent: Agent, leaving: list[Agent], now: int) -> Case | None:
        """Return the agent's own work put aside, or the head of a queue: highest rank, then longest wait, that fits."""
        leaves = agent in leaving
        for tier in agent.group.tiers:
            open_to = [
                channel for channel in tier if agent.fits(channel) and self._may_take(agent, channel, leaving, now)
            ]
            if agent.paused and not leaves:
                aside = [case for case in agent.paused if case.channel in open_to]
                if aside:
                    return min(aside, key=lambda case: (case.began, case.number))
            heads = [head for channel in open_to if (head := self.queues[channel].head(agent.group, now)) is not None]
            if heads:
                return min(heads, key=lambda case: case.order)
        return None

    def _may_take(self, agent: Agent, channel: int, leaving: list[Agent], now: int) -> bool:
        if agent in leaving:
            return self.is_left_over(agent.group, channel)
        return not self._waits_for_others(agent.group, channel, leaving, now)

    def _waits_for_others(self, group: Group, channel: int, leaving: list[Agent], now: int) -> bool:
        """Whether the group keeps its room for other channels; what is left over at closing is never held back."""
        if not (group.drains or group.reserve) or self.is_left_over(group, channel):
            return False
        if any(group.rank[other] < group.rank[channel] and self._waits(group, other, now) for other in group.drains):
            return True
        return group.holds_back(channel, leaving)

    def _waits(self, group: Group, channel: int, now: int) -> bool:
        return self.queues[channel].head(group, now) is not None

    def agent_for(self, case: Case, now: int) -> Agent:
        """Return who takes a contact that an agent has chosen: who knows the case, else the first group with room."""
        known = case.agent
        if known is not None and known.on_duty and known.fits(case.channel) and self._takes(known, case, now):
            return known
        for group in self._groups_for(case, now):
            leaving = group.leaving()
            if self._waits_for_others(group, case.channel, leaving, now):
                continue
            agent = group.choose(case.channel, [] if self.is_shut(case.channel) else leaving)
            if agent is not None:
                return agent
        raise AssertionError(f"contact {case.number} was chosen by an agent but no group has room")

    def _takes(self, agent: Agent, case: Case, now: int) -> bool:
        return self._may_take(agent, case.channel, agent.group.leaving(), now)

    def _groups_for(self, case: Case, now: int) -> list[Group]:
        """Return the groups that may serve a waiting contact now, in the order in which it tries them."""
        queue = self.queues[case.channel]
        if case.line is queue.handed:
            second = self._second[case.channel]
            return [] if second is None else [second]
        route = self._routes[case.channel]
        if case.line is queue.going:
            return route
        return [group for group in route if now - case.asked >= group.opens_after[case.channel]]

    # ------------------------------------------------------------------ interruption

    def next_interruption(self, now: int) -> tuple[Case, Agent, list[Case]] | None:
        """Return a contact for which nobody has room, who takes it, and what that agent puts aside for it."""
        for group in self._interruptible:
            for tier in group.tiers:
                live = [channel for channel in tier if self._interrupts[channel] and self.queues[channel].size]
                heads = [head for channel in live if (head := self.queues[channel].head(group, now)) is not None]
                for case in sorted(heads, key=lambda case: case.order):
                    for other in self._groups_for(case, now):
                        found = other.interrupted_for(case.channel)
                        if found is not None:
                            return case, *found
        return None


def opens_later(groups: list[Group], channel: int) -> list[int]:
    """Return after which waits further groups may take a new contact of the channel."""
    waits = {group.opens_after[channel] for group in groups if group.weight[channel]}
    return sorted(waits - {0, NEVER})

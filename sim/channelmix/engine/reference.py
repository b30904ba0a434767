"""
The contact life, event by event, in SimPy: the specification.

Each rule stands here once. Events at the same moment happen in the order of ``Rank``, ties by
number (of the contact, channel or group). After every single event, first those agents leave
who are in surplus and have no work, then agents with room choose one contact at a time, and
then those leave who stayed only for a contact that is now taken.
Nothing is drawn here: two runs with the same arrays give the same outcomes.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
import simpy

from channelmix.engine.accounts import AgentTime
from channelmix.engine.agents import Agent, Case, Group
from channelmix.engine.inputs import NEVER, Contacts, Operation, Outcome, Outcomes, Rank, Reason, WhenClosed

_DAY = 24 * 3600 * 1_000_000
_RANK_FACTOR = 1 << 48


def run(operation: Operation, contacts: Contacts) -> Outcomes:
    """
    Play one replication and return what happened to every contact.

    Args:
        operation: Rules and staff.
        contacts: Everything that chance decides, drawn beforehand.

    Returns:
        Outcomes; ``complete`` is false if counted contacts were still open at ``operation.stop``.
    """
    return _Replication(operation, contacts).play()


class _Moment(simpy.Event):
    """An event whose place among those of the same time is its rank, then its number."""

    def __init__(self, env: simpy.Environment, time: int, rank: Rank, number: int) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        priority = cast(simpy.events.EventPriority, rank * _RANK_FACTOR + number)
        env.schedule(self, priority=priority, delay=time - env.now)


class _Queue:
    """The waiting contacts of one channel: replies in going conversations before new ones, each in order of joining."""

    def __init__(self) -> None:
        self.replies: OrderedDict[int, Case] = OrderedDict()
        self.new: OrderedDict[int, Case] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self.replies or self.new)

    def head(self) -> Case:
        return next(iter((self.replies or self.new).values()))

    def remove(self, case: Case) -> None:
        (self.replies if case.number in self.replies else self.new).pop(case.number)


class _Replication:
    def __init__(self, operation: Operation, contacts: Contacts) -> None:
        self.operation = operation
        self.contacts = contacts
        self.outcomes = Outcomes.blank(operation, contacts)
        self.env = simpy.Environment(initial_time=0)
        self.time = AgentTime(operation.grid, operation.groups, self.outcomes)
        self.groups = [Group(index, operation, self.time) for index in range(operation.groups)]
        self.queues = [_Queue() for _ in range(operation.channels)]
        self.open = operation.open_at_start.tolist()
        self.in_channel = [0] * operation.channels
        self.routes = [[int(group) for group in route if group >= 0] for route in operation.route]
        self.next_number = contacts.first
        self.counted_open = 0

    # ------------------------------------------------------------------ the clock

    def play(self) -> Outcomes:
        operation = self.operation
        for group, agents in enumerate(operation.agents_at_start):
            self.groups[group].plan(int(agents), 0)
        self._schedule_next_first_contact(0)
        self._schedule_next_switch(self._staff_changes())
        self._schedule_next_switch(self._gates())
        while self._goes_on():
            self.env.step()
            self._send_surplus_home()
            self._give_out_work()
            self._send_surplus_home()
        self.time.close()
        self.outcomes.complete = self.counted_open == 0
        return self.outcomes

    def _goes_on(self) -> bool:
        upcoming = self.env.peek()
        if upcoming == simpy.core.Infinity or upcoming > self.operation.stop:
            return False
        return bool(upcoming < self.operation.count_until or self.counted_open)

    @property
    def now(self) -> int:
        return int(self.env.now)

    def _at(self, time: int, rank: Rank, number: int, action: Callable[[], None]) -> None:
        moment = _Moment(self.env, time, rank, number)
        assert moment.callbacks is not None
        moment.callbacks.append(lambda _: action())

    def _staff_changes(self) -> Iterator[tuple[int, Rank, int, Callable[[], None]]]:
        operation = self.operation
        for time, group, agents in zip(operation.plan_time, operation.plan_group, operation.plan_agents, strict=True):
            change = lambda group=int(group), agents=int(agents): self.groups[group].plan(agents, self.now)  # noqa: E731
            yield int(time), Rank.STAFF, int(group), change

    def _gates(self) -> Iterator[tuple[int, Rank, int, Callable[[], None]]]:
        operation = self.operation
        for time, channel, opens in zip(operation.gate_time, operation.gate_channel, operation.gate_opens, strict=True):
            switch = lambda channel=int(channel), opens=bool(opens): self._switch(channel, opens)  # noqa: E731
            yield int(time), Rank.GATE, int(channel), switch

    def _schedule_next_switch(self, switches: Iterator[tuple[int, Rank, int, Callable[[], None]]]) -> None:
        upcoming = next(switches, None)
        if upcoming is None:
            return
        time, rank, number, action = upcoming

        def happen() -> None:
            action()
            self._schedule_next_switch(switches)

        self._at(time, rank, number, happen)

    # ------------------------------------------------------------------ arriving

    def _schedule_next_first_contact(self, row: int) -> None:
        if row == self.contacts.first:
            return

        def happen() -> None:
            self._schedule_next_first_contact(row + 1)
            self._arrive(row, number=row)

        self._at(int(self.contacts.arrival[row]), Rank.ARRIVAL, row, happen)

    def _arrive(self, row: int, number: int) -> None:
        contacts, outcomes, channel = self.contacts, self.outcomes, int(self.contacts.channel[row])
        case = Case(row, number, channel, turn=int(contacts.turn_at[row]))
        outcomes.number[row], outcomes.arrived[row] = number, self.now
        outcomes.outcome[row] = Outcome.UNFINISHED
        self.counted_open += self._is_counted(case)
        when_closed = self.operation.when_closed[channel]
        if not self.open[channel] and when_closed != WhenClosed.QUEUE:
            diverts = when_closed == WhenClosed.DIVERT
            self._end(case, Outcome.DIVERTED if diverts else Outcome.CLOSED, Reason.CLOSED if diverts else None)
        elif self.in_channel[channel] >= self.operation.lines[channel]:
            self._end(case, Outcome.BUSY, Reason.BUSY)
        else:
            self.in_channel[channel] += 1
            self._enter(case)

    def _enter(self, case: Case) -> None:
        bot_time = int(self.contacts.bot_time[case.row])
        if bot_time < 0:
            self._join(case)
        else:
            self._at(self.now + bot_time, Rank.BOT_ENDS, case.number, lambda: self._leave_bot(case))

    def _leave_bot(self, case: Case) -> None:
        if self.contacts.contained[case.row]:
            self._leave_channel(case, Outcome.CONTAINED, Reason.CONTAINED)
        elif self._is_shut(case.channel) and self.operation.clears_at_closing[case.channel]:
            self._leave_channel(case, Outcome.CLEARED, None)
        else:
            self._join(case)

    def _join(self, case: Case) -> None:
        self.outcomes.joined[case.row] = self.now
        self._wait(case, self.queues[case.channel].new)
        patience = int(self.contacts.patience[case.row])
        if patience != NEVER:
            self._at(self.now + patience, Rank.PATIENCE, case.number, lambda: self._lose_patience(case))

    def _wait(self, case: Case, queue: OrderedDict[int, Case]) -> None:
        case.waiting = True
        queue[case.number] = case
        self.outcomes.asked[case.turn] = self.now

    def _lose_patience(self, case: Case) -> None:
        if case.waiting and case.turn == self.contacts.turn_at[case.row]:
            self.queues[case.channel].remove(case)
            self._leave_channel(case, Outcome.ABANDONED, Reason.ABANDONED)

    # ------------------------------------------------------------------ opening and closing

    def _switch(self, channel: int, opens: bool) -> None:
        self.open[channel] = opens
        if not opens and self.operation.clears_at_closing[channel]:
            for case in list(self.queues[channel].new.values()):
                self.queues[channel].remove(case)
                self._leave_channel(case, Outcome.CLEARED, None)

    def _is_shut(self, channel: int) -> bool:
        """Whether the channel is closed and keeps nobody for the next day."""
        return not self.open[channel] and bool(self.operation.when_closed[channel] != WhenClosed.QUEUE)

    def _is_left_over(self, channel: int) -> bool:
        """Whether contacts still wait in a channel that has closed; agents stay until they are served."""
        return self._is_shut(channel) and bool(self.queues[channel])

    # ------------------------------------------------------------------ who gets what

    def _send_surplus_home(self) -> None:
        for group in self.groups:
            while group.surplus and not any(self._is_left_over(c) for tier in group.tiers for c in tier):
                agent = next((agent for agent in group.leaving() if not agent.active), None)
                if agent is None:
                    break
                group.send_home(agent, self.now)

    def _give_out_work(self) -> None:
        while (case := self._next_case()) is not None:
            self.queues[case.channel].remove(case)
            case.waiting = False
            agent = self._agent_for(case)
            agent.group.take(agent, case, self.now)
            self._start_turn(case)

    def _next_case(self) -> Case | None:
        """Return what the first agent with room chooses, group by group, then agent by agent."""
        for group in self.groups:
            if not any(self.queues[channel] for tier in group.tiers for channel in tier):
                continue
            leaving = group.leaving()
            for agent in group.choosers(leaving):
                case = self._choice_of(agent, leaves=agent in leaving)
                if case is not None:
                    return case
        return None

    def _choice_of(self, agent: Agent, *, leaves: bool) -> Case | None:
        """Return the head of the agent's queues with the highest rank, then the longest wait, that fits."""
        for tier in agent.group.tiers:
            heads = [
                self.queues[channel].head()
                for channel in tier
                if self.queues[channel] and agent.fits(channel) and (not leaves or self._is_left_over(channel))
            ]
            if heads:
                return min(heads, key=lambda case: (self.outcomes.asked[case.turn], case.number))
        return None

    def _agent_for(self, case: Case) -> Agent:
        """Return who takes the contact: who knows the case, else the first group of its route with room."""
        left_over = self._is_shut(case.channel)
        known = case.agent
        if known is not None and known.on_duty and known.fits(case.channel):
            is_leaving = known in known.group.leaving()
            if left_over or not is_leaving:
                return known
        for group in (self.groups[index] for index in self.routes[case.channel]):
            agent = group.choose(case.channel, [] if left_over else group.leaving())
            if agent is not None:
                return agent
        raise AssertionError(f"contact {case.number} was chosen by an agent but no group has room")

    # ------------------------------------------------------------------ turns

    def _start_turn(self, case: Case) -> None:
        assert case.agent is not None
        if self.outcomes.group[case.row] < 0:
            self.outcomes.group[case.row] = case.agent.group.index
        self.outcomes.started[case.turn] = self.now
        self._start_work(case, int(self.contacts.work[case.turn]))

    def _start_work(self, case: Case, work: int) -> None:
        assert case.agent is not None
        speed = case.agent.group.speed[case.channel]
        case.remaining = work if speed == 1.0 else round(work / speed)
        case.since = self.now
        self._pace(case.agent, newly_active=case)

    def _pace(self, agent: Agent, newly_active: Case | None = None) -> None:
        """Let work end when it should, now that the number of the agent's active contacts may have changed."""
        factor, old = agent.factor, agent.paced_at
        agent.paced_at = factor
        for case in agent.active:
            if case is newly_active:
                self._schedule_end(case, factor)
            elif factor != old:
                case.remaining -= round((self.now - case.since) / old)
                case.since = self.now
                self._schedule_end(case, factor)

    def _schedule_end(self, case: Case, factor: float) -> None:
        case.stamp += 1
        stamp = case.stamp

        def happen() -> None:
            if case.stamp == stamp:
                self._end_work(case)

        self._at(self.now + max(round(case.remaining * factor), 0), Rank.WORK_ENDS, case.number, happen)

    def _end_work(self, case: Case) -> None:
        agent = case.agent
        assert agent is not None
        if not case.wrapping:
            self.outcomes.replied[case.turn] = self.now
            if case.turn < self.contacts.turn_at[case.row + 1] - 1:
                self._let_customer_think(case, agent)
                return
            self._leave_channel(case, Outcome.ANSWERED, Reason.UNRESOLVED)
            wrap_up = int(self.contacts.wrap_up[case.row])
            if wrap_up:
                case.wrapping = True
                self._start_work(case, wrap_up)
                return
        agent.group.finish(agent, case, self.now)
        self._pace(agent)

    def _let_customer_think(self, case: Case, agent: Agent) -> None:
        agent.group.hold(agent, case, self.now)
        self._pace(agent)
        delay = int(self.contacts.reply_delay[case.turn])
        self._at(self.now + delay, Rank.COMES_BACK, case.number, lambda: self._reply(case))
        inactive_after = int(self.operation.inactive_after[case.channel])
        if inactive_after < delay:
            case.stamp += 1
            stamp = case.stamp
            self._at(self.now + inactive_after, Rank.SLOT_FREED, case.number, lambda: self._free_slot(case, stamp))

    def _free_slot(self, case: Case, stamp: int) -> None:
        if case.held and case.stamp == stamp and case.agent is not None:
            case.agent.group.let_go(case.agent, case, self.now)

    def _reply(self, case: Case) -> None:
        case.turn += 1
        if case.held:
            assert case.agent is not None
            self.outcomes.asked[case.turn] = self.now
            case.agent.group.resume(case.agent, case, self.now)
            self._start_turn(case)
        else:
            self._wait(case, self.queues[case.channel].replies)

    # ------------------------------------------------------------------ the end, and what follows

    def _leave_channel(self, case: Case, outcome: Outcome, reason: Reason | None) -> None:
        self.in_channel[case.channel] -= 1
        self._end(case, outcome, reason)

    def _end(self, case: Case, outcome: Outcome, reason: Reason | None) -> None:
        case.waiting = False
        self.outcomes.outcome[case.row] = outcome
        self.outcomes.ended[case.row] = self.now
        self.counted_open -= self._is_counted(case)
        if reason is not None and (child := int(self.contacts.child[case.row, reason])) >= 0:
            self._schedule_return(case, child, reason)

    def _is_counted(self, case: Case) -> bool:
        return bool(self.operation.count_from <= self.outcomes.arrived[case.row] < self.operation.count_until)

    def _schedule_return(self, case: Case, child: int, reason: Reason) -> None:
        number = self.next_number
        self.next_number += 1
        after = int(self.contacts.after[case.row, reason])
        if self.operation.after_counts_days[case.channel, reason]:
            time = self._after_opening_days(int(self.contacts.channel[child]), after)
        else:
            time = self.now + after
        if time <= self.operation.stop:
            self._at(time, Rank.COMES_BACK, number, lambda: self._arrive(child, number))

    def _after_opening_days(self, channel: int, after: int) -> int:
        """Return the same time of day that many opening days of the channel later, and the rest of ``after`` later."""
        days, rest = divmod(after, _DAY)
        starts, is_open = self.operation.day_start, self.operation.day_is_open[channel]
        today = int(np.searchsorted(starts, self.now, side="right")) - 1
        if not days:
            return self.now + rest
        later = np.flatnonzero(is_open[today + 1 :])
        if len(later) < days:
            return NEVER
        day = today + 1 + int(later[days - 1])
        length = int(starts[day + 1] - starts[day])
        return int(starts[day]) + min(self.now - int(starts[today]), length - 1) + rest

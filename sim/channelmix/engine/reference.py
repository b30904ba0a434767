"""
The contact life, event by event, in SimPy: the specification.

Each rule stands here once. Events at the same moment happen in the order of ``Rank``, ties by
number (of the contact, channel or group). After every single event, first those agents leave
who are in surplus and have no work, then agents with room choose one contact at a time, and
then those leave who stayed only for a contact that is now taken.
Nothing is drawn here: two runs with the same arrays give the same outcomes.
"""

from channelmix.engine.accounts import AgentTime
from channelmix.engine.agents import Agent, Group
from channelmix.engine.clock import EventClock, gates, staff_changes
from channelmix.engine.dispatch import Dispatch, opens_later
from channelmix.engine.inputs import NEVER, Chased, Contacts, Operation, Outcome, Outcomes, Rank, Reason, WhenClosed
from channelmix.engine.opening import Opening
from channelmix.engine.queues import Case, Line


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


class _Replication:
    def __init__(self, operation: Operation, contacts: Contacts) -> None:
        self.operation, self.contacts = operation, contacts
        self.outcomes = Outcomes.blank(operation, contacts)
        self.clock = EventClock()
        self._at = self.clock.at
        self.time = AgentTime(operation.grid, operation.groups, self.outcomes)
        self.opening = Opening(operation)
        self.groups = [Group(index, operation, self.time) for index in range(operation.groups)]
        self.dispatch = Dispatch(operation, self.groups)
        self.queues = self.dispatch.queues
        self.in_channel = [0] * operation.channels
        self.opens_later = [opens_later(self.groups, channel) for channel in range(operation.channels)]
        self.callback_after: list[int] = operation.callback_after.tolist()
        self.overflow_after: list[int] = operation.overflow_after.tolist()
        self.chased_when: list[int] = operation.chased_when.tolist()
        self.now = 0
        self.is_void = False  # the last event: an end of work that is none any more, so nobody decides anew
        self.next_number = contacts.first
        self.counted_open = 0

    # ------------------------------------------------------------------ the clock

    def play(self) -> Outcomes:
        for group, agents in enumerate(self.operation.agents_at_start):
            self.groups[group].plan(int(agents), 0)
        self._schedule_next_first_contact(0)
        self.clock.follow(
            staff_changes(self.operation, lambda group, agents: self.groups[group].plan(agents, self.now))
        )
        self.clock.follow(gates(self.operation, self._switch))
        while self._goes_on(upcoming := self.clock.upcoming):
            self.now, self.is_void = upcoming, False
            self.clock.step()
            if not self.is_void:
                self._send_surplus_home()
                self._give_out_work()
                self._send_surplus_home()
        self.time.close()
        self.outcomes.complete = self.counted_open == 0
        return self.outcomes

    def _goes_on(self, upcoming: int) -> bool:
        if upcoming > self.operation.stop:
            return False
        return upcoming < self.operation.count_until or self.counted_open > 0

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
        if not self.dispatch.open[channel] and when_closed != WhenClosed.QUEUE:
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
        elif self.dispatch.is_shut(case.channel) and self.operation.clears_at_closing[case.channel]:
            self._leave_channel(case, Outcome.CLEARED, None)
        else:
            self._join(case)

    def _join(self, case: Case) -> None:
        channel = case.channel
        self.outcomes.joined[case.row] = self.now
        self._wait(case, self.queues[channel].new, int(self.contacts.patience[case.row]))
        for wait in self.opens_later[channel]:
            self._at(self.now + wait, Rank.GROUP_OPENS, case.number, lambda: None)
        if (wait := self.callback_after[channel]) != NEVER:
            self._at(self.now + wait, Rank.CALLBACK, case.number, lambda: self._offer_callback(case))
        if (wait := self.overflow_after[channel]) != NEVER:
            self._at(self.now + wait, Rank.OVERFLOW, case.number, lambda: self._overflow(case))
        if self.chased_when[channel] != Chased.NEVER:
            self._schedule_chase(case)

    # ------------------------------------------------------------------ waiting

    def _wait(self, case: Case, line: Line, patience: int) -> None:
        turn, channel = case.turn, case.channel
        case.asked = case.ranked_by = self.outcomes.asked[turn] = self.now
        if self.queues[channel].due_order:
            is_later = turn > self.contacts.turn_at[case.row]
            case.ranked_by = self.opening.due(channel, int(is_later), self.now)
        self.queues[channel].add(case, line)
        if patience != NEVER:
            self._at(self.now + patience, Rank.PATIENCE, case.number, lambda: self._lose_patience(case, turn))

    def _is_in_line(self, case: Case, turn: int) -> bool:
        """Whether the customer still waits for service of a turn, there and then."""
        waits = case.line is not None and case.turn == turn and self.outcomes.started[turn] < 0
        return waits and not (case.gone or case.called_back)

    def _lose_patience(self, case: Case, turn: int) -> None:
        if not self._is_in_line(case, turn):
            return
        if self.contacts.silent[case.row]:
            case.gone = True
            self._end(case, Outcome.ABANDONED, Reason.ABANDONED)
        else:
            self.queues[case.channel].remove(case)
            self._leave_channel(case, Outcome.ABANDONED, Reason.ABANDONED)

    def _overflow(self, case: Case) -> None:
        if self._is_in_line(case, int(self.contacts.turn_at[case.row])):
            self.queues[case.channel].remove(case)
            self._leave_channel(case, Outcome.OVERFLOWED, Reason.OVERFLOW)

    def _offer_callback(self, case: Case) -> None:
        accepts = self.contacts.takes_callback[case.row]
        if not (accepts and self._is_in_line(case, int(self.contacts.turn_at[case.row]))):
            return
        case.called_back = True
        self.outcomes.called_back[case.row] = self.now
        self.in_channel[case.channel] -= 1
        within = int(self.operation.callback_within[case.channel])
        if within != NEVER:
            queue = self.queues[case.channel]
            queue.remove(case)
            queue.add(case, queue.promised)
            if queue.due_order:
                case.ranked_by = self.now + within
            self._at(self.now + within, Rank.CALLBACK, case.number, lambda: self._fall_due(case))

    def _fall_due(self, case: Case) -> None:
        queue = self.queues[case.channel]
        if case.line is queue.promised:
            queue.remove(case)
            queue.add(case, queue.going)

    def _schedule_chase(self, case: Case) -> None:
        child = int(self.contacts.child[case.row, Reason.LATE])
        if child < 0:
            return
        due = self.opening.due(case.channel, 0, self.now)
        time = self._later(due, case, child, Reason.LATE)
        if time <= self.operation.stop:
            self._at(time, Rank.COMES_BACK, case.number, lambda: self._chase(case, child))

    def _chase(self, case: Case, child: int) -> None:
        outcomes, first = self.outcomes, int(self.contacts.turn_at[case.row])
        by_reply = self.chased_when[case.channel] == Chased.REPLY
        answered = outcomes.replied[first] if by_reply else outcomes.started[first]
        if answered < 0 and outcomes.outcome[case.row] == Outcome.UNFINISHED:
            self.next_number += 1
            self._arrive(child, self.next_number - 1)

    # ------------------------------------------------------------------ opening and closing

    def _switch(self, channel: int, opens: int) -> None:
        self.dispatch.open[channel] = bool(opens)
        if not opens and self.operation.clears_at_closing[channel]:
            for case in [case for case in self.queues[channel].new.values() if not case.called_back]:
                self.queues[channel].remove(case)
                if case.gone:
                    self.in_channel[channel] -= 1
                else:
                    self._leave_channel(case, Outcome.CLEARED, None)

    # ------------------------------------------------------------------ who gets what

    def _send_surplus_home(self) -> None:
        for group in self.groups:
            while (agent := self.dispatch.may_go(group)) is not None:
                for case in group.send_home(agent, self.now):
                    self._queue_again(case, group)

    def _queue_again(self, case: Case, group: Group) -> None:
        """Let work that was put aside wait for another agent."""
        queue, speed = self.queues[case.channel], group.speed[case.channel]
        case.rest = case.remaining if speed == 1.0 else round(case.remaining * speed)
        case.agent = None
        queue.add(case, queue.handed if self._is_handed_over(case.row, case.turn) else queue.going)

    def _give_out_work(self) -> None:
        while True:
            case = self.dispatch.next_case(self.now)
            if case is None:
                interruption = self.dispatch.next_interruption(self.now)
                if interruption is None:
                    return
                case, agent, aside = interruption
                for work in aside:
                    agent.group.pause(agent, work, self.now)
                self._take(case, agent)
            elif case.line is None:
                self._take_up_again(case)
            else:
                self._take(case, self.dispatch.agent_for(case, self.now))

    def _take(self, case: Case, agent: Agent) -> None:
        self.queues[case.channel].remove(case)
        if case.called_back:
            case.called_back = False
            self.in_channel[case.channel] += 1
        agent.group.take(agent, case, self.now)
        self._start_turn(case)

    def _take_up_again(self, case: Case) -> None:
        assert case.agent is not None
        self._end_pause(case)
        case.agent.group.take_up_again(case.agent, case, self.now)
        self._pace(case.agent, newly_active=case)

    def _end_pause(self, case: Case) -> None:
        if not case.wrapping and not case.gone:
            self.outcomes.paused[case.turn] += self.now - case.since
        case.since = self.now

    # ------------------------------------------------------------------ turns

    def _start_turn(self, case: Case) -> None:
        assert case.agent is not None
        outcomes = self.outcomes
        case.began = self.now
        if case.rest is not None:
            work, case.rest = case.rest, None
            self._end_pause(case)
        elif case.gone:
            work = int(self.contacts.silent_time[case.row])
        else:
            work = int(self.contacts.work[case.turn])
            outcomes.started[case.turn] = self.now
            if outcomes.group[case.row] < 0:
                outcomes.group[case.row] = case.agent.group.index
        self._start_work(case, work)

    def _start_work(self, case: Case, work: int) -> None:
        assert case.agent is not None
        speed = case.agent.group.speed[case.channel]
        case.remaining = work if speed == 1.0 else round(work / speed)
        case.since = self.now
        self._pace(case.agent, newly_active=case)

    def _pace(self, agent: Agent, newly_active: Case | None = None) -> None:
        """Let work end when it should, now that the number of the agent's active contacts may have changed."""
        for case in agent.paced_anew(self.now, newly_active):
            self._schedule_end(case, agent.paced_at)

    def _schedule_end(self, case: Case, factor: float) -> None:
        case.stamp += 1
        stamp = case.stamp

        def happen() -> None:
            self.is_void = case.stamp != stamp
            if not self.is_void:
                self._end_work(case)

        self._at(self.now + max(round(case.remaining * factor), 0), Rank.WORK_ENDS, case.number, happen)

    def _end_work(self, case: Case) -> None:
        agent = case.agent
        assert agent is not None
        if case.gone:
            self.in_channel[case.channel] -= 1
        elif not case.wrapping:
            self.outcomes.replied[case.turn] = self.now
            if case.turn < self.contacts.turn_at[case.row + 1] - 1:
                self._go_on(case, agent)
                return
            self._leave_channel(case, Outcome.ANSWERED, Reason.UNRESOLVED)
            wrap_up = int(self.contacts.wrap_up[case.row])
            if wrap_up:
                case.wrapping = True
                self._start_work(case, wrap_up)
                return
        agent.group.finish(agent, case, self.now)
        self._pace(agent)

    def _go_on(self, case: Case, agent: Agent) -> None:
        """Let the next turn follow: the second group's, or the customer's reply."""
        if self._is_handed_over(case.row, case.turn + 1):
            agent.group.finish(agent, case, self.now)
            self._pace(agent)
            case.agent = None
            case.turn += 1
            self._wait(case, self.queues[case.channel].handed, int(self.contacts.response_patience[case.turn]))
        else:
            self._let_customer_think(case, agent)

    def _is_handed_over(self, row: int, turn: int) -> bool:
        """Whether a turn belongs to the second group."""
        return bool(self.contacts.transferred[row]) and turn == self.contacts.turn_at[row + 1] - 1

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
            self._wait(case, self.queues[case.channel].going, int(self.contacts.response_patience[case.turn]))

    # ------------------------------------------------------------------ the end, and what follows

    def _leave_channel(self, case: Case, outcome: Outcome, reason: Reason | None) -> None:
        self.in_channel[case.channel] -= 1
        self._end(case, outcome, reason)

    def _end(self, case: Case, outcome: Outcome, reason: Reason | None) -> None:
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
        time = self._later(self.now, case, child, reason)
        if time <= self.operation.stop:
            self._at(time, Rank.COMES_BACK, number, lambda: self._arrive(child, number))

    def _later(self, moment: int, case: Case, child: int, reason: Reason) -> int:
        """Return when a customer comes back who waits from a moment on."""
        after = int(self.contacts.after[case.row, reason])
        if self.operation.after_counts_days[case.channel, reason]:
            return self.opening.after_opening_days(int(self.contacts.channel[child]), moment, after)
        return NEVER if moment == NEVER else moment + after

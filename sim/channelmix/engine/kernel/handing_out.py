"""
Who gets what: the rules of ``engine/reference.py``, and the short ways to the same answer.

Before every event nobody who has room could take anybody who waits. So after most events only
one contact has come, or one agent has room, and only those need a look; ``settle`` is the long
way, for all else.
"""

from channelmix.engine.inputs import WhenClosed
from channelmix.engine.kernel.accounts import change
from channelmix.engine.kernel.agents import fits, knows, least_loaded, release_held, take, take_on, unlink
from channelmix.engine.kernel.compiling import helper, laid_in
from channelmix.engine.kernel.layout import (
    A_GROUP,
    A_IDLE_SINCE,
    A_LEAVES,
    A_LOAD,
    A_NUMBER,
    A_ON_DUTY,
    A_SIZE,
    A_WORKING,
    C_OPEN,
    C_ROUTE,
    C_WHEN_CLOSED,
    EVERYBODY,
    G_AGENTS,
    G_AGENTS_END,
    G_CAPACITY,
    G_LAST_LEVEL,
    G_LOADS,
    G_MARKED,
    G_ORDER,
    G_PLANNED,
    G_PRESENT,
    G_SIZE,
    G_STALE,
    G_SURPLUS,
    G_WORKING,
    NONE,
    ON_DUTY,
    OVERTIME,
    S_GROUP_COUNT,
    S_GROUPS,
    S_SURPLUS,
    S_WHOLE,
    USED,
    Memory,
    channel_of,
)
from channelmix.engine.kernel.queues import head, leave_line, waited_longer
from channelmix.engine.kernel.work import start_turn

_QUEUE = int(WhenClosed.QUEUE)


@laid_in
def choice_of(m: Memory, agent: int, only_left_over: int) -> int:
    """Return whom an agent chooses: highest rank, then longest wait, among the heads that fit; -1: nobody."""
    group, chosen, tier = m[agent + A_GROUP], -1, -1
    place = m[group + G_ORDER] - 2
    while True:
        place += 2
        channel = m[place]
        if channel == NONE or (chosen >= 0 and m[place + 1] != tier):
            return chosen
        first = head(m, channel)
        if first < 0 or not fits(m, agent, channel) or (only_left_over and not is_left_over(m, channel)):
            continue
        if waited_longer(m, first, chosen):
            chosen, tier = first, m[place + 1]


@laid_in
def start(m: Memory, agent: int, channel: int, row: int) -> None:
    """Let an agent take a contact and begin."""
    take(m, agent, channel, row)
    start_turn(m, channel, row)


@laid_in
def refill(m: Memory, agent: int) -> None:
    """Let the one agent who has got room, in no list, take whoever waits and fits; ``count_used`` must follow."""
    row = choice_of(m, agent, 0)
    while row >= 0:
        channel = channel_of(m, row)
        leave_line(m, channel, row)
        take_on(m, agent, channel, row)
        start_turn(m, channel, row)
        row = choice_of(m, agent, 0) if m[agent + A_LOAD] <= m[m[agent + A_GROUP] + G_LAST_LEVEL] else NONE


@helper
def has_room(m: Memory, channel: int, row: int) -> int:
    """Return who takes the one contact that has come, nobody being about to leave; -1: it must wait."""
    agent = knows(m, row)
    if agent >= 0 and fits(m, agent, channel):
        return agent
    place, agent = m[channel + C_ROUTE], NONE
    while m[place] != NONE and agent < 0:
        agent = least_loaded(m, m[place], channel)
        place += 1
    return agent


# ---------------------------------------------------------------------- the long way


@helper
def settle(m: Memory) -> None:
    """Let surplus agents leave and the others choose, until nobody can."""
    if m[S_WHOLE]:
        return  # after each event, the longer way
    send_surplus_home(m)
    row = next_contact(m)
    while row >= 0:
        channel = channel_of(m, row)
        leave_line(m, channel, row)
        start(m, agent_for(m, channel, row), channel, row)
        row = next_contact(m)
    send_surplus_home(m)


@helper
def is_shut(m: Memory, channel: int) -> bool:
    """Tell whether a channel is closed and keeps nobody for the next day."""
    return not m[channel + C_OPEN] and m[channel + C_WHEN_CLOSED] != _QUEUE


@helper
def is_left_over(m: Memory, channel: int) -> bool:
    """Tell whether contacts still wait in a channel that has closed; agents stay until they are served."""
    return is_shut(m, channel) and head(m, channel) >= 0


@helper
def count_surplus(m: Memory, group: int) -> None:
    """Count the agents of a group who are now too many."""
    surplus = max(m[group + G_PRESENT] - m[group + G_PLANNED], 0)
    more = surplus - m[group + G_SURPLUS]
    m[group + G_SURPLUS] = surplus
    m[group + G_STALE] = 1
    m[S_SURPLUS] += more
    change(m, group, OVERTIME, more)


@helper
def mark_leaving(m: Memory, group: int) -> None:
    """Mark those who take nothing new: as many as are in surplus, least loaded first, ties highest number."""
    if not m[group + G_STALE] or (not m[group + G_SURPLUS] and not m[group + G_MARKED]):
        return
    m[group + G_STALE] = 0
    if m[group + G_SURPLUS] == m[group + G_PRESENT]:
        mark_all(m, group)
        return
    left = m[group + G_MARKED] = m[group + G_SURPLUS]
    count_loads(m, group)
    loads, load = m[group + G_LOADS], 0
    while m[loads + load] < left:
        left -= m[loads + load]
        load += 1
    for agent in range(m[group + G_AGENTS_END] - A_SIZE, m[group + G_AGENTS] - 1, -A_SIZE):
        is_on_the_edge = m[agent + A_ON_DUTY] & (m[agent + A_LOAD] == load) & (left > 0)
        m[agent + A_LEAVES] = is_on_the_edge | (m[agent + A_ON_DUTY] & (m[agent + A_LOAD] < load))
        left -= is_on_the_edge


@helper
def mark_all(m: Memory, group: int) -> None:
    """Mark all as leaving, if they have not been: nobody is planned any more, so they stay marked until they go."""
    if m[group + G_MARKED] != EVERYBODY:
        m[group + G_MARKED] = EVERYBODY
        for agent in range(m[group + G_AGENTS], m[group + G_AGENTS_END], A_SIZE):
            m[agent + A_LEAVES] = m[agent + A_ON_DUTY]


@helper
def count_loads(m: Memory, group: int) -> None:
    """Count the agents on duty of each load."""
    loads = m[group + G_LOADS]
    for load in range(m[group + G_CAPACITY] + 1):
        m[loads + load] = 0
    for agent in range(m[group + G_AGENTS], m[group + G_AGENTS_END], A_SIZE):
        m[loads + m[agent + A_LOAD]] += m[agent + A_ON_DUTY]


@helper
def send_surplus_home(m: Memory) -> None:
    """Let agents who are too many leave, if they have no active work and nobody is left over for them."""
    for number in range(m[S_GROUP_COUNT]):
        group = m[S_GROUPS] + number * G_SIZE
        if m[group + G_SURPLUS] and m[group + G_PRESENT] > m[group + G_WORKING] and not serves_left_over(m, group):
            mark_leaving(m, group)
            for agent in range(m[group + G_AGENTS], m[group + G_AGENTS_END], A_SIZE):
                if m[agent + A_LEAVES] and not m[agent + A_WORKING]:
                    leave(m, group, agent)
                    if m[group + G_PRESENT] == m[group + G_WORKING]:
                        break


@helper
def serves_left_over(m: Memory, group: int) -> bool:
    """Tell whether a group has a channel in which contacts are left over."""
    place = m[group + G_ORDER]
    while m[place] != NONE:
        if is_left_over(m, m[place]):
            return True
        place += 2
    return False


@helper
def leave(m: Memory, group: int, agent: int) -> None:
    """End an agent's duty."""
    unlink(m, agent)
    change(m, group, USED, -m[agent + A_LOAD])
    change(m, group, ON_DUTY, -1)
    m[agent + A_ON_DUTY] = m[agent + A_LEAVES] = m[agent + A_LOAD] = 0
    release_held(m, agent)
    m[group + G_PRESENT] -= 1
    m[group + G_STALE] = 1
    count_surplus(m, group)


@helper
def next_contact(m: Memory) -> int:
    """Return what the first agent with room chooses, group by group, then agent by agent; -1: nobody can."""
    for number in range(m[S_GROUP_COUNT]):
        group = m[S_GROUPS] + number * G_SIZE
        if not somebody_fits(m, group):
            continue
        mark_leaving(m, group)
        for agent in range(m[group + G_AGENTS], m[group + G_AGENTS_END], A_SIZE):
            if m[agent + A_ON_DUTY] and m[agent + A_LOAD] <= m[group + G_LAST_LEVEL]:
                row = choice_of(m, agent, m[agent + A_LEAVES])
                if row >= 0:
                    return row
    return -1


@helper
def somebody_fits(m: Memory, group: int) -> bool:
    """Tell whether anybody waits for whom an agent of a group, about to leave or not, has room."""
    place = m[group + G_ORDER]
    while m[place] != NONE:
        if head(m, m[place]) >= 0 and least_loaded(m, group, m[place]) >= 0:
            return True
        place += 2
    return False


@helper
def agent_for(m: Memory, channel: int, row: int) -> int:
    """Return who takes a contact: who knows the case, else the first group of its route with room."""
    left_over = 1 if is_shut(m, channel) else 0
    agent = knows(m, row)
    if agent >= 0 and fits(m, agent, channel):
        mark_leaving(m, m[agent + A_GROUP])
        if left_over or not m[agent + A_LEAVES]:
            return agent
    place, agent = m[channel + C_ROUTE], NONE
    while m[place] != NONE and agent < 0:
        agent = best_of_group(m, m[place], channel, left_over)
        place += 1
    return agent


@helper
def best_of_group(m: Memory, group: int, channel: int, left_over: int) -> int:
    """Return who of a group takes a contact: least loaded, longest idle, lowest number; -1 without room."""
    if not m[group + G_SURPLUS]:
        return least_loaded(m, group, channel)
    mark_leaving(m, group)
    best = NONE
    for agent in range(m[group + G_AGENTS], m[group + G_AGENTS_END], A_SIZE):
        is_able = m[agent + A_ON_DUTY] and fits(m, agent, channel) and (left_over or not m[agent + A_LEAVES])
        if is_able and (best < 0 or comes_first(m, agent, best)):
            best = agent
    return best


@helper
def comes_first(m: Memory, agent: int, other: int) -> bool:
    """Tell whether one agent of a group takes a contact before another."""
    if m[agent + A_LOAD] != m[other + A_LOAD]:
        return m[agent + A_LOAD] < m[other + A_LOAD]
    if m[agent + A_IDLE_SINCE] != m[other + A_IDLE_SINCE]:
        return m[agent + A_IDLE_SINCE] < m[other + A_IDLE_SINCE]
    return m[agent + A_NUMBER] < m[other + A_NUMBER]

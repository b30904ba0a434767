"""
Who gets what where the rarer rules hold: the reference's ``dispatch``, looked through after each event.
"""

from channelmix.engine.kernel.agents import fits, knows, least_loaded, pause, take, unchain
from channelmix.engine.kernel.compiling import helper, rare, real, whole
from channelmix.engine.kernel.handing_out import best_of_group, is_shut, leave, mark_leaving
from channelmix.engine.kernel.layout import (
    A_ACTIVE,
    A_GROUP,
    A_LEAVES,
    A_LOAD,
    A_NEXT,
    A_ON_DUTY,
    A_PACE,
    A_PAUSED,
    A_SIZE,
    A_WORKING,
    C_HANDED,
    C_INSIDE,
    C_INTERRUPTS,
    C_REPLIES,
    C_ROUTE,
    C_SECOND,
    G_AGENTS,
    G_AGENTS_END,
    G_CAPACITY,
    G_INTERRUPTIBLE,
    G_KEEPS_ROOM,
    G_LEVELS,
    G_ORDER,
    G_PAUSED,
    G_PRESENT,
    G_SIZE,
    G_SLOWDOWN,
    G_SURPLUS,
    G_WORKING,
    K_ALTERS,
    K_DRAINS,
    K_INTERRUPTIBLE,
    K_OPENS_AFTER,
    K_RANK,
    K_RESERVE,
    K_SPEED,
    NONE,
    PAUSED,
    R_AGENT,
    R_ASKED,
    R_MODE,
    R_NEXT,
    R_ORDER,
    R_PREVIOUS,
    R_REMAINING,
    R_SINCE,
    R_TURN,
    S_GROUP_COUNT,
    S_GROUPS,
    S_NOW,
    X_BEGAN,
    X_CALLED,
    X_LINE,
    X_REST,
    Memory,
    channel_of,
    extra,
    skill_of,
    weight_of,
)
from channelmix.engine.kernel.rare_lines import comes_before, head_for, left_over_for
from channelmix.engine.kernel.rare_waits import is_handed_over, leave_any_line, line_up
from channelmix.engine.kernel.work import end_pause, pace, start_turn


@rare(None)
def settle_whole(m: Memory) -> None:
    """Let surplus agents leave, others choose and live work put other work aside, until nobody can; leave once more."""
    send_home(m)
    while True:
        row = next_of_all(m)
        if row >= 0:
            if m[row + R_MODE] == PAUSED:
                take_up_again(m, row)
            else:
                begin(m, agent_of_all(m, channel_of(m, row), row), row)
        elif not interrupt(m):
            break
    send_home(m)


@helper
def begin(m: Memory, agent: int, row: int) -> None:
    """Let an agent take a waiting contact and begin."""
    channel, x = channel_of(m, row), extra(m, row)
    leave_any_line(m, channel, row)
    if m[x + X_CALLED]:
        m[x + X_CALLED] = 0
        m[channel + C_INSIDE] += 1
    take(m, agent, channel, row)
    start_turn(m, channel, row)


# ---------------------------------------------------------------------- choosing


@helper
def next_of_all(m: Memory) -> int:
    """Return what the first agent with room chooses, group by group, then agent by agent; -1: nobody can."""
    for number in range(m[S_GROUP_COUNT]):
        group = m[S_GROUPS] + number * G_SIZE
        if not m[group + G_PAUSED] and not somebody_fits_all(m, group):
            continue
        mark_leaving(m, group)
        for agent in range(m[group + G_AGENTS], m[group + G_AGENTS_END], A_SIZE):
            if m[agent + A_ON_DUTY] and m[agent + A_LOAD] < m[group + G_CAPACITY]:
                row = choice_of_all(m, group, agent)
                if row >= 0:
                    return row
    return -1


@helper
def somebody_fits_all(m: Memory, group: int) -> bool:
    """Tell whether anybody waits for whom an agent of a group, about to leave or not, has room."""
    place = m[group + G_ORDER]
    while m[place] != NONE:
        if least_loaded(m, group, m[place]) >= 0 and head_for(m, group, m[place]) >= 0:
            return True
        place += 2
    return False


@helper
def choice_of_all(m: Memory, group: int, agent: int) -> int:
    """Return an agent's own work put aside, or the head of a line: highest rank, then first in its order, that fits."""
    place, tier, aside, chosen = m[group + G_ORDER], NONE, NONE, NONE
    while m[place] != NONE:
        channel = m[place]
        if m[place + 1] != tier:
            if aside >= 0 or chosen >= 0:
                break
            tier = m[place + 1]
        place += 2
        if fits(m, agent, channel) and is_open_to(m, group, agent, channel):
            if not m[agent + A_LEAVES]:
                aside = earliest_aside(m, agent, channel, aside)
            row = head_for(m, group, channel)
            if row >= 0 and comes_before(m, row, chosen):
                chosen = row
    return aside if aside >= 0 else chosen


@helper
def earliest_aside(m: Memory, agent: int, channel: int, other: int) -> int:
    """Return the work of a channel that an agent put aside, earliest start first, if it comes before another."""
    row = m[agent + A_PAUSED]
    while row >= 0:
        if channel_of(m, row) == channel and (other < 0 or not started_later(m, row, other)):
            other = row
        row = m[row + R_NEXT]
    return other


@helper
def started_later(m: Memory, row: int, other: int) -> bool:
    """Tell whether the work on a contact was started later than on another, ties by number."""
    began, other_began = m[extra(m, row) + X_BEGAN], m[extra(m, other) + X_BEGAN]
    return began > other_began or (began == other_began and m[row + R_ORDER] > m[other + R_ORDER])


@helper
def is_open_to(m: Memory, group: int, agent: int, channel: int) -> bool:
    """Tell whether an agent may take contacts of a channel, room apart."""
    if m[agent + A_LEAVES]:
        return left_over_for(m, group, channel)
    return not waits_for_others(m, group, channel)


@helper
def waits_for_others(m: Memory, group: int, channel: int) -> bool:
    """Tell whether a group keeps its room for other channels; those about to leave are marked."""
    if not m[group + G_KEEPS_ROOM] or left_over_for(m, group, channel):
        return False
    place, rank = m[group + G_ORDER], m[skill_of(m, group, channel) + K_RANK]
    while m[place] != NONE:
        other, skill = m[place], skill_of(m, group, m[place])
        if m[skill + K_DRAINS] and m[place + 1] < rank and head_for(m, group, other) >= 0:
            return True
        if other != channel and m[skill + K_RESERVE] and free_for(m, group, other) <= m[skill + K_RESERVE]:
            return True
        place += 2
    return False


@helper
def free_for(m: Memory, group: int, channel: int) -> int:
    """Return how many agents of a group have room for a channel and do not leave."""
    free, first = 0, m[group + G_LEVELS]
    for level in range(first, first + 2 * (m[group + G_CAPACITY] - weight_of(m, group, channel)) + 1, 2):
        agent = m[level]
        while agent >= 0:
            free += 1 - m[agent + A_LEAVES]
            agent = m[agent + A_NEXT]
    return free


@helper
def agent_of_all(m: Memory, channel: int, row: int) -> int:
    """Return who takes a contact that an agent has chosen: who knows the case, else the first group with room."""
    agent = knows(m, row)
    if agent >= 0 and fits(m, agent, channel):
        group = m[agent + A_GROUP]
        mark_leaving(m, group)
        if is_open_to(m, group, agent, channel):
            return agent
    place, agent = m[channel + C_ROUTE], NONE
    if m[extra(m, row) + X_LINE] == C_HANDED:
        return best_with_room(m, m[channel + C_SECOND], channel)
    while m[place] != NONE and agent < 0:
        if may_serve(m, m[place], channel, row):
            agent = best_with_room(m, m[place], channel)
        place += 1
    return agent


@helper
def best_with_room(m: Memory, group: int, channel: int) -> int:
    """Return who of a group takes a contact, if the group does not keep its room for others; else -1."""
    mark_leaving(m, group)
    if waits_for_others(m, group, channel):
        return -1
    return best_of_group(m, group, channel, is_shut(m, channel))


@helper
def may_serve(m: Memory, group: int, channel: int, row: int) -> bool:
    """Tell whether a waiting contact has waited long enough for a group of its channel's list."""
    if m[extra(m, row) + X_LINE] == C_REPLIES:
        return True
    return m[S_NOW] - m[row + R_ASKED] >= m[skill_of(m, group, channel) + K_OPENS_AFTER]


# ---------------------------------------------------------------------- putting aside


@helper
def take_up_again(m: Memory, row: int) -> None:
    """Let an agent go on with what was put aside."""
    agent, channel = m[row + R_AGENT], channel_of(m, row)
    unchain(m, agent, A_PAUSED, row)
    m[m[agent + A_GROUP] + G_PAUSED] -= 1
    take(m, agent, channel, row)
    end_pause(m, row)
    pace(m, agent, row)


@helper
def interrupt(m: Memory) -> bool:
    """Let the first call or chat for which nobody has room put other work aside; tell whether one could."""
    for number in range(m[S_GROUP_COUNT]):
        group = m[S_GROUPS] + number * G_SIZE
        place = m[group + G_ORDER]
        while m[group + G_INTERRUPTIBLE] and m[place] != NONE:
            last = NONE
            while True:
                row = next_live(m, group, place, last)
                if row < 0:
                    break
                if interrupt_for(m, channel_of(m, row), row):
                    return True
                last = row
            tier = m[place + 1]
            while m[place] != NONE and m[place + 1] == tier:
                place += 2
    return False


@helper
def next_live(m: Memory, group: int, place: int, last: int) -> int:
    """Return the next head after another, in their order, of the interrupting channels of one rank; -1: no more."""
    found, tier = NONE, m[place + 1]
    while m[place] != NONE and m[place + 1] == tier:
        if m[m[place] + C_INTERRUPTS]:
            row = head_for(m, group, m[place])
            if row >= 0 and (last < 0 or comes_before(m, last, row)) and row != last and comes_before(m, row, found):
                found = row
        place += 2
    return found


@helper
def interrupt_for(m: Memory, channel: int, row: int) -> bool:
    """Put work aside for a contact in the first group of its list that can; tell whether one could."""
    if m[extra(m, row) + X_LINE] == C_HANDED:
        return interrupt_in(m, m[channel + C_SECOND], channel, row)
    place = m[channel + C_ROUTE]
    while m[place] != NONE:
        if may_serve(m, m[place], channel, row) and interrupt_in(m, m[place], channel, row):
            return True
        place += 1
    return False


@helper
def interrupt_in(m: Memory, group: int, channel: int, row: int) -> bool:
    """Let the agent with the latest start make room for a contact, if any of a group can."""
    mark_leaving(m, group)
    weight, best, latest = weight_of(m, group, channel), NONE, NONE
    for agent in range(m[group + G_AGENTS], m[group + G_AGENTS_END], A_SIZE):
        if m[agent + A_ON_DUTY] and not m[agent + A_LEAVES]:
            missing = m[agent + A_LOAD] + weight - m[group + G_CAPACITY]
            work = latest_start(m, group, agent)
            enough = missing > 0 and work >= 0 and weight_to_put_aside(m, group, agent) >= missing
            if enough and (latest < 0 or started_later(m, work, latest)):
                best, latest = agent, work
    if best < 0:
        return False
    while m[best + A_LOAD] + weight > m[group + G_CAPACITY]:
        work = latest_start(m, group, best)
        factor = real(m, m[group + G_SLOWDOWN] + m[best + A_PACE])
        pause(m, best, channel_of(m, work), work, whole((m[S_NOW] - m[work + R_SINCE]) / factor))
    begin(m, best, row)
    return True


@helper
def latest_start(m: Memory, group: int, agent: int) -> int:
    """Return an agent's interruptible work with the latest start; -1: there is none."""
    row, latest = m[agent + A_ACTIVE], NONE
    while row >= 0:
        may = m[skill_of(m, group, channel_of(m, row)) + K_INTERRUPTIBLE]
        if may and (latest < 0 or started_later(m, row, latest)):
            latest = row
        row = m[row + R_NEXT]
    return latest


@helper
def weight_to_put_aside(m: Memory, group: int, agent: int) -> int:
    """Return how much room an agent's interruptible work takes."""
    row, weight = m[agent + A_ACTIVE], 0
    while row >= 0:
        if m[skill_of(m, group, channel_of(m, row)) + K_INTERRUPTIBLE]:
            weight += weight_of(m, group, channel_of(m, row))
        row = m[row + R_NEXT]
    return weight


# ---------------------------------------------------------------------- going home


@helper
def send_home(m: Memory) -> None:
    """Let agents who are too many leave one by one; what they have put aside waits for others."""
    for number in range(m[S_GROUP_COUNT]):
        group = m[S_GROUPS] + number * G_SIZE
        while m[group + G_SURPLUS] and m[group + G_PRESENT] > m[group + G_WORKING]:
            agent = who_may_go(m, group)
            if agent < 0:
                break
            aside = m[agent + A_PAUSED]
            m[agent + A_PAUSED] = NONE
            leave(m, group, agent)
            queue_again(m, group, aside)


@helper
def who_may_go(m: Memory, group: int) -> int:
    """Return the agent in surplus who goes home next: least loaded, ties highest number; -1: nobody may."""
    place = m[group + G_ORDER]
    while m[place] != NONE:
        if left_over_for(m, group, m[place]):
            return -1
        place += 2
    mark_leaving(m, group)
    found = NONE
    for agent in range(m[group + G_AGENTS_END] - A_SIZE, m[group + G_AGENTS] - 1, -A_SIZE):
        may = m[agent + A_ON_DUTY] and m[agent + A_LEAVES] and not m[agent + A_WORKING]
        if may and (found < 0 or m[agent + A_LOAD] < m[found + A_LOAD]):
            found = agent
    return found


@helper
def queue_again(m: Memory, group: int, row: int) -> None:
    """Let a chain of work that was put aside wait for other agents, what was put aside first in front."""
    while row >= 0 and m[row + R_NEXT] >= 0:
        row = m[row + R_NEXT]
    while row >= 0:
        before, channel, x = m[row + R_PREVIOUS], channel_of(m, row), extra(m, row)
        skill = skill_of(m, group, channel)
        rest = m[row + R_REMAINING]
        m[x + X_REST] = whole(rest * real(m, skill + K_SPEED)) if m[skill + K_ALTERS] else rest
        m[row + R_AGENT] = NONE
        m[group + G_PAUSED] -= 1
        line_up(m, channel, C_HANDED if is_handed_over(m, row, m[row + R_TURN]) else C_REPLIES, row)
        row = before

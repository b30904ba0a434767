"""
Agents: who has room, who is next among equals, who takes up and puts down a contact.

Agents of one group with the same load stand in a list, longest idle first, so the one who
takes a contact is the first of the lowest load that has room. Agents too busy for anything
stand in none.
"""

from channelmix.engine.kernel.accounts import change
from channelmix.engine.kernel.compiling import helper
from channelmix.engine.kernel.layout import (
    A_ACTIVE,
    A_DUTY,
    A_GROUP,
    A_HELD,
    A_IDLE_SINCE,
    A_LINKED,
    A_LOAD,
    A_NEXT,
    A_NUMBER,
    A_ON_DUTY,
    A_PAUSED,
    A_PREVIOUS,
    A_WORKING,
    ACTIVE,
    AWAY,
    BUSY,
    G_CAPACITY,
    G_FACTORS,
    G_LAST_LEVEL,
    G_LEVELS,
    G_LOWEST,
    G_PAUSED,
    G_STALE,
    G_WORKING,
    HELD,
    PAUSED,
    R_AGENT,
    R_DUTY,
    R_MODE,
    R_NEXT,
    R_PREVIOUS,
    R_REMAINING,
    R_SINCE,
    R_STAMP,
    S_NOW,
    STAMP_MASK,
    USED,
    X_WAS,
    Memory,
    extra,
    weight_of,
)


@helper
def link(m: Memory, agent: int) -> None:
    """Put an agent among those of equal load: behind all who have been idle longer, or as long with a lower number."""
    group, load = m[agent + A_GROUP], m[agent + A_LOAD]
    if load > m[group + G_LAST_LEVEL] or m[agent + A_LINKED]:
        return
    level = m[group + G_LEVELS] + 2 * load
    m[group + G_LOWEST] = min(m[group + G_LOWEST], load)
    idle_since, number = m[agent + A_IDLE_SINCE], m[agent + A_NUMBER]
    before = m[level + 1]
    while before >= 0 and (
        m[before + A_IDLE_SINCE] > idle_since
        or (m[before + A_IDLE_SINCE] == idle_since and m[before + A_NUMBER] > number)
    ):
        before = m[before + A_PREVIOUS]
    after = m[level] if before < 0 else m[before + A_NEXT]
    m[agent + A_PREVIOUS], m[agent + A_NEXT], m[agent + A_LINKED] = before, after, 1
    if before < 0:
        m[level] = agent
    else:
        m[before + A_NEXT] = agent
    if after < 0:
        m[level + 1] = agent
    else:
        m[after + A_PREVIOUS] = agent


@helper
def unlink(m: Memory, agent: int) -> None:
    """Take an agent out of the list of those of equal load."""
    if not m[agent + A_LINKED]:
        return
    m[agent + A_LINKED] = 0
    level = m[m[agent + A_GROUP] + G_LEVELS] + 2 * m[agent + A_LOAD]
    before, after = m[agent + A_PREVIOUS], m[agent + A_NEXT]
    if before < 0:
        m[level] = after
    else:
        m[before + A_NEXT] = after
    if after < 0:
        m[level + 1] = before
    else:
        m[after + A_PREVIOUS] = before


@helper
def fits(m: Memory, agent: int, channel: int) -> bool:
    """Tell whether an agent has room for one more contact of a channel."""
    group = m[agent + A_GROUP]
    weight = weight_of(m, group, channel)
    return weight > 0 and m[agent + A_LOAD] + weight <= m[group + G_CAPACITY]


@helper
def least_loaded(m: Memory, group: int, channel: int) -> int:
    """
    Return who of a group takes a contact of a channel, nobody being about to leave; -1 without room.

    Loads that nobody had when this was last asked are passed over: W2 plays in 0.98 of the time.
    """
    first, level = m[group + G_LEVELS], m[group + G_LOWEST]
    last = m[group + G_CAPACITY] - weight_of(m, group, channel)
    while level <= last and m[first + 2 * level] < 0:
        level += 1
    m[group + G_LOWEST] = level
    return m[first + 2 * level] if level <= last else -1


@helper
def knows(m: Memory, row: int) -> int:
    """Return the agent who knows the case, if still on duty; else -1."""
    agent = m[row + R_AGENT]
    if agent >= 0 and m[agent + A_ON_DUTY] and m[agent + A_DUTY] == m[row + R_DUTY]:
        return agent
    return -1


@helper
def take(m: Memory, agent: int, channel: int, row: int) -> None:
    """Put a contact that is not held on an agent, active."""
    unlink(m, agent)
    before = m[agent + A_LOAD]
    take_on(m, agent, channel, row)
    link(m, agent)
    count_used(m, agent, before)


@helper
def take_on(m: Memory, agent: int, channel: int, row: int) -> None:
    """Put a contact on an agent who is in no list; ``count_used`` must follow."""
    m[agent + A_LOAD] += weight_of(m, m[agent + A_GROUP], channel)
    activate(m, agent, row)


@helper
def count_used(m: Memory, agent: int, before: int) -> None:
    """Count how an agent's load has changed."""
    by = m[agent + A_LOAD] - before
    if by:
        m[m[agent + A_GROUP] + G_STALE] = 1
        change(m, m[agent + A_GROUP], USED, by)


@helper
def activate(m: Memory, agent: int, row: int) -> None:
    """Let an agent begin to work on a contact whose place is taken already."""
    if not m[agent + A_WORKING]:
        count_working(m, m[agent + A_GROUP], 1)
    m[agent + A_WORKING] += 1
    m[row + R_MODE], m[row + R_AGENT], m[row + R_DUTY] = ACTIVE, agent, m[agent + A_DUTY]
    if m[m[agent + A_GROUP] + G_FACTORS]:
        chain(m, agent, A_ACTIVE, row)


@helper
def count_working(m: Memory, group: int, by: int) -> None:
    """Count that so many more agents are at work from now on."""
    m[group + G_WORKING] += by
    change(m, group, BUSY, by)


@helper
def stop_work(m: Memory, agent: int, row: int) -> None:
    """Let an agent stop working on a contact; the agent is out of the lists until ``link`` is called."""
    unlink(m, agent)
    if m[m[agent + A_GROUP] + G_FACTORS]:
        unchain(m, agent, A_ACTIVE, row)
    m[agent + A_IDLE_SINCE] = m[S_NOW]
    count_done(m, agent)


@helper
def count_done(m: Memory, agent: int) -> None:
    """Count that an agent works on one contact less."""
    m[agent + A_WORKING] -= 1
    if not m[agent + A_WORKING]:
        count_working(m, m[agent + A_GROUP], -1)


@helper
def free_slot(m: Memory, agent: int, channel: int) -> None:
    """Take back the room of a contact."""
    before = m[agent + A_LOAD]
    drop(m, agent, channel)
    count_used(m, agent, before)


@helper
def drop(m: Memory, agent: int, channel: int) -> None:
    """Take back the room of a contact; ``count_used`` must follow."""
    m[agent + A_LOAD] -= weight_of(m, m[agent + A_GROUP], channel)


@helper
def hold(m: Memory, agent: int, row: int) -> None:
    """Keep the slot of a contact whose customer thinks."""
    stop_work(m, agent, row)
    link(m, agent)
    m[row + R_MODE] = HELD
    chain(m, agent, A_HELD, row)


@helper
def resume(m: Memory, agent: int, row: int) -> None:
    """Make a held contact active again."""
    unchain(m, agent, A_HELD, row)
    activate(m, agent, row)


@helper
def let_go(m: Memory, agent: int, channel: int, row: int) -> None:
    """Free the slot of a held contact; the agent is out of the lists until ``link`` is called."""
    unlink(m, agent)
    unchain(m, agent, A_HELD, row)
    m[row + R_MODE] = AWAY
    free_slot(m, agent, channel)


@helper
def release_held(m: Memory, agent: int) -> None:
    """Let the customers of an agent who leaves queue again when they reply."""
    row = m[agent + A_HELD]
    while row >= 0:
        m[row + R_MODE] = AWAY
        m[row + R_STAMP] += 1
        row = m[row + R_NEXT]
    m[agent + A_HELD] = -1


@helper
def chain(m: Memory, agent: int, column: int, row: int) -> None:
    """Put a contact at the head of an agent's active or held ones."""
    after = m[agent + column]
    m[row + R_NEXT], m[row + R_PREVIOUS] = after, -1
    if after >= 0:
        m[after + R_PREVIOUS] = row
    m[agent + column] = row


@helper
def unchain(m: Memory, agent: int, column: int, row: int) -> None:
    """Take a contact out of an agent's active or held ones."""
    before, after = m[row + R_PREVIOUS], m[row + R_NEXT]
    if before < 0:
        m[agent + column] = after
    else:
        m[before + R_NEXT] = after
    if after >= 0:
        m[after + R_PREVIOUS] = before


@helper
def pause(m: Memory, agent: int, channel: int, row: int, done: int) -> None:
    """Put work aside, of which so much is done at factor 1; what is left of it stands still."""
    x = extra(m, row)
    m[row + R_REMAINING] -= done
    m[row + R_SINCE], m[x + X_WAS] = m[S_NOW], m[row + R_MODE]
    m[row + R_STAMP] = (m[row + R_STAMP] + 1) & STAMP_MASK
    unlink(m, agent)
    unchain(m, agent, A_ACTIVE, row)
    m[agent + A_WORKING] -= 1
    if not m[agent + A_WORKING]:
        count_working(m, m[agent + A_GROUP], -1)
    free_slot(m, agent, channel)
    link(m, agent)
    chain(m, agent, A_PAUSED, row)
    m[row + R_MODE] = PAUSED
    m[m[agent + A_GROUP] + G_PAUSED] += 1

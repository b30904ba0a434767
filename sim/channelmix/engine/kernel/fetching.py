"""
Columns of contacts that the processor is told to fetch before they are needed.

Columns are long and each is read a little at a time, those of returns anywhere, so that the processor would wait for
far memory at every one of them. Whoever comes is known long before: the next first contacts, and the returns of a
stretch of time that has begun. W3 plays in 0.88 of the time; W1 and W2 are as before.
"""

from channelmix.engine.kernel.compiling import fetch, helper
from channelmix.engine.kernel.layout import (
    S_ARRIVAL,
    S_BOT_TIME,
    S_CHANNEL,
    S_CHILD,
    S_FIRST,
    S_REPLY_DELAY,
    S_SIZE,
    S_TURN_AT,
    S_WORK,
    Memory,
)

_ENTRIES = 8
"""So many entries of a column come with one fetch."""
_AHEAD = 32
"""So many contacts before it arrives a contact is fetched."""


@helper
def fetch_ahead(m: Memory, index: int) -> None:
    """Fetch first contacts that come soon after another."""
    if index & (_ENTRIES - 1) == 0:
        soon = min(index + _AHEAD, m[S_FIRST])
        fetch(m, m[S_ARRIVAL] + soon)
        fetch(m, m[S_TURN_AT] + soon + _AHEAD)
        fetch_contact(m, soon)


@helper
def fetch_contact(m: Memory, index: int) -> None:
    """Fetch what the columns say of a contact and of its turns."""
    fetch(m, m[S_CHANNEL] + index * m[S_CHANNEL + 1])
    for column in range(S_BOT_TIME, S_TURN_AT, 2):
        fetch(m, m[column] + index * m[column + 1])
    for column in range(S_CHILD, S_SIZE, 2):
        fetch(m, m[column] + index * m[column + 1])
    turn = m[m[S_TURN_AT] + index] if m[S_TURN_AT] else index
    for column in range(S_WORK, S_REPLY_DELAY + 1, 2):
        fetch(m, m[column] + turn * m[column + 1])
        fetch(m, m[column] + (turn + _ENTRIES) * m[column + 1])

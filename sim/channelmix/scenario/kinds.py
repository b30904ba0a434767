"""
What the kind of a channel settles: defaults for the rules, never volumes or times.

The table is short on purpose: how much work there is, how long it takes and how long customers
wait are facts about an operation, so they come from its scenario or from a sourced preset.
"""

from dataclasses import dataclass
from typing import Literal

from channelmix.scenario.units import Duration

Kind = Literal["voice", "chat", "messaging", "deferred"]
Moment = Literal["start", "reply"]


@dataclass(frozen=True, kw_only=True)
class KindRules:
    """The defaults of one kind of channel."""

    when_closed: Literal["reject", "queue"]
    """What becomes of contacts outside opening hours."""
    measured_to: Moment
    """Whether waiting ends when an agent starts, or with the agent's reply."""
    released_after: Duration | None
    """How long the agent's slot stays held while the customer thinks; None: to the end of the conversation."""
    states_concurrency: bool
    """Whether every group that handles it must say how many contacts an agent holds at once."""
    one_turn: bool
    """Whether a contact is always a single turn."""
    live: bool
    """Whether the customer waits there and then, so that other work may be put aside."""


KINDS: dict[Kind, KindRules] = {
    "voice": KindRules(
        when_closed="reject",
        measured_to="start",
        released_after=None,
        states_concurrency=False,
        one_turn=True,
        live=True,
    ),
    "chat": KindRules(
        when_closed="reject",
        measured_to="start",
        released_after=None,
        states_concurrency=True,
        one_turn=False,
        live=True,
    ),
    "messaging": KindRules(
        when_closed="queue",
        measured_to="reply",
        released_after=Duration(0),
        states_concurrency=True,
        one_turn=False,
        live=False,
    ),
    "deferred": KindRules(
        when_closed="queue",
        measured_to="reply",
        released_after=Duration(0),
        states_concurrency=False,
        one_turn=False,
        live=False,
    ),
}
"""The rules of each kind."""

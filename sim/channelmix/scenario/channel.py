"""
A channel that customers may use, from opening hours to price.

The kind (voice, chat, messaging, deferred) settles only what ``kinds.py`` lists; the properties
``closed_rule``, ``measured_to`` and ``released_after`` answer with the kind's default where the
file says nothing.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from channelmix.scenario.arrivals import Arrivals
from channelmix.scenario.distributions import Delay, Distribution, Handling, Patience
from channelmix.scenario.kinds import KINDS, Kind, KindRules, Moment
from channelmix.scenario.prices import FREE, Price
from channelmix.scenario.service import (
    Backlog,
    Bot,
    Callback,
    GroupChoice,
    Overflow,
    ResponseTarget,
    Return,
    Target,
    Transfer,
    Turns,
)
from channelmix.scenario.settings import AsTuple, Key, Place, Settings, Share, quoted, rules
from channelmix.scenario.units import Duration, PositiveSpan, Span
from channelmix.scenario.week import WeekHours

_PRICE = Key(type="number, or table: date → number", unit="money", absent="0")
"""A price that may change on dates."""


class Channel(Settings):
    """A way for customers to make contact."""

    kind: Kind
    """Which life its contacts live. "voice": phone, answered live, one at a time. "chat": live, several at a time.
    "messaging": WhatsApp, SMS, Messenger, in turns with pauses. "deferred": email, letter, public post."""

    hours: Annotated[
        WeekHours | None, Key(type="table: weekday → hours, list of hours or false", absent="always open")
    ] = None
    """Opening hours by weekday, such as `{ mon-fri = "08:00-20:00", sat = ["09:00-12:00", "13:00-17:00"] }`; days not
    named are closed."""

    when_closed: Annotated[
        str | None, Key(type='"reject", "queue" or a channel', absent='"reject" in voice and chat, else "queue"')
    ] = None
    """What becomes of contacts outside opening hours: turned away, queued until it opens, or sent to another
    channel."""

    arrivals: Annotated[
        Arrivals | None, Key(absent="none of its own: only returns and customers who are moved here")
    ] = None
    """How many customers begin a contact here, and when."""

    handling: Handling
    """Average handling time and its spread: all of an agent's time for a contact, `wrap_up` included. A bare time is
    lognormal with cv 1."""

    wrap_up: Annotated[Delay | None, Key(absent="none")] = None
    """The part of `handling` after the customer has left; a bare time is exact. The agent is busy, the customer
    gone."""

    patience: Annotated[Patience | None, Key(absent="infinite")] = None
    """How long customers wait for the first answer before they leave; a bare time is exponential. Note that the
    average wait of those who left is far shorter than the patience of all."""

    response_patience: Annotated[Patience | None, Key(absent="infinite")] = None
    """How long customers wait for each later answer, or for the second group of a `transfer`, before they leave. A bare
    time is exponential. They count as abandoned."""

    silent: Share = 0.0
    """Share of those who lose patience in a text channel and leave no trace: they keep their place, and the agent who
    reaches them finds nobody. They count as abandoned."""

    silent_time: Annotated[Delay | None, Key(absent="0 s")] = None
    """What an agent loses on a contact whose customer has silently gone; a bare time is exact."""

    target: Annotated[Target | None, Key(absent="no service level is reported")] = None
    """The promise of the first answer."""

    response_target: Annotated[ResponseTarget | None, Key(absent="no response level is reported")] = None
    """The promise of each later answer in a conversation."""

    turns: Annotated[Turns | None, Key(type="table, or number", absent="one turn")] = None
    """How often customer and agent take turns in a conversation."""

    reply_delay: Annotated[Distribution | None, Key(absent="none; needed with turns")] = None
    """How long the customer thinks before the next turn. A bare time is lognormal with cv 1."""

    inactive_after: Annotated[
        Span | None, Key(absent="0 s in messaging and deferred; chat holds the slot to the end")
    ] = None
    """How long an agent's slot stays held while the customer thinks. Afterwards it is free for others, and the
    customer's next turn queues again."""

    redial: Annotated[Return | None, Key(absent="nobody")] = None
    """Customers who abandoned or got a busy signal and try again."""

    unresolved: Annotated[Return | None, Key(absent="nobody")] = None
    """Customers whose contact did not solve it and who come back."""

    late: Annotated[Return | None, Key(absent="nobody")] = None
    """Customers whose first answer is later than `target` promises and who chase it, for instance by phone, `after` so
    much longer. The contact they chase goes on; who is answered before they would, does not."""

    bot: Annotated[Bot | None, Key(absent="no bot")] = None
    """A bot in front of the agents."""

    lines: Annotated[int | None, Field(ge=1, le=1_000_000), Key(unit="contacts", absent="no limit")] = None
    """Most contacts in the channel at once, waiting or in service; the next gets a busy signal."""

    overflow: Annotated[Overflow | None, Key(absent="none")] = None
    """Contacts that have waited too long for a first answer and are sent elsewhere."""

    callback: Annotated[Callback | None, Key(absent="none")] = None
    """Waiting callers who are offered a call back."""

    transfer: Annotated[Transfer | None, Key(absent="none")] = None
    """Contacts that a second group finishes: they wait for it, before new ones, and it has work of its own on them."""

    at_closing: Literal["serve", "clear"] = "serve"
    """What becomes of those waiting for a first answer when the channel closes. "serve": agents stay until they are
    served; in a channel that queues when closed they wait for the next day. "clear": they are cut off."""

    discipline: Literal["longest_wait", "due"] = "longest_wait"
    """Who is next among those of one rank: who has waited longest, or who is due first by `target` and
    `response_target`. Beside such channels one of longest wait is due at once."""

    groups: Annotated[
        tuple[GroupChoice, ...] | None, AsTuple,
        Key(
            type="list of groups, each a name or { group, after }",
            absent="groups with fewer skills first, then file order",
        ),
    ] = None  # fmt: skip
    """Groups in the order in which a contact tries them."""

    backlog_start: Annotated[Backlog | None, Key(absent="nothing")] = None
    """What is already waiting when the simulation begins, in a channel that queues when closed. There is then no
    `warm_up` unless one is stated."""

    window: Annotated[PositiveSpan | None, Key(absent="no limit")] = None
    """How long after the customer's last message the agent may answer freely (WhatsApp: 24 h); a later answer needs a
    paid template."""

    cost_per_contact: Annotated[Price, _PRICE] = FREE
    """Price of each contact that an agent answers, beside the agent: telephony, fee per conversation. Every price may
    be a table such as `{ 2024-01-01 = 0.05, 2025-07-01 = 0.04 }`: a contact costs what holds on the day it arrives."""

    cost_per_message: Annotated[Price, _PRICE] = FREE
    """Price of each message that an agent sends, one a turn, on the day it is sent."""

    cost_per_template: Annotated[Price, _PRICE] = FREE
    """Price of a template message outside the `window`, beside that of the message itself."""

    cost_per_month: Annotated[Price, _PRICE] = FREE
    """Fixed price a month, such as a license; counted by the days simulated."""

    max_delayed_share: Annotated[Share | None, Key(absent="no limit")] = None
    """Staffing target: largest share of contacts that may have to wait at all."""

    max_abandoned_share: Annotated[Share | None, Key(absent="no limit")] = None
    """Staffing target: largest share of contacts that may abandon."""

    max_backlog: Annotated[int | None, Field(ge=0), Key(unit="contacts", absent="no limit")] = None
    """Staffing target: most contacts that may be waiting, on average, when the day's work ends: at closing, or when the
    last of its agents may be on duty."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults: list[tuple[Place, str]] = []
        if self.rules.one_turn:
            faults += [
                ((key,), f"must be absent in a channel of kind {self.kind} (got {_short(getattr(self, key))})")
                for key in ("turns", "reply_delay", "inactive_after", "response_target", "silent", "silent_time")
                if getattr(self, key) not in (None, 0.0)
            ]
        elif self.turns is not None and self.turns.mean > 1 and self.reply_delay is None:
            faults.append(((), f"must have reply_delay if there are turns (got turns with mean {self.turns.mean:g})"))
        faults += self._unpromised()
        if faults:
            raise rules(faults)
        return self

    def _unpromised(self) -> Iterator[tuple[Place, str]]:
        if self.late is not None and self.target is None:
            yield ("late",), "must stand beside a target, which says when an answer is late (got none)"
        if self.discipline == "due" and self.target is None and self.response_target is None:
            yield ("discipline",), 'must stand beside a target, which says when contacts are due (got "due" alone)'

        if self.backlog_start is not None:
            yield from self._cannot_start_with_a_backlog()

    def _cannot_start_with_a_backlog(self) -> Iterator[tuple[Place, str]]:
        if self.closed_rule != "queue":
            yield ("backlog_start",), f'must stand in a channel that queues when closed (got "{self.closed_rule}")'
        for key in ("overflow", "callback"):
            if getattr(self, key) is not None:
                yield ("backlog_start",), f"must not stand beside {key}, which would long have found them"
        if self.at_closing == "clear":
            yield ("backlog_start",), 'must not stand beside at_closing = "clear", which leaves no backlog'

    @property
    def rules(self) -> KindRules:
        """The defaults of its kind."""
        return KINDS[self.kind]

    @property
    def closed_rule(self) -> str:
        """What becomes of contacts outside opening hours: "reject", "queue" or a channel's name."""
        return self.when_closed or self.rules.when_closed

    @property
    def measured_to(self) -> Moment:
        """Where the first wait ends, for the target."""
        return (self.target and self.target.measured_to) or self.rules.measured_to

    @property
    def released_after(self) -> Duration | None:
        """How long a slot stays held while the customer thinks; None: to the end of the conversation."""
        return self.inactive_after if self.inactive_after is not None else self.rules.released_after

    @property
    def returns(self) -> bool:
        """Whether any customer comes back."""
        possible = (self.redial, self.unresolved, self.late, self.bot.returns if self.bot else None)
        return any(chance is not None and chance.share > 0 for chance in possible)


def _short(value: object) -> str:
    if isinstance(value, Settings):
        return quoted(value.model_dump(mode="json", exclude_defaults=True))
    return str(value)

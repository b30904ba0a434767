"""
What happens to a contact in a channel, one small table each: promise, turns, bot, return.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from channelmix.scenario.distributions import Delay
from channelmix.scenario.kinds import Moment
from channelmix.scenario.settings import Key, Money, Place, Settings, Share, quoted, rule, rules
from channelmix.scenario.units import Duration, PositiveSpan, Span

Formula = Literal["offered", "answered", "late_abandoned", "early_abandoned_good", "offered_and_blocked"]
Watch = Literal["wall", "hours"]


class ResponseTarget(Settings):
    """A promise: this share of waits is at most so long."""

    share: Annotated[Share, Field(gt=0)]
    """Share that is to be in time, such as 0.80."""

    within: Span
    """Longest wait that counts as in time."""

    clock: Watch = "wall"
    """What waits are timed by: "wall" counts all hours, "hours" only the channel's opening hours. With "hours" a time
    in days counts opening days: due at the same time of day so many of them later, from the next opening on."""

    @model_validator(mode="after")
    def _days_have_a_clock(self) -> Self:
        if self.within.unit == "working days" and self.clock != "hours":
            text = (
                'must be in s, min, h or days unless clock = "hours" stands beside it and the channel has hours '
                f"(got {quoted(str(self.within))})"
            )
            raise rules([(("within",), text)])
        return self


class Target(ResponseTarget):
    """The promise of the first answer, and how the service level is worked out."""

    measured_to: Annotated[
        Moment | None, Key(absent='"start" in voice and chat, "reply" in messaging and deferred')
    ] = None
    """Where the wait ends: when an agent starts on the contact, or with the reply."""

    formula: Formula = "offered"
    """Who is divided by whom. "offered": those in time / all but contained, rejected and not yet due. "answered": in
    time / answered. "late_abandoned": in time / (answered + those who left after `within`). "early_abandoned_good":
    (in time + those who left before `within`) / as in offered. "offered_and_blocked": in time / as in offered, and
    rejected. The five differ by up to five points on the same day, so every output names the one in use."""

    short_abandon: Span = Duration(0)
    """Customers who leave within this time count neither for nor against the target."""


class Turns(Settings):
    """How often customer and agent take turns; a bare number is a geometric mean."""

    mean: Annotated[float, Field(ge=1, le=1000), Key(unit="turns")]
    """Average number of turns of a conversation, 1 or more."""

    distribution: Literal["geometric", "fixed"] = "geometric"
    """"geometric": after each turn the conversation goes on with the same chance. "fixed": always `mean` turns."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return value if isinstance(value, Mapping | cls) else {"mean": value}

    @model_validator(mode="after")
    def _fixed_is_whole(self) -> Self:
        if self.distribution == "fixed" and not float(self.mean).is_integer():
            raise rules([(("mean",), f"must be a whole number if the turns are fixed (got {self.mean})")])
        return self


class Return(Settings):
    """Customers who come back: how many, when, and to which channel."""

    share: Share
    """Share of them who come back."""

    after: Delay
    """How much later; a bare time is exact. A time written in days counts days on which the channel returned to is
    open."""

    to: Annotated[
        dict[str, float] | None,
        Key(type="channel, or table: channel → weight", absent="the same channel"),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "number"}}]}),
    ] = None
    """Where to: a channel, or a table of channels and relative weights, such as `{ phone = 0.8, whatsapp = 0.2 }`."""

    @field_validator("to", mode="before")
    @classmethod
    def _weights(cls, value: object) -> object:
        if isinstance(value, str):
            return {value: 1.0}
        if value is not None and not isinstance(value, Mapping):
            raise rule(f"must be a channel, or a table of channels and weights (got {quoted(value)})")
        return value

    @field_validator("to")
    @classmethod
    def _weigh_something(cls, value: dict[str, float] | None) -> dict[str, float] | None:
        if value is None:
            return value
        faults: list[tuple[Place, str]] = [
            ((name,), f"must be 0 or more (got {weight})") for name, weight in value.items() if weight < 0
        ]
        if not faults and not sum(value.values()):
            faults.append(((), f"must have a weight above 0 (got {quoted(value)})"))
        if faults:
            raise rules(faults)
        return value

    def destinations(self, channel: str) -> tuple[tuple[str, float], ...]:
        """
        Return where customers of ``channel`` come back to, with probabilities that sum to 1.

        Examples:
            >>> again = Return.model_validate({"share": 0.2, "after": "1 day", "to": {"phone": 4, "email": 1}})
            >>> again.destinations("email")
            (('phone', 0.8), ('email', 0.2))
        """
        if self.to is None:
            return ((channel, 1.0),)
        total = sum(self.to.values())
        return tuple((name, weight / total) for name, weight in self.to.items())


class Bot(Settings):
    """A bot in front of the agents."""

    containment: Share
    """Share of contacts that end with the bot. Contained is not resolved: see `returns`."""

    time: Delay = Delay(mean=Duration(0), distribution="deterministic")
    """How long a contact stays with the bot before it ends or joins the queue; a bare time is exact."""

    returns: Annotated[Return | None, Key(absent="nobody")] = None
    """Contained customers who come back because the bot did not help."""

    cost_per_contact: Money = 0.0
    """Price of each contact that the bot talks to."""


class Overflow(Settings):
    """Waiting contacts that are sent elsewhere."""

    after: PositiveSpan
    """How long they wait first."""

    to: str
    """The channel they join, or "leave" if they go for good."""


class Callback(Settings):
    """Waiting callers who are offered a call back and hang up."""

    after: Span = Duration(0)
    """How long they wait before the offer, which is made once."""

    share: Share
    """Share of those asked who accept. They hang up, hold no line, keep their place and lose no patience; their wait
    ends with the call back."""

    within: Annotated[PositiveSpan | None, Key(absent="no promise; they keep their place")] = None
    """What they are promised. Until then callers on the line come first, and then they do."""


class Transfer(Settings):
    """Contacts that need a second group."""

    share: Share
    """Share that is handed over when the first group has done its work."""

    to: str
    """The group that takes over; it must handle the channel. New contacts are only its own if it is in `groups`."""

    handling: Annotated[Delay | None, Key(absent="as `handling`")] = None
    """The second agent's work; a bare time is exact. Wrap-up, the end of it, is the second agent's alone."""


class Backlog(Settings):
    """Contacts that are already waiting when the simulation begins."""

    count: Annotated[int, Field(ge=0)]
    """How many."""

    age: Delay
    """How long they have been waiting; a bare time is exact."""


class GroupChoice(Settings):
    """A group in a channel's order of groups; a bare name is the group at once."""

    group: str
    """The group."""

    after: Annotated[Span | None, Key(absent="at once")] = None
    """How long a new contact waits before it is offered to this group too; later turns are at once."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"group": value} if isinstance(value, str) else value

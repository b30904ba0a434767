"""
A group of agents with the same skills: who they serve, how many there are, what they cost.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from channelmix.scenario.settings import AsTuple, Key, Money, Place, Settings, Share, quoted, rule, rules
from channelmix.scenario.steps import StaffPlan

_NAMES = {"type": "array", "items": {"type": "string"}}


def _ranks(value: object) -> tuple[str | tuple[str, ...], ...]:
    entries = value if isinstance(value, list | tuple) else None
    if not entries:
        raise rule(f'must be a list of channels, such as ["phone", "email"] (got {quoted(value)})')
    faults: list[tuple[Place, str]] = []
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        names = entry if isinstance(entry, list | tuple) and entry else [entry]
        for name in names:
            if not isinstance(name, str):
                faults.append(((place,), f"must be a channel, or a list of channels of one rank (got {quoted(entry)})"))
            elif name in seen:
                faults.append(((place,), f"must name each channel once (got {quoted(name)} again)"))
            else:
                seen.add(name)
    if faults:
        raise rules(faults)
    return tuple(tuple(entry) if isinstance(entry, list) else entry for entry in entries)


class Group(Settings):
    """Agents who can stand in for one another."""

    handles: Annotated[
        tuple[str | tuple[str, ...], ...],
        BeforeValidator(_ranks),
        WithJsonSchema({"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"}, _NAMES]}}),
        Key(type="list of channels"),
    ]
    """Channels its agents serve, highest rank first: a free agent takes from the first that has someone waiting.
    `["a", ["b", "c"]]` gives b and c one rank; of those, who has waited longest is first."""

    agents: Annotated[
        StaffPlan,
        Key(type='number, table: time → number, table: weekday → either, or { file = "plan.xlsx" }', unit="agents"),
    ]
    """Agents ready to work, breaks and absence taken off: a number, or steps such as `{ "08:00" = 12, "20:00" = 0 }`,
    or steps by weekday. A step holds to the next, the last to midnight; earlier, and on days not named, nobody is
    there."""

    concurrency: Annotated[
        dict[str, Annotated[int, Field(ge=1, le=100)]], Key(type="table: channel → whole number", unit="contacts",
        absent="1; chat and messaging must state it")
    ] = Field(default_factory=dict)  # fmt: skip
    """How many contacts of a channel one agent holds at the same time. Mixed, each takes its part of the agent: with
    phone 1 and WhatsApp 4, one call fills the agent, and so do four WhatsApp conversations."""

    slowdown: Annotated[
        tuple[Annotated[float, Field(ge=1, le=100)], ...], AsTuple, Field(min_length=1), Key(type="list of numbers")
    ] = (1.0,)
    """How many times longer work takes with 1, 2, 3 ... contacts being worked on at once; beyond the end the last
    value holds. `[1.0, 1.1, 1.25]` says that each of three takes 25 % longer than one alone."""

    speed: Annotated[
        dict[str, Annotated[float, Field(gt=0, le=100)]], Key(type="table: channel → number", absent="1")
    ] = Field(default_factory=dict)
    """How fast the group works on a channel: 1.1 does in 10 minutes what handling says takes 11."""

    interruptible: Annotated[tuple[str, ...], AsTuple, Key(type="list of channels", absent="none")] = ()
    """Channels of kind messaging or deferred whose work is put aside for a call or chat that would wait otherwise. The
    same agent goes on with it before other work of its rank."""

    drain: Annotated[tuple[str, ...], AsTuple, Key(type="list of channels", absent="none")] = ()
    """While a contact of such a channel waits, agents of the group take nothing of lower rank, so that room for it
    builds up."""

    reserve: Annotated[dict[str, Annotated[int, Field(ge=1)]], Key(type="table: channel → agents", absent="none")] = (
        Field(default_factory=dict)
    )
    """Agents kept free for a channel: contacts of the others wait while no more than so many have room for it."""

    max_occupancy: Annotated[Share | None, Field(gt=0), Key(absent="no limit")] = None
    """Staffing target: largest share of their time that agents may be busy."""

    shrinkage: Annotated[Share, Field(lt=1)] = 0.0
    """Share of paid time in which an agent is not ready: breaks, meetings, training, leave, illness. Paid hours =
    hours ready / (1 - shrinkage)."""

    cost_per_hour: Money = 0.0
    """Cost of a paid hour, employer's charges included."""

    @model_validator(mode="after")
    def _slots_are_of_its_channels(self) -> Self:
        handled = set(self.channels)
        tables: Mapping[str, Iterable[str]] = {
            "concurrency": self.concurrency, "speed": self.speed, "reserve": self.reserve,
            "drain": self.drain, "interruptible": self.interruptible,
        }  # fmt: skip
        faults: list[tuple[Place, str]] = [
            (
                (table, name if isinstance(names, Mapping) else place),
                f"must be a channel that the group handles: {', '.join(self.channels)} (got {quoted(name)})",
            )
            for table, names in tables.items()
            for place, name in enumerate(names)
            if name not in handled
        ]
        if faults:
            raise rules(faults)
        return self

    @property
    def ranks(self) -> tuple[tuple[str, ...], ...]:
        """Channels by rank, highest first."""
        return tuple((entry,) if isinstance(entry, str) else entry for entry in self.handles)

    @property
    def channels(self) -> tuple[str, ...]:
        """All channels it handles, highest rank first."""
        return tuple(name for rank in self.ranks for name in rank)

    def holds(self, channel: str) -> int:
        """Return how many contacts of a channel one agent holds at once."""
        return self.concurrency.get(channel, 1)


def beyond_slowdown(group: str, channel: str, told: int, numbers: Iterable[int]) -> str:
    """
    Return what is to be known of more contacts at once than a group's list of slow-downs tells of.

    Examples:
        >>> beyond_slowdown("desk", "chat", 2, [3]).partition("; ")[0]
        'desk: slowdown ends with 2 at once'
    """
    return (
        f"{group}: slowdown ends with {told} at once; more are taken to slow agents no further, so "
        f"{', '.join(map(str, numbers))} {channel} at once look better than they may be"
    )

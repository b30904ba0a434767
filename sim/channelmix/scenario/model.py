"""
The whole scenario file as one frozen model.

Rules of a single table are kept by the table's own model; rules between tables (a group that
handles an unknown channel) are checked when the file is loaded. ``base`` is resolved before
this model is filled, so here it only tells where a scenario came from.
"""

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema, field_validator

from channelmix.scenario.changes import ChannelShift, Event, Staffing, Sweep, WorkShift
from channelmix.scenario.channel import Channel
from channelmix.scenario.group import Group
from channelmix.scenario.period import Currency, Demand, Period, Run
from channelmix.scenario.settings import AsTuple, Key, Name, Settings, quoted, rule
from channelmix.scenario.steps import Profile

VERSION = 1
"""Version of the file format that this package reads."""

_PATHS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class Scenario(Settings):
    """An operation and its strategy: all that a run needs beside the files it names."""

    schema_: Annotated[int, Field(alias="schema"), Key(type="1")] = VERSION
    """Version of the file format."""

    name: Annotated[str, Key(absent="the file's name")] = ""
    """What the scenario is called in tables and reports."""

    description: str = ""
    """What it is about, in a sentence or two."""

    base: Annotated[tuple[str, ...], Key(type="path, or list of paths", absent="none"), WithJsonSchema(_PATHS)] = ()
    """Files that this one builds on: "preset:NAME" is shipped with channelmix, else a path relative to this file.
    Later ones win, this file wins over all. Tables merge down to a setting; a setting that is a table itself, such as
    hours, arrivals, agents, handling, target, concurrency and bot, is replaced whole, also by `concurrency.chat = 3`;
    `false` removes a setting, a channel or a group."""

    period: Period
    """Which days are simulated."""

    run: Run = Run()
    """How often."""

    money: Currency = Currency()
    """Money and paid hours."""

    demand: Demand = Demand()
    """What holds for the arrivals of all channels."""

    profiles: Annotated[
        dict[Name, Profile], Key(type="tables: name → table of times and weights, by weekday if wanted", absent="none")
    ] = Field(default_factory=dict)
    """Shapes of the day, as relative weights: `{ "08:00" = 0.6, "09:00" = 1.3 }`. A weight holds to the next, the last
    to midnight; earlier is 0. Any grid will do."""

    channels: Annotated[dict[Name, Channel], Field(min_length=1), Key(type="tables: name → channel")]
    """The channels, each under a name of your choice."""

    groups: Annotated[dict[Name, Group], Field(min_length=1), Key(type="tables: name → group")]
    """The groups of agents, each under a name of your choice."""

    channel_shift: Annotated[tuple[ChannelShift, ...], AsTuple, Key(absent="none")] = ()
    """Customers who change channel."""

    events: Annotated[tuple[Event, ...], AsTuple, Key(absent="none")] = ()
    """Surges and lulls."""

    work_shift: Annotated[tuple[WorkShift, ...], AsTuple, Key(absent="none")] = ()
    """Templates of work shifts."""

    staffing: Staffing = Staffing()
    """What a staffing plan must keep, beside the targets of the channels."""

    sweep: Annotated[tuple[Sweep, ...], AsTuple, Key(absent="none")] = ()
    """Settings that a study varies."""

    sources: Annotated[dict[str, str], Key(type="table: dotted key → text", absent="none")] = Field(
        default_factory=dict
    )
    """Where values come from, by dotted key: `"channels.phone.handling" = "annual report 2019, page 12"`. A source for
    a table covers what is below it. A text that begins with "estimate of ours" is repeated in every output that uses
    the value."""

    notes: str = ""
    """Free text for people; nothing reads it."""

    @field_validator("schema_")
    @classmethod
    def _version(cls, value: int) -> int:
        if value != VERSION:
            raise rule(f"must be {VERSION}, the version that this channelmix reads (got {value})")
        return value

    @field_validator("base", mode="before")
    @classmethod
    def _list_of_bases(cls, value: Any) -> Any:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        raise rule(f"must be a path or a list of paths (got {quoted(value)})")

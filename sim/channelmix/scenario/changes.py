"""
What a strategy changes, and what may befall it: shifts of customers, events, work shifts, sweeps.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    Field,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from channelmix.scenario.settings import AsTuple, Key, Money, Place, Settings, Share, quoted, rule, rules
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.scenario.units import DAY_SECONDS, ClockText, PositiveSpan, SpanOfADay, time_of_day
from channelmix.scenario.week import WeekHours, weekdays


def _local(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise rule(f"must be a local time, without an offset (got {quoted(value)})")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise rule(f"must be a name, by which plans tell shifts apart (got {quoted(value)})")
    return value


class Adopted(Settings):
    """What a stored adoption curve has moved since a date."""

    adoption: Annotated[str, Field(min_length=1), Key(type="name")]
    """Stored adoption curve, as `channelmix forecast adoption` leaves it; every replication takes one of its draws."""

    since: date
    """Day up to which today's volumes contain what has moved. Of those who did not use the channel then, the share
    that uses it by the simulated day moves."""

    as_of: Annotated[date | None, Key(absent="the simulated day")] = None
    """Day on which the curve is read, to ask what today would be like with the adoption of another year."""

    speed: Annotated[float, Field(gt=0, le=10)] = 1.0
    """How many times as fast as the curve they come from `since` on: 0.5 is half as fast. To see what slow adoption
    would change."""

    def read_on(self, simulated: date) -> date:
        """
        Return the day on which the curve is read for a simulated day: after ``since`` it may run faster or slower.

        Examples:
            >>> Adopted(adoption="nl_whatsapp", since=date(2026, 3, 1), speed=0.5).read_on(date(2026, 3, 11))
            datetime.date(2026, 3, 6)
        """
        passed = ((self.as_of or simulated) - self.since).days
        read = round(passed * self.speed) if passed > 0 else passed
        return self.since + timedelta(days=min(read, (date.max - self.since).days))


def _share_or_adopted(value: Any, _: ValidatorFunctionWrapHandler) -> Any:
    """Read a table as a curve and all else as a share, so that a mistake speaks of what was meant."""
    if isinstance(value, Mapping | Adopted):
        return Adopted.model_validate(value)
    return _SHARE.validate_python(value, strict=True)


_SHARE: TypeAdapter[float] = TypeAdapter(Share)


class ChannelShift(Settings):
    """Customers who change channel: the lever of a strategy."""

    from_: Annotated[str, Field(alias="from"), Key(type="channel")]
    """The channel they would have used."""

    to: Annotated[str, Key(type="channel")]
    """The channel they use now."""

    share: Annotated[Share | Adopted, WrapValidator(_share_or_adopted), Key(type="share, or { adoption, since }")]
    """Share of the customers of `from` who move. Shares of one origin are laid end to end on the customers' own
    numbers, in file order, so 20 % moves the same people as 15 %, and others; together at most 1. With `{ adoption,
    since }`: what a stored adoption curve has moved since that date."""

    ratio: Annotated[float, Field(ge=0, le=100), Key(unit="conversations per need")] = 1.0
    """How many conversations one need becomes in the new channel."""

    induced: Annotated[float, Field(ge=0, le=100), Key(unit="share of those moved")] = 0.0
    """New contacts that the new channel invites, as a share of those moved."""

    @property
    def known_share(self) -> float:
        """The share if it is a number, else 0."""
        return 0.0 if isinstance(self.share, Adopted) else self.share

    @model_validator(mode="after")
    def _goes_elsewhere(self) -> Self:
        if self.from_ == self.to:
            raise rules([(("to",), f'must be another channel than from (got "{self.to}")')])
        return self


class Event(Settings):
    """A surge or a lull: an outage, a delivery failure, a newsletter."""

    name: str = ""
    """What it is called in reports."""

    at: Annotated[
        datetime,
        AfterValidator(_local),
        Key(type="local date and time"),
        Field(json_schema_extra={"format": "date-time-local"}),
    ]
    """When it begins, local time, such as 2019-03-06T10:00."""

    lasts: PositiveSpan
    """How long it lasts."""

    multiply: Annotated[
        dict[str, Annotated[float, Field(ge=0, le=1000)]], Field(min_length=1), Key(type="table: channel → factor")
    ]
    """Factor on the arrivals of each channel while it lasts. Above 1 customers are added, below 1 some stay away; all
    others stay as they were. Factors of events that overlap are multiplied."""


class Break(Settings):
    """A break within a work shift."""

    length: PositiveSpan
    """How long it takes."""

    between: Annotated[tuple[ClockText, ClockText], AsTuple, Key(type="list of two times of day")]
    """Earliest start and latest end."""

    paid: bool = False
    """Whether it is paid."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        first, last = map(time_of_day, self.between)
        if (last - first) % 86_400 < self.length.seconds:
            got = f"{self.between[0]} to {self.between[1]}"
            raise rules([(("between",), f"must leave room for {self.length} (got {got})")])
        return self


def _weekdays(value: str) -> str:
    weekdays(value)
    return value


def _before_midnight(value: str) -> str:
    if time_of_day(value) >= DAY_SECONDS:
        raise rule(f'must be before 24:00, which is 00:00 of the next day (got "{value}")')
    return value


class WorkShift(Settings):
    """A template from which `channelmix staff --shifts` builds the duty plan."""

    name: Annotated[str, AfterValidator(_not_blank)]
    """What the shift is called."""

    groups: Annotated[
        tuple[str, ...] | None, AsTuple, Field(min_length=1), Key(type="list of groups", absent="all")
    ] = None  # fmt: skip
    """Groups whose agents may work it."""

    days: Annotated[str, AfterValidator(_weekdays), Key(type="weekdays")] = "mon-sun"
    """Weekdays on which it may start, such as mon-fri."""

    start: Annotated[
        tuple[Annotated[ClockText, AfterValidator(_before_midnight)], ...], AsTuple, Field(min_length=1),
        Key(type="list of times of day"),
    ]  # fmt: skip
    """Times at which it may start."""

    length: SpanOfADay
    """From start to end, breaks included."""

    breaks: Annotated[tuple[Break, ...], AsTuple] = ()
    """Breaks, each within its own window."""

    min_between_breaks: Annotated[PositiveSpan | None, Key(absent='"1 h", as far as the windows leave room for it')] = (
        None
    )
    """Shortest stretch of work between two breaks of a shift. The hour that holds where nothing is stated is an
    estimate of ours."""

    max_without_break: Annotated[SpanOfADay | None, Key(absent="no rule")] = None
    """Longest stretch of work without a break, from the start, between breaks and to the end: no placing of the breaks
    that leaves a longer one is used. By local clocks; each break ends a stretch, paid or not."""

    max_starts: Annotated[int | None, Field(ge=1), Key(absent="no limit")] = None
    """Most different starting times that the plan may use."""

    max_agents: Annotated[int | None, Field(ge=0), Key(unit="agents", absent="no limit")] = None
    """Most agents who can work this shift on a day, such as part-timers."""

    max_days: Annotated[int, Field(ge=1, le=7), Key(unit="days a week")] = 5
    """Days a week that one agent works."""

    min_rest: Annotated[PositiveSpan | None, Key(absent="no rule")] = None
    """Shortest rest between two shifts of one agent."""

    cost_per_hour: Annotated[Money | None, Key(absent="that of the group")] = None
    """Cost of a paid hour in this shift, for instance at night."""


class Staffing(Settings):
    """What `channelmix staff` looks for, beside the targets of the channels."""

    per: Annotated[
        str | None, Field(pattern="^(interval|day|week)$"),
        Key(type='"interval", "day" or "week"', absent='"interval" for promises below an hour, else "day"'),
    ] = None  # fmt: skip
    """Over what each target must hold: every interval of `period.interval` by itself, every day, or every seven days
    of the period. Absent: every interval where less than an hour is promised, every day where it is an hour or more."""

    confidence: Annotated[Share, Field(gt=0.5, lt=1)] = 0.95
    """How sure it must be that a target is kept, each by itself."""

    hours: Annotated[
        WeekHours | None,
        Key(type="table: weekday → hours, list of hours or false", absent="opening hours of the group's channels"),
    ] = None
    """When agents may be on duty. Absent: while a channel of the group is open; for work without opening hours, such
    as email, when the group's own plan has somebody."""

    min_agents: Annotated[
        dict[str, Annotated[int, Field(ge=0, le=MOST_AGENTS)]],
        Key(type="table: group → whole number", unit="agents", absent="0"),
    ] = Field(default_factory=dict)
    """Fewest agents of a group on duty whenever they may be, such as two so that nobody is alone."""

    max_agents: Annotated[
        dict[str, Annotated[int, Field(ge=0)]], Key(type="table: group → whole number", unit="agents",
        absent="no limit")
    ] = Field(default_factory=dict)  # fmt: skip
    """Most agents of a group on duty at once, such as the places in the room."""

    risk: Annotated[Share | None, Field(gt=0, lt=1), Key(absent="on average over the paths")] = None
    """Share of the forecast's paths in which the promise must be kept, each day of a path judged by itself (each week
    where `per` is "week"). With `staff --months`: share of the paths that hires keep up with."""

    attrition: Annotated[Share, Field(lt=1)] = 0.0
    """Share of agents who leave within a year, for the hires that `staff --months` counts."""


class Sweep(Settings):
    """A setting that a study varies."""

    key: Annotated[str, Key(type="dotted key")]
    """The setting, such as channel_shift[1].share."""

    values: Annotated[tuple[Any, ...] | None, AsTuple, Key(type="list", absent="low, high and steps say it")] = None
    """Values to try."""

    low: float | None = None
    """Smallest value of an even grid."""

    high: float | None = None
    """Largest value of an even grid."""

    steps: Annotated[int | None, Field(ge=2, le=100_000)] = None
    """Number of values of an even grid."""

    @model_validator(mode="after")
    def _values_or_grid(self) -> Self:
        given = [name for name in ("values", "low", "high", "steps") if getattr(self, name) is not None]
        faults: list[tuple[Place, str]] = []
        if given not in (["values"], ["low", "high", "steps"]):
            faults.append(((), f"must have either values, or low, high and steps (got {', '.join(given) or 'none'})"))
        if self.values is not None and not self.values:
            faults.append((("values",), "must name at least one value (got [])"))
        if self.low is not None and self.high is not None and not self.low < self.high:
            faults.append((("high",), f"must be more than low, which is {self.low:g} (got {self.high:g})"))
        if faults:
            raise rules(faults)
        return self

"""
The frame of a scenario: which days are simulated, how often, and what an hour costs.
"""

import zoneinfo
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, field_validator, model_validator

from channelmix.scenario.settings import AsTuple, Key, Place, Settings, Share, quoted, rule, rules
from channelmix.scenario.units import Duration, Grid, Span
from channelmix.scenario.week import DayHours

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Between these years local time is well defined."""


def _timezone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        close = get_close_matches(value, zoneinfo.available_timezones(), n=1)
        hint = f"; did you mean {quoted(close[0])}?" if close else ""
        raise rule(f'must be a time zone such as "Europe/Amsterdam" (got {quoted(value)}){hint}') from None
    return value


def _in_our_time(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise rule(f"must be a date from {FIRST_YEAR} to {LAST_YEAR} (got {value})")
    return value


def _closed_day(value: object) -> str | date:
    if type(value) is date or (isinstance(value, str) and value.strip()):
        return value
    raise rule(f"must be a date or the name of a public holiday (got {quoted(value)})")


ClosedDay = Annotated[
    str | date,
    PlainValidator(_closed_day),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "string", "format": "date"}]}),
    Key(type="date or holiday's name"),
]


class SpecialDay(Settings):
    """A day that is unlike its weekday."""

    date: date
    """The local day."""

    name: str = ""
    """What it is called in reports."""

    hours: Annotated[DayHours | None, Key(type='hours, list of hours, or "closed"', absent="as every such weekday")] = (
        None
    )
    """Opening hours of all channels on this day; nobody is on duty outside them."""

    volume: Annotated[float, Field(ge=0, le=1000)] = 1.0
    """Contacts of this day are multiplied by it."""


class Period(Settings):
    """The days that are simulated and counted."""

    start: Annotated[date, AfterValidator(_in_our_time)]
    """First local day that counts."""

    days: Annotated[int, Field(ge=1, le=3660), Key(unit="days")] = 7
    """Number of days that count."""

    interval: Grid = Duration(15, "min")
    """Grid of staffing and of interval reports; it divides a day."""

    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"
    """Where local times hold, as an IANA name; days on which clocks change then have 23 or 25 hours."""

    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$"), Key(absent="no public holidays are known")] = None
    """Two-letter country whose public holidays have names here. They close nothing by themselves: see `closed_on`."""

    subdivision: Annotated[str | None, Field(min_length=1), Key(absent="the whole country's holidays")] = None
    """Province or state with holidays of its own, such as "BY" for Bavaria."""

    closed_on: Annotated[
        Literal["public"] | tuple[ClosedDay, ...], Key(type='list of dates and holidays\' names, or "public"')
    ] = ()
    """Days on which every channel is closed and nobody works: dates, names of public holidays of `country`, or
    "public" for all of them."""

    special_days: Annotated[tuple[SpecialDay, ...], AsTuple] = ()
    """Days with other hours or another volume."""

    warm_up: Annotated[
        Span | None, Key(absent="7 days where anything queues when closed or customers come back, else 0 s")
    ] = None
    """Time simulated before `start` and not counted, so that the first day finds the backlog of the day before."""

    cool_down: Span = Duration(14, "days")
    """Longest time simulated after the last day, until all counted contacts have ended."""

    @field_validator("closed_on", mode="before")
    @classmethod
    def _closed_on(cls, value: object) -> object:
        if isinstance(value, list):
            faults: list[tuple[Place, str]] = []
            for place, day in enumerate(value):
                try:
                    _closed_day(day)
                except ValueError as error:
                    faults.append(((place,), str(error)))
            if faults:
                raise rules(faults)
            return tuple(value)
        if value == "public" or isinstance(value, tuple):
            return value
        raise rule(f'must be a list of dates and names of holidays, or "public" (got {quoted(value)})')

    @model_validator(mode="after")
    def _days_are_known(self) -> Self:
        faults: list[tuple[Place, str]] = []
        names_holidays = self.closed_on == "public" or any(isinstance(day, str) for day in self.closed_on)
        if names_holidays and self.country is None:
            faults.append((("closed_on",), f"must be dates unless country is given (got {quoted(self.closed_on)})"))
        if self.subdivision is not None and self.country is None:
            faults.append((("subdivision",), f"must stand beside a country (got {quoted(self.subdivision)})"))
        seen: set[date] = set()
        for place, special in enumerate(self.special_days):
            if special.date in seen:
                text = f"must be a day that no other special day names (got {special.date})"
                faults.append((("special_days", place, "date"), text))
            seen.add(special.date)
        if faults:
            raise rules(faults)
        return self

    @property
    def end(self) -> date:
        """The first local day that no longer counts."""
        return self.start + timedelta(days=self.days)


class Run(Settings):
    """How often the period is simulated."""

    replications: Annotated[int, Field(ge=1, le=1_000_000)] = 100
    """Independent repetitions of the period. More make the intervals of all figures narrower: four times as many halve
    them."""

    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] = 1
    """Number that all chance is drawn from. The same seed gives the same customers, in every strategy."""

    days_per_draw: Annotated[int, Field(ge=1, le=1_000_000), Key(unit="replications")] = 1
    """How many replications in a row share one draw of a stored forecast. 2 or more let a study split the spread of its
    figures into the forecast's and the days'."""


class Currency(Settings):
    """Money and paid hours."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    """Three-letter code of the currency of all amounts."""

    hours_per_fte_week: Annotated[float, Field(gt=0, le=168), Key(unit="hours")] = 36.0
    """Paid hours a week of one full-time employee; turns paid hours into `fte`."""

    weeks_per_year: Annotated[float, Field(gt=0, le=53), Key(unit="weeks")] = 52.18
    """Weeks a year for which a full-time employee is paid; with `hours_per_fte_week` it turns paid hours into `fte`.
    All 52.18 if leave is part of shrinkage; fewer if shrinkage leaves it out."""


class DayFactor(Settings):
    """Busy and quiet days: a random factor with mean 1 on all arrivals of a day."""

    cv: Annotated[float, Field(ge=0, le=10)] = 0.0
    """Coefficient of variation of the factor; real call centers have about 0.05 to 0.16. With 0 arrivals are purely
    Poisson, which understates risk."""

    shared: Share = 0.0
    """Correlation of the factor between channels: 1 makes the same days busy in all channels, 0 each by itself."""


class Demand(Settings):
    """What holds for the arrivals of all channels."""

    day_factor: DayFactor = DayFactor()
    """Random factor per day."""

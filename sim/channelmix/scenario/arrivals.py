"""
How many customers begin a contact in a channel, and when.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from channelmix.scenario.settings import Key, Place, Settings, rules
from channelmix.scenario.week import WeekNumbers

_SOURCES = ("per_day", "per_hour", "file", "contacts", "forecast")

MOST_A_DAY = 10_000_000
"""Contacts of one channel on one day beyond any contact center, and beyond any memory."""

MOST_AN_HOUR = MOST_A_DAY // 24

FilePath = Annotated[str, Field(min_length=1), Key(type="path")]
"""A file, relative to the scenario file that names it."""


class Arrivals(Settings):
    """First contacts of customers; exactly one of `per_day`, `per_hour`, `file`, `contacts` and `forecast`."""

    per_day: Annotated[WeekNumbers | None, Key(type="number, or table: weekday → number", unit="contacts a day")] = None
    """Expected contacts a day: one number, or by weekday; days not named have none. Spread evenly over the day's
    opening hours (over 24 hours without any), or by `profile`."""

    per_hour: Annotated[float | None, Field(ge=0, le=MOST_AN_HOUR), Key(unit="contacts an hour")] = None
    """Expected contacts an hour, the same all day; in channels that reject when closed, during opening hours only."""

    file: FilePath | None = None
    """CSV or Excel file with the columns start, channel and contacts, and handling_s if known: expected contacts from
    each start to the next. Days outside the file repeat the nearest same weekday."""

    contacts: FilePath | None = None
    """CSV or Excel file of single contacts, played back as they were in every replication: the column at, local date
    and time, and if known channel, handling_s and patience_s. What a row leaves empty is drawn. `day_factor` and
    special days do not change them. Days outside the file repeat the nearest same weekday."""

    forecast: Annotated[str | None, Field(min_length=1), Key(type="name")] = None
    """Stored forecast that has this channel; every replication takes one of its draws, so that figures carry its
    uncertainty. It holds busy and quiet days, so `demand.day_factor` does not apply beside it. "name@3" is its third
    version. Looked for in forecasts/ beside this file, in the current folder, and among those shipped."""

    profile: Annotated[str | None, Key(type="name of a profile", absent="even, or the forecast's")] = None
    """How the contacts of `per_day`, or of `forecast`, spread over the day: a name under [profiles]. In channels that
    reject when closed (phone, chat) it is cut to the opening hours, and all contacts of the day come within them; in
    the others (WhatsApp, email) customers write whenever it says, so that one profile may mean other hours for each.
    Beside a forecast, weekdays that it does not name keep the shape that the forecast has."""

    counts: Literal["first_attempts", "offered"] = "first_attempts"
    """What the numbers count. "first_attempts": customers' first contacts. "offered": all contacts, as a telephone
    system reports them; returns that the scenario itself brings about with the agents of its file are then taken out
    first, and agents put in from a plan or by `--set` meet the same customers."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [key for key in _SOURCES if getattr(self, key) is not None]
        faults: list[tuple[Place, str]] = []
        if len(given) != 1:
            faults.append(((), f"must have exactly one of {', '.join(_SOURCES)} (got {', '.join(given) or 'none'})"))
        most = max(self.per_day.by_weekday) if self.per_day is not None else 0
        if most > MOST_A_DAY:
            faults.append((("per_day",), f"must be at most {MOST_A_DAY:,} contacts a day (got {most:g})"))
        if self.profile is not None and self.per_day is None and self.forecast is None:
            faults.append((("profile",), f'must stand beside per_day or forecast (got "{self.profile}")'))
        if self.contacts is not None and self.counts == "offered":
            faults.append(
                (("counts",), 'must be "first_attempts" beside contacts, which are single ones (got "offered")')
            )
        if faults:
            raise rules(faults)
        return self

"""
A history from its source: opened, understood, repaired, and every finding told.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from channelmix.calendars import public_holidays, time_zone
from channelmix.errors import DataError
from channelmix.forecast.history.days import ChannelHistory, Holidays, channel_history
from channelmix.forecast.history.decisions import Decisions
from channelmix.forecast.history.findings import Finding, Ledger
from channelmix.forecast.history.grain import on_grid
from channelmix.forecast.history.profiles import headings, profile_for
from channelmix.forecast.history.repairs import repair
from channelmix.forecast.history.rows import Rows, understand
from channelmix.forecast.history.table import open_table
from channelmix.forecast.months import part_months
from channelmix.forecast.series import MINUTES_OF_DAY

_FINEST_MINUTES = 5


@dataclass(frozen=True, eq=False)
class History:
    """Contacts of the past by channel, and how they were read."""

    channels: Mapping[str, ChannelHistory]
    findings: tuple[Finding, ...]
    source: str
    """How messages call it, without passwords."""
    sha256: str
    rows: int
    profile: str
    minutes: int
    """Length of an interval; 1440 for days."""
    decisions: Decisions
    columns: Mapping[str, str] = field(default_factory=dict)
    """Its columns by what they were read as; of a wide table without those of the channels."""

    @property
    def refused(self) -> tuple[Finding, ...]:
        """What stands in the way of a forecast."""
        return tuple(finding for finding in self.findings if finding.verdict == "refused")

    @property
    def first(self) -> date:
        """First day of any channel."""
        return min(_as_date(channel.daily.days[0]) for channel in self.channels.values())

    @property
    def last(self) -> date:
        """Last day of any channel."""
        return max(_as_date(channel.daily.days[-1]) for channel in self.channels.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the audit for JSON."""
        channels = {
            name: {
                "first": str(channel.daily.days[0]), "last": str(channel.daily.days[-1]),
                "days_known": int(channel.daily.known.sum()), "contacts": float(np.nansum(channel.daily.values)),
            }
            for name, channel in self.channels.items()
        }  # fmt: skip
        return {
            "schema": 1, "source": self.source, "sha256": self.sha256, "rows": self.rows, "profile": self.profile,
            "minutes": self.minutes, "columns": dict(self.columns), "channels": channels,
            "findings": [entry.as_dict() for entry in self.findings],
            "decisions": self.decisions.as_dict(),
        }  # fmt: skip


def _as_date(day: np.datetime64) -> date:
    found = day.astype("datetime64[D]").item()
    assert isinstance(found, date)
    return found


def audit_history(
    source: Any, *, profile: str | None = None, table: str | None = None, decisions: Decisions | None = None,
    country: str | None = None, subdivision: str | None = None, today: date | None = None,
) -> History:  # fmt: skip
    """
    Read a history and tell everything about it, also what stands in the way of a forecast.

    Args:
        source: Path, database address, or data frame of any library that speaks Arrow.
        profile: Name of a shipped profile or path of one's own; absent: the one that fits.
        table: Sheet, table or query; absent: the only one.
        decisions: What the analyst decided.
        country: Whose public holidays explain days without contacts.
        subdivision: Its part.
        today: Rows after it are future; absent: today.

    Raises:
        DataError: If it cannot be read at all, or a subdivision has no country.
        InputError: If the time zone is unknown.
    """
    if subdivision is not None and country is None:
        raise DataError(f"subdivision must be part of a country (got {subdivision!r}); name that too, such as NL or DE")
    ledger = Ledger(decisions or Decisions())
    if ledger.decisions.timezone is not None:
        time_zone(ledger.decisions.timezone)
    opened = open_table(source, headings=headings(), table=table)
    layout = profile_for(opened, profile)
    rows, columns = understand(opened, layout, ledger)
    rows = repair(rows, opened, ledger, today=today or date.today())
    minutes = _interval(rows, ledger)
    channels = _channels(rows, minutes, ledger, holidays=_holidays(rows, country, subdivision)) if minutes else {}
    _tell_ends(channels, ledger)
    return History(
        channels, tuple(ledger.findings), opened.name, opened.sha256, opened.rows, layout.name, minutes,
        ledger.decisions, columns,
    )  # fmt: skip


def _channels(rows: Rows, minutes: int, ledger: Ledger, *, holidays: Holidays) -> dict[str, ChannelHistory]:
    found = {}
    for name in sorted(set(map(str, rows.channel))):
        mine, own_minutes = on_grid(name, rows.only(rows.channel == name), minutes, ledger)
        found[name] = channel_history(name, mine, own_minutes, ledger, holidays)
    return {name: channel for name, channel in found.items() if channel is not None}


def read_history(source: Any, **settings: Any) -> History:
    """
    Return ``audit_history`` of the same arguments, ready to be fitted.

    Raises:
        DataError: If it cannot be read, or with everything that stands in the way of a forecast.
    """
    history = audit_history(source, **settings)
    ledger = Ledger(history.decisions, list(history.findings))
    ledger.stop_if_refused(history.source)
    return history


def _interval(rows: Rows, ledger: Ledger) -> int:
    """Return the length of an interval in minutes, 1440 for days, 0 if there is none to be used."""
    of_day = np.unique((rows.when - rows.when.astype("datetime64[D]")).astype(int))
    if len(of_day) == 1:
        return _daily_step(rows, ledger)
    seconds = math.gcd(*of_day.tolist(), 86_400)
    if seconds % 60 or seconds < _FINEST_MINUTES * 60:
        odd = next(when for when in rows.when if int(when.astype(int)) % (_FINEST_MINUTES * 60))
        ledger.refused(
            "interval", "rows do not begin on a common grid of 5 minutes or more, as single contacts do not",
            "add contacts up to intervals or days first", examples=[odd],
        )  # fmt: skip
        return 0
    return seconds // 60


def _daily_step(rows: Rows, ledger: Ledger) -> int:
    days = np.unique(rows.when.astype("datetime64[D]"))
    if len(days) >= 4 and np.median(np.diff(days).astype(int)) > 3:
        step = int(np.median(np.diff(days).astype(int)))
        ledger.refused(
            "interval", f"rows lie {step} days apart", "a forecast needs a row for each day or interval, "
            "not for each week or month",
        )  # fmt: skip
        return 0
    return MINUTES_OF_DAY


def _holidays(rows: Rows, country: str | None, subdivision: str | None) -> Holidays:
    if country is None or not len(rows):
        return {}
    years = np.unique(rows.when.astype("datetime64[Y]").astype(int) + 1970)
    return public_holidays(country, subdivision, range(int(years[0]), int(years[-1]) + 1))


def _tell_ends(channels: Mapping[str, ChannelHistory], ledger: Ledger) -> None:
    """Tell of channels that begin later or end earlier than others."""
    if not channels:
        return
    first = min(channel.daily.days[0] for channel in channels.values())
    last = max(channel.daily.days[-1] for channel in channels.values())
    _tell_part_months(first, last, ledger)
    for name, channel in channels.items():
        own_first, own_last = channel.daily.days[0], channel.daily.days[-1]
        if (own_first - first).astype(int) > 31:
            ledger.note("launch", f"begins on {own_first}", "taken for the launch of the channel", channel=name)
        if (last - own_last).astype(int) > 31:
            ledger.refused(
                "ended", f"ends on {own_last}, others on {last}", "leave it out, or bring it up to date", channel=name
            )


def _tell_part_months(first: np.datetime64, last: np.datetime64, ledger: Ledger) -> None:
    """Tell of a first or last month of which there is a part only."""
    parts = part_months(first, last)
    if parts:
        told = " and ".join(f"{month} ({days} of {of} days)" for month, days, of in parts)
        ledger.note(
            "part_month", f"only a part is there of {told}", "its days are learned from; no figure takes it for a month"
        )

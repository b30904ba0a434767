"""
Days on which a scenario is closed, whatever its weekday.
"""

from collections.abc import Sequence
from datetime import date

from channelmix.errors import InputError
from channelmix.scenario.period import Period


def closed_dates(period: Period, days: Sequence[date]) -> dict[date, str]:
    """
    Return which of the days are closed by ``period.closed_on``, with the holiday's name or "closed".

    Raises:
        InputError: If a holiday's name is unknown in the country.
    """
    wanted: Sequence[str | date] = () if period.closed_on == "public" else period.closed_on
    dates = {entry: "closed" for entry in wanted if isinstance(entry, date)}
    names = {entry.casefold() for entry in wanted if isinstance(entry, str)}
    if names or period.closed_on == "public":
        dates |= _holidays_named(period, days, names)
    return {day: dates[day] for day in days if day in dates}


def _holidays_named(period: Period, days: Sequence[date], names: set[str]) -> dict[date, str]:
    if period.country is None:
        raise InputError("period.closed_on names public holidays, so period.country must be given (got none)")
    from channelmix.calendars import public_holidays

    holidays = public_holidays(period.country, period.subdivision, sorted({day.year for day in days}))
    known = {name.casefold(): name for called in holidays.values() for name in called}
    unknown = sorted(names - known.keys())
    if unknown:
        listed = ", ".join(dict.fromkeys(called[0] for called in holidays.values()))
        raise InputError(
            f"period.closed_on must name public holidays of {period.country}: {listed} (got {unknown[0]!r})"
        )
    everything = period.closed_on == "public"
    return {
        day: called[0] for day, called in holidays.items() if everything or names & {name.casefold() for name in called}
    }

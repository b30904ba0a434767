"""
Rules about days: the period, its holidays and what falls outside.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from channelmix.errors import InputError
from channelmix.scenario.checks import Finding, Rule
from channelmix.scenario.draft import Draft
from channelmix.scenario.period import Period
from channelmix.scenario.settings import quoted
from channelmix.scenario.suggest import did_you_mean

_MARGIN = timedelta(days=400)
"""What is simulated before and after the period, at most, with room to spare."""


def holidays_are_known(draft: Draft) -> Iterator[Finding]:
    """The country, its part and the names of holidays are known."""
    period = draft.period
    if period is None or period.country is None:
        return
    unknown = _unknown_country(period)
    if unknown is not None:
        yield unknown
        return
    names = [day for day in period.closed_on if isinstance(day, str)] if period.closed_on != "public" else []
    called = _holiday_names(period, period.country) if names else []
    known = [name for names in called for name in names]
    folded = {name.casefold() for name in known}
    for place, day in enumerate(period.closed_on):
        if isinstance(day, str) and names and day.casefold() not in folded:
            meant = did_you_mean(day, known) or f"; there are {', '.join(dict.fromkeys(names[0] for names in called))}"
            text = f"must be a public holiday of {_country(period)} (got {quoted(day)}){meant}"
            yield Finding(("period", "closed_on", place), text)


def _unknown_country(period: Period) -> Finding | None:
    import holidays

    parts = holidays.list_supported_countries()
    if period.country not in parts:
        codes = "such as NL, DE, BE, FR or GB"
        return Finding(
            ("period", "country"), f"must be a country with known holidays, {codes} (got {quoted(period.country)})"
        )
    if period.subdivision is not None:
        try:
            holidays.country_holidays(period.country, subdiv=period.subdivision)
        except NotImplementedError:  # so the library says that it does not know the part
            known = ", ".join(parts[period.country]) or "none"
            text = f"must be a part of {period.country}: {known} (got {quoted(period.subdivision)})"
            return Finding(("period", "subdivision"), text)
    return None


def _holiday_names(period: Period, country: str) -> list[tuple[str, ...]]:
    """Return the names of each holiday around the period, the country's own first."""
    from channelmix.calendars import public_holidays

    years = range((period.start - _MARGIN).year, (period.end + _MARGIN).year + 1)
    try:
        found = public_holidays(country, period.subdivision, years)
    except InputError:
        return []
    return list(dict.fromkeys(found.values()))


def _country(period: Period) -> str:
    return f"{period.country}-{period.subdivision}" if period.subdivision else str(period.country)


def events_fall_into_the_period(draft: Draft) -> Iterator[Finding]:
    """Caution: an event before or after the period changes nothing that is counted."""
    period = draft.period
    if period is None:
        return
    warm_up = timedelta(seconds=period.warm_up.seconds) if period.warm_up is not None else timedelta(days=7)
    for place, event in enumerate(draft.events):
        if event is None:
            continue
        is_late = event.at.date() >= period.end
        if is_late or (event.at + timedelta(seconds=event.lasts.seconds)).date() < period.start - warm_up:
            text = f"lies outside of the period, {period.start} to {period.end - timedelta(days=1)} (got {event.at})"
            yield Finding(("events", place, "at"), text)


def the_period_has_a_moment(draft: Draft) -> Iterator[Finding]:
    """A place that crosses the date line may leave a day out."""
    period = draft.period
    if period is None:
        return
    zone = ZoneInfo(period.timezone)
    start, end = (datetime.combine(day, time(), zone).timestamp() for day in (period.start, period.end))
    if start >= end:
        text = f"must be a day that there is in {period.timezone} (got {period.start})"
        yield Finding(("period", "start"), text)


CALENDAR_RULES: tuple[Rule, ...] = (holidays_are_known, the_period_has_a_moment)
"""Rules about days; breaking one is a mistake."""

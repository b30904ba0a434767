"""
Which days the bad ones are: the weekday on which most of them fall, why as far as plan and demand tell, and the
service of every weekday as a table.

A reason is given only where it shows in the figures: nobody on duty the day after, clearly fewer agent hours, or
clearly more contacts than on the channel's other days.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channelmix.report.amounts import told_unit
from channelmix.report.cases import Case
from channelmix.report.figures import estimate_of
from channelmix.report.language import say, told_weekday
from channelmix.report.numbers import Kind, counted, number, written
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.stored import Study
from channelmix.results import FEWEST_DUE

Entry = Mapping[str, Any]
"""How the days of a channel are spread."""

STANDS_OUT, NEARLY_ALL = 0.5, 0.95
"""A weekday is named from this share of the worst days on, and without "mostly" from that one on."""

CLEARLY_FEWER, CLEARLY_MORE = 0.8, 1.15
"""Agent hours or contacts of a weekday, as a share of those of the channel's other days."""

SLOW_S = 2 * 3600
"""A target of this time or more is also kept by those on duty the day after."""

WEEK = 7


def told_worst(entry: Entry) -> str:
    """
    Return on which weekday the worst days fall; nothing where no weekday stands out, or too few days tell.

    Examples:
        >>> known = {"mean": 0.5, "low": 0.4, "high": 0.6}
        >>> told_worst({"worst_day": known, "worst_weekday": {"weekday": 5, "share": 0.8}}), told_worst({})
        ('mostly a Saturday', '')
    """
    found = entry.get("worst_weekday")
    if not found or found["share"] < STANDS_OUT or estimate_of(entry, "worst_day").low is None:
        return ""
    name = told_weekday(found["weekday"])
    return say("always a {weekday}" if found["share"] >= NEARLY_ALL else "mostly a {weekday}", weekday=name)


def worst_notes(study: Study, places: Sequence[int]) -> Iterator[str]:
    """Yield why the worst days of some plans are what they are, a reason once for all channels of a plan."""
    for place in dict.fromkeys(places):
        told: dict[tuple[str, str], list[str]] = {}
        for channel in study.worst_days_of():
            entry = study.spread[place].get(channel, {})
            if why := _reason(study.cases[place], channel, entry):
                told.setdefault((told_weekday(entry["worst_weekday"]["weekday"]), why), []).append(channel)
        for (weekday, why), channels in told.items():
            parts = {"weekday": weekday, "channels": ", ".join(channels), "why": why}
            if len(study.cases) == 1:
                yield say("worst on {weekday} ({channels}): {why}", **parts)
            else:
                yield say("{plan} is worst on {weekday} ({channels}): {why}", plan=study.cases[place].name, **parts)


def _reason(case: Case, channel: str, entry: Entry) -> str:
    """Return why a channel is worst on the weekday that stands out; nothing where none does, or without a reason."""
    if not told_worst(entry) or estimate_of(entry, "worst_day").mean == 1:
        return ""
    worst = entry["worst_weekday"]["weekday"]
    mine = next((each for each in entry["weekdays"] if each["weekday"] == worst), None)
    others = [each for each in entry["weekdays"] if each["weekday"] != worst and each["staffed"]]
    is_alone = _is_alone_after(case, channel, entry)
    return ", ".join(_why(mine, others, is_alone_after=is_alone)) if mine else ""


def _why(mine: Entry, others: Sequence[Entry], *, is_alone_after: bool) -> Iterator[str]:
    if is_alone_after:
        yield say("nobody who serves it is on duty the day after")
    if not others:
        return
    hours, contacts = (sum(each[name] for each in others) / len(others) for name in ("agent_hours", "contacts"))
    if mine["agent_hours"] < CLEARLY_FEWER * hours:
        yield say(
            "{hours} agent hours are planned then for all that its agents serve, {others} on its other days",
            hours=number(mine["agent_hours"], Kind.HOURS), others=number(hours, Kind.HOURS),
        )  # fmt: skip
    if mine["contacts"] > CLEARLY_MORE * contacts:
        text = "{count} contacts come then, {others} on its other days"
        yield say(text, count=number(mine["contacts"], Kind.COUNT), others=number(contacts, Kind.COUNT))


def _is_alone_after(case: Case, channel: str, entry: Entry) -> bool:
    """Whether a channel with a long target has nobody on duty the day after its worst weekday."""
    target = case.scenario.channels[channel].target
    after = (entry["worst_weekday"]["weekday"] + 1) % WEEK
    is_on_duty = any(each["weekday"] == after and each["staffed"] for each in entry["weekdays"])
    is_played = case.scenario.period.days >= WEEK
    return is_played and not is_on_duty and target is not None and target.within.seconds >= SLOW_S


def few_notes(study: Study) -> Iterator[str]:
    """Yield how many days did not decide since few contacts came, by channel."""
    found: dict[str, int] = {}
    for channels in study.spread:
        for channel, entry in channels.items():
            found[channel] = max(found.get(channel, 0), entry.get("few_days", 0))
    told = ", ".join(f"{channel} ({counted(days, 'day')})" for channel, days in found.items() if days)
    if told:
        text = "days on which fewer than {count} contacts are due do not decide: {channels}"
        yield say(text, count=FEWEST_DUE, channels=told)


def closed_note(study: Study) -> Iterator[str]:
    """Yield on which days nobody who serves a channel is on duty, and what became of those who came then."""
    for channel, (low, high) in study.closed_days_of().items():
        share = number(low, Kind.SHARE) if low == high else f"{number(low, Kind.SHARE)}–{number(high, Kind.SHARE)}"
        entries = [each for channels in study.spread for each in channels.get(channel, {}).get("weekdays", ())]
        days = [told_weekday(day) for day in sorted({each["weekday"] for each in entries if not each["staffed"]})]
        beside = f" ({', '.join(days)})" if days else ""
        yield say("{channel}: days on which nobody who serves it is on duty{days} are left out of that; of what came "
                  "then, {share} was in time", channel=channel, share=share, days=beside)  # fmt: skip


def weekday_sheet(study: Study) -> Sheet | None:
    """Return the service of each weekday by channel and plan; nothing where no run tells, or of a single weekday."""
    days = sorted({each["weekday"] for channels in study.spread for entry in channels.values()
                   for each in entry.get("weekdays", ())})  # fmt: skip
    if len(days) < 2:
        return None
    rows = tuple(row for channel in study.worst_days_of() for row in _rows(study, channel, days))
    notes = (
        say("in time, of those who came on that weekday; small: the 95 % interval, contacts and planned agent hours of "
            "such a day, for all that these agents serve"),
        say("nobody on duty: nobody who serves the channel is planned on that weekday"),
    )  # fmt: skip
    return Sheet(say("Service by weekday"), say("channel"), tuple(map(told_weekday, days)), rows, notes)


def _rows(study: Study, channel: str, days: Sequence[int]) -> Iterator[Row]:
    cases = [(case, channels[channel]) for case, channels in zip(study.cases, study.spread, strict=False)
             if channel in channels]  # fmt: skip
    if len(study.cases) > 1:
        yield Row(channel, (Cell(""),) * len(days), opens_section=True)
    for case, entry in cases:
        by_day = {each["weekday"]: each for each in entry.get("weekdays", ())}
        cells = tuple(_cell(by_day.get(day)) for day in days)
        yield Row(f"  {case.name}" if len(study.cases) > 1 else channel, cells)


def _cell(found: Entry | None) -> Cell:
    if found is None:
        return Cell("–")
    text, interval = written(estimate_of(found, "level"), Kind.SHARE)
    came = say("{count} contacts", count=number(found["contacts"], Kind.COUNT))
    hours = f"{number(found['agent_hours'], Kind.HOURS)}{told_unit(' h')}" if found["staffed"] else ""
    beside = " · ".join(filter(None, (interval, came, hours)))
    return Cell(text, beside, "" if found["staffed"] else "nobody on duty")

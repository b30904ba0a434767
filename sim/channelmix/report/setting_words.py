"""
Settings of a sweep in words that people read: ``channel_shift[1].share`` is "share phone → whatsapp".

A setting without words here keeps the name that it has in a scenario file, so that nothing is ever told of another one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from math import isfinite
from typing import Any

from channelmix.report.amounts import percent, told_span
from channelmix.report.language import say, told_day, told_number
from channelmix.scenario.paths import Path, parse_dotted
from channelmix.scenario.toml_values import toml


class Amount(Enum):
    """How the values of a setting are written."""

    TIME = "time"
    SHARE = "share"
    NUMBER = "number"
    DAY = "day"


_SETTINGS = {
    "handling": ("handling time of {owner}", Amount.TIME),
    "handling.mean": ("handling time of {owner}", Amount.TIME),
    "patience": ("patience of {owner}", Amount.TIME),
    "patience.mean": ("patience of {owner}", Amount.TIME),
    "wrap_up": ("wrap-up of {owner}", Amount.TIME),
    "target.share": ("promised share in time of {owner}", Amount.SHARE),
    "target.within": ("promised time of {owner}", Amount.TIME),
    "response_target.within": ("promised time of later replies of {owner}", Amount.TIME),
    "bot.containment": ("share that the bot of {owner} resolves", Amount.SHARE),
    "redial.share": ("share of {owner} that tries again", Amount.SHARE),
    "unresolved.share": ("unresolved share of {owner}", Amount.SHARE),
    "arrivals.per_day": ("contacts a day of {owner}", Amount.NUMBER),
    "agents": ("agents of {owner}", Amount.NUMBER),
    "shrinkage": ("shrinkage of {owner}", Amount.SHARE),
    "cost_per_hour": ("price of an hour of {owner}", Amount.NUMBER),
    "cost_per_contact": ("price of a contact of {owner}", Amount.NUMBER),
    "cost_per_message": ("price of a message of {owner}", Amount.NUMBER),
}
"""What a channel's or group's setting is called, and how its values are written."""

_OF_SHIFTS = {
    "share": ("share {owner}", Amount.SHARE),
    "share.speed": ("pace of adoption {owner}", Amount.NUMBER),
    "ratio": ("new contacts for each that moves {owner}", Amount.NUMBER),
    "induced": ("contacts on top {owner}", Amount.SHARE),
}

_OF_PERIOD = {"start": ("start of the period", Amount.DAY), "days": ("days of the period", Amount.NUMBER)}

Shifts = Sequence[Mapping[str, Any]]
"""The shifts between channels of the plans that were swept, as resolved; none where plans differ in them."""


def told_setting(key: str, shifts: Shifts = ()) -> str:
    """
    Return a setting in words.

    Examples:
        >>> told_setting("channels.phone.handling"), told_setting("groups.desk.concurrency.chat")
        ('handling time of phone', 'chat at once in desk')
        >>> told_setting("channel_shift[1].share", [{"from": "phone", "to": "chat"}])
        'share phone → chat'
        >>> told_setting("channel_shift[*].share"), told_setting("channels.phone.lines")
        ('share of all who change channel', 'phone.lines')
    """
    path, owner = _path(key), ""
    text, _ = _words(path)
    if not text:
        return key.removeprefix("channels.").removeprefix("groups.")
    if path[0] == "period":
        return say(text)
    if path[0] == "channel_shift":
        if "[*]" in key and path[2:] == ("share",):
            return say("share of all who change channel")
        owner = _shift(path[1], shifts) if "[*]" not in key else say("of all who change channel")
        return say(text, owner=owner)
    if path[2] == "concurrency":
        return say(text, owner=path[1], channel=path[3])
    return say(text, owner=path[1])


def told_value(key: str, value: object) -> str:
    """
    Return a value of a setting as people write it.

    Examples:
        >>> told_value("channels.phone.handling", 300), told_value("channels.phone.handling", "5min")
        ('300 s', '5 min')
        >>> told_value("channel_shift[*].share", "0.125"), told_value("groups.desk.agents", 1200)
        ('12.5 %', '1,200')
        >>> told_setting("period.start"), told_value("period.start", "2027-03-01")
        ('start of the period', 'Mon 1 Mar 2027')
    """
    if isinstance(value, Mapping | list):
        return toml(value)
    amount = _words(_path(key))[1]
    plain = _number(value)
    if amount is Amount.DAY:
        return _day(str(value))
    if amount is Amount.TIME:
        return _span(value if plain is None else plain)
    if plain is None:
        return str(value)
    return percent(plain) if amount is Amount.SHARE else told_number(f"{plain:,g}")


def told_point(point: Mapping[str, object], shifts: Shifts = ()) -> str:
    """Return the settings of a point with their values."""
    settings = [f"{told_setting(key, shifts)} = {told_value(key, value)}" for key, value in point.items()]
    return ", ".join(settings) or say("as in the file")


def shifts_of(scenarios: Sequence[Mapping[str, Any]]) -> Shifts:
    """Return the shifts of the plans that have any, by their places; none where plans that have some differ."""
    found = [shifts for each in scenarios if (shifts := each["resolved"].get("channel_shift"))]
    pairs = [[(shift.get("from"), shift.get("to")) for shift in shifts] for shifts in found]
    return found[0] if found and all(each == pairs[0] for each in pairs) else ()


def _path(key: str) -> Path:
    try:
        return parse_dotted(key.replace("[*]", "[1]"))
    except ValueError:
        return ()


def _words(path: Path) -> tuple[str, Amount]:
    """Return what a setting is called and how its values are written; nothing where it has no words here."""
    names = [str(part) for part in path]
    if len(path) > 2 and path[0] == "channel_shift" and isinstance(path[1], int):
        return _OF_SHIFTS.get(".".join(names[2:]), ("", Amount.NUMBER))
    if len(path) == 2 and path[0] == "period":
        return _OF_PERIOD.get(names[1], ("", Amount.NUMBER))
    if len(path) < 3 or path[0] not in ("channels", "groups"):
        return "", Amount.NUMBER
    if path[2] == "concurrency" and len(path) == 4:
        return "{channel} at once in {owner}", Amount.NUMBER
    return _SETTINGS.get(".".join(names[2:]), ("", Amount.NUMBER))


def _shift(place: str | int, shifts: Shifts) -> str:
    """Return from where to where a shift moves people."""
    if isinstance(place, int) and place < len(shifts):
        ends = [str(shifts[place].get(end, "?")) for end in ("from", "to")]
        return " \N{RIGHTWARDS ARROW} ".join(ends)
    return f"channel_shift[{int(place) + 1}]"


def _number(value: object) -> float | None:
    try:
        found = float(str(value))
    except ValueError:
        return None
    return found if isfinite(found) and not isinstance(value, bool) else None


def _day(value: str) -> str:
    """Return a date as people write it; what is none stays as it is."""
    try:
        return told_day(date.fromisoformat(value))
    except ValueError:
        return value


def _span(value: object) -> str:
    """Return a time with its unit; bare numbers are seconds, and what is none stays as it is."""
    from pydantic_core import PydanticCustomError

    from channelmix.scenario.units import Duration

    try:
        return told_span(Duration.read(value))
    except PydanticCustomError:
        return str(value)

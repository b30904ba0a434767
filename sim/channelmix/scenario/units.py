"""
Times as people write them: "6 min" and "08:30".

A span of time is a number of seconds or text with a unit; it remembers the unit, since days
and working days may be counted as opening days. A time of day becomes seconds of the local
day, from 0 to 86,400 (24:00, the end of the day). Written out again, both read as before.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from channelmix.scenario.settings import Key, quoted, rule

DAY_SECONDS = 86_400
"""A day without a change of the clocks."""

SECONDS_IN = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "days": 86_400.0, "working days": 86_400.0}
"""Seconds in each unit that ``Duration.unit`` may name."""

_UNITS = {unit: unit for unit in SECONDS_IN} | {
    "sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "hour": "h", "hours": "h",
    "day": "days", "working day": "working days",
}  # fmt: skip
_SPAN = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)\s*([a-z]+(?: [a-z]+)?)")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_LONGEST_DAYS = 3660


@dataclass(frozen=True)
class Duration:
    """
    A span of time, with the unit in which it was written.

    Examples:
        >>> Duration.read("90 min").seconds
        5400.0
        >>> Duration.read("5 min 20 s")
        Duration(amount=320.0, unit='s')
        >>> Duration.read(20)
        Duration(amount=20.0, unit='s')
    """

    amount: float
    unit: str = "s"

    @property
    def seconds(self) -> float:
        """Length in seconds; a day counts 86,400."""
        return self.amount * SECONDS_IN[self.unit]

    @property
    def microseconds(self) -> int:
        """Length in whole microseconds, the engines' unit."""
        return round(self.seconds * 1_000_000)

    @property
    def counts_days(self) -> bool:
        """Whether it is written in days or working days."""
        return self.unit in ("days", "working days")

    def __str__(self) -> str:
        amount = int(self.amount) if self.amount == int(self.amount) else self.amount
        unit = self.unit.removesuffix("s") if amount == 1 and self.counts_days else self.unit
        return f"{amount} {unit}"

    @classmethod
    def read(cls, value: object) -> "Duration":
        """
        Return the span that a scenario file means.

        Raises:
            PydanticCustomError: If it is none, is negative or longer than ten years.
        """
        if isinstance(value, Duration):
            return value
        span = cls._of_number(value) if isinstance(value, int | float) else cls._of_text(value)
        if not 0 <= span.seconds <= _LONGEST_DAYS * DAY_SECONDS:
            raise rule(f"must be a time of 0 s to {_LONGEST_DAYS} days (got {quoted(value)})")
        return span

    @classmethod
    def _of_number(cls, value: float) -> "Duration":
        if isinstance(value, bool) or not math.isfinite(value):
            raise _not_a_span(value)
        return cls(float(value))

    @classmethod
    def _of_text(cls, value: object) -> "Duration":
        text = value.strip() if isinstance(value, str) else ""
        parts = list(_SPAN.finditer(text))
        if not text or _SPAN.sub("", text).strip():
            raise _not_a_span(value)
        units = [_UNITS.get(part[2]) for part in parts]
        spans = [cls(float(part[1]), unit) for part, unit in zip(parts, units, strict=True) if unit is not None]
        if len(spans) < len(parts):
            raise rule(f"must be a time in {', '.join(SECONDS_IN)} (got {quoted(value)})")
        return spans[0] if len(spans) == 1 else cls._together(spans, value)

    @classmethod
    def _together(cls, spans: Sequence["Duration"], value: object) -> "Duration":
        """Return hours, minutes and seconds as one time, in the smallest unit of them."""
        sizes = [SECONDS_IN[span.unit] for span in spans]
        if any(span.counts_days or span.amount < 0 for span in spans) or sizes != sorted(set(sizes), reverse=True):
            raise rule(f"must be hours, minutes and seconds in this order, or one time alone (got {quoted(value)})")
        return cls(round(sum(span.seconds for span in spans) / sizes[-1], 9), spans[-1].unit)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return cls.described()

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of a span of time."""
        return {
            "anyOf": [
                {"type": "number", "minimum": 0, "description": "Seconds"},
                {"type": "string", "pattern": rf"^\s*([0-9]+(\.[0-9]+)?\s*({'|'.join(_UNITS)})\s*)+$"},
            ]
        }


def _not_a_span(value: object) -> Exception:
    return rule(
        f'must be a time such as "20 s", "5 min", "4 h" or "2 days", or a number of seconds (got {quoted(value)})'
    )


def _above_zero(value: Duration) -> Duration:
    if value.seconds <= 0:
        raise rule(f"must be longer than 0 s (got {value})")
    return value


def _within_a_day(value: Duration) -> Duration:
    if value.unit == "working days":
        raise rule(f"must be written in hours or minutes: a working day has no length of its own (got {value})")
    if value.seconds > DAY_SECONDS:
        raise rule(f"must be at most 24 h (got {value})")
    return value


SHORTEST_INTERVAL = 60
"""Nobody plans by the second, and tables by the second of a month would fill the memory."""


def _divides_a_day(value: Duration) -> Duration:
    if not value.seconds.is_integer() or not value.seconds or DAY_SECONDS % value.seconds:
        raise rule(f"must divide a day into equal parts, such as 15 min or 30 min (got {value})")
    if value.seconds < SHORTEST_INTERVAL:
        raise rule(f"must be {SHORTEST_INTERVAL} s or more, such as 15 min or 30 min (got {value})")
    return value


SPAN_UNIT = "s, or as stated"
"""What the manual says of the unit of a span."""

Span = Annotated[Duration, Key(unit=SPAN_UNIT)]
"""A span of 0 s or more."""

PositiveSpan = Annotated[Duration, AfterValidator(_above_zero), Key(unit=SPAN_UNIT)]
"""A span longer than 0 s."""

SpanOfADay = Annotated[PositiveSpan, AfterValidator(_within_a_day)]
"""A span longer than 0 s that is no longer than a day."""

Grid = Annotated[Duration, AfterValidator(_divides_a_day), Key(unit=SPAN_UNIT)]
"""A span that divides a day."""


def time_of_day(value: object) -> int:
    """
    Return a time of day as seconds of the local day, at most 86,400.

    Raises:
        PydanticCustomError: If it is no time of day.

    Examples:
        >>> time_of_day("08:30"), time_of_day("24:00")
        (30600, 86400)
    """
    if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
        return value.hour * 3600 + value.minute * 60 + value.second
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is not None:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        seconds = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and seconds <= DAY_SECONDS:
            return seconds
    raise rule(f"must be a time of day from 00:00 to 24:00, such as 08:30 (got {quoted(value)})")


def clock(seconds: int) -> str:
    """
    Return seconds of the day as text.

    Examples:
        >>> clock(30600), clock(86400)
        ('08:30', '24:00')
    """
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text


def day_and_time(moment: datetime) -> str:
    """
    Return a moment as sentences for planners name it.

    Examples:
        >>> day_and_time(datetime(2027, 3, 1, 9, 30))
        'Mon 1 Mar 09:30'
    """
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"


def about_hours(hours: float) -> str:
    """
    Return hours as sentences for planners name them.

    Examples:
        >>> about_hours(2.25), about_hours(33.1)
        ('2.2 h', '33 h')
    """
    return f"{hours:.0f} h" if hours >= 10 else f"{hours:.1f} h"


TIME_PATTERN = r"^([01]?[0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9])?$"
"""What editors may hold a time of day against."""


def _read_clock(value: object) -> str:
    return clock(time_of_day(value))


ClockText = Annotated[str, BeforeValidator(_read_clock), Field(pattern=TIME_PATTERN), Key(type="time of day")]
"""A time of day, kept as text."""

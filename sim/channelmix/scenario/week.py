"""
Values that differ by weekday: opening hours and volumes.

A table is keyed by weekdays (``mon``, ``mon-fri``). Read once, it always gives seven entries,
Monday first; a day named twice, hours that overlap or end before they start are errors that
name the key. Written out again, equal neighbouring days share a key.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from channelmix.scenario.settings import Place, quoted, rule, rules
from channelmix.scenario.units import TIME_PATTERN, clock, time_of_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays as keys, in the order of every tuple of seven."""

DAY_PATTERN = f"^({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?$"
"""What editors may hold a key of weekdays against."""

Day = TypeVar("Day")


def weekdays(key: str) -> tuple[int, ...]:
    """
    Return the weekdays that a key names, Monday as 0.

    Raises:
        PydanticCustomError: If it names none.

    Examples:
        >>> weekdays("mon-wed"), weekdays("sat-mon")
        ((0, 1, 2), (5, 6, 0))
    """
    first, dash, last = key.partition("-")
    last = last if dash else first
    if first not in WEEKDAYS or last not in WEEKDAYS:
        raise rule(f'must name weekdays, such as mon or mon-fri (got "{key}")')
    start = WEEKDAYS.index(first)
    count = (WEEKDAYS.index(last) - start) % 7 + 1
    return tuple((start + step) % 7 for step in range(count))


def read_all(items: Mapping[Any, Any], read: Callable[[Any, Any], Day]) -> list[Day]:
    """Return every item of a table read by ``read(key, value)``; all errors at once, each at its key."""
    results: list[Day] = []
    faults: list[tuple[Place, str]] = []
    for key, value in items.items():
        try:
            results.append(read(key, value))
        except ValidationError as error:
            faults.extend(((key, *fault["loc"]), fault["msg"]) for fault in error.errors())
        except PydanticCustomError as error:
            faults.append(((key,), error.message()))
    if faults:
        raise rules(faults)
    return results


def by_weekday(table: Mapping[Any, Any], read: Callable[[Any], Day], *, absent: Day) -> tuple[Day, ...]:
    """
    Return one value for each weekday from a table keyed by weekdays.

    Args:
        table: Keys such as ``mon`` or ``mon-fri``; a day may be named once.
        read: Turns a day's raw value into its value.
        absent: The value of days not named.

    Raises:
        ValidationError: With all mistakes, each at its key.
    """
    named: dict[int, str] = {}
    values = [absent] * 7

    def read_entry(key: str, value: Any) -> None:
        days = weekdays(key)
        for day in days:
            if day in named:
                raise rule(f"must name each weekday once (got {WEEKDAYS[day]}, which {named[day]} names already)")
        named.update(dict.fromkeys(days, key))
        for day in days:
            values[day] = read(value)

    read_all(table, read_entry)
    return tuple(values)


def by_ranges(values: tuple[Day, ...], absent: Day) -> dict[str, Day]:
    """Return a table in which equal neighbouring days share a key, and days as if absent have none."""
    table: dict[str, Day] = {}
    for value, run in groupby(range(7), key=lambda day: values[day]):
        days = [WEEKDAYS[day] for day in run]
        if value != absent:
            table[days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"] = value
    return table


class ReadWhole:
    """A setting that is read whole into a frozen value: pydantic gets its reader, writer and schema from here."""

    @classmethod
    def read(cls, value: object) -> Any:
        """Return the value that a scenario file means, or raise the rule it breaks."""
        raise NotImplementedError

    def write(self) -> object:
        """Return what a scenario file would say."""
        raise NotImplementedError

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of what may be written."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.read(value),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.write),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return cls.described()


Hours = tuple[tuple[int, int], ...]
"""Opening hours of one day as (opens, closes), seconds of the local day, ascending and apart."""


def day_hours(value: object) -> Hours:
    """
    Return the opening hours of one day.

    Args:
        value: "08:00-20:00", a list of such, or "closed" or false.

    Raises:
        PydanticCustomError: If it is none of these, ends before it starts, or overlaps.

    Examples:
        >>> day_hours(["08:00-12:00", "13:00-17:00"])
        ((28800, 43200), (46800, 61200))
    """
    if value is False or value == "closed":
        return ()
    ranges = value if isinstance(value, list) else [value]
    hours = sorted(_one_range(entry) for entry in ranges)
    for (_, earlier_end), (later_start, _) in pairwise(hours):
        if later_start < earlier_end:
            raise rule(f"must be hours that do not overlap (got {quoted(value)})")
    return _joined(hours)


def _one_range(value: object) -> tuple[int, int]:
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise rule(f'must be hours such as "08:00-20:00", a list of such, or "closed" (got {quoted(value)})')
    opens, closes = time_of_day(start), time_of_day(end)
    if closes <= opens:
        raise rule(f"must be hours that end after they start, on the same day (got {quoted(value)})")
    return opens, closes


def _joined(hours: list[tuple[int, int]]) -> Hours:
    joined: list[tuple[int, int]] = []
    for opens, closes in hours:
        if joined and joined[-1][1] == opens:
            opens = joined.pop()[0]
        joined.append((opens, closes))
    return tuple(joined)


def _write_hours(hours: Hours) -> str | list[str]:
    ranges = [f"{clock(opens)}-{clock(closes)}" for opens, closes in hours]
    return ranges[0] if len(ranges) == 1 else ranges or "closed"


_HOURS_SCHEMA: JsonSchemaValue = {
    "anyOf": [
        {"type": "string", "pattern": f"^(closed|{TIME_PATTERN[1:-1]}\\s*-\\s*{TIME_PATTERN[1:-1]})$"},
        {"type": "array", "items": {"type": "string"}},
        {"const": False},
    ]
}


@dataclass(frozen=True)
class DayHours(ReadWhole):
    """Opening hours of one single day."""

    ranges: Hours

    @classmethod
    def read(cls, value: object) -> "DayHours":
        """Return the hours of one day."""
        return cls(day_hours(value))

    def write(self) -> object:
        """Return the hours as text."""
        return _write_hours(self.ranges)

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of a day's hours."""
        return _HOURS_SCHEMA


@dataclass(frozen=True)
class WeekHours(ReadWhole):
    """
    Opening hours by weekday; days not named are closed.

    Examples:
        >>> WeekHours.read({"mon-fri": "08:00-17:00", "sat": "closed"}).by_weekday[4:]
        (((28800, 61200),), (), ())
    """

    by_weekday: tuple[Hours, ...]
    """Seven entries, Monday first."""

    @classmethod
    def read(cls, value: object) -> "WeekHours":
        """Return the hours of a week from a table of weekdays, or from one text for every day."""
        if isinstance(value, Mapping):
            return cls(by_weekday(value, day_hours, absent=()))
        return cls((day_hours(value),) * 7)

    def write(self) -> object:
        """Return a table keyed by weekdays."""
        return {days: _write_hours(hours) for days, hours in by_ranges(self.by_weekday, ()).items()}

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of a week's hours."""
        return of_weekdays(_HOURS_SCHEMA)


def of_weekdays(day: JsonSchemaValue) -> JsonSchemaValue:
    """Return the schema of a value that is the same every day, or a table keyed by weekdays."""
    week = {"type": "object", "patternProperties": {DAY_PATTERN: day}, "additionalProperties": False}
    return {"anyOf": [day, week]}


def number(value: object, *, whole: bool = False) -> float:
    """Return a number of 0 or more."""
    kind = int if whole else int | float
    if isinstance(value, bool) or not isinstance(value, kind) or not math.isfinite(value) or value < 0:
        raise rule(f"must be a {'whole ' if whole else ''}number of 0 or more (got {quoted(value)})")
    return value


NUMBER_SCHEMA: JsonSchemaValue = {"type": "number", "minimum": 0}
WHOLE_SCHEMA: JsonSchemaValue = {"type": "integer", "minimum": 0}


@dataclass(frozen=True)
class WeekNumbers(ReadWhole):
    """
    A number for each weekday; days not named have 0.

    Examples:
        >>> WeekNumbers.read({"mon": 950, "tue-fri": 850}).by_weekday
        (950, 850, 850, 850, 850, 0, 0)
    """

    by_weekday: tuple[float, ...]
    """Seven entries, Monday first."""

    @classmethod
    def read(cls, value: object) -> "WeekNumbers":
        """Return the numbers of a week from one number or a table of weekdays."""
        if isinstance(value, Mapping):
            return cls(by_weekday(value, number, absent=0))
        return cls((number(value),) * 7)

    def write(self) -> object:
        """Return one number, or a table keyed by weekdays."""
        return by_ranges(self.by_weekday, 0) if len(set(self.by_weekday)) > 1 else self.by_weekday[0]

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of a week's numbers."""
        return of_weekdays(NUMBER_SCHEMA)

"""
Values that change by time of day: profiles of arrivals and numbers of agents.

A step holds to the next, the last to midnight; before the first the value is 0. A table is
keyed by times ("08:00"), or by weekdays (``mon-fri``) with a table of times each; a plain number
holds all day. Read once, it always gives seven step functions, Monday first.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic.json_schema import JsonSchemaValue

from channelmix.scenario.settings import Place, quoted, rule, rules
from channelmix.scenario.units import DAY_SECONDS, TIME_PATTERN, clock, time_of_day
from channelmix.scenario.week import (
    NUMBER_SCHEMA,
    WEEKDAYS,
    WHOLE_SCHEMA,
    ReadWhole,
    by_ranges,
    by_weekday,
    number,
    of_weekdays,
    read_all,
)


@dataclass(frozen=True)
class Steps:
    """
    A step function of the local day.

    Examples:
        >>> office = Steps.read({"08:00": 12, "20:00": 0})
        >>> office.at(7 * 3600), office.at(9 * 3600)
        (0, 12)
    """

    starts: tuple[int, ...]
    """Seconds of the local day from which each value holds, ascending; before the first the value is 0."""
    values: tuple[float, ...]

    def at(self, second: int) -> float:
        """Return the value at a second of the local day."""
        place = bisect_right(self.starts, second) - 1
        return self.values[place] if place >= 0 else 0

    @classmethod
    def read(cls, value: object, read_number: Callable[[object], float] = number) -> "Steps":
        """
        Return the steps of one day from a number or a table keyed by times.

        Raises:
            PydanticCustomError: If it is neither.
            ValidationError: With all mistakes in the table, each at its key.
        """
        if not isinstance(value, Mapping):
            return cls((0,), (read_number(value),))
        steps = read_all(value, lambda key, item: (_start(key), read_number(item)))
        steps.sort()
        starts = tuple(start for start, _ in steps)
        if len(set(starts)) < len(starts):
            raise rule(f"must name each time once (got {quoted(value)})")
        return cls(starts, tuple(height for _, height in steps))

    def write(self) -> object:
        """Return a number, or a table keyed by times."""
        if self.starts == (0,):
            return self.values[0]
        return {clock(start): value for start, value in zip(self.starts, self.values, strict=True)}


def _start(key: object) -> int:
    start = time_of_day(key)
    if start == DAY_SECONDS:
        raise rule('must start before the end of the day (got "24:00")')
    return start


_NEVER = Steps((), ())


def _week(value: object, read_number: Callable[[object], float]) -> tuple[Steps, ...]:
    """Return the steps of seven days from a number, a table of times or a table of weekdays."""

    def read_day(day: object) -> Steps:
        return Steps.read(day, read_number)

    if isinstance(value, Mapping) and any(str(key)[:3] in WEEKDAYS for key in value):
        return by_weekday(value, read_day, absent=_NEVER)
    return (read_day(value),) * 7


def _write_week(week: tuple[Steps, ...]) -> object:
    if len(set(week)) == 1:
        return week[0].write()
    return {days: steps.write() for days, steps in by_ranges(week, _NEVER).items()}


def _schema(number_schema: JsonSchemaValue) -> JsonSchemaValue:
    times = {"type": "object", "patternProperties": {TIME_PATTERN: number_schema}, "additionalProperties": False}
    return of_weekdays({"anyOf": [number_schema, times]})


@dataclass(frozen=True)
class Profile(ReadWhole):
    """
    Relative weights of arrivals over the day, by weekday.

    Examples:
        >>> Profile.read({"08:00": 0.6, "09:00": 1.3, "17:00": 0}).by_weekday[0].at(10 * 3600)
        1.3
    """

    by_weekday: tuple[Steps, ...]
    """Seven entries, Monday first."""

    @classmethod
    def read(cls, value: object) -> "Profile":
        """Return the profile of a week."""
        if not isinstance(value, Mapping) or not value:
            raise rule(f'must be a table of times and weights, such as "08:00" = 0.6 (got {quoted(value)})')
        week = _week(value, number)
        if not any(any(steps.values) for steps in week):
            raise rule(f"must have a weight above 0 (got {quoted(value)})")
        return cls(week)

    def write(self) -> object:
        """Return a table keyed by times, or by weekdays."""
        return _write_week(self.by_weekday)

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of a profile."""
        return _schema(NUMBER_SCHEMA)


MOST_AGENTS = 100_000
"""Agents of one group at one time beyond any contact center."""


def _agents(value: object) -> float:
    agents = number(value, whole=True)
    if agents > MOST_AGENTS:
        raise rule(f"must be at most {MOST_AGENTS:,} agents (got {quoted(value)})")
    return agents


@dataclass(frozen=True)
class StaffPlan(ReadWhole):
    """
    Agents ready to work, by weekday and time of day, or the file that says so.

    Examples:
        >>> StaffPlan.read({"mon-fri": {"08:00": 12, "20:00": 0}}).by_weekday[5]
        Steps(starts=(), values=())
        >>> StaffPlan.read({"file": "plan.xlsx"}).file
        'plan.xlsx'
    """

    by_weekday: tuple[Steps, ...] = ()
    """Seven entries, Monday first; whole numbers. Empty if a file gives them."""
    file: str | None = None
    """Path as written in the scenario; absent: the plan stands in ``by_weekday``."""

    @property
    def are_nobody(self) -> bool:
        """Whether there are no agents at any time, as far as that is known without reading a file."""
        return self.file is None and not any(max(steps.values, default=0) for steps in self.by_weekday)

    @classmethod
    def read(cls, value: object) -> "StaffPlan":
        """Return the plan of a week from a number, steps, a table of weekdays or { file = ... }."""
        if isinstance(value, Mapping) and "file" in value:
            return cls(file=_only_file(value))
        if value == {}:
            raise rule("must be a number of agents, or a table of times or weekdays (got an empty table)")
        return cls(_week(value, _agents))

    def write(self) -> object:
        """Return a number, a table or { file = ... }."""
        return {"file": self.file} if self.file is not None else _write_week(self.by_weekday)

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of a staff plan."""
        file = {
            "type": "object", "properties": {"file": {"type": "string"}}, "required": ["file"],
            "additionalProperties": False,
        }  # fmt: skip
        return {"anyOf": [file, *_schema(WHOLE_SCHEMA)["anyOf"]]}


def _only_file(value: Mapping[Any, Any]) -> str:
    faults: list[tuple[Place, str]] = [
        ((key,), f"must not stand beside file (got {quoted(value[key])})") for key in value if key != "file"
    ]
    file = value["file"]
    if not isinstance(file, str) or not file:
        faults.append((("file",), f"must be the path of a CSV or Excel file (got {quoted(file)})"))
    if faults:
        raise rules(faults)
    return str(file)

"""
What to vary, and at which points: a grid, one setting at a time, or spread evenly over the space.

``key=8..16`` goes from 8 to 16, ``key=8..16/5`` in five steps, ``key=8,12,16`` names values, which may be tables and
lists as in a scenario file (``key={ file = "plan.xlsx" },3``). A space-filling
design is a scrambled Sobol sequence (Sobol 1967; Owen 1998), always the same one, so that a
sweep with more points contains the one with fewer.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channelmix.arguments import whole
from channelmix.errors import InputError
from channelmix.scenario.changes import Sweep
from channelmix.scenario.paths import key_and_value
from channelmix.scenario.toml_values import toml
from channelmix.scenario.varied import even_steps, values_of

DESIGNS = ("grid", "one", "space")
FEW = 21
"""Whole numbers from a to b are all taken if they are so few."""

STEPS = 5
IN_SPACE = 32
"""Points that are spread over the space unless a number is given."""

MOST_POINTS = 100_000
FEWER = "for fewer: KEY=A..B/STEPS, --design one, or --design space --points 64"


@dataclass(frozen=True)
class Axis:
    """A setting and the values it takes; with ``spans`` anything between the first and the last may be taken."""

    key: str
    values: tuple[Any, ...]
    spans: bool

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers may be taken."""
        return all(isinstance(value, int) for value in self.values)


Point = Mapping[str, Any]
"""Values by key."""


def read_axis(text: str) -> Axis:
    """
    Return what ``--vary`` asks for.

    Raises:
        InputError: If it cannot be understood.

    Examples:
        >>> read_axis("groups.desk.agents=8..10").values
        (8, 9, 10)
        >>> read_axis("channel_shift[1].share=0..0.2/3").values
        (0.0, 0.1, 0.2)
        >>> read_axis("period.start=2027-03-01,2027-06-01").values
        ('2027-03-01', '2027-06-01')
        >>> read_axis('groups.desk.agents={ file = "../plan.xlsx", sheet = "a, b" },3').values
        ({'file': '../plan.xlsx', 'sheet': 'a, b'}, 3)
    """
    key, equals, right = key_and_value(text)
    if not equals or not key.strip() or not right.strip():
        raise InputError(f"--vary must be written KEY=A..B, KEY=A..B/STEPS or KEY=A,B,C (got {text!r})")
    if right.strip()[0] in _OPENS:
        return Axis(key.strip(), tuple(_value(part) for part in _parts(right)), spans=False)
    ends, slash, steps = right.partition("/")
    first, dots, last = ends.partition("..")
    if dots:
        low, high = _number(first, text), _number(last, text)
        if not low < high:
            raise InputError(f"--vary {key}: must go from a smaller to a larger number (got {right.strip()!r})")
        return Axis(key.strip(), _steps(low, high, _number(steps, text) if slash else None), spans=True)
    return Axis(key.strip(), tuple(_value(part) for part in _parts(right)), spans=False)


def axis_of(setting: Sweep) -> Axis:
    """Return what a ``[[sweep]]`` table asks for."""
    return Axis(setting.key, values_of(setting), spans=setting.values is None)


def _number(text: str, whole: str) -> float:
    try:
        number = _value(text.strip())
        if isinstance(number, int | float) and math.isfinite(number):
            return number
    except ValueError:
        pass
    raise InputError(f"--vary needs numbers on both sides of '..' (got {whole!r})")


_OPENS, _CLOSES, _QUOTES = "{[", "}]", "\"'"


def _parts(text: str) -> Iterator[str]:
    """
    Yield what stands between commas, but for those within tables, lists and quotation marks.

    Examples:
        >>> list(_parts('{ file = "a,b.csv", sheet = "x" }, [1, 2], 3'))
        ['{ file = "a,b.csv", sheet = "x" }', '[1, 2]', '3']
    """
    part, depth, quote = "", 0, ""
    for sign in text:
        if quote or sign in _QUOTES:
            quote = "" if sign == quote else quote or sign
        depth += (not quote) * ((sign in _OPENS) - (sign in _CLOSES))
        if sign == "," and not quote and not depth:
            yield part.strip()
            part = ""
        else:
            part += sign
    yield part.strip()


def _table(text: str) -> Any:
    """Return a table or list written in TOML."""
    import tomli

    try:
        value = tomli.loads(f"value = {text}")["value"]
        toml(value)
    except (ValueError, TypeError, RecursionError):
        raise InputError(f"--vary: a table or list must be written in TOML (got {text!r})") from None
    return value


def _value(text: str) -> Any:
    if text[:1] and text[0] in _OPENS:
        return _table(text)
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text, text.strip("\"'"))


def _steps(low: float, high: float, steps: float | None) -> tuple[float, ...]:
    in_units = isinstance(low, int) and isinstance(high, int)
    if steps is None:
        steps = int(high - low) + 1 if in_units and high - low < FEW else STEPS
    if not (2 <= steps <= MOST_POINTS and steps == int(steps)):
        raise InputError(f"--vary needs 2 to {MOST_POINTS:,} steps, a whole number (got {steps:g})")
    return even_steps(low, high, int(steps))


def how_many(axes: Sequence[Axis], kind: str = "grid", *, points: int | None = None) -> int:
    """
    Return how many points a sweep has; for the arguments see ``design``.

    Examples:
        >>> axes = [read_axis("a=1..10"), read_axis("b=x,y,z")]
        >>> how_many(axes), how_many(axes, "one"), how_many(axes, "space")
        (30, 14, 32)
    """
    if kind == "space":
        return points or IN_SPACE
    sizes = [len(axis.values) for axis in axes]
    return 1 + sum(sizes) if kind == "one" else math.prod(sizes)


def uneven(axes: Sequence[Axis], kind: str = "grid") -> list[str]:
    """
    Return in words where whole numbers could not be spread evenly; points spread over the space keep to no steps.

    Examples:
        >>> uneven([read_axis("a=1..5/4"), read_axis("b=1..5"), read_axis("c=1,2,9")])
        ['a: whole numbers from 1 to 5 in 4 steps are not evenly spaced: 1, 2, 4, 5']
    """
    return [
        f"{axis.key}: whole numbers from {axis.values[0]} to {axis.values[-1]} in {len(axis.values)} steps are not "
        f"evenly spaced: {', '.join(map(str, axis.values[:_SHOWN]))}{', ...' * (len(axis.values) > _SHOWN)}"
        for axis in axes
        if kind != "space" and axis.spans and axis.is_whole
        if len({after - before for before, after in itertools.pairwise(axis.values)}) > 1
    ]


_SHOWN = 12


def ends(axes: Sequence[Axis]) -> list[Point]:
    """Return the points at which all settings have their first, and their last value."""
    return [{axis.key: axis.values[place] for axis in axes} for place in (0, -1)]


def design(axes: Sequence[Axis], kind: str = "grid", *, points: int | None = None) -> list[Point]:
    """
    Return the points of a sweep.

    Args:
        axes: What varies.
        kind: "grid": every combination; "one": one setting at a time, the others as in the file; "space": spread
            evenly over the space.
        points: How many, for "space".

    Raises:
        InputError: If there are none, or too many.
    """
    if not axes:
        raise InputError("a sweep needs something to vary: --vary KEY=A..B, or [[sweep]] in the file")
    repeated = [axis.key for axis in axes if [other.key for other in axes].count(axis.key) > 1]
    if repeated:
        raise InputError(f"--vary {repeated[0]}: must be given once (got it twice)")
    if points is not None:
        whole("points", points, least=1)
        if kind != "space":
            raise InputError(f'--points is for --design space (got {points} with "{kind}")')
    count = how_many(axes, kind, points=points)
    if count > MOST_POINTS:
        raise InputError(f"a sweep must have at most {MOST_POINTS:,} points (got {count:,}); {FEWER}")
    if kind == "one":
        return [{}, *({axis.key: value} for axis in axes for value in axis.values)]
    if kind == "space":
        return _space(axes, count)
    names = [axis.key for axis in axes]
    return [dict(zip(names, values, strict=True)) for values in itertools.product(*(axis.values for axis in axes))]


def _space(axes: Sequence[Axis], points: int) -> list[Point]:
    from scipy.stats import qmc

    power = math.ceil(math.log2(max(points, 2)))
    places = qmc.Sobol(len(axes), scramble=True, rng=1).random_base2(power)[:points]
    return [{axis.key: _between(axis, place) for axis, place in zip(axes, row, strict=True)} for row in places.tolist()]


def _between(axis: Axis, place: float) -> Any:
    if not axis.spans:
        return axis.values[min(int(place * len(axis.values)), len(axis.values) - 1)]
    low, high = axis.values[0], axis.values[-1]
    if axis.is_whole:
        return min(low + int(place * (high - low + 1)), high)
    return round(low + place * (high - low), 12)

"""
The table of keys: every setting of the scenario file, told by the models themselves.

The manual's page, ``docs/reference/scenario.md``, is printed from these rows, so the manual, the
checks and the editor's completion cannot drift apart. A table that may stand at several places
has one section, which names all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from channelmix.scenario.distributions import Distribution
from channelmix.scenario.meanings import meaning_of
from channelmix.scenario.model import Scenario
from channelmix.scenario.settings import Key, Settings, Unbuilt, quoted
from channelmix.scenario.units import SPAN_UNIT, Duration

_PLAIN = {
    float: "number", int: "whole number", str: "text", bool: "true or false", date: "date",
    datetime: "date and time", Duration: "time", Any: "any value",
}  # fmt: skip
_UNIONS = (Union, UnionType)


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """One key of the scenario file as the manual shows it."""

    name: str
    type: str
    unit: str
    default: str
    meaning: str
    built: bool
    unbuilt_form: str
    """The form of its value that is not built yet, if only that one is not."""


@dataclass(kw_only=True)
class Section:
    """One table of the scenario file: the places where it may stand, and its keys."""

    model: type[Settings]
    places: list[str]
    built: bool

    @property
    def title(self) -> str:
        """The place of the table, or the name of a table that stands at several."""
        return self.places[0] if len(self.places) == 1 else _words(self.model.__name__)

    def rows(self) -> tuple[KeyRow, ...]:
        """Return its keys; a kind of distribution lists only what it adds to the others."""
        inherited = Distribution.model_fields if issubclass(self.model, Distribution) else {}
        own = self.model is Distribution
        fields = self.model.model_fields.items()
        return tuple(
            _row(name, field, meaning=meaning_of(self.model, name), built=self.built)
            for name, field in fields
            if own or name not in inherited
        )


def sections() -> tuple[Section, ...]:
    """
    Return all tables of the scenario file, in the order of the models.

    Examples:
        >>> [section.title for section in sections()][:3]
        ['', 'period', 'period.special_days[]']
    """
    found: dict[type[Settings], Section] = {}
    for place, model, built in _tables("", Scenario, built=True):
        section = found.setdefault(model, Section(model=model, places=[], built=False))
        section.places.append(place)
        section.built = section.built or built
    shapes = [section for model, section in found.items() if issubclass(model, Distribution)]
    everywhere = [place for section in shapes for place in section.places]
    found.pop(Distribution, None)
    others = [section for section in found.values() if section not in shapes]
    kinds = [section for section in shapes if section.model is not Distribution and section.rows()]
    return (*others, Section(model=Distribution, places=everywhere, built=True), *kinds)


def _tables(place: str, model: type[Settings], *, built: bool) -> Iterator[tuple[str, type[Settings], bool]]:
    """Give every table from ``model`` down, with its place and whether anything there is built."""
    yield place, model, built
    for name, field in model.model_fields.items():
        here = f"{place}.{field.alias or name}".removeprefix(".")
        marks = list(_marks(field.annotation, field.metadata))
        open_here = built and not any(isinstance(mark, Unbuilt) and mark.whole for mark in marks)
        for suffix, table in _models_in(field.annotation):
            yield from _tables(here + suffix, table, built=open_here)


def _models_in(annotation: Any) -> Iterator[tuple[str, type[Settings]]]:
    """Give the tables that a type holds, each with what its place adds: [] in a list, .NAME in a table of tables."""
    origin = get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Settings):
        yield "", annotation
    elif origin is Annotated:
        yield from _models_in(get_args(annotation)[0])
    elif origin is not None:
        suffix = {tuple: "[]", dict: ".NAME"}.get(origin, "")
        for argument in get_args(annotation):
            for inner, model in _models_in(argument):
                yield suffix + inner, model


def _marks(annotation: Any, metadata: list[Any]) -> Iterator[Any]:
    """Give all marks beside a type, those of the field first, then those within an optional type."""
    for mark in metadata:
        yield from mark.metadata if isinstance(mark, FieldInfo) else [mark]
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        yield from _marks(inner, marks)
    elif get_origin(annotation) in _UNIONS:
        for argument in get_args(annotation):
            yield from _marks(argument, [])


def _row(name: str, field: FieldInfo, *, meaning: str, built: bool) -> KeyRow:
    marks = list(_marks(field.annotation, field.metadata))
    closed = [mark for mark in marks if isinstance(mark, Unbuilt)]
    said = [mark for mark in marks if isinstance(mark, Key)]
    return KeyRow(
        name=field.alias or name,
        type=next((key.type for key in said if key.type), "") or _type(field.annotation) + _bounds(marks),
        unit=next((key.unit for key in said if key.unit), SPAN_UNIT if _is_distribution(field.annotation) else ""),
        default=_default(field, next((key.absent for key in said if key.absent), "")),
        meaning=" ".join(meaning.split()),
        built=built and not any(mark.whole for mark in closed),
        unbuilt_form=", ".join(mark.form or ", ".join(map(quoted, mark.values)) for mark in closed if not mark.whole),
    )


def _type(annotation: Any) -> str:
    """Return a type in a planner's words."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin is Literal:
        return ", ".join(map(quoted, arguments[:-1])) + f" or {quoted(arguments[-1])}"
    if origin in _UNIONS:
        return " or ".join(_type(argument) for argument in arguments if argument is not NoneType)
    if origin is tuple:
        return f"list of {_type(arguments[0])}s"
    return "time, or table" if _is_distribution(annotation) else "table"


def _is_distribution(annotation: Any) -> bool:
    return any(issubclass(model, Distribution) for place, model in _models_in(annotation) if not place)


def _bounds(marks: list[Any]) -> str:
    """Return the limits of a number in words, the narrower where two are given."""
    lowest = [mark.ge for mark in marks if isinstance(mark, Ge)]
    above = [mark.gt for mark in marks if isinstance(mark, Gt)]
    highest = [mark.le for mark in marks if isinstance(mark, Le)]
    below = [mark.lt for mark in marks if isinstance(mark, Lt)]
    if lowest and highest and not above and not below:
        return f" from {lowest[0]} to {highest[0]:,}"
    words = [f"above {above[0]}"] if above else [f"{lowest[0]} or more"] if lowest else []
    words += [f"below {below[0]:,}"] if below else [f"at most {highest[0]:,}"] if highest else []
    return "".join(f", {word}" for word in words)


def _default(field: FieldInfo, absent: str) -> str:
    if field.is_required():
        return "required"
    if absent:
        return absent
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ("", (), {}):
        return "none"
    if isinstance(value, Distribution):
        return f"`{value.mean}`"
    if isinstance(value, Settings):
        return "the defaults of its keys"
    if isinstance(value, tuple):
        return f"`{quoted(value)}`"
    return f"`{value if isinstance(value, Duration) else quoted(value)}`"


def _words(name: str) -> str:
    """Return a model's name as words: GroupChoice as 'group choice'."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def unbuilt(model: type[Settings] = Scenario) -> tuple[str, ...]:
    """
    Return the keys, and forms of values, whose behaviour is not built yet.

    Examples:
        >>> "channels.NAME.overflow" in unbuilt()
        False
    """
    names: list[str] = []
    for place, table, built in _tables("", model, built=True):
        for name, field in table.model_fields.items() if built else ():
            row = _row(name, field, meaning="", built=True)
            key = f"{place}.{row.name}".removeprefix(".")
            if not row.built:
                names.append(key)
            elif row.unbuilt_form:
                names.append(f"{key} = {row.unbuilt_form}")
    return tuple(names)

"""
Which keys may stand where, told by the models: for suggestions, and to tell a default from a value.
"""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

from channelmix.scenario.model import Scenario
from channelmix.scenario.paths import Path
from channelmix.scenario.settings import Settings


def keys_at(path: Path) -> dict[str, Any] | None:
    """
    Return the keys that a table knows and their types; None where any name may stand.

    Examples:
        >>> list(keys_at(("channels", "phone", "turns")))
        ['mean', 'distribution']
        >>> keys_at(("channels",)) is None
        True
    """
    types: list[Any] = [Scenario]
    for part in path:
        types = [inner for outer in types for inner in _below(outer, part)]
    models = [kind for kind in types if isinstance(kind, type) and issubclass(kind, Settings)]
    if not models:
        return None
    return {_name(name, field): field.annotation for model in models for name, field in model.model_fields.items()}


_TABLES = ("", "period", "run", "money", "demand", "staffing", "channels.NAME", "groups.NAME")
"""Tables in which a setting is looked for that stands in a wrong one."""


def belongs_to(name: str) -> str:
    """
    Return "; it belongs to [...]", or nothing where no other table, or more than one, knows a setting of that name.

    Examples:
        >>> belongs_to("days_per_draw"), belongs_to("shrinkage"), belongs_to("nonsense")
        ('; it belongs to [run]', '; it belongs to [groups.NAME]', '')
    """
    found = [table for table in _TABLES if name in (keys_at(tuple(table.split(".")) if table else ()) or ())]
    if len(found) != 1:
        return ""
    return f"; it belongs to [{found[0]}]" if found[0] else "; it belongs to the top of the file, before any table"


def _name(name: str, field: Any) -> str:
    return field.alias or name


def _below(kind: Any, part: str | int) -> Iterator[Any]:
    """Give the types that may stand at a key of a table, or in a list."""
    if isinstance(kind, type) and issubclass(kind, Settings):
        for name, field in kind.model_fields.items():
            if _name(name, field) == part:
                yield from _members(field.annotation)
    elif get_origin(kind) is dict:
        yield from _members(get_args(kind)[1])
    elif get_origin(kind) is tuple and isinstance(part, int):
        yield from _members(get_args(kind)[0])


def _members(annotation: Any) -> Iterator[Any]:
    """Give the types of a union, marks taken off."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _members(get_args(annotation)[0])
    elif origin in (dict, tuple, None):
        yield annotation
    else:
        for argument in get_args(annotation):
            yield from _members(argument)

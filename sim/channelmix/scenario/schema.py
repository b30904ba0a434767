"""
The JSON Schema of the scenario file, for editors that complete and check while you type.

It is as strict as a single file allows. What ``base`` may supply is not asked for here, and
``false``, which removes what a base has set, is allowed wherever it means that; the whole truth
is told by ``channelmix check``. Tombi reads it with TOML 1.1 (``08:30`` without seconds).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.json_schema import JsonSchemaValue

from channelmix.scenario.channel import Channel
from channelmix.scenario.group import Group
from channelmix.scenario.meanings import WithMeanings
from channelmix.scenario.model import Scenario
from channelmix.scenario.period import Currency, Demand, Period, Run

_MERGED = {model.__name__ for model in (Period, Run, Currency, Demand, Channel, Group)}
"""Tables that a later file changes key by key; all others it replaces whole, so they must be complete."""

_OF_ONE_FILE = ("schema", "name", "description", "base", "sources", "notes", "kind")
"""Keys that ``false`` does not remove."""

_ABOUT = ("description", "default", "x-built")
"""What is said of a key beside what may be written."""

_NULL = {"type": "null"}


def json_schema() -> JsonSchemaValue:
    """
    Return the JSON Schema of a scenario file.

    Examples:
        >>> json_schema()["properties"]["channels"]["description"]
        'The channels, each under a name of your choice.'
    """
    generated = _for_toml(Scenario.model_json_schema(schema_generator=WithMeanings))
    definitions = generated.pop("$defs")
    tables = {
        name: _may_lean_on_a_base(table) if name in _MERGED else table for name, table in sorted(definitions.items())
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-tombi-toml-version": "v1.1.0",
        **_may_lean_on_a_base(generated),
        "$defs": tables,
    }


def _for_toml(schema: Any) -> Any:
    """Return a schema without null, which TOML cannot say, and without titles that repeat the key."""
    if isinstance(schema, list):
        return [_for_toml(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {key: _for_toml(value) for key, value in _entries(schema)}
    if kept.get("x-built") is False and "description" in kept:
        kept["description"] = f"Not built yet. {kept['description']}"
    choices = [choice for choice in kept.pop("anyOf", []) if choice != _NULL]
    return (kept | choices[0] | kept) if len(choices) == 1 else kept | ({"anyOf": choices} if choices else {})


def _entries(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in schema.items():
        repeats_the_key = key == "title" and isinstance(value, str)
        if not repeats_the_key and not (key == "default" and value is None):
            yield key, value


def _may_lean_on_a_base(table: JsonSchemaValue) -> JsonSchemaValue:
    """Return the schema of a table of which a base may supply keys, and whose keys ``false`` may remove."""
    properties = {
        name: value if name in _OF_ONE_FILE else _or_false(_entries_or_false(name, value))
        for name, value in table["properties"].items()
    }
    return {key: value for key, value in table.items() if key != "required"} | {"properties": properties}


def _entries_or_false(name: str, value: JsonSchemaValue) -> JsonSchemaValue:
    """Return the schema of a key; channels, groups and profiles may be removed one by one."""
    if name not in ("channels", "groups", "profiles") or "additionalProperties" not in value:
        return value
    return value | {"additionalProperties": _or_false(value["additionalProperties"])}


def _or_false(value: JsonSchemaValue) -> JsonSchemaValue:
    about = {key: value[key] for key in _ABOUT if key in value}
    rest = {key: item for key, item in value.items() if key not in about}
    choices = rest["anyOf"] if set(rest) == {"anyOf"} else [rest]
    return about | {"anyOf": [*choices, {"const": False}]}

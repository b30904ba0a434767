"""
What all tables of a scenario file have in common.

A table is a frozen pydantic model. Unknown keys, text where a number belongs, NaN and infinity
are errors. A broken rule reads "must be ... (got ...)" and knows the key it belongs to, so
whoever reads the file only has to put place and name in front. Marks beside a type carry what
the manual needs (``Key``) and keep a setting closed whose behaviour does not exist yet (``Unbuilt``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

Place = tuple[str | int, ...]
"""Keys from a table down to a setting; () is the table or the setting itself."""

_LONGEST_QUOTE = 60


class Settings(BaseModel):
    """One table of a scenario file."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


@dataclass(frozen=True)
class Key:
    """What the manual says of a key where its type alone does not tell."""

    type: str = ""
    unit: str = ""
    absent: str = ""
    """What holds if the key is absent."""


@dataclass(frozen=True)
class Unbuilt:
    """
    Marks a key, or one form of its value, whose behaviour is not built yet: using it is an error.

    Building the behaviour ends with deleting the mark; nothing else keeps the key closed.
    """

    values: tuple[str, ...] = ()
    """Only these words; empty with ``tables`` false means the whole key."""
    tables: bool = False
    """Only a table in place of the plain value."""
    form: str = ""
    """How the manual writes the form that is not built."""

    @property
    def whole(self) -> bool:
        """Whether the whole key is closed, not one form of its value."""
        return not self.values and not self.tables

    def covers(self, value: object) -> bool:
        """Return whether a value uses what is not built; 0 and empty lists use nothing."""
        if self.whole:
            return value is not None and value not in (0, [], (), {})
        return isinstance(value, Mapping) if self.tables else value in self.values

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._refuse, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = handler(schema)
        return {"allOf": [described], "x-built": False} if self.whole else described

    def _refuse(self, value: object) -> object:
        if self.covers(value):
            raise PydanticCustomError("not_built", f"is not built yet; remove it (got {quoted(value)})")
        return value


def quoted(value: object) -> str:
    """
    Return a value as its owner wrote it, shortened if long.

    Examples:
        >>> quoted("5 mins"), quoted(True), quoted([1, "a"])
        ('"5 mins"', 'true', '[1, "a"]')
    """
    match value:
        case str():
            text = '"' + value.replace("\n", "\\n") + '"'
        case bool():
            text = str(value).lower()
        case datetime() | date() | time():
            text = value.isoformat()
        case Mapping():
            text = "{ " + ", ".join(f"{key} = {quoted(item)}" for key, item in _first(value.items())) + " }"
        case list() | tuple():
            text = "[" + ", ".join(quoted(item) for item in _first(value)) + "]"
        case _:
            text = str(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 3]}..."


def _first(items: Iterable[Any]) -> list[Any]:
    return [item for item, _ in zip(items, range(_LONGEST_QUOTE), strict=False)]


def rule(text: str) -> PydanticCustomError:
    """Return the error of a broken rule of the setting being read."""
    return PydanticCustomError("rule", text)


def rules(faults: Iterable[tuple[Place, str]]) -> ValidationError:
    """Return the error of several broken rules, each with its place below the setting or table being read."""
    details = [InitErrorDetails(type=rule(text), loc=place, input=None) for place, text in faults]
    return ValidationError.from_exception_data("scenario", details)


def _name(value: str) -> str:
    if not value.strip() or value != value.strip() or len(value) > _LONGEST_QUOTE or not value.isprintable():
        raise rule(f"must be a name of 1 to {_LONGEST_QUOTE} printable characters (got {quoted(value)})")
    if set("/+") & set(value):
        raise rule(f"must be a name without / and + (got {quoted(value)})")
    if value in RESERVED_NAMES:
        raise rule(f"must be another name: this word has a meaning of its own (got {quoted(value)})")
    return value


RESERVED_NAMES = frozenset({"reject", "queue", "leave"})
"""Words that stand where a channel's name may stand."""

Name = Annotated[str, AfterValidator(_name)]
"""The name of a channel, a group or a profile."""

Share = Annotated[float, Field(ge=0, le=1), Key(unit="share")]
"""Share as a fraction."""

MOST_MONEY = 1_000_000_000_000
"""Largest amount: far beyond any price, and small enough that whatever is priced in it can still be added up."""

Money = Annotated[float, Field(ge=0, le=MOST_MONEY), Key(unit="money")]
"""An amount in the scenario's currency."""


AsTuple = Field(strict=False)
"""Lets a TOML list become a tuple, which nobody can change."""

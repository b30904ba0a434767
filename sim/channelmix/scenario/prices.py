"""
Prices that may change on a date, as those of messaging platforms do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic.json_schema import JsonSchemaValue

from channelmix.scenario.settings import MOST_MONEY, quoted, rule
from channelmix.scenario.week import NUMBER_SCHEMA, ReadWhole, number, read_all


@dataclass(frozen=True)
class Price(ReadWhole):
    """
    An amount of 0 or more: the same always, or from each date to the next.

    Examples:
        >>> price = Price.read({"2025-07-01": 0.04, "2024-01-01": 0.05})
        >>> price.on(date(2025, 6, 30)), price.on(date(2025, 7, 1))
        (0.05, 0.04)
    """

    amounts: tuple[float, ...]
    since: tuple[date, ...] = ()
    """From when each amount holds, in order; () if there is only one, which always holds."""

    @classmethod
    def read(cls, value: object) -> "Price":
        """Return the price that a scenario file means."""
        if not isinstance(value, Mapping):
            return cls((_amount(value),))
        if not value:
            raise rule("must be a number, or a table of dates and numbers (got {})")
        steps = sorted(read_all(value, lambda key, amount: (_date(key), _amount(amount))), key=lambda step: step[0])
        return cls(tuple(amount for _, amount in steps), tuple(day for day, _ in steps))

    def write(self) -> object:
        """Return one number, or a table of dates."""
        if not self.since:
            return self.amounts[0]
        return {day.isoformat(): amount for day, amount in zip(self.since, self.amounts, strict=True)}

    @classmethod
    def described(cls) -> JsonSchemaValue:
        """Return the JSON Schema of a price."""
        amount = {**NUMBER_SCHEMA, "maximum": MOST_MONEY}
        dated = {"type": "object", "patternProperties": {r"^\d{4}-\d{2}-\d{2}$": amount}, "minProperties": 1}
        return {"anyOf": [amount, {**dated, "additionalProperties": False}]}

    def on(self, day: date) -> float:
        """Return the amount that holds on a day; that of the first date on days before it."""
        known = sum(since <= day for since in self.since)
        return self.amounts[max(known - 1, 0)]

    @property
    def is_free(self) -> bool:
        """Whether nothing is ever to be paid."""
        return not any(self.amounts)


FREE = Price((0.0,))
"""No price at all."""


def _amount(value: object) -> float:
    """Return an amount of money, if it is one that can be added up."""
    found = number(value)
    if found > MOST_MONEY:
        raise rule(f"must be a number of 0 to {MOST_MONEY:,} (got {quoted(value)})")
    return found


def _date(key: object) -> date:
    if isinstance(key, date):
        return key
    try:
        return date.fromisoformat(str(key))
    except ValueError:
        raise rule(f"must be a date, such as 2025-07-01 (got {quoted(key)})") from None

"""
The rules that every formula's arguments obey, and the words in which a broken one is reported.

A message names the argument, the rule and the value, so that whoever calls a formula with a
planner's numbers can pass it on as it is.
"""

import math
from typing import Literal, get_args

Formula = Literal["offered", "answered", "late_abandoned", "early_abandoned_good", "offered_and_blocked"]
"""The five readings of "answered in time" that are in use."""


def broken(name: str, rule: str, value: object) -> ValueError:
    """
    Return the error that says which argument broke which rule.

    Examples:
        >>> broken("agents", "must be 1 or more", 0)
        ValueError('agents must be 1 or more (got 0)')
    """
    return ValueError(f"{name} {rule} (got {value})")


def _is_number(value: object) -> bool:
    """Return whether a value can be compared with numbers; text, None and lists cannot."""
    return hasattr(value, "__float__")


def require_load(load: float) -> None:
    """Raise ValueError unless ``load`` is a finite number of erlangs, 0 or more."""
    if not (_is_number(load) and 0.0 <= load < math.inf):
        raise broken("load", "must be 0 or more erlangs, and finite", load)


def require_positive(name: str, value: float) -> None:
    """Raise ValueError unless ``value`` is above 0 and finite."""
    if not (_is_number(value) and 0.0 < value < math.inf):
        raise broken(name, "must be above 0 and finite", value)


def require_time(name: str, value: float) -> None:
    """Raise ValueError unless ``value`` is a time of 0 or more."""
    if not (_is_number(value) and value >= 0.0):
        raise broken(name, "must be a time of 0 or more", value)


def require_amount(name: str, value: float) -> None:
    """Raise ValueError unless ``value`` is a finite number, 0 or more."""
    if not (_is_number(value) and 0.0 <= value < math.inf):
        raise broken(name, "must be 0 or more, and finite", value)


def require_finite(name: str, value: float) -> None:
    """Raise ValueError unless ``value`` is a finite number."""
    if not (_is_number(value) and math.isfinite(value)):
        raise broken(name, "must be a finite number", value)


def require_share(name: str, value: float) -> None:
    """Raise ValueError unless ``value`` lies between 0 and 1."""
    if not (_is_number(value) and 0.0 <= value <= 1.0):
        raise broken(name, "must be a share between 0 and 1", value)


def require_positive_share(name: str, value: float) -> None:
    """Raise ValueError unless ``value`` lies between 0 and 1, 0 excluded."""
    if not (_is_number(value) and 0.0 < value <= 1.0):
        raise broken(name, "must be a share above 0 and at most 1", value)


def require_share_below_one(name: str, value: float) -> None:
    """Raise ValueError unless ``value`` lies between 0 and 1, 1 excluded."""
    if not (_is_number(value) and 0.0 <= value < 1.0):
        raise broken(name, "must be a share of 0 or more, below 1", value)


def require_count(name: str, value: int, *, at_least: int) -> None:
    """Raise ValueError unless ``value`` is a whole number, ``at_least`` or more."""
    if not (_is_number(value) and at_least <= value < math.inf and int(value) == value):
        raise broken(name, f"must be a whole number, {at_least} or more", value)


def require_formula(value: str) -> None:
    """Raise ValueError unless ``value`` is one of the formulas of a service level."""
    if value not in get_args(Formula):
        raise broken("formula", f"must be one of {get_args(Formula)}", value)

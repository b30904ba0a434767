"""
Whether callers from Python gave what a function takes: each argument named in what is said of a wrong one.

Commands check what they are given by themselves; what comes from a notebook may be of any type.
"""

import math
import operator
from collections.abc import Iterable, Sequence
from os import PathLike
from typing import Any, TypeVar

from channelmix.errors import InputError

T = TypeVar("T")
_LONGEST = 80
"""Letters of a value that a message shows."""


def whole(name: str, value: Any, *, least: int = 0, most: int | None = None) -> int:
    """
    Return a whole number of any kind, that of numpy too.

    Raises:
        InputError: If it is none, or out of range.

    Examples:
        >>> whole("seed", 7)
        7
        >>> whole("seed", "7")
        Traceback (most recent call last):
        ...
        channelmix.errors.InputError: seed must be a whole number of 0 or more (got '7')
    """
    try:
        found = operator.index(value)
    except TypeError:
        found = least - 1
    if isinstance(value, bool) or found < least or (most is not None and found > most):
        range_ = f"of {least} or more" if most is None else f"from {least} to {most}"
        raise InputError(f"{name} must be a whole number {range_} (got {shown(value)})")
    return found


def number(name: str, value: Any, *, above: float, most: float) -> float:
    """
    Return a number of any kind.

    Raises:
        InputError: If it is none, or out of range.

    Examples:
        >>> number("volume", 2, above=0, most=1)
        Traceback (most recent call last):
        ...
        channelmix.errors.InputError: volume must be a number above 0, at most 1 (got 2)
    """
    found = _plain_number(value)
    if not above < found <= most:
        raise InputError(f"{name} must be a number above {above:g}, at most {most:g} (got {shown(value)})")
    return found


def share(name: str, value: Any, *, may_be_none: bool = False) -> float:
    """
    Return a share of any kind of number that is not all.

    Args:
        name: As the user wrote it: of an argument, or of an option of a command.
        value: The share.
        may_be_none: Whether 0 is one too.

    Raises:
        InputError: If it is none.

    Examples:
        >>> share("risk", 1)
        Traceback (most recent call last):
        ...
        channelmix.errors.InputError: risk must be a share between 0 and 1 (got 1); write 0.9 for 90 %
    """
    found = _plain_number(value)
    if not (0 < found < 1 or (may_be_none and found == 0)):
        range_ = "from 0 to below 1" if may_be_none else "between 0 and 1"
        got = shown(value) if math.isnan(found) else f"{found:g}"
        meant = found if 1 < found < 100 else 90
        raise InputError(f"{name} must be a share {range_} (got {got}); write {meant / 100:g} for {meant:g} %")
    return found


def _plain_number(value: Any) -> float:
    """Return a number as a float; not a number if it is none."""
    try:
        return math.nan if isinstance(value, str | bytes | bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def path_of(name: str, value: Any) -> str | PathLike[str]:
    """
    Return a path as it is.

    Raises:
        InputError: If it is none.
    """
    if isinstance(value, str) or (isinstance(value, PathLike) and isinstance(value.__fspath__(), str)):
        return value
    raise InputError(f"{name} must be a path, or the name of what is shipped (got {shown(value)})")


def several(name: str, values: Iterable[T] | Any) -> list[T]:
    """
    Return a list of what a caller lists in any way; one text alone is no list.

    Raises:
        InputError: If it is none.
    """
    if isinstance(values, str | bytes | PathLike) or not isinstance(values, Iterable):
        raise InputError(f"{name} must be a list (got {shown(values)})")
    return list(values)


def text(name: str, value: Any) -> str:
    """
    Return a text as it is.

    Raises:
        InputError: If it is none.
    """
    if isinstance(value, str):
        return value
    raise InputError(f"{name} must be a text (got {shown(value)})")


def texts(name: str, values: Sequence[str] | Any) -> list[str]:
    """
    Return a list of texts.

    Raises:
        InputError: If it is none, or holds anything else.

    Examples:
        >>> texts("overrides", "a=1")
        Traceback (most recent call last):
        ...
        channelmix.errors.InputError: overrides must be a list (got 'a=1')
    """
    found: list[Any] = several(name, values)
    for each in found:
        text(f"each of {name}", each)
    return found


def one_of(name: str, value: Any, allowed: Sequence[str]) -> str:
    """
    Return one of the words that are allowed.

    Raises:
        InputError: If it is none of them.
    """
    if not isinstance(value, str) or value not in allowed:
        raise InputError(f"{name} must be {', '.join(allowed[:-1])} or {allowed[-1]} (got {shown(value)})")
    return value


def shown(value: Any) -> str:
    """Return a value as it is shown in a message, shortened."""
    written = repr(value)
    return written if len(written) <= _LONGEST else f"{written[:_LONGEST]}..."

"""
What of the kernel is to be compiled, and how.

Here functions are only marked. Machine code is looked for when an entry is first called
(``stored``), and only where there is none yet is numba loaded and asked to make it (``machine``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

from channelmix.engine.kernel.stored import Entry

Kernel = TypeVar("Kernel", bound=Callable[..., object])
_ONLY_COMPILED = "stands for machine code, which 'machine' puts in its place; Python cannot do this"


@dataclass(frozen=True)
class Rare:
    """A function of the rarer rules, and what stands in for it where they are not used."""

    name: Callable[..., object]
    """The function by which it is called."""
    function: Callable[..., object]
    nothing: Any


HELPERS: dict[Any, bool] = {}
"""Functions that only compiled functions call; whether each is laid into its callers whatever its size."""
RARE: list[Rare] = []


def entry(function: Callable[..., object]) -> Entry:
    """Mark a function that Python calls, with addresses and whole numbers."""
    return Entry(function)


def entry_in_vectors(function: Callable[..., object]) -> Entry:
    """Mark one whose loops do the same to each of many numbers, so that the processor may do several at a time."""
    return Entry(function, in_vectors=True)


def helper(function: Kernel) -> Kernel:
    """Mark a function that only compiled functions call; the compiler lays small ones into their callers."""
    HELPERS[function] = False
    return function


def laid_in(function: Kernel) -> Kernel:
    """Mark a helper that is laid into its callers whatever its size, which makes the hottest of them quicker."""
    HELPERS[function] = True
    return function


def rare(nothing: Any) -> Callable[[Kernel], Kernel]:
    """
    Mark a function of the rarer rules: compiled only where they are used, elsewhere it does and gives ``nothing``.

    It takes the memory and at most two numbers. The plain life is thus compiled a quarter quicker.
    """

    def marked(function: Kernel) -> Kernel:
        def named(*numbers: Any) -> Any:
            raise NotImplementedError(_ONLY_COMPILED)

        RARE.append(Rare(named, function, nothing))
        return cast("Kernel", named)

    return marked


def pointer_to(address: Any) -> Any:
    """
    Return where whole numbers begin, for ``m[place]`` without any check.

    An array is handed over as seven numbers and counted in and out in each call; a bare pointer
    compiles ten times as fast and runs twice as fast.
    """
    raise NotImplementedError(_ONLY_COMPILED)


def whole_pointer_to(address: Any) -> Any:
    """Return the same for an operation that uses the rarer rules."""
    raise NotImplementedError(_ONLY_COMPILED)


def real(m: Any, place: int) -> float:
    """Return a float that stands among the whole numbers."""
    raise NotImplementedError(_ONLY_COMPILED)


def real_of(bits: Any) -> float:
    """Return the float that 64 bits are."""
    raise NotImplementedError(_ONLY_COMPILED)


def bits_of(number: float) -> int:
    """Return the 64 bits of a float."""
    raise NotImplementedError(_ONLY_COMPILED)


def fetch(m: Any, place: int) -> None:
    """Tell the processor that what stands at a place is needed soon; there need not be anything."""
    raise NotImplementedError(_ONLY_COMPILED)


@helper
def whole(number: float) -> int:
    """Return the nearest whole number, the even one of two."""
    return np.int64(np.rint(number))  # type: ignore[return-value]  # an int once compiled

"""
What numba need not do while it compiles the kernel, which knows only numbers and pointers.

It follows the lives of variables to give memory back, tells listeners of each step, and asks every kind of array
whether an addition of two numbers is its own, each time one occurs. Without that a first run takes a sixth less.
It leans on the inside of numba; where that has changed, numba does all of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import event, postproc, transforms
from numba.core.compiler_lock import global_compiler_lock
from numba.core.types import functions

from channelmix.engine.kernel.passes import ARE_KNOWN

_EVENT: Any = event
_POSTPROC: Any = postproc
_TRANSFORMS: Any = transforms
_FUNCTIONS: Any = functions
_LOCK: Any = global_compiler_lock
IS_KNOWN = (
    ARE_KNOWN
    and all(hasattr(_POSTPROC, name) for name in ("PostProcessor", "VariableLifetime"))
    and hasattr(_TRANSFORMS, "canonicalize_cfg")
    and hasattr(_EVENT, "broadcast")
    and hasattr(_FUNCTIONS, "BaseFunction")
)
"""Whether numba's inside is as we know it."""


@contextmanager
def in_haste() -> Iterator[None]:
    """Let numba do only what the kernel needs; nobody else compiles meanwhile."""
    if not IS_KNOWN:
        yield
        return
    with _LOCK, _in_place_of(
        (_EVENT, "broadcast", lambda event: None),
        (_POSTPROC.PostProcessor, "run", _in_order),
        (_FUNCTIONS.BaseFunction, "get_call_type", _remembered(_FUNCTIONS.BaseFunction.get_call_type)),
    ):  # fmt: skip
        yield


@contextmanager
def _in_place_of(*others: tuple[Any, str, Callable[..., Any]]) -> Iterator[None]:
    before = [(home, name, getattr(home, name)) for home, name, _ in others]
    try:
        for home, name, function in others:
            setattr(home, name, function)
        yield
    finally:
        for home, name, function in before:
            setattr(home, name, function)


def _in_order(self: Any, emit_dels: bool = False, extend_lifetimes: bool = False) -> None:
    """Put a function's blocks in order, and say nothing of where its variables end: none of them holds memory."""
    code = self.func_ir
    code.blocks = _TRANSFORMS.canonicalize_cfg(code.blocks)
    code.variable_lifetime, code.generator_info = _POSTPROC.VariableLifetime(code.blocks), None


def _remembered(find: Callable[..., Any]) -> Callable[..., Any]:
    """Return what finds how a function is called with values of given types, and looks for each only once."""
    known: dict[Any, Any] = {}

    def found(self: Any, context: Any, given: Any, named: Any) -> Any:
        if named:
            return find(self, context, given, named)
        call = id(self), given
        if call not in known:
            known[call] = self, find(self, context, given, named)  # kept, so that nothing else has its address
        return known[call][1]

    return found

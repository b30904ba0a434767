"""
How the kernel is compiled, and where what was compiled is kept.

Nothing but this package imports numba. Machine code is kept between runs in the user's cache
folder, in a place named after the kernel's own sources (numba looks at one file at a time and
would miss a change in another); where nothing can be written there, in the temporary folder.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
import platformdirs
from numba import types
from numba.extending import intrinsic, overload

from channelmix.engine.kernel.linking import Entry, Part, compile_as

_JIT: Any = numba.njit
_CONFIG: Any = numba.config
_TYPE_OF: Any = numba.typeof
_UNLITERAL: Any = types.unliteral

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def cache_folder() -> Path:
    """Return where machine code is kept: ``NUMBA_CACHE_DIR`` if set, else a folder of ours that can be written to."""
    if os.environ.get("NUMBA_CACHE_DIR"):
        return Path(os.environ["NUMBA_CACHE_DIR"])
    name = f"kernel-{_sources_digest()}"
    for root in (
        Path(platformdirs.user_cache_dir("channelmix")),
        Path(tempfile.gettempdir()) / f"channelmix-{_user()}",
    ):
        folder = root / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="channelmix-"))


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _sources_digest() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_FOLDER = cache_folder()


def entry(function: Kernel) -> Kernel:
    """Compile a function that Python calls: it releases the GIL, and its machine code is kept."""
    before = _CONFIG.CACHE_DIR
    _CONFIG.CACHE_DIR = str(_FOLDER)
    try:
        compiled: Any = _JIT(function, nogil=True, error_model="numpy", cache=True)
    finally:
        _CONFIG.CACHE_DIR = before
    compile_as(Entry, compiled)
    return compiled


def compile_for(function: Any, *arguments: object) -> None:
    """Compile for arguments of these types, or load it: a signature as text would be kept where no call finds it."""
    function.compile(tuple(_TYPE_OF(argument) for argument in arguments))


def helper(function: Kernel) -> Kernel:
    """Compile a function that only compiled functions call; the compiler lays small ones into their callers."""
    return _called(function, is_laid_in=False)


def laid_in(function: Kernel) -> Kernel:
    """Compile a helper that is laid into its callers whatever its size: W1 takes 84 -> 75 ns a contact by it."""
    return _called(function, is_laid_in=True)


def _called(function: Kernel, *, is_laid_in: bool) -> Kernel:
    compiled: Any = _JIT(
        function,
        nogil=True,
        error_model="numpy",
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        forceinline=is_laid_in,
    )
    template_for = compiled.get_call_template

    def once_for_all_constants(arguments: Any, keywords: Any) -> Any:
        return template_for(tuple(map(_UNLITERAL, arguments)), keywords)

    compile_as(Part, compiled)
    compiled.get_call_template = once_for_all_constants  # numba would compile it anew for each constant it is handed
    return compiled


_POINTER: Any = types.CPointer
PLAIN, WHOLE = _POINTER(types.int64), _POINTER(types.int64, addrspace=0)
"""Two names for the same kind of pointer: code that is handed the first is compiled without the rarer rules."""


@intrinsic
def _whole_pointer(typing_context: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return WHOLE(types.intp), generate


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return PLAIN(types.intp), generate


@intrinsic
def _real(typing_context: Any, memory: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = builder.gep(arguments[0], [arguments[1]])
        return builder.load(builder.bitcast(number, context.get_value_type(types.float64).as_pointer()))

    return types.float64(memory, types.int64), generate


@helper
def pointer_to(memory: Any) -> Any:
    """
    Return where an array of whole numbers begins, for ``m[place]`` without any check.

    An array is handed over as seven numbers and counted in and out in each call; a bare pointer
    compiles ten times as fast and runs twice as fast. The array must outlive it.
    """
    return _pointer(memory.ctypes.data)  # type: ignore[call-arg]


@helper
def whole_pointer_to(memory: Any) -> Any:
    """Return the same for an operation that uses the rarer rules."""
    return _whole_pointer(memory.ctypes.data)  # type: ignore[call-arg]


def rare(nothing: Any) -> Callable[[Kernel], Kernel]:
    """
    Compile a function of the rarer rules, only where they are used; elsewhere it does and gives ``nothing``.

    It takes the memory and at most two numbers. The plain life is thus compiled a quarter quicker.
    """

    def compiled(function: Kernel) -> Kernel:
        arguments = len(signature(function).parameters)
        stub: Any = {1: lambda m: nothing, 2: lambda m, a: nothing, 3: lambda m, a, b: nothing}[arguments]
        chooser: Any = {
            1: lambda m: function if m == WHOLE else stub,
            2: lambda m, a: function if m == WHOLE else stub,
            3: lambda m, a, b: function if m == WHOLE else stub,
        }[arguments]

        def named(*numbers: Any) -> Any:
            raise NotImplementedError

        overload(named, jit_options={"nogil": True, "error_model": "numpy"}, strict=False)(chooser)
        return named  # type: ignore[return-value]

    return compiled


@helper
def real(m: Any, place: int) -> float:
    """Return a float that stands among the whole numbers."""
    return _real(m, place)  # type: ignore[call-arg]


@helper
def whole(number: float) -> int:
    """Return the nearest whole number, the even one of two."""
    return np.int64(np.rint(number))  # type: ignore[return-value]

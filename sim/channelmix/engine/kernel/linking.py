"""
Many small functions, compiled as one.

numba optimises each function by itself and turns it into machine code, and does the same again in
every function that it is laid into. Our helpers are only ever laid into others, so their code is
kept as it comes, and all of it is optimised once, with the entry that calls it: that takes a third
of the time, and the compiler knows what is called from one place only. It leans on the inside of
numba; where that has changed, helpers are compiled in numba's own way.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import codegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

_NUMBA: Any = codegen
_LOCK: Any = global_compiler_lock
_TARGET: Any = cpu_target
_LIBRARY: Any = getattr(_NUMBA, "JITCodeLibrary", object)
_INSIDE = (
    "finalize",
    "add_llvm_module",
    "_optimize_final_module",
    "_get_module_for_linking",
    "_finalize_dynamic_globals",
)
_GENERATOR: Any = _TARGET.target_context.codegen()
IS_KNOWN = all(hasattr(_LIBRARY, name) for name in _INSIDE) and all(
    hasattr(_GENERATOR, name) for name in ("_library_class", "_module_pass_manager", "_data_layout")
)
"""Whether numba's inside is as we know it."""


class _NoMachineCode:
    """Stands in for the code generator where there is no machine code to be told of its surroundings."""

    def set_env(self, name: str, environment: object) -> None:
        """Do nothing."""


class _Plain(_LIBRARY):  # type: ignore[misc]  # numba has no types
    """Code that is taken in as it comes."""

    def add_llvm_module(self, module: Any) -> None:
        """Take code in; numba's own way optimises each function of it first."""
        module.data_layout = self._codegen._data_layout
        self._final_module.link_in(module)


class Part(_Plain):
    """The code of a helper, neither optimised nor made machine code."""

    codegen = _NoMachineCode()

    def finalize(self) -> None:
        """Take nothing more in."""
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return that there is no machine code."""
        return 0

    def own_module(self) -> Any:
        """Return the code of the helper alone."""
        return super()._get_module_for_linking()

    def _get_module_for_linking(self) -> Any:
        """Return the code of the helper and of all that it calls; callers stand before what they call."""
        whole = self.own_module().clone()
        for library in _called(self):
            own = library.own_module() if isinstance(library, Part) else library._get_module_for_linking()
            whole.link_in(own, preserve=True)
        return whole


class Whole(_Plain):
    """The code of an entry; what it calls is its own, so that the compiler may lay it in and drop it."""

    in_vectors = False

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage.name == "linkonce_odr":
                function.linkage = "internal"
        # numba's own way has one more pass, for reference counts, and always looks for vectors
        manager, builder = self._codegen._module_pass_manager(loop_vectorize=self.in_vectors, slp_vectorize=False)
        manager.run(self._final_module, builder)


class WholeInVectors(Whole):
    """The same, in whose loops several numbers are worked on at once."""

    in_vectors = True


def _called(part: Any) -> list[Any]:
    """Return the libraries that a part calls, directly or not, callers first."""
    order: list[Any] = []
    seen = {part}

    def visit(library: Any) -> None:
        for other in library._linking_libraries:
            if other not in seen:
                seen.add(other)
                if isinstance(other, Part):
                    visit(other)
                order.append(other)

    visit(part)
    return order[::-1]


@contextmanager
def _libraries(kind: Any) -> Iterator[None]:
    with _LOCK:
        before = _GENERATOR.__dict__.get("_library_class")
        _GENERATOR._library_class = kind
        try:
            yield
        finally:
            if before is None:
                del _GENERATOR._library_class
            else:
                _GENERATOR._library_class = before


def compile_as(kind: Any, compiled: Any) -> None:
    """Let what numba compiles a function into be of a kind: ``Part`` or ``Whole``."""
    if IS_KNOWN:
        compile_anyhow: Callable[..., Any] = compiled.compile

        def compile_so(signature: Any) -> Any:
            with _libraries(kind):
                return compile_anyhow(signature)

        compiled.compile = compile_so

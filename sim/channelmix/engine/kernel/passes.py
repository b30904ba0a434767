"""
The steps in which numba compiles the kernel: those that its code needs.

numba's own way has a dozen more for each function: closures, ``with``, loops over lists of mixed kinds,
expressions of whole arrays. The kernel has none of these, and a first run is a tenth quicker without looking for them,
and a twentieth without the checks and notes between the steps.
It leans on the inside of numba; where that has changed, it goes numba's own way.
"""

from typing import Any

from numba.core import compiler, compiler_machinery, typed_passes, untyped_passes

_COMPILER: Any = compiler
_MACHINERY: Any = compiler_machinery
_UNTYPED = ("TranslateByteCode", "FixupArgs", "IRProcessing", "ReconstructSSA")
_TYPED = (
    "NopythonTypeInference", "PreLowerStripPhis", "IRLegalization", "AnnotateTypes", "NativeLowering", "NoPythonBackend"
)  # fmt: skip
_STEPS: list[Any] = [getattr(untyped_passes, name, None) for name in _UNTYPED] + [
    getattr(typed_passes, name, None) for name in _TYPED
]
ARE_KNOWN = (
    None not in _STEPS
    and hasattr(_COMPILER, "CompilerBase")
    and all(hasattr(_MACHINERY, name) for name in ("PassManager", "_pass_registry"))
)
"""Whether numba's inside is as we know it."""


class _Steps(getattr(_MACHINERY, "PassManager", object)):  # type: ignore[misc]  # numba has no types
    """Takes the steps, and does nothing in between."""

    def run(self, state: Any) -> None:
        """Take a function through all steps."""
        for step, _ in self.passes:
            taken = _MACHINERY._pass_registry.get(step).pass_inst
            taken.analysis = self._analysis
            taken.run_initialization(state)
            taken.run_pass(state)
            taken.run_finalizer(state)


class Short(getattr(_COMPILER, "CompilerBase", object)):  # type: ignore[misc]  # numba has no types
    """Compiles a function in the steps that the kernel needs."""

    def define_pipelines(self) -> list[Any]:
        """Return the one way to machine code."""
        manager = _Steps("kernel")
        for step in _STEPS:
            manager.add_pass(step, step.__name__)
        manager.finalize()
        return [manager]

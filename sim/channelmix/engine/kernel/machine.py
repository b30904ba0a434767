"""
Making machine code of the kernel: the one module, with ``linking``, ``passes`` and ``hurrying``, that loads numba.
"""

import sys
from collections.abc import Callable
from inspect import signature
from typing import Any

import numba
from llvmlite import binding, ir
from numba import types
from numba.extending import intrinsic, overload

from channelmix.engine.kernel import compiling
from channelmix.engine.kernel.hurrying import in_haste
from channelmix.engine.kernel.linking import Part, Whole, WholeInVectors, compile_as
from channelmix.engine.kernel.passes import ARE_KNOWN, Short

_JIT: Any = numba.njit
if binding.get_process_triple().startswith("x86_64"):
    # who comes first in the calendar the processor cannot foresee: no jumps in place of choices in all compiled code
    binding.set_option("", "-x86-cmov-converter=false")
_UNLITERAL: Any = types.unliteral
_POINTER: Any = types.CPointer
PLAIN, WHOLE = _POINTER(types.int64), _POINTER(types.int64, addrspace=0)
"""Two names for the same kind of pointer: code that is handed the first is compiled without the rarer rules."""
_OPTIONS: Any = {"nogil": True, "error_model": "numpy", **({"pipeline_class": Short} if ARE_KNOWN else {})}


def object_code(function: Callable[..., object], *, in_vectors: bool = False) -> tuple[str, bytes]:
    """Compile an entry; return the name by which its code is found, and its object code."""
    _put_in_place()
    compiled = _JIT(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, **_OPTIONS)
    compile_as(WholeInVectors if in_vectors else Whole, compiled)
    takes = (types.int64,) * len(signature(function).parameters)
    with in_haste():
        compiled.compile(takes)
    result = compiled.overloads[takes]
    return result.fndesc.llvm_func_name, result.library._get_compiled_object()


def _put_in_place() -> None:
    """Let the kernel's modules call compiled functions where they called marked ones."""
    for function, is_laid_in in compiling.HELPERS.items():
        if function not in _BUILT:
            _BUILT[function] = _helper(function, is_laid_in=is_laid_in)
    for each in compiling.RARE:
        if each.name not in _KNOWN_RARE:
            _KNOWN_RARE.add(each.name)
            _let_be_rare(each)
    package = __name__.rpartition(".")[0]
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{package}.") and module is not compiling:
            for known, value in list(vars(module).items()):
                if callable(value) and value in _BUILT:
                    setattr(module, known, _BUILT[value])


def _helper(function: Any, *, is_laid_in: bool) -> Any:
    compiled = _JIT(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=is_laid_in, **_OPTIONS)
    template_for = compiled.get_call_template

    def once_for_all_constants(arguments: Any, keywords: Any) -> Any:
        return template_for(tuple(map(_UNLITERAL, arguments)), keywords)

    compile_as(Part, compiled)
    compiled.get_call_template = once_for_all_constants  # numba would compile it anew for each constant it is handed
    return compiled


def _let_be_rare(each: compiling.Rare) -> None:
    nothing, function = each.nothing, each.function
    arguments = len(signature(function).parameters)
    stub: Any = {1: lambda m: nothing, 2: lambda m, a: nothing, 3: lambda m, a, b: nothing}[arguments]
    chooser: Any = {
        1: lambda m: function if m == WHOLE else stub,
        2: lambda m, a: function if m == WHOLE else stub,
        3: lambda m, a, b: function if m == WHOLE else stub,
    }[arguments]
    overload(each.name, jit_options=_OPTIONS, strict=False)(chooser)


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


@intrinsic
def _real_of(typing_context: Any, bits: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.float64))

    return types.float64(bits), generate


@intrinsic
def _bits_of(typing_context: Any, number: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.int64))

    return types.int64(types.float64), generate


@intrinsic
def _fetch(typing_context: Any, memory: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        prefetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        )
        where = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), byte)
        builder.call(prefetch, [where, number(0), number(3), number(1)])  # to read it, into all caches, as data
        return context.get_dummy_value()

    return types.void(memory, types.int64), generate


_BUILT: dict[Any, Any] = {
    compiling.pointer_to: _pointer,
    compiling.whole_pointer_to: _whole_pointer,
    compiling.real: _real,
    compiling.real_of: _real_of,
    compiling.bits_of: _bits_of,
    compiling.fetch: _fetch,
}
"""What takes the place of each marked function."""
_KNOWN_RARE: set[Any] = set()

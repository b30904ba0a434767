"""
Machine code, and where it is kept between runs: in the user's cache folder, else in the temporary folder.

The folder is named after the sources of the kernel and of the words and numbers that it shares with the engine beside
it, and after the compiler's version; a file after the processor.
Loading what is kept needs llvmlite and a few milliseconds, not numba, which takes most of a second.
"""

import ctypes
import gc
import hashlib
import os
import stat
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from channelmix.engine.kernel.tidying import remove_old

_LOCK = threading.RLock()
_Byte: Any = ctypes.c_char


class Entry:
    """A compiled function that Python calls with numbers and arrays, of which it is told the addresses."""

    def __init__(self, function: Callable[..., object], *, in_vectors: bool = False) -> None:
        self.function = function
        self.in_vectors = in_vectors
        self.name = function.__name__
        self.__doc__ = function.__doc__
        self._code: Any = None
        self._engine: Any = None

    @property
    def is_ready(self) -> bool:
        """Whether its machine code is there."""
        return self._code is not None

    def __call__(self, *arguments: "np.ndarray[Any, np.dtype[Any]] | int") -> bool:
        """Call it while other threads go on; return whether it gave true."""
        if self._code is None:
            self.make_ready()
        result, error = ctypes.c_int64(0), ctypes.c_int64(0)
        given = [address_of(each) if isinstance(each, np.ndarray) else int(each) for each in arguments]
        if self._code(ctypes.byref(result), ctypes.byref(error), *given):
            raise RuntimeError(f"compiled code of {self.name} has failed")
        return bool(result.value & 1)

    def make_ready(self) -> None:
        """Load its machine code, or compile it and keep it."""
        if self._code is not None:
            return
        with _LOCK:
            if self._code is None:
                name, code = _kept(self.name) or self._compiled()
                self._engine = _loaded(code)
                takes = [ctypes.c_void_p, ctypes.c_void_p] + len(signature(self.function).parameters) * [ctypes.c_int64]
                self._code = ctypes.CFUNCTYPE(ctypes.c_int32, *takes)(self._engine.get_function_address(name))

    def _compiled(self) -> tuple[str, bytes]:
        from channelmix.engine.kernel.machine import object_code

        collects = gc.isenabled()
        gc.disable()  # looking for garbage among the many small things of the compiler takes it a twentieth longer
        try:
            name, code = object_code(self.function, in_vectors=self.in_vectors)
        finally:
            if collects:
                gc.enable()
        _keep(self.name, name, code)
        return name, code


def address_of(array: "np.ndarray[Any, np.dtype[Any]]") -> int:
    """Return where an array begins; ``array.ctypes.data`` takes four times as long."""
    try:
        return ctypes.addressof(_Byte.from_buffer(array))
    except (BufferError, TypeError, ValueError):  # nobody may write to it, or it is empty
        return int(array.ctypes.data)


def is_kept(entry: str) -> bool:
    """Return whether machine code of an entry is kept, as far as a look at its file tells."""
    return _file_of(entry).exists()


# ---------------------------------------------------------------------- files


@cache
def cache_folder() -> Path:
    """Return where machine code is kept: in ``NUMBA_CACHE_DIR`` if set, else where we may write."""
    name = f"kernel-{_sources_digest()}"
    if os.environ.get("NUMBA_CACHE_DIR"):
        return Path(os.environ["NUMBA_CACHE_DIR"]) / name
    for root in (
        Path(platformdirs.user_cache_dir("channelmix")),
        Path(tempfile.gettempdir()) / f"channelmix-{_user()}",
    ):
        folder = root / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                if _is_ours(folder):
                    return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="channelmix-"))


def _is_ours(folder: Path) -> bool:
    """Whether the folder belongs to this user and nobody else may write to it."""
    if not hasattr(os, "getuid"):
        return True
    facts = folder.stat()
    return facts.st_uid == os.getuid() and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _sources_digest() -> str:
    digest = hashlib.sha256(f"{version('numba')}/{version('llvmlite')}".encode())
    kernel = Path(__file__).parent
    for path in [*sorted(kernel.parent.glob("*.py")), *sorted(kernel.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _file_of(entry: str) -> Path:
    llvm = _llvm()
    try:
        features = llvm.get_host_cpu_features().flatten()
    except RuntimeError:  # some systems do not tell
        features = ""
    processor = f"{llvm.get_process_triple()}/{llvm.get_host_cpu_name()}/{features}"
    return cache_folder() / f"{entry}-{hashlib.sha256(processor.encode()).hexdigest()[:8]}.code"


def _keep(entry: str, name: str, code: bytes) -> None:
    """Keep machine code, complete or not at all; where nothing can be kept, the next run compiles again."""
    file = _file_of(entry)
    draft: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            draft = Path(stream.name)
            stream.write(b"\n".join([_digest(name.encode(), code), name.encode(), code]))
        draft.replace(file)
        remove_old(file.parent)
    except OSError:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _digest(name: bytes, code: bytes) -> bytes:
    return hashlib.sha256(name + b"\n" + code).hexdigest().encode()


def _kept(entry: str) -> tuple[str, bytes] | None:
    """Return the name and the code that are kept, if they are whole."""
    try:
        digest, name, code = _file_of(entry).read_bytes().split(b"\n", 2)
    except (OSError, ValueError):
        return None
    return (name.decode(), code) if _digest(name, code) == digest else None


# ---------------------------------------------------------------------- llvmlite


@cache
def _llvm() -> Any:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


def _loaded(code: bytes) -> Any:
    """Return an engine that holds machine code, and must live as long as it is called."""
    llvm = _llvm()
    machine = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine

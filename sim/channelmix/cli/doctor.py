"""
``channelmix doctor``: is everything here that a run needs?

Each check answers with a fact and, where something is wrong, with the way out.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import rich_click as click

import channelmix
from channelmix.cli.commands import as_json, command
from channelmix.cli.console import tell, write
from channelmix.errors import InputError

LIBRARIES = ("simpy", "numpy", "scipy", "pandas", "pyarrow", "pydantic", "tomli", "holidays", "tzdata", "rich", "click")
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    subject: str
    is_well: bool
    fact: str


@command("doctor", example="channelmix doctor --warm")
@click.option("--warm", is_flag=True, help="Compile the fast engine now, so that the first run need not.")
@as_json
def doctor(*, warm: bool, as_json: bool) -> int:
    """Check that this installation can run: versions, engines, write access, time zones, shipped files."""
    if warm:
        _warm()
    findings = [finding for check in CHECKS for finding in check()]
    if as_json:
        write(json.dumps({"schema": 1, "findings": [asdict(finding) for finding in findings]}, indent=2) + "\n")
    else:
        width = max(len(finding.subject) for finding in findings)
        lines = (f"{'ok     ' if f.is_well else 'PROBLEM'}  {f.subject:<{width}}  {f.fact}" for f in findings)
        tell("\n".join(lines))
    ill = [finding.subject for finding in findings if not finding.is_well]
    return InputError.exit_code if ill else 0


def _warm() -> None:
    """Let the fast engine be compiled and kept, where there is one."""
    from channelmix.simulate.engines import is_compiler_there

    if is_compiler_there():
        from channelmix.engine import kernel

        kernel.warm()


def _versions() -> Iterator[Finding]:
    yield Finding("channelmix", True, f"{channelmix.__version__} in {Path(channelmix.__file__).parent}")
    is_new_enough = sys.version_info >= OLDEST_PYTHON
    wanted = "" if is_new_enough else "; channelmix needs 3.11 or newer"
    yield Finding("Python", is_new_enough, f"{platform.python_version()} on {platform.platform()}{wanted}")


def _libraries() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    for library in LIBRARIES:
        try:
            yield Finding(library, True, version(library))
        except PackageNotFoundError:
            yield Finding(library, False, "is not installed; install channelmix again with its dependencies")


def _engine() -> Iterator[Finding]:
    from channelmix.simulate.engines import is_compiler_there

    names = "fast (numba) and reference (SimPy)" if is_compiler_there() else "reference (SimPy)"
    yield Finding("engines", True, f"{names}, {os.cpu_count() or 1} cores")


def _compiler() -> Iterator[Finding]:
    """The compiler is a help, not a need: without it the reference engine runs."""
    from importlib.util import find_spec

    if find_spec("numba") is None:
        yield Finding("numba", True, "is not installed; the reference engine needs none")
        return
    from importlib.metadata import version

    from channelmix.engine.kernel.stored import cache_folder

    folder = cache_folder()
    kept = f"compiled code can be kept in {folder}" if _can_write(folder) else f"{folder} cannot be written"
    yield Finding("numba", True, f"{version('numba')}; {kept}")


def _write_access() -> Iterator[Finding]:
    folder = Path("runs")
    if _can_write(folder):
        yield Finding("run folders", True, f"can be written in {folder.absolute()}")
    else:
        yield Finding("run folders", False, f"{folder.absolute()} cannot be written; choose another place with --out")


def _cache() -> Iterator[Finding]:
    """The cache is a help, not a need."""
    from channelmix.simulate.cache import default_cache

    found = default_cache()
    if found is None:
        yield Finding("cache", True, "of replications is switched off")
        return
    state = "cannot be written" if not _can_write(found.folder) else f"{found.size() / 1e6:.0f} MB of replications"
    yield Finding("cache", True, f"{state} in {found.folder}, at most {found.most_bytes / 1e6:.0f} MB")


def _time_zones() -> Iterator[Finding]:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Amsterdam")
    except ZoneInfoNotFoundError:
        yield Finding("time zones", False, "no time zone data; install the package tzdata")
    else:
        yield Finding("time zones", True, "found")


def _shipped_files() -> Iterator[Finding]:
    from channelmix.scenario.shipped import shipped_folder

    folder = shipped_folder()
    count = len(list(folder.glob("**/*.toml"))) if folder.is_dir() else 0
    way_out = "" if count else "; install channelmix again"
    yield Finding("shipped scenarios", count > 0, f"{count} files in {folder}{way_out}")


def _can_write(folder: Path) -> bool:
    """Tell whether files can be made in a folder, or in the nearest one above it that exists."""
    nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return True
    except OSError:
        return False


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _versions, _libraries, _engine, _compiler, _write_access, _cache, _time_zones, _shipped_files,
)  # fmt: skip

"""
New scenario files: the starter, or a copy of a shipped scenario with what it reads.

Nothing that exists is overwritten, and either all files are written or none.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import count
from pathlib import Path

from channelmix.errors import InputError

_BASE = re.compile(rb'^base *= *(?:"[^"]*"|\[[^\]]*\])', re.MULTILINE)
"""Where a shipped scenario says what it builds on."""


@dataclass(frozen=True)
class Copies:
    """What to write for a copy of a shipped scenario."""

    files: Mapping[Path, bytes]
    """The copy first, then what it builds on."""

    renamed: Mapping[Path, Path]
    """Files that exist with other content, and what is written in their place."""


def copies_of(name: str, target: Path) -> Copies:
    """
    Return what to write for a copy of a shipped scenario: the file itself, and those it reads beside it.

    Presets are not copied; they are found by their name. A file that exists with other content is left alone: what
    the copy reads in its place gets a name that is free, such as ``today_2.toml``.

    Raises:
        InputError: If no scenario of that name is shipped, or a file it builds on has the name of the copy.
    """
    from channelmix.scenario import load
    from channelmix.scenario.shipped import preset_path, shipped_names, shipped_path

    original = shipped_path(name)
    if original is None:
        meant = get_close_matches(name, shipped_names(), n=1)
        hint = f"did you mean '{meant[0]}'?" if meant else f"there are {', '.join(shipped_names())}"
        raise InputError(f"--from must be the name of a shipped scenario (got {name!r}); {hint}")
    presets, own_folder = preset_path("").parent.resolve(), original.parent.resolve()
    bases = {}
    for path in (Path(file.path).resolve() for file in load(original).files):
        if path != original.resolve() and not path.is_relative_to(presets):
            bases[target.parent / path.relative_to(own_folder)] = path.read_bytes()
    if target in bases:
        raise InputError(f"{target} is the name of a file that {name} builds on; choose another name for the copy")
    return _beside_others(target, original.read_bytes(), bases)


def _beside_others(target: Path, content: bytes, bases: Mapping[Path, bytes]) -> Copies:
    """Return the files with other names for bases whose names are taken; those that build on them say so."""
    named = {path: path for path in bases}
    while True:
        names = {old.name: new.name for old, new in named.items()}
        drafts = {old: _building_on(names, text) for old, text in bases.items()}
        taken = [old for old, new in named.items() if not _is_free(new, drafts[old])]
        if not taken:
            copies = {named[old]: draft for old, draft in drafts.items()}
            renamed = {old: new for old, new in named.items() if old != new}
            return Copies({target: _building_on(names, content), **copies}, renamed)
        for old in taken:
            named[old] = _other_name(old, drafts[old], target)


def _building_on(names: Mapping[str, str], content: bytes) -> bytes:
    """Return a scenario with its bases under the names that they have now."""

    def renamed(match: re.Match[bytes]) -> bytes:
        name = match[1].decode()
        return f'"{names.get(name, name)}"'.encode()

    return _BASE.sub(lambda match: re.sub(rb'"([^"]*)"', renamed, match[0]), content, count=1)


def _is_free(path: Path, content: bytes) -> bool:
    """Whether nothing has that name but a file of the very content."""
    return not os.path.lexists(path) or (path.is_file() and path.read_bytes() == content)


def _other_name(path: Path, content: bytes, target: Path) -> Path:
    """Return today_2.toml for today.toml, or the first number after it that is free."""
    others = (path.with_stem(f"{path.stem}_{number}") for number in count(2))
    return next(other for other in others if other != target and _is_free(other, content))


def write_new(files: Mapping[Path, bytes]) -> list[Path]:
    """
    Write files that do not exist yet, all of them or none; one that exists with the same content may stay.

    Returns:
        Those that were written.

    Raises:
        InputError: If one of them exists or cannot be written.
    """
    written: list[Path] = []
    path = Path()
    try:
        for path, content in files.items():
            if written and path.is_file() and path.read_bytes() == content:
                continue
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
    except OSError as error:
        for done in written:
            done.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise InputError(f"{error.filename} exists and is not overwritten; choose another name") from None
        raise InputError(f"{path} cannot be written (got '{error.strerror}')") from error
    return written

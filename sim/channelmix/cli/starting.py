"""
New scenario files: the starter, or a copy of a shipped scenario with what it reads.

Nothing that exists is overwritten, and either all files are written or none.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from channelmix.errors import InputError


def copies_of(name: str, target: Path) -> dict[Path, bytes]:
    """
    Return what to write for a copy of a shipped scenario: the file itself, and those it reads beside it.

    Presets are not copied; they are found by their name.

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
    return {target: original.read_bytes(), **bases}


def write_new(files: Mapping[Path, bytes]) -> None:
    """
    Write files that do not exist yet, all of them or none; one that exists with the same content may stay.

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

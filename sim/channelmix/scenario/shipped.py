"""
Where the scenarios and presets lie that come with channelmix.

In an installed package they lie inside it, in a source tree beside ``sim``; nothing else needs to
know which. A name such as ``webshop_nl/whatsapp`` stands for a shipped file wherever a path may stand,
unless a file of that name exists.
"""

from functools import cache
from pathlib import Path

import channelmix

PRESET = "preset:"
"""What a shipped preset's name begins with in ``base``."""


@cache
def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios, with the presets in ``presets``."""
    package = Path(channelmix.__file__).resolve().parent
    installed = package / "shipped" / "scenarios"
    return installed if installed.is_dir() else package.parents[1] / "scenarios"


def preset_path(name: str) -> Path:
    """
    Return where the preset of that name lies, whether or not it exists.

    Examples:
        >>> preset_path("channels_nl").name
        'channels_nl.toml'
    """
    return shipped_folder() / "presets" / f"{name}.toml"


def preset_names() -> list[str]:
    """Return the names of all shipped presets."""
    return sorted(path.stem for path in (shipped_folder() / "presets").glob("*.toml"))


def shipped_names() -> list[str]:
    """Return the names of all shipped scenarios, such as ``webshop_nl/whatsapp``."""
    folder = shipped_folder()
    names = (path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.toml"))
    return sorted(name for name in names if not name.startswith("presets/"))


def shipped_path(name: str) -> Path | None:
    """Return the shipped scenario of that name, with or without ``.toml``; None if there is none."""
    stem = name.removesuffix(".toml")
    return shipped_folder() / f"{stem}.toml" if stem in shipped_names() else None

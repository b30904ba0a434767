"""
A stored forecast as the simulator reads it: draws with overrides applied, profiles, adoption curves.
"""

from functools import lru_cache
from pathlib import Path

from channelmix.forecast.store.curves import Adoption, read_adoption
from channelmix.forecast.store.draws import ADOPTION, DRAWS, PROFILE, Draws, Profiles, read_draws, read_profiles
from channelmix.forecast.store.folders import OVERRIDES
from channelmix.forecast.store.overrides import applied, read_overrides


def load_draws(folder: Path) -> Draws:
    """
    Return the draws of a stored forecast, the analyst's overrides applied.

    Raises:
        DataError: If a file is missing or broken.
    """
    return _draws(folder, _stamp(folder / DRAWS), _stamp(folder / OVERRIDES))


def load_profiles(folder: Path) -> Profiles:
    """
    Return the profiles of a stored forecast.

    Raises:
        DataError: If the file is missing or broken.
    """
    return read_profiles(folder / PROFILE)


def load_adoption(folder: Path) -> Adoption:
    """
    Return the adoption curve of a stored forecast.

    Raises:
        DataError: If the file is missing or broken.
    """
    return read_adoption(folder / ADOPTION)


@lru_cache(maxsize=4)
def _draws(folder: Path, draws: int, overrides: int) -> Draws:
    """Keep the last forecasts read, as long as their files are the same: scenarios of one study share them."""
    return applied(read_draws(folder / DRAWS), read_overrides(folder))


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0

"""
A version of a forecast written into its folder: all of its files, or none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from channelmix.forecast.store.curves import Adoption, adoption_table
from channelmix.forecast.store.draws import (
    ADOPTION,
    DRAWS,
    PROFILE,
    Draws,
    Profiles,
    draws_table,
    profile_table,
    write_table,
)
from channelmix.forecast.store.folders import RECIPE, replace_version, require_name, version_number
from channelmix.forecast.store.tomlio import to_toml
from channelmix.scenario.stored import CARD, SCHEMA


@dataclass(frozen=True, kw_only=True, eq=False)
class Version:
    """All that one version of a stored forecast holds."""

    card: Mapping[str, Any]
    """Without schema, name and version, which the folder gives."""
    recipe: Mapping[str, Any]
    draws: Draws | None = None
    profiles: Profiles | None = None
    adoption: Adoption | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further files by name: plots, surveys, the history's days."""


def store_version(folder: Path, version: Version) -> int:
    """
    Write a version in the place of the current one, which is kept, and return its number.

    Raises:
        DataError: If the name of the folder cannot be that of a forecast.
    """
    name = require_name(folder.name)
    number = version_number(folder) + 1
    card = {"schema": SCHEMA, "name": name, "version": number, **version.card}

    def write(fresh: Path) -> None:
        (fresh / CARD).write_text(to_toml(card), encoding="utf-8")
        (fresh / RECIPE).write_text(to_toml(version.recipe), encoding="utf-8")
        if version.draws is not None:
            write_table(draws_table(version.draws), fresh / DRAWS)
        if version.profiles is not None:
            write_table(profile_table(version.profiles), fresh / PROFILE)
        if version.adoption is not None:
            write_table(adoption_table(version.adoption), fresh / ADOPTION)
        for path, content in version.files.items():
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).write_bytes(content)

    replace_version(folder, write)
    return number

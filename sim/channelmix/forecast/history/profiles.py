"""
What the columns of each system's export are called, as TOML files that anybody can add to.

A profile names columns by role (day, time, channel, offered, ...). The one whose telling columns
are all there is taken; "generic" is for every other table, also for a wide one with a column of
contacts for each channel. ``--profile my.toml`` reads a profile of one's own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from channelmix.errors import DataError
from channelmix.forecast.history.table import Table
from channelmix.scenario.suggest import did_you_mean

FOLDER = Path(__file__).parent / "profiles"
GENERIC = "generic"
ROLES = (
    "day", "time", "channel", "queue", "offered", "answered", "abandoned", "handling", "handling_total", "talk",
    "wrap_up",
)  # fmt: skip
_SECONDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sek", "sekunden", "seconde", "seconden"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "minuten", "minuut"), 60.0),
    **dict.fromkeys(("ms", "msec", "milliseconds", "milliseconden", "millisekunden"), 0.001),
}  # fmt: skip
_WITH_UNIT = re.compile(
    rf"(?P<name>.+?)\s*[(\[]\s*(?P<unit>(?:{'|'.join(_SECONDS)})\.?|(?:[hu]{{1,2}}:)?m{{1,2}}:ss)\s*[)\]]"
)
_KEYS = {"title", "source", "recognise", "channel", "day_in_preamble", "columns", "units", "channels"}


@dataclass(frozen=True)
class Profile:
    """How one kind of export is laid out."""

    name: str
    title: str
    recognise: tuple[str, ...]
    """Columns that must all be there; ``a|b`` is met by either."""
    columns: Mapping[str, tuple[str, ...]]
    """By role, the names a column may have, in small letters."""
    channels: Mapping[str, str] = field(default_factory=dict)
    channel: str | None = None
    """The channel of a table that has no column for it."""
    day_in_preamble: str | None = None
    duration_s: float = 1.0

    def fits(self, names: Sequence[str]) -> bool:
        """Return whether the telling columns are among ``names``, given in small letters."""
        return bool(self.recognise) and all(set(entry.split("|")) & set(names) for entry in self.recognise)

    def places(self, table: Table) -> dict[str, str]:
        """Return the table's own column for each role it has."""
        own = {name.casefold().strip(): name for name in table.columns}
        own = {plain: name for name in table.columns if (plain := without_unit(name))} | own
        found = {role: next((own[name] for name in names if name in own), None) for role, names in self.columns.items()}
        return {role: name for role, name in found.items() if name is not None}


def without_unit(name: str) -> str:
    """
    Return the name of a column of durations without its unit in brackets, "" if it has none.

    Examples:
        >>> without_unit("Gemiddelde afhandeltijd (s)"), without_unit("AHT [min]"), without_unit("Calls (phone)")
        ('gemiddelde afhandeltijd', 'aht', '')
    """
    match = _WITH_UNIT.fullmatch(name.strip().casefold())
    return match["name"].strip() if match else ""


def unit_s(name: str) -> float | None:
    """
    Return the seconds that a plain number in a column stands for, by the unit in its name; None if it has none.

    Examples:
        >>> unit_s("Gemiddelde afhandeltijd (s)"), unit_s("AHT [min]"), unit_s("AHT (mm:ss)"), unit_s("AHT")
        (1.0, 60.0, None, None)
    """
    match = _WITH_UNIT.fullmatch(name.strip().casefold())
    return None if match is None else _SECONDS.get(match["unit"].rstrip("."))


@cache
def shipped_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with channelmix, the generic one last."""
    paths = sorted(FOLDER.glob("*.toml"), key=lambda path: (path.stem == GENERIC, path.stem))
    return tuple(read_profile(path) for path in paths)


def headings() -> tuple[str, ...]:
    """Return every column name that a shipped profile knows, in small letters."""
    return tuple({name for profile in shipped_profiles() for names in profile.columns.values() for name in names})


def profile_for(table: Table, wanted: str | None) -> Profile:
    """
    Return the profile to read a table by.

    Args:
        table: The table.
        wanted: Name of a shipped profile, or path of one's own; absent: the one that fits.

    Raises:
        DataError: If there is no such profile.
    """
    if wanted is None:
        names = [name.casefold().strip() for name in table.columns]
        return next((profile for profile in shipped_profiles() if profile.fits(names)), shipped_profiles()[-1])
    shipped = {profile.name: profile for profile in shipped_profiles()}
    if wanted in shipped:
        return shipped[wanted]
    path = Path(wanted)
    if not path.is_file():
        hint = did_you_mean(wanted, shipped)
        raise DataError(f"--profile must be one of {', '.join(shipped)}, or a TOML file (got {wanted!r}){hint}")
    return read_profile(path)


def read_profile(path: Path) -> Profile:
    """
    Read a profile from its TOML file.

    Raises:
        DataError: If the file is no profile.
    """
    try:
        content = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise DataError(f"{path} is not a profile that can be read ({error})") from error
    _require_known(path, content)
    columns = {role: _names(path, role, content.get("columns", {}).get(role, [])) for role in ROLES}
    if not columns["day"]:
        raise DataError(f"{path}: columns.day must name the column that holds the date (got none)")
    unit = content.get("units", {}).get("duration_s", 1)
    if isinstance(unit, bool) or not isinstance(unit, int | float) or not unit > 0:
        raise DataError(f"{path}: units.duration_s must be a number of seconds above 0 (got {unit!r})")
    return Profile(
        name=path.stem,
        title=str(content.get("title", path.stem)),
        recognise=_names(path, "recognise", content.get("recognise", [])),
        columns=columns,
        channels={str(name).casefold(): str(own) for name, own in content.get("channels", {}).items()},
        channel=content.get("channel"),
        day_in_preamble=content.get("day_in_preamble"),
        duration_s=float(unit),
    )


def _require_known(path: Path, content: Mapping[str, Any]) -> None:
    unknown = sorted(content.keys() - _KEYS)
    if unknown:
        raise DataError(f"{path}: {unknown[0]} is not a setting of a profile{did_you_mean(unknown[0], _KEYS)}")
    for table in ("columns", "units", "channels"):
        if not isinstance(content.get(table, {}), dict):
            raise DataError(f"{path}: {table} must be a table (got {content[table]!r})")
    roles = sorted(content.get("columns", {}).keys() - set(ROLES))
    if roles:
        raise DataError(f"{path}: columns.{roles[0]} must be one of {', '.join(ROLES)}{did_you_mean(roles[0], ROLES)}")


def _names(path: Path, key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.casefold(),)
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(name.casefold() for name in value)
    raise DataError(f"{path}: {key} must be a list of column names (got {value!r})")

"""
What the analyst knows better: overrides of a forecast, kept apart from it, dated and reversible.

``overrides.csv`` holds one a row. Nothing in the draws changes: overrides are applied when the forecast is
read, a refit keeps them, and withdrawing one writes the day into its row instead of deleting it.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.store.draws import Draws
from channelmix.forecast.store.folders import OVERRIDES
from channelmix.scenario.suggest import did_you_mean

MOST_FACTOR = 100.0


@dataclass(frozen=True)
class Override:
    """Contacts of one channel, or of all, multiplied on some days."""

    channel: str
    """A channel, or "*" for all."""
    first: date
    last: date
    factor: float
    reason: str
    made: date
    by: str = ""
    withdrawn: date | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn is None

    def __str__(self) -> str:
        days = str(self.first) if self.first == self.last else f"{self.first} to {self.last}"
        who = f" by {self.by}" if self.by else ""
        state = "" if self.withdrawn is None else f", withdrawn {self.withdrawn}"
        return f"{self.channel} × {self.factor:g} on {days}: {self.reason} ({self.made}{who}{state})"


_COLUMNS = tuple(entry.name for entry in fields(Override))


def read_overrides(folder: Path) -> tuple[Override, ...]:
    """
    Return the overrides of a stored forecast in the order in which they were made.

    Raises:
        DataError: If a row cannot be understood.
    """
    path = folder / OVERRIDES
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_of_row(f"{path}:{number}", row) for number, row in enumerate(csv.DictReader(file), 2))


def _of_row(place: str, row: dict[str, str | None]) -> Override:
    try:
        return checked_override(
            Override(
                channel=row["channel"] or "*",
                first=date.fromisoformat(row["first"] or ""),
                last=date.fromisoformat(row["last"] or row["first"] or ""),
                factor=float(row["factor"] or ""),
                reason=row["reason"] or "",
                made=date.fromisoformat(row["made"] or ""),
                by=row.get("by") or "",
                withdrawn=date.fromisoformat(withdrawn) if (withdrawn := row.get("withdrawn")) else None,
            ),
            place,
        )
    except (KeyError, ValueError) as error:
        raise DataError(f"{place}: must have {', '.join(_COLUMNS)}, dates as 2027-03-01 ({error})") from error


def checked_override(override: Override, place: str = "override") -> Override:
    """
    Return an override that can be applied, its reason on one line.

    Raises:
        DataError: If its days, factor or reason cannot be.
    """
    if override.last < override.first:
        raise DataError(f"{place}: last day must not lie before {override.first} (got {override.last})")
    if not 0 <= override.factor <= MOST_FACTOR:
        raise DataError(f"{place}: factor must be from 0 to {MOST_FACTOR:g} (got {override.factor:g})")
    if not override.reason.strip():
        raise DataError(f"{place}: reason must say why (got none)")
    return replace(override, reason=" ".join(override.reason.split()))


def require_days(override: Override, draws: Draws) -> None:
    """
    Stop if an override would change nothing.

    Raises:
        DataError: If the forecast has none of its days.
    """
    first, last = draws.days[0].item(), draws.days[-1].item()
    if override.last < first or override.first > last:
        raise DataError(f"override: days must be among {first} to {last} (got {override.first} to {override.last})")


def write_overrides(folder: Path, overrides: Sequence[Override]) -> None:
    """Write all overrides of a stored forecast; the file is replaced at once."""
    path, fresh = folder / OVERRIDES, folder / f".{OVERRIDES}"
    with fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for override in overrides:
            values = [getattr(override, name) for name in _COLUMNS]
            writer.writerow(["" if value is None else value for value in values])
    fresh.replace(path)


def withdraw(overrides: Sequence[Override], number: int, today: date) -> tuple[Override, ...]:
    """
    Return overrides of which one, counted from 1, is withdrawn today.

    Raises:
        DataError: If there is none of that number in force.
    """
    if not 1 <= number <= len(overrides) or not overrides[number - 1].is_in_force:
        known = [str(at) for at, override in enumerate(overrides, 1) if override.is_in_force]
        raise DataError(f"--withdraw must be one of {', '.join(known) or 'none'} (got {number})")
    return tuple(
        replace(override, withdrawn=today) if at == number else override for at, override in enumerate(overrides, 1)
    )


def applied(draws: Draws, overrides: Sequence[Override]) -> Draws:
    """
    Return draws with all overrides in force applied.

    Raises:
        DataError: If one names a channel that the forecast does not have.
    """
    contacts = draws.contacts
    for override in overrides:
        if not override.is_in_force:
            continue
        if override.channel != "*" and override.channel not in draws.channels:
            hint = did_you_mean(override.channel, draws.channels)
            raise DataError(f"an override must name a channel of the forecast (got {override.channel!r}){hint}")
        named = np.array([override.channel in ("*", name) for name in draws.channels])
        days = (draws.days >= np.datetime64(override.first)) & (draws.days <= np.datetime64(override.last))
        contacts = np.where(named[:, None, None] & days, contacts * override.factor, contacts)
    return replace(draws, contacts=contacts)

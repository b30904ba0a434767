"""
What the analyst decides about a history, each with what holds if nothing is said.

A decision is a word, given as ``--decide duplicates=sum`` or under ``[history.decide]`` in a recipe. The audit
prints which decisions a finding leaves open and which one was used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from channelmix.errors import DataError
from channelmix.scenario.suggest import did_you_mean


@dataclass(frozen=True)
class Choice:
    """One decision: the words it may be, the first if nothing is said, and what it is about."""

    words: tuple[str, ...]
    about: str


CHOICES: Mapping[str, Choice] = {
    "layout": Choice(("auto", "long", "wide"), "whether each column of numbers is a channel"),
    "dates": Choice(("auto", "dmy", "mdy"), "whether 3/4 is the third of April or the fourth of March"),
    "decimal": Choice(("auto", "comma", "point"), "which sign stands before decimals"),
    "totals": Choice(("drop", "keep"), "rows that add up others"),
    "unreadable": Choice(("refuse", "unknown"), "cells that are neither a number nor empty"),
    "negative": Choice(("unknown", "refuse"), "numbers below zero"),
    "copies": Choice(("once", "sum"), "rows that are equal to another in every cell"),
    "duplicates": Choice(("refuse", "sum", "first", "last", "max"), "rows of one interval with different numbers"),
    "future": Choice(("drop", "keep"), "rows dated after today"),
    "missing_days": Choice(("unknown", "zero"), "days without a row on which others of their weekday have one"),
    "missing_intervals": Choice(("zero", "unknown"), "intervals without a row on a day that has rows"),
    "outages": Choice(("unknown", "keep"), "zeros where there were always many contacts"),
    "partial_days": Choice(("drop", "keep"), "a first or last day that the export cuts in two"),
    "volume": Choice(("offered", "answered_and_abandoned"), "which count is the volume where the two differ"),
}
"""Every decision by name."""


@dataclass(frozen=True)
class Decisions:
    """How one history is read: decisions by name, the time zone, names of channels, and redials."""

    words: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    """Local time of the operation; needed where rows carry different offsets from UTC."""
    channels: Mapping[str, str] = field(default_factory=dict)
    """Name in the table -> name in scenarios."""
    redials: float = 0.0
    """Share of those who hang up who call again at once: so much of the abandoned is taken out of the volume."""

    def __post_init__(self) -> None:
        for name, word in self.words.items():
            if name not in CHOICES:
                raise DataError(f"{name} is not a decision{did_you_mean(name, CHOICES)}; they are {', '.join(CHOICES)}")
            if word not in CHOICES[name].words:
                raise DataError(f"{name} must be {' or '.join(CHOICES[name].words)} (got {word!r})")
        if isinstance(self.redials, str | bool) or not 0 <= self.redials <= 1:
            raise DataError(f"redials must be a share from 0 to 1 (got {self.redials!r})")

    def __getitem__(self, name: str) -> str:
        """Return the word decided, or what holds if nothing was said."""
        return self.words.get(name, CHOICES[name].words[0])

    def as_dict(self) -> dict[str, object]:
        """Return what was said, for a recipe."""
        content = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        content["words"], content["channels"] = dict(self.words), dict(self.channels)
        return {name: value for name, value in content.items() if value}


def decisions_of(
    texts: Iterable[str], *, timezone: str | None = None, channels: Iterable[str] = (), redials: float = 0.0
) -> Decisions:
    """
    Return decisions from texts such as ``duplicates=sum`` and ``Telefoon=phone``.

    Raises:
        DataError: If a text is no decision.

    Examples:
        >>> decisions_of(["duplicates=sum"])["duplicates"], decisions_of([])["duplicates"]
        ('sum', 'refuse')
    """
    return Decisions(_pairs("--decide", texts), timezone, _pairs("--channel", channels), redials)


def _pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, word = text.partition("=")
        if not sign or not name.strip() or not word.strip():
            raise DataError(f"{option} must be written NAME=VALUE (got {text!r})")
        known = pairs.setdefault(name.strip(), word.strip())
        if known != word.strip():
            raise DataError(f"{option} must give {name.strip()} once (got {known} and {word.strip()})")
    return pairs

"""What a misspelt name probably means, as the end of a sentence."""

from bisect import bisect_left
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

FEW = 50
"""So many names are all compared; of more, only those that begin or end alike, so that no file is slow to refuse."""

NEIGHBOURS = 5
"""Names looked at before and after a place in the alphabet."""


def closest(name: str, known: Iterable[str]) -> str | None:
    """
    Return the known name that a misspelt one most resembles, None if there is none.

    Examples:
        >>> closest("handeling", ["handling", "hours"])
        'handling'
    """
    by_folded, forwards, backwards = _index(tuple(known))
    wanted = _folded(name[:100])
    if len(forwards) <= FEW:
        candidates = forwards
    else:
        mirrored = _neighbours(wanted[::-1], backwards)
        candidates = [*_neighbours(wanted, forwards), *(other[::-1] for other in mirrored)]
    matches = get_close_matches(wanted, candidates, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """
    Return "; did you mean '...'?", or nothing if no known name comes close.

    Examples:
        >>> did_you_mean("Phone ", ["phone", "email"])
        "; did you mean 'phone'?"
        >>> did_you_mean("letter", ["phone", "email"])
        ''
    """
    meant = closest(name, known)
    return f"; did you mean '{meant}'?" if meant else ""


@lru_cache(maxsize=32)
def _index(known: tuple[str, ...]) -> tuple[dict[str, str], list[str], list[str]]:
    """Return known names by what is compared, and that sorted: as it is, and read backwards."""
    by_folded = {_folded(other): other for other in known}
    return by_folded, sorted(by_folded), sorted(other[::-1] for other in by_folded)


def _neighbours(wanted: str, names: list[str]) -> list[str]:
    """Return the names next to a wanted one in the order of the alphabet."""
    place = bisect_left(names, wanted)
    return names[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS]


def _folded(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")

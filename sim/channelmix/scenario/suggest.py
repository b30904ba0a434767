"""What a misspelt name probably means, as the end of a sentence."""

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, known: Iterable[str]) -> str | None:
    """
    Return the known name that a misspelt one most resembles, None if there is none.

    Examples:
        >>> closest("handeling", ["handling", "hours"])
        'handling'
    """
    by_folded = {_folded(other): other for other in known}
    matches = get_close_matches(_folded(name[:100]), by_folded, n=1, cutoff=0.6)
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


def _folded(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")

"""
How plans are called where their family stands in the title: "Web shop: plus chat" is "Plus chat" there.
"""

from collections import Counter
from collections.abc import Sequence


def without_family(names: Sequence[str]) -> tuple[str, list[str]]:
    """
    Return what most names begin with, up to a colon, and the names without it where that leaves them apart.

    Examples:
        >>> without_family(["Web shop: today", "Web shop: plus chat"])
        ('Web shop: ', ['Today', 'Plus chat'])
        >>> without_family(["Web shop: today", "Town hall"])
        ('', ['Web shop: today', 'Town hall'])
    """
    beginnings = Counter("".join(name.rpartition(": ")[:2]) for name in names)
    family, count = beginnings.most_common(1)[0]
    shorter = [_begun(name.removeprefix(family)) for name in names]
    if not family or count < 2 or len(set(shorter)) < len(names):
        return "", list(names)
    return family, shorter


def _begun(name: str) -> str:
    """Return a name as it stands at the beginning of a sentence."""
    return f"{name[:1].upper()}{name[1:]}"

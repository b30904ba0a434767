"""
Words in a picture: how much room they take, and how they are broken or cut where there is less.

A reader's sans-serif is not known here, so that room is reckoned for a wide one (DejaVu Sans, Verdana): in a narrower
one words end sooner, and in none do they leave the picture or run into one another.
"""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from channelmix.report.plain import clean

WIDTH = 360.0
"""Of a picture; letters are 12 high."""

ROOM = WIDTH - 8
"""What a line of words has from edge to edge."""

LINE = 13.0
"""From one line of words to the next."""

_NARROW, _BROAD = frozenset(" .,:;!'|()ijlt-"), frozenset("mwMWOQGDHNUC%−+–—@&…")
_SLIM, _USUAL, _FAT = 4.7, 7.5, 11.0

BOLD = 1.13
"""So many times as wide are bold letters."""


def width_of(words: str, *, bold: bool = False) -> float:
    """
    Return about how much room words take in a wide font; words all in capitals take up to a tenth more.

    Examples:
        >>> width_of("3 days"), width_of("100 %") < width_of("100 %", bold=True)
        (42.2, True)
    """
    total = sum(_SLIM if letter in _NARROW else _FAT if letter in _BROAD else _USUAL for letter in words)
    return round(total * (BOLD if bold else 1.0), 1)


def spaced(named: Sequence[tuple[float, str]]) -> Sequence[tuple[float, str]]:
    """
    Return names along an axis, each about its place: every second or third where all would touch.

    Examples:
        >>> spaced([(0, "2026"), (20, "2027"), (40, "2028")])
        [(0, '2026'), (40, '2028')]
    """
    stride = next((stride for stride in range(1, len(named)) if _stand_apart(named[::stride])), max(len(named), 1))
    return named[::stride]


def _stand_apart(named: Sequence[tuple[float, str]]) -> bool:
    return all(
        x + (width_of(words) + width_of(others)) / 2 + _BETWEEN <= after
        for (x, words), (after, others) in pairwise(named)
    )


_BETWEEN = 8.0
"""Between two names on an axis at the least."""


def short(words: str, room: float) -> str:
    """
    Return words cut to a room; the chart's table has them whole.

    Examples:
        >>> short("plus WhatsApp, slow adoption", 120), short("chat", 100)
        ('plus WhatsApp…', 'chat')
    """
    if width_of(words) <= room:
        return words
    kept = next(size for size in range(len(words) - 1, -1, -1) if width_of(f"{words[:size]}…") <= room or not size)
    return f"{words[:kept].rstrip(' ,;:')}…"


def broken(words: str, room: float) -> list[str]:
    """
    Return words on one line, or on two where they are longer; what is longer still is cut.

    Examples:
        >>> broken("5 WhatsApp first, with a bot", 172), broken("short", 172)
        (['5 WhatsApp first, with a', 'bot'], ['short'])
    """
    if width_of(words) <= room:
        return [words]
    most = next(size for size in range(len(words), 0, -1) if width_of(words[:size]) <= room or size == 1)
    place = words.replace(" %", "\N{NO-BREAK SPACE}%").rfind(" ", 0, most + 1)
    cut = place if place > most // 2 else most
    return [words[:cut].rstrip(), short(words[cut:].strip(), room)]


def text(x: float, y: float, words: str, *, anchor: str = "start", style: str = "") -> str:
    """Return words at a place, safe whatever file they come from."""
    more = f' class="{style}"' if style else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{side}{more}>{escape(clean(words))}</text>'


_BELOW_A_NAME = 2.0
"""By how much more than a line a figure stands below a name, so that it does not touch its letters."""


def headed(name: str, told: str, top: float) -> tuple[list[str], float]:
    """Return a name and what is told of it at the right edge, and how much lower the rest stands for a long name."""
    lines = broken(name, ROOM)
    is_below = width_of(lines[-1]) + 6 + width_of(told, bold=True) > ROOM
    marks = [text(4, top + 12 + LINE * place, words) for place, words in enumerate(lines)]
    lower = LINE * (len(lines) - 1) + (LINE + _BELOW_A_NAME) * is_below
    return [*marks, text(WIDTH - 4, top + 12 + lower, told, anchor="end", style="figure")], lower

"""
The language of a workbook: what its texts, dates, numbers and warnings are told with.

Workbooks are written where nothing is known of the languages of the report, which hands its own in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Say(Protocol):
    """Gives an English text in the language of the reader, its ``{parts}`` filled in."""

    def __call__(self, text: str, /, **parts: object) -> str:
        """Return the text."""


def in_english(text: str, /, **parts: object) -> str:
    """
    Return a text as it stands, its ``{parts}`` filled in.

    Examples:
        >>> in_english("Agents on duty: {group}", group="desk")
        'Agents on duty: desk'
    """
    return text.format(**parts) if parts else text


def day_in_english(day: date) -> str:
    """
    Return a day as a heading has it.

    Examples:
        >>> day_in_english(date(2027, 3, 1))
        'Mon 1 Mar 2027'
    """
    return f"{day:%a} {day.day} {day:%b %Y}"


@dataclass(frozen=True)
class Tongue:
    """The language of a workbook."""

    say: Say = in_english
    days: str = ""
    """What stands before a format of dates, so that spreadsheets name days and months in the language: ``[$-413]``."""
    number: Callable[[str], str] = str
    """Writes a number that Python wrote, such as ``1,234.5`` or ``2.8 %``, as the language writes it."""
    warning: Callable[[str], str] = str
    """Tells a warning of the scenario or the search in the language."""
    day: Callable[[date], str] = day_in_english
    """Tells a day in the language."""


ENGLISH = Tongue()

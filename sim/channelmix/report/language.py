"""
What the report says, in the reader's language: English, Dutch or German.

Every text goes through ``say``, with the English text as its own key, and so does every number and
date through the same language. ``speaking`` chooses for all that is called inside it, so that a web page
may speak Dutch to one visitor and German to the next. Translations stand in languages/nl.toml and de.toml; one that
is missing leaves the English text standing and is remembered, which a test reads. Numbers and dates follow
the Unicode CLDR, as Babel has it; English keeps the house style.

Names from files (channels, groups, scenarios) are never translated.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "nl", "de")


@dataclass(frozen=True)
class Language:
    """One language: its words, its numbers, its dates."""

    code: str
    words: Mapping[str, str] = field(default_factory=dict)
    """Translations by English text."""
    decimal: str = "."
    thousands: str = ","
    percent: str = " %"
    days: str = ""
    """What stands before a format of dates in workbooks, so that spreadsheets name days and months in the language."""
    missing: set[str] = field(default_factory=set, compare=False)
    """Texts that were asked for and have no translation."""

    def translate(self, text: str) -> str:
        """Return a text in this language; the English one where there is none."""
        if self.code == "en" or not text:
            return self.words.get(text, text)
        if text not in self.words:
            self.missing.add(text)
        return self.words.get(text, text)

    def digits(self, number: str) -> str:
        """Return a number that Python wrote (``1,234.5``) as this language writes it."""
        if self.code == "en":
            return number
        return number.translate({ord(","): self.thousands, ord("."): self.decimal})

    def day(self, day: date, form: str) -> str:
        """Return a date; for the forms see ``told_day``."""
        if self.code == "en":
            return _ENGLISH[form](day)
        return _by_babel(self.code, day, form)


@cache
def _by_babel(code: str, day: date, form: str) -> str:
    from babel.dates import format_date, format_skeleton

    if form in _FORMATS:
        return format_date(day, _FORMATS[form], locale=code)
    return format_skeleton(_SKELETONS[form], day, locale=code)


_ENGLISH = {
    "full": lambda day: f"{day:%A} {day.day} {day:%B %Y}",
    "date": lambda day: f"{day:%a} {day.day} {day:%b %Y}",
    "short": lambda day: f"{day:%a} {day.day} {day:%b}",
    "day": lambda day: f"{day:%a} {day.day}",
    "weekday": lambda day: f"{day:%a}",
    "whole weekday": lambda day: f"{day:%A}",
    "month": lambda day: f"{day:%B %Y}",
    "short month": lambda day: f"{day:%b %Y}",
    "day of month": lambda day: f"{day.day} {day:%b}",
}
_FORMATS = {"full": "full", "weekday": "ccc", "whole weekday": "cccc"}
_SKELETONS = {"date": "yMMMEd", "short": "MMMEd", "day": "Ed", "month": "yMMMM", "short month": "yMMM",
              "day of month": "MMMd"}  # fmt: skip

_ENGLISH_ITSELF = Language("en")
_speaking: ContextVar[Language | None] = ContextVar("language", default=None)


@contextmanager
def speaking(language: Language | str) -> Iterator[Language]:
    """
    Speak a language in all that is called within.

    Args:
        language: One of ``LANGUAGES``, or a language of your own.

    Examples:
        >>> with speaking("nl"):
        ...     say("occupancy"), told_number("1,234.5"), told_day(date(2026, 3, 2))
        ('bezettingsgraad', '1.234,5', 'ma 2 mrt 2026')
    """
    token = _speaking.set(language_called(language) if isinstance(language, str) else language)
    try:
        yield spoken()
    finally:
        _speaking.reset(token)


def spoken() -> Language:
    """Return the language that is spoken here."""
    return _speaking.get() or _ENGLISH_ITSELF


@cache
def language_called(code: str) -> Language:
    """
    Return a language by its code.

    Raises:
        ValueError: If the report does not speak it.
    """
    if code not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)} (got {code!r})")
    if code == "en":
        return _ENGLISH_ITSELF
    import tomli
    from babel import Locale

    text = files("channelmix.report").joinpath("languages", f"{code}.toml").read_text(encoding="utf-8")
    locale = Locale.parse(code)
    symbols = locale.number_symbols["latn"]
    percent = locale.percent_formats[None].pattern.rpartition("0")[2].replace("\xa0", " ")
    return Language(code, tomli.loads(text), symbols["decimal"], symbols["group"], percent, _DAYS[code])


_DAYS = {"nl": "[$-413]", "de": "[$-407]"}


def say(text: str, /, **parts: object) -> str:
    """
    Return a text in the language that is spoken, its ``{parts}`` filled in.

    Args:
        text: The English text, written out where it is called, so that a test finds it.
        parts: What stands between the braces; finished words, names or numbers.

    Examples:
        >>> say("target {share}", share="80 %")
        'target 80 %'
        >>> with speaking("de"):
        ...     say("target {share}", share="80 %")
        'Ziel 80 %'
    """
    told = spoken().translate(text)
    return told.format(**parts) if parts else told


def told_number(number: str) -> str:
    """Return a number that Python wrote (``1,234.5``) as the language that is spoken writes it."""
    return spoken().digits(number)


def told_day(day: date, form: str = "date") -> str:
    """
    Return a date in the language that is spoken.

    Args:
        day: The day.
        form: ``full`` (Monday 2 March 2026), ``date`` (Mon 2 Mar 2026), ``short`` (Mon 2 Mar), ``day`` (Mon 2),
            ``day of month`` (2 Mar), ``weekday`` (Mon), ``whole weekday`` (Monday), ``month`` (March 2026) or
            ``short month`` (Mar 2026).

    Examples:
        >>> told_day(date(2026, 3, 2)), told_day(date(2026, 3, 2), "full")
        ('Mon 2 Mar 2026', 'Monday 2 March 2026')
    """
    return spoken().day(day, form)


_MONDAY = date(2024, 1, 1)


def told_weekday(weekday: int) -> str:
    """
    Return the name of a weekday, Monday being 0, in the language that is spoken.

    Examples:
        >>> with speaking("de"):
        ...     told_weekday(5)
        'Samstag'
    """
    return told_day(_MONDAY + timedelta(days=weekday), "whole weekday")

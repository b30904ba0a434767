"""
The page in the visitor's language: the report's words and the page's own, by one mechanism.

The address chooses (``?language=nl``) and a cookie remembers; else what the browser prefers counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from channelmix.report.language import LANGUAGES, Language, language_called, speaking

if TYPE_CHECKING:
    from starlette.requests import Request

PARAMETER, COOKIE = "language", "channelmix_language"
NAMES = {"en": "English", "nl": "Nederlands", "de": "Deutsch"}


@cache
def page_language(code: str) -> Language:
    """Return a language with the words of the report and of the page."""
    language = language_called(code)
    if code == "en":
        return language
    import tomli

    own = files("channelmix.web").joinpath("languages", f"{code}.toml").read_text(encoding="utf-8")
    return replace(language, words={**language.words, **tomli.loads(own)})


@contextmanager
def speaking_to(code: str) -> Iterator[Language]:
    """Speak a language, the page's own words included, in all that is called within."""
    with speaking(page_language(code)) as language:
        yield language


def language_of(request: "Request") -> str:
    """Return the language that a visitor reads."""
    for wanted in (request.query_params.get(PARAMETER), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> str:
    """
    Return the first language of a browser's list that the page speaks.

    Examples:
        >>> preferred("fr;q=0.9, nl-NL, de;q=0.5"), preferred("fr"), preferred(",;q=x")
        ('nl', 'en', 'en')
    """
    wanted = []
    for place, entry in enumerate(header.split(",")[:20]):
        code, _, weight = entry.partition(";q=")
        try:
            wanted.append((-float(weight or 1), place, code.strip()[:2].lower()))
        except ValueError:
            continue
    return next((code for _, _, code in sorted(wanted) if code in LANGUAGES), "en")

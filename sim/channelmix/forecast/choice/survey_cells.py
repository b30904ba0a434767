"""
What one cell of a survey table means, or why it cannot mean anything.

Nothing is guessed: 13 may be a share of 13 % or a slip for 0.13, so a share is a number from 0 to 1 or
carries its per cent. Each function returns the value, or raises ``CellError`` with the rule, the value and a way out.
"""

import math
import re
from datetime import date, datetime, timedelta

from channelmix.forecast.choice.survey_words import kind_in_english
from channelmix.scenario.settings import quoted
from channelmix.scenario.suggest import did_you_mean

KINDS = ("reach", "use", "preference")
FIRST_YEAR = 1980
LARGEST_SAMPLE = 1_000_000

_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])", re.IGNORECASE)
_SEASON = re.compile(r"(\d{4})/(\d{2}|\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_WISH = re.compile(
    r"\b(open to|willing|prefer\w*|would|wish\w*|intends?|interested|wants?|bereid|voorkeur|zou(den)?|w[uü]nsch\w*|"
    r"bevorzug\w*|offen für|würden?)\b",
    re.IGNORECASE,
)


class CellError(ValueError):
    """A cell breaks a rule; the text says which, what was got, and a way out."""


def share_of(cell: object, *, unit: str = "", decimal_comma: bool = False) -> float:
    """
    Return a share of 0 to 1.

    Args:
        cell: Such as ``0.13``, ``"13 %"`` or, with a unit of percent, ``13``.
        unit: What the table says of the unit, if it does.
        decimal_comma: Whether "0,13" is a number.

    Examples:
        >>> share_of("13 %"), share_of(0.13), share_of("13", unit="percent of users")
        (0.13, 0.13, 0.13)
    """
    text = str(cell).strip()
    if not text or text.casefold() in ("nan", "none", "nat"):
        raise CellError("share must be given (got none); remove the row if the survey does not tell it")
    percent = text.endswith("%") or unit.strip().casefold().startswith(("percent", "procent", "prozent", "%"))
    value = _number("share", text.removesuffix("%").strip(), decimal_comma=decimal_comma, example="13 % or 0.13")
    if value < 0:
        raise CellError(f"share must be 0 or more (got {text})")
    if value > 1 and not percent:
        way_out = f"write {value:g} % or {value / 100:g}" if value <= 100 else "a share is at most 100 %"
        raise CellError(f"share must be 0 to 1 or carry its % (got {text}); {way_out}")
    if percent and value > 100:
        raise CellError(f"share must be at most 100 % (got {value:g} %); several answers a person need a row each")
    return value / 100 if percent else value


def people_of(cell: object, *, decimal_comma: bool = False) -> int | None:
    """
    Return the size of a sample, None where it is not told.

    Examples:
        >>> people_of("1012"), people_of(""), people_of("unknown")
        (1012, None, None)
    """
    text = str(cell).strip()
    if not text or text.casefold() in ("nan", "none", "unknown", "?", "-", "onbekend", "unbekannt"):
        return None
    if re.fullmatch(r"\d{1,3}([., ]\d{3})+", text):
        plain = re.sub(r"\D", "", text)
        raise CellError(f"n must be a whole number without separators (got {text}); write {plain}")
    value = _number("n", text, decimal_comma=decimal_comma, example="1012; leave it empty if it is not told")
    if value < 1 or not value.is_integer():
        raise CellError(f"n must be a whole number of people, 1 or more (got {text}); leave it empty if it is not told")
    if value > LARGEST_SAMPLE:
        raise CellError(f"n must be the people asked, at most {LARGEST_SAMPLE:,} (got {text}), not the population")
    return int(value)


def date_of(cell: object, today: date) -> date:
    """
    Return the day a survey stands for: of a year, quarter or month its middle.

    Examples:
        >>> [str(date_of(text, date(2026, 1, 1))) for text in ("2016", "2020-Q4", "2025-07", "2018/19")]
        ['2016-07-01', '2020-11-15', '2025-07-15', '2019-01-01']
    """
    found = cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else _day(cell)
    if found.year < FIRST_YEAR:
        raise CellError(f"date must be {FIRST_YEAR} or later (got {cell}); is a digit missing?")
    if found > today:
        if found.year == today.year and re.fullmatch(r"\d{4}", str(cell).strip()):
            return today
        raise CellError(f"date must not lie in the future (got {cell}, today is {today}); a forecast is no survey")
    return found


def kind_of(cell: object, question: str) -> str:
    """
    Return the kind of question, and refuse a wish that is offered as use.

    Examples:
        >>> kind_of("use", "contacted a company by WhatsApp in the past year")
        'use'
    """
    text = kind_in_english(str(cell).strip().casefold())
    if text not in KINDS:
        got = text if text and text != "nan" else "none"
        hint = did_you_mean(text, KINDS) or "; reach: could, use: did, preference: would"
        raise CellError(f"kind must be reach, use or preference (got {got}){hint}")
    wish = _WISH.search(question)
    if text == "use" and wish:
        raise CellError(
            f"kind must be preference for a question of wish (got use, the question says {quoted(wish[0])}); "
            "a wish is not use, and forecasts of use leave it out"
        )
    return text


def _number(name: str, text: str, *, decimal_comma: bool, example: str) -> float:
    plain = text.replace(",", ".") if decimal_comma else text
    try:
        value = float(plain)
    except ValueError:
        way_out = f"; write {text.replace(',', '.')}" if re.fullmatch(r"\d+,\d+", text) else f", such as {example}"
        raise CellError(f"{name} must be a number (got {quoted(text)}){way_out}") from None
    if not math.isfinite(value):
        raise CellError(f"{name} must be a finite number (got {text})")
    return value


def _day(cell: object) -> date:
    text = str(cell).strip()
    whole = text[:-2] if re.fullmatch(r"\d{4}\.0", text) else text
    try:
        if re.fullmatch(r"\d{4}", whole):
            return date(int(whole), 7, 1)
        if match := _QUARTER.fullmatch(whole):
            return date(int(match[1]), 3 * int(match[2]) - 1, 15)
        if match := _SEASON.fullmatch(whole):
            return date(int(match[1]) + 1, 1, 1)
        if match := _MONTH.fullmatch(whole):
            return date(int(match[1]), int(match[2]), 15)
        return date.fromisoformat(whole[:10] if re.match(r"\d{4}-\d\d-\d\d[ T]", whole) else whole)
    except ValueError:
        pass
    for pattern in ("%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(whole, pattern).date()
        except ValueError:
            continue
    raise CellError(
        f"date must be such as 2016, 2016-Q4, 2016-11 or 2016-11-05 (got {quoted(text) if text else 'none'})"
    )


def whole_years(first: date, last: date) -> float:
    """Return the years between two days."""
    return (last - first) / timedelta(days=365.25)

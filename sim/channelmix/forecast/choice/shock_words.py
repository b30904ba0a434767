"""
Dated shocks as people write them: one line for the command line, a table for a recipe.

    whatsapp 2016-08-25 keeps 54..97 %: WhatsApp shares data with Facebook
    whatsapp 2027-03-01 keeps 1..10 % for 2 days: outage
    chat 2027-05-01 keeps 40..80 % half back after 0.5 years

The two shares are what nine in ten, and one in ten, would put the part above that is kept.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from channelmix.errors import DataError
from channelmix.forecast.choice.shocks import Shock
from channelmix.scenario.suggest import did_you_mean

KEYS = ("channel", "at", "keeps", "lasts_days", "half_back_after_years", "reason")
EXAMPLE = "whatsapp 2016-08-25 keeps 54..97 % half back after 2 years: new privacy policy"

_LINE = re.compile(
    r"(?:(?P<channel>\S+)\s+)?(?P<at>\d{4}-\d\d-\d\d)\s+keeps\s+(?P<low>[\d.]+?)\s*%?\s*(?:\.\.|-|–|to)\s*"
    r"(?P<high>[\d.]+)\s*(?P<percent>%?)(?:\s+for\s+(?P<days>\d+)\s+days?)?"
    r"(?:\s+half\s+back\s+after\s+(?P<years>[\d.]+)\s+years?)?\s*(?::\s*(?P<reason>.*))?"
)


def parsed_shock(line: str) -> Shock:
    """
    Return the shock of a line.

    Raises:
        DataError: If it is none.

    Examples:
        >>> parsed_shock("whatsapp 2027-03-01 keeps 1..10 % for 2 days: outage").keeps
        (0.01, 0.1)
    """
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise DataError(f"a shock must be written as '{EXAMPLE}' (got {line!r})")
    part = 100.0 if found["percent"] else 1.0
    try:
        return Shock(
            date.fromisoformat(found["at"]),
            (float(found["low"]) / part, float(found["high"]) / part),
            channel=found["channel"] or "",
            lasts_days=int(found["days"]) if found["days"] else None,
            half_back_after=float(found["years"]) if found["years"] else None,
            reason=(found["reason"] or "").strip(),
        )
    except ValueError as error:
        raise DataError(f"a shock must be written as '{EXAMPLE}' (got {line!r}: {error})") from error


def shock_table(shock: Shock) -> dict[str, Any]:
    """Return a shock as a recipe has it."""
    content = {
        "channel": shock.channel or None, "at": shock.at, "keeps": list(shock.keeps), "lasts_days": shock.lasts_days,
        "half_back_after_years": shock.half_back_after, "reason": shock.reason or None,
    }  # fmt: skip
    return {key: value for key, value in content.items() if value is not None}


def shock_of(entry: Mapping[str, Any], place: str) -> Shock:
    """
    Return the shock of a table of a recipe.

    Raises:
        DataError: If a key is not known, is missing, or does not hold what it should.
    """
    unknown = sorted(entry.keys() - set(KEYS))
    if unknown:
        raise DataError(f"{place}: shock: {unknown[0]} is not known{did_you_mean(unknown[0], KEYS)}")
    at, keeps = entry.get("at"), entry.get("keeps")
    numbers = isinstance(keeps, list) and len(keeps) == 2 and all(isinstance(part, int | float) for part in keeps)
    if type(at) is not date or not numbers or not isinstance(keeps, list):
        raise DataError(f"{place}: a shock must have at = 2016-08-25 and keeps = [0.54, 0.97] (got {dict(entry)})")
    days, years = entry.get("lasts_days"), entry.get("half_back_after_years")
    if not isinstance(days, int | None) or not isinstance(years, int | float | None):
        raise DataError(f"{place}: shock of {at}: lasts_days and half_back_after_years must be numbers")
    low, high = keeps
    return Shock(
        at, (float(low), float(high)), channel=str(entry.get("channel", "")), lasts_days=days,
        half_back_after=None if years is None else float(years), reason=str(entry.get("reason", "")),
    )  # fmt: skip


def told(shock: Shock) -> str:
    """
    Return a shock in words.

    Examples:
        >>> told(parsed_shock("2016-08-25 keeps 54..97 %: new privacy policy"))
        '2016-08-25 (new privacy policy): keeps 54 % to 97 % of the use, assumed'
    """
    low, high = shock.keeps
    reason = f" ({shock.reason})" if shock.reason else ""
    lasts = f" for {shock.lasts_days} days" if shock.lasts_days else ""
    back = f", half of the loss is back after {shock.half_back_after:g} years" if shock.half_back_after else ""
    return f"{shock.at}{reason}: keeps {100 * low:.0f} % to {100 * high:.0f} % of the use{lasts}{back}, assumed"


def edges(shocks: Sequence[Shock]) -> list[date]:
    """Return the days before, at and after which shocks change a curve at once, for those who draw it."""
    days = []
    for shock in shocks:
        first = shock.at.toordinal()
        days += [first - 1, first]
        if shock.lasts_days:
            days += [first + shock.lasts_days - 1, first + shock.lasts_days]
    return [date.fromordinal(day) for day in days]

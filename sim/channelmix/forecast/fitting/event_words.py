"""
Own events as people write them on the command line: ``annual bill 2026-03-02..2026-03-06``.

Occurrences that share a name share their effect: past ones teach what planned ones will do.
"""

import re
from datetime import date

from channelmix.errors import DataError
from channelmix.forecast.series import Event

EXAMPLE = "annual bill 2027-03-01..2027-03-14"
_LINE = re.compile(
    r"(?P<name>.*\S)\s+(?P<first>\d{4}-\d\d-\d\d)(?:\s*(?:\.\.|to)\s*(?P<last>\d{4}-\d\d-\d\d))?"
    r"(?:\s+felt\s+(?P<before>\d+)\s+days?\s+before)?(?:\s+(?:and\s+)?(?P<after>\d+)\s+days?\s+after)?"
)


def parsed_event(line: str) -> Event:
    """
    Return the event of a line.

    Raises:
        DataError: If it is none.

    Examples:
        >>> event = parsed_event("annual bill 2027-03-01..2027-03-14 felt 1 day before and 3 days after")
        >>> event.name, str(event.last), event.lags
        ('annual bill', '2027-03-14', (-1, 3))
    """
    found = _LINE.fullmatch(line.strip())
    try:
        if found is None:
            raise ValueError("name, first day, last day")
        first = date.fromisoformat(found["first"])
        last = date.fromisoformat(found["last"]) if found["last"] else first
    except ValueError as error:
        raise DataError(f"an event must be written as '{EXAMPLE}' (got {line!r}: {error})") from error
    return Event(found["name"], first, last, (-int(found["before"] or 0), int(found["after"] or 0)))

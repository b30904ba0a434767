"""
The last day of a forecast as people write it: a day, or a month of which it is the last.
"""

import re
from calendar import monthrange
from datetime import date

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def last_day(text: str) -> date:
    """
    Return a day, of a month its last one.

    Raises:
        ValueError: If it is neither.

    Examples:
        >>> last_day("2028-02"), last_day("2028-02-01")
        (datetime.date(2028, 2, 29), datetime.date(2028, 2, 1))
    """
    month = _MONTH.fullmatch(text)
    if month is None:
        return date.fromisoformat(text)
    first = date(int(month[1]), int(month[2]), 1)
    return first.replace(day=monthrange(first.year, first.month)[1])

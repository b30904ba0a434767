"""
Numbers as people read them: one way to write each kind, wherever it is shown.

Shares are per cents with one decimal, times are ``m:ss`` until they are hours or days, money
and counts have their thousands apart. A figure and its interval are always written alike, and
a difference always carries its sign.
"""

from enum import Enum

from channelmix.results import Estimate

MISSING = "–"
"""Where there is nothing to measure."""

MINUS = "−"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Kind(Enum):
    """What a number measures, and so how it is written."""

    SHARE = "share"
    TIME = "time"
    COUNT = "count"
    MONEY = "money"
    HOURS = "hours"


def number(value: float | None, kind: Kind) -> str:
    """
    Write one number with its unit.

    Args:
        value: A fraction, seconds, a count, money or hours; None: there is nothing to measure.
        kind: Which of these it is.

    Examples:
        >>> number(0.8321, Kind.SHARE), number(95.4, Kind.TIME), number(12345.6, Kind.MONEY)
        ('83.2 %', '1:35', '12,346')
    """
    if value is None:
        return MISSING
    text = _plain(abs(value), kind)
    return f"{MINUS}{text}" if value < 0 and any(digit in "123456789" for digit in text) else text


def signed(value: float | None, kind: Kind) -> str:
    """
    Write a difference: its sign always shows, and shares differ by points.

    Examples:
        >>> signed(0.042, Kind.SHARE), signed(-75.0, Kind.TIME), signed(0.0, Kind.COUNT)
        ('+4.2 pt', '−1:15', '0')
    """
    if value is None:
        return MISSING
    text = number(value, kind).replace(" %", " pt")
    is_positive = value > 0 and any(digit in "123456789" for digit in text)
    return f"+{text}" if is_positive else text


def interval(estimate: Estimate, kind: Kind) -> str:
    """
    Write the two ends of an interval, the unit of shares left to the figure above it.

    Examples:
        >>> interval(Estimate(0.832, 0.821, 0.843), Kind.SHARE)
        '82.1–84.3'
    """
    if estimate.low is None or estimate.high is None:
        return "" if estimate.mean is None else "?"
    low, high = (number(end, kind).removesuffix(" %") for end in (estimate.low, estimate.high))
    return f"{low}–{high}"


def signed_interval(estimate: Estimate, kind: Kind) -> str:
    """
    Write the two ends of the interval of a difference.

    Examples:
        >>> signed_interval(Estimate(-0.01, -0.021, 0.001), Kind.SHARE)
        '−2.1 to +0.1'
    """
    if estimate.low is None or estimate.high is None:
        return "" if estimate.mean is None else "?"
    low, high = (signed(end, kind).removesuffix(" pt") for end in (estimate.low, estimate.high))
    return f"{low} to {high}"


def counted(count: int, noun: str) -> str:
    """
    Write a number of things.

    Examples:
        >>> counted(1, "day"), counted(1000, "replication")
        ('1 day', '1,000 replications')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def duration(seconds: float) -> str:
    """
    Write a time so that its size shows at a glance; 0 or more seconds.

    Examples:
        >>> [duration(seconds) for seconds in (0, 4.25, 75, 5400, 200000)]
        ['0.0 s', '4.2 s', '1:15', '1 h 30', '2.3 d']
    """
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < HOUR - 0.5:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes}:{rest:02d}"
    if seconds < 2 * DAY:
        hours, minutes = divmod(round(seconds / MINUTE), 60)
        return f"{hours} h {minutes:02d}"
    return f"{seconds / DAY:,.1f} d"


def _plain(value: float, kind: Kind) -> str:
    if kind is Kind.SHARE:
        return f"{100 * value:.1f} %"
    if kind is Kind.TIME:
        return duration(value)
    return _amount(value, cents=kind is Kind.MONEY)


def _amount(value: float, *, cents: bool) -> str:
    """Write large amounts whole, small ones with the digits that matter."""
    if value == 0:
        return "0"
    if value >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.2f}" if cents else f"{value:.1f}"

"""Histories written on the spot: a good one, and whatever a test makes of it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from channelmix.forecast.history import History, audit_history, decisions_of

TODAY = date(2026, 11, 1)
FIRST = date(2026, 1, 5)


def days_of_rows(count: int = 70, *, contacts: Callable[[date], object] = lambda day: 100 + 10 * day.weekday()):
    """Return rows date, channel, contacts of so many days from a Monday on."""
    days = [FIRST + timedelta(days=number) for number in range(count)]
    return [[day.isoformat(), "phone", contacts(day)] for day in days]


@pytest.fixture
def rows():
    return days_of_rows


@pytest.fixture
def audit(tmp_path: Path) -> Callable[..., History]:
    """Write rows to a file and audit it."""

    def run(
        rows: Sequence[Sequence[object]] | str, *decide: str, head: str = "date,channel,contacts", separator: str = ",",
        encoding: str = "utf-8", name: str = "history.csv", **settings: object,
    ) -> History:  # fmt: skip
        path = tmp_path / name
        lines = rows if isinstance(rows, str) else "\n".join(separator.join(map(str, row)) for row in rows)
        path.write_bytes(f"{head}\n{lines}\n".encode(encoding))
        known = {key: settings.pop(key) for key in ("timezone", "channels", "redials") if key in settings}
        return audit_history(path, decisions=decisions_of(decide, **known), today=TODAY, **settings)

    return run

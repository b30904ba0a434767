"""
What an analyst sees of an audit: the channels as they were understood, then what was found.
"""

from typing import TYPE_CHECKING

import numpy as np

from channelmix.report.numbers import MISSING, Kind, counted, number
from channelmix.report.sheets import Cell, Page, Remark, Row, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.history import ChannelHistory, Finding, History

_TITLES = {
    "refused": "Stands in the way of a forecast",
    "repaired": "Repaired",
    "note": "To know",
}


def audit_page(history: "History") -> Page:
    """Return the page of one audit."""
    from channelmix.forecast.history.columns import names_of

    grain = "by day" if history.minutes in (0, 1440) else f"by {history.minutes} minutes"
    subtitle = f"{counted(history.rows, 'row')} {grain} · read as {history.profile} · SHA-256 {history.sha256[:12]}"
    rows = tuple(_row(name, channel) for name, channel in history.channels.items())
    read = names_of(history.columns.items())
    notes = (f"read: {read}",) if read else ()
    columns = ("from", "to", "days known", "days unknown", "contacts a day", "handling")
    sheets = (Sheet("Channels", "channel", columns, rows, notes),) if rows else ()
    remarks = tuple(
        Remark(title, tuple(line for finding in chosen for line in _lines(finding)))
        for verdict, title in _TITLES.items()
        if (chosen := [finding for finding in history.findings if finding.verdict == verdict])
    )
    return Page(history.source, subtitle, sheets, remarks or (Remark("Nothing odd was found", ()),))


def _row(name: str, channel: "ChannelHistory") -> Row:
    daily = channel.daily
    values = daily.values[daily.known]
    unknown = int((daily.open & np.isnan(daily.values)).sum())
    handled = channel.handling_s[~np.isnan(channel.handling_s)]
    cells = (
        str(daily.days[0]), str(daily.days[-1]), str(len(values)), str(unknown),
        number(float(values.mean()), Kind.COUNT),
        number(float(handled.mean()), Kind.TIME) if len(handled) else MISSING,
    )  # fmt: skip
    return Row(name, tuple(Cell(text) for text in cells))


def _lines(finding: "Finding") -> list[str]:
    decide = [f"  --decide {finding.decide}"] if finding.decide else []
    return [f"{finding}.", *decide]

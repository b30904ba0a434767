"""
What an analyst sees of a backtest: each method's errors and coverage, and how errors grow with the horizon.
"""

from typing import TYPE_CHECKING

from channelmix.report.errors_chart import errors_chart
from channelmix.report.forecast_html import page_html
from channelmix.report.picture import Picture
from channelmix.report.sheets import Cell, Page, Remark, Row, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.backtest import Row as Scored
    from channelmix.forecast.fitting.backtesting import Backtest

OURS = "channelmix"
"""How a backtest calls our own method."""

_COLUMNS = ("WAPE", "MASE", "pinball", "interval score 80 %", "80 % covers", "95 % covers", "bias")
_NOTES = (
    "WAPE: errors as a share of contacts; MASE: errors beside those of repeating last week; pinball and interval score "
    "as shares of the mean day: less is better",
    "an 80 % interval that covers 77 to 83 % is well set, on many days; on few chance moves it more",
)


def backtest_page(found: "Backtest") -> Page:
    """Return the tables of a backtest, a pair for each series."""
    sheets: list[Sheet] = []
    for name in found.scores:
        rows = tuple(Row(row.method, _cells(row)) for row in found.rows(name))
        sheets.append(
            Sheet(f"{name}: {found.horizon} days ahead", "method", _COLUMNS, rows, _NOTES[: 2 * (not sheets)])
        )
        sheets.append(_by_horizon(found, name))
    if found.shares:
        sheets.append(_shares(found))
    moments = (f"{found.origins} past moments",) if found.scores else ()
    subtitle = " · ".join((f"version {found.stored.version}", *moments, f"engine {found.engine}"))
    if not sheets:
        why = "a share needs two channels and ten months, a curve three surveys of use"
        return Page(f"Backtest of {found.stored.label}", subtitle, (), (Remark("Nothing can be left out", (why,)),))
    return Page(f"Backtest of {found.stored.label}", subtitle, tuple(sheets))


def _shares(found: "Backtest") -> Sheet:
    """Return the errors of shares, in points, beside those of the last known share."""
    rows = tuple(
        Row(
            f"{each.channel}, {each.left_out} left out",
            tuple(map(Cell, (
                f"{each.cases}", f"{each.error:.2f}", f"{each.persistence:.2f}", f"{100 * each.covered_80:.0f} %",
                f"{100 * each.covered_95:.0f} %",
            ))),
        )
        for each in found.shares
    )  # fmt: skip
    columns = ("tried", "error, points", "last share, points", "80 % covers", "95 % covers")
    notes = (
        "months: a channel's part of all contacts, from each past moment with six months before it",
        "surveys: the share of people that a curve through the earlier surveys gives; few cases prove little",
    )
    return Sheet("Shares, beside the last known share", "", columns, rows, notes)


def _cells(row: "Scored") -> tuple[Cell, ...]:
    texts = (
        f"{100 * row.wape:.1f} %", f"{row.mase:.2f}", f"{row.pinball:.3f}", f"{row.interval_score_80:.2f}",
        f"{100 * row.coverage_80:.0f} %", f"{100 * row.coverage_95:.0f} %", f"{100 * row.bias:+.1f} %",
    )  # fmt: skip
    return tuple(Cell(text) for text in texts)


def _by_horizon(found: "Backtest", name: str) -> Sheet:
    rows = found.by_horizon(name)
    horizons = list(dict.fromkeys(row.days for row in rows))
    methods = list(dict.fromkeys(row.method for row in rows))
    wape = {(row.method, row.days): row.wape for row in rows}
    lines = tuple(
        Row(method, tuple(Cell(f"{100 * wape[method, days]:.1f} %") for days in horizons)) for method in methods
    )
    return Sheet(f"{name}: WAPE by days ahead", "method", tuple(horizons), lines)


def backtest_html(found: "Backtest") -> str:
    """Return the backtest as one page with a picture for each series."""
    return page_html(backtest_page(found), [_picture(found, name) for name in found.scores])


def _picture(found: "Backtest", name: str) -> Picture:
    rows = found.by_horizon(name)
    horizons = list(dict.fromkeys(row.days for row in rows))
    lines = {method: [row.wape for row in rows if row.method == method] for method in dict.fromkeys(_methods(rows))}
    title = f"{name}: WAPE by days ahead"
    chart, above = errors_chart(title, [days.removesuffix(" days ahead") for days in horizons], lines, ours=OURS)
    notes = [f"thick: {OURS}; errors as a share of contacts, at {found.origins} past moments"]
    if above:
        notes.append(f"beyond the picture: {', '.join(above)}")
    return Picture(title, chart, _by_horizon(found, name), tuple(notes))


def _methods(rows: "list[Scored]") -> list[str]:
    return [row.method for row in rows]

"""
What an analyst sees of a backtest: each method's errors and coverage, and how errors grow with the horizon.
"""

from html import escape
from typing import TYPE_CHECKING

from channelmix.report.forecast_html import page_html
from channelmix.report.sheets import Cell, Page, Row, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.backtest import Row as Scored
    from channelmix.forecast.fitting.backtesting import Backtest

_COLUMNS = ("WAPE", "MASE", "pinball", "interval score 80 %", "80 % covers", "95 % covers", "bias")
_NOTES = (
    "WAPE: errors as a share of contacts; MASE: errors beside those of repeating last week; pinball and interval score "
    "as shares of the mean day: less is better",
    "an 80 % interval that covers 77 to 83 % is well set, on many days; on few chance moves it more",
)
_OURS = "channelmix"
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 760, 260, 60, 40, 40
_COLOURS = ("#0b62a4", "#b3541e", "#2e7d32", "#6a1b9a", "#777777")


def backtest_page(found: "Backtest") -> Page:
    """Return the tables of a backtest, a pair for each series."""
    sheets: list[Sheet] = []
    for name in found.scores:
        rows = tuple(Row(row.method, _cells(row)) for row in found.rows(name))
        sheets.append(
            Sheet(f"{name}: {found.horizon} days ahead", "method", _COLUMNS, rows, _NOTES[: 2 * (not sheets)])
        )
        sheets.append(_by_horizon(found, name))
    subtitle = f"version {found.stored.version} · {found.origins} past moments · engine {found.engine}"
    return Page(f"Backtest of {found.stored.label}", subtitle, tuple(sheets))


def _cells(row: "Scored") -> tuple[Cell, ...]:
    texts = (
        f"{row.wape:.1%}", f"{row.mase:.2f}", f"{row.pinball:.3f}", f"{row.interval_score_80:.2f}",
        f"{row.coverage_80:.0%}", f"{row.coverage_95:.0%}", f"{row.bias:+.1%}",
    )  # fmt: skip
    return tuple(Cell(text) for text in texts)


def _by_horizon(found: "Backtest", name: str) -> Sheet:
    rows = found.by_horizon(name)
    horizons = list(dict.fromkeys(row.days for row in rows))
    methods = list(dict.fromkeys(row.method for row in rows))
    wape = {(row.method, row.days): row.wape for row in rows}
    lines = tuple(Row(method, tuple(Cell(f"{wape[method, days]:.1%}") for days in horizons)) for method in methods)
    return Sheet(f"{name}: WAPE by days ahead", "method", tuple(horizons), lines)


def backtest_html(found: "Backtest") -> str:
    """Return the backtest as one page with a picture for each series."""
    return page_html(backtest_page(found), [_picture(found, name) for name in found.scores])


def _picture(found: "Backtest", name: str) -> str:
    """Return WAPE by days ahead, a line for each method, as SVG."""
    rows = found.by_horizon(name)
    horizons = list(dict.fromkeys(row.days for row in rows))
    methods = list(dict.fromkeys(row.method for row in rows))
    top = max(row.wape for row in rows) * 1.1 or 1.0
    step = (_WIDTH - _LEFT - 220) / max(len(horizons) - 1, 1)

    def place(at: int, value: float) -> str:
        return f"{_LEFT + at * step:.1f},{_HEIGHT - _BOTTOM - value / top * (_HEIGHT - _BOTTOM - _TOP):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{escape(name)}: WAPE by days ahead</title>',
        f'<text x="{_LEFT}" y="20" font-size="14" font-weight="bold">{escape(name)}: WAPE by days ahead</text>',
        *(_grid_line(part * top, place(0, part * top)) for part in (0.0, 0.5, 1.0)),
        *(
            f'<text x="{_LEFT + at * step:.1f}" y="{_HEIGHT - 18}" text-anchor="middle" fill="#555">{escape(days)}'
            "</text>"
            for at, days in enumerate(horizons)
        ),
    ]
    for number, method in enumerate(methods):
        values = [row.wape for row in rows if row.method == method]
        colour, width = _COLOURS[number % len(_COLOURS)], 3 if method == _OURS else 1.5
        points = " ".join(place(at, value) for at, value in enumerate(values))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
        parts += [_dot(place(at, value), colour) for at, value in enumerate(values)]
        parts.append(f'<text x="{_WIDTH - 190}" y="{_TOP + 18 * number}" fill="{colour}">{escape(method)}</text>')
    return "\n".join([*parts, "</svg>"])


def _grid_line(value: float, place: str) -> str:
    height = float(place.split(",")[1])
    return (
        f'<line x1="{_LEFT - 10}" x2="{_WIDTH - 210}" y1="{height:.1f}" y2="{height:.1f}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 14}" y="{height + 4:.1f}" text-anchor="end" fill="#555">{value:.0%}</text>'
    )


def _dot(place: str, colour: str) -> str:
    x, y = place.split(",")
    return f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'

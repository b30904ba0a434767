"""
Native charts of results.xlsx: bars with intervals, which Excel redraws when a number changes.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from channelmix.report.numbers import Kind
from channelmix.report.workbook_parts import Cells, Line, Sheets, chart_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_MOST_CHARTS = 12


def figure_charts(sheets: Sheets, page: "Worksheet", lines: Sequence[Line], *, figure: str, column: int) -> None:
    """Draw one figure of each channel, group or the total by plan, with its interval, beside its table."""
    places: dict[str, list[int]] = {}
    for row, (_, cells) in enumerate(lines, 1):
        if cells[2] == figure:
            places.setdefault(str(cells[1]), []).append(row)
    for number, (place, rows) in enumerate(list(places.items())[:_MOST_CHARTS]):
        chart = _chart(sheets, page.get_name(), f"{place}: {figure}", lines=lines, rows=rows)
        sheets.place(page, chart, number=number, column=column)


def _chart(sheets: Sheets, sheet: str, title: str, *, lines: Sequence[Line], rows: Sequence[int]) -> Any:
    chart = sheets.book.add_chart({"type": "bar"})
    more, less = (_reach([lines[row - 1][1] for row in rows], end) for end in (5, 4))
    bars = {"type": "custom", "plus_values": more, "minus_values": less}
    first, last = rows[0], rows[-1]
    series = {"categories": [sheet, first, 0, last, 0], "values": [sheet, first, 3, last, 3], "name": chart_text(title)}
    chart.add_series({**series, "y_error_bars": bars, "fill": {"color": "#005F8F"}})
    chart.set_title({"name": chart_text(title), "name_font": {"size": 11}, "overlay": False})
    form = {"num_format": "0%", "max": 1} if lines[first - 1][0] is Kind.SHARE else {"num_format": "#,##0"}
    chart.set_x_axis({"min": 0, **form})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True})
    return chart


def _reach(rows: Sequence[Cells], end: int) -> list[float]:
    """Return how far the interval of each figure reaches from its mean; 0 where it is unknown."""
    pairs: list[tuple[Any, Any]] = [(cells[3], cells[end]) for cells in rows]
    return [0.0 if limit is None else abs(limit - mean) for mean, limit in pairs]

"""
Agents of a group as steps, a small chart for each day below the table they are drawn from.

Lines join the numbers of two intervals by a slope, and those of seven days lie on one another. Columns without a gap
are steps in Excel and LibreOffice alike and follow the cells that a planner changes; one scale makes days comparable.
"""

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

from channelmix.staffing.plan_sheet import GroupSheet
from channelmix.staffing.tongue import Tongue

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_CHARTS = 7
"""Days that have a chart: of a longer plan the first week."""

_BESIDE = 2
"""Charts side by side."""
_WIDTH, _HEIGHT, _WIDE = 385, 190, 780
"""Pixels of a chart, and of one that stands alone."""
_ROWS = 10
"""Rows of cells that a chart takes."""
_COLUMNS = 4
"""Columns of cells that it takes."""
_LABELS = 8
"""Times below a chart, about."""
_FEW = 8
"""Below so many agents the scale shows whole numbers, each."""
_HEADROOM = 1.25
"""The scale ends so far above the most agents: somebody may be added without running out of the chart."""
_COLOUR = "#005F8F"


def add_day_charts(workbook: "Workbook", page: "Worksheet", sheet: GroupSheet, tongue: Tongue) -> None:
    """Put a chart of each day on which anybody may be on duty below a group's table."""
    top = len(sheet.times) + 2
    filled = [column for column in range(len(sheet.days)) if any(row[column] is not None for row in sheet.agents)]
    shown = (filled or list(range(len(sheet.days))))[:MOST_CHARTS]
    page.write(top, 0, tongue.say("Agents on duty: {group}", group=sheet.group), workbook.add_format({"bold": True}))
    for number, column in enumerate(shown):
        title = tongue.day(sheet.days[column])
        chart = _chart(workbook, page.get_name(), sheet, column=column + 1, title=title, is_alone=len(shown) == 1)
        row, place = top + 1 + number // _BESIDE * _ROWS, number % _BESIDE * _COLUMNS
        page.insert_chart(row, place, chart, {"object_position": 2})


def _chart(workbook: "Workbook", name: str, sheet: GroupSheet, *, column: int, title: str, is_alone: bool) -> Any:
    last = len(sheet.times)
    chart = workbook.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": [name, 0, column],
            "categories": [name, 1, 0, last, 0],
            "values": [name, 1, column, last, column],
            "gap": 0,
            "fill": {"color": _COLOUR},
            "border": {"none": True},
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 10}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_format": "hh:mm", "interval_unit": max(ceil(last / _LABELS), 1), "num_font": _TIMES})
    chart.set_y_axis({**_scale(sheet), "num_font": {"size": 8}, "major_gridlines": {"visible": True, "line": _GRID}})
    chart.set_size({"width": _WIDE if is_alone else _WIDTH, "height": _HEIGHT})
    return chart


_TIMES = {"size": 8, "rotation": 360}
"""Upright letters side by side, so that spreadsheets leave some out rather than turn them."""
_GRID = {"color": "#D9D9D9", "width": 0.5}


def _scale(sheet: GroupSheet) -> Mapping[str, Any]:
    """Return the scale that all days share, with marks at whole numbers only."""
    most = max((agents for _, agents in sheet.filled()), default=0)
    top = max(ceil(_HEADROOM * most), 1)
    return {"num_format": "0", "min": 0, "max": top, **({"major_unit": 1} if most < _FEW else {})}

"""
All figures as one table of numbers, for Excel and other programs: one row a figure.

Two dialects: points and commas as English programs read them, or decimal commas and semicolons as
Dutch and German Excel expect. Numbers are whole precision; a figure without contacts is empty.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from channelmix.results import plain_text

Figures = Mapping[str, Any]
Dialect = Literal["point", "comma"]

COLUMNS = ("scenario", "table", "name", "figure", "mean", "low", "high")
CHANGE = ("difference", "difference_low", "difference_high", "certainty")
"""Further columns of a comparison: from the first scenario, with the verdict of the interval beside it."""


def figures_csv(summary: Figures, *, dialect: Dialect) -> bytes:
    """
    Return the figures of runs as CSV, in UTF-8 with the mark by which Excel knows it.

    Args:
        summary: Of one run, or of a comparison: then each row also has its difference from the first scenario.
        dialect: "point" for decimal points and commas between cells, "comma" for decimal commas and semicolons.

    Examples:
        >>> summary = {"scenario": "Today", "channels": {"phone": {"offered": {"mean": 1.5, "low": 1.0, "high": 2.0}}}}
        >>> print(figures_csv(summary, dialect="comma").decode("utf-8-sig"), end="")
        scenario;table;name;figure;mean;low;high
        Today;channel;phone;offered;1,5;1;2
    """
    differences: Sequence[Figures] = summary.get("differences", ())
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if dialect == "comma" else ",", lineterminator="\n")
    writer.writerow([*COLUMNS, *(CHANGE if differences else ())])
    for number, scenario in enumerate(summary.get("scenarios", [summary])):
        change = differences[number - 1] if differences and number else {}
        for table, name, figure, found in _figures(scenario):
            row = [found.get(end) for end in ("mean", "low", "high")]
            if differences:
                other = _at(change, table, name, figure=figure)
                row += [other.get(key) for key in ("mean", "low_together", "high_together", "verdict_together")]
            cells = (_cell(value, dialect) for value in row)
            writer.writerow([plain_text(scenario["scenario"]), table, plain_text(name), figure, *cells])
    return text.getvalue().encode("utf-8-sig")


def _figures(summary: Figures) -> Iterator[tuple[str, str, str, Figures]]:
    """Yield every figure with the table, the name and the figure's own name that it goes by."""
    for table in ("channel", "group"):
        for name, figures in summary.get(f"{table}s", {}).items():
            yield from ((table, name, figure, found) for figure, found in figures.items() if isinstance(found, dict))
    total = summary.get("total", {})
    yield from (("total", "", figure, found) for figure, found in total.items() if isinstance(found, dict))


def _at(change: Figures, table: str, name: str, *, figure: str) -> Figures:
    place = change.get("total", {}) if table == "total" else change.get(f"{table}s", {}).get(name, {})
    found = place.get(figure)
    return found if isinstance(found, dict) else {}


def _cell(value: float | str | None, dialect: Dialect) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    text = f"{value:.10g}"
    return text.replace(".", ",") if dialect == "comma" else text

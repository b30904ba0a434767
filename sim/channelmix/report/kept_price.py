"""
The price of a promise as a sweep left it in price.csv: read back, drawn and listed.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from channelmix.errors import RunFolderError
from channelmix.report.language import say
from channelmix.report.numbers import Kind, counted, written
from channelmix.report.picture import Picture
from channelmix.report.price_chart import price_chart
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sweep_page import NOT_SURE, PRICE_NOTE
from channelmix.report.swept import number_in, rows_of, settings_in
from channelmix.results import Estimate

_FIGURES = ("cost_per_year", "reached")
NOT_SETTINGS = ("strategy", "surely_more", *(f"{figure}{end}" for figure in _FIGURES for end in ("", "_low", "_high")))
"""Columns of price.csv that are no setting of the sweep."""


def price_pictures(
    path: Path, figure: tuple[str, Kind], names: Mapping[str, str], *, currency: str, replications: int
) -> Iterator[Picture]:
    """
    Yield the picture of a promise's price; none where the sweep left no two steps.

    Args:
        path: Of price.csv.
        figure: What the promise is, in words, and how it is written.
        names: What each strategy is called.
        currency: Of the cost.
        replications: How often each point was played.

    Raises:
        RunFolderError: If the file does not hold what a sweep writes.
    """
    rows = rows_of(path)
    steps = [_step(path, row) for row in rows]
    known = [(row, step) for row, step in zip(rows, steps, strict=True) if None not in (step[0].mean, step[1].mean)]
    if len(known) < 2:
        return
    words, kind = figure
    title = say("The price of {figure}", figure=words)
    costs, levels = ([step[place] for _, step in known] for place in (0, 1))
    lines = tuple(
        Row(_called(row, names), (Cell(*written(level, kind, levels)), Cell(*written(cost, Kind.MONEY, costs))))
        for row, (cost, level) in known
    )
    in_doubt = any(_is_in_doubt(row) for row, _ in known)
    sheet = Sheet(title, say("point"), (words, say("{currency} a year", currency=currency)), lines)
    notes = (
        say("each dot: the cheapest of the points that reach so much or more"),
        say("{times}, 95 % intervals", times=counted(replications, "replication")),
        *((say(PRICE_NOTE),) if in_doubt else ()),
    )
    yield Picture(title, price_chart(title, figure, currency, steps=[step for _, step in known]), sheet, notes)


def _step(path: Path, row: Mapping[str, str]) -> tuple[Estimate, Estimate]:
    try:
        cost, reached = (
            Estimate(*(number_in(row[f"{figure}{end}"]) for end in ("", "_low", "_high"))) for figure in _FIGURES
        )
    except (KeyError, TypeError, ValueError):
        got = ",".join(map(str, row.values()))[:60]
        raise RunFolderError(
            f"{path}: must have a cost and what it reaches, with their intervals, in each row (got '{got}'); "
            f"sweep again"
        ) from None
    return cost, reached


def _called(row: Mapping[str, str], names: Mapping[str, str]) -> str:
    plan, settings = names.get(row.get("strategy", ""), row.get("strategy", "")), settings_in(row, NOT_SETTINGS)
    name = f"{plan}: {settings}" if len(names) > 1 else settings
    return name + (NOT_SURE if _is_in_doubt(row) else "")


def _is_in_doubt(row: Mapping[str, str]) -> bool:
    return row.get("surely_more") == "False"

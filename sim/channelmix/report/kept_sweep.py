"""
A sweep as a page: every point with its interval, which setting moves the promise, who is best where.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from channelmix.errors import RunFolderError
from channelmix.report.figures import estimate_of
from channelmix.report.html import folded, safe, section_html
from channelmix.report.interval_chart import Dots, interval_chart
from channelmix.report.kept_price import price_pictures
from channelmix.report.language import say, told_number
from channelmix.report.managers import KEPT, figure_words, probability
from channelmix.report.numbers import counted, written
from channelmix.report.picture import Picture, Section
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sound import Strict, check_manifest, check_shape
from channelmix.report.sweep_page import kind_of
from channelmix.report.swept import SweepSummary, rows_of, setting_name, settings_in, sweep_pictures, swept_of
from channelmix.results import Estimate, plain_text

COST = "total.cost_per_year"
MOST_DRAWN, MOST_LISTED = 24, 120
"""Points that a picture shows, and a table."""

Summary = Mapping[str, Any]


def is_sweep(summary: Summary) -> bool:
    """Return whether a summary is a sweep's."""
    return "points" in summary


def sweep_parts(folder: Path, summary: Summary, manifest: Summary) -> tuple[str, list[str]]:
    """
    Return the title of a sweep's page, and its pieces of HTML in order.

    Raises:
        RunFolderError: If a file of the folder does not hold what a sweep writes.
    """
    check_shape(folder / "summary.json", SweepSummary, summary)
    check_manifest(folder / "manifest.json", manifest)
    names = dict(zip(summary["strategies"], (each["name"] for each in manifest["scenarios"]), strict=False))
    in_tables = {plain_text(strategy): name for strategy, name in names.items()}
    trials = len(summary["strategies"]) * len(summary["points"])
    title = say("Sweep over {trials}, all on the same customers", trials=counted(trials, "trial"))
    subtitle = say("{plans} · {times} each · seed {seed}", seed=summary["seed"], plans=" · ".join(names.values()),
                   times=counted(summary["replications"], "replication"))  # fmt: skip
    pictures = list(_pictures(summary, manifest, names))
    if (folder / "price.csv").is_file():
        figure = _by(manifest)
        pictures += price_pictures(
            folder / "price.csv", (_words(figure), kind_of(figure)), in_tables, replications=summary["replications"],
            currency=_currency(folder, manifest),
        )  # fmt: skip
    if (folder / "tornado.csv").is_file():
        pictures += sweep_pictures(swept_of(folder, summary, manifest))
    section = Section(say("What the settings change"), pictures)
    tables = [_points(summary, manifest, names), *_best(folder, in_tables)]
    return title, [
        f"<h1>{safe(title)}</h1>", f'<p class="quiet">{safe(subtitle)}</p>', section_html(section),
        f"<section><h2>{safe(say('All tables'))}</h2>{''.join(map(folded, tables))}</section>",
    ]  # fmt: skip


def _by(manifest: Summary) -> str:
    """Return what the sweep was judged by."""
    words = list(map(str, manifest.get("command", [])))
    return next((word for before, word in pairwise(words) if before == "--by"), KEPT)


def _currency(folder: Path, manifest: Summary) -> str:
    """Return the currency of all money: that of the first scenario, since a sweep varies one operation."""
    found = check_shape(folder / "manifest.json", _Priced, manifest["scenarios"][0]["resolved"])
    return found.money.currency


class _Money(Strict):
    currency: str


class _Priced(Strict):
    money: _Money


def _words(figure: str) -> str:
    return say("contacts in time") if figure == KEPT else figure_words(figure)


def _trials(summary: Summary, figure: str, names: Mapping[str, str]) -> list[tuple[str, Estimate]]:
    """Return a figure of every strategy at every point, with what each is called."""
    owner, _, name = figure.rpartition(".")
    found = {
        (row["strategy"], row["point"]): estimate_of({"": row}, "")
        for row in summary["figures"]
        if row["figure"] == name and (row["name"] or row["kind"]) == owner
    }
    points = [_point(point) for point in summary["points"]]
    return [
        (f"{names.get(strategy, strategy)}: {told}" if len(names) > 1 else told,
         found.get((strategy, number), Estimate(None, None, None)))
        for strategy in summary["strategies"]
        for number, told in enumerate(points, 1)
    ]  # fmt: skip


def _point(point: Summary) -> str:
    settings = [f"{setting_name(key)} = {_value(value)}" for key, value in point.items()]
    return ", ".join(settings) or say("as in the file")


def _value(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return told_number(f"{value:,g}") if is_number else str(value)


def _pictures(summary: Summary, manifest: Summary, names: Mapping[str, str]) -> Iterator[Picture]:
    for figure in dict.fromkeys((_by(manifest), COST)):
        rows = [(name, each) for name, each in _trials(summary, figure, names) if each.mean is not None]
        if not 1 <= len(rows) <= MOST_DRAWN:
            continue
        title, kind, estimates = _words(figure), kind_of(figure), [each for _, each in rows]
        lines = tuple(Row(name, (Cell(*written(each, kind, estimates)),)) for name, each in rows)
        sheet = Sheet(title, say("point"), (title,), lines)
        notes = (say("{times}, 95 % intervals", times=counted(summary["replications"], "replication")),)
        chart = interval_chart(Dots(title=title, kind=kind, rows=rows, first=rows[0][0]))
        yield Picture(title, chart, sheet, notes)


def _points(summary: Summary, manifest: Summary, names: Mapping[str, str]) -> Sheet:
    figures = list(dict.fromkeys((_by(manifest), COST)))
    columns = [_trials(summary, figure, names) for figure in figures]
    rows = tuple(
        Row(cells[0][0], tuple(Cell(*written(each, kind_of(figure)))
                               for figure, (_, each) in zip(figures, cells, strict=True)))
        for cells in zip(*columns, strict=True)
    )  # fmt: skip
    more = (say("the others are in sweep.csv"),) if len(rows) > MOST_LISTED else ()
    return Sheet(say("Points"), say("point"), tuple(map(_words, figures)), rows[:MOST_LISTED], more)


def _best(folder: Path, names: Mapping[str, str]) -> Iterator[Sheet]:
    """Yield who is best at each point, where several plans were swept."""
    rows = rows_of(folder / "best.csv")
    if rows:
        yield Sheet(say("Which is best"), say("point"), (say("plan"), say("with probability")),
                    tuple(_winner(folder / "best.csv", row, names) for row in rows[:MOST_LISTED]))  # fmt: skip


def _winner(path: Path, row: Mapping[str, str], names: Mapping[str, str]) -> Row:
    known = ("strategy", "probability_best", "mean", "low", "high")
    try:
        chance = float(row["probability_best"] or 0)
        if not 0 <= chance <= 1:
            raise ValueError(chance)
        plan = names.get(row["strategy"], row["strategy"])
    except (KeyError, TypeError, ValueError):
        got = ",".join(map(str, row.values()))[:60]
        raise RunFolderError(
            f"{path}: must have a strategy and its probability from 0 to 1 in each row (got '{got}'); sweep again"
        ) from None
    told = Cell(probability(chance) if row["probability_best"] else "?")
    return Row(settings_in(row, known), (Cell(plan), told))

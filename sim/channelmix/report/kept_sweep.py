"""
A sweep as a page: every point with its interval, which setting moves the promise, who is best where.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from channelmix.errors import RunFolderError
from channelmix.report.figures import kind_of
from channelmix.report.html import folded, safe, section_html
from channelmix.report.kept_price import Price, price_ends, price_of, price_pictures
from channelmix.report.language import say
from channelmix.report.managers import figure_words, probability
from channelmix.report.numbers import counted
from channelmix.report.picture import Section
from channelmix.report.setting_words import Shifts, shifts_of
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sound import Strict, check_manifest, check_shape
from channelmix.report.sweep_answer import Best, grid_answer
from channelmix.report.sweep_points import (
    COST,
    MOST_DRAWN,
    MOST_LISTED,
    Points,
    point_pictures,
    points_of,
    points_sheet,
)
from channelmix.report.swept import (
    SweepSummary,
    judged_by,
    moves_most,
    plans_of,
    reversals_by_settings,
    rows_of,
    settings_in,
    sweep_pictures,
    swept_of,
)
from channelmix.results import plain_text

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
    names = plans_of(summary["strategies"], manifest)
    found = points_of(
        summary, names, shifts_of(manifest["scenarios"]), resolved=[each["resolved"] for each in manifest["scenarios"]]
    )
    swept = swept_of(folder, summary, manifest) if (folder / "tornado.csv").is_file() else None
    price = _price(folder, manifest, found)
    title = say("What settings change: {plans}", plans=" · ".join(names.values()))
    trials = counted(len(found.plans) * len(found.points), "trial")
    subtitle = say("{trials} on the same customers · {times} each · seed {seed}", seed=summary["seed"], trials=trials,
                   times=counted(found.replications, "replication"))  # fmt: skip
    figures = list(dict.fromkeys((judged_by(manifest), COST)))
    pictures = [*sweep_pictures(swept), *price_pictures(price), *point_pictures(found, figures)]
    in_tables = {plain_text(strategy): name for strategy, name in names.items()}
    tables = [points_sheet(found, figures), *_best(folder, in_tables, found.shifts)]
    together = () if swept else _together(folder, manifest, found)
    return title, [
        f"<h1>{safe(title)}</h1>", f'<p class="quiet">{safe(subtitle)}</p>',
        _answer([*together, *reversals_by_settings(swept), *moves_most(swept), *price_ends(price)]),
        section_html(Section(say("In pictures"), pictures, _too_many(found))) if pictures else "",
        f"<section><h2>{safe(say('All tables'))}</h2>{''.join(map(folded, tables))}</section>",
    ]  # fmt: skip


def _answer(lines: Sequence[str]) -> str:
    told = "".join(f"<p>{safe(line)}</p>" for line in lines)
    return f'<section class="answer" aria-label="{safe(say("In short"))}">{told}</section>' if lines else ""


def _too_many(found: Points) -> str:
    return "" if len(found.points) <= MOST_DRAWN else say("More points than a picture holds: the table has them.")


def _price(folder: Path, manifest: Summary, found: Points) -> Price | None:
    """Return the price of the promise; nothing where the sweep left none."""
    if not (folder / "price.csv").is_file():
        return None
    figure = judged_by(manifest)
    return price_of(
        folder / "price.csv", (figure_words(figure), kind_of(figure)), found, currency=_currency(folder, manifest)
    )


def _currency(folder: Path, manifest: Summary) -> str:
    """Return the currency of all money: that of the first scenario, since a sweep varies one operation."""
    found = check_shape(folder / "manifest.json", _Priced, manifest["scenarios"][0]["resolved"])
    return found.money.currency


class _Money(Strict):
    currency: str


class _Priced(Strict):
    money: _Money


def _best(folder: Path, names: Mapping[str, str], shifts: Shifts) -> Iterator[Sheet]:
    """Yield who is best at each point, where several plans were swept."""
    rows = rows_of(folder / "best.csv")
    if rows:
        found = tuple(_winner(folder / "best.csv", row, names, shifts=shifts) for row in rows)[:MOST_LISTED]
        yield Sheet(say("Which is best"), say("point"), (say("plan"), say("with probability")), found)


def _together(folder: Path, manifest: Summary, found: Points) -> Iterator[str]:
    """Yield who is best where settings vary together; nothing where one plan was swept."""
    if found.is_several:
        yield from grid_answer(found, _winners(folder, manifest, found), currency=_currency(folder, manifest))


def _winners(folder: Path, manifest: Summary, found: Points) -> Best:
    """Return the best strategy of each point, of a table whose rows are known to be sound."""
    rows, strategies = rows_of(folder / "best.csv"), {plain_text(strategy): strategy for strategy in found.plans}
    rows = [row for row in rows if row["strategy"] in strategies]
    chances = [float(row["probability_best"]) if row["probability_best"] else None for row in rows]
    return Best(judged_by(manifest), [strategies[row["strategy"]] for row in rows], chances)


def _winner(path: Path, row: Mapping[str, str], names: Mapping[str, str], *, shifts: Shifts) -> Row:
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
    return Row(settings_in(row, known, shifts), (Cell(plan), told))

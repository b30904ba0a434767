"""
The price of a promise as a sweep left it in price.csv: read back, drawn and listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from channelmix.errors import RunFolderError
from channelmix.report.language import say
from channelmix.report.numbers import Kind, counted, number, written
from channelmix.report.picture import Picture
from channelmix.report.price_chart import Step, price_chart
from channelmix.report.setting_words import told_setting
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sweep_page import NOT_SURE
from channelmix.report.sweep_points import Points
from channelmix.report.swept import number_in, rows_of, settings_of
from channelmix.results import Estimate, plain_text
from channelmix.scenario.decided import is_decided

_FIGURES = ("cost_per_year", "reached")
NOT_SETTINGS = ("strategy", "surely_more", *(f"{figure}{end}" for figure in _FIGURES for end in ("", "_low", "_high")))
"""Columns of price.csv that are no setting of the sweep."""


@dataclass(frozen=True)
class Price:
    """What each level of a promise costs at least."""

    words: str
    """What the promise is."""
    kind: Kind
    currency: str
    replications: int
    steps: Sequence[Step]
    """Two or more, cheapest first."""
    left_out: Sequence[str] = ()
    """Settings that nobody decides, in words: points at which they differ from the file have no price."""


def price_of(path: Path, figure: tuple[str, Kind], found: Points, *, currency: str) -> Price | None:
    """
    Return a promise's price; nothing where the sweep left no two steps.

    Args:
        path: Of price.csv.
        figure: What the promise is, in words, and how it is written.
        found: What was swept, and how it is called.
        currency: Of the cost.

    Raises:
        RunFolderError: If the file does not hold what a sweep writes.
    """
    read = [(row, *_step(path, row)) for row in rows_of(path)]
    strategies = {plain_text(strategy): strategy for strategy in found.plans}
    steps = [
        Step(_called(row, strategies, found), cost, level, not _is_in_doubt(row))
        for row, cost, level in read if None not in (cost.mean, level.mean)
    ]  # fmt: skip
    keys = dict.fromkeys(key for point in found.points for key in point)
    left_out = [told_setting(key, found.shifts) for key in keys if not _may_be_bought(key)]
    return Price(*figure, currency, found.replications, steps, left_out) if len(steps) > 1 else None


def _may_be_bought(key: str) -> bool:
    """Whether somebody decides a setting; what is none in an edited folder leaves nothing out."""
    try:
        return is_decided(key)
    except ValueError:
        return True


def price_pictures(price: Price | None) -> Iterator[Picture]:
    """Yield the picture of a promise's price."""
    if price is None:
        return
    title = say("The price of {figure}", figure=price.words)
    costs, levels = [step.cost for step in price.steps], [step.level for step in price.steps]
    lines = tuple(
        Row(f"{number} {step.name}{'' if step.is_sure else NOT_SURE}",
            (Cell(*written(step.level, price.kind, levels)), Cell(*written(step.cost, Kind.MONEY, costs))))
        for number, step in enumerate(price.steps, 1)
    )  # fmt: skip
    columns = (price.words, say("{currency} a year", currency=price.currency))
    in_doubt = not all(step.is_sure for step in price.steps)
    notes = (
        say("each dot: the cheapest of the points that reach so much or more"),
        *((say("hollow: it is not sure that it reaches more and costs more than the one before"),) if in_doubt else ()),
        *((say(_LEFT_OUT, settings=", ".join(price.left_out)),) if price.left_out else ()),
        say("{times}, 95 % intervals", times=counted(price.replications, "replication")),
    )
    chart = price_chart(title, (price.words, price.kind), price.currency, steps=price.steps)
    yield Picture(title, chart, Sheet(title, say("point"), columns, lines), notes)


def price_ends(price: Price | None) -> Iterator[str]:
    """Yield what the cheapest step reaches, and what the dearest costs."""
    if price is None:
        return
    for text, step in zip(_ENDS[bool(price.left_out)], (price.steps[0], price.steps[-1]), strict=True):
        yield say(text, cost=number(step.cost.mean, Kind.MONEY), currency=price.currency, figure=price.words,
                  level=number(step.level.mean, price.kind), point=step.name)  # fmt: skip


_ENDS = {
    False: (
        "Cheapest: {cost} {currency} a year, {figure} {level} ({point}).",
        "Most that is reached: {figure} {level}, for {cost} {currency} a year ({point}).",
    ),
    True: (
        "Cheapest of what can be decided: {cost} {currency} a year, {figure} {level} ({point}).",
        "Most that is reached by what can be decided: {figure} {level}, for {cost} {currency} a year ({point}).",
    ),
}
"""What is said of both ends of a price, by whether points are left out."""

_LEFT_OUT = "only what somebody decides has a price: {settings} as in the file"


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


def _called(row: Mapping[str, str], strategies: Mapping[str, str], found: Points) -> str:
    named = row.get("strategy", "")
    return found.called(strategies.get(named, named), settings_of(row, NOT_SETTINGS))


def _is_in_doubt(row: Mapping[str, str]) -> bool:
    return row.get("surely_more") == "False"

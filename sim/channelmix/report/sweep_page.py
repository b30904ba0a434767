"""
What a planner sees of a sweep: the points, the price of a promise, what matters most, who is best where.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from channelmix.report.figures import kind_of
from channelmix.report.language import say
from channelmix.report.managers import figure_words, probability
from channelmix.report.numbers import Kind, counted, written, written_difference
from channelmix.report.sheets import Cell, Page, Remark, Row, Sheet
from channelmix.results import Estimate

if TYPE_CHECKING:
    from channelmix.scenario import Scenario

MOST_ROWS = 60

Line = tuple[str, Sequence[Estimate]]
"""What a row is about, and its figures."""


def points_sheet(
    title: str, figures: Mapping[str, str], lines: Sequence[Line], *, corner: str = "point", notes: Sequence[str] = ()
) -> Sheet:
    """
    Return a table of points with one column a figure, each column in one unit.

    Args:
        title: Of the table.
        figures: Headings of the columns by the name of the figure.
        lines: The points, each with as many figures.
        corner: What the points are.
        notes: What to say below.
    """
    shown = lines[:MOST_ROWS]
    columns = [
        [Cell(*written(estimate, kind_of(name), column)) for estimate in column]
        for name, column in zip(figures, zip(*(values for _, values in shown), strict=True), strict=True)
    ]
    rows = [Row(label, cells) for (label, _), cells in zip(shown, zip(*columns, strict=True), strict=True)]
    more = (f"{len(lines) - MOST_ROWS:,} more in sweep.csv",) if len(lines) > MOST_ROWS else ()
    return Sheet(title, corner, tuple(figures.values()), tuple(rows), (*more, *notes))


NOT_SURE = " (?)"
PRICE_NOTE = "(?): it is not sure that it reaches more and costs more than the one before"


def price_sheet(
    promise: str, figures: Mapping[str, str], lines: Sequence[Line], *, surely_more: Sequence[bool | None],
    left_out: Sequence[str] = (),
) -> Sheet:  # fmt: skip
    """
    Return what each level of a promise costs at least, and whether each is surely more than the one before.

    Args:
        promise: Name of the figure that is reached.
        figures: Names of its columns, and how they are called.
        lines: What stands before the figures of each level, and these.
        surely_more: Of each level whether it surely reaches more and costs more than the one before; None: unknown.
        left_out: Settings that nobody decides: points at which they differ from the file have no price.
    """
    marked = [
        (label + (NOT_SURE if is_sure is False else ""), values)
        for (label, values), is_sure in zip(lines, surely_more, strict=True)
    ]
    title = f"Price of {figure_words(promise)}: by the means nothing cheaper reaches as much"
    notes = [PRICE_NOTE] * (False in surely_more)
    if left_out:
        notes.append(f"only what somebody decides has a price: {', '.join(left_out)} as in the file")
    return points_sheet(title, figures, marked, notes=notes)


def slowdown_notes(scenarios: Sequence["Scenario"]) -> list[str]:
    """Return where agents hold more contacts than slowdown tells of, each group and channel once."""
    from channelmix.scenario.group import beyond_slowdown

    beyond: dict[tuple[str, str, int], set[int]] = {}
    for scenario in scenarios:
        for name, group in scenario.groups.items():
            for channel, number in group.concurrency.items():
                if number > len(group.slowdown) > 1:
                    beyond.setdefault((name, channel, len(group.slowdown)), set()).add(number)
    return [beyond_slowdown(name, channel, told, sorted(numbers)) for (name, channel, told), numbers in beyond.items()]


def tornado_sheet(figure: str, strategy: str, swings: Sequence[tuple[str, Estimate, Estimate]]) -> Sheet:
    """Return how far each setting moves a figure, the widest first."""
    kind = kind_of(figure)
    rows = [Row(key, (Cell(*written_difference(least, kind)), Cell(*written_difference(most, kind))))
            for key, least, most in swings]  # fmt: skip
    return Sheet(
        f"What moves {figure_words(figure)} of {strategy} most",
        "setting",
        ("least change", "largest change"),
        tuple(rows),
    )


def margins_sheet(figure: str, leader: str, swings: Sequence[tuple[str, Estimate, Estimate]]) -> Sheet:
    """Return how far the leader stays ahead while settings vary, first where it falls behind."""
    kind = kind_of(figure)
    rows = []
    for key, least, most in swings:
        turns = least.high is not None and least.high < 0
        behind = "falls behind" if turns else "may fall behind" if least.low is None or least.low < 0 else "stays ahead"
        rows.append(Row(key, (Cell(*written_difference(least, kind), behind), Cell(*written_difference(most, kind)))))
    title = f"What would change the ranking in {figure_words(figure)}: how far {leader} is ahead of the next"
    return Sheet(title, "setting", ("at the worst value", "at the best"), tuple(rows))


Best = tuple[str, float | None, Estimate | None]
"""Which strategy is best, how probably, and how much more it costs a year than the cheapest; None: not known."""


def map_sheet(figure: str, keys: tuple[str, str], cells: Mapping[tuple[str, str], Best], *, currency: str) -> Sheet:
    """Return which strategy is best at each pair of values, how probably, and what it costs more than the cheapest."""
    rows, columns = (list(dict.fromkeys(place[side] for place in cells)) for side in (0, 1))
    lines = [
        Row(row, tuple(_best_cell(cells.get((row, column), ("", None, None))) for column in columns)) for row in rows
    ]
    title = f"Best in {figure_words(figure)}: {keys[0]} down, {keys[1]} across"
    return Sheet(title, keys[0], tuple(columns), tuple(lines), _about_cost(cells.values(), currency))


def _best_cell(best: Best) -> Cell:
    name, chance, dearer = best
    beside = [] if chance is None else [probability(chance)]
    if dearer is not None:
        beside.append(written_difference(dearer, Kind.MONEY)[0])
    return Cell(name, "; ".join(beside))


def _about_cost(cells: Iterable[Best], currency: str) -> tuple[str, ...]:
    """Return what the amounts beside the best are."""
    if all(dearer is None for _, _, dearer in cells):
        return ()
    return (
        f"beside each: what it costs a year more than the cheapest there, {currency}; "
        "--by total.cost_per_year tells which that is",
    )


def winners_sheet(figure: str, winners: Sequence[tuple[str, Best]], *, currency: str) -> Sheet:
    """Return which strategy is best at each point, how probably, and what it costs more than the cheapest there."""
    shown = winners[:MOST_ROWS]
    known = [dearer for _, (_, _, dearer) in shown if dearer is not None]
    headings = ("strategy", "probability", *((f"dearer than the cheapest, {currency} a year",) if known else ()))
    rows = []
    for point, (strategy, chance, dearer) in shown:
        money = [Cell("?") if dearer is None else Cell(*written_difference(dearer, Kind.MONEY))] if known else []
        rows.append(Row(point, (Cell(strategy), Cell("?" if chance is None else probability(chance)), *money)))
    return Sheet(f"Best in {figure_words(figure)}", "point", headings, tuple(rows))


def sweep_page(subtitle: str, trials: int, sheets: Sequence[Sheet], *, notes: Sequence[str] = ()) -> Page:
    """Return all tables of a sweep, and what must be known to read them."""
    title = f"Sweep over {counted(trials, 'trial')}, all on the same customers"
    return Page(title, subtitle, tuple(sheets), (Remark(say("Please note"), tuple(notes)),) if notes else ())

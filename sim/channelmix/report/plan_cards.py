"""
One card for each plan on the first screen: money a year, FTE by group, service by channel.
"""

from collections.abc import Callable
from html import escape

from channelmix.report.cases import Case, level_verdict
from channelmix.report.comparison_page import certainty
from channelmix.report.figures import CHANNEL, TOTAL, Figures, change_of, estimate_of
from channelmix.report.numbers import Kind, written, written_difference
from channelmix.report.plain import clean
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.results import Estimate

_SIGNS = {"met": "✓ met", "missed": "✗ missed", "not sure": "? not sure"}


def plan_card(case: Case, change: Figures | None, first: str, *, table: Callable[[Sheet], str]) -> str:
    """
    Return a plan's card.

    Args:
        case: The plan.
        change: Its differences from the first plan; None for the first itself.
        first: The first plan's name.
        table: How a table is written.
    """
    rows = (*fte_rows(case), *_service_rows(case))
    sheet = Sheet("", "", ("",), tuple(rows))
    return (
        f'<section class="card"><h3>{escape(clean(case.name))}</h3>{_money(case)}'
        f'<p class="note">{escape(clean(_against(change, first)))}</p>{table(sheet)}</section>'
    )


def _money(case: Case) -> str:
    cost, interval = written(estimate_of(case.summary["total"], "cost_per_year"), Kind.MONEY)
    beside = f" ({interval})" if interval else ""
    return f'<div class="money">{escape(cost)} <small>{escape(case.currency)} a year{escape(beside)}</small></div>'


def _against(change: Figures | None, first: str) -> str:
    """Say what a plan costs more or less than the first, and whether that is sure."""
    if change is None:
        return ""
    found = change["total"].get("cost_per_year", {})
    estimate = change_of(change["total"], "cost_per_year")
    if estimate.mean is None:
        return ""
    size, interval = written_difference(estimate, Kind.MONEY)
    verdict = {"better, sure": "cheaper, sure at 95 %", "worse, sure": "dearer, sure at 95 %"}
    word = certainty(found, TOTAL["cost_per_year"].better)
    beside = f" ({interval})" if interval else ""
    return f"{size}{beside} against {first}: {verdict.get(word, word) or 'not known how sure'}"


def fte_rows(case: Case) -> list[Row]:
    """Return full-time equivalents of each group, and of all."""
    total = case.summary["total"]
    rows = [Row(f"FTE, {group}", (_hours(fte_of(case, group)),)) for group in case.summary["groups"]]
    everybody = Row("FTE, all groups", (_hours(estimate_of(total, "fte")),))
    return [*rows, everybody] if len(rows) != 1 else rows


def _hours(estimate: Estimate) -> Cell:
    """Return hours or FTE; an interval whose ends read like the figure itself tells nothing more."""
    figure, interval = written(estimate, Kind.HOURS)
    return Cell(figure, "" if interval == f"{figure}–{figure}" else interval)


def fte_of(case: Case, group: str) -> Estimate:
    """Return a group's full-time equivalents: paid hours turned into FTE as the total's are."""
    total = case.summary["total"]
    hours, fte = estimate_of(total, "paid_hours").mean, estimate_of(total, "fte").mean
    paid = estimate_of(case.summary["groups"][group], "paid_hours")
    if not hours or fte is None:
        return Estimate(None, None, None)
    mean, low, high = (None if end is None else end * fte / hours for end in (paid.mean, paid.low, paid.high))
    return Estimate(mean, low, high)


def _service_rows(case: Case) -> list[Row]:
    rows = []
    for channel, figures in case.summary["channels"].items():
        for name in ("service_level", "response_level"):
            estimate = estimate_of(figures, name)
            verdict = level_verdict(case, channel, name)
            if estimate.mean is not None and verdict:
                cell = Cell(*written(estimate, Kind.SHARE), _SIGNS.get(verdict, verdict))
                rows.append(Row(f"{channel}, {CHANNEL[name].label}", (cell,)))
    return rows

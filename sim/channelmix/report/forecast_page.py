"""
What an analyst sees of a stored forecast, of two versions, and of an adoption curve.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from channelmix.report.numbers import Kind, counted, number
from channelmix.report.sheets import Cell, Page, Remark, Row, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.fitting.curve import FittedCurve
    from channelmix.forecast.fitting.diff import Difference
    from channelmix.forecast.fitting.view import View

_UNTRIED, _PART = "not validated", "(part)"
_MOST_MONTHS, _FIRST_YEAR = 18, 12
"""Of more months than these, those after the first year are shown by quarter in a terminal."""


def stored_page(view: "View", *, every_month: bool = False) -> Page:
    """Return the page of one stored forecast; of long ones every month only if that is asked for."""
    card = view.stored.card
    learned = card.get("history", {})
    source = "surveys" if card.get("kind") == "adoption" else "history"
    parts = [
        f"version {view.stored.version}", f"made {card['made']:%Y-%m-%d}",
        f"{source} to {learned.get('last', 'unknown')}", counted(int(card.get("draws", 0)), "draw"),
    ]  # fmt: skip
    sheets = (
        (_months(view, every=every_month),)
        if view.draws is not None
        else (_years(view),)
        if view.curve is not None
        else ()
    )
    remarks = [
        Remark(
            "How good on unseen days",
            (*_scores(card.get("validation", {})), *_backtested(view.backtest), *_backtested_shares(view.backtest)),
        ),
        Remark("Drift from new actuals", tuple(map(str, view.drifts))),
        Remark("Overrides by the analyst", tuple(f"{n}: {each}" for n, each in enumerate(view.overrides, 1))),
        Remark("Earlier versions", tuple(_version(each) for each in view.versions)),
        Remark("Please note", view.warnings),
    ]
    return Page(str(card["name"]), " · ".join(parts), sheets, tuple(remark for remark in remarks if remark.lines))


def _months(view: "View", *, every: bool) -> Sheet:
    months = view.months()
    names = list(dict.fromkeys(entry["month"] for entry in months))
    channels = list(dict.fromkeys(entry["channel"] for entry in months))
    later = [name for name in names[_FIRST_YEAR:] if name[5:] in ("03", "06", "09", "12")]
    shown = names if every or len(names) <= _MOST_MONTHS else [*names[:_FIRST_YEAR], *later]
    parts = {entry["month"] for entry in months if entry["part"]}
    by_place = {(entry["channel"], entry["month"]): entry for entry in months}
    untried = {entry["month"] for entry in months if not entry["validated"]}
    rows = tuple(
        Row(
            " ".join([month, *([_PART] if month in parts else []), *([_UNTRIED] if month in untried else [])]),
            tuple(_quantiles(by_place[channel, month]) for channel in channels),
            opens_section=month in untried and at > 0 and shown[at - 1] not in untried,
        )
        for at, month in enumerate(shown)
    )
    notes = ["middle of the draws, and between brackets what holds 8 of 10"]
    if parts & set(shown):
        notes.append(f"{_PART}: only those days of the month that the forecast covers")
    if shown != names:
        notes.append(
            f"{len(shown)} of {len(names)} months, each of the first year and then one a quarter; --html, --json and "
            "draws.parquet have all"
        )
    return Sheet("Contacts a month", "month", tuple(channels), rows, tuple(notes))


def _years(view: "View") -> Sheet:
    rows = tuple(
        Row(str(entry["year"]), (_band([entry["p10"], entry["p50"], entry["p90"]]),)) for entry in view.years()
    )
    title = f"Share of people who use {view.stored.card.get('channel', 'it')}"
    return Sheet(title, "July of", ("share",), rows, ("middle of the draws, and between brackets what holds 8 of 10",))


def _quantiles(entry: dict[str, Any]) -> Cell:
    low, middle, high = (number(entry[name], Kind.COUNT) for name in ("p10", "p50", "p90"))
    return Cell(middle, f"{low}–{high}")


def _scores(validation: dict[str, Any]) -> Iterator[str]:
    if "gate_wape" in validation:
        yield (
            f"{validation['gate_days_ahead']} days ahead, over {validation['gate_origins']} past moments, it erred by "
            f"{100 * validation['gate_wape']:.1f} % of the contacts; the same weekday of the week before by "
            f"{100 * validation['gate_persistence_wape']:.1f} %"
        )
    if "gate_channels" in validation:
        each = ", ".join(
            f"{name} {100 * ours:.1f} % ({100 * naive:.1f} %)"
            for name, (ours, naive) in validation["gate_channels"].items()
        )
        yield f"channel by channel it erred by {each}; between brackets the week before"
    if validation.get("horizon_days"):
        yield f"tried up to {validation['horizon_days']} days ahead: validated until {validation.get('until')}"
    elif "until" in validation:
        yield "the history is too short to try it on unseen days"


def _backtested(kept: Mapping[str, Any]) -> Iterator[str]:
    for name, scores in kept.get("series", {}).items():
        told = ", ".join(f"{row['method']} {100 * row['wape']:.1f} %" for row in scores["all"])
        ours = scores["all"][0]
        yield (
            f"backtest of {name}, {kept['horizon_days']} days ahead at {kept['origins']} past moments, WAPE: {told}; "
            f"80 % intervals held {100 * ours['coverage_80']:.0f} %"
        )


def _backtested_shares(kept: Mapping[str, Any]) -> Iterator[str]:
    scores = kept.get("shares", ())
    for left_out in dict.fromkeys(each["left_out"] for each in scores):
        told = ", ".join(
            f"{each['channel']} {each['error']:.1f} ({each['persistence']:.1f})"
            for each in scores
            if each["left_out"] == left_out
        )
        yield f"shares with {left_out} left out, error in points, the last share's between brackets: {told}"


def _version(card: Any) -> str:
    return (
        f"@{card['version']}: made {card['made']:%Y-%m-%d}, history to {card.get('history', {}).get('last', 'unknown')}"
    )


def difference_page(found: "Difference") -> Page:
    """Return the page of two versions: what moved, and why."""
    rows = tuple(
        Row(
            f"{month} {_PART}" if month in found.parts else month,
            tuple(_move(found, name, at) for name in found.after if name in found.before),
        )
        for at, month in enumerate(found.months)
    )
    columns = tuple(name for name in found.after if name in found.before)
    sheets = [Sheet("Contacts a month, middle of the draws", "month", columns, rows, ("in brackets: the move",))]
    if found.steps:
        sheets.append(_reasons(found))
    gone = sorted(set(found.before) ^ set(found.after))
    remarks = (Remark("Only in one version", tuple(gone)),) if gone else ()
    if not found.steps:
        asked = "no input differs" if found.asked else "not looked for, with --fast; without it each input is exchanged"
        remarks = (*remarks, Remark("What moved them", (asked,)))
    if found.since:
        remarks = (*remarks, Remark(f"How {found.old} did on days that came since", tuple(map(str, found.since))))
    return Page(f"{found.old} → {found.new}", f"{len(found.months)} months in common", tuple(sheets), remarks)


def _move(found: "Difference", name: str, at: int) -> Cell:
    before, after = float(found.before[name][at]), float(found.after[name][at])
    change = f"{after - before:+,.0f}" + (f", {100 * (after / before - 1):+.1f} %" if before else "")
    return Cell(number(after, Kind.COUNT), change)


def _reasons(found: "Difference") -> Sheet:
    """Return what each exchanged input did to the sum of all months, and where it did most."""
    rows = []
    for step in found.steps:
        most = max(range(len(step.moved)), key=lambda at: abs(step.moved[at]))
        cells = (f"{sum(step.moved):+,.0f}", f"{found.months[most]} ({step.moved[most]:+,.0f})", step.detail)
        rows.append(Row(step.what, tuple(Cell(text) for text in cells)))
    columns = ("moves all months by", "most in", "what differs")
    return Sheet("Which input moved them", "input", columns, tuple(rows), ("inputs exchanged one after the other",))


def curve_page(fitted: "FittedCurve") -> Page:
    """Return the page of an adoption curve: what was thought before the surveys beside what they leave open."""
    rows = tuple(
        Row(str(year)[:4], (_band(fitted.prior[:, at]), _band(fitted.posterior[:, at]), Cell(_surveyed(fitted, year))))
        for at, year in enumerate(fitted.years)
    )
    columns = ("before the surveys", "after them", "surveys of use")
    sheet = Sheet(f"Share of people who use {fitted.channel}", "July of", columns, rows, ("8 of 10 curves lie within",))
    card = fitted.card
    parts = [
        counted(len(fitted.points), "survey point"), counted(int(card["draws"]), "draw"), card["country"],
    ]  # fmt: skip
    subtitle = " · ".join(filter(None, parts))
    curves = ", ".join(f"{name} {100 * chance:.0f} %" for name, chance in card["curves"].items())
    remarks = [Remark("Curves averaged by what they predicted", (curves,)), Remark("Please note", fitted.notes)]
    return Page(f"Adoption of {fitted.channel}", subtitle, (sheet,), tuple(each for each in remarks if each.lines))


def _band(quantiles: Iterable[float]) -> Cell:
    low, middle, high = (f"{100 * float(value):.0f}" for value in quantiles)
    return Cell(f"{middle} %", f"{low}–{high}")


def _surveyed(fitted: "FittedCurve", year: Any) -> str:
    mine = [row for row in fitted.points if row.kind == "use" and row.date.year == int(str(year)[:4])]
    return ", ".join(f"{100 * row.share:.0f} %" for row in mine)

"""
What a planner sees of a plan's alternatives: what other promises, skills or concurrency would need, and their waits.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channelmix.report.figures import cost_of
from channelmix.report.numbers import MINUS, Kind, number
from channelmix.report.promise_chart import promise_chart
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.staffing.spread import SPREAD

Summary = Mapping[str, Any]

_PLANNED = "(the plan)"
_TITLES = {
    "promises": ("What other promises would cost", "promise"),
    "skills": ("What training for one another's work would save", "groups"),
    "concurrency": ("What other concurrency would save", "at a time"),
}
_UNSURE, _SURE = "≈", "*"
_ALIKE = (
    "every row keeps all promises on the search's customers, and takes so much: that is known. The least that would do "
    "is not, since searches end near it: a difference is that of the two plans found, no 95 % interval",
    f"a range tells what searches leave open: {100 * SPREAD['day']:g} % of the plan where promises hold over days, as "
    f"far as we found searches to end apart (docs/benchmarks.md), {100 * SPREAD['week']:g} % over weeks and else "
    f"{100 * SPREAD['interval']:g} %, estimates of ours; more where one agent of one interval is more, or "
    "what a cheaper plan found on the way saves",
    f"{_UNSURE}: a difference that may be the searches' own: 0 lies within its range; so in sentences below",
    f"{_SURE}: a wait that differs from the plan's by more than chance (95 %, paired on the same customers); "
    "staffing.json has all intervals. Waits count all hours, nights and closed days too",
)
_ALIKE_ABOVE = (f"rows, {_UNSURE} and {_SURE} as in the table above",)
_NOTES = {
    "promises": (
        "the rows above and below a promise of the plan are its price. Who keeps a promise keeps a lower one, too: "
        "where less was found for a higher one, the lower ones are given its plan, and no range crosses 0",
    ),
    "skills": (
        "assumed: everybody is trained at no cost, and own work takes as long as before; the others' work is done no "
        "faster than by the slowest of them, and helped with once a contact has waited for half of what is promised",
        "cost, more: all who are put together are paid and absent like the dearest and most absent of them",
    ),
    "concurrency": ("how much slower agents get is what slowdown says",),
}


def alternative_sheets(summary: Summary, currency: str) -> list[Sheet]:
    """
    Return a table for each kind of alternatives that a plan was asked for.

    Args:
        summary: What ``staff`` found, as plain values.
        currency: Of the cost.
    """
    kinds = [kind for kind in _TITLES if kind in summary]
    return [
        _sheet(kind, summary, currency, alike=_ALIKE_ABOVE if place else _ALIKE) for place, kind in enumerate(kinds)
    ]


def _sheet(kind: str, summary: Summary, currency: str, *, alike: Sequence[str]) -> Sheet:
    title, corner = _TITLES[kind]
    found = summary[kind]
    channels = _told_of(kind, found)
    columns = (
        "paid hours incl. shrinkage",
        "more",
        f"cost, {currency}",
        "more",
        *(f"{name}, mean wait" for name in channels),
    )
    rows, last = [], None
    for each in found:
        cells = tuple(_cells(each, _base(kind, found, each), channels))
        rows.append(Row(each["label"], cells, opens_section=last is not None and each["of"] != last))
        last = each["of"]
    told = dict.fromkeys(text for each in found if (text := _in_words(kind, each, currency)))
    refused = [f"{each['label']}: {each['none_found']}" for each in found if each["none_found"]]
    notes = (*alike, *_NOTES[kind], *told, *refused)
    return Sheet(title, corner, columns, tuple(rows), tuple(notes))


def _in_words(kind: str, each: Summary, currency: str) -> str:
    """Return what a row is worth in a year, and what is to be known of it; "" if nothing is."""
    year = each["more_per_year"]
    if kind == "promises" or not year:
        return str(each["note"] or "")
    is_skills = kind == "skills"
    worth = "" if is_skills and not any(round(year[key]) for key in _AMOUNTS) else _of_a_year(each, currency)
    dearer = _DEARER if is_skills and round(year["cost"]) > 0 else ""
    return f"{each['label']}: {'; '.join(part for part in (worth, dearer, each['note']) if part)}"


_AMOUNTS = ("paid_hours", "cost", "paid_hours_at_present_pay", "cost_at_present_pay")
_DEARER = "dearer by that pay and absence alone: who works as before would cost no less at them"


def _of_a_year(each: Summary, currency: str) -> str:
    """
    Return hours and money of a year in words: at the pay and absence of the table, and at those of now if they differ.

    Examples:
        >>> year = {"paid_hours": -900.0, "cost": 1200.0, "paid_hours_at_present_pay": -900.0,
        ...         "cost_at_present_pay": -27000.0, "paid_hours_doubt": 300.0, "cost_doubt": 9000.0}
        >>> now, _, table = _of_a_year({"more_per_year": year, "cost": 1.0, "paid_hours": 1.0}, "EUR").partition("; ")
        >>> now
        'saves 900 paid hours and EUR 27,000 in a year of such days, paid and absent as now'
        >>> table
        'as in the table, all paid and absent like the dearest: saves 900 paid hours and takes ≈ EUR 1,200 more'
    """
    has_price = cost_of(each["cost"], each["paid_hours"]) is not None
    table, now = (
        _amounts(each["more_per_year"], keys, currency if has_price else "") for keys in (_AMOUNTS[:2], _AMOUNTS[2:])
    )
    if table == now:
        return f"{now} in a year of such days"
    return (
        f"{now} in a year of such days, paid and absent as now; as in the table, all paid and absent like the dearest: "
        f"{table}"
    )


def _amounts(year: Summary, keys: Sequence[str], currency: str) -> str:
    """
    Return in words how many hours, and how much money where it has a price, are saved or taken; in doubt as in tables.

    Examples:
        >>> year = {"h": 12.0, "c": 0.2, "paid_hours_doubt": 3.0, "cost_doubt": 40.0}
        >>> _amounts(year, ("h", "c"), "EUR"), _amounts({**year, "h": 2.0, "c": 30.0}, ("h", "c"), "EUR")
        ('takes 12.0 paid hours more', 'takes ≈ 2.0 paid hours and ≈ EUR 30.00 more')
        >>> _amounts({**year, "h": 0.0}, ("h", "c"), "EUR")
        'saves no paid hours'
    """
    hours, money = (year[key] for key in keys)
    told = [(hours, f"{_unsure(hours, year['paid_hours_doubt'])}{number(abs(hours), Kind.HOURS)} paid hours")]
    told += [(money, f"{_unsure(money, year['cost_doubt'])}{currency} {number(abs(money), Kind.MONEY)}")] * bool(
        currency
    )
    saved, taken = ([text for size, text in told if round(side * size) > 0] for side in (-1, 1))
    parts = [f"saves {' and '.join(saved)}"] * bool(saved) + [f"takes {' and '.join(taken)} more"] * bool(taken)
    return " and ".join(parts) or "saves no paid hours"


def _unsure(change: float, doubt: float) -> str:
    """Return the sign of what may be the searches' own, before an amount."""
    return f"{_UNSURE} " if abs(change) <= doubt else ""


def _told_of(kind: str, found: Sequence[Summary]) -> list[str]:
    """Return the channels whose waits are shown: those that the alternatives are about, else all."""
    every = list(dict.fromkeys(name for each in found for name in each["channels"]))
    if kind == "promises":
        about = {each["of"] for each in found}
        return [name for name in every if name in about]
    return every


def _base(kind: str, found: Sequence[Summary], each: Summary) -> Summary:
    """Return the plan that an alternative is compared with."""
    planned = [one for one in found if one["of"] == each["of"] and one["label"].endswith(_PLANNED)]
    return planned[0] if planned else next(one for one in found if not one["of"])


def _cells(each: Summary, base: Summary, channels: Sequence[str]) -> Iterator[Cell]:
    for key, kind in (("paid_hours", Kind.HOURS), ("cost", Kind.MONEY)):
        has_no_price = key == "cost" and each["cost"] is not None and cost_of(each["cost"], each["paid_hours"]) is None
        yield Cell(number(None if has_no_price else each[key], kind))
        more = "more_hours" if key == "paid_hours" else "more_cost"
        shown = Cell("") if each is base or has_no_price else _difference(each, more, kind)
        yield shown if key == "paid_hours" else Cell(shown.text)
    for name in channels:
        wait = each["channels"].get(name, {}).get("wait_mean_s", {})
        more = each["more_channels"].get(name, {}).get("wait_mean_s", {})
        yield Cell(f"{number(wait.get('mean'), Kind.TIME)} {_SURE if _is_sure(more) else ''}".rstrip())


def _is_sure(more: Summary) -> bool:
    """Whether zero lies outside an interval."""
    low, high = more.get("low"), more.get("high")
    return low is not None and high is not None and (low > 0 or high < 0)


def _difference(each: Summary, key: str, kind: Kind) -> Cell:
    """Return a difference with the range of the searches' doubt; where nothing was found, whether that is known."""
    more = each[key]
    if more is None:
        return Cell("cannot be kept" if each["out_of_reach"] else "none found")
    low, change, high = (_signed(more[end], kind) for end in ("low", "mean", "high"))
    is_unsure = more["mean"] and not _is_sure(more)
    return Cell(f"{change} {_UNSURE}" if is_unsure else change, "" if low == high else f"{low} to {high}")


def _signed(change: float, kind: Kind) -> str:
    return f"{MINUS if change < 0 else '+' if change > 0 else ''}{number(abs(change), kind)}"


def price_pictures(summary: Summary, currency: str) -> dict[str, bytes]:
    """Return for each channel a picture of what its promise costs, by file name."""
    pictures = {}
    for name in dict.fromkeys(each["of"] for each in summary.get("promises", ())):
        mine = [each for each in summary["promises"] if each["of"] == name and each["cost"] is not None]
        key = "cost" if any(each["cost"] for each in mine) else "paid_hours"
        points = [(each["value"], each[key], each["label"].endswith(_PLANNED)) for each in mine]
        up = f"{currency} for the period" if key == "cost" else "paid hours for the period"
        if len(points) > 1:
            pictures[f"price-{_plain(name)}.svg"] = promise_chart(
                f"{name}: the price of its promise", up, points
            ).encode()
    return pictures


def _plain(name: str) -> str:
    """
    Return a name that any file system takes.

    Examples:
        >>> _plain("phone: sales")
        'phone__sales'
    """
    return re.sub(r"[^\w.-]", "_", name)

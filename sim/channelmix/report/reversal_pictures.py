"""
What would change the ranking, as pictures: cost against the price of an agent's hour and of channels.
"""

from collections.abc import Iterator

from channelmix.report.amounts import percent
from channelmix.report.cost_chart import CostLine, cost_chart
from channelmix.report.language import say
from channelmix.report.numbers import MINUS, Kind, number
from channelmix.report.picture import Picture
from channelmix.report.proposal import standing
from channelmix.report.reversal import LEAST, MOST, Bill, bill_of
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.stored import Study

CHANGES = (LEAST - 1, 0.0, MOST - 1)
_ACROSS = {"staff": "change of the price of an agent's hour", "channels": "change of the prices of bot and messages"}
_TITLES = {"staff": "Cost and the price of an agent's hour", "channels": "Cost and the prices of bot and messages"}


def reversal_pictures(study: Study) -> Iterator[Picture]:
    """Yield a picture for each price that plans differ in; none for a single plan."""
    bills = {place: bill for place, case in enumerate(study.cases) if (bill := bill_of(case)) is not None}
    if len(bills) < 2 or 0 not in bills:
        return
    for what in ("staff", "channels"):
        if len({round(getattr(bill, what)) for bill in bills.values()}) > 1:
            yield _picture(study, bills, what)


def _picture(study: Study, bills: dict[int, Bill], what: str) -> Picture:
    title, currency = say(_TITLES[what]), study.cases[0].currency
    lines = [
        CostLine(str(place + 1), study.cases[place].name,
                 [_more(bill, bills[0], what, change=change) for change in CHANGES],
                 is_full=standing(study.cases[place]).surely_meets_all)
        for place, bill in bills.items() if place
    ]  # fmt: skip
    upwards = say("{currency} a year against {first}", currency=currency, first=study.cases[0].name)
    columns = (say("as it is, of which {what}", what=say(_PARTS[what])),
               *map(_changed, CHANGES))  # fmt: skip
    rows = tuple(
        Row(study.cases[place].name, (Cell(number(getattr(bill, what), Kind.MONEY)), *_cells(bill, what)))
        for place, bill in bills.items()
    )
    notes = (
        say("full lines: plans that surely meet all targets; dashed: the others"),
        say("worked out from the mean figures: cost is a straight line in prices; service does not change"),
    )
    chart = cost_chart(title, CHANGES, lines, words=(upwards, say(_ACROSS[what])))
    return Picture(title, chart, Sheet(title, say("plan"), columns, rows), notes)


def _changed(change: float) -> str:
    """
    Write a change of price.

    Examples:
        >>> _changed(-0.5), _changed(0.0), _changed(1.0)
        ('−50 %', 'as it is', '+100 %')
    """
    if not change:
        return say("as it is")
    return f"{MINUS if change < 0 else '+'}{percent(abs(change))}"


_PARTS = {"staff": "agents", "channels": "channels"}


def _more(bill: Bill, first: Bill, what: str, *, change: float) -> float:
    return bill.at(**{what: 1 + change}) - first.at(**{what: 1 + change})


def _cells(bill: Bill, what: str) -> Iterator[Cell]:
    for change in CHANGES:
        yield Cell(number(bill.at(**{what: 1 + change}), Kind.MONEY))

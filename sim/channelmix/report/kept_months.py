"""
Months ahead as a page: full-time equivalents needed with the band of the forecast, people there, hires and money.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from channelmix.report.forecast_charts import Fan, Marked, forecast_chart
from channelmix.report.html import folded, safe, section_html
from channelmix.report.language import say, told_day
from channelmix.report.numbers import Kind, counted, number
from channelmix.report.picture import Picture, Section
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sound import LARGEST, Strict, check_shape, wrong

Amount = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class _Level(Strict):
    fte: Amount
    paid_hours: Amount
    cost: Amount


class _Levels(Strict):
    total: _Level


class _Forecast(Strict):
    p10: _Levels
    p50: _Levels
    p90: _Levels


class _People(Strict):
    hires: Amount
    leavers: Amount
    people: Amount


class _Month(Strict):
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    validated: bool
    levels: _Forecast
    people: dict[str, _People]

    @property
    def day(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def everybody(self) -> _People:
        """All groups together."""
        return self.people[""]


class _Months(Strict):
    scenario: str
    currency: str
    forecast: dict[str, str]
    replications: Annotated[int, Field(ge=1)]
    seed: int
    hires_for: str
    months: Annotated[list[_Month], Field(min_length=1)]


def is_months(summary: Mapping[str, Any]) -> bool:
    """Return whether a summary is that of months ahead."""
    return "months" in summary


def months_parts(folder: Path, summary: Mapping[str, Any]) -> tuple[str, list[str]]:
    """
    Return the title of the page of months ahead, and its pieces of HTML in order.

    Raises:
        RunFolderError: If summary.json does not hold what ``staff --months`` writes.
    """
    path = folder / "summary.json"
    found = check_shape(path, _Months, summary)
    for at, month in enumerate(found.months, 1):
        if "" not in month.people:
            raise wrong(path, f"months[{at}].people", "must tell of all groups together", got=", ".join(month.people))
    title = say("Months ahead: {plan}", plan=found.scenario)
    first, last = (told_day(found.months[at].day, "month") for at in (0, -1))
    subtitle = say("{first} to {last} · forecast {forecast} · {times} of each simulated week · seed {seed}",
                   first=first, last=last, forecast=", ".join(dict.fromkeys(found.forecast.values())),
                   times=counted(found.replications, "replication"), seed=found.seed)  # fmt: skip
    section = Section(say("How many people will be needed?"), [_needed(found)])
    return title, [
        f"<h1>{safe(title)}</h1>", f'<p class="quiet">{safe(subtitle)}</p>', section_html(section),
        f"<section><h2>{safe(say('All tables'))}</h2>{folded(_people(found))}</section>",
    ]  # fmt: skip


def _fan(found: _Months) -> Fan:
    levels = [month.levels for month in found.months]
    return Fan(
        [month.day for month in found.months],
        [each.p10.total.fte for each in levels],
        [each.p50.total.fte for each in levels],
        [each.p90.total.fte for each in levels],
    )


def _needed(found: _Months) -> Picture:
    title = say("FTE needed")
    beyond = next((month.day for month in found.months if not month.validated), None)
    marked = None if beyond is None else Marked(beyond, say("not validated from here"))
    there = [(month.day, month.everybody.people) for month in found.months]
    notes = (
        say("line: the middle of the forecast; band: holds 8 of 10 futures"),
        say("dark line: people there, keeping up with {level}", level=found.hires_for),
        say("a few weeks were simulated, the months between are formulas corrected by them: months.csv tells which"),
    )
    return Picture(title, forecast_chart(title, _fan(found), there, marked=marked), _sheet(title, found), notes)


def _sheet(title: str, found: _Months) -> Sheet:
    columns = (say("FTE"), say("paid hours"), found.currency)
    rows = tuple(Row(told_day(month.day, "month"), tuple(_cells(month))) for month in found.months)
    return Sheet(title, say("month"), columns, rows)


def _cells(month: _Month) -> Iterator[Cell]:
    low, middle, high = (each.total for each in (month.levels.p10, month.levels.p50, month.levels.p90))
    for name, kind in (("fte", Kind.HOURS), ("paid_hours", Kind.HOURS), ("cost", Kind.MONEY)):
        ends = "\N{EN DASH}".join(number(getattr(each, name), kind) for each in (low, high))
        yield Cell(number(getattr(middle, name), kind), ends)


def _people(found: _Months) -> Sheet:
    rows = tuple(
        Row(
            told_day(month.day, "month"),
            tuple(Cell(number(getattr(month.everybody, name), Kind.HOURS)) for name in ("hires", "leavers", "people")),
        )
        for month in found.months
    )
    return Sheet(say("Hires and leavers, FTE"), say("month"), (say("hires"), say("leavers"), say("people there")), rows)

"""
Months ahead as a page: full-time equivalents needed with the band of the forecast, people there, hires and money.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from channelmix.placeless import without_place
from channelmix.report.amounts import percent
from channelmix.report.cautions import told_caution
from channelmix.report.forecast_charts import Fan, Marked, forecast_chart
from channelmix.report.hires_chart import hires_chart
from channelmix.report.html import folded, remark_html, safe, section_html
from channelmix.report.language import say, told_day, told_number
from channelmix.report.numbers import Kind, counted, number
from channelmix.report.picture import Picture, Section
from channelmix.report.sheets import Cell, Remark, Row, Sheet
from channelmix.report.sound import LARGEST, Count, Strict, check_shape, wrong

NOTED = 0.5
"""Difference from the people needed that is worth a sentence, in full-time equivalents."""

Amount = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class _Level(Strict):
    fte: Amount
    paid_hours: Amount
    cost: Amount


class _Levels(Strict):
    total: _Level
    groups: Annotated[dict[str, _Level], Field(default_factory=dict)]


class _Forecast(Strict):
    p10: _Levels
    p50: _Levels
    p90: _Levels


class _People(Strict):
    hires: Amount
    leavers: Amount
    people: Amount
    help_given: Amount = 0.0
    help_got: Amount = 0.0
    helps: Annotated[dict[str, Amount], Field(default_factory=dict)]

    @property
    def at_work(self) -> float:
        """Who does the group's work: without those who do others', with what others do of it."""
        return self.people - self.help_given + self.help_got


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


class _Week(Strict):
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    level: str
    fte: Amount
    kept: Count
    promises: Count
    off: Amount | None = None


class _Moved(Strict):
    p50: Amount


class _Adoption(Strict):
    adoption: str
    origin: Annotated[str, Field(alias="from")]
    to: str
    shares: Annotated[list[_Moved], Field(min_length=1)]


class _Error(Strict):
    fte: Annotated[dict[str, Amount | None], Field(default_factory=dict)]


class _Months(Strict):
    scenario: str
    currency: str
    forecast: dict[str, str]
    replications: Annotated[int, Field(ge=1)]
    seed: int
    hires_for: str
    months: Annotated[list[_Month], Field(min_length=1)]
    simulated: Annotated[list[_Week], Field(default_factory=list)]
    adoption: Annotated[list[_Adoption], Field(default_factory=list)]
    error: Annotated[_Error, Field(default_factory=_Error)]
    warnings: Annotated[list[str], Field(default_factory=list)]
    cautions: Annotated[list[str], Field(default_factory=list)]

    def within(self, group: str) -> str:
        """Return how far a group's people may be off beside the forecast, in FTE; all groups are ""."""
        off = self.error.fte.get(group)
        return "" if off is None else number(off, Kind.HOURS)


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
    pictures = [_needed(found), *_by_group(found), _moves(found), *_money(found)]
    tables = [_people(found), *_weeks(found)]
    return title, [
        f"<h1>{safe(title)}</h1>", f'<p class="quiet">{safe(subtitle)}</p>', _answer(found),
        section_html(Section(say("How many people will be needed?"), pictures)),
        f"<section><h2>{safe(say('All tables'))}</h2>{''.join(map(folded, tables))}</section>",
        *_warned(found),
    ]  # fmt: skip


def _warned(found: _Months) -> Iterator[str]:
    """Yield what the scenario and the search warn of."""
    warned = dict.fromkeys((*found.warnings, *found.cautions))
    lines = tuple(without_place(told_caution(each)) for each in warned)
    if lines:
        yield remark_html(Remark(say("Please note"), lines))


def _answer(found: _Months) -> str:
    told = "".join(f"<p>{safe(line)}</p>" for line in _lines(found))
    return f'<section class="answer" aria-label="{safe(say("In short"))}">{told}</section>'


def _lines(found: _Months) -> Iterator[str]:
    """Yield how many people are needed when, who comes and goes, and from when on nobody has tried the forecast."""
    most = max(found.months, key=lambda month: month.levels.p50.total.fte)
    text = "Most are needed in {month}: {fte} FTE in the middle of the forecast, {low} to {high} in 8 of 10 futures."
    yield say(text, **_of_month(most))
    ends = [_of_month(found.months[at]) for at in (0, -1)]
    yield say("{first}: {fte} FTE; {last}: {fte_last} FTE.", first=ends[0]["month"], fte=ends[0]["fte"],
              last=ends[1]["month"], fte_last=ends[1]["fte"])  # fmt: skip
    yield from _at_first(found.months[0])
    yield from _helping(found.months)
    yield from _adopted(found)
    for year, months in groupby(found.months, key=lambda month: month.day.year):
        yield _year(year, list(months), found.currency)
    beyond = next((month for month in found.months if not month.validated), None)
    if beyond is not None:
        yield say(
            "From {month} on nobody has tried how well such a forecast does.", month=told_day(beyond.day, "month")
        )


def _at_first(month: _Month) -> Iterator[str]:
    """Yield which groups have more or fewer people in the first month than they need, half a person or more."""
    needed = month.levels.p50.groups
    off = {name: month.people[name].at_work - needed[name].fte for name in needed if name in month.people}
    when = told_day(month.day, "month")
    if more := [f"{name} {number(by, Kind.HOURS)}" for name, by in off.items() if by >= NOTED]:
        yield say("More FTE than needed in {month}: {groups}.", month=when, groups=", ".join(more))
    if fewer := [f"{name} {number(-by, Kind.HOURS)}" for name, by in off.items() if -by >= NOTED]:
        yield say("Fewer FTE than needed in {month}: {groups}.", month=when, groups=", ".join(fewer))


def _helping(months: Sequence[_Month]) -> Iterator[str]:
    """Yield which groups do another's work, how much in the first month and how much at most."""
    pairs = dict.fromkeys(
        (giver, taker) for month in months for giver, each in month.people.items() for taker in each.helps
    )
    for giver, taker in pairs:
        amounts = [month.people[giver].helps.get(taker, 0.0) for month in months if giver in month.people]
        most = max(range(len(amounts)), key=lambda at: amounts[at])
        first, highest = (number(amounts[at], Kind.HOURS) for at in (0, most))
        month, when = (told_day(months[at].day, "month") for at in (0, most))
        text = (
            "{giver} does {taker}'s work before anybody is hired for it: {first} FTE in {month}, at most {most} FTE, "
            "in {when}."
        )
        yield say(text, giver=giver, taker=taker, first=first, month=month, most=highest, when=when)


def _adopted(found: _Months) -> Iterator[str]:
    """Yield what each adoption curve has moved by the first month and by the last."""
    ends = [told_day(found.months[at].day, "month") for at in (0, -1)]
    for each in found.adoption:
        text = "{origin} to {to}: {share} of customers have changed by {first}, {share_last} by {last}, says {curve}."
        first, last = (number(each.shares[at].p50, Kind.SHARE) for at in (0, -1))
        yield say(text, origin=each.origin, to=each.to, share=first, share_last=last, first=ends[0], last=ends[1],
                  curve=each.adoption)  # fmt: skip


def _of_month(month: _Month) -> dict[str, str]:
    levels = (month.levels.p50, month.levels.p10, month.levels.p90)
    middle, low, high = (number(each.total.fte, Kind.HOURS) for each in levels)
    return {"month": told_day(month.day, "month"), "fte": middle, "low": low, "high": high}


def _year(year: int, months: Sequence[_Month], currency: str) -> str:
    hires, leavers = (sum(getattr(month.everybody, name) for month in months) for name in ("hires", "leavers"))
    cost = sum(month.levels.p50.total.cost for month in months)
    text = "{year}: {hires} FTE to hire, {leavers} FTE leave"
    told = say(text, year=year, hires=number(hires, Kind.HOURS), leavers=number(leavers, Kind.HOURS))
    money = say("{cost} {currency} in the middle of the forecast", cost=number(cost, Kind.MONEY), currency=currency)
    return f"{told}; {money}." if cost else f"{told}."


def _fan(found: _Months, what: str = "fte", group: str = "") -> Fan:
    def at(level: str) -> list[float]:
        every = [getattr(month.levels, level) for month in found.months]
        return [getattr(each.groups[group] if group else each.total, what) for each in every]

    return Fan([month.day for month in found.months], at("p10"), at("p50"), at("p90"))


def _marked(found: _Months) -> Marked | None:
    beyond = next((month.day for month in found.months if not month.validated), None)
    return None if beyond is None else Marked(beyond, say("not validated from here"))


def _needed(found: _Months) -> Picture:
    title = say("FTE needed")
    there = [(month.day, month.everybody.people) for month in found.months]
    notes = (
        *_drawn(found),
        *_within(found, ""),
        say("a few weeks were simulated, the months between are formulas corrected by them: months.csv tells which"),
    )
    chart = forecast_chart(title, _fan(found), there, marked=_marked(found))
    return Picture(title, chart, _sheet(title, found), notes)


def _within(found: _Months, group: str) -> Iterator[str]:
    """Yield how far months that were not simulated may be off beside the forecast."""
    if off := found.within(group):
        yield say("months not simulated: up to ±{fte} FTE off on the weeks left out", fte=off)


def _drawn(found: _Months) -> tuple[str, str, str]:
    """Return what the lines of full-time equivalents are, and how often the weeks behind them were played."""
    return (
        say("line: the middle of the forecast; band: holds 8 of 10 futures"),
        say("line in steps: people there, keeping up with {level}", level=_level(found.hires_for)),
        _played(found),
    )


def _played(found: _Months) -> str:
    return say("{times} of each simulated week", times=counted(found.replications, "replication"))


def _level(name: str) -> str:
    """
    Return a level of the forecast in words.

    Examples:
        >>> _level("p80"), _level("other")
        ('what 80 % of its paths need at most', 'other')
    """
    if name[:1] == "p" and name[1:].isdigit():
        return say("what {share} of its paths need at most", share=percent(int(name[1:]) / 100))
    return name


def _by_group(found: _Months) -> Iterator[Picture]:
    """Yield what each group needs, where there are several and all months tell of them."""
    every = [each.groups for month in found.months for each in (month.levels.p10, month.levels.p50, month.levels.p90)]
    names = [name for name in every[0] if all(name in groups for groups in every)]
    for name in names if len(names) > 1 else ():
        title = say("{group}: FTE needed", group=name)
        there = [(month.day, month.people[name].at_work) for month in found.months if name in month.people]
        chart = forecast_chart(title, _fan(found, group=name), there, marked=_marked(found))
        line, steps, played = _drawn(found)
        does = say("among them people of other groups who do this work, not its own who do others'")
        helped = any(month.people[name].help_given or month.people[name].help_got for month in found.months
                     if name in month.people)  # fmt: skip
        yield Picture(
            title,
            chart,
            _of_group(title, name, found),
            (line, steps, *([does] if helped else []), *_within(found, name), played),
        )


def _of_group(title: str, name: str, found: _Months) -> Sheet:
    """Return what a group needs, and who comes, goes and helps."""
    rows = []
    for month in found.months:
        low, middle, high = (each.groups[name].fte for each in (month.levels.p10, month.levels.p50, month.levels.p90))
        within = f" ±{found.within(name)}" if found.within(name) else ""
        cells = [Cell(f"{number(middle, Kind.HOURS)}{within}", _ends(low, high, Kind.HOURS))]
        if all(name in each.people for each in found.months):
            mine = month.people[name]
            cells += [Cell(number(value, Kind.HOURS)) for value in
                      (mine.hires, mine.leavers, mine.people, mine.help_given, mine.help_got)]  # fmt: skip
        rows.append(Row(told_day(month.day, "month"), tuple(cells)))
    moves = (say("hires"), say("leavers"), say("people there"), say("for other groups"), say("from other groups"))
    columns = (say("FTE"), *moves) if len(rows[0].cells) > 1 else (say("FTE"),)
    return Sheet(title, say("month"), columns, tuple(rows))


def _moves(found: _Months) -> Picture:
    title, sheet = say("Hires and leavers, FTE"), _people(found)
    moves = [(month.day, month.everybody.hires, month.everybody.leavers) for month in found.months]
    level = say("so many are hired as are enough for {level}", level=_level(found.hires_for))
    notes = (say("full bars: hires; hollow bars, downwards: leavers"), level)
    return Picture(title, hires_chart(title, moves), sheet, notes)


def _money(found: _Months) -> Iterator[Picture]:
    """Yield what the months cost; nothing where hours have no price."""
    if not any(month.levels.p50.total.cost for month in found.months):
        return
    title = say("{currency} a month", currency=found.currency)
    notes = (say("line: the middle of the forecast; band: holds 8 of 10 futures"), _played(found))
    chart = forecast_chart(title, _fan(found, "cost"), marked=_marked(found))
    yield Picture(title, chart, _sheet(title, found), notes)


def _weeks(found: _Months) -> Iterator[Sheet]:
    """Yield which weeks were searched and simulated, how well their promises are kept and how far the law is off."""
    if found.simulated:
        columns = (say("paths that need at most so much"), say("FTE"), say("promises kept"), say("off by"))
        rows = tuple(map(_week, sorted(found.simulated, key=lambda week: (week.month, week.level))))
        notes = (say("off by: what the other weeks foretell of this one, less what was found, of what was found"),)
        yield Sheet(say("Weeks that were simulated"), say("typical week of"), columns, rows, notes)


def _week(week: _Week) -> Row:
    kept, every = (told_number(f"{count:,}") for count in (week.kept, week.promises))
    kept, off = say("{kept} of {every}", kept=kept, every=every), number(week.off, Kind.SHARE)
    month = told_day(date.fromisoformat(f"{week.month}-01"), "month")
    share = percent(int(week.level[1:]) / 100) if week.level[1:].isdigit() else week.level
    return Row(month, (Cell(share), Cell(number(week.fte, Kind.HOURS)), Cell(kept), Cell(off)))


def _ends(low: float, high: float, kind: Kind) -> str:
    return f"{number(low, kind)}\N{EN DASH}{number(high, kind)}"


def _sheet(title: str, found: _Months) -> Sheet:
    columns = (say("FTE"), say("paid hours incl. shrinkage"), found.currency)
    rows = tuple(Row(told_day(month.day, "month"), tuple(_cells(month))) for month in found.months)
    return Sheet(title, say("month"), columns, rows)


def _cells(month: _Month) -> Iterator[Cell]:
    low, middle, high = (each.total for each in (month.levels.p10, month.levels.p50, month.levels.p90))
    for name, kind in (("fte", Kind.HOURS), ("paid_hours", Kind.HOURS), ("cost", Kind.MONEY)):
        yield Cell(number(getattr(middle, name), kind), _ends(getattr(low, name), getattr(high, name), kind))


def _people(found: _Months) -> Sheet:
    rows = tuple(
        Row(
            told_day(month.day, "month"),
            tuple(Cell(number(getattr(month.everybody, name), Kind.HOURS)) for name in ("hires", "leavers", "people")),
        )
        for month in found.months
    )
    return Sheet(say("Hires and leavers, FTE"), say("month"), (say("hires"), say("leavers"), say("people there")), rows)

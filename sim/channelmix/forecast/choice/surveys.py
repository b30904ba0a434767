"""
Survey points as analysts keep them: a table with a row for each figure, checked before anything is fitted.

A row needs ``date``, ``channel``, ``share`` and ``kind`` (reach: could, use: did, preference: would), and should have
``n``, ``question``, ``country``, ``age``, ``population``, ``source``, ``address``, ``remark``. Tables that call these
``year``, ``quantity`` and ``value`` with a ``unit``, or by Dutch or German names, are read as well. Every mistake
is told at once, at ``file:row:column``; what is repaired or assumed stands in ``Surveys.warnings``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice.model import Points
from channelmix.forecast.choice.survey_cells import CellError, date_of, kind_of, people_of, share_of
from channelmix.forecast.choice.survey_words import names_of
from channelmix.forecast.choice.times import years_of
from channelmix.forecast.history.frames import columns_of
from channelmix.forecast.names import scenario_name
from channelmix.scenario.cells import Sheet, read_sheets
from channelmix.scenario.document import UnreadableError
from channelmix.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN_PEOPLE = 500
"""What a sample of unknown size counts as: smaller than most that are published."""

_NEEDED = ("date", "channel", "share", "kind")
_TEXTS = ("question", "country", "age", "population", "source", "address", "remark")
_KNOWN = (*_NEEDED, "n", *_TEXTS, "unit", "low", "high", "basis")
_MOST_TOLD = 20


@dataclass(frozen=True, order=True)
class Survey:
    """One figure of one survey."""

    date: date
    channel: str
    question: str
    share: float
    """0 to 1."""
    n: int | None
    """People asked; None where the source does not tell."""
    kind: str
    """reach, use or preference."""
    country: str = ""
    age: str = ""
    population: str = ""
    source: str = ""
    address: str = ""
    remark: str = ""

    @property
    def people(self) -> int:
        """What the answers are worth: the sample, or 500 where its size is unknown."""
        return UNKNOWN_PEOPLE if self.n is None else self.n


@dataclass(frozen=True)
class Surveys:
    """
    Survey points in an order of their own, whatever the order of rows was.

    Examples:
        >>> points = read([{"date": "2016", "channel": "whatsapp", "share": "13 %", "kind": "use", "n": 1000}])
        >>> points.rows[0].share, points.rows[0].date.year
        (0.13, 2016)
    """

    rows: tuple[Survey, ...]
    warnings: tuple[str, ...] = ()
    file: str = "surveys"

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the channels asked for, in order."""
        return tuple(sorted({row.channel for row in self.rows}))

    def of(self, channel: str, *, country: str = "", age: str = "", until: date | None = None) -> "Surveys":
        """
        Return the points of one channel and segment.

        Args:
            channel: Its name.
            country: Two letters; "" for all.
            age: A band as the table writes it; "" for figures of all ages.
            until: Only points up to this day.

        Raises:
            DataError: If there are none, with the names that there are.
        """
        channel = scenario_name(channel)
        if channel not in self.channels:
            known = ", ".join(self.channels) or "no rows"
            raise DataError(
                f"{self.file}: has no rows for channel {channel} (got {known}){did_you_mean(channel, self.channels)}"
            )
        rows = [row for row in self.rows if row.channel == channel]
        for name, wanted in (("country", country), ("age", age)):
            found = sorted({getattr(row, name) for row in rows})
            rows = [
                row
                for row in rows
                if getattr(row, name).casefold() == wanted.casefold() or not (wanted or name == "age")
            ]
            if not rows:
                got = ", ".join(filter(None, found)) or "none"
                raise DataError(
                    f"{self.file}: has no rows for {channel} with {name} {wanted or 'left empty'} (got {got})"
                )
        kept = tuple(row for row in rows if until is None or row.date <= until)
        if not kept:
            raise DataError(f"{self.file}: has no rows for {channel} up to {until} (the first is of {rows[0].date})")
        return replace(self, rows=kept)

    def kind(self, kind: str) -> tuple[Survey, ...]:
        """Return the points of one kind of question."""
        return tuple(row for row in self.rows if row.kind == kind)

    def points(self) -> tuple[Points, tuple[str, ...]]:
        """
        Return the points of use as arrays, and the questions by number.

        Raises:
            DataError: If no row is of use.
        """
        rows = self.kind("use")
        if not rows:
            got = ", ".join(sorted({row.kind for row in self.rows}))
            raise DataError(
                f"{self.file}: has no row of kind use for {', '.join(self.channels)} (got only {got}); who could or "
                "would use a channel says nothing of how many do: add a survey of use, or the operation's own counts"
            )
        questions = tuple(sorted({row.question for row in rows}))
        people = np.array([row.people for row in rows], np.float64)
        points = Points(
            years_of([row.date for row in rows]),
            np.array([row.share for row in rows]) * people,
            people,
            np.array([questions.index(row.question) for row in rows]),
            len(questions),
        )
        return points, questions


def read(table: "Path | str | pd.DataFrame | Iterable[dict[str, Any]]", *, today: date | None = None) -> Surveys:
    """
    Return the survey points of a file, a frame or a list of rows.

    Args:
        table: A CSV file or workbook, a data frame of any library that speaks Arrow, or dictionaries.
        today: The day after which a date lies in the future; absent: the computer's.

    Raises:
        DataError: With every mistake, each at its row and column.
    """
    sheet = _sheet(table)
    rows, warnings = _rows(sheet, today or date.today())
    if sheet.mistakes:
        told = [str(mistake) for mistake in sorted(sheet.mistakes)]
        hidden = [f"... and {len(told) - _MOST_TOLD} more such mistakes"] if len(told) > _MOST_TOLD else []
        count = f"{len(told)} problem{'s' if len(told) != 1 else ''} in {sheet.file}; nothing was fitted."
        raise DataError("\n".join([*told[:_MOST_TOLD], *hidden, count]))
    older = (
        [] if sheet.encoding == "utf-8" else [f"{sheet.file}: is not UTF-8; read as Windows-1252, as Excel writes it"]
    )
    return Surveys(tuple(sorted(rows, key=_order)), (*older, *warnings), sheet.file)


def _order(row: Survey) -> tuple[object, ...]:
    return (
        *(getattr(row, name) for name in ("date", "channel", "kind", "question", "country", "age", "share")),
        row.people,
    )


def _sheet(table: Any) -> Sheet:
    if isinstance(table, str | Path):
        try:
            return read_sheets(Path(table), otherwise="cp1252")[0]
        except UnreadableError as error:
            raise DataError("\n".join(map(str, error.mistakes))) from None
    cells = columns_of(table if hasattr(table, "__arrow_c_stream__") else list(table), "surveys")
    rows = [["" if cell is None else cell for cell in row] for row in zip(*cells.values(), strict=True)]
    if not rows:
        raise DataError("surveys: must have rows with date, channel, share and kind (got none)")
    return Sheet("surveys", "", [list(cells), *rows])


def _rows(sheet: Sheet, today: date) -> tuple[list[Survey], list[str]]:
    places = _places(sheet)
    if places is None:
        return [], []
    found: list[Survey] = []
    warnings: list[str] = []
    seen: dict[tuple[object, ...], int] = {}
    for number in range(1, len(sheet.rows)):
        if not any(str(cell).strip() for cell in sheet.rows[number]):
            continue
        survey = _row(sheet, number, places, today=today)
        if survey is None:
            continue
        place = f"{sheet.file}:{number + 1}"
        key = (survey.date, survey.channel, survey.question, survey.kind, survey.country, survey.age, survey.source)
        if key in seen:
            sheet.wrong(
                number,
                0,
                f"must not give the same question, day and channel twice (got row {seen[key]} again); remove one",
            )
            continue
        seen[key] = number + 1
        warnings += [f"{place}: {text}" for text in _oddities(survey)]
        found.append(survey)
    if not found and not sheet.mistakes:
        sheet.wrong(0, 0, "must have rows below the names of columns (got none)")
    return found, warnings


def _oddities(survey: Survey) -> Iterator[str]:
    if survey.n is None:
        yield f"n is not told; it counts as {UNKNOWN_PEOPLE} people"
    if not survey.source:
        yield "source is not told; nobody can check this figure"
    if survey.share in (0.0, 1.0) and survey.kind == "use":
        meant = "nobody" if survey.share == 0 else "everybody"
        yield f"a share of {100 * survey.share:.0f} % of a sample is not {meant}; it is kept as a count"


def _places(sheet: Sheet) -> dict[str, int] | None:
    names = names_of(sheet.columns)
    missing = [name for name in _NEEDED if name not in names]
    for place, name in enumerate(names):
        if name and name not in _KNOWN and did_you_mean(name, _KNOWN):
            sheet.wrong(0, place, f"{name} is not a known column{did_you_mean(name, _KNOWN)}")
        if name and names.index(name) != place:
            sheet.wrong(0, place, f"column {name} must come once (got it again); remove one")
    if missing:
        got = ", ".join(filter(None, sheet.columns)) or "none"
        kinds = (
            "; kind says what was asked: reach (could), use (did) or preference (would)" if "kind" in missing else ""
        )
        sheet.wrong(0, 0, f"must have the columns {', '.join(_NEEDED)} (got {got}){kinds}")
    return None if sheet.mistakes else {name: names.index(name) for name in names if name}


def _row(sheet: Sheet, row: int, places: dict[str, int], *, today: date) -> Survey | None:
    """Return one survey; None with its mistakes noted."""
    before = len(sheet.mistakes)
    texts = {
        name: _text(sheet.cell(row, places[name])) if name in places else "" for name in (*_TEXTS, "channel", "unit")
    }
    comma = sheet.decimal_comma
    readers: dict[str, Callable[[object], object]] = {
        "date": lambda cell: date_of(cell, today),
        "share": lambda cell: share_of(cell, unit=texts["unit"], decimal_comma=comma),
        "n": lambda cell: people_of(cell, decimal_comma=comma),
        "kind": lambda cell: kind_of(cell, texts["question"]),
    }
    values: dict[str, Any] = {"n": None}
    for name, reader in readers.items():
        if name in places:
            try:
                values[name] = reader(sheet.cell(row, places[name]))
            except CellError as error:
                sheet.wrong(row, places[name], str(error))
    if not texts["channel"]:
        sheet.wrong(row, places["channel"], "channel must be a name, such as whatsapp (got none)")
    if len(texts["country"]) not in (0, 2) and texts["country"].isalpha() and texts["country"] != "world":
        sheet.wrong(row, places["country"], f"country must be two letters, such as NL (got {texts['country']})")
    if len(sheet.mistakes) > before:
        return None
    texts.pop("unit")
    texts["channel"] = scenario_name(texts["channel"])
    texts["question"] = texts["question"] or texts["source"] or "not told"
    return Survey(**{**values, **texts})


def _text(cell: object) -> str:
    text = str(cell).strip()
    return "" if text.casefold() in ("nan", "none") else text


def merged(several: Sequence[Surveys]) -> Surveys:
    """Return the points of several tables as one."""
    rows = tuple(sorted({row for surveys in several for row in surveys.rows}, key=_order))
    return Surveys(rows, tuple(text for surveys in several for text in surveys.warnings), several[0].file)

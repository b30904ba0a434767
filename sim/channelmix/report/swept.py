"""
A sweep's folder read back: which setting moves a promise most, and whether any changes who is best.
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from channelmix.errors import RunFolderError
from channelmix.report.figures import kind_of
from channelmix.report.language import say
from channelmix.report.managers import KEPT, figure_words
from channelmix.report.numbers import Kind, counted, written_difference
from channelmix.report.picture import Picture
from channelmix.report.setting_words import Shifts, shifts_of, told_point, told_setting, told_value
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sound import LARGEST, Figure, Strict, check_manifest, check_shape
from channelmix.report.stored_names import without_family
from channelmix.report.swing_chart import Bar, swing_chart
from channelmix.results import Estimate

MOST_BARS = 12


@dataclass(frozen=True)
class Swept:
    """What a sweep of one setting at a time found."""

    figure: str
    """What was judged by, under its name in the summary."""
    replications: int
    first: str
    """The strategy that ``moves`` tells of."""
    moves: Sequence[Bar]
    """How far each setting moves the figure of the first strategy."""
    leader: str
    """Who is best as the files are; nothing where one strategy was swept."""
    margins: Sequence[Bar]
    """How far the leader is ahead of the next, at the worst and at the best value of each setting."""

    @property
    def kind(self) -> Kind:
        """How the figure is written."""
        return kind_of(self.figure)

    @property
    def told_figure(self) -> str:
        """The figure in words, where it has any."""
        return figure_words(self.figure)


def swept_of(folder: Path, summary: Mapping[str, Any], manifest: Mapping[str, Any]) -> Swept:
    """
    Return what a sweep's folder holds.

    Raises:
        RunFolderError: If it is no sweep of one setting at a time.
    """
    if "points" not in summary or not (folder / "tornado.csv").is_file():
        raise RunFolderError(f"{folder}: --sweep needs what 'sweep --design one' left (got {_told(manifest)})")
    check_shape(folder / "summary.json", SweepSummary, summary)
    check_manifest(folder / "manifest.json", manifest)
    margins = rows_of(folder / "ranking.csv")
    names, shifts = plans_of(summary["strategies"], manifest), shifts_of(manifest["scenarios"])
    return Swept(
        figure=judged_by(manifest),
        replications=summary["replications"],
        first=names.get(summary["strategies"][0], str(summary["strategies"][0])),
        moves=_bars(folder / "tornado.csv", shifts),
        leader=names.get(margins[0].get("leader", ""), margins[0].get("leader", "")) if margins else "",
        margins=_bars(folder / "ranking.csv", shifts),
    )


def judged_by(manifest: Mapping[str, Any]) -> str:
    """
    Return the figure that a sweep was judged by: the last one that its command names.

    Examples:
        >>> judged_by({"command": ["sweep", "--by", "phone.service_level", "--by=chat.wait_mean_s"]})
        'chat.wait_mean_s'
        >>> judged_by({"command": ["sweep"]})
        'total.kept_share'
    """
    words = [part for word in manifest.get("command", []) for part in re.split("(?<=^--by)=", str(word))]
    named = [word for before, word in pairwise(words) if before == "--by"]
    return named[-1] if named else KEPT


def plans_of(strategies: Sequence[str], manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return what each strategy is called: its name, without what most names begin with."""
    names = [each["name"] for each in manifest["scenarios"]][: len(strategies)]
    return dict(zip(strategies, without_family(names)[1], strict=False))


def _told(manifest: Mapping[str, Any]) -> str:
    return f"'{' '.join(map(str, manifest.get('command', [])[:1])) or 'something else'}'"


class _Figure(Figure):
    strategy: str
    point: Annotated[int, Field(ge=1)]
    kind: str
    name: str
    figure: str


class SweepSummary(Strict):
    """What a sweep's summary.json holds."""

    replications: Annotated[int, Field(ge=1)]
    seed: int
    strategies: Annotated[list[str], Field(min_length=1)]
    points: Annotated[list[dict[str, Any]], Field(min_length=1)]
    figures: list[_Figure]


def rows_of(path: Path) -> list[dict[str, str]]:
    """
    Return the rows of a table that a sweep left; none where there is no such file.

    Raises:
        RunFolderError: If it cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunFolderError(f"{path}: cannot be read (got '{error.strerror or error}'); sweep again") from None
    except (ValueError, csv.Error):
        raise RunFolderError(f"{path}: must be a table in UTF-8 (got other bytes); sweep again") from None
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise RunFolderError(
                f"{path}:{number}: must have a cell for each column (got more or fewer cells); sweep again"
            )
    return rows


def settings_in(row: Mapping[str, str], beside: Collection[str], shifts: Shifts) -> str:
    """Return the settings of a row of a sweep's table in words; ``beside`` are its other columns."""
    return told_point(settings_of(row, beside), shifts)


def settings_of(row: Mapping[str, str], beside: Collection[str]) -> dict[str, str]:
    """Return the settings of a row of a sweep's table; an empty cell is one that is as in the file."""
    return {key: value for key, value in row.items() if key not in beside and value}


def _bars(path: Path, shifts: Shifts) -> list[Bar]:
    bars = []
    for number, row in enumerate(rows_of(path), 2):
        try:
            bars.append(_bar(row, shifts))
        except (KeyError, TypeError, ValueError):
            got = ",".join(map(str, row.values()))[:60]
            raise RunFolderError(
                f"{path}:{number}: must have a setting and its two ends with their intervals, as numbers "
                f"(got '{got}'); sweep again"
            ) from None
    return bars


def _bar(row: Mapping[str, str], shifts: Shifts) -> Bar:
    ends = tuple(Estimate(*(number_in(row[name]) for name in (end, f"{end}_low", f"{end}_high"))) for end in _ENDS)
    at = tuple(told_value(row["key"], row[f"{end}_at"]) for end in _ENDS)
    return Bar(told_setting(row["key"], shifts), (at[0], at[1]), (ends[0], ends[1]))


_ENDS = ("least", "most")


def number_in(text: str) -> float | None:
    """
    Return a number that a sweep wrote; nothing for an empty cell.

    Raises:
        ValueError: If it is none, or one that cannot be drawn.
    """
    if not text:
        return None
    found = float(text)
    if not abs(found) <= LARGEST:
        raise ValueError(text)
    return found


def sweep_pictures(swept: Swept | None) -> Iterator[Picture]:
    """Yield which settings change who is best, and which move the figure most."""
    if swept is None:
        return
    parts = {"figure": swept.told_figure}
    if swept.margins:
        title = say("How far {plan} stays ahead in {figure}", plan=swept.leader, **parts)
        yield _picture(swept, title, swept.margins, note=say("left of 0 another plan is ahead"))
    if swept.moves:
        title = say("What moves {figure} of {plan} most", plan=swept.first, **parts)
        yield _picture(swept, title, swept.moves, note=say("0: with all settings as they are"))


def _picture(swept: Swept, title: str, bars: Sequence[Bar], *, note: str) -> Picture:
    rows = tuple(Row(bar.label, tuple(Cell(*written_difference(end, swept.kind)) for end in bar.ends)) for bar in bars)
    sheet = Sheet(title, say("setting"), (say("at the worst value"), say("at the best value")), rows)
    times = counted(swept.replications, "replication")
    notes = (note, say("one setting at a time, on the same customers"), say("{times}, 95 % intervals", times=times))
    return Picture(title, swing_chart(title, swept.kind, bars[:MOST_BARS]), sheet, notes)


def moves_most(swept: Swept | None) -> Iterator[str]:
    """Yield which setting moves the figure most, and from where to where."""
    if swept is None or not swept.moves or any(end.mean is None for end in swept.moves[0].ends):
        return
    if not any(end.mean for end in swept.moves[0].ends):  # the setting plays no role in this plan
        return
    bar = swept.moves[0]
    least, most = (written_difference(end, swept.kind)[0] for end in bar.ends)
    text = "What moves {figure} of {plan} most is the {setting}: {least} at {low}, {most} at {high}."
    yield say(text, setting=bar.name, figure=swept.told_figure, plan=swept.first, least=least, most=most,
              low=bar.at[0], high=bar.at[1])  # fmt: skip


def reversals_by_settings(swept: Swept | None) -> Iterator[str]:
    """Yield in words which settings change who is best."""
    if swept is None or not swept.margins:
        return
    turned = [bar for bar in swept.margins if (bar.ends[0].mean or 0.0) < 0]
    parts = {"figure": swept.told_figure, "plan": swept.leader}
    for bar in turned:
        high = bar.ends[0].high
        text = _TURNED[high is not None and high < 0]
        yield say(text, setting=bar.name, value=bar.at[0], **parts)
    if not turned:
        text = "{plan} stays ahead in {figure} whichever of these changes: {settings}."
        yield say(text, settings=", ".join(bar.name for bar in swept.margins), **parts)


_TURNED = {
    True: "With {setting} = {value} another plan is ahead of {plan} in {figure}, sure at 95 %.",
    False: "With {setting} = {value} another plan may be ahead of {plan} in {figure}; it is not sure.",
}

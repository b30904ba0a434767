"""A sweep as the command shows and keeps it: tables on the screen, the same as CSV, and pictures."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from channelmix.compare.names import told_apart
from channelmix.report.figures import kind_of
from channelmix.report.managers import figure_words
from channelmix.report.price_chart import Step
from channelmix.report.sheets import Page, Sheet
from channelmix.report.stored_names import without_family
from channelmix.report.sweep_page import (
    NOT_SURE,
    PRICE_NOTE,
    Best,
    map_sheet,
    margins_sheet,
    points_sheet,
    price_sheet,
    slowdown_notes,
    sweep_page,
    tornado_sheet,
    winners_sheet,
)
from channelmix.report.sweep_pictures import best_map, price_curve, tornado
from channelmix.results import nothing, plain_text
from channelmix.scenario.decided import is_decided
from channelmix.scenario.toml_values import toml
from channelmix.simulate.named import Name
from channelmix.sweep import Swept
from channelmix.sweep.answers import COST, Swing, Winner
from channelmix.sweep.playing import KEPT, Trial

if TYPE_CHECKING:
    import pandas as pd

Rows = list[tuple[str, Any, Any]]

_NAMES = ("strategy", "leader", "name")
"""Columns that hold names somebody gave."""


@dataclass(frozen=True)
class Told:
    """A sweep in tables and pictures."""

    swept: Swept
    by: str | None
    is_one_at_a_time: bool
    notes: Sequence[str] = ()
    """What must be known of its points."""

    @property
    def promise(self) -> Name:
        """The figure that is priced and ranked."""
        return self.swept.promise(self.by)

    @property
    def figure(self) -> str:
        """The promise as people call it."""
        return figure_words(str(self.promise))

    @property
    def has_strategies(self) -> bool:
        """Whether there is a ranking."""
        return len(self.swept.strategies) > 1

    @cached_property
    def cells(self) -> dict[tuple[str, str], Best]:
        """Best strategy, how probably and for what by row and column, where two settings vary over several."""
        keys = self.swept.keys
        if not self.has_strategies or self.is_one_at_a_time or len(keys) != 2:
            return {}
        return {
            (told_value(each.point[keys[0]]), told_value(each.point[keys[1]])): self._best(each)
            for each in self.swept.winners(self.by)
        }

    def _best(self, winner: Winner) -> Best:
        """Return who is best at a point; what it costs more where it is not judged by the cost itself."""
        dearer = None if self.promise.figure.startswith("cost") else winner.dearer
        return self._names[winner.strategy], winner.probability, dearer

    def page(self) -> Page:
        """Return the tables."""
        first = self.swept.trials[0].run
        subtitle = f"{first.replications} replications each · seed {first.seed} · each figure with its 95 % interval"
        shortened = [f"{short} is {name}" for name, short in self._names.items() if short != name]
        if not self._is_single:
            subtitle = " · ".join([subtitle, *shortened])
        scenarios = [trial.run.loaded.scenario for trial in self.swept.trials]
        return sweep_page(
            subtitle, len(self.swept.trials), self._sheets(), notes=[*self.notes, *slowdown_notes(scenarios)]
        )

    def _sheets(self) -> list[Sheet]:
        sheets = [self._points(title, names) for title, names in self._asked().items()]
        steps = self.swept.steps(self.by)
        if steps and not self._is_single:
            names = {str(self.promise): self.figure, str(COST): f"cost a year, {self._currency}"}
            lines = [(self._label(step.trial), [step.reached, step.cost]) for step in steps]
            sheets.append(price_sheet(str(self.promise), names, lines, left_out=self._undecided,
                                      surely_more=[step.surely_more for step in steps]))  # fmt: skip
        if self.is_one_at_a_time:
            sheets += [
                tornado_sheet(str(self.promise), self._names[strategy], _rows(self.swept.swings(self.by, strategy)))
                for strategy in self.swept.strategies
            ]
        return [*sheets, *self._ranking()]

    def _asked(self) -> dict[str, dict[Name, str]]:
        """Return what a planner asks of every point: tables by title, headings of their columns by figure."""
        figures = [trial.run.figures for trial in self.swept.trials]
        channels = list(dict.fromkeys(name for each in figures for name in each.channels))
        groups = list(dict.fromkeys(name for each in figures for name in each.groups))
        money = {COST: f"cost a year, {self._currency}"}
        money |= {Name("groups", name, "occupancy"): f"occupancy of {name}" for name in groups}
        if self.promise not in (KEPT, COST):
            money = {self.promise: self.figure, **money}
        tables = {
            "Answered in time": {Name("channels", name, "service_level"): name for name in channels}
            | {KEPT: "all together"},
            "Mean wait for an agent": {Name("channels", name, "wait_mean_s"): name for name in channels},
            "People and money": money,
        }
        known = {
            title: {name: heading for name, heading in names.items() if self._is_known(name)}
            for title, names in tables.items()
        }
        return {title: names for title, names in known.items() if names}

    def _is_known(self, name: Name) -> bool:
        found = (trial.figure(name) for trial in self.swept.trials)
        return any(figure is not None and figure.value is not None for figure in found)

    def _points(self, title: str, names: Mapping[Name, str]) -> Sheet:
        lines = [
            (self._label(trial), [(trial.figure(name) or nothing()).estimate() for name in names])
            for trial in self._distinct()
        ]
        corner = self.swept.keys[0] if self._is_single else "point"
        notes = self._cheapest() if COST in names else ()
        return points_sheet(title, {str(name): text for name, text in names.items()}, lines, corner=corner, notes=notes)

    def _distinct(self) -> list[Trial]:
        """Return the trials that differ: of those alike but for settings that play no role in a strategy the first."""
        found: dict[str, Trial] = {}
        for trial in self.swept.trials:
            found.setdefault(repr((trial.strategy, trial.settings)), trial)
        return list(found.values())

    def _cheapest(self) -> Sequence[str]:
        """Return the price of the promise in words where it needs no table of its own."""
        steps = self.swept.steps(self.by)
        if not steps:
            return (f"no price of a promise: {self._why_no_price()}",)
        if not self._is_single:
            return ()
        places = (self._label(step.trial) + (NOT_SURE if step.surely_more is False else "") for step in steps)
        told = f"by the means nothing cheaper reaches as much of {self.figure}: {', '.join(places)}"
        return (told, *(PRICE_NOTE,) * any(step.surely_more is False for step in steps))

    def _why_no_price(self) -> str:
        """Return why there is no table of prices."""
        if self.promise == COST:
            return "what is judged by is the cost itself"
        if not self.swept.has_cost:
            return "nothing costs anything here (groups have no cost_per_hour)"
        return f"nobody decides {', '.join(self._undecided)}"

    @property
    def _undecided(self) -> list[str]:
        """Settings that vary and that nobody decides."""
        return [key for key in self.swept.keys if not is_decided(key)]

    @property
    def _is_single(self) -> bool:
        """Whether one setting of one scenario varies."""
        return len(self.swept.keys) == 1 and not self.has_strategies

    @property
    def _currency(self) -> str:
        return self.swept.trials[0].run.loaded.scenario.money.currency

    def _ranking(self) -> list[Sheet]:
        if not self.has_strategies:
            return []
        figure = str(self.promise)
        if self.cells:
            first, second = self.swept.keys
            return [map_sheet(figure, (first, second), self.cells, currency=self._currency)]
        best = [(self._values(each.point), self._best(each)) for each in self.swept.winners(self.by)]
        sheets = [winners_sheet(figure, best, currency=self._currency)]
        if self.is_one_at_a_time:
            leader, swings = self.swept.margins(self.by)
            sheets += [margins_sheet(figure, self._names[leader], _rows(swings))] if swings else []
        return sheets

    def _label(self, trial: Trial) -> str:
        if self._is_single and trial.point:
            return told_value(trial.point[self.swept.keys[0]])
        values = self._values(trial.settings)
        if not self.has_strategies:
            return values
        is_same = bool(trial.point) and not trial.settings
        return self._names[trial.strategy] if is_same else f"{self._names[trial.strategy]}: {values}"

    def _values(self, point: Mapping[str, Any]) -> str:
        return (
            ", ".join(f"{self._names[key]} = {told_value(value)}" for key, value in point.items()) or "as in the file"
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        """Settings by as much of the end of their names as tells them apart, strategies by their scenarios' names."""
        first = [trial.run for trial in self.swept.trials[: len(self.swept.strategies)]]
        called = without_family(told_apart([run.name for run in first], self.swept.strategies))[1]
        return {**short_names(self.swept.keys, "."), **dict(zip(self.swept.strategies, called, strict=True))}

    def files(self) -> dict[str, bytes]:
        """Return the tables as CSV, and the pictures."""
        tables = {"sweep": self.swept.frame}
        if self.swept.steps(self.by):
            tables["price"] = self.swept.prices(self.by)
        if self.is_one_at_a_time:
            tables["tornado"] = self.swept.tornado(self.by)
        if self.has_strategies:
            tables["best"] = self.swept.best(self.by)
            if self.is_one_at_a_time:
                tables["ranking"] = self.swept.ranking(self.by)
        files = {f"{name}.csv": _csv(table) for name, table in tables.items()}
        return files | {f"{name}.svg": picture.encode() for name, picture in self._pictures().items()}

    def _pictures(self) -> dict[str, str]:
        figure, kind = self.figure, kind_of(str(self.promise))
        found = {}
        steps = [Step(self._label(step.trial), step.cost, step.reached, step.surely_more is not False)
                 for step in self.swept.steps(self.by)]  # fmt: skip
        if steps:
            currency = self.swept.trials[0].run.loaded.scenario.money.currency
            found["price"] = price_curve(f"The price of {figure}", (figure, kind), currency, steps=steps)
        if self.is_one_at_a_time:
            found["tornado"] = tornado(f"What moves {figure}", kind, _rows(self.swept.swings(self.by)))
            leader, swings = self.swept.margins(self.by) if self.has_strategies else ("", [])
            if swings:
                found["ranking"] = tornado(f"How far {self._names[leader]} is ahead", kind, _rows(swings))
        if self.cells:
            first, second = self.swept.keys
            cells = {place: (name, chance) for place, (name, chance, _) in self.cells.items()}
            called = [self._names[strategy] for strategy in self.swept.strategies]
            found["best"] = best_map(f"Best in {figure}", (first, second), cells, strategies=called)
        return found


def told_value(value: Any) -> str:
    """
    Return a value as the file has it, text without its quotation marks.

    Examples:
        >>> told_value({"08:00": 3}), told_value(False), told_value("4 min"), told_value(0.25)
        ('{ "08:00" = 3 }', 'false', '4 min', '0.25')
    """
    return value if isinstance(value, str) else toml(value)


def short_names(names: Sequence[str], between: str) -> dict[str, str]:
    """
    Return as much of the end of each name as tells it from the others.

    Examples:
        >>> short_names(["groups.desk.agents", "groups.phone.agents", "money.currency"], ".")
        {'groups.desk.agents': 'desk.agents', 'groups.phone.agents': 'phone.agents', 'money.currency': 'currency'}
    """

    def end(name: str, parts: int) -> str:
        return between.join(name.split(between)[-parts:])

    def parts_of(name: str) -> int:
        others = [other for other in names if other != name]
        most = name.count(between) + 1
        return next((n for n in range(1, most) if end(name, n) not in {end(other, n) for other in others}), most)

    return {name: end(name, parts_of(name)) for name in names}


def _rows(swings: Sequence[Swing]) -> Rows:
    return [
        (f"{swing.key} ({', '.join(dict.fromkeys(map(told_value, swing.values)))})", *swing.changes) for swing in swings
    ]


def _csv(table: "pd.DataFrame") -> bytes:
    """Return a table as CSV in which no spreadsheet takes a name for a formula."""
    names = [column for column in _NAMES if column in table]
    text = io.StringIO()
    table.assign(**{column: table[column].map(plain_text) for column in names}).to_csv(
        text, index=False, lineterminator="\n"
    )
    return text.getvalue().encode()

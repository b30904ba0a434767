"""A sweep as the command shows and keeps it: tables on the screen, the same as CSV, and pictures."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from channelmix.report.sheets import Page, Sheet
from channelmix.report.sweep_page import (
    kind_of,
    map_sheet,
    margins_sheet,
    points_sheet,
    sweep_page,
    tornado_sheet,
    winners_sheet,
)
from channelmix.report.sweep_pictures import best_map, price_curve, tornado
from channelmix.results import nothing
from channelmix.simulate.named import Name
from channelmix.sweep import Swept
from channelmix.sweep.answers import COST, Swing

if TYPE_CHECKING:
    import pandas as pd

Rows = list[tuple[str, Any, Any]]


@dataclass(frozen=True)
class Told:
    """A sweep in tables and pictures."""

    swept: Swept
    by: str | None
    is_one_at_a_time: bool

    @property
    def promise(self) -> Name:
        """The figure that is priced and ranked."""
        return self.swept.promise(self.by)

    @property
    def has_strategies(self) -> bool:
        """Whether there is a ranking."""
        return len(self.swept.strategies) > 1

    @cached_property
    def cells(self) -> dict[tuple[str, str], tuple[str, float | None]]:
        """Best strategy and its probability by row and column, where two settings vary over several strategies."""
        keys = self.swept.keys
        if not self.has_strategies or self.is_one_at_a_time or len(keys) != 2:
            return {}
        return {
            (str(each.point[keys[0]]), str(each.point[keys[1]])): (each.strategy, each.probability)
            for each in self.swept.winners(self.by)
        }

    def page(self) -> Page:
        """Return the tables."""
        first = self.swept.trials[0].run
        subtitle = f"{first.replications} replications each · seed {first.seed} · each figure with its 95 % interval"
        return sweep_page(subtitle, len(self.swept.trials), self._sheets())

    def _sheets(self) -> list[Sheet]:
        names = [self.promise, *([COST] if self.promise != COST else [])]
        texts = [str(name) for name in names]
        lines = [
            (self._label(trial), [(trial.figure(name) or nothing()).estimate() for name in names])
            for trial in self.swept.trials
        ]
        sheets = [points_sheet("Points", texts, lines)]
        steps = [(self._label(step.trial), [step.reached, step.cost]) for step in self.swept.steps(self.by)]
        if steps:
            sheets.append(points_sheet(f"Price of {self.promise}: nothing cheaper reaches as much", texts, steps))
        if self.is_one_at_a_time:
            sheets += [
                tornado_sheet(str(self.promise), strategy, _rows(self.swept.swings(self.by, strategy)))
                for strategy in self.swept.strategies
            ]
        return [*sheets, *self._ranking()]

    def _ranking(self) -> list[Sheet]:
        if not self.has_strategies:
            return []
        figure = str(self.promise)
        if self.cells:
            first, second = self.swept.keys
            return [map_sheet(figure, (first, second), self.cells)]
        best = [(_values(each.point), each.strategy, each.probability) for each in self.swept.winners(self.by)]
        sheets = [winners_sheet(figure, best)]
        if self.is_one_at_a_time:
            leader, swings = self.swept.margins(self.by)
            sheets += [margins_sheet(figure, leader, _rows(swings))] if swings else []
        return sheets

    def _label(self, trial: Any) -> str:
        values = _values(trial.point)
        return f"{trial.strategy}: {values}" if self.has_strategies else values

    def files(self) -> dict[str, bytes]:
        """Return the tables as CSV, and the pictures."""
        tables = {"sweep": self.swept.frame}
        if self.promise != COST:
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
        figure, kind = str(self.promise), kind_of(str(self.promise))
        found = {}
        steps = [(step.cost, step.reached) for step in self.swept.steps(self.by)]
        if steps:
            currency = self.swept.trials[0].run.loaded.scenario.money.currency
            found["price"] = price_curve(f"The price of {figure}", currency, kind, steps=steps)
        if self.is_one_at_a_time:
            found["tornado"] = tornado(f"What moves {figure}", kind, _rows(self.swept.swings(self.by)))
            leader, swings = self.swept.margins(self.by) if self.has_strategies else ("", [])
            if swings:
                found["ranking"] = tornado(f"How far {leader} is ahead", kind, _rows(swings))
        if self.cells:
            first, second = self.swept.keys
            found["best"] = best_map(f"Best in {figure}", (first, second), self.cells, strategies=self.swept.strategies)
        return found


def _values(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in point.items()) or "as in the file"


def _rows(swings: Sequence[Swing]) -> Rows:
    return [(f"{swing.key} ({', '.join(dict.fromkeys(map(str, swing.values)))})", *swing.changes) for swing in swings]


def _csv(table: "pd.DataFrame") -> bytes:
    text = io.StringIO()
    table.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode()

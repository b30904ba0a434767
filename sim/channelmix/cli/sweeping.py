"""``channelmix sweep``: settings varied, strategies side by side, all on the same customers."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rich_click as click

from channelmix.cli.commands import Options, command, simulation_options
from channelmix.cli.comparing import scenario_names
from channelmix.cli.jobs import Answer, Effort, Job, perform
from channelmix.cli.studies import PlaceOptions, crew, place_options

if TYPE_CHECKING:
    from channelmix.report.sheets import Page, Sheet
    from channelmix.simulate.named import Name
    from channelmix.sweep import Swept


@command("sweep", example="channelmix sweep webshop_nl/plus_whatsapp --vary groups.desk.shrinkage=0.2..0.4/3")
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--vary", multiple=True, metavar="KEY=A..B",
    help="A setting and its values: KEY=8..16, KEY=0..0.3/4 (in four steps) or KEY=A,B,C. May be repeated. "
    "Absent: as [[sweep]] in the first FILE.",
)  # fmt: skip
@click.option(
    "--design", "kind", type=click.Choice(["grid", "one", "space"]), default="grid", show_default=True,
    help="All combinations; one setting at a time, for what matters most; or spread evenly over the space.",
)  # fmt: skip
@click.option("--points", type=click.IntRange(min=2), metavar="N", help="How many points, with --design space.")
@click.option("--by", metavar="FIGURE", help="The promise that is priced and ranked; absent: the share of all kept.")
@place_options
@simulation_options
def sweep(
    *, sources: tuple[str, ...], vary: tuple[str, ...], kind: str, points: int | None, by: str | None,
    place: PlaceOptions, options: Options,
) -> None:  # fmt: skip
    """
    Simulate scenarios while settings vary: the price of a promise, what matters most, who is best where.

    Several FILEs are strategies: each is played at every point, on the same customers. All figures go into
    sweep.csv of the run folder, with small pictures.
    """
    from channelmix.sweep import Strategies, design

    strategies = Strategies(list(dict.fromkeys(scenario_names(sources))), options.settings)
    names = strategies.names
    laid_out = design(strategies.axes(vary), kind, points=points)
    first = [strategies.loaded(name, laid_out[0]) for name in names]

    def simulate(effort: Effort) -> Answer:
        from channelmix.sweep import Swept, play_all

        with crew(place, effort.workers) as (executor, workers):
            trials = play_all(
                strategies, laid_out, replications=effort.replications, seed=effort.seed, engine=effort.engine,
                workers=workers, executor=executor, progress=effort.progress, keeper_of=effort.keeper_of,
            )  # fmt: skip
        told = _Told(Swept(tuple(trials), tuple(names), tuple(laid_out)), by, is_one_at_a_time=kind == "one")
        runs = [trial.run for trial in trials[: len(names)]]
        before = sum(trial.run.from_before for trial in trials)
        return Answer(runs, told.swept.json(), told.page(), files=told.files(), tables=False, from_before=before)

    job = Job("sweep", first, simulate, parts=len(names) * len(laid_out), caches=not place.no_cache)
    perform(job, options)


@dataclass(frozen=True)
class _Told:
    """A sweep in tables and pictures."""

    swept: "Swept"
    by: str | None
    is_one_at_a_time: bool

    @property
    def promise(self) -> "Name":
        """The figure that is priced and ranked."""
        return self.swept.promise(self.by)

    def label(self, trial: Any) -> str:
        """Return what is said of a trial in tables."""
        values = ", ".join(f"{key} = {value}" for key, value in trial.point.items()) or "as in the file"
        return f"{trial.strategy}: {values}" if len(self.swept.strategies) > 1 else values

    def page(self) -> "Page":
        """Return the tables."""
        from channelmix.report.sweep_page import sweep_page

        first = self.swept.trials[0].run
        subtitle = f"{first.replications} replications each · seed {first.seed} · each figure with its 95 % interval"
        return sweep_page(subtitle, len(self.swept.trials), self._sheets())

    def _sheets(self) -> "list[Sheet]":
        from channelmix.report.sweep_page import points_sheet, tornado_sheet, winners_sheet
        from channelmix.results import nothing
        from channelmix.sweep.answers import COST

        names = [self.promise, *([COST] if self.promise != COST else [])]
        texts = [str(name) for name in names]
        lines = [
            (self.label(trial), [(trial.figure(name) or nothing()).estimate() for name in names])
            for trial in self.swept.trials
        ]
        sheets = [points_sheet("Points", texts, lines)]
        if self.promise != COST:
            steps = [(self.label(step.trial), [step.reached, step.cost]) for step in self.swept.steps(self.by)]
            sheets.append(points_sheet(f"Price of {self.promise}: nothing cheaper reaches as much", texts, steps))
        if self.is_one_at_a_time:
            for strategy in self.swept.strategies:
                swings = self.swept.swings(self.by, strategy)
                rows = [(f"{swing.key} ({swing.values[0]}, {swing.values[1]})", *swing.changes) for swing in swings]
                sheets.append(tornado_sheet(str(self.promise), strategy, rows))
        if len(self.swept.strategies) > 1:
            best = [
                (", ".join(f"{key} = {value}" for key, value in each.point.items()) or "as in the file",
                 each.strategy, each.probability)
                for each in self.swept.winners(self.by)
            ]  # fmt: skip
            sheets.append(winners_sheet(str(self.promise), best))
        return sheets

    def files(self) -> dict[str, bytes]:
        """Return the table of all figures, and the pictures."""
        from channelmix.report.pictures import bars, curve
        from channelmix.sweep.answers import COST

        table = io.StringIO()
        self.swept.frame.to_csv(table, index=False, lineterminator="\n")
        found = {"sweep.csv": table.getvalue().encode()}
        if self.promise != COST:
            steps = [(step.cost, step.reached) for step in self.swept.steps(self.by)]
            found["price.svg"] = curve(f"The price of {self.promise}", "cost a year", str(self.promise), steps).encode()
        if self.is_one_at_a_time:
            swings = self.swept.swings(self.by)
            rows = [(swing.key, swing.changes[0].mean or 0.0, swing.changes[1].mean or 0.0) for swing in swings]
            found["tornado.svg"] = bars(f"What moves {self.promise} most", rows).encode()
        return found

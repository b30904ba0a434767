"""``channelmix sweep``: settings varied, strategies side by side, all on the same customers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import rich_click as click

from channelmix.cli.commands import Options, command, simulation_options
from channelmix.cli.comparing import scenario_names
from channelmix.cli.jobs import Answer, Effort, Job, effort_of, files_of, perform
from channelmix.cli.studies import PlaceOptions, crew, place_options

if TYPE_CHECKING:
    from channelmix.scenario import Loaded


@command("sweep", example="channelmix sweep webshop_nl/plus_whatsapp --vary groups.desk.shrinkage=0.2..0.4/3")
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--vary", multiple=True, metavar="KEY=A..B",
    help="A setting and its values: KEY=8..16, KEY=0..0.3/4 (in four steps) or KEY=A,B,C, tables too "
    "(KEY='{ file = \"plan.xlsx\" },3'). May be repeated. "
    "Absent: as [[sweep]] in the first FILE.",
)  # fmt: skip
@click.option(
    "--design", "kind", type=click.Choice(["grid", "one", "space"]), default="grid", show_default=True,
    help="All combinations; one setting at a time, for what matters most; or spread evenly over the space.",
)  # fmt: skip
@click.option("--points", type=click.IntRange(min=2), metavar="N", help="How many points, with --design space.")
@click.option("--many", is_flag=True, help="Play more than 5,000 runs (points times FILEs).")
@click.option("--by", metavar="FIGURE", help="The promise that is priced and ranked; absent: the share of all kept.")
@place_options
@simulation_options
def sweep(
    *, sources: tuple[str, ...], vary: tuple[str, ...], kind: str, points: int | None, many: bool,
    by: str | None, place: PlaceOptions, options: Options,
) -> None:  # fmt: skip
    """
    Simulate scenarios while settings vary: the price of a promise, what matters most, who is best where.

    Several FILEs are strategies: each is played at every point, on the same customers. All figures go into
    sweep.csv of the run folder, with small pictures.
    """
    from channelmix.cli.sweep_size import SweepSize
    from channelmix.sweep import Strategies, design, ends, uneven

    strategies = Strategies(list(dict.fromkeys(scenario_names(sources))), options.settings)
    names, axes = strategies.names, strategies.axes(vary)
    strategies.check_settings(axes, kind)
    size = SweepSize(strategies=strategies, axes=axes, kind=kind, points_asked=points)
    first = [strategies.loaded(name, ends(axes)[0]) for name in names]
    size.look_before(effort_of(first, options), options, many=many)
    laid_out = design(axes, kind, points=points)
    first = [strategies.loaded(name, laid_out[0]) for name in names]

    def simulate(effort: Effort) -> Answer:
        from channelmix.cli.sweep_tables import Told
        from channelmix.sweep import Swept, play_all

        with crew(place, effort.workers) as (executor, workers):
            trials = play_all(
                strategies, laid_out, replications=effort.replications, seed=effort.seed, engine=effort.engine,
                workers=workers, executor=executor, progress=effort.progress, keeper_of=effort.keeper_of,
            )  # fmt: skip
        swept = Swept(tuple(trials), tuple(names), tuple(laid_out))
        told = Told(swept, by, is_one_at_a_time=kind == "one", notes=[*uneven(axes, kind), *_warnings(first)])
        runs = [trial.run for trial in trials[: len(names)]]
        before = sum(trial.run.from_before for trial in trials)
        also = files_of([trial.run.loaded for trial in trials])
        return Answer(
            runs, told.swept.json(), told.page(), files=told.files(), tables=False, from_before=before, also_read=also
        )

    job = Job(
        "sweep", first, simulate, parts=size.runs, expected_seconds=size.expected_seconds, caches=not place.no_cache
    )
    perform(job, options)


def _warnings(first: "Sequence[Loaded]") -> list[str]:
    """Return what is probably not meant in strategies, as they are at the first point."""
    return list(dict.fromkeys(warning for loaded in first for warning in loaded.warnings))

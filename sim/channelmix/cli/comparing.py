"""``channelmix compare``: several scenarios on the same customers, and their differences from the first."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import rich_click as click

from channelmix.cli.commands import Options, command, simulation_options
from channelmix.cli.jobs import Answer, Effort, Job, perform
from channelmix.cli.plans import is_there, load_with_plan
from channelmix.cli.studies import StudyOptions, crew, precision_remark, study_options
from channelmix.errors import InputError

ONLY_A_BASE = "base.toml"
"""A file of this name is what the scenarios of its folder build on, and none itself."""


@command("compare", example="channelmix compare webshop_nl/phone_email webshop_nl/plus_whatsapp")
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--select", metavar="FIGURE=AMOUNT",
    help="Play on until the best scenario is found, with 95 % probability if it is better than the next by AMOUNT, "
    "for instance total.cost_per_year=5000. What lies clearly behind is dropped on the way.",
)  # fmt: skip
@study_options
@simulation_options
def compare(*, sources: tuple[str, ...], select: str | None, study: StudyOptions, options: Options) -> None:
    """
    Simulate scenarios on the same customers and print how they differ from the first.

    A folder stands for all scenario files in it but base.toml; today.toml+plan.xlsx is today.toml with the agents of
    plan.xlsx, and today.toml+money.weeks_per_year=50 is today.toml with that setting. Each difference comes with its
    95 % interval.
    """
    loaded = [load_with_plan(source, options.settings) for source in scenario_names(sources)]
    if len(loaded) < 2:
        raise InputError(f"compare needs two scenarios or more (got {len(loaded)}); one alone is for 'channelmix run'")

    goal = study.goal(options, select)

    def simulate(effort: Effort) -> Answer:
        from channelmix.compare import compare as compared
        from channelmix.report.cases import cases_of
        from channelmix.report.comparison_page import comparison_page
        from channelmix.simulate.precision import MOST
        from channelmix.staffing.judging import judged

        with crew(study, effort.workers) as (executor, workers):
            found = compared(
                loaded, replications=effort.replications, seed=effort.seed, engine=effort.engine, workers=workers,
                executor=executor, progress=effort.progress, precision=goal, controls=study.controls, select=select,
                most=study.most or MOST, keeper_of=effort.keeper_of,
            )  # fmt: skip
        found = replace(found, runs=tuple(judged(run, threads=effort.workers) for run in found.runs))
        page = comparison_page(cases_of(found.runs), found.summary["differences"], found.summary)
        remarks = (*page.remarks, *precision_remark(found.precision))
        before = sum(run.from_before for run in found.runs)
        return Answer(found.runs, found.json(), replace(page, remarks=remarks), from_before=before)

    perform(Job("compare", loaded, simulate, caches=not study.no_cache), options)


def scenario_names(sources: tuple[str, ...]) -> Iterator[str]:
    """
    Yield files and names, a folder replaced by the scenario files in it, in order of their names.

    Raises:
        InputError: If a folder holds no scenario file.
    """
    from channelmix.scenario.elsewhere import elsewhere
    from channelmix.scenario.shipped import shipped_names

    shipped = shipped_names()
    for source in sources:
        inside = [name for name in shipped if name.startswith(f"{source.rstrip('/')}/") and not name.endswith("/base")]
        folder = elsewhere(Path(source))
        if is_there(str(folder)) and folder.is_dir():
            files = [Path(source) / name for name in sorted(path.name for path in folder.glob("*.toml"))]
            files = [path for path in files if path.name != ONLY_A_BASE]
            if not files:
                raise InputError(f"{source}: the folder holds no scenario file (*.toml)")
            yield from map(str, files)
        elif inside and not is_there(source):
            yield from inside
        else:
            yield source

"""``channelmix run``: one scenario, its figures with their intervals."""

import rich_click as click

from channelmix.cli.commands import Options, command, simulation_options
from channelmix.cli.jobs import Answer, Effort, Job, perform


@command("run", example="channelmix run webshop_nl/plus_whatsapp --replications 20")
@click.argument("source", metavar="FILE")
@simulation_options
def run(*, source: str, options: Options) -> None:
    """
    Simulate a scenario and print waits, service levels, occupancy and cost.

    Each figure comes with its 95 % interval. What was run stays in a run folder.
    """
    from channelmix.scenario import load

    loaded = load(source, options.settings)

    def simulate(effort: Effort) -> Answer:
        from channelmix.report.cases import cases_of
        from channelmix.report.run_page import run_page
        from channelmix.simulate import run as simulated

        found = simulated(
            loaded, replications=effort.replications, seed=effort.seed, engine=effort.engine,
            workers=effort.workers, progress=effort.progress,
        )  # fmt: skip
        (case,) = cases_of([found])
        return Answer([found], found.json(), run_page(case))

    perform(Job(loaded.scenario.name, [loaded], simulate), options)

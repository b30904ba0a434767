"""``channelmix staff``: the fewest agents that keep the promises, as a plan for Excel."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from channelmix.cli.commands import Options, command, simulation_options
from channelmix.cli.console import Progress
from channelmix.cli.jobs import Answer, Effort, Job, perform
from channelmix.cli.plans import staffed_by
from channelmix.cli.staffing_ahead import Ahead, staff_ahead

if TYPE_CHECKING:
    from channelmix.staffing import Staffed


@command("staff", example="channelmix staff today.toml --plan plan.xlsx")
@click.argument("source", metavar="FILE")
@click.option(
    "--plan", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Also write the plan here, as .xlsx, or as .csv for Dutch and German Excel; nothing is overwritten.",
)  # fmt: skip
@click.option(
    "--against", type=click.Path(path_type=Path, dir_okay=False), metavar="PLAN",
    help="Hold a plan of your own against the one found: where people are too many, where they are missed.",
)  # fmt: skip
@click.option("--shifts", is_flag=True, help="Build work shifts from the templates [[work_shift]], breaks included.")
@click.option(
    "--months",
    metavar="A..B",
    help="Staff months ahead, for instance 2027-01..2029-12: FTE, paid hours, money, hires.",
)
@click.option(
    "--forecast",
    metavar="NAME",
    help="Put a stored forecast under the arrivals of FILE. Absent: as in FILE.",
)
@click.option(
    "--risk", type=float, metavar="SHARE",
    help="Share of the forecast's paths to be ready for, such as 0.9. Absent: as in FILE.",
)  # fmt: skip
@click.option(
    "--attrition", type=float, metavar="SHARE",
    help="With --months: share of agents who leave within a year. Absent: as in FILE, else none.",
)  # fmt: skip
@click.option("--require-targets", is_flag=True, help="End with exit code 3 if a promise is clearly missed.")
@simulation_options
def staff(
    *, source: str, plan: Path | None, against: Path | None, shifts: bool, months: str | None, forecast: str | None,
    risk: float | None, attrition: float | None, require_targets: bool, options: Options,
) -> int:  # fmt: skip
    """
    Find the fewest agents by interval and group that keep every target, and check them on fresh customers.

    Targets stand in the channels and groups, how they are meant under [staffing]. The run folder keeps plan.xlsx,
    which Excel can change and agents = { file = "plan.xlsx" } simulates back.
    """
    from channelmix.errors import InputError, TargetsMissed
    from channelmix.scenario import load

    if options.dry_run:
        raise InputError("staff cannot tell beforehand how long it searches (got --dry-run); try fewer --replications")
    if months is not None:
        ahead = Ahead(source=source, months=months, forecast=forecast, risk=risk, attrition=attrition, plan=plan)
        ahead.refuse(against=against, shifts=shifts, require_targets=require_targets)
        staff_ahead(ahead, options, lambda effort: _stage(effort.progress))
        return 0
    if forecast is not None or risk is not None or attrition is not None:
        raise InputError("--forecast, --risk and --attrition are built for months only (got none); give --months A..B")
    loaded = load(source, options.settings) if against is None else staffed_by(source, against, options.settings)
    kept: list[bool] = []

    def find(effort: Effort) -> Answer:
        from channelmix.staffing import staff as staffed
        from channelmix.staffing import wording

        if plan is not None:
            wording.check_free(plan)
        found = staffed(
            loaded, shifts=shifts, against=against is not None, replications=effort.replications, seed=effort.seed,
            workers=effort.workers, stage=_stage(effort.progress),
        )  # fmt: skip
        if plan is not None:
            found.save(plan)
        kept.append(found.keeps_all)
        return _answer(found)

    perform(Job(f"staff {loaded.scenario.name}", [loaded], find), options)
    if require_targets and not all(kept):
        raise TargetsMissed("a promise is clearly missed on fresh customers; see the table of promises")
    return 0


def _answer(found: "Staffed") -> Answer:
    from channelmix.report.cases import cases_of
    from channelmix.report.staff_page import staff_page

    (case,) = cases_of([found.run])
    page = staff_page(case, found.summary, found.promises)
    files = {**found.files(), "staffing.json": found.json()}
    return Answer([found.run], found.run.json(), page, printed=found.json(), files=files)


def _stage(progress: Progress | None) -> Callable[[str], None]:
    """Return what to tell as the search goes on: how long it takes nobody knows, so the bar only nears its end."""
    done = 0

    def told(what: str) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, done + max(20, done // 4))

    return told

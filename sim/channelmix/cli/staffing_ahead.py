"""``channelmix staff --months``: how many people a forecast will need, month by month."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from channelmix.cli.commands import Options
from channelmix.cli.jobs import Answer, Effort, Job, perform
from channelmix.cli.staffing_stages import put_off, stages_of, tell_before
from channelmix.errors import InputError

if TYPE_CHECKING:
    from channelmix.staffing.ahead import YearsAhead
    from channelmix.staffing.ahead.study import Outlook


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What the user said about months ahead."""

    source: str
    months: str
    forecast: str | None
    risk: float | None
    attrition: float | None
    plan: Path | None


def staff_ahead(ahead: Ahead, options: Options) -> None:
    """Find what months ahead need, and keep and print it."""
    from channelmix.staffing.ahead import outlook_of
    from channelmix.staffing.wording import check_free, write_plan

    if ahead.plan is not None:
        check_free(ahead.plan)
    outlook = outlook_of(ahead.source, months=ahead.months, forecast=ahead.forecast, settings=options.settings)

    said: list[str] = []
    unwritten: list[InputError] = []

    def find(effort: Effort) -> Answer:
        from channelmix.staffing.ahead import staff_months

        stage = stages_of(effort.progress, said, quiet=options.quiet)
        tell_before(outlook.forecasted.loaded.warnings, stage)
        found = staff_months(
            outlook, risk=ahead.risk, attrition=ahead.attrition, replications=options.replications, seed=effort.seed,
            engine=effort.engine, workers=effort.workers, stage=stage,
        )  # fmt: skip
        answer = _answer(found, options, said if sys.stdout.isatty() else ())
        if ahead.plan is not None:
            with put_off(unwritten):
                write_plan(ahead.plan, {".xlsx": answer.files["plan.xlsx"], ".csv": answer.files["months.csv"]})
        return answer

    loaded = outlook.forecasted.loaded
    job = Job(f"staff {loaded.scenario.name} by month", [loaded], find)
    if options.dry_run:
        from channelmix.staffing.ahead.study import FEW, SIMULATED

        few = min(loaded.scenario.run.replications, FEW)
        options = replace(options, replications=options.replications or few)
        job = replace(job, parts=SIMULATED, expected_seconds=partial(_expected_seconds, outlook))
    perform(job, options)
    for error in unwritten:
        raise error


def _expected_seconds(outlook: "Outlook", effort: Effort) -> float:
    from channelmix.staffing.ahead.expected import expected_ahead_seconds

    return expected_ahead_seconds(
        outlook, replications=effort.replications, seed=effort.seed, engine=effort.engine, workers=effort.workers
    )


def _answer(found: "YearsAhead", options: Options, said: Sequence[str]) -> Answer:
    """Return what to print and keep; cautions that the user has read above the search are not printed once more."""
    from channelmix.report.months_chart import months_chart
    from channelmix.report.months_page import months_page
    from channelmix.staffing.ahead.tables import months_csv
    from channelmix.staffing.ahead.wording import explained

    files = {**found.files(), "months.svg": months_chart(found.summary).encode()}
    cautions = [caution for caution in (*found.loaded.warnings, *found.cautions) if caution not in said]
    page = months_page(found.summary, explained(found.summary), cautions)
    table = months_csv(found.summary, dialect="comma" if options.csv == "comma" else "point")
    return Answer([found.run], found.json(), page, files=files, tables=False, csv=table)

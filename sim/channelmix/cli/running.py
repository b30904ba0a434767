"""``channelmix run``: one scenario, its figures with their intervals."""

import json
from collections.abc import Sequence
from dataclasses import replace

import rich_click as click

from channelmix.cli.commands import Options, command, simulation_options
from channelmix.cli.jobs import Answer, Effort, Job, perform
from channelmix.cli.plans import load_with_plan
from channelmix.cli.studies import StudyOptions, controls_remark, crew, precision_remark, study_options


@command("run", example="channelmix run webshop_nl/plus_whatsapp --replications 20")
@click.argument("source", metavar="FILE")
@click.option(
    "--audit", "audited", is_flag=True,
    help="Put every channel beside the nearest exact model, and check that the run's books add up.",
)  # fmt: skip
@click.option(
    "--risk", "risks", multiple=True, metavar="QUESTION",
    help="How often a period goes wrong, such as 'phone.service_level<70%', or what only one in ten exceeds, "
    "'total.cost@90%'. May be repeated.",
)  # fmt: skip
@study_options
@simulation_options
def run(*, source: str, audited: bool, risks: tuple[str, ...], study: StudyOptions, options: Options) -> None:
    """
    Simulate a scenario and print waits, service levels, occupancy and cost.

    Each figure comes with its 95 % interval. What was run stays in a run folder. today.toml+plan.xlsx is today.toml
    with the agents of that plan file. Each promise is also judged by itself over every interval or day where
    staffing.per is "interval" or "day", or agents come from a plan file: there, without staffing.per, those below an
    hour by the interval, others by the day.
    """
    loaded = load_with_plan(source, options.settings)
    goal = study.goal(options)

    def simulate(effort: Effort) -> Answer:
        from channelmix.report.cases import cases_of
        from channelmix.report.run_page import run_page
        from channelmix.report.sparkline import over_time
        from channelmix.simulate import run as simulated
        from channelmix.staffing.judging import judged

        with crew(study, effort.workers) as (executor, workers):
            found = simulated(
                loaded, replications=effort.replications, seed=effort.seed, engine=effort.engine, workers=workers,
                executor=executor, progress=effort.progress, precision=goal, controls=study.controls,
                keeper=effort.keeper_of(0),
            )  # fmt: skip
        found = judged(found, threads=effort.workers)
        (case,) = cases_of([found])
        page = run_page(case)
        page = replace(page, sheets=(*page.sheets, over_time(case, found.interval_columns())))
        more = (*precision_remark(found.precision), *controls_remark(found.summary))
        answer = Answer(
            [found], found.json(), replace(page, remarks=(*page.remarks, *more)), from_before=found.from_before
        )
        answer = with_risks(answer, risks) if risks else answer
        return with_audit(answer) if audited else answer

    perform(Job(loaded.scenario.name, [loaded], simulate, caches=not study.no_cache), options)


def with_risks(answer: Answer, questions: Sequence[str]) -> Answer:
    """Return what a job found, with the answers to questions of risk."""
    from channelmix.report.risk_words import risk_remark
    from channelmix.results import to_json

    (run,) = answer.runs
    content = {"risk": [run.risk(question).as_dict() for question in questions]}
    page = replace(answer.page, remarks=(*answer.page.remarks, risk_remark(content["risk"], run.replications)))
    printed = to_json({**json.loads(answer.printed or answer.json), **content})
    return replace(answer, page=page, printed=printed, files={**answer.files, "risk.json": to_json(content)})


def with_audit(answer: Answer) -> Answer:
    """Return what a job found, with the audit of its run on the page, in the JSON and in the run folder."""
    from channelmix.audit import audit
    from channelmix.report.exact_page import audit_sheets
    from channelmix.results import to_json

    (run,) = answer.runs
    found = audit(run).as_dict()
    page = replace(answer.page, sheets=(*answer.page.sheets, *audit_sheets(found)))
    printed = to_json({**json.loads(answer.printed or answer.json), "audit": found})
    return replace(answer, page=page, printed=printed, files={**answer.files, "audit.json": to_json(found)})

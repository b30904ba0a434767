"""
What all commands that simulate have in common: simulate, keep a run folder, show the results.

The folder is begun before the simulation, so that a place that cannot be written is told at
once and not after an hour. If it cannot be completed (the disk is full), the results are shown
before the error is.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from channelmix.cli.again import check_unchanged, given_again, job_of, words_given
from channelmix.cli.blocks import Keeping
from channelmix.cli.commands import Options
from channelmix.cli.console import Progress, progress_bar, results, say, write
from channelmix.cli.kept_inputs import keep_inputs
from channelmix.cli.waiting import saying_why
from channelmix.errors import InputError, RunFolderError
from channelmix.runs import JOB

if TYPE_CHECKING:
    from channelmix.report.sheets import Page
    from channelmix.runs import Draft
    from channelmix.scenario import Loaded
    from channelmix.scenario.document import SourceFile
    from channelmix.simulate import Run
    from channelmix.simulate.replications import Keeper


@dataclass(frozen=True)
class Answer:
    """What a job found."""

    runs: "Sequence[Run]"
    json: bytes
    page: "Page"
    printed: bytes | None = None
    """What ``--json`` prints; None: ``json``."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What the run folder keeps besides."""
    tables: bool = True
    """Whether the run folder keeps figures.csv and intervals.parquet."""
    from_before: int = 0
    """Replications that had been played before."""
    also_read: "Sequence[SourceFile]" = ()
    """Files that other scenarios than those of the job have read."""
    csv: bytes | None = None
    """What ``--csv`` prints where there are no such tables; None: sweep.csv."""


@dataclass(frozen=True)
class Effort:
    """How to simulate, everything settled."""

    replications: int
    seed: int
    engine: str | None
    workers: int
    progress: Progress | None = None
    keeper_of: "Callable[[int], Keeper | None]" = lambda number: None
    """What keeps the replications of each scenario."""
    draft: "Draft | None" = None
    """The run folder, which may keep what is found before the work is done."""


@dataclass(frozen=True)
class Job:
    """Something to simulate."""

    name: str
    loaded: "Sequence[Loaded]"
    simulate: Callable[[Effort], Answer]
    parts: int | None = None
    """How many scenarios are played; None: those loaded."""
    expected_seconds: Callable[[Effort], float | Mapping[str, float]] | None = None
    """Tells about how long it takes, or each part of it; None: a trial of a few replications tells."""
    caches: bool = False
    """Whether replications that any earlier run has played may be taken."""


def perform(job: Job, options: Options) -> None:
    """Simulate a job as the user wants it, keep what a run leaves, and print the results."""
    if options.as_json and options.csv:
        raise InputError("--json and --csv exclude each other (got both)")
    effort = effort_of(job.loaded, options)
    state = given_again.get()
    if state is not None and state.replications is not None:
        effort = replace(effort, replications=state.replications)
        state.summary, state.job = _simulate(job, effort, options, draft=None).json, job_of(job.loaded)
        return
    if options.dry_run:
        from channelmix.cli.dry_run import tell_expected_time

        tell_expected_time(job, effort, as_json=options.as_json)
        return
    answers: list[Answer] = []
    try:
        with _folder(job, options) as draft:
            answers.append(_simulate(job, effort, options, draft=draft))
            if draft is not None:
                _fill(draft, job, effort, answer=answers[0], options=options)
    except RunFolderError:
        for answer in answers:
            _show(answer, options)
        raise
    _show(answers[0], options)
    if draft is not None and not options.quiet:
        say(f"Kept in {draft.path}")


def effort_of(loaded: "Sequence[Loaded]", options: Options) -> Effort:
    """Return how to simulate, by what the user says, the first scenario and the machine."""
    from channelmix.simulate.workers import processors

    stated = loaded[0].scenario.run
    return Effort(
        replications=stated.replications if options.replications is None else options.replications,
        seed=stated.seed if options.seed is None else options.seed,
        engine=options.engine,
        workers=options.workers or processors(),
    )


@contextmanager
def _given_up_if_wrong(draft: "Draft", *, is_new: bool) -> Iterator[None]:
    """Keep nothing of a run that was asked for wrongly: nobody could go on with it."""
    try:
        yield
    except InputError as error:
        draft.is_in_vain = is_new and not isinstance(error, RunFolderError)
        raise


@contextmanager
def _folder(job: Job, options: Options) -> "Iterator[Draft | None]":
    if options.no_run_folder:
        yield None
        return
    from channelmix.runs import run_folder
    from channelmix.simulate.manifest import digest_of

    state = given_again.get()
    unfinished = state.folder if state else None
    if unfinished is not None:
        check_unchanged(unfinished, job.loaded)
    drafts: list[Draft] = []
    try:
        with run_folder(options.out, name=job.name, digest=digest_of(job.loaded), unfinished=unfinished) as draft:
            drafts.append(draft)
            draft.write_json(JOB, job_of(job.loaded))
            keep_inputs(draft, files_of(job.loaded))
            with _given_up_if_wrong(draft, is_new=unfinished is None):
                yield draft
    except BaseException:
        for draft in drafts:
            if draft.is_worth_keeping:
                say(f"What was finished is kept; go on with: channelmix resume {draft.path}")
        raise


def _simulate(job: Job, effort: Effort, options: Options, *, draft: "Draft | None") -> Answer:
    if draft is not None:
        draft.log("started", name=job.name, replications=effort.replications, seed=effort.seed)
    started = time.perf_counter()
    total = effort.replications * (len(job.loaded) if job.parts is None else job.parts)
    with (
        progress_bar(job.name, total, quiet=options.quiet) as shown,
        saying_why(shown, job.loaded, quiet=options.quiet) as progress,
    ):
        keeping = Keeping(draft, caches=job.caches and options.engine is None and given_again.get() is None)
        answer = job.simulate(replace(effort, progress=progress, keeper_of=keeping.keeper, draft=draft))
    keeping.hand_over()
    if draft is not None:
        seconds = round(time.perf_counter() - started, 3)
        draft.log("simulated", seconds=seconds, from_before=answer.from_before)
    if answer.from_before and keeping.caches and not options.quiet:
        from channelmix.report.numbers import counted

        say(f"From the cache: {counted(answer.from_before, 'replication')}; --no-cache plays anew")
    played = {run.engine for run in answer.runs}
    if options.engine is not None and played != {options.engine} and not options.quiet:
        say(_why_not_fast())
    return answer


def _why_not_fast() -> str:
    """Return in words why another engine played than was asked for."""
    from channelmix.simulate.engines import hindrance

    return f"The fast engine did not play: {hindrance()}. The figures are the same."


def _fill(draft: "Draft", job: Job, effort: Effort, *, answer: Answer, options: Options) -> None:
    """Write all files of a run folder."""
    from channelmix.simulate.manifest import intervals_of, manifest, spreads_of

    _check_there(draft)
    draft.write("summary.json", answer.json)
    for name, content in answer.files.items():
        draft.write(name, content)
    if answer.tables:
        draft.write("figures.csv", _csv(answer, options))
        draft.write("intervals.parquet", intervals_of(answer.runs))
        draft.write_json("spread.json", spreads_of(answer.runs))
    command = words_given.get() or sys.argv[1:]
    facts = manifest(job.loaded, answer.runs, workers=effort.workers, command=command)
    known = set(files_of(job.loaded))
    also = [file for file in dict.fromkeys(answer.also_read) if file not in known]
    keep_inputs(draft, also)
    facts["also_read"] = [{"path": file.path, "sha256": file.sha256, "bytes": file.bytes} for file in also]
    draft.write_json("manifest.json", facts)
    for warning in (warning for loaded in job.loaded for warning in loaded.warnings):
        draft.log("warning", text=warning)
    draft.log("finished")


def _check_there(draft: "Draft") -> None:
    """
    Make sure that a folder still holds what was put in it before the run began.

    Raises:
        RunFolderError: If it has been removed meanwhile.
    """
    if not (draft.path / JOB).is_file():
        draft.is_in_vain = True
        raise RunFolderError(
            f"{draft.path}: the run folder was removed while the run went on (got no {JOB}), so nothing is kept; "
            f"give the command anew to keep it"
        )


def files_of(loaded: "Sequence[Loaded]") -> "list[SourceFile]":
    """Return all files that scenarios have read, each once."""
    return list(dict.fromkeys(file for each in loaded for file in each.files))


def _csv(answer: Answer, options: Options) -> bytes:
    """Return all figures as CSV, with decimal commas if that was asked for."""
    from channelmix.report.figures_csv import figures_csv

    return figures_csv(json.loads(answer.json), dialect="comma" if options.csv == "comma" else "point")


def _show(answer: Answer, options: Options) -> None:
    if options.as_json or options.csv:
        csv = _csv(answer, options) if answer.tables else answer.csv or answer.files.get("sweep.csv", b"")
        write((answer.printed or answer.json) if options.as_json else csv)
        for remark in () if options.quiet else answer.page.remarks:
            say("\n  ".join([f"{remark.title}:", *remark.lines]))
        return
    from channelmix.report.terminal import print_page

    print_page(answer.page, results())

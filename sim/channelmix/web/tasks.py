"""
What workers do, piece by piece: play, draw, finish, and show what lies in a run folder.

Functions here are called in worker processes, where the numerical libraries are; the page's own
process only hands them on. Nothing numerical is imported before it is needed.
"""

import json
import logging
import multiprocessing
import os
import shutil
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.errors import RunFolderError
from channelmix.runs import BLOCKS
from channelmix.web.job import PAGE
from channelmix.web.questions import Plan, Question
from channelmix.web.speech import speaking_to

if TYPE_CHECKING:
    from channelmix.report.stored import Study as Stored
    from channelmix.scenario import Loaded
    from channelmix.simulate import Run
    from channelmix.simulate.store import Store
    from channelmix.simulate.study import Study

OUR_FAULT = "channelmix made a mistake of its own; whoever started the page finds it in the window it runs in."
MOMENT = "%Y%m%dT%H%M%SZ"
"""How the name of a run folder begins."""

_MOST_READY = 4
_ready: "OrderedDict[tuple[Question, str], list[Study]]" = OrderedDict()
"""Questions that this worker has made ready to play, with the hash of what they read."""


def log(name: str, error: BaseException) -> None:
    """Tell the terminal of the page what went wrong; visitors are told less."""
    logging.getLogger("channelmix.web").error("%s: %s", name, error, exc_info=error)


# ---------------------------------------------------------------------- a worker's life


def begin_worker(folder: Path, reach: Sequence[Path]) -> None:
    """Prepare a worker process: it works in the workspace, reads nothing else, and ends with the page."""
    from channelmix.scenario.reach import restrict_reading

    os.chdir(folder)
    restrict_reading(reach)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def warm() -> None:
    """Load what playing and drawing need, and have the engine compiled; takes long only the first time of all."""
    from channelmix.web import pictures  # noqa: F401 - loaded now, so that no visitor waits for it

    studies = _begin(_loaded(Question((Plan("town_hall_nl/2016"),), 2, 1)), seed=1)
    for study in studies:
        _played(study, range(2))


# ---------------------------------------------------------------------- playing


@dataclass(frozen=True)
class Survey:
    """What a job reads, and what its folder holds."""

    digest: str
    """Hash of all inputs."""
    known: list[list[range]]
    """Replications that have been played, by plan."""


@dataclass(frozen=True)
class Begun:
    """A job that has been looked at: what is asked, the hash of what it reads, and where its replications are."""

    question: Question
    digest: str
    folder: Path

    def store(self, number: int) -> "Store":
        """
        Return where the replications of a plan are kept.

        The hash stands in the path: a worker who is still at a piece when a plan changes adds nothing to what is
        played of the plan as it now is.
        """
        from channelmix.web.kept_blocks import KeptBlocks

        return KeptBlocks(self.folder / BLOCKS / self.digest[:16] / str(number))


def survey(question: Question, folder: Path) -> Survey:
    """
    Make a question ready, and look at what was played of it; what was played with other inputs is thrown away.

    Raises:
        ScenarioError: If a plan has mistakes.
        FileNotFoundError: If the job, and its folder with it, was removed meanwhile.
    """
    loaded = _loaded(question)
    digest = _digest(loaded)
    _keep_ready(question, digest, loaded)
    begun = Begun(question, digest, folder)
    for number in range(len(question.plans)):
        _make_below(folder, begun.store(number).folder)
    for other in (folder / BLOCKS).glob("*"):
        if other.name != digest[:16]:
            shutil.rmtree(other, ignore_errors=True)
    stores = [begun.store(number) for number in range(len(question.plans))]
    return Survey(
        digest, [[range(first, first + part.replications) for first, part in store.known()] for store in stores]
    )


def _make_below(folder: Path, place: Path) -> None:
    """Make a place within a job's folder, and never that folder: somebody may just have thrown it away."""
    for name in place.relative_to(folder).parts:
        folder = folder / name
        folder.mkdir(exist_ok=True)


def missing(known: Iterable[range], start: int, end: int) -> list[range]:
    """
    Return what is missing between two numbers.

    Examples:
        >>> missing([range(0, 2), range(4, 6)], 0, 8)
        [range(2, 4), range(6, 8)]
    """
    found, at = [], start
    for block in sorted(known, key=lambda each: each.start):
        if start <= block.start < end:
            found.append(range(at, block.start))
            at = block.stop
    return [gap for gap in [*found, range(at, end)] if gap]


def play(begun: Begun, number: int, block: range) -> float:
    """Play replications of one plan, keep them in the job's folder, and return how many seconds that took."""
    study = _studies(begun)[number]
    started = time.perf_counter()
    played = _played(study, block)
    store = begun.store(number)
    store.keep(block.start, played)
    if store.broken:
        if not store.folder.is_dir():
            return 0.0  # thrown away meanwhile
        raise RunFolderError(f"what was played cannot be kept (got '{store.broken}')")
    return time.perf_counter() - started


def _played(study: "Study", block: range) -> Any:
    from channelmix.simulate.replications import PlayBlock

    return PlayBlock.of(study.simulation)(block)


def _studies(begun: Begun) -> "list[Study]":
    """
    Return a question made ready.

    Raises:
        RunFolderError: If what it reads is no longer what the job began with.
    """
    question, digest = begun.question, begun.digest
    if (question, digest) not in _ready:
        loaded = _loaded(question)
        if _digest(loaded) != digest:
            raise RunFolderError("a file that the run reads has changed since it began; run it again")
        _keep_ready(question, digest, loaded)
    _ready.move_to_end((question, digest))
    return _ready[question, digest]


def _keep_ready(question: Question, digest: str, loaded: "Sequence[Loaded]") -> None:
    _ready[question, digest] = _begin(loaded, seed=question.seed)
    while len(_ready) > _MOST_READY:
        _ready.popitem(last=False)


def _digest(loaded: "Sequence[Loaded]") -> str:
    from channelmix.simulate.manifest import digest_of

    return digest_of(loaded)


def _begin(loaded: "Sequence[Loaded]", seed: int) -> "list[Study]":
    from channelmix.compare.playing import begin_together

    return begin_together(loaded, seed=seed)


def _loaded(question: Question) -> "list[Loaded]":
    from channelmix.scenario import load

    return [load(plan.source, plan.settings) for plan in question.plans]


def _runs(begun: Begun, count: int) -> "list[Run]":
    """Return the results of so many replications of each plan; what is missing is played."""
    from dataclasses import replace

    from channelmix.simulate.replications import Replications

    return [
        replace(study, replications=Replications(study.simulation, keeper=begun.store(number))).run(count)
        for number, study in enumerate(_studies(begun))
    ]


# ---------------------------------------------------------------------- drawing


def picture(begun: Begun, count: int, language: str) -> str:
    """Return the answer as it is after so many replications, as HTML."""
    from channelmix.web.pictures import answer_html

    with speaking_to(language):
        return answer_html(_study_of(_runs(begun, count)))


def _summary(runs: "Sequence[Run]") -> dict[str, Any]:
    from channelmix.compare import Comparison

    return Comparison(tuple(runs)).summary if len(runs) > 1 else runs[0].summary


def _study_of(runs: "Sequence[Run]") -> "Stored":
    from channelmix.report.cases import cases_of
    from channelmix.report.stored import Study
    from channelmix.report.stored_intervals import COLUMNS

    summary = _summary(runs)
    tables = [run.interval_columns() for run in runs]
    rows = [
        [dict(zip(COLUMNS, row, strict=True)) for row in zip(*(table[name] for name in COLUMNS), strict=True)]
        for table in tables
    ]
    return Study(
        cases=cases_of(runs), differences=summary.get("differences", ()), summary=summary, intervals=rows,
        resolved=[run.loaded.resolved() for run in runs], spread=[run.spread for run in runs],
    )  # fmt: skip


def finish(begun: Begun, name: str, language: str) -> str:
    """Make a job's folder a complete run folder of its final name, and return the answer as HTML."""
    from channelmix.report.figures_csv import figures_csv
    from channelmix.results import to_json
    from channelmix.runs import run_folder
    from channelmix.simulate.manifest import intervals_of, manifest, spreads_of
    from channelmix.web.pictures import answer_html

    folder, question = begun.folder, begun.question
    runs = _runs(begun, question.replications)
    summary = _summary(runs)
    moment, _, rest = name.partition("-")
    slug, _, mark = rest.rpartition("-")
    started = datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)
    facts = manifest([run.loaded for run in runs], runs, workers=1, command=question.command)
    with run_folder(folder.parent, name=slug, digest=mark, moment=started, unfinished=folder) as draft:
        draft.write("summary.json", to_json(summary))
        draft.write("figures.csv", figures_csv(summary, dialect="point"))
        draft.write("intervals.parquet", intervals_of(runs))
        draft.write_json("spread.json", spreads_of(runs))
        draft.write_json("manifest.json", facts)
        draft.log("finished")
    with speaking_to(language):
        return answer_html(_study_of(runs))


# ---------------------------------------------------------------------- what lies there already


def show(folder: Path, language: str) -> str:
    """Return what a complete run folder holds, as HTML."""
    from channelmix.report.kept_html import is_study, kept_parts
    from channelmix.web.pictures import answer_html, piece_of

    summary, manifest = _read(folder)
    with speaking_to(language):
        if not is_study(summary):
            return piece_of(kept_parts(folder, summary, manifest)[1])
        return answer_html(_stored(folder, summary, manifest), has_form=(folder / PAGE).is_file())


def report(folder: Path, language: str) -> bytes:
    """Return report.html of a complete run folder."""
    from channelmix.report.kept_html import is_study, kept_html
    from channelmix.report.study_html import study_html

    summary, manifest = _read(folder)
    with speaking_to(language):
        if not is_study(summary):
            return kept_html(folder, summary, manifest).encode()
        return study_html(_stored(folder, summary, manifest)).encode()


def workbook(folder: Path, language: str) -> bytes:
    """Return results.xlsx of a complete run folder."""
    from channelmix.report.results_workbook import results_workbook

    with speaking_to(language):
        return results_workbook(_stored(folder, *_read(folder)))


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    Return the summary and the manifest of a run folder.

    Raises:
        RunFolderError: If one cannot be read, or is no table of JSON.
    """
    found = []
    for name in ("summary.json", "manifest.json"):
        try:
            found.append(json.loads((folder / name).read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError):
            raise RunFolderError(f"{folder.name}: {name} cannot be read") from None
        if not isinstance(found[-1], dict):
            raise RunFolderError(f"{folder.name}: {name} must be a table (got '{str(found[-1])[:40]}')")
    return found[0], found[1]


def _stored(folder: Path, summary: dict[str, Any], manifest: dict[str, Any]) -> "Stored":
    from channelmix.report.stored import study_of

    return study_of(folder, summary, manifest)

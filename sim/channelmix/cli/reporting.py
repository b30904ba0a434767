"""``channelmix report``: pictures and a workbook of what a run or a comparison left."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from channelmix.cli.again import read_json, read_manifest
from channelmix.cli.commands import PathName, command
from channelmix.cli.console import say, write
from channelmix.cli.kept_scenarios import kept_scenario
from channelmix.errors import InputError, RunFolderError

if TYPE_CHECKING:
    from channelmix.report.stored import Study

REPORT, WORKBOOK, PLAN = "report.html", "results.xlsx", "plan.xlsx"


@command("report", example="channelmix report runs/20270301T090000Z-compare-0a1b2c3d")
@click.argument("folders", type=PathName(path_type=Path), metavar="FOLDER...", nargs=-1)
@click.option(
    "--out", type=PathName(path_type=Path), metavar="DIR",
    help="Where to write; of several FOLDERs each gets a folder of its name there. Absent: into FOLDER.",
)  # fmt: skip
@click.option(
    "--sweep", type=PathName(path_type=Path), metavar="FOLDER",
    help="Show beside them what 'sweep --design one' of the same plans left: which setting changes the ranking.",
)  # fmt: skip
@click.option(
    "--language", type=click.Choice(["en", "nl", "de"]), default="en", show_default=True,
    help="English, Dutch or German; numbers and dates too.",
)  # fmt: skip
def report(*, folders: tuple[Path, ...], out: Path | None, sweep: Path | None, language: str) -> None:
    """
    Write report.html, results.xlsx and plan.xlsx of what run or compare left in FOLDER; absent: the newest in runs/.

    report.html is one file for a browser, a phone, a mail or paper, and asks no other host for anything; results.xlsx
    has all figures as tables with charts; plan.xlsx has the agents of the plan that staff found, or that is proposed;
    where there is none, it says why. A sweep gives report.html alone, months ahead plan.xlsx too. Nothing is simulated
    again.
    """
    folders = folders or (_newest(Path("runs")),)
    names = [folder.resolve().name for folder in folders]
    if out is not None and len(set(names)) < len(names):
        raise InputError(f"--out needs folders of different names (got {', '.join(names)})")
    made = [(folder, _contents(folder, sweep, language)) for folder in folders]
    for (folder, contents), name in zip(made, names, strict=True):
        place = folder if out is None else out if len(folders) == 1 else out / name
        for file in _written(place, contents.files):
            write(f"{file}\n")
        if contents.reason:
            say(f"{folder}: no {PLAN} ({contents.reason})")


def _newest(place: Path) -> Path:
    found = [path for path in place.glob("[!.]*") if (path / "manifest.json").is_file()]
    if not found:
        raise RunFolderError(f"{place}: there is no run folder here (got none of {len(list(place.glob('*')))} entries)")
    return max(found, key=lambda path: path.name)


@dataclass(frozen=True)
class _Contents:
    """What is written of a run folder."""

    files: Mapping[str, bytes]
    reason: str = ""
    """Why there is no plan among them."""


def _contents(folder: Path, sweep: Path | None, language: str) -> _Contents:
    """Return the content of all files; nothing is written before all folders could be read."""
    from channelmix.cli.months_plan import kept_months_workbook
    from channelmix.forecast.fitting.used import forecasts_used
    from channelmix.report.kept_html import is_study, kept_html
    from channelmix.report.kept_months import is_months
    from channelmix.report.language import speaking
    from channelmix.report.results_workbook import results_workbook
    from channelmix.report.stored import study_of
    from channelmix.report.study_html import study_html
    from channelmix.report.swept import swept_of

    summary, manifest = _read(folder)
    if not is_study(summary):
        with speaking(language):
            page = {REPORT: kept_html(folder, summary, manifest).encode()}
            plan = kept_months_workbook(folder, summary) if is_months(summary) else None
            return _Contents(page if plan is None else {**page, PLAN: plan})
    study = study_of(folder, summary, manifest)
    study = replace(study, outlook=forecasts_used(study.resolved, study.places))
    with speaking(language):
        plan, reason = _plan(folder, study)
        files = {} if plan is None else {PLAN: plan}
        study = study if sweep is None else replace(study, swept=swept_of(sweep, *_read(sweep)))
        return _Contents({REPORT: study_html(study).encode(), WORKBOOK: results_workbook(study), **files}, reason)


def _plan(folder: Path, study: "Study") -> tuple[bytes | None, str]:
    """Return the plan that staff left, else that of the plan proposed; else why there is none."""
    from channelmix.report.found_plan import found_plan, promise_lines
    from channelmix.report.language import say, spoken, told_day
    from channelmix.report.proposal import proposal_of
    from channelmix.staffing.own_plan import found_plan_workbook, own_plan_workbook
    from channelmix.staffing.tongue import Tongue

    manifest, tongue = read_manifest(folder), Tongue(say, spoken().days, day=told_day)
    if manifest["command"][:1] == ["staff"] and (folder / PLAN).is_file():
        found = found_plan(folder, study.cases[0].scenario) if spoken().code != "en" else None
        if found is None:
            return (folder / PLAN).read_bytes(), ""
        lines = list(promise_lines(study.goals, found["checked_on"], study.cases[0].warnings))
        return found_plan_workbook(study.cases[0].scenario, found, lines, tongue), ""
    place = 0 if len(study.cases) == 1 else proposal_of(study).place
    if place is None:
        return None, _why_none(study)
    with tempfile.TemporaryDirectory() as scratch:
        loaded = kept_scenario(manifest, place, kept=folder, folder=Path(scratch).resolve())
        return (None, _CHANGED) if loaded is None else (own_plan_workbook(loaded, tongue), "")


def _why_none(study: "Study") -> str:
    """Return why no plan is proposed, and how to come by a plan."""
    from channelmix.compare.names import listed
    from channelmix.report.language import speaking
    from channelmix.report.numbers import counted
    from channelmix.report.promises_page import keeping_all
    from channelmix.report.proposal import proposal_of

    if proposal_of(study).keepers:
        return "none is proposed, for which plan costs least is not known: hours without cost_per_hour"
    with speaking("en"):
        times = counted(study.cases[0].summary["replications"], "replication")
    none = f"none is proposed, for over the whole period no plan is sure to meet all targets, judged on {times}"
    keepers = keeping_all(study.cases)
    return f"{none}; {_KEEPING.format(plans=listed(keepers)) if keepers else _SEARCHING}"


_KEEPING = "each promise by itself is kept by {plans}: after 'run' of that plan alone, 'report' writes its plan.xlsx"
_SEARCHING = "'channelmix staff FILE' searches for a plan that keeps each promise that can be kept"
_CHANGED = "the files it was simulated from have changed since; run it again"


def _read(folder: Path) -> tuple[Any, Any]:
    """Return the summary and the manifest of a run folder."""
    return read_json(folder / "summary.json"), read_manifest(folder)


def _written(place: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files, each whole or not at all."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            _replace(place / name, content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunFolderError(
            f"{place}: the report cannot be written here (got '{reason}'); choose another place with --out"
        ) from None
    return [place / name for name in contents]


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".unfinished-", delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(content)
            file.close()
            draft.chmod(0o666 & ~_umask())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _umask() -> int:
    """Return the mask of new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask

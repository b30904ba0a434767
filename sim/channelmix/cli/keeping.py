"""``resume``, ``rerun`` and ``runs``: what earlier commands left, to go on with, repeat, look at and tidy up."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import rich_click as click

from channelmix.cli.again import Again, again, alone, changes, is_running, read_job, read_json, read_manifest
from channelmix.cli.commands import Family, PathName, command
from channelmix.cli.console import say, write
from channelmix.cli.kept_inputs import changed_since, restore
from channelmix.cli.left_behind import (
    UNFINISHED,
    all_folders,
    can_go_on,
    dead_ones,
    is_at_work,
    told_age,
    told_size,
    told_state,
)
from channelmix.errors import InputError, RunFolderError
from channelmix.runs import JOB

MOST_SHOWN = 12

_out = click.option(
    "--out", type=PathName(path_type=Path), default=Path("runs"), show_default=True, metavar="DIR",
    help="Where run folders are.",
)  # fmt: skip
_folder = click.argument("folder", type=PathName(path_type=Path), metavar="FOLDER")


@command("resume", example="channelmix resume")
@click.argument("folder", type=PathName(path_type=Path), metavar="FOLDER", required=False)
@_out
@click.option("--cluster", metavar="ADDRESS", help="Go on at another cluster than the run began on.")
@click.option("--local", is_flag=True, help="Go on here, where the run began on a cluster.")
def resume(*, folder: Path | None, out: Path, cluster: str | None, local: bool) -> None:
    """
    Go on with a run that was stopped, by Ctrl-C, a crash or a full disk.

    Without FOLDER the newest unfinished run is taken. What had been played is not played again, and the figures
    are those of a run that was never stopped.
    """
    chosen = (folder or _newest(out)).resolve()
    if (chosen / "manifest.json").is_file() and not (chosen / JOB).exists():
        raise RunFolderError(_nothing_to_go_on_with(chosen))
    with alone(chosen):
        job = read_job(chosen)
        if is_running(job):
            raise RunFolderError(f"{chosen}: process {job['process']} is still at work on this run; stop it first")
        words = without_option(job["command"], "--cluster") if cluster or local else job["command"]
        _give([*words, *(["--cluster", cluster] if cluster else [])], job["place"], Again(folder=chosen))


def _nothing_to_go_on_with(folder: Path) -> str:
    """Return in words why a run that was finished cannot be resumed, and what can be done with it if it is whole."""
    told = f"{folder}: this run was finished, nothing is left to go on with"
    try:
        read_manifest(folder)
        read_json(folder / "summary.json")
    except RunFolderError as error:
        return f"{told}, and it has been damaged since: {error}; give the command anew, and remove the folder by hand"
    return f"{told}; 'channelmix report {folder}' shows it, 'channelmix rerun {folder}' plays it again"


def without_option(words: Sequence[str], option: str) -> list[str]:
    """
    Return the words of a command without an option and its value.

    Examples:
        >>> without_option(["run", "a.toml", "--cluster", "tcp://head:8786", "--quiet"], "--cluster")
        ['run', 'a.toml', '--quiet']
        >>> without_option(["run", "--cluster=tcp://head:8786", "a.toml"], "--cluster")
        ['run', 'a.toml']
    """
    pairs = zip(words, ["", *words], strict=False)
    return [word for word, before in pairs if before != option and word.partition("=")[0] != option]


def _newest(out: Path) -> Path:
    folders = all_folders(out) if out.is_dir() else []
    begun = [path for path in folders if path.name.startswith(UNFINISHED)]
    found = [path for path in begun if can_go_on(path)]
    idle = dead_ones(found)
    if not idle:
        raise RunFolderError(
            f"{out}: there is no unfinished run here (got {len(found)} still at work){_beyond_repair(begun, found)}"
        )
    others = f"; {len(idle) - 1} more to go on with, see 'channelmix runs list'" if len(idle) > 1 else ""
    say(f"Going on with {idle[0]}, stopped {told_age(idle[0])}{others}")
    return idle[0]


def _beyond_repair(begun: Sequence[Path], found: Sequence[Path]) -> str:
    """Return what to say of the newest folder that was begun and does not tell with which command."""
    lost = dead_ones([path for path in begun if path not in found])
    if not lost:
        return ""
    return (
        f"; {lost[0].name} was begun, but its {JOB}, which says how to go on, is damaged or gone: give the command "
        "anew; 'channelmix runs clean --unfinished' removes that folder"
    )


def _give(words: list[str], place: str, state: Again) -> None:
    from channelmix.cli.app import commands

    with again(state, words, place), commands.make_context("channelmix", list(words)) as context:
        commands.invoke(context)


@command("rerun", example="channelmix rerun runs/20270301T090000Z-small-0a1b2c3d")
@_folder
def rerun(*, folder: Path) -> None:
    """
    Repeat a run, and tell whether summary.json comes out the same, byte for byte.

    Whatever has become of the files it read, they are taken from the run folder, which keeps copies; data files and
    forecasts too. If it does not come out the same, what differs is told: files, versions, and figures.
    """
    chosen = folder.resolve()
    manifest = read_manifest(chosen)
    _check_effort(chosen, manifest, read_json(chosen / "summary.json"))
    before = (chosen / "summary.json").read_bytes()
    state = Again(replications=manifest["replications"])
    with tempfile.TemporaryDirectory() as scratch:
        _repeat(manifest, chosen, Path(scratch).resolve(), state=state)
    if state.summary == before:
        since = "; ".join(changed_since(manifest))
        say(f"{folder}: the same, byte for byte{f' (from what the run folder keeps; {since})' if since else ''}")
        return
    raise RunFolderError(
        "\n  ".join([f"{folder}: summary.json came out different", *_reasons(manifest, before, state)])
    )


def _check_effort(folder: Path, manifest: dict[str, Any], summary: dict[str, Any]) -> None:
    """
    Make sure that manifest and summary speak of as many replications: told now, not after all has been played.

    Raises:
        RunFolderError: If they do not.
    """
    asked, found = manifest["replications"], summary.get("replications", manifest["replications"])
    if found != asked:
        raise RunFolderError(
            f"{folder}: manifest.json and summary.json must be of one run (got {asked} replications and "
            f"{str(found)[:40]}); one of them has been changed since, and nothing was played"
        )


def _repeat(manifest: dict[str, Any], folder: Path, scratch: Path, *, state: Again) -> None:
    """Give the command of a run again, in a folder in which all that it read lies as it lay then."""
    from channelmix.scenario.elsewhere import below, reading_from

    lacking = restore(manifest, folder, scratch)
    if lacking:
        raise RunFolderError(
            f"{folder}: the run cannot be repeated without what it read, of which it keeps no copy: "
            f"{'; '.join(lacking)}; put it back where it was, in or from {manifest['place']}"
        )
    # A plan that staff wrote beside its run folder is there already; nothing is overwritten.
    words = without_option(manifest["command"], "--plan")
    with reading_from(scratch):
        _give(words, str(below(scratch, Path(manifest["place"]))), state)


def _reasons(manifest: dict[str, Any], before: bytes, state: Again) -> Iterator[str]:
    from channelmix.simulate.manifest import versions

    if state.job is not None:
        yield from changes(manifest["scenarios"], state.job["scenarios"])
    for name, now in versions().items():
        then = manifest["versions"].get(name)
        if then != now:
            yield f"{name} was {then} and is {now}"
    yield from differing(json.loads(before), json.loads(state.summary or b"{}"))


def differing(before: Any, after: Any) -> list[str]:
    """
    Return in words which values of two summaries differ.

    Examples:
        >>> differing({"a": {"mean": 1}, "b": 2}, {"a": {"mean": 3}, "b": 2})
        ['a.mean: 1 and 3']
    """
    first, second = dict(_leaves(before)), dict(_leaves(after))
    names = [name for name in [*first, *(name for name in second if name not in first)]
             if first.get(name, "absent") != second.get(name, "absent")]  # fmt: skip
    lines = [f"{name}: {first.get(name, 'absent')} and {second.get(name, 'absent')}" for name in names[:MOST_SHOWN]]
    return [*lines, *([f"and {len(names) - MOST_SHOWN} more"] if len(names) > MOST_SHOWN else [])]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}[{number + 1}]")
    else:
        yield path, value


# ---------------------------------------------------------------------- runs


@command("list", example="channelmix runs list")
@_out
def list_runs(*, out: Path) -> None:
    """List run folders, newest first, with age and size; unfinished ones too."""
    folders = all_folders(out)
    for path in folders:
        write(f"{path.name}  {told_age(path)}, {told_size(path)}  {told_state(path)}\n")
    dead = dead_ones(folders)
    if dead:
        say(
            f"{len(dead)} unfinished ({told_size(*dead)}, the oldest {told_age(dead[-1])}) stay until they are resumed "
            f"or removed by 'channelmix runs clean --unfinished --yes'"
        )


@command("show", example="channelmix runs show runs/20270301T090000Z-small-0a1b2c3d")
@_folder
def show_run(*, folder: Path) -> None:
    """Print the figures of a run as CSV, with what it was."""
    manifest = read_manifest(folder)
    from channelmix.report.figures_csv import figures_csv
    from channelmix.report.sound import check_figures, check_manifest

    check_manifest(folder / "manifest.json", manifest)
    summary = read_json(folder / "summary.json")
    say(f"channelmix {' '.join(manifest['command'])}, finished {manifest['finished']}, {told_state(folder)}")
    table = folder / "sweep.csv"
    if "points" in summary and table.is_file():
        write(table.read_bytes())
        return
    check_figures(folder / "summary.json", summary)
    rows = figures_csv(summary, dialect="point")
    if rows.count(b"\n") < 2:
        raise RunFolderError(f"{folder / 'summary.json'}: must hold figures (got {', '.join(summary) or 'nothing'})")
    write(rows)


@command("diff", example="channelmix runs diff runs/FIRST runs/SECOND")
@click.argument("first", type=PathName(path_type=Path), metavar="FOLDER")
@click.argument("second", type=PathName(path_type=Path), metavar="FOLDER")
def diff_runs(*, first: Path, second: Path) -> None:
    """Tell what differs between two runs: settings first, then figures."""
    mine, theirs = (read_manifest(folder) for folder in (first, second))
    settings = ([each.get("resolved") for each in manifest["scenarios"]] for manifest in (mine, theirs))
    figures = [read_json(folder / "summary.json") for folder in (first, second)]
    kinds = [" ".join(manifest["command"][:1]) for manifest in (mine, theirs)]
    if figures[0].keys() != figures[1].keys():
        say(f"What they hold is not of one kind: {first.name} is of '{kinds[0]}', {second.name} of '{kinds[1]}'")
    for title, pair in (("settings", settings), ("figures", figures)):
        lines = differing(*pair)
        write("\n  ".join([f"{title}:", *(lines or ["the same"])]) + "\n")


@command("clean", example="channelmix runs clean --keep 20 --yes")
@_out
@click.option("--keep", type=click.IntRange(min=0), default=20, show_default=True, metavar="N", help="Newest to keep.")
@click.option("--unfinished", is_flag=True, help="Remove all unfinished runs that nobody is at work on, and no others.")
@click.option("--yes", is_flag=True, help="Remove them; without it they are only listed.")
@click.option("--dry-run", is_flag=True, help="Only list them, as without --yes.")
@click.option("--cache", is_flag=True, help="Empty the cache of replications instead; with --yes.")
def clean_runs(*, out: Path, keep: int, unfinished: bool, yes: bool, dry_run: bool, cache: bool) -> None:
    """Remove all but the newest run folders; unfinished ones count, and those still at work stay."""
    if yes and dry_run:
        raise InputError("--yes removes and --dry-run does not (got both)")
    if cache:
        _clean_cache(yes=yes)
        return
    found = all_folders(out)
    old = dead_ones(found) if unfinished else [path for path in found[keep:] if not is_at_work(path)]
    size = told_size(*old)
    for path in old:
        write(f"{path.name}  {told_age(path)}, {told_size(path)}\n")
        if yes:
            shutil.rmtree(path, ignore_errors=True)
    said = f"{len(old)} {'removed' if yes else 'to remove'}, {size}"
    say(said if yes or not old else f"{said}; --yes removes them")


def _clean_cache(*, yes: bool) -> None:
    from channelmix.simulate.cache import default_cache

    found = default_cache()
    if found is None:
        say("The cache is switched off")
        return
    size = found.clear() if yes else found.size()
    say(f"{found.folder}: {size / 1e6:.1f} MB {'removed' if yes else 'to remove; --yes removes them'}")


runs = Family(
    "runs", summary="Look at what earlier runs left, and tidy it up.",
    members=(list_runs, show_run, diff_runs, clean_runs),
)  # fmt: skip

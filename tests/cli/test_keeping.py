"""``resume``, ``rerun`` and ``runs``: what was stopped goes on, what is done can be repeated to the byte."""

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import SMALL, started

from channelmix import runs
from channelmix.cli.again import alone

Process = Callable[..., subprocess.Popen[bytes]]
MANY = ("--replications", "120", "--workers", "1")


def unfinished(folder: Path) -> list[Path]:
    return list((folder / "runs").glob(".unfinished-*"))


def finished(folder: Path) -> list[Path]:
    return list((folder / "runs").glob("[!.]*"))


def blocks(folder: Path) -> int:
    return len(list((folder / "runs").glob(".unfinished-*/blocks/*/*.npz")))


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run that was killed after some of its blocks: once for all tests, since it takes seconds."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    with started(folder, "run", "small.toml", *MANY, "--quiet") as running:
        until = time.monotonic() + 60
        while blocks(folder) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        running.kill()
        running.communicate(timeout=60)
    return folder


@pytest.fixture
def stopped(killed: Path, folder: Path) -> Path:
    """That run, as if it had been killed in the folder of this test."""
    shutil.copytree(killed / "runs", folder / "runs")
    (path,) = unfinished(folder)
    job = path / "job.json"
    text = job.read_text(encoding="utf-8")
    job.write_text(text.replace(json.dumps(str(killed))[1:-1], json.dumps(str(folder))[1:-1]), encoding="utf-8")
    return path


@pytest.mark.skipif(os.name == "nt", reason="signals are of another kind there")
def test_a_killed_run_goes_on_and_ends_with_the_bytes_of_one_that_was_never_stopped(
    cli, folder: Path, stopped: Path
) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in (stopped / "blocks" / "0").iterdir()}
    assert len(before) >= 2
    answer = cli("resume")
    assert answer.code == 0, answer.err
    (kept,) = finished(folder)
    assert unfinished(folder) == []
    assert sorted(path.name for path in kept.iterdir()) == sorted(
        ["manifest.json", "summary.json", "figures.csv", "intervals.parquet", "spread.json", "log.jsonl", "inputs"]
    )
    whole = cli("run", "small.toml", *MANY, "--json", "--no-run-folder")
    assert (kept / "summary.json").read_text(encoding="utf-8") == whole.out


def test_what_has_been_played_is_not_played_again(cli, folder: Path, stopped: Path, monkeypatch) -> None:
    from channelmix.simulate.simulation import Simulation

    done = sum(len(range(120)) // 12 for _ in (stopped / "blocks" / "0").glob("*.npz"))
    played = []
    play = Simulation.play
    monkeypatch.setattr(Simulation, "play", lambda self, number: (played.append(number), play(self, number))[1])
    assert cli("resume", str(stopped)).code == 0
    assert len(played) <= 120 - done
    assert len(set(played)) == len(played)


def test_an_input_that_has_changed_is_told_and_the_finished_part_kept(cli, folder: Path, stopped: Path) -> None:
    small = folder / "small.toml"
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace("per_day = 60", "per_day = 61"), encoding="utf-8")
    answer = cli("resume")
    assert answer.code == 2
    assert "small.toml has changed" in answer.err
    assert "the finished part is kept" in answer.err
    assert blocks(folder) >= 2
    small.write_text(text + "\n# a comment changes nothing\n", encoding="utf-8")
    assert cli("resume").code == 0


def test_without_an_unfinished_run_there_is_nothing_to_resume(cli, folder: Path) -> None:
    answer = cli("resume")
    assert (answer.code, "no unfinished run" in answer.err) == (2, True)


def test_a_run_that_is_still_at_work_is_not_resumed(process: Process, cli, folder: Path) -> None:
    with process("run", "small.toml", "--replications", "100000", "--workers", "1", "--quiet") as running:
        until = time.monotonic() + 60
        while not list(folder.glob("runs/.unfinished-*/job.json")) and time.monotonic() < until:
            time.sleep(0.02)
        answer = cli("resume", str(unfinished(folder)[0]))
        listed = cli("runs", "list")
        running.kill()
        running.communicate(timeout=60)
    assert (answer.code, f"process {running.pid} is still at work" in answer.err) == (2, True)
    assert "): channelmix run small.toml" in listed.out


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked there")
def test_of_two_who_go_on_with_a_run_at_once_one_is_told_to_wait(cli, folder: Path, stopped: Path) -> None:
    with alone(stopped):
        answer = cli("resume", str(stopped))
    assert (answer.code, "another process is going on with this run" in answer.err) == (2, True), answer.err
    assert blocks(folder) >= 2
    assert cli("resume", str(stopped)).code == 0


def test_a_disk_that_fills_up_costs_nothing_that_was_played(cli, folder: Path, monkeypatch) -> None:
    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(runs.os, "fsync", no_space)
        answer = cli("run", "small.toml")
    assert answer.code == 2
    assert "channelmix resume" in answer.err
    assert cli("resume").code == 0
    assert len(finished(folder)) == 1


def test_a_place_where_blocks_cannot_be_kept_costs_only_the_keeping(cli, folder: Path, monkeypatch) -> None:
    from channelmix.simulate import store

    written: list[bytes] = []
    block_bytes = store.block_bytes

    def no_space_at_first(part: store.Counts) -> bytes:
        if len(told) < 2:
            told.append("full")
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(block_bytes(part))
        return written[-1]

    told: list[str] = []
    monkeypatch.setattr(store, "block_bytes", no_space_at_first)
    answer = cli("run", "small.toml", "--no-cache")
    assert answer.code == 0
    assert answer.err.count("cannot be kept now (got 'No space left on device')") == 1
    assert written, "room was made, and the rest was kept"
    assert len(finished(folder)) == 1


def test_a_block_that_is_damaged_is_played_again(cli, folder: Path, stopped: Path) -> None:
    first = sorted((stopped / "blocks" / "0").glob("*.npz"))[0]
    first.write_bytes(first.read_bytes()[: random.Random(1).randrange(10, 400)])
    assert cli("resume").code == 0
    (kept,) = finished(folder)
    whole = cli("run", "small.toml", *MANY, "--json", "--no-run-folder")
    assert (kept / "summary.json").read_text(encoding="utf-8") == whole.out


def test_rerun_repeats_a_run_to_the_byte_also_one_that_was_played_until_precise(cli, folder: Path) -> None:
    cli("run", "small.toml", "--precision", "phone.service_level=8pp", "--budget", "1 min")
    (kept,) = finished(folder)
    answer = cli("rerun", str(kept))
    assert (answer.code, "the same, byte for byte" in answer.err) == (0, True), answer.err
    assert finished(folder) == [kept]


@pytest.mark.parametrize("words", [("compare", "small.toml", "larger.toml", "--controls"), ("run", "larger.toml")])
def test_a_run_is_repeated_from_its_folder_when_its_files_have_changed_or_gone(cli, folder: Path, words) -> None:
    cli(*words, "--set", "channels.phone.patience='4 min'", "--seed", "9", "--replications", "25")
    (kept,) = finished(folder)
    small = folder / "small.toml"
    small.write_text(small.read_text(encoding="utf-8").replace("per_day = 60", "per_day = 90"), encoding="utf-8")
    (folder / "larger.toml").unlink()
    answer = cli("rerun", str(kept))
    assert answer.code == 0, answer.err
    assert "the same, byte for byte (from what the run folder keeps; " in answer.err
    assert "small.toml has changed" in answer.err
    assert "larger.toml is gone" in answer.err


def with_data(folder: Path) -> None:
    """Let small.toml, and so larger.toml, name volumes, and be staffed by a file at another place."""
    (folder / "volumes.csv").write_text("start,channel,contacts\n2027-03-01 09:00,phone,40\n", encoding="utf-8")
    (folder / "more.csv").write_text("start,channel,contacts\n2027-03-01 09:00,phone,60\n", encoding="utf-8")
    small = folder / "small.toml"
    text = small.read_text(encoding="utf-8").replace("{ per_day = 60 }", '{ file = "volumes.csv" }')
    small.write_text(text, encoding="utf-8")
    (folder / "plan.csv").write_text("start,group,agents\n2027-03-01 00:00,front_office,9\n", encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("run", "small.toml"),
        ("compare", "small.toml", "small.toml+plan.csv", "larger.toml"),
        ("compare", "{here}/small.toml", "{here}/small.toml+{here}/plan.csv"),
        ("sweep", "small.toml", "larger.toml", "--vary", "channels.phone.arrivals.file=volumes.csv,more.csv"),
        ("sweep", ".", "--vary", "groups.front_office.shrinkage=0.1,0.2"),
    ],
)
def test_a_run_is_repeated_without_any_of_the_files_it_has_read(cli, folder: Path, words: tuple[str, ...]) -> None:
    with_data(folder)
    given = [word.format(here=folder) for word in words]
    assert cli(*given, "--replications", "3", "--quiet").code == 0
    (kept,) = finished(folder)
    (folder / "gone").mkdir()
    for file in [path for path in folder.iterdir() if path.is_file()]:
        file.rename(folder / "gone" / file.name)
    answer = cli("rerun", str(kept))
    assert (answer.code, "the same, byte for byte" in answer.err) == (0, True), answer.err
    assert "small.toml is gone" in answer.err


def test_a_run_that_lacks_a_file_says_which_one(cli, folder: Path) -> None:
    with_data(folder)
    cli("compare", "small.toml", "larger.toml", "--replications", "2")
    (kept,) = finished(folder)
    for copy in (kept / "inputs").glob("*-volumes.csv"):
        copy.unlink()
    assert cli("rerun", str(kept)).code == 0
    (folder / "volumes.csv").write_text("start,channel,contacts\n2027-03-01 09:00,phone,60\n", encoding="utf-8")
    answer = cli("rerun", str(kept))
    assert (answer.code, "keeps no copy: volumes.csv (has changed); put it back" in answer.err) == (2, True)
    assert "larger.toml" not in answer.err


def test_this_check_notices_a_summary_that_is_not_of_the_folder(cli, folder: Path) -> None:
    cli("run", "small.toml")
    (kept,) = finished(folder)
    summary = kept / "summary.json"
    summary.write_text(summary.read_text(encoding="utf-8").replace('"seed": 7', '"seed": 8'), encoding="utf-8")
    answer = cli("rerun", str(kept))
    assert (answer.code, "seed: 8 and 7" in answer.err) == (2, True)


@pytest.mark.parametrize("content", ["", '{"schema": 1'])
def test_a_summary_that_cannot_be_read_is_told_before_anything_is_played(cli, folder: Path, content: str) -> None:
    cli("run", "small.toml")
    (kept,) = finished(folder)
    (kept / "summary.json").write_text(content, encoding="utf-8")
    answer = cli("rerun", str(kept))
    assert (answer.code, "summary.json: must be JSON" in answer.err) == (2, True)


@pytest.mark.parametrize("content", ["{}", "[]", "null", '{"replications": NaN}', "[" * 50_000])
def test_a_manifest_of_another_shape_is_told(cli, folder: Path, content: str) -> None:
    cli("run", "small.toml")
    (kept,) = finished(folder)
    (kept / "manifest.json").write_text(content, encoding="utf-8")
    for words in (("rerun", str(kept)), ("report", str(kept)), ("runs", "show", str(kept))):
        answer = cli(*words)
        assert (answer.code, "manifest.json: must " in answer.err) == (2, True), answer.err


def test_a_wrong_value_that_shows_late_leaves_no_run_that_could_not_be_resumed(cli, folder: Path) -> None:
    wrong = cli("sweep", "small.toml", "--vary", "groups.front_office.shrinkage=0.1,nan", "--replications", "2")
    assert wrong.code == 2
    assert "resume" not in wrong.err
    assert list((folder / "runs").glob(".unfinished-*")) == []


def test_runs_are_listed_shown_told_apart_and_cleaned(cli, folder: Path) -> None:
    cli("run", "small.toml")
    cli("run", "small.toml", "--seed", "8")
    names = [line.split()[0] for line in cli("runs", "list").out.splitlines()]
    assert len(names) == 2
    paths = [str(Path("runs") / name) for name in names]
    assert "service_level" in cli("runs", "show", paths[0]).out
    told = cli("runs", "diff", *paths).out
    assert "settings:\n  the same" in told
    assert "seed: 8 and 7" in told
    assert cli("runs", "clean", "--keep", "1").err.startswith("1 to remove")
    assert len(finished(folder)) == 2
    assert cli("runs", "clean", "--keep", "1", "--yes").err.startswith("1 removed")
    assert [path.name for path in finished(folder)] == [names[0]]


def test_a_damaged_run_folder_is_listed_as_such_beside_the_others(cli, folder: Path) -> None:
    cli("run", "small.toml")
    (folder / "runs" / "broken").mkdir()
    (folder / "runs" / "broken" / "manifest.json").write_text("{", encoding="utf-8")
    listed = cli("runs", "list")
    assert listed.code == 0
    assert "damaged, and to be removed by hand" in listed.out
    assert "replications, seed 7" in listed.out


def test_unfinished_folders_that_are_damaged_hinder_no_other(cli, folder: Path, stopped: Path) -> None:
    job = (stopped / "job.json").read_text(encoding="utf-8")
    damages = {
        '{"command": ["run"]}': "must say place, process, channelmix, scenarios",
        "{": "must be JSON",
        re.sub(r'"process": \d+', '"process": "soon"', job): "process must be a whole number (got 'soon')",
    }
    for number, text in enumerate(damages):
        shutil.copytree(stopped, folder / "runs" / f".unfinished-damaged{number}")
        (folder / "runs" / f".unfinished-damaged{number}" / "job.json").write_text(text, encoding="utf-8")
    listed = cli("runs", "list")
    assert (listed.code, [words for words in damages.values() if words not in listed.out]) == (0, []), listed.err
    assert "process must be a whole number" in cli("resume", "runs/.unfinished-damaged2").err
    answer = cli("resume")
    assert (answer.code, f"Going on with {stopped.relative_to(folder)}" in answer.err) == (0, True), answer.err
    assert "was begun, but its job.json, which says how to go on, is damaged or gone" in cli("resume").err
    assert cli("runs", "clean", "--unfinished", "--yes").err.startswith("3 removed")
    assert unfinished(folder) == []


def test_unfinished_runs_are_named_with_age_and_size_and_removed_alone(cli, folder: Path, stopped: Path) -> None:
    cli("run", "small.toml", "--replications", "2")
    old = folder / "runs" / ".unfinished-old"
    shutil.copytree(stopped, old)
    for path in (old, *old.rglob("*")):
        os.utime(path, (time.time() - 400_000,) * 2)
    listed = cli("runs", "list")
    (line,) = [line for line in listed.out.splitlines() if ".unfinished-old" in line]
    assert re.search(r"  4 days ago, \d\.\d MB  unfinished; 'channelmix resume .*old' goes on: channelmix run", line)
    assert "2 unfinished (" in listed.err
    assert "the oldest 4 days ago) stay until" in listed.err
    told = cli("runs", "clean", "--unfinished", "--dry-run")
    assert (told.code, told.out.count("unfinished-"), "2 to remove, " in told.err) == (0, 2, True)
    assert cli("runs", "clean", "--dry-run", "--yes").code == 2
    assert "1 more to go on with" in cli("resume").err
    assert unfinished(folder) == [old]
    assert cli("runs", "clean", "--unfinished", "--yes").err.startswith("1 removed, ")
    assert (unfinished(folder), len(finished(folder))) == ([], 2)


@pytest.mark.parametrize("words", [("rerun", "nowhere"), ("runs", "show", "small.toml"), ("resume", "nowhere")])
def test_what_is_no_run_folder_is_told(cli, words: tuple[str, ...]) -> None:
    answer = cli(*words)
    assert answer.code == 2
    assert "is no run folder" in answer.err
    assert json.dumps(answer.err).count("\\n") == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")
@pytest.mark.slow
def test_kills_at_any_moment_change_no_byte(process: Process, cli, folder: Path) -> None:
    """Two kills, ten with CHANNELMIX_TEST_EFFORT: each at a random moment after another block has been kept."""
    chance, kills = random.Random(4), 10 if os.environ.get("CHANNELMIX_TEST_EFFORT") else 2
    many = ("small.toml", "--replications", str(300 * kills), "--workers", "2")
    words: tuple[str, ...] = ("run", *many, "--quiet")
    for _ in range(kills):
        before, until = blocks(folder), time.monotonic() + 60
        with process(*words) as running:
            while blocks(folder) <= before and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 0.3))
            running.kill()
            running.communicate(timeout=60)
        assert unfinished(folder), "the run was done before it could be killed"
        assert blocks(folder) > before
        words = ("resume", "--out", "runs")
    assert cli(*words).code == 0
    whole = cli("run", *many, "--json", "--no-run-folder")
    assert (finished(folder)[0] / "summary.json").read_text(encoding="utf-8") == whole.out


@pytest.mark.parametrize("words", [("--local",), ("--cluster", "tcp://127.0.0.1:2")])
def test_a_run_whose_cluster_has_gone_goes_on_elsewhere(cli, folder: Path, stopped: Path, words, monkeypatch) -> None:
    monkeypatch.setattr("channelmix.cli.studies.CONNECT_S", 1)
    job = json.loads((stopped / "job.json").read_text(encoding="utf-8"))
    job["command"] += ["--cluster", "tcp://127.0.0.1:1"]
    (stopped / "job.json").write_text(json.dumps(job), encoding="utf-8")
    answer = cli("resume", *words)
    if words == ("--local",):
        assert (answer.code, len(finished(folder))) == (0, 1), answer.err
    else:
        assert answer.code != 0
        assert "tcp://127.0.0.1:2" in answer.err or "cluster needs dask" in answer.err
        assert blocks(folder) >= 2


def test_resume_of_a_finished_run_says_so_and_what_to_do(cli, folder: Path) -> None:
    assert cli("run", "small.toml", "--workers", "1", "--quiet").code == 0
    (kept,) = (folder / "runs").iterdir()
    answer = cli("resume", str(kept))
    assert answer.code == 2
    assert "this run was finished" in answer.err
    assert f"channelmix report {kept.resolve()}" in answer.err
    assert f"channelmix rerun {kept.resolve()}" in answer.err

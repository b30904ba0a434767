"""Run folders as somebody left them: of another kind, of a process that is gone, or edited."""

import os
import re
import shutil
from pathlib import Path

import pytest

from channelmix.cli import jobs, keeping
from channelmix.cli.again import began, is_running


def finished(folder: Path) -> list[Path]:
    return list((folder / "runs").glob("[!.]*"))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not tell when a process began")
def test_a_process_that_has_the_number_of_one_that_is_gone_does_not_hold_a_folder() -> None:
    begun = {"process": os.getppid(), "process_began": began(os.getppid())}
    assert is_running(begun)
    assert not is_running({**begun, "process_began": "another boot 1"})


def test_a_manifest_of_the_wrong_kind_is_told_and_not_repeated(cli, folder: Path) -> None:
    cli("run", "small.toml")
    path = finished(folder)[0] / "manifest.json"
    path.write_text(re.sub(r'"replications": \d+', '"replications": "many"', path.read_text(encoding="utf-8")))
    answer = cli("rerun", str(path.parent))
    assert (answer.code, "replications must be a whole number (got 'many')" in answer.err) == (2, True), answer.err


def test_a_sweep_is_shown_as_its_table_and_differs_in_kind_from_a_run(cli, folder: Path) -> None:
    cli("run", "small.toml")
    (run,) = finished(folder)
    cli("sweep", "small.toml", "--vary", "channels.phone.patience=2 min,4 min")
    (swept,) = [path for path in finished(folder) if path != run]
    assert cli("runs", "show", str(swept)).out.count("kept_share") == 2
    told = cli("runs", "diff", str(run), str(swept))
    assert f"not of one kind: {run.name} is of 'run', {swept.name} of 'sweep'" in told.err


def test_a_manifest_of_more_replications_than_the_summary_is_refused_before_anything_is_played(
    cli, folder: Path, monkeypatch
) -> None:
    cli("run", "small.toml", "--replications", "3")
    path = finished(folder)[0] / "manifest.json"
    path.write_text(re.sub(r'"replications": \d+', '"replications": 1000000000', path.read_text(encoding="utf-8")))
    monkeypatch.setattr(keeping, "_repeat", lambda *_, **__: pytest.fail("it was played"))
    answer = cli("rerun", str(path.parent))
    assert (answer.code, "(got 1000000000 replications and 3)" in answer.err) == (2, True), answer.err


@pytest.mark.parametrize("name", ["summary.json", "manifest.json"])
def test_resume_of_a_finished_run_that_was_damaged_promises_no_report(cli, folder: Path, name: str) -> None:
    cli("run", "small.toml", "--replications", "2")
    (kept,) = finished(folder)
    (kept / name).write_text("{", encoding="utf-8")
    answer = cli("resume", str(kept))
    assert answer.code == 2
    assert f"it has been damaged since: {kept.resolve() / name}: must be JSON" in answer.err
    assert "channelmix report" not in answer.err


def test_a_run_whose_folder_is_removed_meanwhile_shows_its_figures_and_says_that_nothing_is_kept(
    cli, folder: Path, monkeypatch
) -> None:
    simulated = jobs._simulate

    def removing(*given, draft, **more):
        answer = simulated(*given, draft=draft, **more)
        shutil.rmtree(draft.path)
        return answer

    monkeypatch.setattr(jobs, "_simulate", removing)
    answer = cli("run", "small.toml", "--replications", "2")
    assert (answer.code, "phone" in answer.out) == (2, True)
    assert "the run folder was removed while the run went on" in answer.err
    assert "go on with" not in answer.err
    assert list((folder / "runs").glob("*")) == []

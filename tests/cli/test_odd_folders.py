"""Run folders as somebody left them: of another kind, of a process that is gone, or edited."""

import os
import re
from pathlib import Path

import pytest

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

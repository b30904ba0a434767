"""Commands on full disks, without an output stream, and with seeds that the file format would refuse."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

import channelmix
from channelmix.cli import starting
from channelmix.errors import InputError


class FullFile:
    """A file on a disk without room: it opens, and takes nothing."""

    def __enter__(self) -> "FullFile":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, _: bytes) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_new_names_the_file_that_a_full_disk_does_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(path: Path, mode: str) -> Any:
        path.touch()
        return FullFile()

    monkeypatch.setattr(Path, "open", opened)
    target = tmp_path / "today.toml"
    with pytest.raises(InputError) as told:
        starting.write_new({target: b"schema = 1"})
    assert str(told.value) == f"{target} cannot be written (got 'No space left on device')"
    assert not target.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="closes a stream as a POSIX shell does")
@pytest.mark.parametrize("words", [("--version",), ("schema",), ("check", "small.toml")])
def test_a_closed_output_stream_stops_no_command(folder: Path, words: tuple[str, ...]) -> None:
    call = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "channelmix", *words]
    environment = {**os.environ, "PYTHONPATH": str(Path(channelmix.__file__).parents[1])}
    done = subprocess.run(call, cwd=folder, env=environment, stderr=subprocess.PIPE, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("words", [("--help",), ("schema",)])
def test_a_full_standard_output_is_told_in_one_line(folder: Path, words: tuple[str, ...]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(channelmix.__file__).parents[1])}
    with Path("/dev/full").open("w") as full:
        call = [sys.executable, "-m", "channelmix", *words]
        done = subprocess.run(call, cwd=folder, env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.decode() == "standard output cannot be written to the end (got 'No space left on device')\n"


def test_a_seed_has_the_limit_of_the_file_format(cli) -> None:
    answer = cli("run", "small.toml", "--seed", str(2**53))
    assert answer.code == 2
    assert "--seed" in answer.err

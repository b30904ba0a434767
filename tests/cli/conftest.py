"""What the tests of the commands share: a small operation, and the command in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import channelmix
from channelmix.cli import execute

SOURCE = Path(channelmix.__file__).parents[1]
CALL_MAIN = "import sys; sys.argv[0] = 'channelmix'; from channelmix.cli import main; main()"

SMALL = """\
schema = 1
name = "Small"

[period]
start = 2027-03-01
days = 1

[run]
replications = 3
seed = 7

[channels.phone]
kind = "voice"
hours = { mon-sun = "09:00-12:00" }
arrivals = { per_day = 60 }
handling = "5 min"
patience = "3 min"
target = { share = 0.80, within = "20 s" }

[groups.front_office]
handles = ["phone"]
agents = { "09:00" = 3, "12:00" = 0 }
cost_per_hour = 30

[sources]
"channels.phone.patience" = "estimate of ours: nobody has timed it"
"""
LARGER = """\
schema = 1
base = "small.toml"
name = "One agent more"

[groups.front_office]
agents = { "09:00" = 4, "12:00" = 0 }
"""


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with two scenarios: small.toml and larger.toml."""
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "larger.toml").write_text(LARGER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Answer]:
    """Run a command in this process, in ``folder``; what simulates does so on one worker unless it says otherwise."""

    def run(*words: str) -> Answer:
        simulates = words[0] in {"run", "compare"} and not {"--workers", "--help"} & set(words) and len(words) > 1
        code = execute([*words, "--workers", "1"] if simulates else words)
        printed = capfdbinary.readouterr()
        return Answer(code, printed.out.decode(), printed.err.decode())

    return run


def started(folder: Path, *words: str, **settings: str) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own, in ``folder``; whoever starts it ends it."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), **settings}
    return subprocess.Popen(
        [sys.executable, "-c", CALL_MAIN, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def process(folder: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a command in a process of its own, in ``folder``; it ends with the test at the latest."""
    all_started: list[subprocess.Popen[bytes]] = []

    def start(*words: str, **settings: str) -> subprocess.Popen[bytes]:
        all_started.append(started(folder, *words, **settings))
        return all_started[-1]

    yield start
    for running in all_started:
        running.kill()

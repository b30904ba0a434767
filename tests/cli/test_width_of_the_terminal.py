"""What commands print on a terminal that says how wide it is: nothing is broken within a word."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="terminals are imitated where there are pseudo-terminals")
termios = pytest.importorskip("termios")

CALL = "import sys; sys.argv[0] = 'channelmix'; from channelmix.cli import main; main()"
CLOSED = """
[channels.email]
kind = "deferred"
arrivals = { per_day = { mon-sun = 120 } }
handling = "7 min"
target = { share = 0.90, within = "24 h" }
"""


def on_a_terminal(folder: Path, width: int, *words: str) -> str:
    """Return what a command prints, results and messages, on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, width))
    command = [sys.executable, "-c", CALL, *words]
    with subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"}):
        os.close(theirs)
        parts = []
        try:
            while part := os.read(ours, 4096):
                parts.append(part)
        except OSError:  # the last who could write has gone
            pass
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m", "", b"".join(parts).decode()).replace("\r\n", "\n")


@pytest.mark.skipif(not hasattr(termios, "tcsetwinsize"), reason="Python 3.11 sets the size of terminals")
@pytest.mark.parametrize("width", [60, 80, 100])
def test_notes_and_mistakes_break_between_words(cli, folder: Path, width: int) -> None:
    text = (folder / "small.toml").read_text(encoding="utf-8").replace('["phone"]', '["phone", "email"]')
    (folder / "small.toml").write_text(text + CLOSED, encoding="utf-8")
    (folder / "wrong.toml").write_text(text.replace("handling", "handeling") + CLOSED, encoding="utf-8")
    for name in ("small.toml", "wrong.toml"):
        plain, told = cli("check", name), on_a_terminal(folder, width, "check", name)
        assert max(map(len, told.splitlines())) <= width
        assert max(map(len, (plain.out + plain.err).splitlines())) > min(width, 80)
        assert told.split() == (plain.out + plain.err).split()

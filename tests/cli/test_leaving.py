"""A command leaves its process at once, and loses nothing by it."""

import subprocess
import sys
from pathlib import Path

import pytest

import channelmix

CALL = "import sys; sys.argv = ['channelmix', *{words!r}]; from channelmix.cli import main; {more}main()"


def ended(*words: str, more: str = "", before: str = "") -> subprocess.CompletedProcess[str]:
    code = f"{before}{CALL.format(words=list(words), more=more)}"
    source = str(Path(channelmix.__file__).parents[1])
    surroundings = {"PYTHONPATH": source, "PATH": "", "COLUMNS": "80"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=surroundings)


LAST_OF_ALL = (
    "import os\nclass Last:\n    def __del__(self, write=os.write): write(1, b'taken apart\\n')\nlast = Last()\n"
)
"""An object of which only taking the process apart tells."""


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["run", "no-such.toml"], 2)])
def test_a_command_ends_with_its_code_and_all_that_it_printed(words: list[str], code: int) -> None:
    answer = ended(*words)
    assert answer.returncode == code
    assert "channelmix 0" in answer.stdout if code == 0 else "does not exist" in answer.stderr


def test_what_asks_to_be_called_at_the_end_is_called_and_nothing_is_taken_apart() -> None:
    asks = "import atexit, channelmix.cli as c; c._prepare_streams = lambda: atexit.register(print, 'asked'); "
    assert ended("--version", before=LAST_OF_ALL, more=asks).stdout.splitlines() == [
        f"channelmix {channelmix.__version__}",
        "asked",
    ]


def test_where_somebody_has_asked_before_us_the_process_ends_as_any_other() -> None:
    asks = "import atexit; atexit.register(print, 'asked')\n"
    assert ended("--version", before=LAST_OF_ALL + asks).stdout.splitlines() == [
        f"channelmix {channelmix.__version__}",
        "asked",
        "taken apart",
    ]

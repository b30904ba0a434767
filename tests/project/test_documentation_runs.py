"""
Documentation that is true: every block of a page that claims to run is run, in order, in an empty folder.

``toml`` and ``csv`` blocks with a title become files; ``python`` blocks share one namespace a page; in ``console``
blocks each ``$ channelmix ...`` must end with exit code 0, or with N where the line says ``# exit code N``, and print
what stands below it (a word ``...`` stands for any words). Words must be the same; numbers, beside ``...`` too, may
differ by a twentieth, since processors differ in the last bit of a logarithm and simulations carry that on.
"""

import math
import os
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: +title=\"([^\"]+)\")?[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT_CODE = re.compile(r"# exit code (\d+)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ANYTHING = "..."
FILES = {"toml", "csv"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its title if any, its text."""

    language: str
    title: str
    text: str

    @property
    def runs(self) -> bool:
        return self.language in {"python", "console"} or (self.language in FILES and bool(self.title))


def blocks_of(page: Path) -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(page.read_text(encoding="utf-8")) if Block(*found).runs]


PAGES = {
    str(page.relative_to(ROOT)): blocks_of(page)
    for page in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    if blocks_of(page)
}


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command line of a console block with the output that stands below it."""
    for part in re.split(r"^\$ ", text.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def check_command(channelmix: Run, folder: Path, command: str, output: str) -> None:
    program, *arguments = shlex.split(command, comments=True)
    assert program == "channelmix", f"only channelmix is run in console blocks (got {command!r})"
    result = channelmix(*arguments, folder=folder)
    expected_code = int(found[1]) if (found := EXIT_CODE.search(command)) else 0
    assert result.returncode == expected_code, f"{command}\n{result.stdout}\n{result.stderr}"
    printed = result.stderr if expected_code else result.stdout
    assert matches(output, printed), f"{command} printed\n{printed}"


def matches(expected: str, printed: str) -> bool:
    """Tell whether the pieces of ``expected`` between ``...`` follow each other in ``printed``, from start to end."""
    pieces = [list(piece) for is_gap, piece in groupby(expected.split(), ANYTHING.__eq__) if not is_gap]
    words = printed.split()
    if not pieces:
        return True
    starts_anywhere, ends_anywhere = expected.split()[0] == ANYTHING, expected.split()[-1] == ANYTHING
    at = 0
    for number, piece in enumerate(pieces):
        last = len(words) - len(piece)
        first = at if ends_anywhere or number + 1 < len(pieces) else max(at, last)
        places = range(first, (0 if number == 0 and not starts_anywhere else last) + 1)
        found = next((place for place in places if all(map(alike, piece, words[place:]))), None)
        if found is None or found > last:
            return False
        at = found + len(piece)
    return True


def alike(told: str, found: str) -> bool:
    """Tell whether two words are the same, but for numbers that differ by a twentieth or by 1."""
    pairs = zip(numbers_of(told), numbers_of(found), strict=False)
    same_words = NUMBER.sub("#", told) == NUMBER.sub("#", found)
    return same_words and all(math.isclose(one, other, rel_tol=0.05, abs_tol=1) for one, other in pairs)


def numbers_of(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in NUMBER.findall(text)]


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_the_page_runs(
    page: str, channelmix: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "page"}
    for block in PAGES[page]:
        if block.language in FILES:
            (tmp_path / block.title).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command, output in commands_of(block.text):
                check_command(channelmix, tmp_path, command, output)
        else:
            exec(compile(block.text, os.fspath(ROOT / page), "exec"), namespace)


def test_this_check_notices_a_command_that_fails_or_prints_something_else(channelmix: Run, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="missing"):
        check_command(channelmix, tmp_path, "channelmix check missing.toml", "")
    assert not matches("offered 1,200", "offered 1,300")
    assert not matches("offered 1,200", "answered 1,200")
    assert matches("offered 1,200", "offered 1,201")
    assert not matches("offered 1,200", "offered 1,200 answered")
    assert not matches("offered 1,200 answered", "offered 1,200")


def test_this_check_compares_numbers_beside_what_is_left_out() -> None:
    assert matches("offered ... done", "offered 13 and done")
    assert matches("phone 1,200 ...\n...", "phone 1,201 71 %\nemail")
    assert not matches("phone 1,200 ...", "phone 1,300 71 %")
    assert not matches("... phone 1,200", "phone 1,200 answered")
    assert not matches("phone ... late", "phone late and later")
    assert matches("... service +10.1 pt", "service +3.0 pt service +10.2 pt")

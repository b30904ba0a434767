"""
Documentation that is true: every block of a page that claims to run is run, in order, in an empty folder.

``toml`` and ``csv`` blocks with a title become files; ``python`` blocks share one namespace a page; in ``console``
blocks each ``$ channelmix ...`` must end with exit code 0, or with N where the line says ``# exit code N``, and print
what stands below it (``...`` stands for anything). Words must be the same; numbers may differ by a twentieth, since
processors differ in the last bit of a logarithm and simulations carry that on.
"""

import doctest
import math
import os
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: +title=\"([^\"]+)\")?[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT_CODE = re.compile(r"# exit code (\d+)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
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
    return not expected.strip() or (says_the_same(expected, printed) and counts_the_same(expected, printed))


def says_the_same(expected: str, printed: str) -> bool:
    return doctest.OutputChecker().check_output(NUMBER.sub("#", expected), NUMBER.sub("#", printed), LENIENT)


def counts_the_same(expected: str, printed: str) -> bool:
    pairs = zip(numbers_of(expected), numbers_of(printed), strict=False)
    return "..." in expected or all(math.isclose(told, found, rel_tol=0.05, abs_tol=1) for told, found in pairs)


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
    assert matches("offered ... done", "offered 13 and done")

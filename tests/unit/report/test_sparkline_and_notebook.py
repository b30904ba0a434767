"""The period in lines of blocks that fit 80 columns, and results as tables in notebooks."""

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.cli.conftest import LARGER, SMALL

from channelmix.compare import compare
from channelmix.report.cases import cases_of
from channelmix.report.run_page import run_page
from channelmix.report.sheets import Page
from channelmix.report.sparkline import BLOCKS, over_time, sparkline
from channelmix.report.terminal import print_page
from channelmix.simulate import Run, run


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    (folder / "larger.toml").write_text(LARGER, encoding="utf-8")
    return run(folder / "small.toml", replications=2, engine="reference")


def printed(ran: Run, width: int, *, terminal: bool = True) -> list[str]:
    (case,) = cases_of([ran])
    page = Page("", "", (over_time(case, ran.interval_columns()),))
    stream = io.StringIO()
    print_page(page, Console(file=stream, width=width, force_terminal=terminal, no_color=True, markup=False))
    return re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).splitlines()


@pytest.mark.parametrize("width", [80, 200])
def test_lines_of_blocks_fit_the_terminal_and_name_their_peak(ran: Run, width: int) -> None:
    lines = printed(ran, width)
    assert max(map(cell_len, lines)) <= width
    assert sum(any(block in line for block in BLOCKS) for line in lines) == 3
    assert any("most" in line for line in lines)


def test_a_pipe_gets_one_line_for_each_channel_and_figure(ran: Run) -> None:
    lines = printed(ran, 100_000, terminal=False)
    (waits,) = [line for line in lines if "phone, wait" in line]
    assert "most" in waits
    assert "\x1b" not in "".join(lines)


def test_blocks_rise_with_their_values_and_nothing_is_a_blank() -> None:
    rising = sparkline([float(value) for value in range(9)])
    assert sorted(rising) == list(rising)
    assert (rising[0], rising[-1]) == (BLOCKS[0], BLOCKS[-1])
    assert sparkline([None, 0.0]) == f" {BLOCKS[0]}"


class Rows(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)


def test_a_notebook_shows_the_tables_of_a_run(ran: Run) -> None:
    html = ran._repr_html_()
    assert Rows(html).tags.count("table") == len(run_page(cases_of([ran])[0]).sheets) + 1
    assert "front_office" in html
    assert html.count('<div class="lines">') == 1, "lines of blocks keep their blanks and stand below each other"
    assert "script" not in Rows(html).tags


def test_a_notebook_shows_the_differences_of_a_comparison_and_escapes_names(ran: Run) -> None:
    path = Path(ran.loaded.path)
    text = SMALL.replace('name = "Small"', 'name = "<script>"')
    path.with_name("odd.toml").write_text(text, encoding="utf-8")
    found = compare([path.with_name("odd.toml"), path.with_name("larger.toml")], replications=2, engine="reference")
    html = found._repr_html_()
    assert "Differences from &lt;script&gt;" in html
    assert "script" not in Rows(html).tags

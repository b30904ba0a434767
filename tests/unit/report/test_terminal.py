"""Tables fit the width they are given, are plain on a pipe, and never steer the terminal."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from channelmix.report.sheets import Cell, Page, Remark, Row, Sheet
from channelmix.report.terminal import print_page

ESCAPE = "\x1b"


def page_of(columns: int, label: str = "whatsapp") -> Page:
    cell = Cell("83.2 %", "82.1–84.3", "met")
    row = Row(label, (cell,) * columns)
    headings = tuple(f"scenario number {number} of many" for number in range(columns))
    sheet = Sheet("Channels", "channel", headings, (row, row), ("a note that is rather long " * 8,))
    return Page(
        "Webshop",
        "100 replications",
        (sheet,),
        (Remark("Please note", ("anything " * 30,)),),
        Remark("In short", ("A finding.",)),
    )


def printed(page: Page, width: int, *, terminal: bool = True, colour: bool = True) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=terminal, no_color=not colour, markup=False, highlight=False,
        emoji=False, color_system="truecolor" if terminal and colour else None,
    )  # fmt: skip
    print_page(page, console)
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("columns", [1, 4, 9, 30])
def test_a_page_fits_the_terminal(width: int, columns: int) -> None:
    lines = printed(page_of(columns), width, colour=False).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_this_check_notices_a_table_that_is_too_wide() -> None:
    lines = printed(page_of(30), 1000, terminal=False).splitlines()
    assert max(cell_len(line) for line in lines) > 80


@pytest.mark.parametrize("width", [80, 200])
def test_no_figure_interval_or_verdict_is_lost_to_the_width(width: int) -> None:
    text = printed(page_of(30), width, colour=False)
    assert [text.count(part) for part in ("83.2 %", "82.1–84.3", "met")] == [60, 60, 60]


def test_intervals_stand_below_their_figures_where_there_is_no_room_beside_them() -> None:
    assert "83.2 % (82.1–84.3) met" in printed(page_of(4), 200, colour=False)
    assert "83.2 % (82.1" not in printed(page_of(4), 80, colour=False)


def test_long_names_of_rows_take_lines_before_plans_are_torn_apart() -> None:
    label = "occupancy of everybody who answers phone and email in Rotterdam"
    text = printed(page_of(3, label), 80)
    assert "(continued)" not in text
    assert words_of(text).count("Rotterdam") == 2
    assert "(continued)" in printed(page_of(3, label.replace(" ", "_")), 80)


def test_without_colour_the_words_are_the_same() -> None:
    coloured, plain = printed(page_of(3), 80), printed(page_of(3), 80, colour=False)
    assert ESCAPE in coloured
    assert words_of(coloured) == words_of(plain)


def test_a_pipe_that_is_told_its_width_keeps_to_it() -> None:
    lines = printed(page_of(9), 80, terminal=False).splitlines()
    assert max(cell_len(line) for line in lines if "anything" not in line and "note" not in line) <= 80


def test_on_a_pipe_each_row_is_one_line_without_colours_or_trailing_blanks() -> None:
    lines = printed(page_of(9), 1000, terminal=False).splitlines()
    rows = [line for line in lines if line.startswith("whatsapp")]
    assert len(rows) == 2
    assert all(row.count("82.1–84.3") == 9 for row in rows)
    assert all(line == line.rstrip() and ESCAPE not in line for line in lines)


def test_figures_of_a_column_are_in_line() -> None:
    cells = (Cell("9.5 %", "9.1–9.9"), Cell("100.0 %", "99.8–100.0", "met"))
    sheet = Sheet("Channels", "", ("service level",), tuple(Row(f"row {n}", (cell,)) for n, cell in enumerate(cells)))
    first, second = printed(Page("", "", (sheet,)), 200, terminal=False).splitlines()[-2:]
    assert first.index(" %") == second.index(" %")
    assert first.index("(9.1–") == second.index("(99.8–")


def test_names_from_files_cannot_steer_the_terminal() -> None:
    hostile = "phone\x1b[31m\x07"
    assert hostile not in printed(page_of(2, label=hostile), 200, colour=False)
    assert ESCAPE not in printed(page_of(2, label=hostile), 200, terminal=False)


def test_names_from_files_are_no_markup() -> None:
    assert "[red]phone" in printed(page_of(2, label="[red]phone"), 200)


def words_of(text: str) -> str:
    return Text.from_ansi(text).plain


def headings_of(width: int, *headings: str) -> list[str]:
    row = Row("08:00", tuple(Cell("10") for _ in headings))
    text = printed(Page("", "", (Sheet("Agents", "from", headings, (row,), ()),)), width, colour=False)
    return text.partition("Agents\n")[2].partition("──")[0].splitlines()


WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = tuple(f"{day} {number} Mar" for number, day in enumerate(WEEK, start=1))


@pytest.mark.parametrize(("width", "lines"), [(100, 1), (64, 2), (40, 3)])
def test_headings_take_the_fewest_lines_for_which_there_is_room(width: int, lines: int) -> None:
    assert len(headings_of(width, *DAYS)) == lines


def test_lines_of_prose_end_between_words_and_never_between_a_number_and_its_unit() -> None:
    text = "whatsapp: 99.1 % in time, and 9.1 h of work wait; let 'channelmix staff' size it"
    for width in range(24, 80):
        lines = printed(Page("", "", (), (Remark("Note", (text,)),)), width, colour=False).splitlines()
        assert max(map(len, lines)) <= width
        told = "\n".join(line.strip() for line in lines)
        assert text in told.replace("\n", " ")
        assert all(part in told for part in ("99.1 %", "9.1 h", "'channelmix staff'"))

"""
How the sheets of a workbook print: on A4, one page wide, with their headings on every page.
"""

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_A4, _LETTERS = 9, 115


def for_paper(page: "Worksheet", *, headings: int | None = None, upright: bool = False) -> None:
    """
    Print a sheet on A4, one page wide, under its name and with page numbers.

    Args:
        page: The sheet.
        headings: The row, from 0, that is printed again on every page.
        upright: Whether it is longer than wide.
    """
    if not upright:
        page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.set_header("&L&A")
    page.set_footer("&L&F&R&P / &N")
    if headings is not None:
        page.repeat_rows(headings)


def lines_of(text: str) -> list[str]:
    """
    Return a sentence as lines that a page holds; an empty one stays.

    Examples:
        >>> lines_of("short"), len(lines_of("word " * 50))
        (['short'], 3)
    """
    return textwrap.wrap(text, _LETTERS) or [text]

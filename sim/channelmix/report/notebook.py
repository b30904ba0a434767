"""
What a notebook shows of a run, a comparison or a plan: the tables of the terminal, as HTML.

Colours and type are those of the notebook, so that they suit its light and its dark theme.
"""

from typing import Any

from channelmix.report.cases import cases_of
from channelmix.report.comparison_page import comparison_page
from channelmix.report.html import notes_html, remark_html, safe, table_html
from channelmix.report.run_page import run_page
from channelmix.report.sheets import Page, Sheet
from channelmix.report.sparkline import BLOCKS, over_time
from channelmix.report.staff_page import staff_page

_STYLE = """<style>
.channelmix h3, .channelmix h4 { margin: .6em 0 .2em; } .channelmix .note { opacity: .75; font-size: .85em; margin: 0; }
.channelmix table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.channelmix th, .channelmix td { text-align: right; padding: .2em .6em; border-top: 1px solid rgba(128, 128, 128, .35);
  vertical-align: top; font-weight: 400; } .channelmix thead th, .channelmix tr.section > th { font-weight: 650; }
.channelmix th:first-child { text-align: left; } .channelmix td small, .channelmix td em { display: block; opacity: .75;
  font-style: normal; font-size: .85em; }
.channelmix .lines td { white-space: pre; font-family: monospace; text-align: left; }
</style>"""


def html_of(found: Any) -> str:
    """
    Return a result of the public functions as tables.

    Args:
        found: A ``Run``, a ``Comparison`` or a ``Staffed``.
    """
    return page_html(_page(found))


def _page(found: Any) -> Page:
    if hasattr(found, "differences"):
        return comparison_page(cases_of(found.runs), found.summary["differences"], found.summary)
    run = getattr(found, "run", found)
    (case,) = cases_of([run])
    page = run_page(case) if run is found else staff_page(case, found.summary, found.promises)
    return Page(page.headline, page.subtitle, (*page.sheets, over_time(case, run.interval_columns())), page.remarks)


def page_html(page: Page) -> str:
    """Return a page as a piece of HTML that stands by itself."""
    sheets = "".join(
        f"<h4>{safe(sheet.title)}</h4><div{_style(sheet)}>{table_html(sheet)}</div>{notes_html(sheet.notes)}"
        for sheet in page.sheets
    )
    findings = remark_html(page.findings) if page.findings else ""
    head = f'<h3>{safe(page.headline)}</h3><p class="note">{safe(page.subtitle)}</p>'
    return f'{_STYLE}<div class="channelmix">{head}{findings}{sheets}</div>'


def _style(sheet: Sheet) -> str:
    """Return what keeps lines of blocks in line: letters of one width, and their blanks."""
    has_lines = any(set(BLOCKS) & set(cell.text) for row in sheet.rows for cell in row.cells)
    return ' class="lines"' if has_lines else ""

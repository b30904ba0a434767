"""
A stored forecast as one page for the browser: pictures, months, scores, overrides; no script, no outside file.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from channelmix.report.forecast_page import stored_page
from channelmix.report.sheets import Cell, Page, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.fitting.view import View

_STYLE = """
body { font: 15px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1 { margin-bottom: 0; } h2 { margin-top: 2rem; font-size: 1.15rem; } .subtitle, caption, .note { color: #555; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid #ddd; }
th:first-child, td:first-child { text-align: left; }
.interval { color: #555; } .verdict { color: #a33; font-size: .85em; }
svg { width: 100%; height: auto; } li { margin: .2rem 0; }
@media print { body { margin: 0; } svg, table { break-inside: avoid; } }
"""


def forecast_html(view: "View") -> str:
    """Return the page of a stored forecast as HTML."""
    return page_html(stored_page(view), list(view.plots.values()))


def page_html(page: Page, pictures: Sequence[str]) -> str:
    """Return a page with its pictures as one HTML file."""
    plots = "\n".join(f"<figure>{picture}</figure>" for picture in pictures)
    body = "\n".join([_head(page), plots, *map(_table, page.sheets), *_remarks(page)])
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(page.headline)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _head(page: Page) -> str:
    return f'<h1>{escape(page.headline)}</h1><p class="subtitle">{escape(page.subtitle)}</p>'


def _table(sheet: Sheet) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in (sheet.corner, *sheet.columns))
    rows = "\n".join(
        f"<tr><td>{escape(row.label)}</td>" + "".join(_cell(cell) for cell in row.cells) + "</tr>" for row in sheet.rows
    )
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in sheet.notes)
    return (
        f"<h2>{escape(sheet.title)}</h2>\n<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>{notes}"
    )


def _cell(cell: Cell) -> str:
    interval = f' <span class="interval">({escape(cell.interval)})</span>' if cell.interval else ""
    verdict = f' <span class="verdict">{escape(cell.verdict)}</span>' if cell.verdict else ""
    return f"<td>{escape(cell.text)}{interval}{verdict}</td>"


def _remarks(page: Page) -> list[str]:
    return [
        f"<h2>{escape(remark.title)}</h2>\n<ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in remark.lines)
        + "</ul>"
        for remark in page.remarks
    ]

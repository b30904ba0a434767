"""
A stored forecast as one page for the browser: pictures, months, scores, overrides; no script, no outside file.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from channelmix.report.forecast_page import stored_page
from channelmix.report.forecast_pictures import view_pictures
from channelmix.report.picture import Picture
from channelmix.report.sheets import Cell, Page, Sheet
from channelmix.report.study_style import STYLE

if TYPE_CHECKING:
    from channelmix.forecast.fitting.view import View

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: nothing."""


def forecast_html(view: "View") -> str:
    """Return the page of a stored forecast as HTML."""
    return page_html(stored_page(view, every_month=True), view_pictures(view))


def page_html(page: Page, pictures: Sequence[Picture]) -> str:
    """Return a page with its pictures as one HTML file, light or dark as the reader's screen is."""
    plots = f'<div class="grid pictures">{"".join(map(_figure, pictures))}</div>'
    body = "\n".join([_head(page), plots, *_remarks(page), *map(_table, page.sheets)])
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>{escape(page.headline)}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _figure(picture: Picture) -> str:
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in picture.notes)
    table = f'<details><summary>As a table</summary><div class="scroll">{_rows(picture.sheet)}</div></details>'
    return f"<figure><figcaption>{escape(picture.title)}</figcaption>{picture.svg}{notes}{table}</figure>"


def _head(page: Page) -> str:
    return f'<h1>{escape(page.headline)}</h1><p class="quiet">{escape(page.subtitle)}</p>'


def _table(sheet: Sheet) -> str:
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in sheet.notes)
    return f'<h2>{escape(sheet.title)}</h2>\n<div class="scroll">{_rows(sheet)}</div>{notes}'


def _rows(sheet: Sheet) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in (sheet.corner, *sheet.columns))
    rows = "\n".join(
        f'<tr><th scope="row">{escape(row.label)}</th>' + "".join(map(_cell, row.cells)) + "</tr>" for row in sheet.rows
    )
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>"


def _cell(cell: Cell) -> str:
    interval = f" <small>{escape(cell.interval)}</small>" if cell.interval else ""
    verdict = f" <em>{escape(cell.verdict)}</em>" if cell.verdict else ""
    return f"<td>{escape(cell.text)}{interval}{verdict}</td>"


def _remarks(page: Page) -> list[str]:
    return [
        f"<h2>{escape(remark.title)}</h2>\n<ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in remark.lines)
        + "</ul>"
        for remark in page.remarks
    ]

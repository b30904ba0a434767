"""
A stored forecast as one page for the browser: pictures, months, scores, overrides; no script, no outside file.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from channelmix.report.forecast_page import stored_page
from channelmix.report.forecast_pictures import view_pictures
from channelmix.report.html import document, list_html, notes_html, picture_html, safe, scrolled
from channelmix.report.picture import Picture
from channelmix.report.sheets import Page, Remark, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.fitting.view import View


def forecast_html(view: "View") -> str:
    """Return the page of a stored forecast as HTML."""
    return page_html(stored_page(view, every_month=True), view_pictures(view))


def page_html(page: Page, pictures: Sequence[Picture]) -> str:
    """Return a page with its pictures as one HTML file, light or dark as the reader's screen is."""
    parts = [
        f'<h1>{safe(page.headline)}</h1><p class="quiet">{safe(page.subtitle)}</p>',
        f'<div class="grid pictures">{"".join(map(picture_html, pictures))}</div>',
        *map(_remark, page.remarks),
        *map(_table, page.sheets),
    ]
    return document(page.headline, parts)


def _table(sheet: Sheet) -> str:
    return f"<section><h2>{safe(sheet.title)}</h2>\n{scrolled(sheet)}{notes_html(sheet.notes)}</section>"


def _remark(remark: Remark) -> str:
    return f"<section><h2>{safe(remark.title)}</h2>\n{list_html(remark.lines)}</section>"

"""
The parts of a page: document, section, picture, table; used by the report file and by the page in the browser.

Every text is made safe here: names come from files. A document needs no script, and its policy forbids
whatever would ask another host.
"""

import re
from collections.abc import Iterable
from html import escape

from channelmix.report.language import say, spoken
from channelmix.report.picture import Picture, Section
from channelmix.report.plain import clean
from channelmix.report.sheets import Cell, Remark, Row, Sheet
from channelmix.report.study_style import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for a file: nothing."""


def safe(text: str) -> str:
    """
    Return a text that cannot steer the page; a per cent sign stays with its number.

    Examples:
        >>> safe("<script>")
        '&lt;script&gt;'
    """
    return escape(clean(text)).replace(" %", "\N{NO-BREAK SPACE}%")


def document(title: str, parts: Iterable[str]) -> str:
    """Return a whole file in the language that is spoken; ``parts`` are pieces of HTML."""
    return (
        f'<!doctype html>\n<html lang="{spoken().code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{safe(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def section_html(section: Section) -> str:
    """Return a question and the pictures that answer it."""
    pictures = "\n".join(map(picture_html, section.pictures))
    note = f'<p class="quiet">{safe(section.note)}</p>' if section.note else ""
    style = "" if section.on_paper else ' class="screen"'
    grid = "grid pictures close" if section.is_close else "grid pictures"
    return f'<section{style}><h2>{safe(section.title)}</h2>{note}\n<div class="{grid}">{pictures}</div></section>'


def picture_html(picture: Picture) -> str:
    """Return a picture with its notes, and its table folded below it."""
    words = " ".join(["screen"] * (not picture.on_paper) + ["tall"] * picture.is_tall)
    style = f' class="{words}"' if words else ""
    return (
        f"<figure{style}><figcaption>{safe(picture.title)}</figcaption>{picture.svg}"
        f'<p class="{"note" if _fit_beside(picture) else "note long"}">{safe(" · ".join(picture.notes))}</p>'
        f"<details><summary>{safe(say('As a table'))}</summary>{scrolled(picture.sheet)}</details></figure>"
    )


def _fit_beside(picture: Picture) -> bool:
    """Whether the notes of a picture, in the narrow column beside it, are about as high as the picture or less."""
    high = _HIGH.search(picture.svg)
    return high is None or len(" · ".join(picture.notes)) <= _LETTERS_BESIDE * float(high[1])


_HIGH = re.compile(r'viewBox="0 0 \S+ ([\d.]+)"')
_LETTERS_BESIDE = 1.25
"""So many letters stand beside a picture for each unit of its height."""


def folded(sheet: Sheet) -> str:
    """Return a table that opens when its title is touched; on paper it is open, under its title or with it inside."""
    heading = f'<h3 class="paper">{safe(sheet.title)}</h3>' if sheet.corner else ""
    return (
        f'<details class="tables"><summary>{safe(sheet.title)}</summary>{heading}'
        f"{scrolled(sheet)}{notes_html(sheet.notes)}</details>"
    )


def scrolled(sheet: Sheet) -> str:
    """Return a table that may be wider than the page."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{safe(sheet.title)}">{table_html(sheet)}</div>'


def notes_html(notes: Iterable[str]) -> str:
    """Return small print, a line each."""
    return "".join(f'<p class="note">{safe(note)}</p>' for note in notes)


def remark_html(remark: Remark) -> str:
    """Return a list with its title."""
    return f"<section><h3>{safe(remark.title)}</h3>{list_html(remark.lines)}</section>"


def list_html(lines: Iterable[str]) -> str:
    """Return a list."""
    return f"<ul>{''.join(f'<li>{safe(line)}</li>' for line in lines)}</ul>"


def table_html(sheet: Sheet) -> str:
    """Return a table with its headings."""
    headings = (sheet.corner or sheet.title, *sheet.columns)
    head = "".join(f'<th scope="col">{safe(text)}</th>' for text in headings) if any(sheet.columns) else ""
    rows = "\n".join(map(_line, sheet.rows))
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{rows}</tbody></table>"


def _line(row: Row) -> str:
    cells = "".join(map(_cell, row.cells))
    is_heading = not any(cell.text for cell in row.cells)
    style = ' class="section"' if is_heading else ""
    return f'<tr{style}><th scope="row">{safe(row.label)}</th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    return f"<td>{cell_html(cell)}</td>"


def cell_html(cell: Cell) -> str:
    """Return what stands in a cell: figure, interval, verdict."""
    interval = f"<small>{safe(cell.interval)}</small>" if cell.interval else ""
    verdict = f"<em>{safe(cell.told)}</em>" if cell.verdict else ""
    return f"{safe(cell.text)}{interval}{verdict}"

"""
report.html: what a manager reads of a run or a comparison, as one file that opens anywhere.

No script, no font, no picture from outside: a mail program, a phone and a printer show the same.
The words of the first screen are those that ``compare`` prints, never stronger than the figures.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from channelmix.report.comparison_page import cheapest_keeper, comparison_page
from channelmix.report.managers import choice
from channelmix.report.picture import Picture
from channelmix.report.plain import clean
from channelmix.report.plan_cards import plan_card
from channelmix.report.run_page import run_page
from channelmix.report.sheets import Cell, Page, Remark, Sheet
from channelmix.report.sheets import Row as Line
from channelmix.report.stored import Study, numbered, plain_names
from channelmix.report.study_pictures import Section, sections
from channelmix.report.study_style import STYLE

_URGENT = ("Please note", "Not on the same days")
"""Remarks that must be read before the figures."""

_KEEPING, _CHEAPEST = "All targets met", "Cheapest:"
_CHANCES = ("Best in total", "Nothing is both", "Selected by")
"""How the lines of ``compare`` begin that say which plan, and how sure."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: nothing."""


def study_html(study: Study) -> str:
    """Return the report of a study."""
    family, cases = plain_names(study.cases)
    page = _page(replace(study, cases=cases), family)
    shown = replace(study, cases=numbered(cases))
    urgent = [remark for remark in page.remarks if remark.title in _URGENT]
    others = [remark for remark in page.remarks if remark.title not in _URGENT]
    body = [
        f"<h1>{_safe(page.headline)}</h1>", f'<p class="quiet">{_safe(page.subtitle)}</p>',
        _answer(page, study, family), *map(_remark, urgent), _cards(shown, page),
        *map(_section, sections(shown)), "<h2>All tables</h2>", *map(_folded, page.sheets), *map(_remark, others),
    ]  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{_safe(page.headline)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _page(study: Study, family: str) -> Page:
    if len(study.cases) == 1:
        return run_page(study.cases[0])
    page = comparison_page(study.cases, study.differences, study.summary)
    remarks = [
        replace(remark, lines=tuple(line.replace(family, "") if family else line for line in remark.lines))
        for remark in page.remarks
    ]
    title = family.removesuffix(": ")
    return replace(page, headline=f"{title}: {page.headline}" if title else page.headline, remarks=tuple(remarks))


def _safe(text: str) -> str:
    """Return a text that cannot steer the page: names come from files."""
    return escape(clean(text))


def _answer(page: Page, study: Study, family: str) -> str:
    """Return which plan, and how sure: the lines of ``compare`` that say so."""
    if page.findings is None:
        return ""
    keeping, cheapest, rest = (_chosen(page.findings.lines, start) for start in (_KEEPING, _CHEAPEST, ""))
    told = [line.replace(family, "") if family else line for line in choice(study.summary)]
    chances = [line.replace("total.cost_per_year", "cost a year") for line in told if line.startswith(_CHANCES)]
    lines = "".join(
        f"<p>{_safe(line)}</p>"
        for line in [*keeping, *cheapest_keeper(plain_names(study.cases)[1]), *cheapest, *chances]
    )
    each = "".join(f"<li>{_safe(line)}</li>" for line in rest if line not in (*keeping, *cheapest))
    more = f"<details><summary>Plan by plan</summary><ul>{each}</ul></details>" if each else ""
    return f'<section class="answer" aria-label="In short">{lines}{more}</section>'


def _chosen(lines: Sequence[str], start: str) -> list[str]:
    return [line for line in lines if line.startswith(start)]


def _cards(study: Study, page: Page) -> str:
    first = study.cases[0].name
    changes = [None, *study.differences] if study.differences else [None] * len(study.cases)
    cards = "\n".join(
        plan_card(case, change, first, table=table_html) for case, change in zip(study.cases, changes, strict=True)
    )
    notes = "".join(f'<p class="note">{_safe(note)}</p>' for note in page.sheets[0].notes if not note.startswith("*"))
    title = "The plans" if len(study.cases) > 1 else "At a glance"
    return f'<h2>{title}</h2>\n<div class="grid">{cards}</div>\n{notes}'


def _section(section: Section) -> str:
    pictures = "\n".join(map(_picture, section.pictures))
    return f'<h2>{_safe(section.title)}</h2>\n<div class="grid pictures">{pictures}</div>'


def _picture(picture: Picture) -> str:
    notes = "".join(f'<p class="note">{_safe(note)}</p>' for note in picture.notes)
    table = f'<div class="scroll">{table_html(picture.sheet)}</div>'
    return (
        f"<figure><figcaption>{_safe(picture.title)}</figcaption>{picture.svg}{notes}"
        f"<details><summary>As a table</summary>{table}</details></figure>"
    )


def _folded(sheet: Sheet) -> str:
    notes = "".join(f'<p class="note">{_safe(note)}</p>' for note in sheet.notes)
    return (
        f'<details class="tables"><summary>{_safe(sheet.title)}</summary><h3>{_safe(sheet.title)}</h3>'
        f'<div class="scroll">{table_html(sheet)}</div>{notes}</details>'
    )


def table_html(sheet: Sheet) -> str:
    """Return a table with its headings."""
    headings = (sheet.corner or sheet.title, *sheet.columns)
    head = "".join(f'<th scope="col">{_safe(text)}</th>' for text in headings) if any(sheet.columns) else ""
    rows = "\n".join(map(_line, sheet.rows))
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{rows}</tbody></table>"


def _line(row: Line) -> str:
    cells = "".join(map(_cell, row.cells))
    is_heading = not any(cell.text for cell in row.cells)
    style = ' class="section"' if is_heading else ""
    return f'<tr{style}><th scope="row">{_safe(row.label)}</th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    interval = f"<small>{_safe(cell.interval)}</small>" if cell.interval else ""
    verdict = f"<em>{_safe(cell.verdict)}</em>" if cell.verdict else ""
    return f"<td>{_safe(cell.text).replace(' %', '&nbsp;%')}{interval}{verdict}</td>"


def _remark(remark: Remark) -> str:
    lines = "".join(f"<li>{_safe(line)}</li>" for line in remark.lines)
    return f"<section><h3>{_safe(remark.title)}</h3><ul>{lines}</ul></section>"

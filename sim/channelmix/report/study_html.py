"""
report.html: what a manager reads of a run or a comparison, as one file that opens anywhere.

No script, no font, no picture from outside: a mail program, a phone and a printer show the same.
The words of the first screen are those that ``compare`` prints, never stronger than the figures.
"""

from collections.abc import Mapping
from dataclasses import replace

from channelmix.placeless import without_place
from channelmix.report.cases import Case
from channelmix.report.comparison_page import comparison_page
from channelmix.report.day_pictures import FEW_PLANS
from channelmix.report.first_screen import first_screen
from channelmix.report.html import document, folded, notes_html, remark_html, safe, scrolled, section_html
from channelmix.report.judged_on import judged_notes
from channelmix.report.language import say
from channelmix.report.plan_promises import goals_sheet
from channelmix.report.run_page import run_page
from channelmix.report.sheets import Page, Remark
from channelmix.report.shift_tables import SHIFTS, break_sheet, shift_sheets
from channelmix.report.stored import Study, numbered, plain_names
from channelmix.report.study_pictures import sections


def study_html(study: Study) -> str:
    """Return the report of a study in the language that is spoken."""
    title, parts = study_parts(study)
    return document(title, parts)


def study_parts(study: Study, *, after_answer: str = "") -> tuple[str, list[str]]:
    """
    Return the title of a study's report, and its pieces of HTML in order.

    Args:
        study: What a run or a comparison found.
        after_answer: A piece that follows the first screen.
    """
    family, cases = plain_names(study.cases)
    names = {old.name: new.name for old, new in zip(study.cases, cases, strict=True)}
    plain = replace(study, cases=cases)
    page = _page(plain, family, names)
    shown = replace(study, cases=numbered(cases))
    urgent = (say("Please note"), say("Not on the same days"))
    parts = [
        f"<h1>{safe(page.headline)}</h1>",
        f'<p class="quiet">{safe(page.subtitle)}</p>',
        first_screen(shown, _targets(page, plain)),
        *(remark_html(remark) for remark in page.remarks if remark.title in urgent),
        after_answer,
        _asked(study),
        *(_shifts(case, is_alone=len(cases) == 1) for case in cases),
        *map(section_html, sections(shown)),
        _tables(page, len(cases)),
        *(remark_html(remark) for remark in page.remarks if remark.title not in urgent),
    ]
    return page.headline, parts


def _page(study: Study, family: str, names: Mapping[str, str]) -> Page:
    if len(study.cases) == 1:
        page = run_page(study.cases[0], study.goals)
        return replace(page, remarks=tuple(_in_plain_words(remark, {}) for remark in page.remarks))
    page = comparison_page(study.cases, study.differences, study.summary)
    remarks = [_in_plain_words(remark, names) for remark in page.remarks]
    title = family.removesuffix(": ")
    return replace(page, headline=f"{title}: {page.headline}" if title else page.headline, remarks=tuple(remarks))


def _in_plain_words(remark: Remark, names: Mapping[str, str]) -> Remark:
    """Return a remark under the names of this page, its warnings without places in files."""
    is_warning = remark.title == say("Please note")
    lines = (_renamed(line, names) for line in remark.lines)
    return replace(remark, lines=tuple(dict.fromkeys(map(without_place, lines) if is_warning else lines)))


def _renamed(line: str, names: Mapping[str, str]) -> str:
    """Return a line in which scenarios have the names that they have on this page."""
    for name in sorted(names, key=len, reverse=True):
        line = line.replace(name, names[name])
    return line


def _asked(study: Study) -> str:
    """Return the promises of a plan that was searched for; those of one that was only judged are a table."""
    if not study.goals or study.summary.get("promises"):
        return ""
    sheet = goals_sheet(study.goals)
    return f"<section><h2>{safe(sheet.title)}</h2>{scrolled(sheet)}{notes_html(sheet.notes)}</section>"


def _shifts(case: Case, *, is_alone: bool) -> str:
    """Return which shifts a plan is made of: kinds by day, and folded, on screens, each with its breaks."""
    whose = "" if is_alone else f": {case.name}"
    return "".join(
        f"<section><h2>{safe(sheet.title + whose)}</h2>{scrolled(sheet)}{notes_html(sheet.notes)}"
        f'<div class="screen">{folded(break_sheet(case))}</div></section>'
        for sheet in shift_sheets(case)
    )


def _tables(page: Page, plans: int) -> str:
    style = "" if plans <= FEW_PLANS else ' class="screen"'
    sheets = (sheet for sheet in page.sheets if sheet.title != say(SHIFTS))
    return f"<section{style}><h2>{safe(say('All tables'))}</h2>{''.join(map(folded, sheets))}</section>"


def _targets(page: Page, study: Study) -> list[str]:
    """Return what the targets are: the notes on the first table, without those on its marks and on what is judged."""
    beside = set(judged_notes(study.cases, study.goals))
    return [note for note in page.sheets[0].notes if not (note.startswith("*") or note in beside)]

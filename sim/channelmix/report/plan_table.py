"""
Every plan against today's operation in one table, which becomes a card for each plan on a phone.
"""

from collections.abc import Iterator

from channelmix.report.cases import Case
from channelmix.report.comparison_page import certainty
from channelmix.report.figures import TOTAL, Figures, change_of, estimate_of, priced
from channelmix.report.html import cell_html, folded, notes_html, safe
from channelmix.report.judged_on import judged_notes
from channelmix.report.language import say
from channelmix.report.numbers import Kind, counted, written, written_difference
from channelmix.report.plan_moves import told_moves
from channelmix.report.proposal import Proposal, standing
from channelmix.report.sheets import Cell
from channelmix.report.stored import Study
from channelmix.report.worst_days import closed_note, few_notes, told_worst, weekday_sheet, worst_notes
from channelmix.results import Estimate

_COSTS = {"better, sure": "✓ cheaper, sure", "worse, sure": "✗ dearer, sure", "the same": "the same",
          "not sure": "? not sure", "sure, but rounds to 0": "sure, but rounds to 0"}  # fmt: skip


NOTHING = "–"
"""A cell of a channel that a plan has not."""


def plan_table(study: Study, proposal: Proposal) -> str:
    """Return the table with what its columns mean."""
    channels = list(study.worst_days_of())
    head = [say("plan"), say("{currency} a year", currency=study.cases[0].currency), say("FTE"), say("targets")]
    group = (
        f'<th scope="colgroup" colspan="{len(channels)}">{safe(say("service on the worst day in twenty"))}</th>'
        if channels else ""
    )  # fmt: skip
    upper = "".join(f'<th scope="col" rowspan="2">{safe(text)}</th>' for text in head) + group
    lower = "".join(f'<th scope="col">{safe(name)}</th>' for name in channels)
    changes: list[Figures | None] = [None, *study.differences]
    rows = "\n".join(
        _row(study, place, change, head=head, is_proposed=place == proposal.place and len(study.cases) > 1)
        for place, change in enumerate(changes)
    )
    return (
        f'<div class="over" tabindex="0" role="region" aria-label="{safe(say("The plans"))}">'
        f'<table class="plans"><thead><tr>{upper}</tr><tr>{lower}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        f"{notes_html(_notes(study, proposal))}{_by_weekday(study)}"
    )


def _by_weekday(study: Study) -> str:
    sheet = weekday_sheet(study)
    return "" if sheet is None else folded(sheet)


def _notes(study: Study, proposal: Proposal) -> Iterator[str]:
    if len(study.cases) > 1:
        yield say("differences: against {first}, on the same customers", first=study.cases[0].name)
    if proposal.has_targets:
        yield say("targets: judged on {times}; met or missed only where the whole interval lies on one side",
                  times=counted(study.cases[0].summary["replications"], "replication"))  # fmt: skip
        yield from judged_notes(study.cases, study.goals)
    if study.worst_days_of():
        yield say("worst day in twenty: a share of contacts in time that 19 days of 20 exceed, over {days}",
                  days=study.days_counted())  # fmt: skip
    yield from few_notes(study)
    yield from closed_note(study)
    yield from worst_notes(study, [0] if proposal.place is None else [0, proposal.place])
    if any(each.low is None for found in study.worst_days_of().values() for each in found.values()):
        yield say("?: too few days to tell how sure that is; more replications tell")


def _row(study: Study, place: int, change: Figures | None, *, head: list[str], is_proposed: bool) -> str:
    case = study.cases[place]
    mark = f"<em>{safe(say('costs least of those that meet all targets'))}</em>" if is_proposed else ""
    cells = [
        _labelled(head[1], _money(case, change)),
        _labelled(head[2], _fte(case)),
        _labelled(head[3], _targets(case)),
        *(
            _labelled(say("{channel}, worst day in twenty", channel=channel), _worst(study, place, channel))
            for channel in study.worst_days_of()
        ),
    ]
    style = ' class="chosen"' if is_proposed else ""
    moves = f"<em>{safe('; '.join(told_moves(study.resolved, place)))}</em>" if place else ""
    return f'<tr{style}><th scope="row">{safe(case.name)}{mark}{moves}</th>{"".join(cells)}</tr>'


def _labelled(label: str, content: str) -> str:
    """Return a cell that carries its heading, for narrow screens."""
    style = ' class="none"' if content == NOTHING else ""
    return f'<td{style} data-label="{safe(label)}">{content}</td>'


def _money(case: Case, change: Figures | None) -> str:
    cost = cell_html(Cell(written(priced(case.summary["total"], "cost_per_year"), Kind.MONEY)[0]))
    if change is None:
        return f"<b>{cost}</b>"
    estimate = change_of(change["total"], "cost_per_year")
    if estimate.mean is None:
        return f"<b>{cost}</b>"
    size, interval = written_difference(estimate, Kind.MONEY)
    word = certainty(change["total"].get("cost_per_year", {}), TOTAL["cost_per_year"])
    beside = "".join(f"<small>{safe(part)}</small>" for part in (size, f"({interval})" if interval else "") if part)
    return f"<b>{cost}</b>{beside}<em>{safe(say(_COSTS.get(word, '? not known how sure')))}</em>"


def _fte(case: Case) -> str:
    groups = list(case.summary["groups"])
    total = written(estimate_of(case.summary["total"], "fte"), Kind.HOURS)[0]
    if len(groups) == 1:
        return f"<b>{safe(total)}</b>"
    each = "".join(
        f"<small>{safe(group)} {safe(written(fte_of(case, group), Kind.HOURS)[0])}</small>" for group in groups
    )
    return f"<b>{safe(total)}</b>{each}"


def fte_of(case: Case, group: str) -> Estimate:
    """Return a group's full-time equivalents: paid hours turned into FTE as the total's are."""
    total = case.summary["total"]
    hours, fte = estimate_of(total, "paid_hours").mean, estimate_of(total, "fte").mean
    paid = estimate_of(case.summary["groups"][group], "paid_hours")
    if not hours or fte is None:
        return Estimate(None, None, None)
    mean, low, high = (None if end is None else end * fte / hours for end in (paid.mean, paid.low, paid.high))
    return Estimate(mean, low, high)


def _targets(case: Case) -> str:
    found = standing(case)
    if found.surely_meets_all:
        return safe(say("✓ all met"))
    parts = [("✗ missed: {channels}", found.missed), ("? not sure: {channels}", found.unsure)]
    told = (say(text, channels=", ".join(names)) for text, names in parts if names)
    return "".join(f'<span class="verdict">{safe(line)}</span>' for line in told) or NOTHING


def _worst(study: Study, place: int, channel: str) -> str:
    """Return a plan's service on a channel's worst day in twenty, and on which weekday most such days fall."""
    entry = study.spread[place].get(channel, {}) if place < len(study.spread) else {}
    estimate = estimate_of(entry, "worst_day")
    if estimate.mean is None:
        return NOTHING
    days = told_worst(entry) if estimate.mean < 1 else ""
    return cell_html(Cell(*written(estimate, Kind.SHARE))) + (f"<em>{safe(days)}</em>" if days else "")

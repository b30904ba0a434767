"""
The first screen: which plan, how sure, and every plan against today's operation.

Today's operation is the first scenario. A plan is proposed only where its targets are surely met, and
only by cost; no line says more than its interval does.
"""

from collections.abc import Iterator, Sequence

from channelmix.report.comparison_page import certainty, cheapest
from channelmix.report.figures import TOTAL, change_of, estimate_of
from channelmix.report.html import list_html, notes_html, safe
from channelmix.report.language import say
from channelmix.report.managers import chance_of_cost, front_line, sentences
from channelmix.report.mixes import staffing_note
from channelmix.report.numbers import Kind, written, written_difference
from channelmix.report.plan_table import plan_table
from channelmix.report.proposal import Proposal, proposal_of, standing
from channelmix.report.reversal import reversals
from channelmix.report.stored import Study, unnumbered

COST_VERDICTS = {"better, sure": "cheaper, sure at 95 %", "worse, sure": "dearer, sure at 95 %", "the same": "the same",
                 "not sure": "not sure", "sure, but rounds to 0": "sure, but rounds to 0"}  # fmt: skip
"""How the verdict on a difference in cost is told."""


def first_screen(study: Study, notes: Sequence[str]) -> str:
    """
    Return the answer, and the table of plans.

    Args:
        study: Its cases under the names that are shown, with their numbers.
        notes: What the targets are; they stand below the table.
    """
    proposal = proposal_of(study)
    title = say("The plans") if len(study.cases) > 1 else say("At a glance")
    return (
        f"{_answer(study, proposal)}\n<h2>{safe(title)}</h2>\n{plan_table(study, proposal)}"
        f'<details class="small"><summary>{safe(say("What the targets are"))}</summary>{notes_html(notes)}</details>'
    )


def _answer(study: Study, proposal: Proposal) -> str:
    lines = list(_lines(study, proposal))
    told = "".join(f"<p>{safe(line)}</p>" for line in lines)
    turns = reversals(study, proposal)
    against = f"<h2>{safe(say('What would reverse this?'))}</h2>{list_html(turns)}" if turns else ""
    cases = unnumbered(study.cases)
    each = sentences(cases, study.differences) if study.differences else []
    more = f"<details><summary>{safe(say('Plan by plan'))}</summary>{list_html(each)}</details>" if each else ""
    return f'<section class="answer" aria-label="{safe(say("In short"))}">{told}{against}{more}</section>'


def _lines(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield which plan, and how sure."""
    yield from _lead(study, proposal)
    if len(study.cases) == 1:
        yield from _misses(study, 0)
        return
    cases = unnumbered(study.cases)
    if proposal.place is not None and proposal.place > 0:
        yield _against_first(study, proposal.place)
    yield from cheapest(cases, study.differences)
    yield from _cheapest_misses(study, proposal)
    yield from chance_of_cost(study.summary, [case.name for case in cases])
    yield from front_line(study.summary, [case.name for case in cases])
    yield from staffing_note(cases)


def _lead(study: Study, proposal: Proposal) -> Iterator[str]:
    if not proposal.has_targets:
        return
    if proposal.place is None:
        text = "No plan is sure to meet all targets." if len(study.cases) > 1 else "Not all targets are surely met."
        yield say(text)
        return
    case = unnumbered(study.cases)[proposal.place]
    figure, interval = written(estimate_of(case.summary["total"], "cost_per_year"), Kind.MONEY)
    beside = f" ({interval})" if interval else ""
    parts = {"plan": case.name, "cost": figure, "currency": case.currency, "interval": beside}
    if len(study.cases) == 1:
        yield say("All targets are met, sure at 95 %; {cost} {currency} a year{interval}.", **parts)
    elif len(proposal.keepers) == 1:
        yield say("{plan} alone surely meets all targets: {cost} {currency} a year{interval}.", **parts)
    else:
        yield say("{plan} costs least of those that surely meet all targets: {cost} {currency} a year{interval}.",
                  **parts)  # fmt: skip


def _against_first(study: Study, place: int) -> str:
    cases = unnumbered(study.cases)
    change = study.differences[place - 1]["total"]
    size, interval = written_difference(change_of(change, "cost_per_year"), Kind.MONEY)
    word = certainty(change.get("cost_per_year", {}), TOTAL["cost_per_year"])
    text = "That is {size} {currency} a year{interval} against {first}: {verdict}."
    beside = f" ({interval})" if interval else ""
    verdict = say(COST_VERDICTS.get(word, "not known how sure"))
    return say(text, size=size, currency=cases[0].currency, interval=beside, first=cases[0].name, verdict=verdict)


def _cheapest_misses(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield why the cheapest plan is not the one proposed."""
    if proposal.cheapest is not None and proposal.cheapest != proposal.place and proposal.has_targets:
        yield from _misses(study, proposal.cheapest)


def _misses(study: Study, place: int) -> Iterator[str]:
    """Yield in which channels a plan misses its target, or may."""
    found, name = standing(study.cases[place]), unnumbered(study.cases)[place].name
    if found.missed:
        yield say("{plan} misses its target in: {channels}.", plan=name, channels=", ".join(found.missed))
    if found.unsure:
        text = "Whether {plan} meets its target is not sure in: {channels}."
        yield say(text, plan=name, channels=", ".join(found.unsure))

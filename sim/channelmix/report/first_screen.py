"""
The first screen: which plan, how sure, and every plan against today's operation.

Today's operation is the first scenario. A plan is proposed only where its targets are surely met, and
only by cost; no line says more than its interval does.
"""

from collections.abc import Iterator, Sequence

from channelmix.compare.names import listed
from channelmix.report.amounts import told_list
from channelmix.report.cases import Case
from channelmix.report.comparison_page import certainty, cheapest
from channelmix.report.figures import TOTAL, change_of, estimate_of, priced
from channelmix.report.html import list_html, notes_html, safe
from channelmix.report.language import say
from channelmix.report.managers import chance_of_cost, price_in_service, probability, sentences, size_interval
from channelmix.report.mixes import staffing_note
from channelmix.report.numbers import Kind, number, written, written_difference
from channelmix.report.plan_changes import told_changes
from channelmix.report.plan_promises import goal_lines
from channelmix.report.plan_table import plan_table
from channelmix.report.proposal import Proposal, proposal_of, standing
from channelmix.report.reversal import reversals
from channelmix.report.stored import Study, unnumbered


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
    told = "".join(f"<p>{safe(line)}</p>" for line in _lines(study, proposal))
    turns = reversals(study, proposal)
    against = f"<h2>{safe(say('What would reverse this?'))}</h2>{list_html(turns)}" if turns else ""
    cases = unnumbered(study.cases)
    each = sentences(cases, study.differences)
    more = f"<details><summary>{safe(say('Plan by plan'))}</summary>{list_html(each)}</details>" if each else ""
    notes = notes_html(staffing_note(cases))
    return f'<section class="answer" aria-label="{safe(say("In short"))}">{told}{against}{more}{notes}</section>'


def _lines(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield which plan, what it changes, and how sure."""
    if len(study.cases) == 1:
        yield from _alone(study, proposal)
        return
    names, place = [case.name for case in unnumbered(study.cases)], proposal.place
    if proposal.has_targets:
        yield _lead(study, proposal) if proposal.keepers else say("No plan is sure to meet all targets.")
    if place:
        changes = told_changes(study, place)
        yield from [changes] if changes else []
        yield _against_first(study, place)
        price = price_in_service(study.cases[place], study.cases[0], study.differences[place - 1])
        yield from [price] if price else []
    if not proposal.has_targets:
        yield from cheapest(unnumbered(study.cases), study.differences)
    if proposal.has_targets and proposal.cheapest is not None and proposal.cheapest != place:
        yield from _cheaper_but(study, proposal.cheapest, "Cheapest" if place is None else "Cheaper")
    else:
        yield from chance_of_cost(study.summary, names)


def _alone(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield of a single plan how it stands to its promises: those it was searched for first."""
    yield from goal_lines(study.goals)
    cost = _cost(study, 0)
    if not proposal.has_targets:
        return
    if proposal.place is not None:
        whole = "Over the whole period all targets are met, sure at 95 %; {cost} {currency} a year{interval}."
        text = "All targets are met, sure at 95 %; {cost} {currency} a year{interval}."
        if not _is_priced(study.cases[0]):
            whole, text = (
                "Over the whole period all targets are met, sure at 95 %.",
                "All targets are met, sure at 95 %.",
            )
        yield say(whole if study.goals else text, **cost)
        return
    if study.goals and _is_priced(study.cases[0]):
        yield say("It costs {cost} {currency} a year{interval}.", **cost)
    else:
        yield say("Not all targets are surely met.")
    found = standing(study.cases[0])
    over = [say("missed in {channels}", channels=told_list(found.missed))] if found.missed else []
    over += [say("not sure in {channels}", channels=told_list(found.unsure))] if found.unsure else []
    yield say("Over the whole period, all that came counted, the target is {verdicts}.", verdicts="; ".join(over))


def _cost(study: Study, place: int) -> dict[str, str]:
    """Return a plan and its cost a year, as they stand in a sentence."""
    case = unnumbered(study.cases)[place]
    figure, interval = written(estimate_of(case.summary["total"], "cost_per_year"), Kind.MONEY)
    beside = f" ({interval})" if interval else ""
    return {"plan": case.name, "cost": figure, "currency": case.currency, "interval": beside}


def _is_priced(case: Case) -> bool:
    """Whether what a plan costs is known."""
    return priced(case.summary["total"], "cost_per_year").mean is not None


def _lead(study: Study, proposal: Proposal) -> str:
    """Return which of the plans that surely meet all targets is proposed; none where a cost is not known."""
    if proposal.place is None:
        plans = listed(unnumbered(study.cases)[place].name for place in proposal.keepers)
        text = "{plans} surely meet all targets; which of them costs least is not known: hours without cost_per_hour."
        return say(text, plans=plans)
    if not _is_priced(study.cases[proposal.place]):
        return say("Proposed: {plan}. It alone surely meets all targets.", **_cost(study, proposal.place))
    if len(proposal.keepers) == 1:
        text = "Proposed: {plan}. It alone surely meets all targets: {cost} {currency} a year{interval}."
    else:
        text = (
            "Proposed: {plan}. Of the plans that surely meet all targets it costs least: {cost} {currency} a year"
            "{interval}."
        )
    return say(text, **_cost(study, proposal.place))


_AGAINST = {
    "better, sure": "It costs {amount} {currency} a year less than {first}; that is sure at 95 %{interval}.",
    "worse, sure": "It costs {amount} {currency} a year more than {first}; that is sure at 95 %{interval}.",
    "the same": "It costs as much as {first}.",
    "sure, but rounds to 0": "It costs practically the same as {first}.",
    "not sure": "Whether it costs more or less than {first} is not sure: {size} {currency} a year{interval}.",
}
_UNKNOWN = "How sure its cost differs from that of {first} is not known: {size} {currency} a year{interval}."


def _against_first(study: Study, place: int) -> str:
    first, change = unnumbered(study.cases)[0], study.differences[place - 1]["total"]
    estimate = change_of(change, "cost_per_year")
    size, interval = written_difference(estimate, Kind.MONEY)
    word = certainty(change.get("cost_per_year", {}), TOTAL["cost_per_year"])
    beside = f" ({interval})" if interval else ""
    beside = size_interval(estimate, Kind.MONEY) if word in {"better, sure", "worse, sure"} else beside
    return say(_AGAINST.get(word, _UNKNOWN), amount=number(abs(estimate.mean or 0.0), Kind.MONEY), size=size,
               currency=first.currency, interval=beside, first=first.name)  # fmt: skip


_BUT = {
    ("Cheaper", True): "Cheaper, but misses its target in {channels}: {plan} ({cost} {currency} a year{chance}).",
    ("Cheaper", False): "Cheaper, but may miss its target in {channels}: {plan} ({cost} {currency} a year{chance}).",
    ("Cheapest", True): "Cheapest, but misses its target in {channels}: {plan} ({cost} {currency} a year{chance}).",
    ("Cheapest", False): "Cheapest, but may miss its target in {channels}: {plan} ({cost} {currency} a year{chance}).",
}


def _cheaper_but(study: Study, place: int, word: str) -> Iterator[str]:
    """Yield why the cheapest plan is not the one proposed."""
    found = standing(study.cases[place])
    parts = {**_cost(study, place), "chance": _chance(study, place)}
    channels = found.missed or found.unsure
    if channels:
        yield say(_BUT[word, bool(found.missed)], channels=told_list(channels), **parts)


def _chance(study: Study, place: int) -> str:
    """Return how probably a plan is the cheapest, where that is known."""
    rows = study.summary.get("ranking", {}).get("total.cost_per_year", [])
    chance = rows[place].get("probability_best") if len(rows) == len(study.cases) else None
    return "" if chance is None else say(", cheapest of all with probability {chance}", chance=probability(chance))

"""
The first screen: which promises are kept, which plan, how sure, and every plan against today's operation.

Promises that are judged day by day, or interval by interval, come first: they are judged on more customers. What the
fewer replications of all other figures leave open over the whole period stands below, in small letters.

Today's operation is the first scenario. A plan is proposed only where its targets are surely met, and
only by cost; no line says more than its interval does.
"""

from collections.abc import Iterator, Sequence

from channelmix.compare.names import listed
from channelmix.report.cases import Case
from channelmix.report.cheaper import SETTLED, cheaper_lines, likely_lines, settled, told_cost
from channelmix.report.comparison_page import certainty, cheapest
from channelmix.report.doubts import probably_meets_all, reasons
from channelmix.report.figures import TOTAL, change_of, priced
from channelmix.report.html import list_html, notes_html, safe
from channelmix.report.language import say
from channelmix.report.managers import chance_of_cost, price_in_service, sentences, size_interval
from channelmix.report.mixes import staffing_note
from channelmix.report.numbers import Kind, counted, number, written_difference
from channelmix.report.plan_changes import changes_of, told_changes
from channelmix.report.plan_promises import goal_lines
from channelmix.report.plan_table import plan_table
from channelmix.report.promises_page import all_keep_all, promises_kept
from channelmix.report.proposal import Proposal, cost_change, proposal_of
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
    lines, small = [*_lines(study, proposal)], []
    if kept := promises_kept(unnumbered(study.cases)) if len(study.cases) > 1 else []:
        if not proposal.keepers:
            lines, small = _cheapest_keeper(study), lines
        lines = [*kept, *lines]
    told = "".join(
        [*(f"<p>{safe(line)}</p>" for line in lines), *(f"<p><small>{safe(line)}</small></p>" for line in small)]
    )
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
        yield from _lead(study, proposal) if proposal.keepers else [_none_is_sure(study)]
    if place is not None:
        for each in (place, *proposal.equals):
            yield from _in_two_lines(study, each) if proposal.equals else _against_today(study, each)
    if not proposal.has_targets:
        yield from cheapest(unnumbered(study.cases), study.differences)
        yield from chance_of_cost(study.summary, names)
        return
    yield from likely_lines(study, proposal) if not proposal.keepers else ()
    if proposal.cheapest == place and not proposal.equals:
        yield from chance_of_cost(study.summary, names)
    elif place is not None or not proposal.keepers:
        yield from cheaper_lines(study, proposal)


def _cheapest_keeper(study: Study) -> list[str]:
    """Return which plan costs least where all of them keep every promise by itself; nothing where some do not."""
    cases = unnumbered(study.cases)
    return cheapest(cases, study.differences) if all_keep_all(cases) else []


def _none_is_sure(study: Study) -> str:
    """Return that no plan surely meets all targets; over what, for the promises that stand beside it are other ones."""
    times = counted(study.cases[0].summary["replications"], "replication")
    return say("Over the whole period no plan is sure to meet all targets, judged on {times}.", times=times)


def _against_today(study: Study, place: int) -> Iterator[str]:
    """Yield what a plan changes against the first, what it costs more, and what customers lose."""
    if place:
        changes = told_changes(study, place)
        yield from [changes] if changes else []
        yield _against_first(study, place)
        price = price_in_service(study.cases[place], study.cases[0], study.differences[place - 1])
        yield from [price] if price else []


def _in_two_lines(study: Study, place: int) -> Iterator[str]:
    """Yield of one of several plans that are proposed what it costs and changes, then what customers lose."""
    told, name = told_cost(study, place), unnumbered(study.cases)[place].name
    if not place:
        yield say("{plan}: {cost} {currency} a year{interval}, as today.", **told)
        return
    change, changes = study.differences[place - 1]["total"], changes_of(study, place)
    size, interval = written_difference(change_of(change, "cost_per_year"), Kind.MONEY)
    word = certainty(change.get("cost_per_year", {}), TOTAL["cost_per_year"])
    beside = f" ({interval})" if interval else ""
    cost = say(_BESIDE[word in {"better, sure", "worse, sure"}], plan=name, cost=told["cost"], size=size,
               currency=told["currency"], first=unnumbered(study.cases)[0].name, interval=beside)  # fmt: skip
    yield f"{cost}; {changes}." if changes else f"{cost}."
    price = price_in_service(study.cases[place], study.cases[0], study.differences[place - 1])
    yield from [f"{name}: {price}"] if price else []


_BESIDE = {
    True: "{plan}: {cost} {currency} a year, surely {size} against {first}{interval}",
    False: "{plan}: {cost} {currency} a year, {size} against {first}{interval}, which is not sure",
}


def _alone(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield of a single plan how it stands to its promises: those it was searched for first."""
    yield from goal_lines(study.goals)
    cost = told_cost(study, 0)
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
    yield say("Over the whole period, all that came counted, the plan {reasons}.", reasons=reasons(study.cases[0]))
    if probably_meets_all(study.cases[0]):
        yield settled(study, 0, SETTLED)


def _is_priced(case: Case) -> bool:
    """Whether what a plan costs is known."""
    return priced(case.summary["total"], "cost_per_year").mean is not None


def _lead(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield which of the plans that surely meet all targets is proposed; none where a cost is not known."""
    if proposal.place is None:
        plans = listed(unnumbered(study.cases)[place].name for place in proposal.keepers)
        text = "{plans} surely meet all targets; which of them costs least is not known: hours without cost_per_hour."
        yield say(text, plans=plans)
    elif not _is_priced(study.cases[proposal.place]):
        yield say("Proposed: {plan}. It alone surely meets all targets.", **told_cost(study, proposal.place))
    elif proposal.equals:
        yield from _equals(study, proposal, proposal.place)
    elif len(proposal.keepers) == 1:
        text = "Proposed: {plan}. It alone surely meets all targets: {cost} {currency} a year{interval}."
        yield say(text, **told_cost(study, proposal.place))
    else:
        text = (
            "Proposed: {plan}. Of the plans that surely meet all targets it costs least: {cost} {currency} a year"
            "{interval}."
        )
        yield say(text, **told_cost(study, proposal.place))


def _equals(study: Study, proposal: Proposal, place: int) -> Iterator[str]:
    """Yield which plans are as good as each other, as far as chance lets see, and what each costs."""
    names = [case.name for case in unnumbered(study.cases)]
    plans = f" {say('or')} ".join(names[each] for each in (place, *proposal.equals))
    more = []
    for other in proposal.equals:
        size, interval = written_difference(cost_change(study, other, place), Kind.MONEY)
        text = "{plan} {size} ({interval})" if interval else "{plan} {size}"
        more.append(say(text, plan=names[other], size=size, interval=interval))
    text = (
        "Proposed: {plans}. They surely meet all targets, and which costs less is not sure (against {first}: {others} "
        "{currency} a year); choose between them on other grounds."
    )
    yield say(text, plans=plans, first=names[place], others="; ".join(more), currency=study.cases[place].currency)


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

"""
Every plan that is cheaper than the one proposed, and why it is not proposed; and what more replications would settle.
"""

from collections.abc import Iterator

from channelmix.report.doubts import MOST, needed, probably_meets_all, reasons, told_replications
from channelmix.report.figures import estimate_of
from channelmix.report.language import say
from channelmix.report.numbers import Kind, counted, written
from channelmix.report.proposal import Proposal, cost_of_plan, verdict_of_cost
from channelmix.report.stored import Study, unnumbered


def told_cost(study: Study, place: int) -> dict[str, str]:
    """Return a plan and its cost a year, as they stand in a sentence."""
    case = unnumbered(study.cases)[place]
    figure, interval = written(estimate_of(case.summary["total"], "cost_per_year"), Kind.MONEY)
    beside = f" ({interval})" if interval else ""
    return {"plan": case.name, "cost": figure, "currency": case.currency, "interval": beside}


def cheaper_lines(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield each plan that costs less than the one spoken of, the cheapest first, and what speaks against it."""
    chosen = proposal.place if proposal.place is not None else proposal.likely
    if chosen is None:
        if proposal.cheapest is not None and (told := reasons(study.cases[proposal.cheapest])):
            yield say(
                "Cheapest, but not sure to meet its targets: {plan} ({cost} {currency} a year); it {reasons}.",
                **told_cost(study, proposal.cheapest), reasons=told,
            )  # fmt: skip
        return
    for place in cheaper_than(study, chosen):
        told = reasons(study.cases[place])
        if told:
            is_unsure = verdict_of_cost(study, place, chosen) == "unsure"
            yield say(_BUT[is_unsure], **told_cost(study, place), reasons=told)


_BUT = {
    False: "Cheaper, but not proposed: {plan} ({cost} {currency} a year); it {reasons}.",
    True: "On average a little cheaper, but not proposed: {plan} ({cost} {currency} a year); it {reasons}.",
}


def cheaper_than(study: Study, chosen: int) -> list[int]:
    """Return the plans of the same days that cost less than one by the means, the cheapest first."""
    same = [True, *(change["same_period"] for change in study.differences)]
    mine = cost_of_plan(study.cases[chosen])
    costs = [(cost, place) for place, case in enumerate(study.cases)
             if same[place] and place != chosen and (cost := cost_of_plan(case)) is not None]  # fmt: skip
    return [] if mine is None else [place for cost, place in sorted(costs) if cost < mine]


def likely_lines(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield, where no plan is sure to meet all targets, the cheapest of those that do by the means."""
    if proposal.likely is None or cost_of_plan(study.cases[proposal.likely]) is None:
        return
    yield say(
        "On average {plan} meets all targets, and costs least of the plans that do: {cost} {currency} a year"
        "{interval}; it {reasons}.",
        **told_cost(study, proposal.likely), reasons=reasons(study.cases[proposal.likely]),
    )  # fmt: skip
    yield settled(study, proposal.likely, SETTLED)


def more_replications(study: Study, proposal: Proposal) -> Iterator[str]:
    """Yield which cheaper plans are left out only because their service is not sure, and how many would settle that."""
    if proposal.place is None or not proposal.has_targets:
        return
    for place in cheaper_than(study, proposal.place):
        if probably_meets_all(study.cases[place]):
            yield settled(study, place, _LEFT_OUT)


def settled(study: Study, place: int, texts: tuple[str, str]) -> str:
    """Return about how many replications would settle whether a plan meets its targets; the second text where none."""
    case = unnumbered(study.cases)[place]
    played, more = counted(case.summary["replications"], "replication"), needed(case)
    count = told_replications(MOST if more is None else more)
    return say(texts[more is None], plan=case.name, played=played, count=count)


_LEFT_OUT = (
    "More replications: {plan} costs less and is left out only because {played} do not make sure that it meets its "
    "targets. About {count} would tell; if it does, it is to be preferred.",
    "More replications: {plan} costs less and is left out only because {played} do not make sure that it meets its "
    "targets. It lies so close to a target that even {count} would hardly tell.",
)
SETTLED = (
    "About {count} replications would tell whether {plan} meets its targets over the whole period; these are {played}.",
    "{plan} lies so close to a target that even {count} replications would hardly tell; these are {played}.",
)

"""
What a planner sees of one run: channels, groups, the whole operation, and what it rests on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channelmix.report.cases import Case, level_verdict, promise_notes, promised_share, remarks
from channelmix.report.figures import CHANNEL, GROUP, TOTAL, Measure, estimate_of, is_measured, priced
from channelmix.report.judged_on import judged_notes
from channelmix.report.language import say, told_day
from channelmix.report.numbers import Kind, counted, number, written
from channelmix.report.plan_promises import Goal
from channelmix.report.promises_page import promise_sheets
from channelmix.report.sheets import Cell, Page, Row, Sheet
from channelmix.report.shift_tables import shift_sheets

OFTEN_ZERO = frozenset({"cost", "overtime_hours", "backlog_end", "rejected"})
"""Figures that say nothing where they are 0 everywhere."""


def run_page(case: Case, goals: Sequence[Goal] = ()) -> Page:
    """Return the tables of one run; ``goals``: what was asked of its plan, where that was judged besides the run."""
    breaks = say("the breaks of each stand in the plan's sheet of shifts")
    sheets = (
        _channels(case, goals), *promise_sheets(case), _groups(case), _total(case), *shift_sheets(case, breaks),
    )  # fmt: skip
    return Page(case.name, subtitle(case), sheets, remarks([case]))


def subtitle(case: Case) -> str:
    """Say what was simulated and how often: no figure without its number of replications."""
    period = case.scenario.period
    days = say("{days} from {date}", days=counted(period.days, "day"), date=told_day(period.start))
    times = counted(case.summary["replications"], "replication")
    seed = say("seed {seed}", seed=case.summary["seed"])
    return f"{days} · {times} · {seed} · {say('each figure with its 95 % interval')}"


def cell(
    figures: Mapping[str, Any], name: str, measure: Measure, *, verdict: str = "", bound: float | None = None
) -> Cell:
    """Return one figure with its interval; ``bound``: the share that its verdict holds it against."""
    return Cell(*written(priced(figures, name), measure.kind, bound=bound), verdict)


def label(measure: Measure, currency: str) -> str:
    """Return the heading of a figure; money names its currency."""
    return f"{measure.label}, {currency}" if measure.kind is Kind.MONEY else measure.label


def shown(measures: Mapping[str, Measure], places: Sequence[Mapping[str, Any]]) -> dict[str, Measure]:
    """Return the measures that some channel or group has; what is rightly 0 everywhere (``OFTEN_ZERO``) is left out."""

    def is_shown(name: str) -> bool:
        if name in OFTEN_ZERO:
            return any(estimate_of(figures, name).mean for figures in places)
        return any(is_measured(figures, name) for figures in places)

    return {name: measure for name, measure in measures.items() if is_shown(name)}


def _channels(case: Case, goals: Sequence[Goal]) -> Sheet:
    channels = case.summary["channels"]
    measures = shown(CHANNEL, list(channels.values()))
    rows = tuple(
        Row(
            channel,
            tuple(
                cell(
                    figures,
                    name,
                    measure,
                    verdict=level_verdict(case, channel, name),
                    bound=promised_share(case, channel, name),
                )
                for name, measure in measures.items()
            ),
        )
        for channel, figures in channels.items()
    )
    columns = tuple(label(measure, case.currency) for measure in measures.values())
    notes = (*promise_notes(case), *judged_notes([case], goals), *_given_volumes(channels))
    return Sheet(say("Channels"), say("channel"), columns, rows, notes)


_GIVEN = "{channel}: {given} contacts given, {simulated} simulated"


def _given_volumes(channels: Mapping[str, Any]) -> list[str]:
    """Return given beside simulated volumes, for channels whose volume counts every contact."""
    return [
        say(_GIVEN, channel=channel, given=_count(figures, "offered_given"), simulated=_count(figures, "offered"))
        for channel, figures in channels.items()
        if is_measured(figures, "offered_given")
    ]


def _count(figures: Mapping[str, Any], name: str) -> str:
    return number(estimate_of(figures, name).mean, Kind.COUNT)


def _groups(case: Case) -> Sheet:
    groups = case.summary["groups"]
    measures = shown(GROUP, list(groups.values()))
    rows = tuple(
        Row(group, tuple(cell(figures, name, measure) for name, measure in measures.items()))
        for group, figures in groups.items()
    )
    notes = (
        say("occupancy: time with at least one contact, of the time on duty"),
        say("load: places for contacts in use, of all places; an agent with one of three chats is a third loaded"),
    )
    columns = tuple(label(measure, case.currency) for measure in measures.values())
    return Sheet(say("Agents"), say("group"), columns, rows, notes)


def _total(case: Case) -> Sheet:
    total = case.summary["total"]
    measures = shown(TOTAL, [total])
    columns = tuple(label(measure, case.currency) for measure in measures.values())
    rows = (Row(say("all"), tuple(cell(total, name, measure) for name, measure in measures.items())),)
    return Sheet(say("Whole operation"), "", columns, rows, tuple(_without_price(case)))


def _without_price(case: Case) -> Iterator[str]:
    """Yield what to say of groups whose hours have no price where others have one."""
    groups = [name for name, figures in case.summary["groups"].items()
              if estimate_of(figures, "paid_hours").mean and priced(figures, "cost").mean is None]  # fmt: skip
    if groups and priced(case.summary["total"], "cost").mean is not None:
        text = "not in the cost: hours of {groups}, for which no cost_per_hour is given"
        yield say(text, groups=", ".join(groups))

"""
Which pictures answer a manager's questions: service, waits, the day, occupancy, cost against service.

Each picture carries its table, what its figures divide by what, and the number of replications.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from channelmix.compare.promised import promised_otherwise
from channelmix.report.amounts import percent
from channelmix.report.cases import Case, channel_promises, stands_still, told_formula
from channelmix.report.comparison_page import channels_of, groups_of
from channelmix.report.day_pictures import day_pictures
from channelmix.report.figures import CHANNEL, GROUP, Figures, Measure, estimate_of
from channelmix.report.front_chart import front_chart
from channelmix.report.interval_chart import Dots, interval_chart
from channelmix.report.language import say
from channelmix.report.numbers import Kind, counted, number, written
from channelmix.report.other_promises import not_compared
from channelmix.report.outlook import outlook_pictures
from channelmix.report.picture import Picture, Section
from channelmix.report.reversal_pictures import reversal_pictures
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.spread_chart import Spread, spread_chart
from channelmix.report.stored import Study
from channelmix.report.swept import sweep_pictures
from channelmix.report.week_pictures import backlog_pictures, week_pictures

WAITS = "waits run from joining the queue to the start of the work, over all who queued"
OCCUPANCY = "occupancy: time with at least one contact, of the time on duty"
KEPT = (
    "contacts in time: of all that were due an answer or a reply, over all channels with a target together, so that a "
    "large channel may hide a small one"
)


def sections(study: Study) -> list[Section]:
    """Return all pictures of a study; questions that it cannot answer are left out."""
    found = [
        Section(say("How well is each channel served?"), list(_service(study.cases))),
        Section(say("How long do customers wait?"), list(_waits(study.cases))),
        Section(say("How are waits spread?"), list(_spreads(study))),
        Section(
            say("What does cost buy, and what would change the ranking?"),
            [*_front(study), *reversal_pictures(study), *sweep_pictures(study.swept)],
        ),
        Section(say("How busy are the agents?"), list(_occupancy(study.cases))),
        Section(say("What happens over the day?"), day_pictures(study), is_close=True),
        Section(say("What happens over the week?"), week_pictures(study), is_close=True),
        Section(say("What is left over by night?"), backlog_pictures(study), is_close=True),
        Section(say("What may come?"), outlook_pictures(study)),
    ]
    return [section for section in found if section.pictures]


def replications(cases: Sequence[Case]) -> str:
    """Say how often each scenario was played."""
    return say("{times}, 95 % intervals", times=counted(cases[0].summary["replications"], "replication"))


def formulas(cases: Sequence[Case], channel: str, level: str) -> list[str]:
    """Return what a channel promises of a level, and the formula of its service level; each said once."""
    having = [case for case in cases if channel in case.scenario.channels]
    return list(dict.fromkeys(note for case in having for note in channel_promises(case, channel, level=level)))


def _service(cases: Sequence[Case]) -> Iterator[Picture]:
    unlike = promised_otherwise([case.scenario for case in cases])
    for channel in channels_of(cases):
        for name, promise in (("service_level", "target"), ("response_level", "response_target")):
            targets = [getattr(case.scenario.channels.get(channel), promise, None) for case in cases]
            if any(targets):
                shares = {target.share for target in targets if target}
                target = shares.pop() if len(shares) == 1 else None
                apart = [not_compared(cases, channel, name)] if (channel, name) in unlike else []
                notes = [*formulas(cases, channel, name), *apart]
                yield from _intervals(cases, channel, name, notes=notes, target=target)


def _waits(cases: Sequence[Case]) -> Iterator[Picture]:
    for channel in channels_of(cases):
        yield from _intervals(cases, channel, "wait_mean_s", notes=_waits_of(cases, channel))


def _waits_of(cases: Sequence[Case], channel: str) -> list[str]:
    """Return between which moments waits of a channel are, and by which clock where that of its target stands."""
    by_night = any(stands_still(case.scenario.channels.get(channel)) for case in cases)
    clock = "they count all hours, nights and closed days too, while the target's clock stands when closed"
    return [say(WAITS), *([say(clock)] if by_night else [])]


SPREADS = "stronger part of the bar: the quicker half; whole bar: up to 9 in 10; line: up to 99 in 100"


def _spreads(study: Study) -> Iterator[Picture]:
    for channel in channels_of(study.cases):
        found = [
            (place, channels[channel])
            for place, channels in enumerate(study.spread)
            if channels.get(channel, {}).get("waits_s", {}).get("p99") is not None
        ]
        if any(each["waits_s"]["p99"] for _, each in found):
            rows = [Spread(study.cases[place].name, each["at_once_share"], each["waits_s"]) for place, each in found]
            title = say("{channel}: how waits are spread", channel=channel)
            notes = (say(SPREADS), *_waits_of(study.cases, channel), _played(study.cases))
            yield Picture(title, spread_chart(title, rows), _spread_sheet(title, rows), notes)


def _spread_sheet(title: str, rows: Sequence[Spread]) -> Sheet:
    names = list(rows[0].waits_s)
    columns = (say("at once"), *(say("{share} wait at most", share=percent(int(name[1:]) / 100)) for name in names))
    lines = (
        Row(
            row.name,
            (
                Cell(number(row.at_once, Kind.SHARE)),
                *(Cell(number(row.waits_s[name], Kind.TIME)) for name in names),
            ),
        )
        for row in rows
    )
    return Sheet(title, say("plan"), columns, tuple(lines))


def _played(cases: Sequence[Case]) -> str:
    return say("all contacts of {times} together", times=counted(cases[0].summary["replications"], "replication"))


def _intervals(
    cases: Sequence[Case], channel: str, name: str, *, notes: Sequence[str], target: float | None = None
) -> Iterator[Picture]:
    found = [case.summary["channels"].get(channel, {}) for case in cases]
    yield from _dots(
        f"{channel}: {CHANNEL[name].label}", CHANNEL[name], cases, found=found, name=name, notes=notes, target=target
    )


def _occupancy(cases: Sequence[Case]) -> Iterator[Picture]:
    for group in groups_of(cases):
        found = [case.summary["groups"].get(group, {}) for case in cases]
        measure = GROUP["occupancy"]
        yield from _dots(
            f"{group}: {measure.label}", measure, cases, found=found, name="occupancy", notes=[say(OCCUPANCY)]
        )


def _dots(
    title: str, measure: Measure, cases: Sequence[Case], *, found: Sequence[Figures], name: str, notes: Sequence[str],
    target: float | None = None,
) -> Iterator[Picture]:  # fmt: skip
    """Yield a picture of one figure; none where no scenario has it."""
    estimates = [estimate_of(figures, name) for figures in found]
    if all(estimate.mean is None for estimate in estimates):
        return
    rows = [(case.name, each) for case, each in zip(cases, estimates, strict=True) if each.mean is not None]
    cells = [written(estimate, measure.kind, estimates, bound=target) for estimate in estimates]
    sheet = Sheet(title, say("plan"), (measure.label, say("95 % interval")),
                  tuple(Row(case.name, (Cell(figure), Cell(interval)))
                        for case, (figure, interval) in zip(cases, cells, strict=True)))  # fmt: skip
    dots = Dots(title=title, kind=measure.kind, rows=rows, first=cases[0].name, target=target,
                from_zero=measure.kind is Kind.TIME)  # fmt: skip
    yield Picture(title, interval_chart(dots), sheet, (*notes, replications(cases)))


def _front(study: Study) -> Iterator[Picture]:
    rows, cases = study.summary.get("front", []), study.cases
    if not any(row["kept_share"]["mean"] for row in rows) or not any(row["cost_per_year"]["mean"] for row in rows):
        return
    title, currency = say("Cost against contacts in time"), cases[0].currency
    costs, kept = ([estimate_of(row, name) for row in rows] for name in ("cost_per_year", "kept_share"))
    names = {row["scenario"]: case.name for row, case in zip(rows, cases, strict=True)}
    lines = tuple(
        Row(
            case.name,
            (
                Cell(*written(cost, Kind.MONEY, costs)),
                Cell(*written(share, Kind.SHARE, kept)),
                Cell(_state(row, names)),
            ),
        )
        for case, row, cost, share in zip(cases, rows, costs, kept, strict=True)
    )
    columns = (say("{currency} a year", currency=currency), say("contacts in time"), say("standing"))
    sheet = Sheet(title, say("plan"), columns, lines)
    notes = (
        say(KEPT),
        say("formulas of service level: {formulas}", formulas="; ".join(_named_formulas(cases))),
        say("full marks, joined: no other plan is both cheaper and has more in time"),
        replications(cases),
    )
    chart = front_chart(title, rows, [case.name for case in cases], currency=currency)
    yield Picture(title, chart, sheet, notes, is_tall=True)


def _named_formulas(cases: Sequence[Case]) -> list[str]:
    """Return each formula with the channels that have it."""
    having: dict[str, dict[str, None]] = defaultdict(dict)
    for case in cases:
        for name, channel in case.scenario.channels.items():
            if channel.target:
                having[channel.target.formula][name] = None
    return [f"{', '.join(names)} {told_formula(formula)}" for formula, names in having.items()]


def _state(row: Figures, names: Figures) -> str:
    if row["cost_per_year"]["mean"] is None:
        return say("its cost is not known")
    if row["on_front"]:
        return say("nothing beats it in both")
    text = "surely beaten by {other}" if row["surely"] else "beaten by {other} by the means, not surely"
    return say(text, other=names[row["beaten_by"]])

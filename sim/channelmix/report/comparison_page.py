"""
What a planner sees of a comparison: the scenarios side by side, then how each differs from the first.

All scenarios were played on the same customers, so a difference has an interval of its own that
is narrower than those of its two figures suggest. Whether it is sure stands beside it in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from channelmix.compare.names import listed
from channelmix.compare.promised import promised_otherwise
from channelmix.report.cases import Case, channel_promises, clock_notes, level_verdict, promised_share, remarks
from channelmix.report.figures import CHANNEL, GROUP, TOTAL, Measure, change_of, estimate_of, priced, verdict_of
from channelmix.report.judged_on import judged_notes
from channelmix.report.language import say
from channelmix.report.managers import choice, sentences
from channelmix.report.mixes import front_note, mix_notes, mixed_channels, same_twice, staffing_note
from channelmix.report.numbers import MISSING, Kind, counted, is_nil, number, written, written_difference
from channelmix.report.other_promises import NOT_COMPARED, judged_apart, unlike_levels, unlike_notes
from channelmix.report.promises_page import promises_beside, promises_kept
from channelmix.report.run_page import label, subtitle
from channelmix.report.sheets import Cell, Page, Remark, Row, Sheet
from channelmix.results import Estimate

Figures = Mapping[str, Any]

SERVICE = (
    "offered", "service_level", "response_level", "abandoned_share", "rejected", "wait_mean_s", "wait_p90_s",
)  # fmt: skip
MONEY = ("cost_per_year", "cost_per_contact", "paid_hours", "fte")
DIRECTIONS = {"more": 1, "less": -1}
OTHER_DAYS = dict.fromkeys(("better, sure", "worse, sure", "sure, another mix"), "sure, other days")
"""What is said instead where two scenarios simulate other days: that one is better may be the days' doing."""

UNTOLD = "not known how sure"
"""What is said where a difference has no verdict: a single replication tells none."""

BEST = "*"
BEST_OF_ALL = "Which is best"
NOTES = (
    "sure: the interval of the difference does not contain 0; costs, promises and scenarios hold together at 95 %",
    "figures that never differ are left out",
)


def comparison_page(cases: Sequence[Case], differences: Sequence[Figures], summary: Figures | None = None) -> Page:
    """
    Return the tables of a comparison.

    Args:
        cases: The scenarios; the others are compared with the first.
        differences: For each other scenario its figures minus those of the first, laid out as a summary.
        summary: Of the comparison; tells which scenario is probably the best.
    """
    told = choice(summary or {}, _keeping(cases))
    told += front_note(cases) if told else []
    told += judged_apart(cases)
    family, cases = short_names(cases)
    chosen = tuple(line.replace(family, "") if family else line for line in told)
    names = tuple(case.name for case in cases)
    best = f"{BEST} {say('best of its row by the mean; whether that is sure, see the differences')}"
    notes = (*_promises(cases), *judged_notes(cases), best)
    same = same_twice(cases)
    return Page(
        headline=family + say("{plans} on the same customers", plans=counted(len(cases), "scenario")),
        subtitle=subtitle(cases[0]),
        sheets=(
            Sheet(say("Service"), "", names, tuple(_service_rows(cases)), notes),
            *promises_beside(cases),
            Sheet(say("People and money"), "", names, tuple(_money_rows(cases)), (*_without_price(cases), best)),
            _differences(cases, differences),
        ),
        remarks=(*_other_days(differences), *remarks(cases), *([Remark(say(BEST_OF_ALL), chosen)] if chosen else [])),
        findings=Remark(
            say("In short"),
            (
                *same,
                *cheapest(cases, differences),
                *promises_kept(cases),
                *_keepers(cases),
                *staffing_note(cases),
                *sentences(cases, differences),
            ),
        ),
    )


def _differences(cases: Sequence[Case], differences: Sequence[Figures]) -> Sheet:
    title, notes = say("Differences from {first}", first=cases[0].name), (
        *map(say, NOTES), *mix_notes(cases), *unlike_notes(cases)
    )  # fmt: skip
    return Sheet(title, "", tuple(case.name for case in cases[1:]), tuple(_difference_rows(cases, differences)), notes)


def short_names(cases: Sequence[Case]) -> tuple[str, list[Case]]:
    """Return what all names begin with, up to a colon, and the cases under the rest of their names."""
    beginning = "".join(cases[0].name.rpartition(": ")[:2])
    if not all(case.name.startswith(beginning) for case in cases):
        return "", list(cases)
    return beginning, [replace(case, name=case.name.removeprefix(beginning)) for case in cases]


def certainty(change: Figures, measure: Measure, *, mixed: bool = False, beside: Sequence[Estimate] = ()) -> str:
    """
    Tell in words whether a difference is sure, and for the better or the worse; never more than its figures show.

    Args:
        change: A difference of a summary, with its verdicts.
        measure: What it is a difference of.
        mixed: Whether it is of a channel that others use: what is sure is neither better nor worse then.
        beside: All differences that are written in the same unit, as ``written_difference`` takes them.

    Examples:
        >>> share, wait = CHANNEL["service_level"], CHANNEL["wait_mean_s"]
        >>> quicker = {"mean": -9.0, "low": -12.0, "high": -6.0, "verdict": "less"}
        >>> certainty(quicker, wait), certainty({"mean": 0.01, "verdict": "unsure"}, share)
        ('better, sure', 'not sure')
        >>> certainty(quicker, wait, mixed=True)
        'sure, another mix'
        >>> certainty({"mean": 0.0001, "low": 0.00005, "high": 0.00015, "verdict": "more"}, share)
        'sure, but rounds to 0'
    """
    verdict = verdict_of({"": change}, "")
    if verdict not in DIRECTIONS:
        return {"same": "the same", "unsure": "not sure"}.get(verdict, "")
    if is_nil(written_difference(change_of({"": change}, ""), measure.kind, beside)[0]):
        return "sure, but rounds to 0"
    if mixed and measure.better:
        return "sure, another mix"
    return {1: "better, sure", -1: "worse, sure"}.get(DIRECTIONS[verdict] * measure.better, "sure")


_WORDS = {
    Kind.MONEY: ("lower, sure", "higher, sure"), Kind.HOURS: ("lower, sure", "higher, sure"),
    Kind.TIME: ("shorter, sure", "longer, sure"),
}  # fmt: skip


def in_words(verdict: str, kind: Kind) -> str:
    """
    Return how a certain change is called: money and hours are higher or lower, times longer or shorter.

    Examples:
        >>> in_words("worse, sure", Kind.MONEY), in_words("better, sure", Kind.TIME), in_words("not sure", Kind.TIME)
        ('higher, sure', 'shorter, sure', 'not sure')
        >>> in_words("worse, sure", Kind.SHARE)
        'worse, sure'
    """
    words = dict(zip(("better, sure", "worse, sure"), _WORDS.get(kind, ()), strict=False))
    return words.get(verdict, verdict)


def channels_of(cases: Sequence[Case]) -> list[str]:
    """Return the channels of all scenarios, each once."""
    return list(dict.fromkeys(chain.from_iterable(case.summary["channels"] for case in cases)))


def groups_of(cases: Sequence[Case]) -> list[str]:
    """Return the groups of all scenarios, each once."""
    return list(dict.fromkeys(chain.from_iterable(case.summary["groups"] for case in cases)))


def _service_rows(cases: Sequence[Case]) -> list[Row]:
    rows: list[Row] = []
    unlike = promised_otherwise([case.scenario for case in cases])
    for channel in channels_of(cases):
        rows.append(_heading(channel, len(cases), first=not rows))
        found = [case.summary["channels"].get(channel, {}) for case in cases]
        for name in SERVICE:
            verdicts = [
                level_verdict(case, channel, name) if places else "" for case, places in zip(cases, found, strict=True)
            ]
            bounds = [promised_share(case, channel, name) for case in cases]
            measure = replace(CHANNEL[name], better=0) if (channel, name) in unlike else CHANNEL[name]
            rows += _row(f"  {measure.label}", found, name, measure=measure, verdicts=verdicts, bounds=bounds)
    return rows


def _money_rows(cases: Sequence[Case]) -> list[Row]:
    total = [case.summary["total"] for case in cases]
    rows = []
    for name in MONEY:
        rows += _row(label(TOTAL[name], cases[0].currency), total, name, measure=TOTAL[name])
    for group in groups_of(cases):
        found = [case.summary["groups"].get(group, {}) for case in cases]
        rows += _row(say("occupancy of {group}", group=group), found, "occupancy", measure=GROUP["occupancy"])
    return rows


def _heading(text: str, columns: int, *, first: bool) -> Row:
    return Row(text, (Cell(""),) * columns, opens_section=not first)


def _row(
    text: str, found: Sequence[Figures], name: str, *, measure: Measure, verdicts: Sequence[str] | None = None,
    bounds: Sequence[float | None] | None = None,
) -> list[Row]:  # fmt: skip
    """Return one row of figures, the best one marked; none where every scenario has nothing or 0."""
    estimates = [priced(figures, name) for figures in found]
    if not any(estimate.mean for estimate in estimates):
        return []
    texts = [
        written(estimate, measure.kind, estimates, bound=bound)
        for estimate, bound in zip(estimates, bounds or [None] * len(found), strict=True)
    ]
    best = _best(estimates, [figure for figure, _ in texts], measure.better)
    cells = (
        Cell(f"{BEST}{figure}" if figure in best else figure, interval, verdict)
        for (figure, interval), verdict in zip(texts, verdicts or [""] * len(texts), strict=True)
    )
    return [Row(text, tuple(cells))]


def _best(estimates: Sequence[Estimate], texts: Sequence[str], better: int) -> set[str]:
    """Return how the best figure of a row is written; nothing where no way is better or all are alike."""
    known = [
        (estimate.mean * better, text)
        for estimate, text in zip(estimates, texts, strict=True)
        if estimate.mean is not None
    ]
    if not better or len({text for _, text in known}) < 2:
        return set()
    return {max(known)[1]}


def _difference_rows(cases: Sequence[Case], differences: Sequence[Figures]) -> list[Row]:
    rows: list[Row] = []
    mixes = [mixed_channels(case, cases[0]) for case in cases[1:]]
    unlike = [unlike_levels(case, cases[0]) for case in cases[1:]]
    others = [not change["same_period"] for change in differences]
    for channel in cases[0].summary["channels"]:
        found = [change["channels"].get(channel, {}) for change in differences]
        mixed = [channel in mix for mix in mixes]
        changes = [
            _difference_row(f"  {CHANNEL[name].label}", found, name, measure=CHANNEL[name], mixed=mixed, others=others,
                            apart=[(channel, name) in each for each in unlike])
            for name in SERVICE
        ]  # fmt: skip
        if any(changes):
            rows += [_heading(channel, len(differences), first=not rows), *chain.from_iterable(changes)]
    total = [change["total"] for change in differences]
    money = [
        _difference_row(f"  {label(TOTAL[name], cases[0].currency)}", total, name, measure=TOTAL[name], others=others)
        for name in MONEY
    ]
    if any(money):
        rows += [_heading(say("whole operation"), len(differences), first=not rows), *chain.from_iterable(money)]
    return rows


def _difference_row(
    text: str, found: Sequence[Figures], name: str, *, measure: Measure, others: Sequence[bool],
    mixed: Sequence[bool] | None = None, apart: Sequence[bool] = (),
) -> list[Row]:  # fmt: skip
    """Return one row of differences; none where there are none, or no figure ever differs."""
    apart = apart or [False] * len(found)
    estimates = [
        Estimate(None, None, None) if is_apart else change_of(changes, name)
        for changes, is_apart in zip(found, apart, strict=True)
    ]
    if not any(apart) and all(estimate.mean is None or estimate.low == estimate.high == 0 for estimate in estimates):
        return []
    words = [
        certainty(changes.get(name, {}), measure, mixed=is_mixed, beside=estimates)
        for changes, is_mixed in zip(found, mixed or [False] * len(found), strict=True)
    ]
    verdicts = [OTHER_DAYS.get(word, word) if is_other else word for word, is_other in zip(words, others, strict=True)]
    cells = (
        Cell(MISSING, "", NOT_COMPARED)
        if is_apart
        else Cell(*written_difference(estimate, measure.kind, estimates), verdict, in_words(verdict, measure.kind))
        for estimate, verdict, is_apart in zip(estimates, verdicts, apart, strict=True)
    )
    return [Row(text, tuple(cells))]


def _promises(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return the notes on targets of all scenarios, each once, with whose they are where not all promise that."""
    promised: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        for name in case.scenario.channels:
            for note in channel_promises(case, name):
                promised.setdefault((name, note), []).append(case.name)
    having = {name: [case.name for case in cases if name in case.scenario.channels] for name, _ in promised}
    told = (note if names == having[name] else f"{note} ({listed(names)})" for (name, note), names in promised.items())
    return tuple(dict.fromkeys([*told, *clock_notes(cases)]))


def _other_days(differences: Sequence[Figures]) -> list[Remark]:
    """Return a warning where scenarios simulate other days than the first."""
    others = [change["scenario"] for change in differences if not change["same_period"]]
    if not others:
        return []
    text = "other days than the first scenario, so other customers; differences from it are less sure and mix both"
    return [Remark(say("Not on the same days"), tuple(f"{name}: {say(text)}" for name in others))]


def cheapest(cases: Sequence[Case], differences: Sequence[Figures]) -> list[str]:
    """Return in words which scenario costs least by the mean, and whether that is sure against the first."""
    costs = [priced(case.summary["total"], "cost_per_year").mean for case in cases]
    known = [(cost, place) for place, cost in enumerate(costs) if cost is not None]
    if len(known) < len(cases) or not any(cost for cost, _ in known):
        return []
    cost, place = min(known)
    parts = {"plan": cases[place].name, "cost": number(cost, Kind.MONEY), "currency": cases[0].currency}
    if place == 0:
        return [say("Cheapest: {plan}, {cost} {currency} a year.", **parts)]
    change = differences[place - 1]["total"]["cost_per_year"]
    less = number(-change["mean"], Kind.MONEY)
    is_sure = verdict_of(differences[place - 1]["total"], "cost_per_year") == "less"
    text = "Cheapest by the mean: {plan}, {cost} {currency} a year; the difference from {first} rounds to 0."
    return [say(text if is_nil(less) else _CHEAPER[is_sure], **parts, less=less, first=cases[0].name)]


_CHEAPER = {
    True: "Cheapest: {plan}, {cost} {currency} a year: {less} less than {first} (sure at 95 %).",
    False: "Cheapest by the mean: {plan}, {cost} {currency} a year; that it costs less than {first} is not sure.",
}


def _without_price(cases: Sequence[Case]) -> list[str]:
    """Return which plans have hours without a price, so that their costs do not compare with others."""
    text = "{plan}: hours of {groups} have no cost_per_hour, so they are not in its cost"
    unpriced = [
        [name for name, figures in case.summary["groups"].items()
         if estimate_of(figures, "paid_hours").mean and priced(figures, "cost").mean is None] for case in cases
    ]  # fmt: skip
    if all(map(_is_without_any, cases)):
        return []
    return [
        say(text, plan=case.name, groups=", ".join(groups))
        for case, groups in zip(cases, unpriced, strict=True) if groups
    ]  # fmt: skip


def _is_without_any(case: Case) -> bool:
    return not estimate_of(case.summary["total"], "cost").mean


def _keepers(cases: Sequence[Case]) -> list[str]:
    if not any(map(_verdicts, cases)):
        return []
    text = "All targets met over the whole period, sure at 95 % on {times}: {plans}."
    times = counted(cases[0].summary["replications"], "replication")
    return [say(text, times=times, plans=listed(_keeping(cases)) or say("none"))]


def _keeping(cases: Sequence[Case]) -> list[str]:
    """Return which plans surely meet all targets."""
    return [case.name for case in cases if _verdicts(case) == {"met"}]


def _verdicts(case: Case) -> set[str]:
    found = (
        level_verdict(case, channel, figure)
        for channel in case.summary["channels"]
        for figure in ("service_level", "response_level")
    )
    return {verdict for verdict in found if verdict}

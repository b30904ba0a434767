"""
Sentences for managers, made of figures and never stronger than they are.

Each scenario is told against the first: what each promise gains or loses (the mean wait where
none is made), and what it costs a year. "More" and "less" are said only where the interval that
holds together with those of all that is told excludes no change; the interval always stands
beside the number, and what is not sure is called so.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from channelmix.compare.names import listed
from channelmix.compare.together import told_figures
from channelmix.report.amounts import percent, told_span
from channelmix.report.cases import Case, stands_still
from channelmix.report.figures import CHANNEL, TOTAL, change_of, kind_of, verdict_of
from channelmix.report.language import say
from channelmix.report.mixes import mixed_channels
from channelmix.report.numbers import Kind, is_nil, number, points, written_difference
from channelmix.report.other_promises import not_compared, unlike_levels
from channelmix.results import Estimate

if TYPE_CHECKING:
    from channelmix.scenario.channel import Channel

Figures = Mapping[str, Any]


def sentences(cases: Sequence[Case], differences: Sequence[Figures]) -> list[str]:
    """
    Return one sentence for each scenario but the first; none for one that simulates other days.

    Args:
        cases: The scenarios; the first is the one that others are told against.
        differences: For each other scenario its figures minus those of the first, laid out as a summary.
    """
    first = cases[0]
    told = [
        _sentence(case, first, change)
        for case, change in zip(cases[1:], differences, strict=True)
        if change["same_period"]
    ]
    return [sentence for sentence in told if sentence]


def _sentence(case: Case, first: Case, difference: Figures) -> str:
    parts = [*_promises(case, first, difference), *_money(first, difference)]
    apart = _not_compared(case, first)
    if not parts and not apart:
        return ""
    sure = [text for text, is_sure in parts if is_sure]
    unsure = [text for text, is_sure in parts if not is_sure]
    clauses = []
    if sure:
        clauses.append(say("{changes} (sure at 95 %)", changes=", ".join(sure)))
    if unsure:
        clauses.append(say("not sure: {changes}", changes=", ".join(unsure)))
    clauses += apart
    return say("{plan} against {first}: {told}.", plan=case.name, first=first.name, told="; ".join(clauses))


def _not_compared(case: Case, first: Case) -> list[str]:
    """Return the shares in time that are not told, since the first plan promises something else."""
    unlike = unlike_levels(case, first)
    return [
        f"{say('{figure} of {channel}', figure=CHANNEL[figure].label, channel=name)}: "
        f"{not_compared([first, case], name, figure)}"
        for name in first.scenario.channels for figure in CHANNEL if (name, figure) in unlike
    ]  # fmt: skip


_OF = {"start": "of {channel} answered within {time}", "reply": "of {channel} replied to within {time}"}


def _promises(case: Case, first: Case, difference: Figures) -> Iterator[tuple[str, bool]]:
    mixed, unlike = mixed_channels(case, first), unlike_levels(case, first)
    for name, changes in difference["channels"].items():
        known = [key for key, change in changes.items() if change["mean"] is not None and (name, key) not in unlike]
        for figure in told_figures(known):
            what = _what(figure, name, case.scenario.channels[name])
            what = say("{what}, where others come now", what=what) if name in mixed else what
            yield from _told(what, changes[figure], CHANNEL[figure].kind)


def _what(figure: str, name: str, channel: "Channel") -> str:
    """Return what a figure counts, in words that follow a number."""
    if figure == "response_level" and channel.response_target:
        within = told_span(channel.response_target.within)
        return say("of later messages of {channel} replied to within {time}", channel=name, time=within)
    if figure == "service_level" and channel.target:
        return say(_OF[channel.measured_to], channel=name, time=told_span(channel.target.within))
    is_by_night = CHANNEL[figure].kind is Kind.TIME and stands_still(channel)
    text = "{figure} in {channel}, nights and closed days counted" if is_by_night else "{figure} in {channel}"
    return say(text, figure=CHANNEL[figure].label, channel=name)


def _money(first: Case, difference: Figures) -> Iterator[tuple[str, bool]]:
    change = difference["total"].get("cost_per_year")
    if change and change["mean"] is not None and (change["mean"] or change["verdict"] != "same"):
        yield from _told(say("{currency} a year", currency=first.currency), change, Kind.MONEY)


def _told(what: str, change: Figures, kind: Kind) -> Iterator[tuple[str, bool]]:
    """Yield a change in words, and whether its direction is sure."""
    verdict, estimate = verdict_of({"": change}, ""), change_of({"": change}, "")
    size, interval = written_difference(estimate, kind)
    beside = f" ({interval})" if interval and interval != "?" else ""
    if verdict == "same":
        yield say(_SAME[kind is Kind.MONEY], what=what), True
    elif verdict in {"more", "less"}:
        amount = points(change["mean"]) if kind is Kind.SHARE else number(abs(change["mean"]), kind)
        if not set(amount) & set("123456789") or (kind is Kind.MONEY and abs(change["mean"]) < 1):
            yield say(_NOT_WORTH[kind is Kind.MONEY], what=what), True
            return
        text = _CHANGES[verdict, kind is Kind.MONEY]
        yield say(text, amount=amount, what=what, interval=size_interval(estimate, kind)), True
    else:
        yield say(_UNSURE[kind is Kind.MONEY], size=size, what=what, interval=beside), False


_CHANGES = {
    ("more", False): "{amount} more {what}{interval}", ("less", False): "{amount} less {what}{interval}",
    ("more", True): "{amount} {what} more{interval}", ("less", True): "{amount} {what} less{interval}",
}  # fmt: skip
_SAME = ("no change {what}", "no change in cost")
_NOT_WORTH = ("no change worth naming {what}", "no change worth naming in cost")
_UNSURE = ("{size} {what}{interval}", "{size} {what} in cost{interval}")


def size_interval(change: Estimate, kind: Kind) -> str:
    """
    Return an interval beside a size whose direction is said in words: without signs unless it holds 0.

    Examples:
        >>> size_interval(Estimate(-75.0, -90.0, -60.0), Kind.TIME), size_interval(Estimate(1.0, 1.0, 1.0), Kind.TIME)
        (' (60 to 90)', '')
    """
    if change.mean is None or change.low is None or change.high is None:
        return ""
    if change.low * change.high <= 0:
        interval = written_difference(change, kind)[1]
    else:
        low, high = sorted((abs(change.low), abs(change.high)))
        interval = written_difference(Estimate(abs(change.mean), low, high), kind)[1].replace("+", "")
    return f" ({interval})" if interval else ""


def _shows(share: float) -> bool:
    return bool(set(points(share)) & set("123456789"))


def price_in_service(case: Case, first: Case, difference: Figures) -> str:
    """
    Return what customers surely lose in a plan against the first: service levels, waits, whole channels.

    Nothing where no channel of both has a target. Waits are told where they surely grow, also in channels that keep
    their level: a promise of a day hides hours.
    """
    levels = list(_lost(case, first, difference, figures=("service_level", "response_level")))
    waits = list(_lost(case, first, difference, figures=("wait_mean_s",)))
    gone = [say("no {group} any more", group=name) for name in first.scenario.channels
            if name not in case.scenario.channels]  # fmt: skip
    has_level = any((changes.get(level) or {}).get("mean") is not None for changes in difference["channels"].values()
                    for level in ("service_level", "response_level"))  # fmt: skip
    price = [_told_price("; ".join([*levels, *waits, *gone]), has_levels=bool(levels))] if has_level else []
    return " ".join([*price, *(f"{line[:1].upper()}{line[1:]}." for line in _not_compared(case, first))])


def _told_price(lost: str, *, has_levels: bool) -> str:
    if has_levels:
        return say("Its price in service, sure at 95 %: {changes}.", changes=lost)
    if lost:
        return say("No channel of both plans surely loses service level, but it has a price: {changes}.", changes=lost)
    return say("No channel of both plans surely loses service level, and in none do customers surely wait longer.")


def _lost(case: Case, first: Case, difference: Figures, *, figures: Sequence[str]) -> Iterator[str]:
    """Yield in words each figure that is surely worse than in the first plan, by more than it is worth naming."""
    mixed, unlike = mixed_channels(case, first), unlike_levels(case, first)
    for name, changes in difference["channels"].items():
        for figure in figures:
            change, measure = changes.get(figure), CHANNEL[figure]
            if change is None or change["mean"] is None or (name, figure) in unlike:
                continue
            if verdict_of(changes, figure) not in {"more", "less"}:
                continue
            if change["mean"] * measure.better < 0 and _is_worth_a_word(change, measure.kind):
                what = _what(figure, name, case.scenario.channels[name])
                what = say("{what}, where others come now", what=what) if name in mixed else what
                yield from (text for text, _ in _told(what, change, measure.kind))


def _is_worth_a_word(change: Figures, kind: Kind) -> bool:
    return _shows(change["mean"]) if kind is Kind.SHARE else not is_nil(number(abs(change["mean"]), kind))


def choice(summary: Figures, keepers: Sequence[str] = ()) -> list[str]:
    """Return what the ranking, the front and a selection say; ``keepers``: who surely meets all targets."""
    return [*_chances(summary), *_front(summary, keepers), *_selection(summary)]


_BEST = (
    "Best in {figure}: {plan}, with probability {probability}{days}.",
    "Which is best in {figure} is not sure: {plan} with probability {probability}{days}.",
)
"""What is said where the probability is high, and where it is not."""

KEPT = "total.kept_share"
"""What a sweep is judged by if nothing else is asked for: the share of contacts in time, all channels together."""

CLEARLY = 0.9
"""Below this probability nobody is called the best."""


def _chances(summary: Figures, texts: tuple[str, str] = _BEST) -> Iterator[str]:
    for figure, rows in summary.get("ranking", {}).items():
        known = [row for row in rows if row["probability_best"] is not None]
        if len(known) < 2:
            continue
        top = max(known, key=lambda row: row["probability_best"])
        if sum(row["probability_best"] == top["probability_best"] for row in known) > 1:
            continue
        often = top["best_in_share_of_replications"]
        days = "" if often is None else say("; in {share} of the replications", share=percent(round(often, 2)))
        chance = probability(top["probability_best"])
        text = texts[top["probability_best"] < CLEARLY]
        yield say(text, figure=figure_words(figure), plan=top["scenario"], days=days, probability=chance)


def figure_words(name: str) -> str:
    """
    Return a figure of the ranking as people call it.

    Examples:
        >>> figure_words("phone.service_level"), figure_words("total.cost_per_year"), figure_words("")
        ('service level of phone', 'cost a year', '')
        >>> figure_words("total.kept_share")
        'contacts in time'
    """
    if name == KEPT:
        return say("contacts in time")
    owner, _, figure = name.rpartition(".")
    measure = {"total": TOTAL}.get(owner, CHANNEL).get(figure)
    if measure is None:
        return name
    return measure.label if owner == "total" else say("{figure} of {channel}", figure=measure.label, channel=owner)


def probability(share: float) -> str:
    """
    Write a probability without ever calling it certain.

    Examples:
        >>> probability(0.5), probability(1.0)
        ('50 %', 'above 99.9 %')
    """
    return say("above {share}", share=percent(0.999)) if share > 0.999 else percent(share)


def chance_of_cost(summary: Figures, names: Sequence[str]) -> Iterator[str]:
    """Yield how probably which scenario costs least; ``names`` are those to be shown, in the summary's order."""
    rows = summary.get("ranking", {}).get("total.cost_per_year", [])
    shown = [{**row, "scenario": name} for row, name in zip(rows, names, strict=len(rows) > 0)]
    texts = (
        "Costs least: {plan}, with probability {probability}.",
        "Which costs least is not sure: {plan} with probability {probability}.",
    )
    yield from _chances({"ranking": {"": shown}}, texts)


def front_line(summary: Figures, names: Sequence[str]) -> Iterator[str]:
    """Yield which scenarios nothing beats in both cost and contacts in time, under the names to be shown."""
    rows = summary.get("front", [])
    if not any(row["kept_share"]["mean"] for row in rows) or not any(row["cost_per_year"]["mean"] for row in rows):
        return
    known = [(row, name) for row, name in zip(rows, names, strict=True) if row["cost_per_year"]["mean"] is not None]
    best = [name for row, name in known if row["on_front"]]
    if len(best) == len(known):
        yield say("By the means no plan beats another in both cost and contacts in time of all channels together.")
        return
    yield say(
        "By the means no plan beats these in both cost and contacts in time of all channels together: {plans}.",
        plans=listed(best),
    )


def _front(summary: Figures, keepers: Sequence[str]) -> Iterator[str]:
    rows = summary.get("front", [])
    found = list(front_line(summary, [row["scenario"] for row in rows]))
    yield from found
    for row in rows if found else ():
        if not row["on_front"]:
            yield say(BEATEN[row["surely"]], plan=row["scenario"], other=row["beaten_by"])
            if row["scenario"] in keepers and row["beaten_by"] not in keepers:
                yield say("But only {plan} surely meets all targets, {other} does not.", plan=row["scenario"],
                          other=row["beaten_by"])  # fmt: skip


BEATEN = {
    True: "{plan} is surely beaten by {other} in cost and in contacts in time of all channels together.",
    False: (
        "{plan} is beaten by {other} by the means, not surely, in cost and in contacts in time of all channels "
        "together."
    ),
}
"""What is said of a plan that another one beats, by whether that is sure."""


def _selection(summary: Figures) -> Iterator[str]:
    selection = summary.get("selection")
    if not selection:
        return
    if selection["best"] is None:
        left = listed(each["scenario"] for each in selection["contestants"] if not each["dropped"])
        text = "{procedure} ended before one plan was left, so nothing is promised; still in the race: {plans}."
        yield say(text, procedure=selection["procedure"], plans=left)
        return
    yield say(
        "Selected by {procedure}: {plan}, the best in {figure} with probability {probability} or more, if it differs "
        "from the next by {amount} or more.",
        procedure=selection["procedure"], plan=selection["best"], figure=figure_words(selection["by"]),
        probability=percent(selection["confidence"]),
        amount=number(selection["indifference"], kind_of(selection["by"])),
    )  # fmt: skip

"""
What would reverse the ranking: pay, prices of channels, luck, and customers who change channel more slowly.

Cost is a straight line in the price of an agent's hour and in the prices of channels, so the change at which
another plan becomes the cheapest is worked out exactly from the figures, and nothing is simulated. Slower adoption
changes who comes, so it is told only where such a plan was simulated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channelmix.report.amounts import percent, told_list
from channelmix.report.cases import Case
from channelmix.report.cheaper import more_replications
from channelmix.report.figures import estimate_of
from channelmix.report.language import say
from channelmix.report.proposal import Proposal, standing
from channelmix.report.stored import Study, unnumbered
from channelmix.report.swept import reversals_by_settings

LEAST, MOST = 0.5, 2.0
"""Changes looked at: from half to twice of what is."""
_ALIKE = 0.01
"""Share of a volume by which others are as large: who comes back makes it a little larger or smaller."""


@dataclass(frozen=True)
class Bill:
    """A year's cost in two parts; None where it is not known."""

    staff: float
    channels: float

    def at(self, staff: float = 1.0, channels: float = 1.0) -> float:
        """Return the cost when hours and channels cost so many times what they do."""
        return self.staff * staff + self.channels * channels


def bill_of(case: Case) -> Bill | None:
    """Return a plan's bill; None where a cost is unknown."""
    total = case.summary["total"]
    cost, a_year = estimate_of(total, "cost").mean, estimate_of(total, "cost_per_year").mean
    if not cost or a_year is None:
        return None
    parts = [sum(estimate_of(figures, "cost").mean or 0.0 for figures in case.summary[kind].values())
             for kind in ("groups", "channels")]  # fmt: skip
    return Bill(parts[0] * a_year / cost, parts[1] * a_year / cost)


@dataclass(frozen=True)
class Turn:
    """Where another plan becomes the cheapest."""

    what: str
    """``staff`` or ``channels``."""
    factor: float
    """So many times what it is."""
    other: int
    """Place of the plan that is cheapest from there on."""


def turns(bills: dict[int, Bill], chosen: int, what: str) -> list[Turn]:
    """
    Return where the chosen plan stops being the cheapest: the nearest change downwards and upwards.

    Args:
        bills: Of the plans that are held against each other, the chosen one among them and the cheapest.
        chosen: Its place.
        what: ``staff`` or ``channels``.

    Examples:
        >>> turns({0: Bill(100.0, 0.0), 1: Bill(60.0, 50.0)}, 0, "staff")
        [Turn(what='staff', factor=1.25, other=1)]
    """
    mine, found = bills[chosen], []
    for place, bill in bills.items():
        steeper = getattr(mine, what) - getattr(bill, what)
        if place == chosen or not steeper:
            continue
        factor = 1.0 + (bill.at() - mine.at()) / steeper
        if LEAST <= factor <= MOST and factor != 1.0:
            found.append(Turn(what, factor, place))
    below = [max((each for each in found if each.factor < 1), key=lambda each: each.factor, default=None)]
    above = [min((each for each in found if each.factor > 1), key=lambda each: each.factor, default=None)]
    return [each for each in (*below, *above) if each is not None]


_TURNS = {
    ("staff", False): "Cheaper hours: if an agent's hour costs {change} less, {plan} costs least on average.",
    ("staff", True): "Dearer hours: if an agent's hour costs {change} more, {plan} costs least on average.",
    ("channels", False): (
        "Cheaper channels: if bot, messages and licences cost {change} less, {plan} costs least on average."
    ),
    ("channels", True): (
        "Dearer channels: if bot, messages and licences cost {change} more, {plan} costs least on average."
    ),
}
_STAYS = {
    "staff": (
        "An agent's hour at half or twice its price: on average the same plan costs least of those that surely meet "
        "all targets."
    ),
    "channels": (
        "Bot, messages and licences at half or twice their prices: on average the same plan costs least of those "
        "that surely meet all targets."
    ),
}


def reversals(study: Study, proposal: Proposal) -> list[str]:
    """Return in words what would make another plan the one to choose; nothing for a single plan."""
    chosen = proposal.place if proposal.place is not None else proposal.cheapest
    if chosen is None or len(study.cases) < 2:
        return []
    return [
        *more_replications(study, proposal), *_of_cost(study, proposal, chosen), *_without_price(study, chosen),
        *_of_luck(study, proposal, chosen), *_of_adoption(study, chosen), *reversals_by_settings(study.swept),
    ]  # fmt: skip


def _of_cost(study: Study, proposal: Proposal, chosen: int) -> Iterator[str]:
    """Yield how prices turn the ranking; plans that may cost the same as it stands are not told apart here."""
    field = proposal.keepers if proposal.place is not None else [chosen]
    names = [case.name for case in unnumbered(study.cases)]
    bills = {place: bill for place in field if (bill := bill_of(study.cases[place])) is not None}
    bills = {place: bill for place, bill in bills.items() if place not in proposal.equals}
    if len(bills) < 2 or chosen not in bills:
        return
    for what in ("staff", "channels"):
        if not any(getattr(bill, what) for bill in bills.values()):
            continue
        found = turns(bills, chosen, what)
        for turn in found:
            text = _TURNS[what, turn.factor > 1]
            yield say(text, change=percent(abs(round(turn.factor - 1, 3))), plan=names[turn.other])
        if not found and getattr(bills[chosen], what) and proposal.has_targets:
            yield say(_STAYS[what])


def _without_price(study: Study, chosen: int) -> Iterator[str]:
    """
    Yield the messaging channels of a plan for which nothing is paid but agents, and the key that prices them.

    Not those that all plans use alike: a price that all of them pay for as many contacts reverses nothing.
    """
    case = unnumbered(study.cases)[chosen]
    for name, figures in case.summary["channels"].items():
        cost, came = estimate_of(figures, "cost").mean, estimate_of(figures, "offered").mean
        is_free = case.scenario.channels[name].kind == "messaging" and came and cost == 0
        if is_free and not _is_used_alike(study.cases, name):
            text = (
                "Price of {channel}: as the scenario stands {plan} pays nothing for it but agents; "
                "channels.{channel}.cost_per_message gives it a price (or cost_per_contact, cost_per_month)."
            )
            yield say(text, channel=name, plan=case.name)


def _is_used_alike(cases: Sequence[Case], channel: str) -> bool:
    """Whether a channel has as many contacts in all plans, but for a hundredth, and no plan pays anything for it."""
    found = [case.summary["channels"].get(channel, {}) for case in cases]
    volumes = [estimate_of(figures, "offered").mean or 0.0 for figures in found]
    return max(volumes) - min(volumes) <= _ALIKE * max(volumes) and not any(
        estimate_of(figures, "cost").mean for figures in found
    )


def _of_luck(study: Study, proposal: Proposal, chosen: int) -> Iterator[str]:
    """Yield how often another plan was cheaper by chance alone, where the chosen one is the cheapest of all."""
    rows = study.summary.get("ranking", {}).get("total.cost_per_year", [])
    if len(rows) != len(study.cases) or chosen != proposal.cheapest:
        return
    often = rows[chosen].get("best_in_share_of_replications")
    if often is not None and 0 < often < 1:
        text = "A single period may turn out otherwise: in {share} of those simulated another plan cost less."
        yield say(text, share=percent(round(1 - often, 2)))


def _of_adoption(study: Study, chosen: int) -> Iterator[str]:
    names = [case.name for case in unnumbered(study.cases)]
    slower = [pair for pair in slower_adoptions(study) if pair[0] == chosen] or slower_adoptions(study)
    for plan, variant in slower:
        found = standing(study.cases[variant])
        parts = {"plan": names[plan], "channels": told_list([*found.missed, *found.unsure])}
        if found.surely_meets_all:
            yield say("Slower adoption: {plan} still surely meets all its targets.", **parts)
        elif found.missed:
            yield say("Slower adoption: {plan} then misses or may miss its target in {channels}.", **parts)
        else:
            yield say("Slower adoption: it is then not sure that {plan} meets its target in {channels}.", **parts)
    if not any(plan == chosen for plan, _ in slower) and study.resolved[chosen].get("channel_shift"):
        halved = _with_half_the_shifts(study.resolved[chosen]["channel_shift"])
        yield say(SLOWER_SUCH_AS, plan=names[chosen], copy=halved) if halved else say(SLOWER, plan=names[chosen])


def _with_half_the_shifts(shifts: Sequence[Mapping[str, Any]]) -> str:
    """
    Return how a command names a plan of which half as many customers change channel; nothing where a curve has them.

    Examples:
        >>> _with_half_the_shifts([{"share": 0.13}, {"share": 0.1}])
        'FILE+channel_shift[1].share=0.065+channel_shift[2].share=0.05'
        >>> _with_half_the_shifts([{"share": {"adoption": "nl_whatsapp"}}])
        ''
    """
    shares = [share for shift in shifts if isinstance(share := shift.get("share"), int | float)]
    if len(shares) < len(shifts):
        return ""
    return "FILE" + "".join(f"+channel_shift[{place}].share={share / 2:g}" for place, share in enumerate(shares, 1))


SLOWER = "Slower adoption of {plan} was not simulated: compare a copy in which fewer customers change channel."
SLOWER_SUCH_AS = (
    "Slower adoption of {plan} was not simulated: compare it with a copy in which fewer customers change channel, "
    "such as half as many: {copy}"
)
"""Said where the plan to choose moves customers and nobody asked what becomes of it if fewer move."""


def slower_adoptions(study: Study) -> list[tuple[int, int]]:
    """Return pairs of places: a plan, and the same plan with customers who change channel more slowly."""
    places = range(len(study.cases))
    return [
        (plan, variant)
        for plan in places
        for variant in places
        if plan != variant and _is_slower(study.resolved[plan], study.resolved[variant])
    ]


_NAMES = ("name", "description", "run", "channel_shift", "sources")
"""Keys in which a plan and its variant may differ."""


def _is_slower(plan: dict[str, object], variant: dict[str, object]) -> bool:
    mine, theirs = _shares(plan), _shares(variant)
    if not mine or set(mine) != set(theirs) or mine == theirs:
        return False
    rest = [{key: value for key, value in each.items() if key not in _NAMES} for each in (plan, variant)]
    return rest[0] == rest[1] and all(theirs[key] <= share for key, share in mine.items())


def _shares(resolved: dict[str, object]) -> dict[tuple[str, str], float]:
    """Return the shares of all shifts; none where one of them follows a curve."""
    shifts = resolved.get("channel_shift") or []
    assert isinstance(shifts, list)
    if not all(isinstance(shift.get("share"), int | float) for shift in shifts):
        return {}
    return {(shift["from"], shift["to"]): shift["share"] for shift in shifts}

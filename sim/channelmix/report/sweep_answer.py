"""
What a sweep in which settings vary together says: which plan surely leads at how many points, and at which cost.

A plan leads where the sweep is sure that it is best, and nowhere else: points at which chance does not tell the plans
apart are counted as such. How far a plan leads, and what it costs more or less, is worked out from the means of the
points. A setting turns the ranking where changing it alone makes another plan surely lead; it changes nothing only
where the same plan surely leads at all its values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channelmix.report.figures import kind_of
from channelmix.report.language import say, told_number
from channelmix.report.managers import figure_words
from channelmix.report.numbers import Kind, is_nil, written_difference
from channelmix.report.setting_words import told_setting
from channelmix.report.sweep_points import COST, Points
from channelmix.results import Estimate

SURE = 0.95


@dataclass(frozen=True)
class Best:
    """Who is best at each point of a sweep."""

    figure: str
    """What is judged by, under its name in the summary."""
    strategies: Sequence[str]
    """The best at each point."""
    chances: Sequence[float | None]
    """How probably it is the best there."""

    @property
    def leaders(self) -> list[str | None]:
        """Return who surely leads at each point; None where that is not sure."""
        known = zip(self.strategies, self.chances, strict=True)
        return [strategy if chance is not None and chance >= SURE else None for strategy, chance in known]


def grid_answer(found: Points, best: Best, *, currency: str) -> Iterator[str]:
    """Yield who surely leads at how many points, and what turns it; nothing where not every point has a best."""
    if not found.is_several or len(best.strategies) != len(found.points):
        return
    leaders = best.leaders
    first, *others = sorted(found.plans, key=lambda each: (-leaders.count(each), -best.strategies.count(each)))
    everywhere = leaders.count(first) == len(leaders)
    if everywhere:
        lead = _lead(found, best, first, currency=currency)
        yield say(_EVERYWHERE, plan=found.plans[first], figure=figure_words(best.figure), margin=lead)
    else:
        yield _counts(found, best, [first, *others], currency=currency)
    if best.figure != COST or not everywhere:
        yield from _dearer(found, first, others, currency=currency)
    yield from _turning(found, leaders)


_EVERYWHERE = "Judged by {figure}, {plan} surely leads at every point, by {margin}."


def _counts(found: Points, best: Best, strategies: Sequence[str], *, currency: str) -> str:
    """Return at how many points each plan surely leads, and at how many that is not sure."""
    leaders, parts = best.leaders, []
    for strategy in strategies:
        count = leaders.count(strategy)
        text = "{plan} surely leads at {number} (by {margin})" if count else "{plan} surely leads at none"
        margin = _lead(found, best, strategy, currency=currency)
        parts.append(say(text, plan=found.plans[strategy], number=told_number(f"{count:,}"), margin=margin))
    if None in leaders:
        unsure = told_number(f"{leaders.count(None):,}")
        parts.append(say("at {number} it is not sure which plan is best", number=unsure))
    text = "Judged by {figure}, of the {all} points: {standings}."
    number = told_number(f"{len(leaders):,}")
    return say(text, figure=figure_words(best.figure), all=number, standings="; ".join(parts))


def _lead(found: Points, best: Best, strategy: str, *, currency: str) -> str:
    """Return how far a plan is ahead of the nearest other one, from the least to the most, where it surely leads."""
    figures = {each: [there.mean for there in found.of(best.figure, each)] for each in found.plans}
    own = figures.pop(strategy)
    mine = [place for place, leader in enumerate(best.leaders) if leader == strategy]
    known = []
    for place in mine:
        level, others = own[place], [each[place] for each in figures.values()]
        if level is None or None in others:
            return "?"
        known.append(min(abs(level - other) for other in others if other is not None))
    if not known:
        return "?"
    kind = kind_of(best.figure)
    ends = _sizes([min(known), max(known)], kind, beside=known)
    unit = f" {currency}" if kind is Kind.MONEY else ""
    return (ends[0] if ends[0] == ends[1] else f" {say('to')} ".join(ends)) + unit


def _dearer(found: Points, strategy: str, others: Sequence[str], *, currency: str) -> Iterator[str]:
    """Yield what a plan costs more or less than the cheapest other one; nothing where a cost is unknown."""
    own = [each.mean for each in found.of(COST, strategy)]
    rest = [[each.mean for each in there] for there in zip(*(found.of(COST, other) for other in others), strict=True)]
    known = [
        cost - min(each for each in there if each is not None)
        for cost, there in zip(own, rest, strict=True) if cost is not None and None not in there
    ]  # fmt: skip
    if not known or len(known) < len(own):
        return
    plan, other = found.plans[strategy], say("the cheapest other plan")
    other = found.plans[others[0]] if len(others) == 1 else other
    ends = (min(known), max(known))
    low, high = (_more_or_less(end, ends, currency=currency) for end in ends)
    if low == high:
        yield say("By the means {plan} costs {amount} a year than {other}.", plan=plan, amount=low, other=other)
    else:
        text = "Over all points {plan} costs, by the means, from {low} to {high} a year than {other}."
        yield say(text, plan=plan, low=low, high=high, other=other)


def _more_or_less(amount: float, beside: Sequence[float], *, currency: str) -> str:
    """Write a difference of cost as more or as less, never with a sign."""
    told = _sizes([amount], Kind.MONEY, beside=beside)[0]
    return say("{amount} {currency} less" if amount < 0 and not is_nil(told) else "{amount} {currency} more",
               amount=told, currency=currency)  # fmt: skip


def _sizes(values: Sequence[float], kind: Kind, *, beside: Sequence[float]) -> list[str]:
    """Write the sizes of some differences in one unit."""
    row = [Estimate(abs(value), None, None) for value in beside]
    return [written_difference(Estimate(abs(value), None, None), kind, row)[0].replace("+", "") for value in values]


def _turning(found: Points, leaders: Sequence[str | None]) -> Iterator[str]:
    """Yield which settings, changed alone, surely change who leads, which surely do not, and which are in doubt."""
    keys = list(dict.fromkeys(key for point in found.points for key in point))
    groups = {key: _alone(found, leaders, key) for key in keys}
    told = {key: told_setting(key, found.shifts) for key in keys if groups[key]}
    turns = [key for key in told if any(len(there - {None}) > 1 for there in groups[key])]
    idle = [key for key in told if all(len(there) == 1 and None not in there for there in groups[key])]
    unsure = [key for key in told if key not in turns and key not in idle]
    for text, some in ((_TURNS, turns), (_IDLE, idle), (_UNSURE, unsure)):
        if some:
            yield say(text, settings=", ".join(told[key] for key in some))


_TURNS = "What changes which plan surely leads: {settings}."
_IDLE = "None of these changes which plan surely leads: {settings}."
_UNSURE = "Whether these change which plan is best is not sure: {settings}."


def _alone(found: Points, leaders: Sequence[str | None], key: str) -> list[set[str | None]]:
    """Return who leads in each group of points that differ in one setting alone."""
    groups: dict[str, list[str | None]] = {}
    for point, leader in zip(found.points, leaders, strict=True):
        others = str(sorted((name, str(value)) for name, value in point.items() if name != key))
        groups.setdefault(others, []).append(leader)
    return [set(there) for there in groups.values() if len(there) > 1]

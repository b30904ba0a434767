"""
The fewest agents for each alternative, and how they compare with the plan.

All are searched and checked on the customers of the plan, so that figures of service have intervals of paired
differences. Hours and cost of each plan are known; ``doubt`` says how far their differences are in doubt. The plan is
the cheapest that was found: it is searched once more first, so that no gain is one that longer search would bring
anyway, and what is found for other promises, costs less and keeps those of the plan takes its place. Trained people may
always work as before: where a search finds nothing cheaper, they do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from channelmix.errors import InputError, OutOfReach
from channelmix.scenario import Loaded
from channelmix.staffing.alternatives.alternative import Alternative, no_rates, rates, taken
from channelmix.staffing.alternatives.asked import kinds_of, variants_of
from channelmix.staffing.alternatives.doubt import doubt_of, enveloped, is_cheaper, taken_over
from channelmix.staffing.alternatives.helping import Helping
from channelmix.staffing.alternatives.skills import left_alone
from channelmix.staffing.alternatives.variants import Variant
from channelmix.staffing.beginning import Stage
from channelmix.staffing.requirement import Requirement, spare_agents

PLANNED = " (the plan)"


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternatives:
    """A plan and what else was found."""

    plan: Requirement
    """The plan, or a cheaper one that was found on the way."""
    rows: Mapping[str, Sequence[Alternative]]
    """By kind, the plan itself among them."""
    left: Sequence[str]
    """What has not been searched yet."""


SoFar = Callable[[Alternatives], None]
"""Told what was found each time that something was."""


def alternatives_of(
    asked: Sequence[str], loaded: Loaded, found: Requirement, *, seed: int, threads: int = 1,
    stage: Stage = lambda what: None, so_far: SoFar = lambda found: None,
) -> Alternatives:  # fmt: skip
    """
    Return a plan and its alternatives.

    Args:
        asked: Some of ``KINDS``, or of promises those of channels, such as ``promises:phone,chat``.
        loaded: The scenario.
        found: Its plan.
        seed: Names all random numbers, as for the plan.
        threads: How many replications are played side by side.
        stage: Told what is being done; raises to stop.
        so_far: Told what was found before the first search, and after each.
    """
    helping = Helping(plan=found, seed=seed, threads=threads, stage=stage)
    search = _Search(loaded=loaded, asked=asked, helping=helping, so_far=so_far)
    search.tell()
    search.search_once_more()
    for kind in kinds_of(asked):
        search.search(kind)
    answer = search.answer()
    every = [each.found for mine in answer.rows.values() for each in mine]
    for each in (found, *every):
        if each is not None:
            each.trials.forget()
    return answer


@dataclass(kw_only=True)
class _Search:
    """Searches alternatives, and knows what was found so far."""

    loaded: Loaded
    asked: Sequence[str]
    helping: Helping
    """Searches from the plan on, by turns the first one and cheaper ones."""
    so_far: SoFar
    saved: tuple[float, float] = (0.0, 0.0)
    note: str = ""
    """Where the plan comes from, if it is not the first one."""
    found: dict[str, list[Alternative]] = field(default_factory=dict)

    @property
    def plan(self) -> Requirement:
        """The cheapest that is known."""
        return self.helping.plan

    def tell(self) -> None:
        """Tell what was found."""
        self.so_far(self.answer())

    def search_once_more(self) -> None:
        """Search the plan with nothing changed, as long as alternatives; what that saves is no gain of theirs."""
        self.helping.stage("searching the plan once more")
        again = self.helping.searched(self.loaded)
        if again.search.keeps_all and is_cheaper(again, self.plan) and again.let_off_days <= self.plan.let_off_days:
            spare = spare_agents(again.problem, again.trials, again.search)
            self._adopt(replace(again, spare=spare), "another search of it")
            self.tell()

    def search(self, kind: str) -> None:
        """Search all alternatives of a kind."""
        tasks = list(_tasks(kind, self.asked, self.loaded))
        for number, ways in enumerate(tasks, 1):
            self.helping.stage(f"searching {ways[0].label} ({number} of {len(tasks)})")
            each = _trained(ways, self.helping) if kind == "skills" else _searched(ways[0], self.helping)
            if kind == "promises" and each.found is not None:
                better = taken_over(self.plan, each.found)
                if better is not None:
                    self._adopt(better, f"the search for {each.label}")
            self.found.setdefault(kind, []).append(each)
            self.tell()

    def _adopt(self, better: Requirement, where: str) -> None:
        """Take over a cheaper plan, with which all are compared from now on."""
        hours, cost = (taken(self.plan, by) - taken(better, by) for by in (no_rates, rates))
        self.saved = (max(hours, 0.0) + self.saved[0], max(cost, 0.0) + self.saved[1])
        less = _less(*self.saved, self.loaded.scenario.money.currency)
        self.note = f"a cheaper plan than the first was found by {where}, and is the plan now: {less}"
        self.helping = replace(self.helping, plan=better)

    def answer(self) -> Alternatives:
        """Return all that was found."""
        kinds = kinds_of(self.asked)
        tasks = [(kind, ways[0].label) for kind in kinds for ways in _tasks(kind, self.asked, self.loaded)]
        done = {(kind, each.label) for kind, mine in self.found.items() for each in mine}
        return Alternatives(
            plan=self.plan, rows={kind: tuple(self._rows(kind)) for kind in kinds if kind in self.found},
            left=[label for kind, label in tasks if (kind, label) not in done],
        )  # fmt: skip

    def _rows(self, kind: str) -> Sequence[Alternative]:
        """Return what was found of a kind, the plan among it, all compared with the cheapest plan by now."""
        doubt = doubt_of(self.plan, self.saved)
        results = [
            replace(each, plan=self.plan, doubt=doubt, asks=_asks(kind, each, self.loaded)) for each in self.found[kind]
        ]
        planned = [
            replace(each, note="; ".join(part for part in (each.note, self.note) if part))
            for each in _as_planned(kind, self.loaded, self.plan, results)
        ]
        mine = [*planned, *results]
        ordered = mine if kind == "skills" else list(_ordered(mine))
        return list(enveloped(ordered)) if kind == "promises" else ordered


def _less(hours: float, cost: float, currency: str) -> str:
    """
    Return in words by how much less a plan needs.

    Examples:
        >>> _less(2.0, 62.5, "EUR"), _less(2.0, 0.0, "EUR")
        ('EUR 62 cheaper', '2.0 paid hours fewer')
    """
    return f"{currency} {cost:,.0f} cheaper" if cost else f"{hours:,.1f} paid hours fewer"


def _asks(kind: str, each: Alternative, loaded: Loaded) -> int:
    """Return 1 where an alternative promises more than the plan, -1 where less, 0 where that does not say."""
    target = loaded.scenario.channels[each.of].target if kind == "promises" else None
    if target is None or each.value is None:
        return 0
    return 1 if each.value > target.share else -1


def _tasks(kind: str, asked: Sequence[str], loaded: Loaded) -> Iterator[list[Variant]]:
    """Yield what is searched one by one; of trained people the ways in which they may help."""
    every = variants_of(kind, asked, loaded)
    if kind != "skills":
        yield from ([variant] for variant in every)
        return
    yield from (list(ways) for _, ways in groupby(every, key=lambda variant: variant.of))


def _searched(variant: Variant, helping: Helping) -> Alternative:
    """Return what is found for a variant, from the plan on, or anew where its promises are out of reach from there."""
    found, why, is_out_of_reach = None, "no search found a plan that keeps every promise", False
    try:
        found = helping.searched(variant.loaded)
        if not found.search.keeps_all:
            found = helping.searched(variant.loaded, is_anew=True)
    except InputError as error:
        found, why, is_out_of_reach = None, str(error).splitlines()[0], isinstance(error, OutOfReach)
    if found is not None and not found.search.keeps_all:
        found = None
    note = variant.note if found is None else _noted(variant, found, helping.plan)
    return Alternative(
        of=variant.of, label=variant.label, value=variant.value, note=note, found=found,
        why=why if found is None else "", is_out_of_reach=is_out_of_reach, plan=helping.plan,
    )  # fmt: skip


def _noted(variant: Variant, found: Requirement, plan: Requirement) -> str:
    """Return what is to be known of a variant, such as that less is asked of it than of the plan."""
    more = len(found.let_off_days) - len(plan.let_off_days)
    if more <= 0:
        return variant.note
    crowd = f"{variant.label}: {more} more of its promises by day or interval would take a crowd, so that less is asked"
    return "; ".join(part for part in (variant.note, crowd) if part)


def _trained(ways: Sequence[Variant], helping: Helping) -> Alternative:
    """Return what is found for groups that are trained."""
    found, note = helping.found(ways)
    return Alternative(of=ways[0].of, label=ways[0].label, value=None, note=note, found=found, plan=helping.plan)


def _as_planned(kind: str, loaded: Loaded, found: Requirement, results: Sequence[Alternative]) -> Iterator[Alternative]:
    """Yield the plan itself, as the entry of each channel or group that it has among the alternatives."""
    scenario = loaded.scenario
    if kind == "skills":
        note = left_alone(scenario)
        yield Alternative(of="", label="groups as they are", value=None, note=note, found=found, plan=found)
        return
    for of in dict.fromkeys(each.of for each in results):
        if kind == "promises":
            target = scenario.channels[of].target
            assert target is not None
            label, value = f"{of}: {100 * target.share:g} % within {target.within}", target.share
        else:
            group, channel = of.rsplit(", ", 1)
            value = scenario.groups[group].holds(channel)
            label = f"{group}: {channel}, {value:g} at a time"
        yield Alternative(of=of, label=f"{label}{PLANNED}", value=value, found=found, plan=found)


def _ordered(results: Sequence[Alternative]) -> Iterator[Alternative]:
    """Yield the alternatives by what they are about and by value."""
    for of in dict.fromkeys(each.of for each in results):
        yield from sorted((each for each in results if each.of == of), key=lambda each: each.value or 0.0)

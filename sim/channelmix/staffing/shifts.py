"""
Work shifts that keep the promises, at the least cost that was found.

Whatever is returned keeps every promise on all customers of the search, unless the templates cannot. How:

1. A program covers the requirement. Where promises hold over a day, the cover need not follow each quarter of an hour.
2. Duties are added where the cover misses a promise (``adding``).
3. Few customers decide what else may go, several times: duties that nobody misses (``paring``), duties for which others
   cost less (``exchanging``), and of those, where trials are cheap, many more by chance (``climbing``). Room is counted
   so that the duties in hand are as safe on few customers as on all.
4. All customers have the last word, day by day, each time (``proving``).
5. Breaks are spread where they may lie elsewhere at the same cost (``staggering``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.errors import InputError
from channelmix.scenario.model import Scenario
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.staffing.adding import added
from channelmix.staffing.checking import JUDGED, judged_count
from channelmix.staffing.climbing import climbed
from channelmix.staffing.duties import Duty
from channelmix.staffing.duty_patterns import DutyPatterns
from channelmix.staffing.exchanging import exchanged
from channelmix.staffing.paring import Worked, pared
from channelmix.staffing.pool import Pool
from channelmix.staffing.problem import Problem
from channelmix.staffing.proving import proved
from channelmix.staffing.rostering import Roster
from channelmix.staffing.scaling import evened
from channelmix.staffing.staggering import staggered
from channelmix.staffing.trials import Trial, Trials
from channelmix.staffing.uncovered import uncovered

_SHORT_OF = 0.3
"""Share of an agent that may be left away of an evened requirement to have whole ones. This and what follows here are
estimates of ours."""

_EFFORT = 30_000_000
"""Contacts that trials on few customers play in the first turn, about."""

_TRIALS = (80, 160)
"""Fewest and most trials in the first turn, whatever the contacts."""

_LATER = 2
"""By which the trials of each later turn are fewer; by 4 where trials are dear took 2 s of 27 less, and shifts
of a week came out .6 % dearer (three seeds)."""

_TURNS = 3
"""Times that few customers decide, and all of them after that; one less where duties are not exchanged by chance."""

_PARED, _EXCHANGED = 0.4, 0.4
"""Shares of a turn's trials after which no more duties are taken away, and after which exchanges are by chance only."""

_LEAST_TRIALS, _DUTIES_A_TRIAL, _PROGRAM_S = 10, 8.0, 0.6
"""How many trials searches take, by the duties; seconds of a program of a thousand duties, that grow by the square."""

_DIGITS = 9
"""Digits of hours behind the point: divided by (1 - shrinkage) and multiplied again they are 7.500000000000001."""

_FEW = 24
"""Replications of which the few customers are."""

_LEAST_CLIMBS = 80
"""Trials that the effort must be good for, or duties are not exchanged by chance: counted by us, in a week of 25,000
contacts with promises by the interval one such exchange in forty was worth anything."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shifts:
    """Duties and who works them."""

    duties: tuple[Duty, ...]
    """Only those that somebody works."""
    agents: Indices
    """(len(duties),)"""
    trial: Trial
    """What they do, as a plan, on the customers of the search."""
    replications: Sequence[int]
    """Of these customers, who are more than those of the requirement where these are few."""

    @property
    def plan(self) -> Indices:
        """(G, I) agents ready to work."""
        return self.trial.plan

    @property
    def cost(self) -> float:
        """What the duties cost."""
        return float(sum(duty.price * agents for duty, agents in zip(self.duties, self.agents.tolist(), strict=True)))

    def of_group(self, group: int) -> tuple[float, float]:
        """Return the paid hours of a group, shrinkage included, and what its duties cost."""
        mine = [(duty, n) for duty, n in zip(self.duties, self.agents.tolist(), strict=True) if duty.group == group]
        return sum(duty.paid_hours * n for duty, n in mine), sum(duty.cost * n for duty, n in mine)

    def has_price(self, scenario: Scenario, group: int) -> bool:
        """Whether a template of a group's duties says what its hours cost, be it nothing."""
        mine = (duty.template for duty in self.duties if duty.group == group)
        return any(scenario.work_shift[template].cost_per_hour is not None for template in mine)


def find_shifts(problem: Problem, trials: Trials, required: Indices, patterns: DutyPatterns) -> Shifts:
    """
    Return the cheapest duties found that keep every promise.

    Args:
        problem: What has to be staffed, with templates of work shifts.
        trials: Where to try.
        required: A plan that keeps every promise, (G, I).
        patterns: The duties to choose from.

    Raises:
        InputError: If the templates cannot cover what is required.
    """
    pool = Pool(problem=problem, trials=trials, duties=patterns.duties, most=_most(problem))
    first, fine = _first(pool, patterns, required), replace(pool, trials=_finer(trials))
    begun = added(fine, Worked(agents=first.agents, trial=fine.trial(first.agents)))
    if begun.trial.keeps_all or not first.trial.keeps_all:
        pool, first = fine, begun
    now = _spread(pool, _bettered(pool, first))
    agents = patterns.unfolded(now.agents)
    worked = np.flatnonzero(agents)
    duties = tuple(patterns.single[each] for each in worked.tolist())
    return Shifts(
        duties=duties, agents=agents[worked], trial=now.trial, replications=pool.trials.replications
    )  # fmt: skip


def expected_trials(duties: int, replications: int, contacts: float) -> tuple[float, float]:
    """
    Return about how many replications are played for shifts, and how many seconds programs take.

    Counted by us in scenarios with 6 to 2,700 duties, of 5 to 100 replications, and rounded; half to twice as many.

    Args:
        duties: Shifts with their breaks, days and groups, among which to choose.
        replications: Customers to search on.
        contacts: In each replication.

    Examples:
        >>> [round(each, 1) for each in expected_trials(2_700, 100, 50_000.0)]
        [4080.0, 4.4]
    """
    every, few = judged_count(replications, contacts), min(replications, _FEW)
    trials, climbs = _most_trials(few * contacts), _climbs(few * contacts)
    most = trials * (1 + (_TURNS - (1 if climbs else 2)) / _LATER)
    played = few * min(most, _LEAST_TRIALS + duties / _DUTIES_A_TRIAL * _TURNS) + every * min(JUDGED / 2, 2.0 + duties)
    return played, _PROGRAM_S * (duties / 1000) ** 2


def _most_trials(contacts: float) -> int:
    """Return the trials in a turn that the effort is good for, on so many contacts each."""
    return min(max(int(_EFFORT / max(contacts, 1.0)), _TRIALS[0]), _TRIALS[1])


def _climbs(contacts: float) -> bool:
    """Whether the effort is good for exchanges by chance, at so many contacts in each trial."""
    return _EFFORT / max(contacts, 1.0) >= _LEAST_CLIMBS


def _bettered(pool: Pool, now: Worked) -> Worked:
    """Return duties that cost no more, and by which all customers see every promise kept that was kept before."""
    few = pool.trials.on_first(_FEW)
    contacts = few.contacts_of_one * len(few.replications)
    climbs = _climbs(contacts)
    for turn in range(_TURNS if climbs else _TURNS - 1):
        until = _most_trials(contacts) // (_LATER if turn else 1)
        coarse = replace(pool, trials=few.agreeing(now.trial))
        less = pared(coarse, Worked(agents=now.agents, trial=coarse.trial(now.agents)), until=int(_PARED * until))
        less = exchanged(coarse, less, until=int(_EXCHANGED * until) if climbs else until)
        less = climbed(coarse, less, until=until) if climbs else less
        now = min(_borne(pool, now, less.agents), key=lambda each: pool.cost(each.agents))
    return now


def _borne(pool: Pool, now: Worked, agents: Indices) -> Iterator[Worked]:
    """Yield duties that keep what those of now keep: these, the days of others that do, and all of those with more."""
    yield now
    yield proved(pool, now, agents)
    more = added(pool, Worked(agents=agents, trial=pool.trial(agents)))
    if (more.trial.kept | ~now.trial.kept).all():
        yield more


def _spread(pool: Pool, now: Worked) -> Worked:
    """
    Return the same shifts with breaks spread as few customers allow, on days on which all customers allow it.

    Days alike stand or fall together, so that for these all customers then say which breaks may move.
    """
    few = replace(pool, trials=pool.trials.on_first(_FEW).agreeing(now.trial))
    now = proved(pool, now, staggered(few, Worked(agents=now.agents, trial=few.trial(now.agents))).agents)
    return now if pool.problem.space.twin is None else staggered(pool, now)


def _finer(trials: Trials) -> Trials:
    """
    Return trials on more customers, as many as can be met often enough in good time, or the same trials.

    Each promise is kept beyond what chance may account for. With few replications that is much, and costs whole shifts.
    Where many have shaped the plan, less than that may be asked of the few (``Trials.agreeing``); of more it is not.
    """
    few = len(trials.replications)
    many = judged_count(few, trials.contacts_of_one)
    if many == few:
        return trials
    safety = None if trials.safety is None else np.maximum(trials.safety, 0.0) * np.sqrt(few / many)
    first = trials.replications[0]
    return replace(trials, replications=range(first, first + many), safety=safety, tried={})


def _first(pool: Pool, patterns: DutyPatterns, required: Indices) -> Worked:
    """Return a cover of a requirement, with duties added where it misses a promise."""
    for wanted in _wanted(pool.problem, required):
        cover = _cover(pool, patterns, wanted)
        now = added(pool, cover)
        if now.trial.keeps_all:
            return now
    lacking = np.argwhere(cover.trial.plan < required)
    if len(lacking):
        places = [tuple(place) for place in lacking.tolist()]
        raise InputError(uncovered(pool.problem, places, required=required, plan=cover.trial.plan))
    return cover


def _wanted(problem: Problem, required: Indices) -> list[Indices]:
    """Return what to cover: the requirement evened out where its promises allow that, and as it is."""
    numbers, smooth = required.astype(np.float64), evened(required.astype(np.float64), problem.space)
    by_interval = np.array([goal.per == "interval" for goal in problem.goals])
    for number, part in enumerate(problem.structure.parts):
        if not by_interval[problem.structure.part_of_goal == number].any():
            numbers[list(part)] = smooth[list(part)]
    wanted = np.maximum(np.ceil(numbers - _SHORT_OF).astype(np.int64), problem.space.least)
    return [required] if (wanted == required).all() else [wanted, required]


def _cover(pool: Pool, patterns: DutyPatterns, required: Indices) -> Worked:
    """Return the cheapest duties that cover a requirement, or as much of it as any can."""
    roster = Roster(duties=patterns.single, shifts=pool.problem.scenario.work_shift, notes=pool.trials.notes)
    roster.cover(required)
    roster.tie(patterns.of)
    roster.limit(pool.most)
    found = roster.solved()
    if found is None:
        raise InputError("no duties were found within the effort given to the search; give fewer starts or breaks")
    agents = patterns.folded(np.rint(found[: len(patterns.single)]).astype(np.int64))
    return Worked(agents=agents, trial=pool.trial(agents))


def _most(problem: Problem) -> Indices:
    """Return the most agents of each group in each interval; who comes before or stays after the hours is free to."""
    stated = problem.scenario.staffing.max_agents
    limits = [[stated.get(name, MOST_AGENTS)] for name in problem.scenario.groups]
    return np.broadcast_to(np.array(limits), problem.space.most.shape)


def shift_rows(scenario: Scenario, shifts: Shifts) -> list[dict[str, Any]]:
    """Return the duties as plain values, by start."""
    groups = list(scenario.groups)
    order = sorted(range(len(shifts.duties)), key=lambda n: (shifts.duties[n].start, shifts.duties[n].group, n))
    return [
        {
            "group": groups[duty.group],
            "shift": scenario.work_shift[duty.template].name,
            "start": duty.start.isoformat(timespec="minutes"),
            "end": duty.end.isoformat(timespec="minutes"),
            "breaks": [
                [first.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")]
                for first, last in sorted(duty.breaks)
            ],
            "agents": int(shifts.agents[number]),
            **_pay(scenario, duty),
        }
        for number, duty in ((number, shifts.duties[number]) for number in order)
    ]


def _pay(scenario: Scenario, duty: Duty) -> dict[str, float]:
    """Return the hours that one agent of a duty is paid, without shrinkage, and their price if its template has one."""
    price, group = scenario.work_shift[duty.template].cost_per_hour, list(scenario.groups.values())[duty.group]
    hours = round(duty.paid_hours * (1 - group.shrinkage), _DIGITS)
    return {"paid_hours": hours} if price is None else {"paid_hours": hours, "cost_per_hour": price}

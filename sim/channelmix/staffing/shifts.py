"""
Work shifts that keep the promises, at the least cost.

The requirement is covered first, by a program. Where promises hold over a day, the cover need not follow each
quarter of an hour: the hour around it counts. The cover is simulated; duties are added where it misses a promise
(``adding``), taken away where nobody misses them (``paring``), and many of a day exchanged at once for others that cost
less (``reshaping``), several times, on few customers. The cheapest end that all customers bear is pared and its duties
exchanged one by one or two at a time (``exchanging``), each change proved by simulation, until none of these helps any
more or the effort is spent. At last
breaks are spread where they may lie elsewhere at the same cost (``staggering``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.errors import InputError
from channelmix.scenario.model import Scenario
from channelmix.scenario.shift_checks import shift_ends
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.scenario.units import DAY_SECONDS
from channelmix.staffing.adding import added
from channelmix.staffing.duties import Duty, duties_of
from channelmix.staffing.exchanging import exchanged
from channelmix.staffing.finer import finer_count
from channelmix.staffing.paring import Worked, pared
from channelmix.staffing.pool import Pool
from channelmix.staffing.problem import Problem
from channelmix.staffing.reshaping import reshaped
from channelmix.staffing.rostering import Roster
from channelmix.staffing.scaling import evened
from channelmix.staffing.staggering import staggered
from channelmix.staffing.trials import Trial, Trials

_SHORT_OF = 0.3
"""Of an agent, at most this share of an evened requirement is left away."""

_EFFORT = 30_000_000
"""Contacts played by all trials of many exchanges at once, about, and again by those of single ones."""

_TRIALS = (40, 160)
"""Fewest and most trials, whatever the contacts."""

_LEAST_TRIALS, _DUTIES_A_TRIAL, _PROGRAM_S = 10, 8.0, 0.6
"""How many trials searches take, by the duties; seconds of a program of a thousand duties, that grow by the square."""

_WORTH = 2e-3
"""A round that saves less of the cost than this is the last."""

_FEW = 24
"""Replications on which many duties are exchanged at once."""

_LEAST_AT_ONCE = 80
"""Trials that the effort must be good for, or duties are not exchanged many at once; counted by us: of a week of 25,000
contacts fewer trials saved nothing, and took twice as long as single exchanges."""

_TURNS = 3
"""Times that many duties are exchanged at once, after what all customers have said of the last ones."""

_MOST_TOLD = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Shifts:
    """Duties and who works them."""

    duties: tuple[Duty, ...]
    """Only those that somebody works."""
    agents: Indices
    """(len(duties),)"""
    trial: Trial
    """What they do, as a plan, on the customers of the search."""

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


def find_shifts(problem: Problem, trials: Trials, required: Indices) -> Shifts:
    """
    Return the cheapest duties found that keep every promise.

    Args:
        problem: What has to be staffed, with templates of work shifts.
        trials: Where to try.
        required: A plan that keeps every promise, (G, I).

    Raises:
        InputError: If the templates cannot cover what is required.
    """
    pool = Pool(problem=problem, trials=trials, duties=duties_of(problem), most=_most(problem))
    first, fine = _first(pool, required), replace(pool, trials=_finer(trials))
    now = _bettered(fine, _kept(fine, _reshaped(fine, first) or [first]))
    if now.trial.keeps_all or not first.trial.keeps_all:
        pool = fine
    else:
        now = _bettered(pool, first)
    now = staggered(pool, now)
    worked = np.flatnonzero(now.agents)
    duties = tuple(pool.duties[each] for each in worked.tolist())
    return Shifts(duties=duties, agents=now.agents[worked], trial=now.trial)


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
        [4000, 4.4]
    """
    sets = {replications, finer_count(replications, contacts=contacts, trials=_TRIALS[0])}
    played = sum(each * min(_most_trials(each * contacts), _LEAST_TRIALS + duties / _DUTIES_A_TRIAL) for each in sets)
    return played, _PROGRAM_S * (duties / 1000) ** 2


def _most_trials(contacts: float) -> int:
    """Return the trials that the effort is good for, on so many contacts each."""
    return min(max(int(_EFFORT / max(contacts, 1.0)), _TRIALS[0]), _TRIALS[1])


def _kept(pool: Pool, starts: Sequence[Worked]) -> Worked:
    """Return the cheapest of some duties that keep every promise with a few more; the last as it is if none do."""
    more = [added(pool, Worked(agents=start.agents, trial=pool.trial(start.agents))) for start in starts]
    kept = [now for now in more if now.trial.keeps_all]
    last = starts[-1]
    return min(kept, key=lambda now: pool.cost(now.agents), default=None) or replace(
        last, trial=pool.trial(last.agents)
    )


def _reshaped(pool: Pool, now: Worked) -> Sequence[Worked]:
    """
    Return duties of which many of a day were exchanged at once, one after the other.

    That takes many trials, so few customers decide, and nothing is returned where even those are too many; chance
    counts as it will on all. Where all have less room than the few would have it, or more, the few are asked for as
    much more, or less, and it begins anew from there.
    """
    trials, found = pool.trials, list[Worked]()
    few = replace(trials, replications=trials.replications[:_FEW], later=len(trials.replications), tried={})
    off = np.zeros(trials.cells.count) if trials.safety is None else trials.safety
    contacts = few.contacts_of_one * len(few.replications)
    until, left = _most_trials(contacts), _EFFORT / max(contacts, 1.0)
    for _ in range(_TURNS if left >= _LEAST_AT_ONCE else 0):
        until = min(until, int(left))
        if found and until < _TRIALS[0]:
            break
        coarse = replace(pool, trials=replace(few, safety=off, tried={}))
        begun = added(coarse, Worked(agents=now.agents, trial=coarse.trial(now.agents)))
        less = exchanged(coarse, pared(coarse, begun, until=until // 4), until=until // 2) if found else begun
        now = reshaped(coarse, pared(coarse, less, until=until // 2), until=until)
        found.append(now)
        left -= coarse.trials.count
        off = off + now.trial.room - pool.trial(now.agents).room
    return found


def _bettered(pool: Pool, now: Worked) -> Worked:
    """Return duties that cost no more and keep every promise kept before, as far as the effort goes."""
    trials = pool.trials
    until = trials.count + _most_trials(trials.contacts_of_one * len(trials.replications))
    while trials.count < until:
        before = pool.cost(now.agents)
        now = exchanged(pool, pared(pool, now, until=until), until=until)
        if pool.cost(now.agents) >= (1 - _WORTH) * before:
            break
    return now


def _finer(trials: Trials) -> Trials:
    """
    Return trials on more customers, as many as can be met often enough in good time, or the same trials.

    Each promise is kept beyond what chance may account for. With few replications that is much, and costs whole shifts.
    """
    few = len(trials.replications)
    many = finer_count(few, contacts=trials.contacts_of_one, trials=_TRIALS[0])
    if many == few:
        return trials
    safety = None if trials.safety is None else trials.safety * np.sqrt(few / many)
    first = trials.replications[0]
    return replace(trials, replications=range(first, first + many), safety=safety, tried={})


def _first(pool: Pool, required: Indices) -> Worked:
    """Return a cover of a requirement, with duties added where it misses a promise."""
    for wanted in _wanted(pool.problem, required):
        cover = _cover(pool, wanted)
        now = added(pool, cover)
        if now.trial.keeps_all:
            return now
    lacking = np.argwhere(cover.trial.plan < required)
    if len(lacking):
        raise InputError(_uncovered(pool.problem, [tuple(place) for place in lacking.tolist()], required))
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


def _cover(pool: Pool, required: Indices) -> Worked:
    """Return the cheapest duties that cover a requirement, or as much of it as any can."""
    roster = Roster(duties=pool.duties, shifts=pool.problem.scenario.work_shift, notes=pool.trials.notes)
    roster.cover(required)
    roster.limit(pool.most)
    found = roster.solved()
    if found is None:
        raise InputError("no duties were found within the effort given to the search; give fewer starts or breaks")
    agents = np.rint(found[: len(pool.duties)]).astype(np.int64)
    return Worked(agents=agents, trial=pool.trial(agents))


def _most(problem: Problem) -> Indices:
    """Return the most agents of each group in each interval; who comes before or stays after the hours is free to."""
    stated = problem.scenario.staffing.max_agents
    limits = [[stated.get(name, MOST_AGENTS)] for name in problem.scenario.groups]
    return np.broadcast_to(np.array(limits), problem.space.most.shape)


def _uncovered(problem: Problem, lacking: Sequence[tuple[int, ...]], required: Indices) -> str:
    names = list(problem.scenario.groups)
    told = [
        f"{names[group]} on {problem.starts[interval]:%a %d %b %H:%M} needs {required[group, interval]}"
        for group, interval in lacking[:_MOST_TOLD]
    ]
    more = f" and {len(lacking) - _MOST_TOLD} more" if len(lacking) > _MOST_TOLD else ""
    return (
        f"the templates of [[work_shift]] cannot cover {'; '.join(told)}{more}; add starts, lengths, days or agents, "
        f"or widen the breaks' windows{_limits(problem)}{_night_before(problem, lacking)}"
    )


def _limits(problem: Problem) -> str:
    """Return what to say of limits of templates that may be too tight."""
    found = [
        f"{key} of {shift.name} ({limit})"
        for shift in problem.scenario.work_shift
        for key, limit in (("max_starts", shift.max_starts), ("max_agents", shift.max_agents))
        if limit is not None
    ]
    return f"; or raise {', '.join(found)}" if found else ""


def _night_before(problem: Problem, lacking: Sequence[tuple[int, ...]]) -> str:
    """Return what to say where the first day lacks people whom a shift of the night before it may bring."""
    shifts = problem.scenario.work_shift
    goes_on = any(shift_ends(shift, start) > DAY_SECONDS for shift in shifts for start in shift.start)
    if not goes_on or all(problem.space.day[interval] for _, interval in lacking):
        return ""
    return "; of the night before the period a shift is planned only if the period has whole weeks"


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
        }
        for number, duty in ((number, shifts.duties[number]) for number in order)
    ]

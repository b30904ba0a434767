"""
The requirement: fewest agents by interval and group that keep every promise, found and then checked.

A plan is searched on one set of customers, tried on others, mended where those show that a promise is
missed, and at last checked on the customers of ``run``: what is printed is that check, on people whom
the search has never met, and ``run`` with the plan prints the same figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.scenario import Loaded
from channelmix.simulate.counts import Counts
from channelmix.simulate.prepare import FileData
from channelmix.staffing.alike import asking_of, judged_alike, twins_of
from channelmix.staffing.beginning import Stage, begin, is_by_day, leaves_hours_open, numbers, searched_on
from channelmix.staffing.bounds import cost_bound
from channelmix.staffing.checking import checked, checked_count, is_few, judged_count
from channelmix.staffing.cover import Due, due_of
from channelmix.staffing.crowds import Crowd
from channelmix.staffing.exhaustive import cheapest
from channelmix.staffing.finer import ENOUGH
from channelmix.staffing.giving_back import Crowded, Outcome
from channelmix.staffing.goals import Cells
from channelmix.staffing.guess import first_plan
from channelmix.staffing.load import Load
from channelmix.staffing.plan_sheet import as_read_back
from channelmix.staffing.problem import Problem
from channelmix.staffing.reachable import plenty
from channelmix.staffing.search import MOST_ROUNDS, Search, is_large
from channelmix.staffing.settling import DEAREST, Settling
from channelmix.staffing.trials import Trial, Trials, is_chance, trial_of
from channelmix.staffing.walking import walking_groups

Finished = tuple[Trials, Trial, bool]
"""Customers with what is asked of a plan, the plan on them, and whether no other is cheaper."""

MIDDLE = 480
"""Replications of a search between the first, coarse one and one of many times as many."""

MOST_MENDINGS = 4
_ROUNDS, _NEAR_ROUNDS, _SHORT_ROUNDS = 6, 3, 2
"""Rounds that weigh agents against one another: at most, from a plan in hand, and of a search that ends soon."""
_ROUNDS_OF_MENDED = 2
"""Rounds that weigh agents against one another in a plan that was mended."""

MOST_PROOF = 400
_MOST_SAFETY = 0.5
"""Of what lies between a promise and perfection, at most this share is asked for beside it."""

_WITNESSES = 4
"""So many times as many other customers see whether a plan without crowds loses a promise."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Requirement:
    """What was found."""

    problem: Problem
    cells: Cells
    """What is in reach of any plan, and so had to be kept; of days alike together."""
    single: Cells
    """The same by single days."""
    plan: Indices
    """(G, I) agents."""
    search: Trial
    """The plan on the customers it was found on."""
    check: Trial
    """The plan on fresh customers, ``checked_on`` of them."""
    counts: Counts
    """All that the check counted on the customers of ``run``."""
    replications: int
    """How many those are."""
    bound: float
    """What any plan that keeps the promises is estimated to cost at least, or the plan itself if that is proven."""
    is_proven: bool
    """Whether every cheaper plan was ruled out on the search's customers."""
    spare: Indices
    """(G, I) 1 where one agent fewer would miss a promise by no more than chance may account for; 0 if not asked, as of
    large plans for promises over days, where that is so of nearly every agent."""
    trials: Trials
    """The customers of the search."""
    load: Load
    """What customers bring."""
    cautions: tuple[str, ...] = ()
    """What a planner should know of work that piles up while nobody is on duty."""
    crowds: tuple[Crowded, ...] = ()
    """People who were there, or are, for one promise and hardly serve anybody."""

    @property
    def let_off(self) -> set[int]:
        """Cells that only a crowd would keep, so that less is asked of them."""
        return self.trials.let_off

    @property
    def let_off_days(self) -> set[tuple[int, int]]:
        """
        The same by single days, whichever are judged together.

        Returns:
            Each day let off, by the number of its goal and its first interval.
        """
        single = self.single
        is_off = np.isin(self.cells.cell[single.goal, single.first], list(self.let_off))
        return set(zip(single.goal[is_off].tolist(), single.first[is_off].tolist(), strict=True))

    @property
    def checked_on(self) -> int:
        """On how many fresh replications the plan is checked."""
        return checked_count(self.trials, self.replications)


def find_requirement(
    loaded: Loaded, *, replications: int, seed: int, threads: int = 1, stage: Stage = lambda what: None,
    files: FileData | None = None, engine: str | None = None, start: Requirement | None = None,
    may_be_more: bool = True, is_short: bool = False, like: Reals | None = None, is_calm: bool = True,
) -> Requirement:  # fmt: skip
    """
    Return the fewest agents that keep a scenario's promises.

    Args:
        loaded: The scenario with its files.
        replications: Customers to search on, at least, and as many fresh ones to check on.
        seed: Names all random numbers.
        threads: How many replications are played side by side.
        stage: Told what is being done.
        files: What the scenario's files hold, if that is not what was loaded.
        engine: "fast" or "reference"; both find the same. Absent: the quicker one.
        start: A plan to begin with, found for the same groups and the very same customers, to be as safe as; absent:
            one from formulas. Where the promises are the same, too, no more is asked than of that plan, and who
            could be spared is not asked.
        may_be_more: Whether to search, and judge promises, on more customers than asked for where these are few.
        is_short: Whether to end with the first plan found, for promises over days a few per cent too dear, and not
            to ask who could be spared.
        like: With ``is_short``, for promises over days: agents of a week much like this one, shape (G, I), of whose
            plan as much is taken as this one needs; absent: a plan from formulas is mended.
        is_calm: Whether a large plan by the interval is made more even at last, for people who read it as it is.

    Raises:
        InputError: If there is nothing to keep, or a promise that no number of agents can keep.
    """
    begun = begin(
        loaded, replications=replications, seed=seed, threads=threads, stage=stage, files=files, engine=engine,
        start=start,
    )  # fmt: skip
    problem, load = begun.problem, begun.load
    due = due_of(problem, load, begun.cells)
    searched = len(start.trials.replications) if start is not None else replications
    if start is None and may_be_more:
        searched = searched_on(problem, begun.trials, replications)
    is_near = start is not None and start.problem.goals == problem.goals
    coarse = replace(begun.trials, cells=begun.cells, later=searched, tried={})
    plan = start.plan if start is not None else _begun_with(
        problem, coarse, load=load, due=due, replications=searched, is_short=is_short, like=like
    )  # fmt: skip
    fine = replace(
        problem.trials(numbers(0, searched), threads=threads, check=lambda: stage("searching")),
        cells=coarse.cells, notes=coarse.notes, let_off=coarse.let_off,
        safety=start.trials.safety if start is not None and start.cells.divides_like(coarse.cells) else None,
    )  # fmt: skip
    finished = _finished_and_mended(
        problem, fine, load=load, due=due, plan=plan, stage=stage, is_short=is_short, is_near=is_near
    )  # fmt: skip
    problem, end, is_proven = _settled(
        problem, finished, single=begun.single, due=due, replications=replications, is_short=is_short, is_calm=is_calm,
        is_near=is_near, may_tie=start is None,
    )  # fmt: skip
    fine, found = end.trials, end.found
    is_asked = not (is_short or is_near or leaves_hours_open(problem))
    return as_judged(Requirement(
        problem=problem, cells=fine.cells, single=begun.single, plan=found.plan, search=found, check=end.check,
        counts=end.counts, replications=replications, is_proven=is_proven,
        bound=problem.space.cost(found.plan) if is_proven else cost_bound(problem, fine.cells_asked, load),
        spare=spare_agents(problem, fine, found) if is_asked else np.zeros_like(found.plan),
        trials=fine, load=load, cautions=begun.cautions, crowds=end.crowds,
    ))  # fmt: skip


def _begun_with(
    problem: Problem, coarse: Trials, *, load: Load, due: Due, replications: int, is_short: bool, like: Reals | None
) -> Indices:  # fmt: skip
    """Return a plan to finish, from another week's or from formulas."""
    search = _search(problem, coarse, due, large=MOST_ROUNDS)
    if like is not None and is_by_day(problem) and is_short:
        return search.weighed(search.followed(like), rounds=_SHORT_ROUNDS).plan
    found = search.from_plan(first_plan(problem, load))
    if leaves_hours_open(problem):
        found = search.kept(found)
        found = search.weighed(found, rounds=_SHORT_ROUNDS) if is_short else found
    plan = found.plan
    if replications >= 4 * MIDDLE:
        middle = replace(coarse, replications=numbers(0, MIDDLE), tried={})
        plan = _search(problem, middle, due).from_plan(plan).plan
        coarse.cells = middle.cells
        middle.forget()
    coarse.forget()
    return plan


def _finished_and_mended(
    problem: Problem, fine: Trials, *, load: Load, due: Due, plan: Indices, stage: Stage, is_short: bool,
    is_near: bool = False,
) -> Finished:  # fmt: skip
    """Return the best plan near one, mended until other customers find it good."""
    if is_short and leaves_hours_open(problem):
        found, is_proven = _search(problem, fine, due).raised(fine.of(plan)), False
    else:
        found, is_proven = _finished(problem, fine, due=due, plan=plan, is_near=is_near)
    if is_short or not (leaves_hours_open(problem) and is_few(fine)):
        found, is_proven = _mended(problem, fine, found, load=load, due=due, is_proven=is_proven, stage=stage)
    return fine, found, is_proven


def _finished(
    problem: Problem, trials: Trials, *, due: Due, plan: Indices, is_near: bool = False
) -> tuple[Trial, bool]:
    """Return the best plan near one, and where there are few numbers the proven best, unless it is to be near."""
    if leaves_hours_open(problem):
        search = _search(problem, trials, due)
        found = search.kept(trials.of(plan))
        if not is_few(trials):
            found = search.weighed(found, rounds=_rounds(is_near=is_near))
        if found.keeps_all:
            return found, False
    found = _search(problem, trials, due).from_plan(plan)
    if is_near:
        return found, False
    proof = cheapest(trials, found, problem.space, most_trials=MOST_PROOF)
    if proof.is_complete or not is_by_day(problem):
        return proof.best, proof.is_complete
    return _search(problem, trials, due).weighed(proof.best, rounds=1), False


def _as_written(problem: Problem, trials: Trials, found: Trial, *, is_proven: bool) -> tuple[Trial, bool]:
    """Return the plan that plan.xlsx can say: with as many agents in both hours of the one that comes twice."""
    plan = as_read_back(problem, found.plan)
    return (found, is_proven) if np.array_equal(plan, found.plan) else (trials.of(plan), False)


def _settled(
    problem: Problem, finished: Finished, *, single: Cells, due: Due, replications: int, is_short: bool, is_calm: bool,
    is_near: bool, may_tie: bool,
) -> tuple[Problem, Outcome, bool]:  # fmt: skip
    """Return the plan to take, even and without crowds, checked, what it is for, and whether it is proven."""
    fine, found, is_proven = finished
    many, others = _judges(problem, fine)
    settling = Settling(
        problem=problem, single=single, due=due, many=many, others=others, search=partial(_search, due=due),
        rounds=_rounds(is_near=is_near), may_tie=may_tie,
    )  # fmt: skip
    given: Sequence[tuple[Crowd, float]] = ()
    is_open = leaves_hours_open(problem) and not is_short
    if is_open:
        settling, fine, found = settling.shaped(fine, found)
        lean = settling.leaned(fine, found)
        fine, found, given = lean.trials, lean.found, lean.given
    elif is_calm and not is_short:
        found = settling.calmed(fine, found)
    found, is_proven = _as_written(problem, fine, found, is_proven=is_proven)
    check, counts = checked(fine, found.plan, replications)
    end = Outcome(trials=fine, found=found, check=check, counts=counts)
    if is_open:
        end = settling.told(end, given, lambda trials, plan: checked(trials, plan, replications))
    return settling.problem, end, is_proven


def as_judged(found: Requirement) -> Requirement:
    """
    Return what was found, judged as ``run`` judges it: days alike together that have the same agents.

    A day that falls behind those like it is judged by itself.
    """
    is_alike = found.problem.space.twin is not None or twins_of(found.problem, found.plan) is not None
    if not (is_alike and leaves_hours_open(found.problem)):
        return found
    tallies, before = found.trials.entire(range(found.checked_on)).tallies(found.plan), found.cells
    problem = judged_alike(found.problem, found.single, found.plan, tallies)
    trials = asking_of(problem, found.single, found.trials)
    search = trials.of(found.plan)
    if not search.keeps_all and found.search.keeps_all:
        safety = np.minimum(search.room, 0.0)
        trials = replace(trials, safety=safety if trials.safety is None else trials.safety + safety, tried={})
        search = trials.of(found.plan)
    crowds = tuple(
        replace(crowd, cell=int(trials.cells.cell[before.goal[crowd.cell], before.first[crowd.cell]]))
        for crowd in found.crowds
    )
    check = trial_of(tallies, found.plan, trials.cells, trials.confidence)
    return replace(
        found, problem=problem, cells=trials.cells, trials=trials, search=search, check=check, crowds=crowds
    )  # fmt: skip


def _judges(problem: Problem, fine: Trials) -> tuple[Trials, Trials]:
    """Return many customers who shape a plan, and further ones who see whether it can do with less."""
    many = judged_count(len(fine.replications), fine.contacts_of_one)
    witnesses = max(many, min(_WITNESSES * len(fine.replications), ENOUGH))
    one, other = (
        problem.trials(each, threads=fine.threads, check=fine.check).entire(each)
        for each in (numbers(1, many), numbers(MOST_MENDINGS + 1, witnesses))
    )
    return one, other


def _rounds(*, is_near: bool) -> int:
    return _NEAR_ROUNDS if is_near else _ROUNDS


def _search(problem: Problem, trials: Trials, due: Due, *, large: int = 1) -> Search:
    """Return a search by sweeps; by rounds, too, for small plans, promises over days, groups that share no skills."""
    shares_skills = any(len(part) > 1 for part in problem.structure.parts)
    is_swept = is_large(problem.space) and problem.scenario.staffing.per in (None, "interval") and shares_skills
    rounds = 0 if is_swept else large if is_large(problem.space) else MOST_ROUNDS
    walks = walking_groups(problem.structure, problem.goals)
    return Search(trials=trials, space=problem.space, structure=problem.structure, due=due, rounds=rounds, walks=walks)


def _mended(
    problem: Problem, fine: Trials, found: Trial, *, load: Load, due: Due, is_proven: bool, stage: Stage
) -> tuple[Trial, bool]:
    """Try a plan on further customers; where they show that a promise is missed, ask for more and search again."""
    most, many = fine.cells.slack, judged_count(len(fine.replications), fine.contacts_of_one)
    for batch in range(1, MOST_MENDINGS + 1):
        stage("trying the plan on other customers")
        other = problem.trials(numbers(batch, many), threads=fine.threads, cells=fine.cells)
        trial = other.of(found.plan)
        missed = np.maximum(-(trial.room + trial.error), 0.0)
        if is_chance(trial, fine.confidence):
            return found, is_proven
        if batch == 1 and leaves_hours_open(problem):
            most = np.minimum(fine.cells.slack, np.maximum(fine.of(plenty(problem.space, load)).room, 0.0))
        asked = missed if fine.safety is None else fine.safety + missed
        asked = np.minimum(asked, _MOST_SAFETY * most)
        fine.safety, fine.tried = asked, {}
        if leaves_hours_open(problem):
            search = _search(problem, fine, due)
            better = search.weighed(search.raised(fine.of(found.plan)), rounds=_ROUNDS_OF_MENDED)
            if not better.keeps_all or problem.space.cost(better.plan) > DEAREST * problem.space.cost(found.plan):
                return found, is_proven
            found = better
        elif is_large(problem.space):
            search = _search(problem, fine, due)
            found = search.raised(search.walked(fine.of(found.plan)))
        else:
            found, is_proven = _finished(problem, fine, due=due, plan=found.plan)
    return found, is_proven


def spare_agents(problem: Problem, trials: Trials, found: Trial) -> Indices:
    """Return where one agent fewer would miss a promise by no more than chance may account for."""
    from channelmix.staffing.differences import moves_around

    spare = np.zeros_like(found.plan)
    for move in moves_around(
        trials, found, space=problem.space, structure=problem.structure, sign=-1, side_by_side=is_large(problem.space)
    ):
        left = found.room[move.cells] + move.effects
        spare[move.group, move.interval] = bool((left + 2 * found.error[move.cells] >= 0).all())
    return spare

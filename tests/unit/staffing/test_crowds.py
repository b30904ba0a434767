"""Crowds, on two days whose outcome is a formula: found by what they bring, given back where they keep nothing."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from scipy.stats import poisson

from channelmix.engine.inputs import HOUR
from channelmix.staffing.cover import Due
from channelmix.staffing.crowds import IDLE, Crowds
from channelmix.staffing.giving_back import Outcome, lean, told
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial

DAYS, EACH = 2, 20
COUNT = DAYS * EACH
DAY = np.repeat(np.arange(DAYS), EACH)
LOAD = np.tile(6 + 4 * np.sin(np.linspace(0, np.pi, EACH)), DAYS)
OPENING = np.arange(EACH, EACH + 4)
"""When the night's emails are answered, on the second day."""
EMAILS = 50.0
EMAIL = 2
"""Cell of their promise; 0 and 1 are those of the phone's days."""


@dataclass
class Made:
    """Trials by formula: calls find an agent free or not; so many emails are in time by the agents at opening."""

    bring: float = 0.02
    """Emails in time that each further agent brings."""
    best: float = 0.91
    """Share in time if thirty stand there."""
    limit: float = 0.9
    cells: Cells = None
    tried: dict = field(default_factory=dict)
    let_off: set = field(default_factory=set)
    safety: np.ndarray = None
    forgiven: np.ndarray = field(default_factory=lambda: np.zeros(3))

    def __post_init__(self):
        goals = (
            Goal("service", "phone", 0, 0.8, at_least=True, per="day"),
            Goal("service", "email", 1, self.limit, at_least=True, per="day"),
        )
        self.cells = Cells(
            goals=goals, cell=np.array([DAY, np.where(DAY == 1, EMAIL, -1)]), goal=np.array([0, 0, 1]),
            first=np.array([0, EACH, EACH]), demanded=np.ones(3, bool), tolerance=np.zeros(3),
        )  # fmt: skip

    def of(self, plan):
        good = LOAD * poisson.cdf(plan[0] - 1, LOAD)
        held, surplus = np.zeros((2, 2, COUNT))
        held[0], held[1, EACH] = LOAD, EMAILS
        in_time = self.best * EMAILS - self.bring * (4 * 30 - np.minimum(plan[0, OPENING], 30).sum())
        surplus[0], surplus[1, EACH] = good - 0.8 * LOAD, in_time - self.limit * EMAILS
        weight = self.cells.sums(held)
        room = self.cells.sums(surplus) / weight
        limits = np.array([0.8, 0.8, self.limit])
        return Trial(plan=plan, surplus=surplus, held=held, weight=weight, share=room + limits,
                     room=room + self.forgiven, error=np.zeros(3))  # fmt: skip

    def let_go(self, hopeless, short, now):
        self.forgiven = self.forgiven + np.where(hopeless, np.maximum(short, 0) + 1e-9, 0)
        self.let_off.update(np.flatnonzero(hopeless).tolist())
        return self.of(now.plan)


def finder(trials, twin=None):
    space = Space(
        least=np.zeros((1, COUNT), int), most=np.full((1, COUNT), 60), paid_hours=np.ones((1, COUNT)),
        price=np.ones((1, COUNT)), day=DAY, grid=np.arange(COUNT + 1) * HOUR // 4,
        twin=twin,
    )  # fmt: skip
    structure = Structure(
        parts=((0,),), part_of_goal=np.zeros(2, int), stride=np.full(1, 6), block=np.ones(1, int), back=np.ones(2, int),
        day=DAY, helps=np.ones((2, 1), bool),
    )  # fmt: skip
    last = np.tile(np.arange(COUNT), (2, 1))
    due = Due(last=last, work=np.ones(2), pace=np.ones((2, 1)))
    return Crowds(
        trials=trials, space=space, structure=structure, due=due, period=space.pattern, mend=lambda trials, now: now
    )


def crowded(trials):
    """Return a plan of twelve agents with thirty at opening on the second day."""
    plan = np.full((1, COUNT), 12)
    plan[0, OPENING] = 30
    return trials.of(plan)


def fresh_of(fresh):
    """Return what fresh customers do, with as much forgiven as some trials forgive."""
    return lambda trials: replace(fresh, forgiven=trials.forgiven)


def settled(trials, others, fresh):
    """Return what becomes of the crowded plan where other and fresh customers behave in their own way."""
    found = lean(crowded(trials), finder(trials), fresh_of(others))

    def check(now, plan):
        return fresh_of(fresh)(now).of(plan), None

    seen, counts = check(found.trials, found.found.plan)
    end = Outcome(trials=found.trials, found=found.found, check=seen, counts=counts)
    return told(end, found.given, finder(found.trials), check)


def test_people_who_bring_next_to_nothing_are_found_with_the_promise_that_they_are_for() -> None:
    trials = Made()
    assert crowded(trials).keeps_all
    (crowd,) = finder(trials).found(crowded(trials))
    assert crowd.cell == EMAIL
    assert crowd.fewer.nonzero()[0].tolist() == OPENING.tolist()
    left = crowd.taken(crowded(trials).plan)[0, OPENING]
    assert (left >= 9).all(), "who serves calls stays"
    assert (left <= 15).all()
    assert (crowd.taken(crowd.taken(crowded(trials).plan), back=True) == crowded(trials).plan).all()


@pytest.mark.parametrize("bring", [0.8 * IDLE, 1.5 * IDLE])
def test_people_who_serve_contacts_in_time_are_no_crowd_however_many_they_are(bring: float) -> None:
    trials = Made(bring=bring, limit=0.5)
    assert len(finder(trials).found(crowded(trials))) == (bring < IDLE)


def test_a_crowd_whose_promise_other_customers_miss_is_given_back_and_less_is_asked() -> None:
    end = settled(Made(), Made(best=0.89), Made(best=0.885))
    assert end.found.plan[0, OPENING].max() <= 15
    assert end.trials.let_off == {EMAIL}
    assert end.found.keeps_all
    (entry,) = end.crowds
    assert (entry.agents, entry.usual, entry.is_given_back) == (30, 12, True)
    assert entry.share_with == pytest.approx(0.885), "figures are those of the check"
    assert entry.share_without == pytest.approx(end.check.share[EMAIL])
    assert entry.cost == 4 * 30 - end.found.plan[0, OPENING].sum()


def test_a_crowd_comes_back_whose_promise_the_check_sees_kept_after_all() -> None:
    end = settled(Made(), Made(best=0.89), Made(best=0.902))
    assert end.found.plan[0, OPENING].tolist() == [30] * 4
    assert end.trials.let_off == set()
    assert end.check.share[EMAIL] == pytest.approx(0.902)
    (entry,) = end.crowds
    assert (entry.is_given_back, entry.agents) == (False, 30)
    assert entry.share_without < 0.9


def test_a_crowd_that_keeps_its_promise_stays_and_is_told_with_what_would_be_without_it() -> None:
    end = settled(Made(), Made(best=0.901), Made(best=0.905))
    assert end.found.plan[0, OPENING].tolist() == [30] * 4
    assert end.trials.let_off == set()
    (entry,) = end.crowds
    assert not entry.is_given_back
    assert entry.share_with == pytest.approx(0.905)
    assert entry.share_without < 0.905 - 0.02


@dataclass
class _Strict(Made):
    """Other customers who miss a call's promise unless twenty stand at opening."""

    def of(self, plan):
        found = super().of(plan)
        lost = np.array([0, -1.0 if plan[0, OPENING].min() < 20 else 0, 0])
        return replace(found, room=found.room + lost)


def test_nothing_is_given_back_that_another_promise_needs_with_other_customers() -> None:
    end = settled(Made(), _Strict(best=0.89), Made(best=0.89))
    assert end.found.plan[0, OPENING].tolist() == [30] * 4
    assert end.trials.let_off == set()


def test_people_whom_no_promise_needs_go_and_nothing_is_said() -> None:
    end = settled(Made(limit=0.8), Made(limit=0.8), Made(limit=0.8))
    assert end.found.plan[0, OPENING].max() <= 15
    assert (end.crowds, end.trials.let_off) == ((), set())


def test_people_who_stand_out_among_days_are_told_though_they_serve_contacts_and_those_who_do_not_are_left() -> None:
    busy = Made(bring=0.3, best=0.92)
    assert finder(busy).found(crowded(busy)) == [], "control: they are no crowd"
    end = settled(busy, busy, busy)
    (entry,) = end.crowds
    assert (entry.agents, entry.without, entry.usual, entry.is_given_back) == (30, 12, 12, False)
    assert entry.cost == 4 * (30 - 12)
    assert entry.share_with == pytest.approx(0.92)
    assert entry.share_without == pytest.approx(0.92 - 0.3 * 4 * 18 / EMAILS)
    level = np.full((1, COUNT), 14)
    level[0, OPENING] = 16
    assert finder(busy).standing_out(busy.of(level)) == []


ALIKE = np.tile(np.arange(EACH), DAYS)
"""The first interval at the same time, where both days are alike."""


def both_crowded(trials):
    """Return a plan of twelve agents with thirty at opening on both days."""
    plan = np.full((1, COUNT), 12)
    plan[0, [*OPENING, *(OPENING - EACH)]] = 30
    return trials.of(plan)


def test_a_crowd_of_days_alike_is_there_on_all_of_them_and_leaves_all() -> None:
    trials = Made()
    here = finder(trials, ALIKE)
    (crowd,) = here.found(both_crowded(trials))
    assert crowd.cell == EMAIL
    assert crowd.fewer.nonzero()[0].tolist() == [*(OPENING - EACH), *OPENING]
    assert (crowd.fewer == crowd.fewer[ALIKE]).all()
    left = crowd.taken(both_crowded(trials).plan)
    assert (here.space.clipped(left) == left).all(), "a plan that is the same on both days"
    assert len(finder(trials).found(both_crowded(trials))) == 2, "control: a crowd of each day, where they are not"


def test_a_crowd_that_one_of_the_days_alike_needs_stays_on_all() -> None:
    trials = Made(bring=3 * IDLE, best=0.92)
    assert finder(trials, ALIKE).found(both_crowded(trials)) == []
    (first,) = finder(trials).found(both_crowded(trials))
    assert first.fewer.nonzero()[0].tolist() == (OPENING - EACH).tolist(), "control: by itself the first is idle"

"""Plans judged on more customers than a search meets: checked on them, and shaped until they see promises kept."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.staffing import staff
from channelmix.staffing.beginning import begin
from channelmix.staffing.checking import checked_count, is_few
from channelmix.staffing.cover import due_of
from channelmix.staffing.problem import FIRST_SEARCH
from channelmix.staffing.requirement import find_requirement
from channelmix.staffing.search import Search
from channelmix.staffing.settling import Settling
from channelmix.staffing.shifts import _finer

ASKED = 6
BY_DAY = """
[staffing]
per = "day"
[demand]
day_factor = { cv = 0.15 }
"""


@pytest.fixture
def by_day(phone):
    """A desk of many numbers, whose promises hold over days that differ much from one replication to the next."""
    return phone.replace("1 h", "15 min").replace("days = 1", "days = 5").replace("09:00-11:00", "09:00-13:00") + BY_DAY


@pytest.fixture
def found(loaded_of, phone):
    return find_requirement(loaded_of(phone), replications=ASKED, seed=1)


def test_a_plan_is_checked_on_more_than_it_was_searched_on_where_these_are_few(found) -> None:
    assert is_few(found.trials)
    assert found.checked_on == checked_count(found.trials, ASKED) > len(found.trials.replications) >= ASKED
    assert found.counts.replications == ASKED, "figures of run stay those of the replications asked for"


def test_the_check_is_played_on_as_many_as_it_says(found) -> None:
    many, few = (
        found.trials.entire(range(count)).of(found.plan).error.mean() for count in (found.checked_on, ASKED)
    )  # fmt: skip
    assert found.check.error.mean() == pytest.approx(many)
    assert many < few / 2, "the control: so much more is chance among few"


def test_many_customers_are_not_checked_on_more(loaded_of, phone, monkeypatch) -> None:
    found = find_requirement(loaded_of(phone), replications=ASKED, seed=1)
    monkeypatch.setattr("channelmix.staffing.finer.FINER", 1)
    assert not is_few(found.trials)
    assert found.checked_on == len(found.trials.replications)


class _Told:
    """A search that says what the many find next."""

    def __init__(self, trials, plan, more):
        self.trials, self.plan, self.more = trials, plan, more

    def raised(self, now):
        return now if self.more is None else self.trials.of(self.more)

    def weighed(self, now, *, rounds):
        return now if self.plan is None else self.trials.of(self.plan)


@pytest.fixture
def judge(loaded_of, by_day):
    """What comes of a plan of few when many lack some agents, and find another plan."""
    begun = begin(loaded_of(by_day), replications=ASKED, seed=1)
    problem, due = begun.problem, due_of(begun.problem, begun.load, begun.cells)
    few, many, others = (
        problem.trials(range(FIRST_SEARCH + first, FIRST_SEARCH + first + count), cells=begun.cells)
        for first, count in ((0, ASKED), (2**20, 40), (2**21, 40))
    )

    def settling(search):
        return Settling(
            problem=problem, single=begun.single, due=due, many=many, others=others, search=search, rounds=2
        )  # fmt: skip

    def judged(now, wanted=None, more=None):
        told = [None if each is None else problem.space.clipped(each) for each in (wanted, more)]
        shaping = settling(lambda problem, trials: _Told(trials, *told))
        return shaping.shaped_by_many(few, few.of(problem.space.clipped(now)))

    judged.space, judged.many, judged.few, judged.settling = problem.space, many, few, settling
    judged.search = lambda problem, trials: Search(
        trials=trials, space=problem.space, structure=problem.structure, due=due
    )  # fmt: skip
    return judged


def test_many_say_which_plan_is_taken(judge) -> None:
    space = judge.space
    now, wanted = (np.where(space.most > 0, agents, 0) for agents in (10, 7))
    _, end = judge(now, wanted)
    assert (end.plan == space.clipped(wanted)).all()


def test_what_many_lack_is_added(judge) -> None:
    space = judge.space
    most = np.where(space.most > 0, 5, 0)
    worse = np.where((space.day == 1) & (space.most > 0), 3, most)
    assert not judge.many.of(space.clipped(worse)).keeps_all, "or nothing is lacking"
    _, end = judge(worse, more=most)
    assert (end.plan == space.clipped(most)).all()


def test_few_are_as_hard_to_please_as_many(judge) -> None:
    space = judge.space
    few, end = judge(np.where(space.most > 0, 7, 0))
    assert few.of(end.plan).room == pytest.approx(judge.many.of(end.plan).room)
    plain = replace(few, safety=None, tried={}).of(end.plan)
    assert plain.room != pytest.approx(judge.many.of(end.plan).room), "the control: by themselves they are not"


def test_what_further_customers_lack_is_added(judge) -> None:
    space = judge.space
    plan = space.clipped(np.where(space.most > 0, 3, 0))
    settling = judge.settling(judge.search)
    easy = judge.many.with_cells(judge.few.cells.forgiven(np.ones(judge.few.cells.count)))
    hard = judge.many.with_cells(judge.few.cells)
    lacking = replace(settling, others=hard)._mended(hard.with_cells(judge.few.cells), hard.of(plan))
    assert (hard.of(plan).room + hard.of(plan).error < 0).any(), "or nothing is lacking"
    assert (lacking.plan >= plan).all()
    assert (hard.of(lacking.plan).room + hard.of(lacking.plan).error >= 0).all()
    assert (replace(settling, others=easy)._mended(easy, easy.of(plan)).plan == plan).all(), (
        "control: who lacks nothing"
    )


def test_a_plan_that_many_would_make_much_dearer_stays(judge) -> None:
    space = judge.space
    now = np.where(space.most > 0, 2, 0)
    _, end = judge(now, np.where(space.most > 0, 10, 0))
    assert (end.plan == space.clipped(now)).all()


def test_the_end_of_a_search_is_shaped_by_many(judge) -> None:
    settling = judge.settling(judge.search)
    plan = judge.space.clipped(np.where(judge.space.most > 0, 7, 0))
    few = judge.few.with_cells(judge.few.cells)
    settling, few, now = settling.shaped(few, few.of(plan))
    end = settling.leaned(few, now)
    assert end.found.keeps_all
    many, alone = (each.with_cells(end.trials.cells) for each in (judge.many, judge.few))
    assert end.found.room == pytest.approx(many.of(end.found.plan).room)
    assert alone.of(end.found.plan).room != pytest.approx(end.found.room), "the control: few by themselves see another"


def test_staff_says_on_how_many_a_plan_was_checked(loaded_of, phone) -> None:
    summary = staff(loaded_of(phone)).summary
    assert summary["checked_on"] > summary["replications"] == ASKED


def test_shifts_are_asked_for_all_that_chance_may_account_for_even_if_few_were_asked_for_less(judge) -> None:
    plan, count = judge.space.clipped(np.where(judge.space.most > 0, 7, 0)), judge.few.cells.count
    beside = (None, np.full(count, -0.1), np.full(count, 0.1))
    plain, less, more = (_finer(replace(judge.few, safety=each, tried={})).of(plan).room for each in beside)
    assert less == pytest.approx(plain)
    assert (more < plain).all(), "control: more that was asked for beside stays"

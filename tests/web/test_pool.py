"""The pool by itself: workers are shared fairly, and one that dies is replaced."""

import os
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.web.conftest import wait_for

from channelmix.web.pool import Piece, Pool


class Clock:
    """A clock that only goes while pieces are done, so that nothing depends on the machine's mood."""

    now = 0.0

    def pass_by(self, seconds: float) -> None:
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


clock = Clock()


@pytest.fixture
def by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channelmix.web.pool.time", clock)


@dataclass
class Counting:
    """Work of so many pieces, which writes down whose turn it was."""

    visitor: str
    left: int
    turns: list[str]
    seconds: float = 0.0
    taken: list[Any] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.left == 0

    def next_piece(self) -> Piece | None:
        self.left -= 1
        self.turns.append(self.visitor)
        return Piece(clock.pass_by, (self.seconds,))

    def took(self, piece: Piece, result: Any) -> None:
        self.taken.append(result)

    def failed(self, piece: Piece, error: BaseException) -> None:
        self.taken.append(error)


@pytest.mark.usefixtures("by_the_clock")
def test_a_visitor_with_many_pieces_does_not_delay_one_with_three() -> None:
    turns: list[str] = []
    pool = Pool(1, lambda: ThreadPoolExecutor(1))
    greedy, modest = Counting("greedy", 100_000, turns, 1.0), Counting("modest", 3, turns, 1.0)
    pool.add(greedy)
    wait_for(lambda: len(turns) > 5)
    pool.add(modest)
    wait_for(lambda: len(modest.taken) == 3)
    pool.close()
    first, last = turns.index("modest"), len(turns) - 1 - turns[::-1].index("modest")
    assert turns[first : last + 1].count("greedy") <= 3


@pytest.mark.usefixtures("by_the_clock")
def test_many_jobs_of_one_visitor_count_as_one() -> None:
    turns: list[str] = []
    pool = Pool(1, lambda: ThreadPoolExecutor(1))
    for _ in range(10):
        pool.add(Counting("greedy", 100, turns, 1.0))
    other = Counting("other", 20, turns, 1.0)
    pool.add(other)
    wait_for(lambda: len(other.taken) == 20)
    pool.close()
    first, last = turns.index("other"), len(turns) - 1 - turns[::-1].index("other")
    assert 15 <= turns[first : last + 1].count("greedy") <= 22


def test_visitors_who_wait_for_nothing_are_forgotten() -> None:
    pool = Pool(1, lambda: ThreadPoolExecutor(1))
    for number in range(20):
        pool.ask(f"visitor {number}", Piece(os.getpid), 5)
    wait_for(lambda: not pool._used and not pool._running)
    assert pool._used == {}
    pool.close()


@pytest.mark.usefixtures("by_the_clock")
def test_a_visitor_who_used_more_than_those_who_wait_is_remembered() -> None:
    pool = Pool(1, lambda: ThreadPoolExecutor(1))
    pool._waiting = [Counting("modest", 3, [])]
    pool._used = {"modest": 2.0, "greedy": 9.0, "gone": 1.0}
    pool._forget()
    assert pool._used == {"modest": 2.0, "greedy": 9.0}


def test_work_that_is_broken_does_not_hold_up_the_others() -> None:
    class Broken(Counting):
        def next_piece(self) -> Piece | None:
            self.left -= 1
            raise ZeroDivisionError

    pool = Pool(1, lambda: ThreadPoolExecutor(1))
    broken, other = Broken("broken", 2, []), Counting("other", 3, [])
    pool.add(broken)
    pool.add(other)
    wait_for(lambda: len(other.taken) == 3)
    assert [type(error) for error in broken.taken] == [ZeroDivisionError] * 2
    pool.close()


def test_a_worker_that_dies_is_replaced_and_its_piece_is_done_again() -> None:
    started: list[int] = []

    class Dying:
        def submit(self, *_: Any) -> "Future[Any]":
            future: Future[Any] = Future()
            future.set_exception(BrokenExecutor())
            return future

        def shutdown(self, **_: Any) -> None:
            pass

    def start() -> Any:
        started.append(1)
        return Dying() if len(started) < 3 else ThreadPoolExecutor(1)

    pool = Pool(1, start)
    assert pool.ask("somebody", Piece(os.getpid), 5) == os.getpid()
    assert len(started) == 3
    started.clear()
    always = Pool(2, lambda: Dying())
    with pytest.raises(BrokenExecutor):
        always.ask("somebody", Piece(os.getpid), 5)
    always.warm(Piece(os.getpid))
    assert not always.is_warming


@pytest.mark.parametrize("fault", [EOFError("unexpected EOF"), OSError("out of processes")])
def test_workers_that_cannot_start_are_told_to_who_asked(fault: Exception) -> None:
    def start() -> ThreadPoolExecutor:
        raise fault

    pool = Pool(1, start)
    with pytest.raises(BrokenExecutor, match=str(fault)):
        pool.ask("somebody", Piece(os.getpid), timeout_s=5)
    pool.close()

"""Jobs stop, go on, survive a restart, and share the workers fairly."""

import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import HERE, Visitor, words_of

from channelmix.web import tasks
from channelmix.web.guards import Guard
from channelmix.web.job import Status
from channelmix.web.jobs import Jobs
from channelmix.web.pool import Piece, Pool


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make every piece of playing wait until it is let go."""
    gate = threading.Event()
    play = tasks.play

    def waiting(*arguments: Any) -> float:
        gate.wait(30)
        return play(*arguments)

    monkeypatch.setattr(tasks, "play", waiting)
    return gate.set


def test_a_run_is_stopped_keeps_what_was_played_and_goes_on(visitor: Visitor, workspace: Path) -> None:
    address = visitor.asked("small.toml", "larger.toml", replications="2000")
    while "the picture shows" not in visitor.get(address).text:
        time.sleep(0.02)
    visitor.post(f"{address}/do", do="stop")
    text = visitor.get(address).text
    assert "Stopped." in text
    assert "Against 1 Small" in text
    (draft,) = (workspace / "runs").glob(".page-*")
    assert any(draft.glob("blocks/*/*.npz"))
    visitor.post(f"{address}/do", do="go on")
    assert "Playing" in words_of(visitor.get(address).text) or "Waiting" in words_of(visitor.get(address).text)
    visitor.post(f"{address}/do", do="stop")
    visitor.post(f"{address}/do", do="remove")
    assert not draft.exists()
    assert visitor.get(address).status_code == 404


def test_a_restart_loses_nothing_and_the_address_stays(page: Callable[..., Guard], workspace: Path, slow) -> None:
    with TestClient(page(), base_url=HERE) as client:
        address = Visitor(client).asked("small.toml", "larger.toml")
    slow()
    with TestClient(page(), base_url=HERE) as client:
        text = Visitor(client).ended(address)
    assert "Done." in text
    with TestClient(page(), base_url=HERE) as client:
        assert "Against 1 Small" in Visitor(client).get(address).text
    assert [path.name for path in (workspace / "runs").iterdir()] == [address.removeprefix("/runs/")]


def test_what_was_played_before_a_restart_is_not_played_again(
    page: Callable[..., Guard], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(page(), base_url=HERE) as client:
        visitor = Visitor(client)
        address = visitor.asked("small.toml", "larger.toml", replications="60")
        job = client.app.app.state.jobs.get(address.removeprefix("/runs/"))
        while job.played < 8:
            time.sleep(0.01)
        visitor.post(f"{address}/do", do="stop")
    (draft,) = (workspace / "runs").glob(".page-*")
    found = json.loads((draft / "page.json").read_text())
    (draft / "page.json").write_text(json.dumps({**found, "status": "playing"}))
    again: list[int] = []
    play = tasks.play

    def counted(*arguments: Any) -> float:
        again.append(len(arguments[-1]))
        return play(*arguments)

    monkeypatch.setattr(tasks, "play", counted)
    with TestClient(page(), base_url=HERE) as client:
        assert "Done." in Visitor(client).ended(address)
    assert 0 < sum(again) <= 2 * 60 - 8


def test_a_plan_that_changes_while_its_run_is_stopped_is_played_anew(visitor: Visitor, workspace: Path) -> None:
    address = visitor.asked("small.toml", "larger.toml", replications="2000")
    while "the picture shows" not in visitor.get(address).text:
        time.sleep(0.02)
    visitor.post(f"{address}/do", do="stop")
    text = (workspace / "small.toml").read_text()
    (workspace / "small.toml").write_text(text.replace("per_day = 60", "per_day = 90"))
    (draft,) = (workspace / "runs").glob(".page-*")
    found = json.loads((draft / "page.json").read_text())
    question = tasks.Question.of({**found["question"], "replications": 6})
    assert tasks.survey(question, draft).known == [[], []]


def test_a_fault_while_playing_is_told_and_other_runs_go_on(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    play = tasks.play

    def failing(begun: tasks.Begun, *rest: Any) -> float:
        if begun.question.replications == 5:
            raise ZeroDivisionError("secret")
        return play(begun, *rest)

    monkeypatch.setattr(tasks, "play", failing)
    broken = visitor.asked("small.toml", "larger.toml", replications="5")
    text = visitor.ended(broken)
    assert "made a mistake of its own" in text
    assert "secret" not in text
    assert "Done." in visitor.ended(visitor.asked("small.toml", "larger.toml"))


def test_a_run_whose_plan_broke_meanwhile_says_so_without_a_path(
    page: Callable[..., Guard], workspace: Path, slow
) -> None:
    with TestClient(page(), base_url=HERE) as client:
        address = Visitor(client).asked("small.toml", "larger.toml")
    slow()
    (workspace / "small.toml").write_text('schema = 1\nbase = "none.toml"\n')
    with TestClient(page(), base_url=HERE) as client:
        text = Visitor(client).ended(address)
    assert "none.toml" in text
    assert str(workspace) not in text


def test_ten_visitors_at_once_get_their_own_right_answers(page: Callable[..., Guard], workspace: Path) -> None:
    with TestClient(page(), base_url=HERE) as client:
        visitors = [TestClient(client.app, base_url=HERE) for _ in range(10)]
        addresses = []
        for number, each in enumerate(visitors):
            each.get("/")
            addresses.append(Visitor(each).asked("small.toml", **{"1:groups.front_office.agents": str(1 + number % 5)}))
        texts = [Visitor(client).ended(address) for address in addresses]
    for number, (address, text) in enumerate(zip(addresses, texts, strict=True)):
        assert f"front_office agents +{1 + number % 5}" in text
        found = json.loads((workspace / address.removeprefix("/") / "summary.json").read_text())
        hours = found["scenarios"][1]["groups"]["front_office"]["staffed_hours"]["mean"]
        assert hours == pytest.approx(3 * (3 + 1 + number % 5), abs=0.6)


def test_news_leave_the_stop_button_alone_until_there_is_nothing_to_stop(visitor: Visitor, slow) -> None:
    """A button that is replaced while it is pressed does nothing."""
    address = visitor.asked("small.toml")
    assert 'value="stop"' in visitor.get(address).text
    assert "<button" not in visitor.get(f"{address}/news").text
    visitor.post(f"{address}/do", do="stop")
    assert 'value="go on"' in visitor.get(f"{address}/news").text
    slow()


def test_one_visitor_may_not_fill_the_pool(visitor: Visitor, slow) -> None:
    for _ in range(10):
        visitor.asked("small.toml")
    answer = visitor.post("/runs", plan="small.toml", replications="6")
    assert answer.status_code == 422
    assert "too much waits already" in answer.text
    slow()


@dataclass
class Gate:
    """Holds up what passes it."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Hold up the last piece of a run after its folder has been given its name."""
    gate = Gate()
    finish = tasks.finish

    def waiting(*arguments: Any) -> str:
        picture = finish(*arguments)
        gate.reached.set()
        gate.opened.wait(30)
        return picture

    monkeypatch.setattr(tasks, "finish", waiting)
    return gate


def test_a_run_that_is_stopped_while_its_folder_gets_its_name_is_done(visitor: Visitor, named: Gate) -> None:
    address = visitor.asked("small.toml", "larger.toml")
    assert named.reached.wait(60)
    for wanted in ("stop", "go on", "remove"):
        assert visitor.post(f"{address}/do", do=wanted).status_code == 303
    named.opened.set()
    assert "Done." in visitor.ended(address)
    assert visitor.post(f"{address}/do", do="go on").status_code == 303
    assert "Done." in visitor.get(address).text


def test_a_stop_that_comes_as_the_last_piece_is_given_out_does_not_hide_its_result(
    visitor: Visitor, named: Gate
) -> None:
    address = visitor.asked("small.toml", "larger.toml")
    assert named.reached.wait(60)
    job = jobs_of(visitor).get(address.removeprefix("/runs/"))
    job.status = Status.STOPPED
    assert visitor.post(f"{address}/do", do="go on").status_code == 303
    named.opened.set()
    wait_for(lambda: job.status is Status.DONE)
    assert "Done." in visitor.get(address).text


def test_going_on_twice_with_a_run_plays_it_once(visitor: Visitor, slow) -> None:
    address = visitor.asked("small.toml")
    visitor.post(f"{address}/do", do="stop")
    jobs = jobs_of(visitor)
    stopped = jobs.get(address.removeprefix("/runs/"))
    jobs.go_on(stopped, "one")
    again = jobs.get(stopped.name)
    jobs.go_on(stopped, "one")
    jobs.remove(stopped)
    assert jobs.get(stopped.name) is again
    slow()


def test_the_list_of_unfinished_runs_waits_until_nobody_changes_it(visitor: Visitor) -> None:
    jobs = jobs_of(visitor)
    listed = threading.Event()
    with jobs._lock:
        threading.Thread(target=lambda: (jobs.unfinished(), listed.set()), daemon=True).start()
        assert not listed.wait(0.1)
    assert listed.wait(10)


def test_only_the_latest_complete_runs_stay_in_memory_and_all_are_shown(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channelmix.web.jobs._MOST_SHOWN", 1)
    addresses = []
    for _ in range(3):
        addresses.append(visitor.asked("small.toml", "larger.toml"))
        visitor.ended(addresses[-1])
    kept = [jobs_of(visitor).get(address.removeprefix("/runs/")) is not None for address in addresses]
    assert kept == [False, True, True]
    assert "Against 1 Small" in visitor.get(addresses[0]).text


def jobs_of(visitor: Visitor) -> Jobs:
    """Return the jobs of the page that a visitor sees."""
    jobs: Jobs = visitor.client.app.app.state.jobs  # type: ignore[attr-defined]
    return jobs


# ---------------------------------------------------------------------- the pool by itself


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


def wait_for(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not done():
        assert time.monotonic() < until
        time.sleep(0.005)


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

"""What happens to jobs at the same moment: a stop while a folder gets its name, two who go on, lists that change."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.web.conftest import LONGEST_S, Brake, Visitor, jobs_of, wait_for

from channelmix.web import tasks
from channelmix.web.job import Status


@dataclass
class Gate:
    """Holds up what passes it."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Hold up the last piece of a run after its folder has been given its name."""
    gate = Gate()
    finish = tasks.finish

    def waiting(*arguments: Any) -> str:
        picture = finish(*arguments)
        gate.reached.set()
        assert gate.opened.wait(LONGEST_S)
        return picture

    monkeypatch.setattr(tasks, "finish", waiting)
    yield gate
    gate.opened.set()


def test_a_run_that_is_stopped_while_its_folder_gets_its_name_is_done(visitor: Visitor, named: Gate) -> None:
    address = visitor.asked("small.toml", "larger.toml")
    assert named.reached.wait(LONGEST_S)
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
    assert named.reached.wait(LONGEST_S)
    job = jobs_of(visitor).get(address.removeprefix("/runs/"))
    job.status = Status.STOPPED
    assert visitor.post(f"{address}/do", do="go on").status_code == 303
    named.opened.set()
    wait_for(lambda: job.status is Status.DONE)
    assert "Done." in visitor.get(address).text


def test_going_on_twice_with_a_run_plays_it_once(visitor: Visitor, brake: Brake) -> None:
    address = visitor.asked("small.toml")
    visitor.post(f"{address}/do", do="stop")
    jobs = jobs_of(visitor)
    stopped = jobs.get(address.removeprefix("/runs/"))
    jobs.go_on(stopped, "one")
    again = jobs.get(stopped.name)
    jobs.go_on(stopped, "one")
    jobs.remove(stopped)
    assert jobs.get(stopped.name) is again
    brake.open()


def test_the_list_of_unfinished_runs_waits_until_nobody_changes_it(visitor: Visitor) -> None:
    jobs = jobs_of(visitor)
    listed = threading.Event()
    with jobs._lock:
        threading.Thread(target=lambda: (jobs.unfinished(), listed.set()), daemon=True).start()
        assert not listed.wait(0.1)
    assert listed.wait(LONGEST_S)


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


def test_only_the_latest_pictures_of_runs_that_rest_are_kept(
    visitor: Visitor, brake: Brake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channelmix.web.jobs._MOST_SHOWN", 1)
    names = []
    for _ in range(2):
        address = visitor.asked("small.toml")
        visitor.post(f"{address}/do", do="stop")
        names.append(address.removeprefix("/runs/"))
        jobs_of(visitor).get(names[-1]).picture = "drawn"
    other = visitor.asked("small.toml")
    assert [jobs_of(visitor).get(name).picture for name in names] == ["", "drawn"]
    assert jobs_of(visitor).get(other.removeprefix("/runs/")) is not None


def test_many_who_look_at_old_runs_at_once_all_see_them(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channelmix.web.jobs._MOST_SHOWN", 1)
    names = []
    for _ in range(2):
        address = visitor.asked("small.toml")
        visitor.ended(address)
        names.append(address.removeprefix("/runs/"))
    monkeypatch.setattr(tasks, "show", lambda folder, language: f"{folder.name} in {language}")
    jobs = jobs_of(visitor)
    with ThreadPoolExecutor(8) as several:
        found = list(several.map(lambda number: jobs.picture_of(names[number % 2], f"{number % 3}"), range(100)))
    assert found == [f"{names[number % 2]} in en" for number in range(100)]
    assert len(jobs._shown) == 1

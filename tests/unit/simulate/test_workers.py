"""Handing out blocks: each exactly once, whoever does them, whoever dies, and no process is left behind."""

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from channelmix.errors import WorkersLost
from channelmix.simulate.workers import LONGEST_BLOCK, Where, blocks, done_blocks, never, processors, sharing_processes

EVERYWHERE = [Where(1), Where(2, "threads"), Where(2, "processes")]


def numbered(numbers, stop=never):
    """Stands for counts: anything that is the same for the same numbers."""
    return [(number, os.getpid()) for number in numbers]


def doubled(numbers, stop=never):
    return [(2 * number, os.getpid()) for number in numbers]


def fail_at_three(numbers, stop=never):
    if 3 in numbers:
        raise ValueError("replication 3 is broken")
    return list(numbers)


def die_at_three(numbers, stop=never):
    if 3 in numbers:
        os._exit(1)
    return list(numbers)


def die_once(folder, numbers, stop=never):
    """Kill the process at the first try of block 3; tell how often each block was begun."""
    tries = Path(folder) / f"{numbers.start}"
    with tries.open("a") as file:
        file.write("x")
    if numbers.start == 3 and tries.stat().st_size == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return list(numbers)


def never_end(numbers, stop=never):
    until = time.monotonic() + 60
    while time.monotonic() < until and not stop():
        time.sleep(0.02)


def singles(count):
    return [range(number, number + 1) for number in range(count)]


@pytest.mark.parametrize("where", EVERYWHERE)
def test_every_block_is_done_once(where):
    done = dict(done_blocks(numbered, singles(9), where))
    assert sorted(number for result in done.values() for number, _ in result) == list(range(9))
    assert all(result[0][0] == numbers.start for numbers, result in done.items())


def test_processes_are_other_processes_and_threads_are_not():
    def places(where):
        return {process for _, result in done_blocks(numbered, singles(4), where) for _, process in result}

    assert places(Where(2, "threads")) == {os.getpid()}
    assert os.getpid() not in places(Where(2, "processes"))


def test_an_executor_that_somebody_else_started_does_the_work_and_goes_on():
    with ThreadPoolExecutor(2) as executor:
        assert len(dict(done_blocks(numbered, singles(9), Where(2, executor=executor)))) == 9
        assert executor.submit(int, "1").result() == 1


def test_an_executor_that_takes_no_more_work_is_told_as_such_and_not_as_a_dead_worker():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(WorkersLost, match="the executor has been shut down") as told:
        dict(done_blocks(numbered, singles(9), Where(2, executor=executor)))
    assert "worker process ended" not in str(told.value)


class GoneAfterTwo(ThreadPoolExecutor):
    """Gives up what it has been handed, as a dask client does when its scheduler has gone."""

    def submit(self, function, /, *arguments):
        if arguments[-1].start < 2:
            return super().submit(function, *arguments)
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_a_cluster_that_goes_is_told_with_a_way_out_and_an_exit_code_of_its_own():
    with GoneAfterTwo(1) as cluster, pytest.raises(WorkersLost, match=r"out of reach.*is kept.*--local here") as told:
        dict(done_blocks(numbered, singles(4), Where(2, executor=cluster)))
    assert told.value.exit_code == 5


def test_several_studies_are_played_by_the_same_processes_and_no_block_by_an_earlier_study():
    with sharing_processes():
        first = dict(done_blocks(numbered, singles(6), Where(2, "processes")))
        second = dict(done_blocks(doubled, singles(6), Where(2, "processes")))
        assert len(multiprocessing.active_children()) <= 2
    assert multiprocessing.active_children() == []
    assert sorted(number for result in second.values() for number, _ in result) == [0, 2, 4, 6, 8, 10]
    workers = [{process for result in each.values() for _, process in result} for each in (first, second)]
    assert workers[1] <= workers[0]


def test_an_error_ends_processes_that_are_shared_too():
    with sharing_processes():
        assert len(dict(done_blocks(numbered, singles(6), Where(2, "processes")))) == 6
        with pytest.raises(ValueError, match="replication 3 is broken"):
            dict(done_blocks(fail_at_three, singles(6), Where(2, "processes")))
        assert multiprocessing.active_children() == []
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("where", EVERYWHERE)
def test_an_error_in_a_block_is_told_and_ends_the_workers(where):
    with pytest.raises(ValueError, match="replication 3 is broken"):
        dict(done_blocks(fail_at_three, singles(6), where))
    assert multiprocessing.active_children() == []


def test_a_block_that_kills_its_worker_again_and_again_is_told_with_a_way_out():
    with pytest.raises(WorkersLost, match=r"replications 3 to 3: .*fewer workers need less"):
        dict(done_blocks(die_at_three, singles(6), Where(2, "processes")))
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")
def test_a_worker_that_is_killed_costs_its_block_and_no_other(tmp_path):
    done = dict(done_blocks(partial(die_once, tmp_path), singles(8), Where(2, "processes")))
    assert sorted(numbers.start for numbers in done) == list(range(8))
    tries = {int(path.name): path.stat().st_size for path in tmp_path.iterdir()}
    assert tries == {number: 2 if number == 3 else 1 for number in range(8)}


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system cannot interrupt one thread")
@pytest.mark.parametrize("place", ["threads", "processes"])
def test_an_interrupt_ends_the_workers_at_once(place):
    started = time.monotonic()
    timer = threading.Timer(1.5, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        dict(done_blocks(never_end, singles(4), Where(2, place)))
    assert time.monotonic() - started < 20
    assert multiprocessing.active_children() == []


def test_an_interrupt_while_a_worker_starts_waits_until_it_can_be_ended(monkeypatch):
    start = multiprocessing.process.BaseProcess.start

    def interrupted(process):
        signal.raise_signal(signal.SIGINT)
        start(process)
        started.append(process)

    started: list[multiprocessing.process.BaseProcess] = []
    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dict(done_blocks(never_end, singles(4), Where(2, "processes")))
    assert [process.is_alive() for process in started] == [False]


def test_there_is_at_least_one_processor():
    assert processors() >= 1


def test_blocks_cover_every_replication_once_in_order_and_none_is_long():
    parts = blocks(range(5, 1000), workers=1)
    assert [number for part in parts for number in part] == list(range(5, 1000))
    assert max(map(len, parts)) <= LONGEST_BLOCK
    assert blocks(range(3, 3), workers=2) == []

"""Handing out replications: in order, with progress, and without leaving a process behind."""

import multiprocessing
import os
import signal
import threading
import time

import pytest

from channelmix.errors import ChannelmixError
from channelmix.simulate.replications import blocks, play_in_order, processors


def numbered(replication):
    """Stands for a tally: anything that is the same for the same number."""
    return replication, os.getpid()


def fail_at_three(replication):
    if replication == 3:
        raise ValueError(f"replication {replication} is broken")
    return replication


def die_at_three(replication):
    if replication == 3:
        os._exit(1)
    return replication


def never_end(replication):
    time.sleep(60)
    return replication


@pytest.mark.parametrize("workers", [1, 2])
def test_replications_come_in_order_with_progress_to_the_end(workers):
    told = []
    played = list(play_in_order(numbered, 9, workers=workers, progress=lambda done, of: told.append((done, of))))
    assert [number for number, _ in played] == list(range(9))
    assert told == sorted(set(told))
    assert told[-1] == (9, 9)
    others = {process for _, process in played} - {os.getpid()}
    assert len(others) in ((0,) if workers == 1 else (1, 2))  # a quick worker may do it all


def test_more_workers_than_replications_do_no_harm():
    assert [number for number, _ in play_in_order(numbered, 1, workers=7)] == [0]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_replication_is_told_and_ends_the_workers(workers):
    with pytest.raises(ValueError, match="replication 3 is broken"):
        list(play_in_order(fail_at_three, 6, workers=workers))
    assert multiprocessing.active_children() == []


def test_a_worker_that_dies_is_told_with_a_way_out():
    with pytest.raises(ChannelmixError, match="fewer workers need less"):
        list(play_in_order(die_at_three, 6, workers=2))


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system cannot interrupt one thread")
def test_an_interrupt_ends_the_workers_at_once():
    started = time.monotonic()
    timer = threading.Timer(1.5, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        list(play_in_order(never_end, 4, workers=2))
    assert time.monotonic() - started < 20
    assert multiprocessing.active_children() == []


def test_there_is_at_least_one_processor():
    assert processors() >= 1


def test_blocks_cover_every_replication_once_and_in_order():
    assert [index for block in blocks(17, 4) for index in block] == list(range(17))
    assert blocks(2, 5) == [range(0, 1), range(1, 2)]

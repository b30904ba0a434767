"""
Many replications, in order, on as many processes as wanted.

A replication depends on nothing but its number, and results are handed out in the order of
the numbers, so the number of workers changes neither figures nor bytes. Whatever ends the work
early (Ctrl-C, an error, a worker that died) ends the workers too.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.context import BaseContext

from channelmix.errors import ChannelmixError
from channelmix.simulate.tallies import Tally

Play = Callable[[int], Tally]
"""Plays the replication of that number; goes to other processes, so it must be picklable."""

Progress = Callable[[int, int], None]
"""Told after each piece of work how many replications are done, and of how many."""

_BLOCKS_PER_WORKER = 8
"""So many pieces that no worker waits long for the last one, and so few that handing out costs little."""


def processors() -> int:
    """Return how many processors this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def play_in_order(
    play: Play, replications: int, *, workers: int = 1, progress: Progress | None = None
) -> Iterator[Tally]:
    """
    Yield what replications 0, 1, ... counted, in that order.

    Args:
        play: Plays one replication.
        replications: How many, 1 or more.
        workers: How many processes; 1 plays in this one.
        progress: Called in this process as the work goes on.

    Raises:
        ChannelmixError: If a worker process died.
    """
    report = progress or (lambda done, of: None)
    workers = min(workers, replications)
    if workers == 1:
        for number in range(replications):
            yield play(number)
            report(number + 1, replications)
        return
    done = 0
    with _processes(workers, play) as pool:
        for tallies in pool.map(_play_block, blocks(replications, workers * _BLOCKS_PER_WORKER)):
            yield from tallies
            done += len(tallies)
            report(done, replications)


def blocks(count: int, pieces: int) -> Sequence[range]:
    """
    Cut ``range(count)`` into at most ``pieces`` runs of nearly equal length, in order.

    Examples:
        >>> blocks(5, 2)
        [range(0, 2), range(2, 5)]
    """
    edges = [count * piece // pieces for piece in range(pieces + 1)]
    return [range(start, end) for start, end in pairwise(edges) if end > start]


def _begin(play: Play) -> None:
    """
    Prepare a worker process; interrupts are left to the parent.

    What is played travels once, here. Sent with each block it would fill the pipe to the workers,
    and an interrupt that ends them would leave this process waiting for a reader for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _played.append(play)


_played: list[Play] = []
"""In a worker process: what it plays."""


def _play_block(numbers: range) -> list[Tally]:
    (play,) = _played
    return [play(number) for number in numbers]


def _context() -> BaseContext:
    """Return a way to start processes that does not copy this one with its threads and locks."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


@contextmanager
def _processes(workers: int, play: Play) -> Iterator[Executor]:
    """Offer a pool of processes that is gone when the block ends, however it ends."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_begin, initargs=(play,))
    try:
        yield pool
    except BrokenProcessPool as error:
        pool.shutdown()
        raise ChannelmixError(
            f"a worker process ended before its work was done (got {workers} workers): it ran out of memory, or a "
            f'Python script starts workers outside of `if __name__ == "__main__":`; fewer workers need less'
        ) from error
    except BaseException:
        workers_left = set(multiprocessing.active_children()) - others
        pool.shutdown(wait=False, cancel_futures=True)
        for process in workers_left:
            process.terminate()
        for process in workers_left:
            process.join()
        raise
    else:
        pool.shutdown()

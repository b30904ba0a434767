"""
Who does the work: this thread, threads, processes, or any executor, such as a cluster's.

Work is cut into blocks of replications. A block is pure: what it gives depends on its numbers
only, so blocks may be done anywhere, in any order, and again. A worker that is lost costs the
block it was at; it is replaced, and the block is done anew. Whatever ends the work early
(Ctrl-C, an error) ends the workers too. There is no scheduler here: each worker is given its
next block when it has done the one before.
"""

import itertools
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.context import BaseContext
from typing import Any, Protocol, TypeVar

from channelmix.errors import WorkersLost

PLACES = ("threads", "processes")
MOST_DEATHS = 3
"""So often a block may lose its worker before we believe that the block is to blame."""

LONGEST_BLOCK = 64
LOOK_S = 2
"""How often to see whether a cluster is still there, in seconds."""

SILENCE_S = 20
"""So long a cluster may not answer before it counts as gone, in seconds."""

_BLOCKS_PER_WORKER = 12
"""So many pieces that no worker waits long for the last one, and so few that handing out costs little."""

Result = TypeVar("Result", covariant=True)
Stop = Callable[[], bool]


class Work(Protocol[Result]):
    """Does a block; goes to other processes, so it must be picklable."""

    def __call__(self, numbers: range, stop: Stop = ..., /) -> Result:
        """Return what the block gives; where ``stop()`` becomes true, give up by ``Stopped``."""
        ...


class Stopped(Exception):
    """A block was given up, since nobody waits for it any more."""


def never() -> bool:
    """Return that there is no reason to stop."""
    return False


@dataclass(frozen=True)
class Where:
    """Where blocks are done."""

    workers: int = 1
    place: str = "threads"
    """"threads" or "processes"; with one worker neither is started."""
    executor: Executor | None = None
    """Anything with the interface of ``concurrent.futures``; takes the place of both."""
    stop: Stop = never
    """Where one worker does the blocks in this thread: whether to give up."""


def processors() -> int:
    """Return how many processors this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def blocks(numbers: range, workers: int) -> list[range]:
    """
    Cut numbers into blocks of nearly equal length, in order.

    Examples:
        >>> blocks(range(2, 5), workers=1)
        [range(2, 3), range(3, 4), range(4, 5)]
    """
    pieces = min(len(numbers), max(workers * _BLOCKS_PER_WORKER, -(-len(numbers) // LONGEST_BLOCK)))
    edges = [numbers.start + len(numbers) * piece // pieces for piece in range(pieces + 1)] if pieces else []
    return [range(start, end) for start, end in pairwise(edges)]


def done_blocks(work: Work[Result], todo: Sequence[range], where: Where) -> Iterator[tuple[range, Result]]:
    """
    Yield each block with what it gave, in the order in which they end.

    Args:
        work: Does a block.
        todo: The blocks.
        where: Who does them.

    Raises:
        WorkersLost: If workers die again and again, or a cluster has gone.
    """
    if where.executor is None and min(where.workers, len(todo)) <= 1:
        for numbers in todo:
            yield numbers, work(numbers, where.stop)
        return
    with _lanes(work, where, len(todo)) as lanes:
        yield from _spread(lanes, todo)


@dataclass
class _Lane:
    """A place that takes up to ``room`` blocks at once."""

    start: Callable[[], Executor]
    submit: Callable[[Executor, range], "Future[Any]"]
    room: int = 1
    executor: Executor | None = None
    busy: int = 0

    @property
    def answers(self) -> bool:
        """Whether the executor is in touch with its workers, as far as it tells; a dask client does."""
        client = getattr(self.executor, "_client", None)
        return client is None or getattr(client, "status", "running") == "running"

    def take(self, numbers: range) -> "Future[Any]":
        """Begin a block."""
        with _undisturbed():
            if self.executor is None:
                self.executor = self.start()
            self.busy += 1
            return self.submit(self.executor, numbers)


@dataclass
class _Ledger:
    """Which block is where."""

    waiting: deque[range]
    running: dict["Future[Any]", tuple[_Lane, range]] = field(default_factory=dict)
    deaths: Counter[range] = field(default_factory=Counter)

    def hand_out(self, lanes: Sequence[_Lane]) -> None:
        """Give every lane that has room its next block."""
        for lane in lanes:
            while self.waiting and lane.busy < lane.room:
                numbers = self.waiting.popleft()
                try:
                    self.running[lane.take(numbers)] = lane, numbers
                except BrokenExecutor as error:
                    self.lost(lane, numbers, error)
                except RuntimeError as error:
                    raise _refused(error) from error
                except Exception as error:
                    raise _gone(error) if _is_of_cluster(error) else error from error

    def lost(self, lane: _Lane, numbers: range, error: BaseException) -> None:
        """Do a block again whose worker has died; start another worker."""
        lane.busy, lane.executor = lane.busy - 1, None
        self.deaths[numbers] += 1
        if self.deaths[numbers] >= MOST_DEATHS:
            raise WorkersLost(
                f"a worker process ended {MOST_DEATHS} times in replications {numbers.start} to {numbers.stop - 1}: "
                f"it ran out of memory, or a Python script starts workers outside of "
                f'`if __name__ == "__main__":`; fewer workers need less'
            ) from error
        self.waiting.appendleft(numbers)


def _spread(lanes: Sequence[_Lane], todo: Sequence[range]) -> Iterator[tuple[range, Any]]:
    ledger, silent = _Ledger(deque(todo)), 0
    while ledger.waiting or ledger.running:
        ledger.hand_out(lanes)
        ended = wait(ledger.running, timeout=LOOK_S, return_when=FIRST_COMPLETED).done
        silent = 0 if ended or all(lane.answers for lane in lanes) else silent + 1
        if silent * LOOK_S >= SILENCE_S:
            raise _gone(TimeoutError(f"no answer for {SILENCE_S} s"))
        for future in ended:
            lane, numbers = ledger.running.pop(future)
            try:
                result = future.result()
            except BrokenExecutor as error:
                ledger.lost(lane, numbers, error)
            except CancelledError as error:
                raise _gone(error) from error
            except Exception as error:
                raise _gone(error) if _is_of_cluster(error) else error from error
            else:
                lane.busy -= 1
                yield numbers, result


def _is_of_cluster(error: BaseException) -> bool:
    return type(error).__module__.startswith("distributed")


def _refused(error: BaseException) -> WorkersLost:
    return WorkersLost(
        f"nothing more could be handed out (got '{error}'): the executor has been shut down, or a Python script "
        f'starts workers outside of `if __name__ == "__main__":`; what was finished is kept'
    )


def _gone(error: BaseException) -> WorkersLost:
    reason = str(error) or type(error).__name__
    if isinstance(error, CancelledError):
        reason = "its scheduler is out of reach"
    return WorkersLost(
        f"the cluster has gone, or gave the work up (got '{reason}'); what it had finished is kept, and resume goes on "
        f"with it, --local here or --cluster ADDRESS at another"
    )


# ---------------------------------------------------------------------- kinds of lanes


@contextmanager
def _lanes(work: Work[Any], where: Where, blocks: int) -> Iterator[list[_Lane]]:
    workers = min(where.workers, blocks)
    if where.executor is not None:
        with _borrowed(work, where.executor, max(where.workers, 1)) as lanes:
            yield lanes
    elif where.place == "threads":
        with _threads(work, workers) as lanes:
            yield lanes
    else:
        with _processes(work, workers) as lanes:
            yield lanes


@contextmanager
def _borrowed(work: Work[Any], executor: Executor, workers: int) -> Iterator[list[_Lane]]:
    """Offer an executor that somebody else started and will end; some blocks wait there for their turn."""
    lane = _Lane(lambda: executor, lambda pool, numbers: pool.submit(work, numbers), room=2 * workers)
    futures: list[Future[Any]] = []
    submit = lane.submit

    def remembered(pool: Executor, numbers: range) -> "Future[Any]":
        futures.append(submit(pool, numbers))
        return futures[-1]

    lane.submit = remembered
    try:
        yield [lane]
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def _threads(work: Work[Any], workers: int) -> Iterator[list[_Lane]]:
    stop = threading.Event()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="channelmix")
    lane = _Lane(lambda: pool, lambda pool, numbers: pool.submit(work, numbers, stop.is_set), room=workers)
    try:
        yield [lane]
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


@dataclass
class _Sharing:
    """Worker processes that several studies use, one after the other."""

    others: set[Any]
    """Processes that are none of them."""
    idle: list[ProcessPoolExecutor] = field(default_factory=list)


_sharing: ContextVar[_Sharing | None] = ContextVar("sharing", default=None)
_work_number = itertools.count()


@contextmanager
def sharing_processes() -> Iterator[None]:
    """Let all that is done within, one after the other, be done by the same worker processes."""
    sharing = _Sharing(set(multiprocessing.active_children()))
    token = _sharing.set(sharing)
    try:
        yield
    finally:
        _sharing.reset(token)
        for pool in sharing.idle:
            pool.shutdown()


@contextmanager
def _processes(work: Work[Any], workers: int) -> Iterator[list[_Lane]]:
    """
    Offer one process a lane, so that one that dies takes no other with it.

    What is done travels once to each process. Sent with each block it would fill the pipe, and an
    interrupt that ends the process would leave this one waiting for a reader for ever.
    """
    sharing = _sharing.get() or _Sharing(set(multiprocessing.active_children()))
    pools: list[ProcessPoolExecutor] = []
    number = next(_work_number)

    def start() -> Executor:
        pools.append(_at_work(sharing, number, work))
        return pools[-1]

    try:
        yield [_Lane(start, lambda pool, block: pool.submit(_do_block, number, block)) for _ in range(workers)]
    except BaseException:
        _end_all_but(sharing.others)
        _let_go([*pools, *sharing.idle])
        sharing.idle.clear()
        raise
    else:
        if _sharing.get() is sharing:
            sharing.idle += pools
        else:
            for pool in pools:
                pool.shutdown()


def _at_work(sharing: _Sharing, number: int, work: Work[Any]) -> ProcessPoolExecutor:
    """Return a process that has been told what to do: one that has nothing to do, else a new one."""
    while sharing.idle:
        pool = sharing.idle.pop()
        try:
            pool.submit(_begin, number, work)
        except BrokenExecutor:
            continue
        return pool
    return ProcessPoolExecutor(1, mp_context=_context(), initializer=_begin, initargs=(number, work))


def _let_go(pools: Sequence[ProcessPoolExecutor]) -> None:
    """Forget ended processes; a pool whose process ended within a message waits for the rest of it for ever."""
    ends = [threading.Thread(target=pool.shutdown, daemon=True) for pool in pools]
    for end in ends:
        end.start()
    for end in ends:
        end.join(timeout=LOOK_S)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back requests to stop while a worker starts: nobody could end one that nobody knows of yet."""
    held: list[int] = []
    before = {}
    if threading.current_thread() is threading.main_thread():
        listening = (number for number in (signal.SIGINT, signal.SIGTERM) if callable(signal.getsignal(number)))
        before = {number: signal.signal(number, lambda got, frame: held.append(got)) for number in listening}
    try:
        yield
    finally:
        for number, listener in before.items():
            signal.signal(number, listener)
        for wanted in held[:1]:
            signal.raise_signal(wanted)


def _end_all_but(others: set[Any]) -> None:
    ours = set(multiprocessing.active_children()) - others
    for process in ours:
        process.terminate()
    for process in ours:
        process.join()


def _begin(number: int, work: Work[Any]) -> None:
    """Prepare a worker process for what it does next; interrupts are left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given.clear()
    _given[number] = work


_given: dict[int, Work[Any]] = {}
"""In a worker process: what it does, by its number, so that no block is ever taken for one of other work."""


def _do_block(number: int, block: range) -> Any:
    return _given[number](block)


def _context() -> BaseContext:
    """Return a way to start processes that does not copy this one with its threads and locks."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")

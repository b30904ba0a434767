"""
One bounded pool of workers for all visitors, shared fairly.

Work comes in small pieces. Whenever a worker is free, the visitor who has used the least time so
far is served next, whatever the length of the others' queues: one visitor with a hundred jobs
does not delay another with one by more than the pieces that are just being done. A worker that
dies is replaced and its piece is done again, a few times.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from typing import Any, Protocol

MOST_DEATHS = 3
ABOUT_S = 0.2
"""What a piece is charged while it is not known how long it takes."""


@dataclass(frozen=True)
class Piece:
    """Something a worker does in one go: a function of a module, and its arguments."""

    call: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class Work(Protocol):
    """Something that a visitor wants, in pieces."""

    visitor: str

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        ...

    def next_piece(self) -> Piece | None:
        """Return what can be done now; None if that must wait for pieces that are being done."""
        ...

    def took(self, piece: Piece, result: Any) -> None:
        """Take in what a piece gave."""
        ...

    def failed(self, piece: Piece, error: BaseException) -> None:
        """Hear that a piece cannot be done."""
        ...


@dataclass
class Request:
    """One piece that somebody waits for."""

    visitor: str
    piece: Piece
    answer: "Future[Any]" = field(default_factory=Future)
    given_out: bool = False

    @property
    def over(self) -> bool:
        """Whether it has been handed out."""
        return self.given_out

    def next_piece(self) -> Piece | None:
        """Return the piece."""
        self.given_out = True
        return self.piece

    def took(self, piece: Piece, result: Any) -> None:
        """Answer."""
        self.answer.set_result(result)

    def failed(self, piece: Piece, error: BaseException) -> None:
        """Answer with the error."""
        self.answer.set_exception(error)


@dataclass
class _Lane:
    executor: Executor | None = None
    busy: bool = False


@dataclass(frozen=True)
class _Turn:
    """A piece of some work that a worker does."""

    lane: _Lane
    work: Work
    piece: Piece
    deaths: int = 0
    """So many workers have died of it."""
    started: float = field(default_factory=lambda: time.monotonic())


@dataclass
class Pool:
    """The workers and who waits for them."""

    workers: int
    start: Callable[[], Executor]
    """Starts one worker."""
    _lanes: list[_Lane] = field(init=False)
    _waiting: list[Work] = field(default_factory=list)
    _used: dict[str, float] = field(default_factory=dict)
    """Seconds of workers' time by visitor."""
    _running: Counter[str] = field(default_factory=Counter)
    """Pieces that are being done, by visitor."""
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _closed: bool = False
    is_warming: bool = False
    """Whether no worker is ready yet."""

    def __post_init__(self) -> None:
        self._lanes = [_Lane() for _ in range(self.workers)]

    def warm(self, piece: Piece) -> None:
        """Let workers get ready, one after the other: what the first has compiled, the others need only load."""
        with self._lock:
            lane = next((lane for lane in self._lanes if lane.executor is None and not lane.busy), None)
            if lane is not None and not self._closed:
                self.is_warming = all(each.executor is None for each in self._lanes)
                request = Request("", piece)
                request.answer.add_done_callback(lambda done: self._warmed(done, piece))
                self._submit(_Turn(lane, request, piece))

    def _warmed(self, done: "Future[Any]", piece: Piece) -> None:
        """Let the next worker get ready, unless this one could not: then each says so where it is needed."""
        self.is_warming = False
        if done.exception() is None:
            self.warm(piece)

    def add(self, work: Work) -> None:
        """Let work be done, in turn."""
        with self._lock:
            if not any(each.visitor == work.visitor for each in self._waiting):
                others = [self._used.get(each.visitor, 0.0) for each in self._waiting]
                self._used[work.visitor] = max(self._used.get(work.visitor, 0.0), min(others, default=0.0))
            # What somebody waits for in front of the screen goes before that visitor's longer work.
            place = 0 if isinstance(work, Request) else len(self._waiting)
            self._waiting.insert(place, work)
        self.nudge()

    def ask(self, visitor: str, piece: Piece, timeout_s: float) -> Any:
        """
        Return what one piece gives.

        Raises:
            TimeoutError: If it takes longer; and whatever the piece raises.
        """
        request = Request(visitor, piece)
        self.add(request)
        return request.answer.result(timeout_s)

    def nudge(self) -> None:
        """Give every free worker something to do."""
        with self._lock:
            for lane in self._lanes:
                if lane.busy or self._closed:
                    continue
                chosen = self._next()
                if chosen is None:
                    return
                self._submit(_Turn(lane, *chosen))

    def close(self) -> None:
        """End the workers; what they are at is given up."""
        with self._lock:
            self._closed = True
            lanes, self._lanes = self._lanes, []
        for lane in lanes:
            if lane.executor is not None:
                # Told to shut down, an executor forgets its processes, and waits for what they are at.
                processes = list((getattr(lane.executor, "_processes", None) or {}).values())
                lane.executor.shutdown(wait=False, cancel_futures=True)
                for process in processes:
                    process.terminate()

    def _next(self) -> tuple[Work, Piece] | None:
        """Return the next piece of the visitor who has used least."""
        self._waiting = [work for work in self._waiting if not work.over]
        for work in sorted(self._waiting, key=lambda each: self._share(each.visitor)):
            try:
                piece = work.next_piece()
            except Exception as error:
                # One visitor's work must not hold up that of the others.
                work.failed(Piece(work.next_piece), error)
                continue
            if piece is not None:
                return work, piece
        return None

    def _forget(self) -> None:
        """Forget visitors for whom nothing is done, unless they have used more than those who wait."""
        waiting = {work.visitor for work in self._waiting if not work.over}
        least = min((self._used.get(visitor, 0.0) for visitor in waiting), default=float("inf"))
        for visitor in self._used.keys() - waiting:
            # Who comes again begins with the least that those who wait have used, remembered or not.
            if not self._running[visitor] and self._used[visitor] <= least:
                del self._used[visitor]
        self._running = +self._running

    def _share(self, visitor: str) -> float:
        """Return the time that a visitor has used, with a guess for the pieces that are being done."""
        return self._used.get(visitor, 0.0) + ABOUT_S * self._running[visitor]

    def _submit(self, turn: _Turn) -> None:
        lane, piece = turn.lane, turn.piece
        lane.busy = True
        self._running[turn.work.visitor] += 1
        try:
            lane.executor = lane.executor or self.start()
            future = lane.executor.submit(piece.call, *piece.arguments)
        except (BrokenExecutor, RuntimeError, OSError, EOFError) as error:  # a worker may be killed as it starts
            future = Future()
            future.set_exception(BrokenExecutor(str(error)))
        future.add_done_callback(lambda done: self._ended(done, turn))

    def _ended(self, done: "Future[Any]", turn: _Turn) -> None:
        lane, work, piece = turn.lane, turn.work, turn.piece
        with self._lock:
            if self._closed:
                return
            self._running[work.visitor] -= 1
            self._used[work.visitor] = self._used.get(work.visitor, 0.0) + time.monotonic() - turn.started
            error = done.exception() if not done.cancelled() else BrokenExecutor("cancelled")
            if isinstance(error, BrokenExecutor):
                lane.executor = None
                if turn.deaths + 1 < MOST_DEATHS:
                    self._submit(_Turn(lane, work, piece, turn.deaths + 1))
                    return
            lane.busy = False
            if error is None:
                try:
                    work.took(piece, done.result())
                except Exception as fault:
                    error = fault
            if error is not None:
                work.failed(piece, error)
            self._forget()
        self.nudge()

"""
One question while it is answered: which replications are still to be played, and how far the picture is.

The answer comes in stages: few replications first, so that there is a picture soon, then more, as
far as was asked. Pieces are as many replications as take about a third of a second. What has been
played lies in the job's folder; a job that is found there goes on where it was.
"""

import json
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import get_ident
from typing import Any

from channelmix.errors import ChannelmixError
from channelmix.web import tasks
from channelmix.web.pool import Piece
from channelmix.web.questions import Question

STAGES = (4, 16, 64, 256, 1024)
"""Replications after which the picture is drawn anew, before the number that was asked for."""

PIECE_S, MOST_IN_A_PIECE = 0.3, 64
PAGE = "page.json"
SCHEMA = 1


class Status(StrEnum):
    """Where a job is."""

    PLAYING = "playing"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


@dataclass
class _Part:
    """One plan's replications of the stage that is played."""

    todo: deque[range] = field(default_factory=deque)
    seconds: float | None = None
    """That one replication takes, as far as is known."""

    def take(self) -> range | None:
        """Return the next replications to play."""
        if not self.todo:
            return None
        block = self.todo.popleft()
        size = 2 if self.seconds is None else int(PIECE_S / max(self.seconds, 1e-6))
        cut = block.start + min(max(size, 1), MOST_IN_A_PIECE)
        if cut < block.stop:
            self.todo.appendleft(range(cut, block.stop))
        return range(block.start, min(cut, block.stop))


@dataclass
class Job:
    """A question, its folder, and how far it is."""

    name: str
    folder: Path
    question: Question
    visitor: str
    created: float
    language: str = "en"
    """In which the picture is drawn."""
    status: Status = Status.PLAYING
    message: str = ""
    """Why it failed, for people."""
    picture: str = ""
    """The answer so far, as HTML."""
    is_finishing: bool = False
    """Whether all is played and the folder is given its name; then there is nothing left to stop."""
    pictured: int = 0
    """Replications in the picture."""
    played: int = 0
    """Replications of all plans together."""
    _stages: deque[int] = field(default_factory=deque)
    _parts: list[_Part] = field(default_factory=list)
    _digest: str = ""
    _running: int = 0
    _is_surveyed: bool = False
    _to_draw: int = 0
    _drawing: bool = False
    _known: Sequence[Sequence[range]] = ()
    """What the folder held when it was looked at, by plan."""
    _planned: int = 0

    def __post_init__(self) -> None:
        last = self.question.replications
        self._stages = deque([*(stage for stage in STAGES if stage < last), last])
        self._parts = [_Part() for _ in self.question.plans]

    @property
    def total(self) -> int:
        """How many replications there will be, of all plans together."""
        return self.question.replications * len(self.question.plans)

    @property
    def over(self) -> bool:
        """Whether no further piece will come."""
        return self.status is not Status.PLAYING

    def write_down(self) -> None:
        """Keep in the folder what must be known to go on after a restart."""
        facts = {
            "schema": SCHEMA, "visitor": self.visitor, "created": self.created, "language": self.language,
            "status": str(self.status), "message": self.message, "question": self.question.as_dict(),
        }  # fmt: skip
        draft = self.folder / f".{PAGE}-{get_ident()}"
        draft.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        draft.replace(self.folder / PAGE)

    def forget_picture(self) -> None:
        """Show nothing until there is a new picture."""
        self.picture, self.pictured = "", 0

    # ------------------------------------------------------------ pieces

    def next_piece(self) -> Piece | None:
        """Return what a worker can do now."""
        if self.over or (not self._is_surveyed and self._running):
            return None
        if not self._is_surveyed:
            self._running += 1
            return Piece(tasks.survey, (self.question, self.folder))
        if self._to_draw and not self._drawing:
            self._drawing = True
            return self._piece(tasks.picture, self._to_draw, self.language)
        for number in sorted(range(len(self._parts)), key=self._left, reverse=True):
            block = self._parts[number].take()
            if block is not None:
                return self._piece(tasks.play, number, block)
        if not self._stages and not self._running and not self._drawing:
            self._drawing = self.is_finishing = True
            return self._piece(tasks.finish, self.name, self.language)
        return None

    def took(self, piece: Piece, result: Any) -> None:
        """Take in what a piece gave."""
        self._running -= 1
        # A job that was stopped just before its folder got its name is complete all the same.
        if self.over and piece.call is not tasks.finish:
            return
        if piece.call is tasks.survey:
            self._is_surveyed = True
            self._digest = result.digest
            if not any(result.known):
                self.forget_picture()  # its plans have changed, and what was played of them is thrown away
            self._begin_stages(result.known)
        elif piece.call is tasks.play:
            number, block = piece.arguments[1:]
            self._parts[number].seconds = result / len(block)
            self.played += len(block)
        else:
            self._drawing = False
            self._show(result, self.question.replications if piece.call is tasks.finish else piece.arguments[1])
            if piece.call is tasks.finish:
                self.status = Status.DONE
        self._end_stage()

    def failed(self, piece: Piece, error: BaseException) -> None:
        """Hear that a piece cannot be done: so neither can the job."""
        self._running -= 1
        self.is_finishing = False
        if self.over:
            return
        self.status = Status.FAILED
        self.message = str(error) if isinstance(error, ChannelmixError) else tasks.OUR_FAULT
        tasks.log(self.name, error)
        # Its folder may be full, or removed meanwhile; that must not hold up the work of others.
        with suppress(OSError):
            self.write_down()

    # ------------------------------------------------------------ stages

    def _piece(self, call: Callable[..., Any], *more: object) -> Piece:
        self._running += 1
        return Piece(call, (tasks.Begun(self.question, self._digest, self.folder), *more))

    def _show(self, picture: str, count: int) -> None:
        self.picture, self.pictured = picture, count
        if self._to_draw == count:
            self._to_draw = 0

    def _left(self, number: int) -> int:
        return sum(map(len, self._parts[number].todo))

    def _begin_stages(self, known: Sequence[Sequence[range]]) -> None:
        """Plan what the folder does not hold yet; the stages before what all plans have are skipped."""
        self.played = sum(len(block) for blocks in known for block in blocks)
        self._known = known
        self._plan_stage(self._stages[0])

    def _plan_stage(self, end: int) -> None:
        """Put down what is missing below a number."""
        for part, blocks in zip(self._parts, self._known, strict=True):
            part.todo.extend(tasks.missing(blocks, self._planned, end))
        self._planned = end

    def _end_stage(self) -> None:
        """Begin the next stage, and have the picture of the one before drawn, once all of it is played."""
        is_playing = self._running - self._drawing > 0 or any(part.todo for part in self._parts)
        if not self._is_surveyed or is_playing or not self._stages:
            return
        stage = self._stages.popleft()
        if self._stages:
            self._to_draw = stage
            self._plan_stage(self._stages[0])
            self._end_stage()

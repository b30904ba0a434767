"""
All jobs of the page: begun, found again after a restart, stopped, gone on with, done.

A job's folder is hidden in ``runs`` under the name that it will have when it is complete, so the
address of a job stays the same from its first moment on.
"""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from channelmix.errors import InputError, RunFolderError
from channelmix.report.language import say, spoken
from channelmix.web import tasks
from channelmix.web.job import PAGE, Job, Status
from channelmix.web.pool import Piece, Pool
from channelmix.web.questions import Question
from channelmix.web.workspace import Workspace

HIDDEN = ".page-"
MOST_AT_ONCE, MOST_OF_A_VISITOR = 100, 10
"""Jobs that may wait or play, of all visitors and of one."""

PATIENCE_S = 60
_MOST_SHOWN = 16


@dataclass
class Jobs:
    """The jobs of a workspace, and the pool that does them."""

    workspace: Workspace
    pool: Pool
    _jobs: dict[str, Job] = field(default_factory=dict)
    _shown: "OrderedDict[tuple[str, str, int], str]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def recover(self) -> None:
        """Find the jobs that an earlier page left, and go on with those that were being played."""
        for folder in sorted(self._hidden()):
            job = _read(folder)
            if job is not None:
                self._jobs[job.name] = job
                if job.status is Status.PLAYING:
                    self.pool.add(job)

    def begin(self, question: Question, visitor: str, language: str) -> Job:
        """
        Begin to answer a question.

        Raises:
            InputError: If too much waits already.
            RunFolderError: If no folder can be made for it.
        """
        with self._lock:
            self._check_room(visitor)
            now = time.time()
            digest = hashlib.sha256(json.dumps(question.as_dict()).encode()).hexdigest()[:8]
            name = f"{datetime.fromtimestamp(now, tz=UTC):{tasks.MOMENT}}-page-{secrets.token_hex(3)}-{digest}"
            job = Job(name, self._folder(name), question, visitor, now, language)
            if not self.workspace.has_own_runs():
                raise RunFolderError(say("runs must be a folder inside of this one"))
            try:
                job.folder.mkdir(parents=True)
                job.write_down()
            except OSError as error:
                raise RunFolderError(f"runs: no run folder can be written (got '{error.strerror}')") from None
            self._jobs[name] = job
            self._forget_pictures()
        self.pool.add(job)
        return job

    def get(self, name: str) -> Job | None:
        """Return a job that is not complete, or was completed since the page began; None if there is none."""
        return self._jobs.get(name)

    def unfinished(self) -> list[Job]:
        """Return the jobs that are not complete, the newest first."""
        with self._lock:
            open_jobs = [job for job in list(self._jobs.values()) if job.status is not Status.DONE]
        return sorted(open_jobs, key=lambda job: job.name, reverse=True)

    def stop(self, job: Job) -> None:
        """Play no more of a job; what was played is kept. A job of which all is played ends by itself."""
        with self._lock:
            if job.status is Status.PLAYING and not job.is_finishing:
                job.status = Status.STOPPED
                # The folder may just have been given its name.
                with contextlib.suppress(FileNotFoundError):
                    job.write_down()
                self._forget_pictures()

    def go_on(self, job: Job, visitor: str) -> None:
        """Go on with a job that was stopped or has failed."""
        with self._lock:
            if not self._rests(job) or job.is_finishing:
                return
            self._check_room(visitor)
            again = Job(job.name, job.folder, job.question, visitor, job.created, job.language)
            again.picture, again.pictured = job.picture, job.pictured
            again.write_down()
            self._jobs[job.name] = again
        self.pool.add(again)

    def remove(self, job: Job) -> None:
        """Remove a job that is not played, and what was played of it."""
        with self._lock:
            if not self._rests(job):
                return
            del self._jobs[job.name]
            # A worker may still be at a piece: under another name it finds nothing to add to.
            gone = job.folder.with_name(f".gone-{job.name}")
            with contextlib.suppress(OSError):
                job.folder.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)

    def picture_of(self, name: str, visitor: str) -> str:
        """
        Return what a complete run folder holds, as HTML.

        Raises:
            RunFolderError: If it cannot be shown.
        """
        folder = self._complete(name)
        language = spoken().code
        key = name, language, (folder / "summary.json").stat().st_mtime_ns
        with self._lock:
            found = self._shown.get(key)
        if found is not None:
            return found
        # Drawn without the lock: others need not wait for it, and whoever asks for the same draws the same.
        made: str = self.pool.ask(visitor, Piece(tasks.show, (self._within(folder), language)), PATIENCE_S)
        with self._lock:
            self._shown[key] = made
            while len(self._shown) > _MOST_SHOWN:
                self._shown.popitem(last=False)
        return made

    def question_of(self, name: str) -> Question | None:
        """Return the question that led to a complete run folder, if it was asked on a page."""
        job = _read(self._complete(name))
        return None if job is None else job.question

    def file_of(self, name: str, call: Callable[[Path, str], bytes], visitor: str) -> bytes:
        """
        Return a report or a workbook of a complete run folder.

        Raises:
            RunFolderError: If it cannot be made.
        """
        folder = self._within(self._complete(name))
        made: bytes = self.pool.ask(visitor, Piece(call, (folder, spoken().code)), PATIENCE_S)
        return made

    def _rests(self, job: Job) -> bool:
        """Return whether a job is neither played nor complete, and nobody has gone on with it or removed it."""
        return self._jobs.get(job.name) is job and job.status in (Status.STOPPED, Status.FAILED)

    def _forget_pictures(self) -> None:
        """Keep the latest complete jobs, whose folders show the others, and the latest pictures of those that rest."""
        done = [job.name for job in self._jobs.values() if job.status is Status.DONE]
        for name in done[:-_MOST_SHOWN]:
            del self._jobs[name]
        for job in [job for job in self._jobs.values() if self._rests(job) and job.picture][:-_MOST_SHOWN]:
            job.forget_picture()

    def _complete(self, name: str) -> Path:
        folder = self.workspace.run_folder(name)
        if folder is None:
            raise RunFolderError(f"there is no run of that name (got {name[:60]!r})")
        return folder

    def _within(self, folder: Path) -> Path:
        """Return a path as workers know it, who stand in the workspace; messages then tell no more than that."""
        return folder.relative_to(self.workspace.folder)

    def _folder(self, name: str) -> Path:
        return self.workspace.runs / f"{HIDDEN}{name}"

    def _hidden(self) -> list[Path]:
        if not self.workspace.has_own_runs():
            return []
        try:
            with os.scandir(self.workspace.runs) as entries:
                return [Path(each.path) for each in entries
                        if each.name.startswith(HIDDEN) and each.is_dir(follow_symlinks=False)]  # fmt: skip
        except OSError:
            return []

    def _check_room(self, visitor: str) -> None:
        playing = [job for job in self._jobs.values() if job.status is Status.PLAYING]
        mine = [job for job in playing if job.visitor == visitor]
        if len(mine) >= MOST_OF_A_VISITOR or len(playing) >= MOST_AT_ONCE:
            raise InputError(
                say(
                    "too much waits already ({mine} runs of yours, {all} in all); wait for one, or stop one",
                    mine=len(mine), all=len(playing),
                )
            )  # fmt: skip


def _read(folder: Path) -> Job | None:
    """Return the job that a folder holds; None if it holds none that can be understood."""
    try:
        found = json.loads((folder / PAGE).read_text(encoding="utf-8"))
        name = folder.name.removeprefix(HIDDEN)
        job = Job(
            name,
            folder,
            Question.of(found["question"]),
            str(found["visitor"]),
            float(found["created"]),
            str(found["language"]),
        )
        job.status, job.message = Status(found["status"]), str(found.get("message", ""))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return job

"""
The application: addresses, what happens to errors, and the life of the pool.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from channelmix.errors import ChannelmixError
from channelmix.report.language import say
from channelmix.web import tasks
from channelmix.web.guards import Guard
from channelmix.web.jobs import Jobs
from channelmix.web.pages import Pages, Values, environment, form_of
from channelmix.web.pool import Piece, Pool
from channelmix.web.speech import language_of, speaking_to
from channelmix.web.statics import static
from channelmix.web.workspace import Workspace

if TYPE_CHECKING:
    from starlette.requests import Request

Handler = Callable[["Request"], Response]
Deed = Callable[["Request", Values], Response]


def application(
    folder: Path, *, hosts: Iterable[str], workers: int, start: Callable[[], Executor], token: str | None = None,
    warm: bool = True,
) -> Guard:  # fmt: skip
    """
    Return the page of a folder, ready to be served.

    Args:
        folder: The workspace.
        hosts: Names and addresses under which it may be asked for.
        workers: How many work at most, for all visitors together.
        start: Starts one worker.
        token: What strangers must know; None: nothing.
        warm: Whether workers get ready before the first visitor comes.
    """
    workspace = Workspace(folder)
    pool = Pool(workers, start)
    pages = Pages(workspace, Jobs(workspace, pool), environment())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pages.jobs.recover()
        if warm:
            pool.warm(Piece(tasks.warm))
        yield
        pool.close()

    app = Starlette(
        routes=_routes(pages), lifespan=lifespan,
        exception_handlers={
            HTTPException: partial(_refused, pages), ChannelmixError: partial(_failed, pages),
            TimeoutError: partial(_failed, pages), Exception: partial(_failed, pages),
        },
    )  # fmt: skip
    app.state.jobs = pages.jobs
    return Guard(app, frozenset(hosts), token, pool.close)


def _routes(pages: Pages) -> list[Route]:
    looks: dict[str, Handler] = {
        "/": pages.home,
        "/glossary": pages.glossary,
        "/plans": pages.plans,
        "/runs/{name}": pages.run,
        "/runs/{name}/news": pages.news,
        "/runs/{name}/report.html": pages.report,
        "/runs/{name}/results.xlsx": pages.workbook,
        "/static/{file}": static,
    }
    deeds: dict[str, Deed] = {"/runs": pages.begin, "/runs/{name}/do": pages.stop}
    return [
        *(Route(path, _spoken(handler), methods=["GET"]) for path, handler in looks.items()),
        *(Route(path, _with_form(deed), methods=["POST"]) for path, deed in deeds.items()),
    ]


def _spoken(handler: Handler) -> Handler:
    """Return a handler that speaks the visitor's language."""

    def in_language(request: "Request") -> Response:
        with speaking_to(language_of(request)):
            return handler(request)

    return in_language


def _with_form(deed: Deed) -> Callable[["Request"], object]:
    async def handler(request: "Request") -> Response:
        values = await form_of(request)
        with speaking_to(language_of(request)):
            return await run_in_threadpool(deed, request, values)

    return handler


async def _refused(pages: Pages, request: "Request", error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    with speaking_to(language_of(request)):
        title = say("There is no such page") if status == 404 else say("That cannot be done")
        return pages.problem(request, status, title, problem="")


async def _failed(pages: Pages, request: "Request", error: Exception) -> Response:
    with speaking_to(language_of(request)):
        if isinstance(error, ChannelmixError):
            return pages.problem(request, 422, say("That cannot be shown"), problem=pages.told(error))
        if isinstance(error, TimeoutError):
            return pages.problem(request, 503, say("Please wait"), problem=pages.told(error))
        tasks.log(request.url.path, error)
        return pages.problem(request, 500, say("Something went wrong"), problem=pages.told(error))

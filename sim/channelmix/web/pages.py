"""
The addresses of the page, each a small function: what it reads, what it shows.

Forms work without script; with it, a run's page looks for news by itself. Whatever goes wrong is
told in one sentence, without a path of this machine and without a traceback.
"""

import secrets
import shlex
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from datetime import UTC
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from channelmix.errors import ChannelmixError, InputError, ScenarioError
from channelmix.report.language import LANGUAGES, say, spoken, told_day, told_number
from channelmix.report.plain import clean
from channelmix.scenario import load
from channelmix.scenario.reach import reading_only
from channelmix.web import tasks
from channelmix.web.glossary import TERMS
from channelmix.web.job import Job, Status
from channelmix.web.jobs import Jobs
from channelmix.web.lever import Lever
from channelmix.web.levers import changed, levers_of
from channelmix.web.questions import MOST_PLANS, MOST_REPLICATIONS, Plan, Question
from channelmix.web.speech import COOKIE, NAMES, PARAMETER
from channelmix.web.workspace import PastRun, Source, Workspace

if TYPE_CHECKING:
    from starlette.requests import Request

    from channelmix.scenario import Loaded

VISITOR = "channelmix_visitor"
SOON_MS, POLL_MS = 120, 400
"""How soon a page looks for its first picture, and for later ones."""

MOST_FIELDS = 400
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAVED_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What report.html may do where it is shown: show its own style."""

Values = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Chosen:
    """A plan that was picked, loaded, with its levers and what the visitor wrote into them."""

    number: int
    source: str
    loaded: "Loaded"
    levers: Mapping[str, Sequence[Lever]]
    """By what they are about."""
    given: Mapping[str, str]

    def value(self, lever: Lever) -> str:
        """Return what a lever's field shows."""
        return self.given.get(lever.key) or lever.value


@dataclass(frozen=True)
class Pages:
    """Answers to all requests that the guard lets through."""

    workspace: Workspace
    jobs: Jobs
    templates: Environment

    # ------------------------------------------------------------ looking

    def home(self, request: "Request") -> Response:
        """Show what may be compared, and what was."""
        shipped: dict[str, list[Source]] = {}
        for source in self.workspace.shipped():
            shipped.setdefault(source.name.partition("/")[0], []).append(source)
        return self._page(
            request, "home.html", own=self.workspace.own(), shipped=shipped,
            past=[(run, _when(run)) for run in self.workspace.past_runs()],
            unfinished=[(job, _titles(job.question), _state(job)) for job in self.jobs.unfinished()],
        )  # fmt: skip

    def glossary(self, request: "Request") -> Response:
        """Say what the terms mean."""
        return self._page(request, "glossary.html", terms=TERMS)

    def plans(self, request: "Request") -> Response:
        """Show the plans that were picked, with their levers."""
        values = _pairs(request.url.query)
        return self._form(request, values)

    def run(self, request: "Request") -> Response:
        """Show a run: how far it is, and what it found."""
        name = request.path_params["name"]
        return self._page(request, "run.html", **self._run(request, name))

    def news(self, request: "Request") -> Response:
        """Return what has changed of a run since the visitor's last look."""
        facts = self._run(request, request.path_params["name"])
        seen = request.query_params.get("seen", "")
        return self._page(request, "news.html", fresh=str(facts["pictured"]) != seen, **facts)

    def report(self, request: "Request") -> Response:
        """Return report.html."""
        content = self._file(request, tasks.report)
        headers = {"content-security-policy": SAVED_POLICY, "content-disposition": 'attachment; filename="report.html"'}
        return Response(content, headers=headers, media_type="text/html")

    def workbook(self, request: "Request") -> Response:
        """Return results.xlsx."""
        headers = {"content-disposition": 'attachment; filename="results.xlsx"'}
        return Response(self._file(request, tasks.workbook), headers=headers, media_type=WORKBOOK)

    # ------------------------------------------------------------ doing

    def begin(self, request: "Request", values: Values) -> Response:
        """Begin a run of the plans in a form."""
        try:
            question = self._question(values)
            job = self.jobs.begin(question, visitor_of(request), spoken().code)
        except ChannelmixError as error:
            return self._form(request, values, problem=self.told(error))
        return RedirectResponse(f"/runs/{job.name}", 303)

    def stop(self, request: "Request", values: Values) -> Response:
        """Stop a run, go on with it, or throw it away."""
        job = self.jobs.get(request.path_params["name"])
        if job is None:
            raise HTTPException(404)
        wanted = dict(values).get("do")
        if wanted == "remove":
            self.jobs.remove(job)
            return RedirectResponse("/", 303)
        if wanted == "go on":
            self.jobs.go_on(job, visitor_of(request))
        elif wanted == "stop":
            self.jobs.stop(job)
        return RedirectResponse(f"/runs/{job.name}", 303)

    def problem(self, request: "Request", status: int, title: str, *, problem: str) -> Response:
        """Say what went wrong."""
        return self._page(request, "problem.html", code=status, title=title, problem=problem)

    # ------------------------------------------------------------ parts

    def _form(self, request: "Request", values: Values, problem: str = "") -> Response:
        try:
            chosen = self._chosen(values)
        except ChannelmixError as error:
            return self.problem(request, 422, say("These plans cannot be compared"), problem=self.told(error))
        replications = dict(values).get("replications") or str(chosen[0].loaded.scenario.run.replications)
        return self._page(
            request, "plans.html", code=422 if problem else 200, chosen=chosen, problem=problem,
            replications=replications, most_replications=MOST_REPLICATIONS, first=_first(values, chosen),
        )  # fmt: skip

    def _chosen(self, values: Values) -> list[Chosen]:
        """Return the plans of a form."""
        sources = [value for name, value in values if name == "plan"]
        if not 1 <= len(sources) <= MOST_PLANS:
            raise InputError(say("pick 1 to {most} plans (got {got})", most=MOST_PLANS, got=len(sources)))
        unknown = [source for source in sources if not self.workspace.knows(source)]
        if unknown:
            got = repr(clean(unknown[0])[:60])
            raise InputError(say("there is no scenario of that name in this folder (got {got})", got=got))
        chosen = []
        for number, source in enumerate(sources, 1):
            start = f"{number}:"
            given = {name.removeprefix(start): value for name, value in values if name.startswith(start)}
            loaded = self._load(source)
            chosen.append(Chosen(number, source, loaded, levers_of(loaded), given))
        _all_known(values, chosen)
        return chosen

    def _question(self, values: Values) -> Question:
        """Return what a form asks: each plan as its file has it, and, where levers were moved, as changed."""
        chosen = self._chosen(values)
        first = _first(values, chosen)
        plans = []
        for each in sorted(chosen, key=lambda each: each.number != first):
            name = each.loaded.scenario.name
            plans.append(Plan(each.source, title=name))
            settings = changed(list(chain(*each.levers.values())), each.given, name)
            if settings:
                plans.append(Plan(each.source, settings, title=self._load(each.source, settings).scenario.name))
        if len(plans) > MOST_PLANS:
            told = say(
                "at most {most} plans can be compared, changed ones included (got {got})",
                most=MOST_PLANS,
                got=len(plans),
            )
            raise InputError(told)
        if len(set(plans)) < len(plans):
            raise InputError(say("each plan can be picked once"))
        run = chosen[first - 1].loaded.scenario.run
        replications = _whole(dict(values).get("replications") or str(run.replications))
        return Question(tuple(plans), replications, run.seed, _asked(chosen, first, replications))

    def _load(self, source: str, settings: Sequence[str] = ()) -> "Loaded":
        with reading_only(self.workspace.reach):
            return load(source, settings)

    def _run(self, request: "Request", name: str) -> dict[str, Any]:
        """Return all that is shown of a run."""
        job = self.jobs.get(name)
        if job is not None and job.status is not Status.DONE:
            warming = self.jobs.pool.is_warming
            return {**_facts(name, job), "warming": warming, "message": self._without_paths(say(job.message))}
        if self.workspace.run_folder(name) is None:
            raise HTTPException(404)
        has_picture = job is not None and job.language == spoken().code
        picture = job.picture if job is not None and has_picture else self.jobs.picture_of(name, visitor_of(request))
        question = job.question if job is not None else self.jobs.question_of(name)
        past = self.workspace.past_run(name)
        titles = _plans(past) if question is None else _titles(question)
        return {
            "name": name, "status": "done", "picture": picture, "pictured": -1, "titles": titles,
            "headline": _headline(titles) if past is None or past.kind not in _ONLY_READ else _kind_of(past),
            "has_workbook": past is None or past.kind not in _ONLY_READ, "when": "" if past is None else _when(past),
            "again": "" if question is None else question.asked, "poll": POLL_MS,
            "command": "" if question is None else shlex.join(["channelmix", *question.command]),
        }  # fmt: skip

    def _file(self, request: "Request", call: Callable[..., Any]) -> bytes:
        name = request.path_params["name"]
        if self.workspace.run_folder(name) is None and self.jobs.get(name) is None:
            raise HTTPException(404)
        return self.jobs.file_of(name, call, visitor_of(request))

    def _page(self, request: "Request", template: str, *, code: int = 200, **facts: Any) -> Response:
        language = spoken().code
        text = self.templates.get_template(template).render(
            path=request.url.path, say=say, language=language, languages=_languages(request), **facts
        )
        response = HTMLResponse(text, code)
        if request.query_params.get(PARAMETER) in LANGUAGES:
            response.set_cookie(COOKIE, language, httponly=True, samesite="strict", max_age=365 * 86_400)
        if VISITOR not in request.cookies:
            response.set_cookie(VISITOR, secrets.token_urlsafe(12), httponly=True, samesite="strict")
        return response

    def told(self, error: BaseException) -> str:
        """Return what a visitor is told of an error: its message, without where this machine keeps its files."""
        if isinstance(error, Late):
            return say("The workers are busy; try again in a minute.")
        if not isinstance(error, ChannelmixError):
            return say(tasks.OUR_FAULT)
        lines = [str(mistake) for mistake in error.mistakes] if isinstance(error, ScenarioError) else [str(error)]
        return self._without_paths("\n".join(lines))

    def _without_paths(self, text: str) -> str:
        for folder in sorted(map(str, self.workspace.reach), key=len, reverse=True):
            text = text.replace(f"{folder}/", "").replace(folder, "")
        return clean(text)


def _facts(name: str, job: Job) -> dict[str, Any]:
    titles = _titles(job.question)
    return {
        "headline": _headline(titles), "has_workbook": True, "when": "",
        "name": name, "status": str(job.status), "picture": job.picture,
        "pictured": job.pictured, "played": job.played, "total": job.total, "titles": titles,
        "again": job.question.asked, "poll": POLL_MS if job.pictured else SOON_MS,
        "command": shlex.join(["channelmix", *job.question.command]),
    }  # fmt: skip


def _titles(question: Question) -> list[str]:
    return [plan.title or plan.source for plan in question.plans]


def _headline(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else say("{count} plans on the same customers", count=len(titles))


def _kind_of(run: PastRun) -> str:
    """Say what was asked."""
    kinds = {
        "run": say("One plan"), "compare": say("Comparison"), "staff": say("Plan of agents"),
        "months": say("Months ahead"), "sweep": say("Sweep"),
    }  # fmt: skip
    return kinds.get(run.kind, run.kind)


_ONLY_READ = ("months", "sweep")
"""Kinds that have pictures and tables here, and no workbook."""


def _plans(run: PastRun | None) -> Sequence[str]:
    return () if run is None else run.plans


def _when(run: PastRun) -> str:
    """Say what was asked, when, how often it was played and with which seed, so that runs can be told apart."""
    day = "" if run.finished is None else f"{told_day(run.finished.date())} {run.finished.astimezone(UTC):%H:%M:%S} UTC"
    seed = "" if run.seed is None else say("seed {seed}", seed=run.seed)
    times = say("{count} replications", count=told_number(f"{run.replications:,}"))
    return " · ".join(filter(None, [_kind_of(run), day, times, seed, run.settings]))


def _state(job: Job) -> str:
    """Say where a job is."""
    states = {Status.PLAYING: say("Playing"), Status.STOPPED: say("Stopped."), Status.FAILED: say("Failed.")}
    return states.get(job.status, "")


def _languages(request: "Request") -> list[tuple[str, str, str]]:
    """Return each language with its own name, and the address of the same page in it."""
    rest = [pair for pair in _pairs(request.url.query) if pair[0] != PARAMETER]
    path = request.url.path if request.method == "GET" else "/"
    return [(code, NAMES[code], f"{path}?{urlencode([*rest, (PARAMETER, code)])}") for code in LANGUAGES]


def _asked(chosen: Sequence[Chosen], first: int, replications: int) -> str:
    """Return the query that fills a form in again."""
    pairs = [("plan", each.source) for each in chosen]
    pairs += [
        (f"{each.number}:{lever.key}", each.given[lever.key])
        for each in chosen
        for lever in chain(*each.levers.values())
        if each.given.get(lever.key, "").strip() not in ("", lever.value)
    ]
    return urlencode([*pairs, ("first", str(first)), ("replications", str(replications))])


def _all_known(values: Values, chosen: Sequence[Chosen]) -> None:
    """
    Check that nothing is asked of plans or levers that are not there, as an outdated link does.

    Raises:
        InputError: If a field is none of the form's.
    """
    numbers = {str(each.number) for each in chosen}
    fields = {f"{each.number}:{lever.key}" for each in chosen for lever in chain(*each.levers.values())}
    for name, value in values:
        is_known = name in fields if ":" in name else name != "first" or value in {"", *numbers}
        if not is_known:
            got = repr(clean(name if ":" in name else f"{name}={value}")[:60])
            raise InputError(say("the link asks for a plan or a lever that is not there (got {got})", got=got))


def _first(values: Values, chosen: Sequence[Chosen]) -> int:
    """Return the number of the plan that the others are held against."""
    wanted = dict(values).get("first", "")
    return next((each.number for each in chosen if str(each.number) == wanted), 1)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 2 <= int(text[:9]) <= MOST_REPLICATIONS:
        most, got = told_number(f"{MOST_REPLICATIONS:,}"), repr(clean(text)[:20])
        raise InputError(say("replications must be a whole number from 2 to {most} (got {got})", most=most, got=got))
    return int(text)


def _pairs(query: str) -> Values:
    """Return the fields of a query or a form; one that has too many has none."""
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []


async def form_of(request: "Request") -> Values:
    """Return the fields of a form."""
    return _pairs((await request.body()).decode("utf-8", "replace"))


def visitor_of(request: "Request") -> str:
    """Return who asks, for sharing the workers fairly."""
    client = request.client.host if request.client else ""
    return request.cookies.get(VISITOR, "")[:64] or client


def environment() -> Environment:
    """Return the templates; whatever is put into them is escaped."""
    found = Environment(loader=PackageLoader("channelmix.web"), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    found.filters["clean"] = clean
    return found

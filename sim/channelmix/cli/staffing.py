"""``channelmix staff``: the fewest agents that keep the promises, as a plan for Excel."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from channelmix.cli.commands import Options, PathName, command, simulation_options
from channelmix.cli.jobs import Answer, Effort, Job, perform
from channelmix.cli.plans import is_there, refuse_plan, scenario_of, staffed_by
from channelmix.cli.staffing_ahead import Ahead, staff_ahead
from channelmix.cli.staffing_so_far import SoFar
from channelmix.cli.staffing_stages import stages_of, tell_before

if TYPE_CHECKING:
    from channelmix.scenario import Loaded
    from channelmix.staffing import Staffed


def _file(source: str | None, promises: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """
    Return FILE and the channels after each ``--promises``, which takes the word that follows it, be that FILE.

    Raises:
        UsageError: If no word is FILE.
    """
    is_file = _looks_like_a_file if source is None else _is_a_file
    taken = next((place for place, each in enumerate(promises) if each and is_file(each)), None)
    if source is not None and (taken is None or _looks_like_a_file(source)):
        return source, promises
    if taken is not None:
        return promises[taken], (*promises[:taken], source or "", *promises[taken + 1 :])
    context, named = click.get_current_context(), next(filter(None, promises), None)
    if named is None:
        raise click.MissingParameter(ctx=context, param_type="argument", param_hint="'FILE'")
    raise click.UsageError(f"FILE is missing: --promises takes {named} for channels; name FILE before it.", context)


def _looks_like_a_file(word: str) -> bool:
    """Whether a word looks like a scenario: a file, be it not there, or the name of a shipped one."""
    from channelmix.scenario.shipped import shipped_path

    name = scenario_of(word)
    return name.endswith(".toml") or _is_a_file(word) or shipped_path(name) is not None


def _is_a_file(word: str) -> bool:
    """Whether a word names a file that is there; a folder may have the name of a channel."""
    name = scenario_of(word)
    return is_there(name) and Path(name).is_file()


@command("staff", example="channelmix staff today.toml --plan plan.xlsx")
@click.argument("source", metavar="FILE", required=False)
@click.option(
    "--plan", type=PathName(path_type=Path, dir_okay=False), metavar="FILE",
    help="Also write the plan here, as .xlsx, or as .csv for Dutch and German Excel; nothing is overwritten.",
)  # fmt: skip
@click.option(
    "--against", type=PathName(path_type=Path, dir_okay=False), metavar="PLAN",
    help="Search, and hold a plan of your own against the one found: where people are too many, where missed. "
    "What a change of your plan does, 'run FILE+PLAN' tells in seconds.",
)  # fmt: skip
@click.option("--shifts", is_flag=True, help="Build work shifts from the templates [[work_shift]], breaks included.")
@click.option(
    "--margins", is_flag=True, help="Also tell what the last agent of each interval brings, and the next would."
)
@click.option(
    "--promises", multiple=True, is_flag=False, flag_value="", metavar="[CHANNELS]",
    help="Also find what other shares in time would cost, channel by channel; phone,chat: of these channels only.",
)  # fmt: skip
@click.option("--skills", is_flag=True, help="Also find what groups trained for one another's work would save.")
@click.option("--concurrency", is_flag=True, help="Also find what one contact more or fewer at a time would change.")
@click.option(
    "--months",
    metavar="A..B",
    help="Staff months ahead, for instance 2027-01..2029-12: FTE, paid hours, money, hires.",
)
@click.option(
    "--forecast",
    metavar="NAME",
    help="Put a stored forecast under the arrivals of FILE. Absent: as in FILE.",
)
@click.option(
    "--risk", type=float, metavar="SHARE",
    help="Share of the forecast's paths to be ready for, such as 0.9. Absent: as in FILE.",
)  # fmt: skip
@click.option(
    "--attrition", type=float, metavar="SHARE",
    help="With --months: share of agents who leave within a year. Absent: as in FILE, else none.",
)  # fmt: skip
@click.option("--require-targets", is_flag=True, help="End with exit code 3 if a promise is missed, beyond chance.")
@simulation_options
def staff(*, source: str | None, options: Options, promises: tuple[str, ...], **wishes: Any) -> int:
    """
    Find the fewest agents by interval and group that keep every target, and check them on fresh customers.

    Targets stand in the channels and groups, how they are meant under [staffing]. The run folder keeps plan.xlsx,
    which Excel can change and agents = { file = "plan.xlsx" } simulates back.
    """
    source, promises = _file(source, promises)
    wish = Wish(promises=promises, **wishes)
    wish.check_shares()
    refuse_plan(source)
    if wish.months is not None:
        wish.refuse_beside_months()
        ahead = Ahead(source=source, months=wish.months, forecast=wish.forecast, risk=wish.risk,
                      attrition=wish.attrition, plan=wish.plan)  # fmt: skip
        staff_ahead(ahead, options)
        return 0
    return _staff_period(source, wish, options)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the user wants of a plan."""

    plan: Path | None
    against: Path | None
    shifts: bool
    margins: bool
    promises: tuple[str, ...]
    skills: bool
    concurrency: bool
    months: str | None
    forecast: str | None
    risk: float | None
    attrition: float | None
    require_targets: bool

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What to find besides: kinds of alternatives, and of promises those of channels if these were named."""
        promises = (f"promises:{each}" if each else "promises" for each in self.promises)
        return (*promises, *(kind for kind in ("skills", "concurrency") if getattr(self, kind)))

    def check_shares(self) -> None:
        """
        Refuse what is no share, by the name of its option.

        Raises:
            InputError: If one is none.
        """
        from channelmix.arguments import share

        if self.risk is not None:
            share("--risk", self.risk)
        if self.attrition is not None:
            share("--attrition", self.attrition, may_be_none=True)

    def refuse_beside_months(self) -> None:
        """
        Refuse what tells of a single plan.

        Raises:
            InputError: If any of it was asked for.
        """
        from channelmix.errors import InputError

        for name in ("against", "shifts", "margins", "promises", "skills", "concurrency", "require_targets"):
            if getattr(self, name):
                option = name.replace("_", "-")
                raise InputError(f"--{option} tells of one plan, not of months (got it beside --months)")


def _staff_period(source: str, wish: Wish, options: Options) -> int:
    """Staff the scenario's own period."""
    from channelmix.errors import InputError, Interrupted, TargetsMissed

    if wish.attrition is not None:
        raise InputError("--attrition tells of months (got it without --months)")
    loaded = _loaded(source, wish, options)
    loaded = loaded if wish.against is not None else loaded.without_own_agents()
    ended: list[tuple[SoFar, bool]] = []
    said: list[str] = []

    def find(effort: Effort) -> Answer:
        from channelmix.staffing import staff as staffed

        so_far = SoFar(wish.plan, effort.draft)
        so_far.check_free(options.out)
        stage = stages_of(effort.progress, said, quiet=options.quiet)
        tell_before(loaded.warnings, stage)
        try:
            with _once(said):
                found = staffed(
                    loaded, shifts=wish.shifts, against=wish.against is not None, alternatives=wish.alternatives,
                    margins=wish.margins, risk=wish.risk, replications=effort.replications, seed=effort.seed,
                    engine=effort.engine, workers=effort.workers, stage=stage, so_far=so_far,
                )  # fmt: skip
        except KeyboardInterrupt:
            found = so_far.stopped()
        so_far.write(found)
        ended.append((so_far, found.keeps_all))
        return _answer(found, said if sys.stdout.isatty() else ())

    expected = partial(_expected_seconds, loaded, wish)
    perform(Job(f"staff {loaded.scenario.name}", [loaded], find, expected_seconds=expected), options)
    for so_far, keeps_all in ended:
        so_far.tell()
        if so_far.is_stopped:
            return Interrupted.exit_code
        if wish.require_targets and not keeps_all:
            raise TargetsMissed("a promise is missed on fresh customers, beyond chance; see the table of promises")
    return 0


def _loaded(source: str, wish: Wish, options: Options) -> "Loaded":
    """Return the scenario, with a plan of the user's own and a forecast under its arrivals if they were named."""
    from channelmix.scenario import load
    from channelmix.staffing.forecasted import forecasted

    plan = wish.against
    if wish.forecast is None:
        if plan is None:
            return load(source, options.settings)
        return staffed_by(source, plan, options.settings, is_named=False)
    found = forecasted(source, wish.forecast, options.settings)
    texts = (*options.settings, *found.texts)
    loaded = found.loaded if plan is None else staffed_by(source, plan, texts, is_named=False)
    return replace(loaded, warnings=(*loaded.warnings, *found.notes))


def _expected_seconds(loaded: "Loaded", wish: Wish, effort: Effort) -> dict[str, float]:
    """Return about how long each part of a search takes."""
    from channelmix.staffing.alternatives import require_alternatives
    from channelmix.staffing.expected import expected_seconds
    from channelmix.staffing.paths import chosen_risk

    require_alternatives(wish.alternatives, loaded)
    chosen = chosen_risk(loaded, wish.risk, beside=wish.shifts or bool(wish.alternatives))
    return expected_seconds(
        loaded, replications=effort.replications, seed=effort.seed, engine=effort.engine, workers=effort.workers,
        shifts=wish.shifts, alternatives=wish.alternatives, risk=chosen is not None,
        stage=stages_of(None, [], quiet=True),
    )  # fmt: skip


def _answer(found: "Staffed", said: Sequence[str]) -> Answer:
    """Return what to print and keep; cautions that the user has read above the search are not printed once more."""
    from channelmix.report.alternatives_page import price_pictures
    from channelmix.report.cases import cases_of
    from channelmix.report.staff_page import staff_page

    (case,) = cases_of([found.run])
    case = replace(case, warnings=[warning for warning in case.warnings if warning not in said])
    cautions = [caution for caution in found.summary["cautions"] if caution not in said]
    page = staff_page(case, {**found.summary, "cautions": cautions}, found.promises)
    pictures = price_pictures(found.summary, case.currency)
    files = {**found.files(), "staffing.json": found.json(), **pictures}
    return Answer([found.run], found.run.json(), page, printed=found.json(), files=files)


@contextmanager
def _once(said: Sequence[str]) -> Iterator[None]:
    """Leave out of an error what the user has read above it."""
    from channelmix.errors import InputError, OutOfReach

    try:
        yield
    except InputError as error:
        if type(error) not in (InputError, OutOfReach):
            raise
        new = [line for line in str(error).splitlines() if line.strip() not in said]
        raise type(error)("\n".join(new) or "nothing was planned, for the reason above") from None

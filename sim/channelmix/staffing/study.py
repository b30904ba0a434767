"""
``staff``: a scenario's requirement with its check, as figures, as tables, and as files for planners.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from channelmix.arguments import share, shown, text, texts, whole
from channelmix.engine.inputs import Flags
from channelmix.errors import InputError
from channelmix.results import Shown, to_json
from channelmix.scenario import Loaded, load
from channelmix.simulate import Run
from channelmix.simulate.engines import check_engine
from channelmix.staffing.ahead import YearsAhead, outlook_of, staff_months
from channelmix.staffing.alternatives import Alternative, Alternatives, alternatives_of, require_alternatives
from channelmix.staffing.beginning import Stage
from channelmix.staffing.bounds import not_refuted
from channelmix.staffing.duties import require_duties, require_templates
from channelmix.staffing.forecasted import forecasted, kept_forecast
from channelmix.staffing.idle import idle
from channelmix.staffing.in_shifts import in_shifts
from channelmix.staffing.let_off import let_off_notes
from channelmix.staffing.margins import margin_hours, margin_rows, margins_csv, margins_of, require_margins
from channelmix.staffing.noticing import noticed, price_of_shifts, staffed_before
from channelmix.staffing.open_work import open_at_end
from channelmix.staffing.paths import Risk, chosen_risk, find_for_risk
from channelmix.staffing.piling import Caution
from channelmix.staffing.plan_csv import plan_csv
from channelmix.staffing.plan_sheet import GroupSheet, fte_hours, group_sheets
from channelmix.staffing.played import run_of_plan
from channelmix.staffing.problem import problem_of
from channelmix.staffing.reading import Against, against_rows, held_against, kept_goals, passed, require_steps_on_grid
from channelmix.staffing.requirement import Requirement, find_requirement
from channelmix.staffing.shifts import Shifts, shift_rows
from channelmix.staffing.unattended import short_handed
from channelmix.staffing.wording import check_free, cover_lines, kept, promised, still_left, without_shifts, write_plan
from channelmix.staffing.workbook import Cover, free_groups, plan_workbook

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1

SoFar = Callable[["Staffed"], None]
"""Told what is found so far."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Staffed(Shown):
    """A plan, what it costs, and how well it keeps its promises on customers whom the search has not met."""

    loaded: Loaded
    requirement: Requirement
    run: Run
    """The check, as ``run`` would print it for the plan."""
    shifts: Shifts | None = None
    """The duties that make the plan, if they were asked for."""
    against: Against | None = None
    """The scenario's own plan beside it, if that was asked for."""
    alternatives: Mapping[str, Sequence[Alternative]] = field(default_factory=dict)
    """By kind, what other promises, skills or concurrency would need."""
    margins: Sequence[Mapping[str, Any]] | None = None
    """What the last agent of each interval brings, and one more would, if that was asked for."""
    margin_hours: Sequence[Mapping[str, Any]] = ()
    """The same by hour of the day."""
    risk: Risk | None = None
    """How the plan fares on the paths of a forecast, if it was to keep its promises in so many."""
    left: Sequence[str] = ()
    """What was asked for and is not found yet; of what is returned in the end, nothing."""
    without_shifts: float = 0.0
    """What the plan would cost if it were not made of shifts, if it is."""
    told_of_breaks: Flags | None = None
    """(C, I) where cautions say that nobody can take a channel since all have their break, if there are shifts."""

    @property
    def sheets(self) -> tuple[GroupSheet, ...]:
        """The plan as planners keep it, group by group."""
        return group_sheets(self.requirement.problem, self.requirement.plan)

    @property
    def promises(self) -> list[tuple[str, str]]:
        """Each promise in words, and how well it is kept."""
        return [(promised(goal), kept(goal)) for goal in self.summary["goals"]]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """All of it as plain values, in the order in which it is printed."""
        found, figures = self.requirement, self.run.summary
        groups = {name: self._group(number) for number, name in enumerate(self.loaded.scenario.groups)}
        return {
            "schema": SCHEMA,
            "scenario": self.run.name,
            "replications": found.replications,
            "checked_on": found.checked_on,
            "hours_per_fte_week": self.loaded.scenario.money.hours_per_fte_week,
            "seed": self.run.seed,
            "inputs_sha256": self.run.inputs_sha256,
            "starts": [start.isoformat(timespec="minutes") for start in found.problem.starts],
            "groups": groups,
            **({} if self.shifts is None else {"shifts": shift_rows(self.loaded.scenario, self.shifts)}),
            **({} if self.against is None else {"against": against_rows(found, self.against)}),
            "goals": (goals := kept_goals(found, found.check)),
            **({"check": passed(goals, self.loaded.scenario.staffing.confidence)} if self.risk is None else {}),
            **({} if self.margins is None else {"margins": self.margins, "margins_by_hour": self.margin_hours}),
            **({} if self.risk is None else {"risk": self.risk.as_dict(found.problem)}),
            **{kind: [each.as_dict() for each in mine] for kind, mine in self.alternatives.items()},
            "channels": figures["channels"],
            "bound": not_refuted(found.bound, cost=self.plan_cost, goals=goals),
            "proven": found.is_proven,
            "cautions": [
                *self._price_of_shifts(groups),
                *noticed({"groups": groups, "goals": goals}),
                *found.cautions,
                *found.trials.notes,
                *short_handed(found.problem, found.plan, self.told_of_breaks),
                *open_at_end(self.loaded.scenario, figures["channels"], goals),
                *([] if self.against is None else self.against.cautions),
                *staffed_before(self.loaded.scenario, found.problem.not_planned),
                *still_left(self.left),
            ],
            "let_off": let_off_notes(found),
            "not_planned": [day.isoformat() for day in found.problem.not_planned],
            "total": {"plan_cost": self.plan_cost, **figures["total"]},
        }

    @property
    def plan_cost(self) -> float:
        """What the plan costs, by its duties if there are any; paid hours where no hour has a price."""
        return self.requirement.problem.space.cost(self.requirement.plan) if self.shifts is None else self.shifts.cost

    def _price_of_shifts(self, groups: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
        scenario = self.loaded.scenario
        has_price = any(group.cost_per_hour for group in scenario.groups.values())
        if self.shifts is not None and has_price == any(group["has_price"] for group in groups.values()):
            currency = scenario.money.currency if has_price else ""
            yield from price_of_shifts(self.shifts.cost, self.without_shifts, currency)

    def _group(self, number: int) -> dict[str, Any]:
        found = self.requirement
        hours = float(found.problem.space.hours(found.plan)[number])
        rate = list(self.loaded.scenario.groups.values())[number].cost_per_hour
        paid, cost = (hours, hours * rate) if self.shifts is None else self.shifts.of_group(number)
        has_price = self.shifts is not None and self.shifts.has_price(self.loaded.scenario, number)
        return {
            "agents": found.plan[number].tolist(),
            "paid_hours": paid,
            "cost": cost,
            "has_price": bool(rate) or has_price,
            "one_fewer_in_doubt": int(found.spare[number].sum()),
            "occupancy": self.run.summary["groups"][list(self.loaded.scenario.groups)[number]]["occupancy"]["mean"],
            **({} if (why := idle(found, number, in_shifts=self.shifts is not None)) is None else {"idle": why}),
        }

    @property
    def keeps_all(self) -> bool:
        """Whether no promise is missed on fresh customers, as far as can be told."""
        return all(goal["missed"] == 0 for goal in self.summary["goals"])

    def json(self) -> bytes:
        """Return the summary as JSON: the same bytes for the same inputs."""
        return to_json(self.summary)

    @property
    def frame(self) -> "pd.DataFrame":
        """The plan, one row each: group, start, agents."""
        import pandas as pd

        rows = [(sheet.group, start, agents) for sheet in self.sheets for start, agents in sheet.filled()]
        return pd.DataFrame(rows, columns=["group", "start", "agents"])

    def files(self) -> Mapping[str, bytes]:
        """Return plan.xlsx and plan.csv, ready to be written."""
        groups = self.summary["groups"] if self.shifts is not None else {}
        cover = Cover(
            title=self.run.name, lines=cover_lines(self.summary, self.run.warnings),
            currency=self.loaded.scenario.money.currency, hours_per_fte=fte_hours(self.loaded.scenario),
            in_shifts={name: (group["paid_hours"], group["cost"]) for name, group in groups.items()},
            free=free_groups(groups),
        )  # fmt: skip
        return {
            "plan.xlsx": plan_workbook(self.sheets, cover, self.summary.get("shifts", ())),
            "plan.csv": plan_csv(self.sheets),
            **({} if self.margins is None else {"margins.csv": margins_csv(self.margins)}),
        }

    def save(self, path: str | Path, *, instead_of: bytes | None = None) -> bytes:
        """
        Write the plan as a workbook (.xlsx) or a CSV file (.csv), and return what was written.

        Args:
            path: The file.
            instead_of: What an earlier call has returned; if the file holds just that, it is written anew.

        Raises:
            InputError: If the file is there already, has another ending, or cannot be written.
        """
        place = Path(path)
        check_free(place, instead_of=instead_of)
        content = {Path(name).suffix: data for name, data in self.files().items() if name.startswith("plan.")}
        return write_plan(place, content, instead_of=instead_of)


@overload
def staff(
    scenario: Loaded | str | Path, *, shifts: bool = False, against: bool = False, alternatives: Sequence[str] = (),
    margins: bool = False, forecast: Any = None, risk: float | None = None, replications: int | None = None,
    seed: int | None = None, engine: str | None = None, workers: int = 1, stage: Stage = lambda what: None,
    so_far: SoFar = lambda found: None,
) -> Staffed:  # fmt: skip
    """Return the plan of a scenario's period."""


@overload
def staff(
    scenario: str | Path, *, months: str, forecast: Any = None, risk: float | None = None,
    attrition: float | None = None, replications: int | None = None, seed: int | None = None,
    engine: str | None = None, workers: int = 1, stage: Stage = lambda what: None,
) -> YearsAhead:  # fmt: skip
    """Return the people that months ahead need."""


def staff(
    scenario: Loaded | str | Path, *, shifts: bool = False, against: bool = False, months: str | None = None,
    forecast: Any = None, risk: float | None = None, attrition: float | None = None, alternatives: Sequence[str] = (),
    margins: bool = False, replications: int | None = None, seed: int | None = None, engine: str | None = None,
    workers: int = 1, stage: Stage = lambda what: None, so_far: SoFar = lambda found: None,
) -> Staffed | YearsAhead:  # fmt: skip
    """
    Find the fewest agents that keep a scenario's promises; with ``months`` how many people months ahead need.

    Args:
        scenario: A loaded scenario, a path or the name of a shipped one; with ``months`` no loaded one.
        shifts: Whether to build work shifts from the scenario's templates, too.
        against: Whether to hold the scenario's own agents against the plan.
        months: Months ahead to staff, such as ``2027-01..2029-12``.
        forecast: A stored forecast's name or folder, or what ``channelmix.forecast.fit`` returns, to put under the
            scenario's arrivals; absent: as the scenario says.
        risk: Share of the forecast's paths in which promises are to be kept, or that hires keep up with.
        attrition: With ``months``: share of people who leave within a year.
        alternatives: What to find besides: "promises" (other shares in time; "promises:phone,chat" of these channels),
            "skills" (groups trained for one another's work), "concurrency" (one more and one fewer at a time).
        margins: Whether to tell what the last agent of each interval brings, and what one more would.
        replications: Customers to search on, and as many fresh ones to check on; absent: as the scenario says.
        seed: Names all random numbers; absent: as the scenario says.
        engine: "fast" or "reference"; both find the same. Absent: the quicker one.
        workers: How many replications are played side by side.
        stage: Told in a few words what is being done.
        so_far: Told the plan before the first alternative is searched, and again with each that is found, for those
            who stop the search.

    Raises:
        ScenarioError: If the scenario, or a file it names, has mistakes.
        InputError: If there is nothing to keep, or a promise that no number of agents can keep.
    """
    check_engine(engine)
    if risk is not None:
        share("risk", risk)
    if months is not None:
        text("months", months)
    if replications is not None:
        whole("replications", replications, least=1)
    if seed is not None:
        whole("seed", seed)
    whole("workers", workers, least=1)
    texts("alternatives", alternatives)
    if not isinstance(against, bool):
        raise InputError(f"against must be True or False, for the scenario's own agents (got {shown(against)})")
    if months is None and attrition is not None:
        raise InputError(f"attrition tells of months (got {attrition:g} without months)")
    with kept_forecast(forecast) as name:
        if months is not None:
            if isinstance(scenario, Loaded) or shifts or against or alternatives or margins:
                raise InputError("months are staffed from a scenario's file, without shifts and the like (got another)")
            outlook = outlook_of(scenario, months=months, forecast=name)
            return staff_months(
                outlook, risk=risk, attrition=attrition, replications=replications, seed=seed, engine=engine,
                workers=workers, stage=stage,
            )  # fmt: skip
        loaded = _under(scenario, name)
        stated = loaded.scenario.run
        count, chosen = replications or stated.replications, stated.seed if seed is None else seed
        effort = _Effort(count, chosen, engine, workers, stage, is_calm=not shifts or bool(alternatives))
        return _staffed(
            loaded, effort, shifts=shifts, against=against, alternatives=alternatives, margins=margins, risk=risk,
            so_far=so_far,
        )  # fmt: skip


@dataclass(frozen=True)
class _Effort:
    """How to search."""

    replications: int
    seed: int
    engine: str | None
    threads: int
    stage: Stage
    is_calm: bool = True

    def found(self, loaded: Loaded, risk: float | None) -> tuple[Requirement, Risk | None]:
        """Return the fewest agents, on average over all chance or in so many of a forecast's paths."""
        if risk is None:
            plain = find_requirement(
                loaded, replications=self.replications, seed=self.seed, engine=self.engine, threads=self.threads,
                stage=self.stage, is_calm=self.is_calm,
            )  # fmt: skip
            return plain, None
        return find_for_risk(
            loaded, risk, replications=self.replications, seed=self.seed, engine=self.engine, threads=self.threads,
            stage=self.stage,
        )  # fmt: skip


def _under(scenario: Loaded | str | Path, forecast: str | None) -> Loaded:
    """Return a scenario, with a forecast under its arrivals if one is named."""
    if forecast is None:
        return scenario if isinstance(scenario, Loaded) else load(scenario)
    if isinstance(scenario, Loaded):
        raise InputError("a forecast goes under a scenario's file (got a loaded scenario); give its path")
    return forecasted(scenario, forecast).loaded


def _staffed(
    loaded: Loaded, effort: _Effort, *, shifts: bool, against: bool, alternatives: Sequence[str], margins: bool,
    risk: float | None, so_far: SoFar,
) -> Staffed:  # fmt: skip
    loaded = loaded if against else loaded.without_own_agents()
    if shifts:
        require_templates(loaded)
    require_alternatives(alternatives, loaded)
    against_cautions = tuple(without_shifts(loaded)) if against and not shifts else ()
    if against:
        require_steps_on_grid(loaded)
    for warning in against_cautions:
        effort.stage(Caution(warning))
    if margins:
        require_margins(loaded.scenario)
    chosen = chosen_risk(loaded, risk, beside=shifts or bool(alternatives))
    if shifts:
        for warning in (each for each in loaded.warnings if "work_shift" in each):
            effort.stage(Caution(warning))
        require_duties(problem_of(loaded, seed=effort.seed, engine=effort.engine))
    found, answer = effort.found(loaded, chosen)
    others: Mapping[str, Sequence[Alternative]] = {}
    if alternatives:
        besides = [name for name, wish in (("margins", margins), ("shifts", shifts), ("against", against)) if wish]
        found, others = _alternatives(loaded, effort, found, alternatives, besides=besides, so_far=so_far)
    single = margins_of(found, stage=effort.stage) if margins else ()
    duties = lone_breaks = None
    without = found.problem.space.cost(found.plan)
    if shifts:
        found, duties, lone_breaks = in_shifts(found, replications=effort.replications, stage=effort.stage)
    beside = held_against(found, against_cautions) if against else None
    return Staffed(
        loaded=loaded, requirement=found, run=run_of_plan(loaded, found, effort.seed, duties), shifts=duties,
        against=beside, alternatives=others, margins=margin_rows(found, single) if margins else None,
        margin_hours=margin_hours(found, single), risk=answer, told_of_breaks=lone_breaks,
        without_shifts=without if shifts else 0.0,
    )  # fmt: skip


def _alternatives(
    loaded: Loaded, effort: _Effort, found: Requirement, kinds: Sequence[str], *, besides: Sequence[str], so_far: SoFar
) -> tuple[Requirement, Mapping[str, Sequence[Alternative]]]:  # fmt: skip
    """Return a plan, or a cheaper one found on the way, with its alternatives; tell all that is found so far."""

    def tell(now: Alternatives) -> None:
        run = run_of_plan(loaded, now.plan, effort.seed)
        left = [*now.left, *(f"--{name}" for name in besides)]
        so_far(Staffed(loaded=loaded, requirement=now.plan, run=run, alternatives=now.rows, left=left))

    end = alternatives_of(
        kinds, loaded, found, seed=effort.seed, threads=effort.threads, stage=effort.stage, so_far=tell
    )
    return end.plan, end.rows

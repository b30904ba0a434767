"""
What a planner sees of a staffing plan: agents by day and hour, what they cost, how well it keeps its promises.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from math import ceil
from typing import Any

from channelmix.report.alternatives_page import alternative_sheets
from channelmix.report.cases import Case
from channelmix.report.figures import GROUP, cost_of, priced
from channelmix.report.language import say
from channelmix.report.margins_page import margin_sheets
from channelmix.report.numbers import MINUS, Kind, number, number_beside
from channelmix.report.paths_page import path_sheets
from channelmix.report.plan_check import verdict
from channelmix.report.plan_promises import Goal, alike_notes, joined_notes, told_when
from channelmix.report.plan_remarks import beyond_reach, overtime_besides, price_of_yours
from channelmix.report.promises_page import which_notes
from channelmix.report.run_page import label, run_page
from channelmix.report.sheets import Cell, Page, Row, Sheet
from channelmix.report.shift_tables import SHIFTS, a_year, pays_by_contact

DAYS_A_WEEK = 7
_ROUNDING = 1e-9
MOST_DAYS = 14
"""Days shown one by one; a longer plan is told by the workbook."""


def staff_page(case: Case, summary: Mapping[str, Any], kept: Sequence[tuple[str, str]]) -> Page:
    """
    Return the tables of a plan.

    Args:
        case: The check of the plan, as a run.
        summary: What ``staff`` found, as plain values.
        kept: Each promise, and how well it is kept.
    """
    goals = [Goal.model_validate({**goal, "checked_on": summary["checked_on"]}) for goal in summary["goals"]]
    page = run_page(case, goals)
    sheets = (
        _plan(case, summary),
        *_against(summary, [promise for promise, _ in kept], case.currency),
        *path_sheets(summary),
        *margin_sheets(summary, case.currency),
        *alternative_sheets(summary, case.currency),
        *(replace(sheet, notes=sheet.notes[1:]) for sheet in page.sheets if sheet.title == SHIFTS),
        *_days(summary),
        _promises(kept, summary),
        *(_without_pay(sheet, case.currency) for sheet in page.sheets[:2]),
    )
    subtitle = page.subtitle.replace(" · seed", " of customers new to the plan · seed")
    return Page(f"Fewest agents: {case.name}", subtitle, sheets, page.remarks, verdict=verdict(summary))


def _without_pay(sheet: Sheet, currency: str) -> Sheet:
    """Return a table of agents without paid hours and cost: the plan tells them, and overtime would make others."""
    pay = {label(GROUP[name], currency) for name in ("paid_hours", "cost")}
    stays = [number for number, column in enumerate(sheet.columns) if column not in pay]
    rows = tuple(replace(row, cells=tuple(row.cells[number] for number in stays)) for row in sheet.rows)
    return replace(sheet, columns=tuple(sheet.columns[number] for number in stays), rows=rows)


def _plan(case: Case, summary: Mapping[str, Any]) -> Sheet:
    rows = [
        Row(
            name,
            (
                Cell(f"{max(group['agents'], default=0):,}"),
                Cell(number(group["paid_hours"], Kind.HOURS)),
                Cell(number(_money(group), Kind.MONEY)),
            ),
        )
        for name, group in summary["groups"].items()
    ]
    paid = sum(group["paid_hours"] for group in summary["groups"].values())
    cost = sum(group["cost"] for group in summary["groups"].values())
    money = cost if any(group.get("has_price") for group in summary["groups"].values()) else cost_of(cost, paid)
    total = (Cell(""), Cell(number(paid, Kind.HOURS)), Cell(number(money, Kind.MONEY)))
    rows.append(Row("all", total, opens_section=True))
    columns = ("most at once", "paid hours incl. shrinkage", f"cost, {case.currency}")
    paid_in_shifts = "paid are whole shifts, with their paid breaks; the hours of agents below are those on duty"
    checked = case.summary["groups"].values()
    notes = [
        *([paid_in_shifts] if "shifts" in summary else ()),
        *overtime_besides(checked, paid, **_a_year(case, money)),
    ]
    priceless = [name for name, group in summary["groups"].items() if _money(group) is None]
    if priceless and cost:
        text = "not in the cost: hours of {groups}, for which no cost_per_hour is given"
        notes.append(say(text, groups=", ".join(priceless)))
    notes += _people(case, summary, paid)
    return Sheet("Agents needed", "group", columns, tuple(rows), (*notes, *_how_near(summary)))


def _a_year(case: Case, cost: float | None) -> dict[str, str]:
    """Return what a plan costs a year, and with overtime and what is paid by contact; nothing where not known."""
    year = priced(case.summary["total"], "cost_per_year").mean if "total" in case.summary else None
    if not cost or year is None:
        return {}
    planned, whole = (f"{case.currency} {number(each, Kind.MONEY)}" for each in (a_year(case, cost), year))
    besides = ", and what is paid by contact or month" if pays_by_contact(case) else ""
    return {"price": planned, "whole": whole, "besides": besides}


def _money(group: Mapping[str, Any]) -> float | None:
    """Return what a group's hours cost; None where they have no price."""
    return float(group["cost"]) if group.get("has_price") else cost_of(group["cost"], group["paid_hours"])


def _people(case: Case, summary: Mapping[str, Any], paid: float) -> Sequence[str]:
    """Say how many people a week takes at least, by the hours of a full-time contract, at the peak and by days."""
    days = {datetime.fromisoformat(start).date() for start in summary["starts"]}
    if len(days) != DAYS_A_WEEK or not paid:
        return ()
    a_week, groups = summary["hours_per_fte_week"], summary["groups"]
    at_once = {name: _on_the_roll(max(each["agents"], default=0), case, name) for name, each in groups.items()}
    people = sum(
        max(ceil(each["paid_hours"] / a_week - _ROUNDING), at_once[name], _by_days(case, summary, name))
        for name, each in groups.items()
    )
    away = any(case.scenario.groups[name].shrinkage for name in groups)
    return (
        f"people for this week: at least {people:,}, each in one group and paid {a_week:g} h at most (money."
        f"hours_per_fte_week){', with as many away at the peak as shrinkage says' if away else ''}; days off, rest and "
        "the lengths of shifts may take more",
    )


def _by_days(case: Case, summary: Mapping[str, Any], group: str) -> int:
    """Return how many people a group's shifts of a week take at least, each on as many days as templates allow."""
    most = {shift.name: shift.max_days for shift in case.scenario.work_shift}
    shifts: Counter[str] = Counter()
    for row in summary.get("shifts", ()):
        if row["group"] == group:
            shifts[row["shift"]] += row["agents"]
    if not shifts:
        return 0
    days = max(most[name] for name in shifts)
    worked = max(shifts.total() / days, *(count / most[name] for name, count in shifts.items()))
    return ceil(worked / (1 - case.scenario.groups[group].shrinkage) - _ROUNDING)


def _on_the_roll(agents: int, case: Case, group: str) -> int:
    """Return the people of whom so many are ready to work, while the others are away as shrinkage says."""
    return ceil(agents / (1 - case.scenario.groups[group].shrinkage) - _ROUNDING)


def _how_near(summary: Mapping[str, Any]) -> Sequence[str]:
    cost = summary["total"]["plan_cost"]
    if summary["proven"]:
        proven = (
            "no cheaper plan keeps the promises on the customers of the search: every one was ruled out on these, and "
            "none was tried on others"
        )
        return (proven, *summary["cautions"], *summary["let_off"])
    share = 100 * summary["bound"] / cost if cost else 0.0
    doubt = sum(group["one_fewer_in_doubt"] for group in summary["groups"].values())
    limit = (
        f"every plan that keeps the promises costs at least {share:.0f} % of this one, by formulas; whether a cheaper "
        "one exists is not known"
    )
    notes = [limit] if share else []
    if doubt:
        notes.append(_last_agents(doubt, summary))
    if any(goal["per"] == "interval" and goal["cells"] > 1 for goal in summary["goals"]):
        notes.append('every interval keeps its promise by itself; staffing.per = "day" asks less, and needs fewer')
    return [*notes, *summary["cautions"], *summary["let_off"]]


def _last_agents(doubt: int, summary: Mapping[str, Any]) -> str:
    """Say in how many intervals the last agent stands for chance only, and what would tell."""
    staffed = sum(1 for group in summary["groups"].values() for agents in group["agents"] if agents)
    every = f"any of the {staffed:,}" if doubt == staffed else f"{doubt:,} of the {staffed:,}"
    return (
        f"in {every} intervals with people on duty (group by group) one agent fewer, there alone, may do as well: "
        f"{summary['checked_on']:,} replications cannot tell; after a change 'channelmix run FILE+plan.xlsx' shows "
        "what is kept"
    )


_NO_SHIFTS = (
    "paid hours here are hours on duty / (1 - shrinkage) of both, at the cost_per_hour of groups: paid breaks and "
    "prices of shifts are in neither"
)


def _against(summary: Mapping[str, Any], promises: Sequence[str], currency: str) -> Sequence[Sheet]:
    """Return the planner's own plan beside the one found."""
    if "against" not in summary:
        return ()
    found = summary["against"]
    rows = tuple(
        Row(name, tuple(Cell(text) for text in _beside(mine, mine["paid_hours_found"])))
        for name, mine in found["groups"].items()
    )
    paid = "paid hours incl. shrinkage"
    columns = (f"{paid}, yours", f"{paid}, found", "above it, h", "below it, h", "most below it")
    notes = (
        price_of_yours(found["groups"].values(), _both(found["goals"], summary["goals"]), currency)
        + ("; the one found is not made of shifts, see above" if found["cautions"] else ""),
        _both_kept(found["goals"], summary["goals"]),
        "above and below it: hours on duty, interval by interval; where groups share work an hour below it may be "
        "made up for by another's",
        "after a change of your plan 'channelmix run FILE+PLAN' tells in seconds what is kept, without a search; "
        "'compare FILE+plan.xlsx FILE+PLAN' puts both side by side",
        *((_NO_SHIFTS,) if "shifts" in summary else ()),
    )
    kept_by_yours = tuple(
        Row(promise, (Cell(_worst(goal)), Cell(_in_short(goal)), Cell(_worst(ours)), Cell(_in_short(ours))))
        for promise, goal, ours in zip(promises, found["goals"], summary["goals"], strict=True)
    )
    told_yours = tuple(f"yours: {note}" for note in which_notes(map(Goal.model_validate, found["goals"])))
    heads = ("worst, yours", "kept, yours", "worst, found", "kept, found")
    return [
        Sheet("Your plan beside the one found", "group", columns, rows, notes),
        Sheet("Promises, yours beside those of the plan found", "promise", heads, kept_by_yours, told_yours),
        *_differences(summary),
    ]


def _both_kept(yours: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> str:
    """Say how many promises of single periods either plan keeps, on the same customers."""
    here, there = _both(yours, found)
    cells = sum(goal["cells"] for goal in yours)
    return (
        f"your plan keeps {here:,} of the {cells:,} promises of single periods, the one found {there:,}, on the same "
        "customers: each on the average of the replications"
        f"{_by_how_little(yours, found)}"
    )


def _by_how_little(yours: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> str:
    """Say how many of the promises kept are in doubt on other days, where the own plan has any of them."""
    here, there = (sum(goal["barely"] for goal in goals) for goals in (yours, found))
    if not here:
        return ""
    return (
        f"; barely kept are {here:,} of yours and {there:,} of the one found: a plan that was tried on these customers "
        "until it kept them may miss some on others, as 'channelmix run FILE+PLAN --seed 2' tells"
    )


def _both(yours: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Return how many promises of single periods either plan keeps."""
    here, there = (sum(goal["kept"] for goal in goals) for goals in (yours, found))
    return here, there


def _in_short(goal: Mapping[str, Any]) -> str:
    return f"{goal['kept']:,} of {goal['cells']:,}" if goal["cells"] else "nobody came"


def _differences(summary: Mapping[str, Any]) -> Sequence[Sheet]:
    """Return by how many agents the planner's own plan differs, hour by hour: the most in each hour, to either side."""
    starts = [datetime.fromisoformat(start) for start in summary["starts"]]
    days = sorted({start.date() for start in starts})
    groups = summary["against"]["groups"]
    if len(days) > MOST_DAYS or len({start.time() for start in starts}) == 1:
        return ()
    return [_difference(name, mine["more_than_found"], starts) for name, mine in groups.items()
            if any(mine["more_than_found"])]  # fmt: skip


def _difference(name: str, more: Sequence[int], starts: Sequence[datetime]) -> Sheet:
    days = sorted({start.date() for start in starts})
    most: dict[tuple[int, Any], int] = {}
    for start, here in zip(starts, more, strict=True):
        key = (start.hour, start.date())
        most[key] = max(most.get(key, 0), here, key=abs)
    hours = [hour for hour in range(24) if any(most.get((hour, day), 0) for day in days)]
    rows = tuple(
        Row(f"{hour:02d}:00", tuple(Cell(_signed(most.get((hour, day), 0))) for day in days)) for hour in hours
    )
    columns = tuple(f"{day:%a} {day.day} {day:%b}" for day in days)
    note = "+ more than found, − fewer, the largest difference of each hour; staffing.json has every interval"
    return Sheet(f"Agents of {name}, yours less those found", "from", columns, rows, (note,))


def _signed(agents: int) -> str:
    return "0" if not agents else f"{'+' if agents > 0 else MINUS}{abs(agents):,}"


def _beside(mine: Mapping[str, Any], paid_hours: float) -> Sequence[str]:
    at = mine["most_missed_at"]
    moment = None if at is None else datetime.fromisoformat(at)
    hours = (mine["paid_hours"], paid_hours, mine["hours_too_many"], mine["hours_too_few"])
    when = "never" if moment is None else f"{moment:%a} {moment.day} {moment:%b %H:%M}"
    return [*(number(each, Kind.HOURS) for each in hours), when]


def _days(summary: Mapping[str, Any]) -> Sequence[Sheet]:
    """Return for each group its hours on duty by hour and day, which add up to those of the plan."""
    starts = [datetime.fromisoformat(start) for start in summary["starts"]]
    days = sorted({start.date() for start in starts})
    if len(days) > MOST_DAYS or len({start.time() for start in starts}) == 1:
        return ()
    return [_hours(name, group["agents"], starts) for name, group in summary["groups"].items() if any(group["agents"])]


def _hours(name: str, agents: Sequence[int], starts: Sequence[datetime]) -> Sheet:
    days = sorted({start.date() for start in starts})
    step = min(later - first for first, later in pairwise(starts) if later > first).total_seconds() / 3600
    found: defaultdict[tuple[int, Any], float] = defaultdict(float)
    for start, here in zip(starts, agents, strict=True):
        found[start.hour, start.date()] += here * step
    rows = [
        Row(f"{hour:02d}:00", tuple(Cell(_number_of(found[hour, day])) for day in days))
        for hour in range(24)
        if any(found[hour, day] for day in days)
    ]
    sums = tuple(Cell(_number_of(sum(found[hour, day] for hour in range(24)))) for day in days)
    rows.append(Row("all", sums, opens_section=True))
    columns = tuple(f"{day:%a} {day.day} {day:%b}" for day in days)
    note = (
        "hours on duty from each time on, all agents together, without those of breaks: 2.5 in an hour would be "
        "two and a half agents on average; plan.xlsx has every interval"
    )
    return Sheet(f"Hours on duty of {name}", "from", columns, tuple(rows), (note,))


def _number_of(hours: float) -> str:
    """
    Return hours as the table has them: whole ones without digits.

    Examples:
        >>> _number_of(3.0), _number_of(2.75), _number_of(0.0), _number_of(12_345.25)
        ('3', '2.75', '0', '12,345.25')
    """
    return f"{hours:,.2f}".rstrip("0").rstrip(".")


def _promises(kept: Sequence[tuple[str, str]], summary: Mapping[str, Any]) -> Sheet:
    """Return how well each promise is kept; how far chance goes has columns of its own, where there is any."""
    goals = summary["goals"]
    counts = {
        "barely": [goal["barely"] for goal in goals],
        "doubtful": [goal["doubtful"] for goal in goals],
        "missed": [goal["missed"] for goal in goals],
    }
    shown = {words: numbers for words, numbers in counts.items() if any(numbers)}
    rows = tuple(
        Row(promise, (Cell(_worst(goal)), Cell(_in_short(goal)), *(Cell(f"{each[row]:,}") for each in shown.values())))
        for row, ((promise, _), goal) in enumerate(zip(kept, goals, strict=True))
    )
    notes = [*which_notes(map(Goal.model_validate, goals)), *(_MEANINGS[words] for words in shown)]
    if summary["checked_on"] > summary["replications"]:
        notes.append(f"judged on {summary['checked_on']:,} replications, so that fewer are doubtful")
    notes += joined_notes(map(Goal.model_validate, goals))
    notes += alike_notes(map(Goal.model_validate, goals))
    notes += beyond_reach(goals, [promise for promise, _ in kept])
    return Sheet("Promises, on customers new to the plan", "promise", ("worst", "kept", *shown), rows, tuple(notes))


_MEANINGS = {
    "barely": "barely: of those kept, by so little that on other days like these they may be missed",
    "doubtful": "doubtful: a little less came out than promised, within the simulation's error; more replications "
    "would tell",
    "missed": "missed: so much less came out than promised that it is no chance",
}
"""What the counts of a promise mean."""


def _worst(goal: Mapping[str, Any]) -> str:
    if goal["worst"] is None:
        return ""
    side = "at_least" if "at_least" in goal else "at_most"
    kind = Kind.COUNT if goal["kind"] == "backlog" else Kind.SHARE
    value = number_beside(goal["worst"], kind, goal[side], at_least=side == "at_least")
    return f"{value} on {told_when(Goal.model_validate(goal), goal['worst_at'])}"

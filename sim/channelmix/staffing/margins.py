"""
What the last agent of each interval brings, and what one more would.

One agent is taken away, or added, in many intervals at once that lie too far apart to disturb one another,
on the same customers; what changes until the next of them is credited to the interval before it. Work that
may wait for hours is left out: whoever is there later does it as well.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.engine.inputs import SECOND, Flags, Indices
from channelmix.errors import InputError
from channelmix.results import Reals, plain_text
from channelmix.scenario.model import Scenario
from channelmix.simulate.tallies import Tally
from channelmix.staffing.requirement import Requirement, Stage

_FELT_S = 5400.0
_FEWEST = 3
COLUMNS = (
    "group", "start", "agents", "agent", "cost", "in_time", "points", "wait_saved_s", "cost_per_contact_in_time",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Margins:
    """What one agent brings in each of I intervals: of each of G groups the last one, or one more."""

    agent: str
    """"last" or "next"."""
    known: Flags
    """(G, I) where such an agent is possible."""
    in_time: Reals
    """(G, I) contacts more that are answered in time, with all that it does to later ones."""
    points: Reals
    """(G, I) share of the interval's own contacts that are in time through it."""
    wait_saved_s: Reals
    """(G, I) seconds that customers wait less, all together."""


def require_margins(scenario: Scenario) -> None:
    """
    Make sure that some work cannot wait.

    Raises:
        InputError: If all of it can.
    """
    if not _urgent(scenario).any():
        raise InputError("--margins tells of channels whose customers wait for an answer now (got deferred ones only)")


def margins_of(found: Requirement, *, stage: Stage = lambda what: None) -> tuple[Margins, Margins]:
    """
    Return what the last agents of a plan bring, and what one more would.

    Args:
        found: The plan, with the customers of its search.
        stage: Told what is being done.
    """
    before = _counted(found, found.trials.tallies(found.plan))
    return _margins(found, before, "last", stage), _margins(found, before, "next", stage)


@dataclass(frozen=True, eq=False)
class _Counted:
    """Of urgent channels together, by interval, mean of the replications, (I,) each."""

    good: Reals
    due: Reals
    waited: Reals


def _counted(found: Requirement, tallies: Sequence[Tally]) -> _Counted:
    urgent = _urgent(found.problem.scenario)

    def mean(name: str) -> Reals:
        return np.asarray(np.mean([tally.by_arrival[name][urgent].sum(axis=0) for tally in tallies], axis=0))

    return _Counted(mean("good"), mean("due"), mean("waited") / SECOND)


def _urgent(scenario: Scenario) -> Flags:
    return np.array([channel.kind != "deferred" for channel in scenario.channels.values()], np.bool_)


def _margins(found: Requirement, before: _Counted, agent: str, stage: Stage) -> Margins:
    problem, plan = found.problem, found.plan
    sign = 1 if agent == "next" else -1
    known = (plan < problem.space.most) if agent == "next" else (plan > problem.space.least)
    known = known & _serves(problem.scenario)[:, None]
    in_time, points, saved = (np.zeros(plan.shape) for _ in range(3))
    stride = max(int(np.ceil(_FELT_S / problem.scenario.period.interval.seconds)), _FEWEST)
    for group in range(len(plan)):
        places = np.flatnonzero(known[group])
        for colour in range(min(stride, len(places))):
            stage(f"trying {agent} agents of {list(problem.scenario.groups)[group]}")
            spots = places[colour::stride]
            changed = plan.copy()
            changed[group, spots] += sign
            after = _counted(found, found.trials.tallies(changed))
            good, waited = sign * (after.good - before.good), sign * (before.waited - after.waited)
            in_time[group, spots] = _credited(good, spots)
            saved[group, spots] = _credited(waited, spots)
            own = before.due[spots]
            points[group, spots] = np.divide(good[spots], own, out=np.zeros(len(spots)), where=own > 0)
    return Margins(agent, known, in_time, points, saved)


def _serves(scenario: Scenario) -> Flags:
    """Return which groups serve anything that is urgent."""
    kinds = {name: channel.kind for name, channel in scenario.channels.items()}
    return np.array([any(kinds[name] != "deferred" for name in group.channels) for group in scenario.groups.values()])


def _credited(change: Reals, spots: Indices) -> Reals:
    """
    Return changes by interval, summed from each spot to the next; what lies before the first counts for it.

    Examples:
        >>> _credited(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1, 3]))
        array([6., 4.])
    """
    starts = spots.copy()
    starts[0] = 0
    return np.asarray(np.add.reduceat(change, starts))


def margin_rows(found: Requirement, margins: Sequence[Margins]) -> list[dict[str, Any]]:
    """Return one row for each group, interval and agent."""
    return list(_rows(found, margins))


def _rows(found: Requirement, margins: Sequence[Margins]) -> Iterator[dict[str, Any]]:
    problem = found.problem
    for number, name in enumerate(problem.scenario.groups):
        for interval, start in enumerate(problem.starts):
            for each in margins:
                if not each.known[number, interval]:
                    continue
                cost = float(problem.space.price[number, interval])
                in_time = float(each.in_time[number, interval])
                yield {
                    "group": name,
                    "start": start.isoformat(timespec="minutes"),
                    "agents": int(found.plan[number, interval]),
                    "agent": each.agent,
                    "cost": cost,
                    "in_time": in_time,
                    "points": float(each.points[number, interval]),
                    "wait_saved_s": float(each.wait_saved_s[number, interval]),
                    "cost_per_contact_in_time": cost / in_time if in_time > 1e-9 else None,
                }


def margins_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "group": plain_text(row["group"]), **{key: _short(row[key]) for key in COLUMNS[4:]}})
    return text.getvalue().encode("utf-8-sig")


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"

"""
What the last agent of each interval brings, and what one more would.

One agent is taken away, or added, in many intervals at once that lie too far apart to disturb one another,
on the same customers; what changes until the next of them is credited to the interval before it. Work that
may wait for hours is left out: whoever is there later does it as well. Each change is that of one replication with
and without the agent, so that its 95 % interval is that of paired differences.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.engine.inputs import SECOND, Flags, Indices
from channelmix.errors import InputError
from channelmix.results import CONFIDENCE, Reals, plain_text, student_quantile
from channelmix.scenario.model import Scenario
from channelmix.simulate.tallies import Tally
from channelmix.staffing.beginning import Stage
from channelmix.staffing.requirement import Requirement

_FELT_S = 5400.0
_FEWEST = 3
_NOTHING = 1e-9
MEASURES = ("in_time", "points", "wait_saved_s")
COLUMNS = (
    "group", "start", "agents", "agent", "cost",
    *(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")), "cost_per_contact_in_time",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Margins:
    """What one agent brings in each of I intervals: of each of G groups the last one, or one more."""

    agent: str
    """"last" or "next"."""
    known: Flags
    """(G, I) where such an agent is possible."""
    in_time: Reals
    """(R, G, I) contacts more that are answered in time, with all that it does to later ones, by replication."""
    own: Reals
    """(R, G, I) those among them who arrive in the interval itself."""
    due: Reals
    """(R, I) contacts that arrive in each interval."""
    wait_saved_s: Reals
    """(R, G, I) seconds that customers wait less, all together."""

    def measures(self, group: int, intervals: Indices) -> dict[str, float | None]:
        """
        Return what such an agent brings in some intervals of a group, mean of them, with 95 % intervals.

        ``points`` is the share of the intervals' own contacts that are in time through it.
        """
        found: dict[str, float | None] = {}
        pairs = {
            "in_time": (self.in_time[:, group, intervals].mean(axis=1), None),
            "points": (self.own[:, group, intervals].sum(axis=1), self.due[:, intervals].sum(axis=1)),
            "wait_saved_s": (self.wait_saved_s[:, group, intervals].mean(axis=1), None),
        }
        for name, (above, below) in pairs.items():
            mean, half = _estimate(above, below)
            low, high = (None, None) if half is None else (mean - half, mean + half)
            found |= {name: mean, f"{name}_low": low, f"{name}_high": high}
        return found


def _estimate(above: Reals, below: Reals | None) -> tuple[float, float | None]:
    """
    Return the mean of replications, or a ratio of sums over them, and half its 95 % interval (delta method).

    Of a single replication there is no interval: None.

    Examples:
        >>> [round(each, 3) for each in _estimate(np.array([1.0, 2.0, 3.0]), None)]
        [2.0, 2.484]
    """
    count = len(above)
    base = np.ones(count) if below is None else below
    if not base.sum():
        return 0.0, 0.0
    mean = float(above.sum() / base.sum())
    if count < 2:
        return mean, None
    spread = np.sqrt(count / (count - 1) * ((above - mean * base) ** 2).sum()) / base.sum()
    return mean, float(student_quantile((1 + CONFIDENCE) / 2, count - 1) * spread)


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
    """Of urgent channels together, by replication and interval, (R, I) each."""

    good: Reals
    due: Reals
    waited: Reals


def _counted(found: Requirement, tallies: Sequence[Tally]) -> _Counted:
    urgent = _urgent(found.problem.scenario)

    def each(name: str) -> Reals:
        return np.array([tally.by_arrival[name][urgent].sum(axis=0) for tally in tallies], np.float64)

    return _Counted(each("good"), each("due"), each("waited") / SECOND)


def _urgent(scenario: Scenario) -> Flags:
    return np.array([channel.kind != "deferred" for channel in scenario.channels.values()], np.bool_)


def _margins(found: Requirement, before: _Counted, agent: str, stage: Stage) -> Margins:
    problem, plan = found.problem, found.plan
    sign = 1 if agent == "next" else -1
    known = (plan < problem.space.most) if agent == "next" else (plan > problem.space.least)
    known = known & _serves(problem.scenario)[:, None]
    in_time, own, saved = (np.zeros((len(before.good), *plan.shape)) for _ in range(3))
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
            in_time[:, group, spots] = _credited(good, spots)
            saved[:, group, spots] = _credited(waited, spots)
            own[:, group, spots] = good[:, spots]
    return Margins(agent, known, in_time, own, before.due, saved)


def _serves(scenario: Scenario) -> Flags:
    """Return which groups serve anything that is urgent."""
    kinds = {name: channel.kind for name, channel in scenario.channels.items()}
    return np.array([any(kinds[name] != "deferred" for name in group.channels) for group in scenario.groups.values()])


def _credited(change: Reals, spots: Indices) -> Reals:
    """
    Return changes by interval, (R, I), summed from each spot to the next; what lies before the first counts for it.

    Examples:
        >>> _credited(np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([1, 3]))
        array([[6., 4.]])
    """
    starts = spots.copy()
    starts[0] = 0
    return np.asarray(np.add.reduceat(change, starts, axis=1))


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
                yield {
                    "group": name,
                    "start": start.isoformat(timespec="minutes"),
                    "agents": int(found.plan[number, interval]),
                    **_told(found, each, number, np.array([interval])),
                }


def _told(found: Requirement, margins: Margins, group: int, intervals: Indices) -> dict[str, Any]:
    """Return the figures of an agent in some intervals; what a contact costs only where one is surely gained."""
    cost = float(found.problem.space.price[group, intervals].mean())
    measures = margins.measures(group, intervals)
    in_time, at_least = measures["in_time"], measures["in_time_low"]
    is_sure = in_time is not None and at_least is not None and at_least > _NOTHING
    return {
        "agent": margins.agent,
        "cost": cost,
        **measures,
        "cost_per_contact_in_time": cost / in_time if in_time and is_sure else None,
    }


def margin_hours(found: Requirement, margins: Sequence[Margins]) -> list[dict[str, Any]]:
    """Return one row for each group, hour of the day and agent: means over the intervals in it of all days."""
    rows = []
    hours = np.array([start.hour for start in found.problem.starts])
    for number, name in enumerate(found.problem.scenario.groups):
        for hour in range(24):
            for each in margins:
                intervals = np.flatnonzero(each.known[number] & (hours == hour))
                if len(intervals):
                    rows.append({"group": name, "hour": hour, **_told(found, each, number, intervals)})
    return rows


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

"""
The books of a run: what must add up whatever the scenario, checked on the contacts themselves.

Some replications are played again, and everything is worked out anew from the log of contacts: the number waiting
from who joins and who leaves the line, moment by moment, and agents' work from when it began and ended. That shares
nothing with the figures but the log, and must meet them to the microsecond:

- Little's law (J. Little, Operations Research 9, 1961) in its exact form for a finite period: the number waiting,
  summed over time, is the waits of those who came, less what they wait after the end, and what others wait within.
- Flow balance: who was offered was answered, abandoned, rejected, contained, cleared, diverted, or is unfinished.
- Occupancy: the slots in use, summed over time, are the work that agents did.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from channelmix.audit.played import Played
from channelmix.audit.work import work_bounds
from channelmix.engine.inputs import HOUR, NEVER, SECOND, Outcome, Times
from channelmix.simulate import Run
from channelmix.simulate.tallies import BY_OUTCOME

MOST_REPLAYED = 5
"""Replications that are played again for the checks."""


@dataclass(frozen=True)
class Check:
    """One law, checked at one place."""

    law: str
    """"littles_law", "flow_balance" or "occupancy"."""
    place: str
    """The channel or the group."""
    holds: bool
    numbers: Mapping[str, float]
    text: str
    """The law with its numbers, in words."""

    def as_dict(self) -> dict[str, object]:
        """Return the check as it stands in the audit's JSON."""
        return {"law": self.law, "place": self.place, "holds": self.holds, **self.numbers, "text": self.text}


def checks(run: Run, played: list[Played]) -> tuple[Check, ...]:
    """Return every check of a run; ``played`` are its first replications, played again."""
    return (
        *(_littles_law(run, played, number, name) for number, name in enumerate(run.simulation.channels)),
        *(_flow_balance(run, played, number, name) for number, name in enumerate(run.simulation.channels)),
        *(_occupancy(run, played, number, name) for number, name in enumerate(run.simulation.groups)),
    )


# ---------------------------------------------------------------------- Little's law


def _littles_law(run: Run, played: list[Played], channel: int, name: str) -> Check:
    operation, replications = run.simulation.operation, len(played)
    in_line = sum(time_in_line(each, channel) for each in played)
    inside = sum(_waits_across_the_edges(each, channel) for each in played)
    waited = int(run.counts.channels["waited"][:replications, channel].sum())
    queued = int(run.counts.channels["queued"][:replications, channel].sum())
    period = (operation.count_until - operation.count_from) * replications
    waiting, rate, wait = in_line / period, queued / period, waited / max(queued, 1)
    numbers = {
        "waiting_mean": waiting, "per_hour": rate * HOUR, "wait_mean_s": wait / SECOND,
        "line_hours": in_line / HOUR, "waited_hours": waited / HOUR, "across_edges_hours": inside / HOUR,
    }  # fmt: skip
    text = (
        f"{waiting:.4g} wait on average = {rate * HOUR:.5g} an hour × {wait / SECOND:.4g} s"
        f" {_signed(inside / period)} across the ends"
    )
    return Check("littles_law", name, in_line == waited + inside, numbers, text)


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'} {abs(number):.2g}"


def time_in_line(played: Played, channel: int) -> int:
    """Return the number waiting for a first answer summed over the counted period, from who comes and who goes."""
    joined, left = _first_waits(played, channel)
    start, end = played.operation.count_from, played.operation.count_until
    moments = np.clip(np.concatenate([joined, left]), start, end)
    steps = np.concatenate([np.ones(len(joined), np.int64), -np.ones(len(left), np.int64)])
    order = np.argsort(moments, kind="stable")
    number_waiting = np.cumsum(steps[order])
    until = np.append(moments[order][1:], end)
    return int((number_waiting * (until - moments[order])).sum())


def _first_waits(played: Played, channel: int) -> tuple[Times, Times]:
    """Return when each contact of a channel joined its line and left it, ``NEVER`` if not before the end."""
    contacts, outcomes = played.contacts, played.outcomes
    first = contacts.turn_at[:-1]
    asked, started = outcomes.asked[first], outcomes.started[first]
    mine = (contacts.channel == channel) & (asked >= 0)
    left = np.where(started >= 0, started, np.where(outcomes.ended >= 0, outcomes.ended, NEVER))
    return asked[mine], left[mine]


def _waits_across_the_edges(played: Played, channel: int) -> int:
    """Return what is waited in the period but not counted there, less what is counted but waited after it."""
    contacts, outcomes, operation = played.contacts, played.outcomes, played.operation
    first = contacts.turn_at[:-1]
    asked, started = outcomes.asked[first], outcomes.started[first]
    mine = (contacts.channel == channel) & (asked >= 0)
    left = np.where(started >= 0, started, np.where(outcomes.ended >= 0, outcomes.ended, NEVER))
    start, end = operation.count_from, operation.count_until
    inside = np.clip(left, start, end) - np.clip(asked, start, end)
    counted = (outcomes.arrived >= start) & (outcomes.arrived < end)
    over = counted & (outcomes.outcome != Outcome.UNFINISHED)
    whole = np.where(left < NEVER, left - asked, 0)
    return int((inside[mine & ~over]).sum() + (inside - whole)[mine & over].sum())


# ---------------------------------------------------------------------- flow balance


def _flow_balance(run: Run, played: list[Played], channel: int, name: str) -> Check:
    column = {key: run.counts.channels[key][:, channel] for key in ("offered", *BY_OUTCOME)}
    ended = np.sum([column[key] for key in BY_OUTCOME], axis=0)
    logged = np.array([_arrivals(each, channel) for each in played])
    replications = run.counts.replications
    means = {key: float(values.sum()) / replications for key, values in column.items()}
    parts = " + ".join(f"{means[key]:.6g} {key}" for key in BY_OUTCOME if means[key]) or "0"
    holds = bool((column["offered"] == ended).all() and (column["offered"][: len(played)] == logged).all())
    return Check("flow_balance", name, holds, means, f"{means['offered']:.6g} offered = {parts}")


def _arrivals(played: Played, channel: int) -> int:
    arrived, operation = played.outcomes.arrived, played.operation
    inside = (arrived >= operation.count_from) & (arrived < operation.count_until)
    return int((inside & (played.contacts.channel == channel)).sum())


# ---------------------------------------------------------------------- occupancy


def _occupancy(run: Run, played: list[Played], group: int, name: str) -> Check:
    replications, capacity = len(played), int(run.simulation.operation.capacity[group])
    time = {key: int(run.counts.groups[key][:replications, group].sum()) for key in ("on_duty", "busy", "used")}
    bounds = [work_bounds(each, group) for each in played]
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    fits = time["busy"] <= time["on_duty"] and time["used"] <= capacity * time["on_duty"]
    if capacity == 1 and least == most:
        fits = fits and time["busy"] == time["used"]
    hours = {key: value / HOUR / replications for key, value in time.items()}
    hours["used"] /= capacity
    work = (least / capacity / HOUR / replications, most / capacity / HOUR / replications)
    numbers = {
        "on_duty_hours": hours["on_duty"], "busy_hours": hours["busy"], "used_hours": hours["used"],
        "work_hours_least": work[0], "work_hours_most": work[1],
    }  # fmt: skip
    done = f"{work[0]:.6g}" if work[0] == work[1] else f"{work[0]:.6g} to {work[1]:.6g}"
    text = f"{hours['used']:.6g} h of agents in use = {done} h of work in the log"
    return Check("occupancy", name, fits and least <= time["used"] <= most, numbers, text)

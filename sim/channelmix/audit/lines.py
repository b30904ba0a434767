"""
The nearest exact model of a pool, and what it gives for one channel.

The choice goes by the settings, most special first: retrials, finite lines, agents with several contacts, ranks of
patient contacts, constant handling times, and else Erlang C, Erlang A or M/M/n+G. A day that is not steady is taken
interval by interval under its modified offered load, weighed by contacts.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from channelmix.audit.pools import Part, Pool
from channelmix.queueing import (
    DeterministicHandling,
    FiniteLines,
    GeneralPatience,
    Kind,
    Never,
    RetrialLine,
    SeenBy,
    SharedAgents,
    durations,
    interval_loads,
    mixed,
    waits_by_rank,
    waits_by_rank_one_agent,
)
from channelmix.queueing.durations import Array
from channelmix.queueing.impatience import ImpatientLine
from channelmix.scenario.service import Target

_LONG_BEFORE = 1.0e6
"""Seconds for which arrivals are taken to have been as in the first interval before the period began."""

Figures = dict[str, float]
"""By the names of simulated figures; one that a model does not know is not there."""

FIGURES = ("service_level", "abandoned_share", "delayed_share", "asa_s", "wait_mean_s", "rejected_share", "occupancy")


class NoSteadyState(ValueError):
    """More work than agents can do, and nobody leaves: the model's line grows without end."""


@dataclass(frozen=True)
class Model:
    """An exact model, by name and paper."""

    name: str
    source: str
    figures: Callable[[Pool, Part, tuple[float, ...], int], Figures]
    """Gives the figures of a part under the load of each part (erlangs) and so many agents."""


def model_of(pool: Pool) -> Model:
    """Return the exact model that comes nearest to a pool."""
    patient = all(isinstance(part.patience, Never) and not part.balk for part in pool.parts)
    ranked = any(len(group.ranks) > 1 for group in pool.groups.values())
    if pool.calls_again:
        return RETRIALS
    if len(pool.parts) == 1 and pool.parts[0].settings.lines is not None and pool.parts[0].holds == 1:
        return FINITE
    if len({part.holds for part in pool.parts}) == 1 and pool.parts[0].holds > 1:
        return SHARED
    alone = len(pool.groups) == 1 and float(pool.agents.max()) <= 1.0
    if patient and (ranked or alone):
        return RANKS
    if patient and all(isinstance(part.handling, durations.Deterministic) for part in pool.parts):
        return CONSTANT
    if patient:
        return ERLANG_C
    plain = all(isinstance(part.patience, durations.Exponential | Never) for part in pool.parts)
    return ERLANG_A if plain and len(pool.parts) == 1 else GENERAL


STEADY = "all its intervals are alike"
BY_INTERVAL = "each interval is taken as if it were steady, under its modified offered load"
AVERAGED = "the model takes the averages of the time with agents on duty"


def figures_of(pool: Pool, model: Model, part: Part) -> tuple[Figures, str]:
    """
    Return the model's figures of one channel of a pool over the counted period, and how it takes the period.

    Raises:
        NoSteadyState: If the model's line grows without end even on average.
    """
    if pool.is_steady:
        loads, agents = loads_of(pool)[:, 0], int(pool.agents[0])
        return (model.figures(pool, part, tuple(loads.tolist()), agents) if agents else {}), STEADY
    if not any(each.settings.closed_rule == "queue" and each.settings.hours is not None for each in pool.parts):
        try:
            return _by_interval(pool, model, part), BY_INTERVAL
        except NoSteadyState:
            pass
    return _averaged(pool, model, part), AVERAGED


def _by_interval(pool: Pool, model: Model, part: Part) -> Figures:
    loads, agents = loads_of(pool), np.rint(pool.agents).astype(int)

    known: dict[tuple[tuple[float, ...], int], Figures] = {}
    contacts, time = part.rates * pool.lengths, pool.agents * pool.lengths
    places = [place for place in range(len(agents)) if contacts[place] > 0.0 and agents[place] > 0]
    asked = [(tuple(float(f"{load:.5g}") for load in loads[:, place]), int(agents[place])) for place in places]
    for question in set(asked):
        known[question] = model.figures(pool, part, *question)
    total = _weighed([known[question] for question in asked], contacts[places], time[places])
    if "occupancy" in total:
        total["occupancy"] *= float(time[places].sum() / time.sum())
    return total


def _averaged(pool: Pool, model: Model, part: Part) -> Figures:
    """Return the figures of a line that has the mean agents of staffed intervals, and all work in that time."""
    staffed = pool.agents > 0.0
    time = float(pool.lengths[staffed].sum())
    if not time:
        return {}
    agents = max(round(float((pool.agents * pool.lengths).sum()) / time), 1)
    contacts = [float((each.rates * pool.lengths).sum()) for each in pool.parts]
    loads = [
        number * each.handling.mean * share / time
        for number, each, share in zip(contacts, pool.parts, shares_of(pool), strict=True)
    ]
    return model.figures(pool, part, tuple(loads), agents)


def loads_of(pool: Pool) -> Array:
    """
    Return the offered load of each part in each interval, shape ``(parts, I)``.

    Where channels differ in how many contacts an agent holds, a contact takes that part of an agent.
    """
    shares = shares_of(pool)
    if pool.is_steady:
        rows = [part.rates * part.handling.mean for part in pool.parts]
    else:
        since = pool.seconds + _LONG_BEFORE
        edges = np.concatenate([[0.0], since])
        rows = [
            interval_loads(edges, np.concatenate([part.rates[:1], part.rates]), part.handling, grid=since)
            for part in pool.parts
        ]
    return np.array([row * share for row, share in zip(rows, shares, strict=True)])


def shares_of(pool: Pool) -> list[float]:
    """Return the part of an agent that a contact of each channel takes; 1 where all are alike."""
    alike = len({part.holds for part in pool.parts}) == 1
    return [1.0 if alike else 1.0 / part.holds for part in pool.parts]


def _weighed(found: list[Figures], contacts: Array, time: Array) -> Figures:
    """Return the figures of a whole period: those of waits weighed by contacts, occupancy by agents' time."""
    total: Figures = {}
    for name in FIGURES:
        have = [number for number, figures in enumerate(found) if name in figures]
        if len(have) == len(found) and found:
            answered = np.array([1.0 - figures.get("abandoned_share", 0.0) for figures in found])
            weights = time if name == "occupancy" else contacts * answered if name == "asa_s" else contacts
            total[name] = float(np.average([figures[name] for figures in found], weights=weights))
    return total


# ---------------------------------------------------------------------- the models


def _promise(part: Part) -> Target | None:
    """Return the target whose service level a formula can give: waits measured to the start, by the wall's clock."""
    target = part.settings.target
    return target if target is not None and part.settings.measured_to == "start" and target.clock == "wall" else None


def _impatient(part: Part, line: ImpatientLine, occupancy: float) -> Figures:
    found = {
        "abandoned_share": line.abandoned_share, "delayed_share": line.delayed_share, "asa_s": line.asa_s,
        "wait_mean_s": line.wait_mean_s, "occupancy": occupancy,
    }  # fmt: skip
    target = _promise(part)
    if target is not None:
        short = target.short_abandon.seconds
        found["service_level"] = line.service_level(target.within.seconds, target.formula, short_abandon=short)
    return found


def _kinds(pool: Pool, loads: tuple[float, ...]) -> list[Kind]:
    return [
        Kind(load=load, patience=part.patience, balk=part.balk) for part, load in zip(pool.parts, loads, strict=True)
    ]


def _handling(pool: Pool, loads: tuple[float, ...]) -> float:
    """Return the mean time that a contact of any channel takes of an agent."""
    each = zip(pool.parts, loads, shares_of(pool), strict=True)
    return sum(loads) / sum(load / (part.handling.mean * share) for part, load, share in each)


def _general(pool: Pool, part: Part, loads: tuple[float, ...], agents: int) -> Figures:
    kinds, handling = _kinds(pool, loads), _handling(pool, loads)
    both = mixed(kinds)
    line = GeneralPatience(load=both.load, agents=agents, handling=handling, patience=both.patience, balk=both.balk)
    _require_steady(line)
    seen = SeenBy(line=line, kind=kinds[pool.parts.index(part)], handling=handling)
    return _impatient(part, seen if len(kinds) > 1 else line, line.occupancy)


def _shared(pool: Pool, part: Part, loads: tuple[float, ...], agents: int) -> Figures:
    kinds, handling = _kinds(pool, loads), _handling(pool, loads)
    both = mixed(kinds)
    line = SharedAgents(
        load=both.load, agents=agents, concurrency=part.holds, handling=handling, slowdown=pool.slowdown,
        patience=both.patience, balk=both.balk,
    )  # fmt: skip
    _require_steady(line)
    seen = SeenBy(line=line, kind=kinds[pool.parts.index(part)], handling=handling)
    return _impatient(part, seen if len(kinds) > 1 else line, line.occupancy)


def _require_steady(line: ImpatientLine) -> None:
    try:
        _ = line.all_busy_share
    except ValueError as error:
        raise NoSteadyState(str(error)) from error


def _finite(pool: Pool, part: Part, loads: tuple[float, ...], agents: int) -> Figures:
    lines = part.settings.lines
    assert lines is not None
    patience = part.patience.mean
    line = FiniteLines(
        load=loads[0], agents=min(agents, lines), lines=lines, handling=part.handling.mean, patience=patience,
        balk=part.balk,
    )  # fmt: skip
    found = {
        "abandoned_share": line.abandoned_share, "rejected_share": line.blocked_share,
        "delayed_share": line.delayed_share, "wait_mean_s": line.wait_mean_s, "occupancy": line.occupancy,
    }  # fmt: skip
    target = _promise(part)
    if target is not None and target.formula in {"offered", "offered_and_blocked", "answered"}:
        found["service_level"] = line.service_level(target.within.seconds, target.formula)
    return found


def _retrials(pool: Pool, part: Part, loads: tuple[float, ...], agents: int) -> Figures:
    redial = part.settings.redial
    assert redial is not None
    line = RetrialLine(
        load=loads[0], agents=agents, handling=part.handling.mean, pause=redial.after.expected_seconds,
        redials=redial.share,
    )  # fmt: skip
    return {"rejected_share": line.blocked_share, "wait_mean_s": 0.0, "occupancy": line.occupancy}


def _ranks(pool: Pool, part: Part, loads: tuple[float, ...], agents: int) -> Figures:
    if sum(loads) >= agents:
        raise NoSteadyState(f"load must be below agents = {agents} (got {sum(loads):.4g})")
    tiers = next(iter(pool.groups.values())).ranks
    by_name = {each.name: load for each, load in zip(pool.parts, loads, strict=True)}
    tier = [sum(by_name.get(name, 0.0) for name in names) for names in tiers]
    mine = next(number for number, names in enumerate(tiers) if part.name in names)
    if agents == 1:
        means, spreads = zip(*(_of_tier(pool, names) for names in tiers), strict=True)
        waits = waits_by_rank_one_agent(tier, handling=means, handling_cv=spreads)
    else:
        waits = waits_by_rank(tier, agents=agents, handling=_handling(pool, loads))
    wait = float(waits[mine])
    found = {"abandoned_share": 0.0, "asa_s": wait, "wait_mean_s": wait, "occupancy": sum(loads) / agents}
    if agents == 1:
        return {**found, "delayed_share": sum(loads)}
    line = GeneralPatience(load=sum(loads), agents=agents, handling=_handling(pool, loads), patience=Never())
    return {**found, "delayed_share": line.delayed_share}


def _of_tier(pool: Pool, names: tuple[str, ...]) -> tuple[float, float]:
    """Return mean and cv of the handling times of one rank, in file order of its first channel."""
    part = next(part for part in pool.parts if part.name in names)
    return part.handling.mean, cv_of(part)


def cv_of(part: Part) -> float:
    """Return the coefficient of variation of a channel's handling times."""
    match part.handling:
        case durations.Exponential():
            return 1.0
        case durations.Lognormal(cv=cv) | durations.Gamma(cv=cv):
            return cv
        case durations.Uniform(low=low, high=high):
            return (high - low) / math.sqrt(12.0) / part.handling.mean
        case durations.Triangular(low=low, mode=mode, high=high):
            spread = low**2 + mode**2 + high**2 - low * mode - low * high - mode * high
            return math.sqrt(spread / 18.0) / part.handling.mean
        case durations.Weibull(shape=shape):
            inverse = 1.0 / shape
            return math.sqrt(math.expm1(math.lgamma(1.0 + 2.0 * inverse) - 2.0 * math.lgamma(1.0 + inverse)))
    return 0.0


def _constant(pool: Pool, part: Part, loads: tuple[float, ...], agents: int) -> Figures:
    if sum(loads) >= agents:
        raise NoSteadyState(f"load must be below agents = {agents} (got {sum(loads):.4g})")
    line = DeterministicHandling(load=sum(loads), agents=agents, handling=_handling(pool, loads))
    return {
        "abandoned_share": 0.0, "delayed_share": line.delayed_share, "asa_s": line.wait_mean_s,
        "wait_mean_s": line.wait_mean_s, "occupancy": line.occupancy,
    }  # fmt: skip


ERLANG_C = Model("Erlang C (M/M/n)", "A. K. Erlang 1917", _general)
ERLANG_A = Model("Erlang A (M/M/n+M)", "C. Palm 1953; Garnett, Mandelbaum and Reiman 2002", _general)
GENERAL = Model("M/M/n+G", "Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005", _general)
SHARED = Model("limited processor sharing", "Avi-Itzhak and Halfin 1988", _shared)
FINITE = Model("finite lines (M/M/c/K)", "Gross and Harris, Fundamentals of queueing theory", _finite)
RETRIALS = Model("retrials", "Falin and Templeton, Retrial queues, 1997", _retrials)
RANKS = Model("ranks (Cobham)", "A. Cobham 1954", _ranks)
CONSTANT = Model("constant handling (M/D/n)", "C. D. Crommelin 1932", _constant)

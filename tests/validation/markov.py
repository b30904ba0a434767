"""
Small contact centres solved exactly, as Markov chains written down move by move.

Nothing here knows a formula of queueing theory or a line of the simulator: each model lists, for a state, the moves
out of it and their rates, and the long-run shares follow from a sparse linear system. So it can judge both. Lines
are cut off where practically nobody ever stands; a chain that would notice the cut refuses to answer.
All rates are per unit of time; figures are as a planner reads them, abandonments and waits of all who came.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

Moves = Callable[[tuple], Iterable[tuple[float, tuple]]]
NOTICEABLE = 1e-9


@dataclass(frozen=True)
class Chain:
    states: list[tuple]
    shares: np.ndarray

    def mean(self, value: Callable[[tuple], float]) -> float:
        return float(sum(share * value(state) for state, share in zip(self.states, self.shares, strict=True)))


def solve(start: tuple, moves: Moves, *, at_the_cut: Callable[[tuple], bool] = lambda state: False) -> Chain:
    """Return the long-run share of time in each state that can be reached from ``start``."""
    states, number, edges = [start], {start: 0}, []
    for state in states:
        for rate, target in moves(state):
            if rate > 0.0 and target != state:
                if target not in number:
                    number[target] = len(states)
                    states.append(target)
                edges.append((number[state], number[target], rate))
    origin, target, rate = (np.array(column) for column in zip(*edges, strict=True))
    size = len(states)
    rows, columns = np.concatenate([target, origin]), np.concatenate([origin, origin])
    balance = coo_matrix((np.concatenate([rate, -rate]), (rows, columns)), shape=(size, size)).tocsc()
    weights = np.concatenate(
        [[1.0], spsolve(balance[1:, 1:], -balance[1:, [0]].toarray().ravel(), permc_spec="MMD_AT_PLUS_A")]
    )
    shares = weights / weights.sum()
    chain = Chain(states, shares)
    if chain.mean(at_the_cut) > NOTICEABLE:
        raise ValueError(f"the line is cut off too early (got {chain.mean(at_the_cut)} at its end)")
    return chain


@dataclass(frozen=True)
class Figures:
    """Of one channel: shares of its contacts, mean wait of all of them, mean number in line."""

    all_busy: float
    abandoned: float
    wait: float
    queue: float


def patience_in_phases(
    *,
    arrivals: float,
    service: float,
    agents: int,
    mix: Sequence[float],
    phases: Sequence[tuple[float, int]],
    line: int,
) -> Figures:
    """
    First come first served, each customer in line in a phase of patience: figures of all of them.

    ``mix`` is the chance to begin in each phase, ``phases`` the rate and the next phase of each, -1 to hang up.
    Hyperexponential patience: two phases that both lead to -1; Erlang patience: one leads to the next.
    """

    def moves(state: tuple) -> Iterable[tuple[float, tuple]]:
        busy, waiting = state
        if busy < agents:
            yield arrivals, (busy + 1, waiting)
        elif len(waiting) < line:
            for chance, phase in zip(mix, range(len(mix)), strict=True):
                yield arrivals * chance, (busy, (*waiting, phase))
        yield busy * service, ((busy, waiting[1:]) if waiting else (busy - 1, ()))
        for place, phase in enumerate(waiting):
            rate, later = phases[phase]
            rest = (later,) if later >= 0 else ()
            yield rate, (busy, waiting[:place] + rest + waiting[place + 1 :])

    chain = solve((0, ()), moves, at_the_cut=lambda state: len(state[1]) == line)
    queue = chain.mean(lambda state: len(state[1]))
    giving_up = chain.mean(lambda state: sum(phases[phase][0] for phase in state[1] if phases[phase][1] < 0))
    busy = chain.mean(lambda state: state[0] == agents)
    return Figures(all_busy=busy, abandoned=giving_up / arrivals, wait=queue / arrivals, queue=queue)


def kinds_in_one_line(
    *,
    arrivals: Sequence[float],
    service: float,
    agents: int,
    hang_up: Sequence[float],
    line: int,
    balk: float = 0.0,
) -> list[Figures]:
    """First come first served, each kind with its own exponential patience (rate 0: none); some of the first balk."""
    kinds = range(len(arrivals))

    def moves(state: tuple) -> Iterable[tuple[float, tuple]]:
        busy, waiting = state
        for kind in kinds:
            if busy < agents:
                yield arrivals[kind], (busy + 1, waiting)
            elif len(waiting) < line:
                yield arrivals[kind] * (1.0 - balk * (kind == 0)), (busy, (*waiting, kind))
        yield busy * service, ((busy, waiting[1:]) if waiting else (busy - 1, ()))
        for place, kind in enumerate(waiting):
            yield hang_up[kind], (busy, waiting[:place] + waiting[place + 1 :])

    chain = solve((0, ()), moves, at_the_cut=lambda state: len(state[1]) == line)
    busy = chain.mean(lambda state: state[0] == agents)
    queues = [chain.mean(lambda state, kind=kind: state[1].count(kind)) for kind in kinds]
    lost = [hang_up[kind] * queues[kind] / arrivals[kind] + busy * balk * (kind == 0) for kind in kinds]
    return [Figures(busy, lost[kind], queues[kind] / arrivals[kind], queues[kind]) for kind in kinds]


def ranks_with_patience(
    *, arrivals: Sequence[float], service: Sequence[float], agents: int, hang_up: Sequence[float], line: int
) -> list[Figures]:
    """Two classes, the first always next; each with its own exponential handling time and patience."""

    def moves(state: tuple) -> Iterable[tuple[float, tuple]]:
        first, second, line_1, line_2 = state
        free = first + second < agents
        yield (arrivals[0], (first + 1, second, line_1, line_2) if free else (first, second, line_1 + 1, line_2))
        yield (arrivals[1], (first, second + 1, line_1, line_2) if free else (first, second, line_1, line_2 + 1))
        for rate, left in ((first * service[0], (first - 1, second)), (second * service[1], (first, second - 1))):
            if line_1:
                yield rate, (left[0] + 1, left[1], line_1 - 1, line_2)
            elif line_2:
                yield rate, (left[0], left[1] + 1, line_1, line_2 - 1)
            else:
                yield rate, (*left, 0, 0)
        yield line_1 * hang_up[0], (first, second, line_1 - 1, line_2)
        yield line_2 * hang_up[1], (first, second, line_1, line_2 - 1)

    def moves_before_the_cut(state: tuple) -> Iterable[tuple[float, tuple]]:
        return ((rate, to) for rate, to in moves(state) if max(to[2:]) <= line)

    chain = solve((0, 0, 0, 0), moves_before_the_cut, at_the_cut=lambda state: max(state[2:]) == line)
    busy = chain.mean(lambda state: state[0] + state[1] == agents)
    return [_figures(chain, 2 + rank, arrivals[rank], hang_up[rank], busy) for rank in (0, 1)]


def _figures(chain: Chain, place: int, arrivals: float, hang_up: float, busy: float) -> Figures:
    queue = chain.mean(lambda state: state[place])
    return Figures(all_busy=busy, abandoned=hang_up * queue / arrivals, wait=queue / arrivals, queue=queue)


@dataclass(frozen=True)
class ChatFigures(Figures):
    handling: float
    occupancy: float
    slot_use: float


def chat(
    *,
    arrivals: float,
    service: float,
    agents: int,
    concurrency: int,
    slowdown: Sequence[float],
    hang_up: float,
    line: int,
) -> ChatFigures:
    """Agents with several chats each, who slow down; a new chat goes to the least loaded and stays with its agent."""

    def factor(chats: int) -> float:
        return slowdown[min(chats, len(slowdown)) - 1]

    def moves(state: tuple) -> Iterable[tuple[float, tuple]]:
        loads, waiting = state
        if loads[0] < concurrency:
            yield arrivals, (tuple(sorted((loads[0] + 1, *loads[1:]))), 0)
        elif waiting < line:
            yield arrivals, (loads, waiting + 1)
        for agent, chats in enumerate(loads):
            if chats:
                left = tuple(sorted((*loads[:agent], chats - 1, *loads[agent + 1 :])))
                yield chats * service / factor(chats), ((loads, waiting - 1) if waiting else (left, 0))
        yield waiting * hang_up, (loads, waiting - 1)

    chain = solve(((0,) * agents, 0), moves, at_the_cut=lambda state: state[1] == line)
    queue, in_service = chain.mean(lambda state: state[1]), chain.mean(lambda state: sum(state[0]))
    abandoned = hang_up * queue / arrivals
    return ChatFigures(
        all_busy=chain.mean(lambda state: state[0][0] == concurrency),
        abandoned=abandoned,
        wait=queue / arrivals,
        queue=queue,
        handling=in_service / (arrivals * (1.0 - abandoned)),
        occupancy=chain.mean(lambda state: sum(chats > 0 for chats in state[0])) / agents,
        slot_use=in_service / (agents * concurrency),
    )


@dataclass(frozen=True)
class RetrialFigures(Figures):
    """Shares of all calls, repeated ones included; ``first_all_busy`` of first calls only."""

    busy_signal: float
    first_all_busy: float
    calls: float
    orbit: float


def retrials(
    *,
    arrivals: float,
    service: float,
    agents: int,
    lines: int,
    hang_up: float,
    redial: float,
    after_busy: float,
    pause: float,
    orbit: int,
) -> RetrialFigures:
    """
    Callers who hang up call again with chance ``redial``, those with a busy signal with chance ``after_busy``.

    They come back after an exponential pause (mean ``pause``), with patience and handling time anew, as often as it
    takes. At most ``lines`` contacts are in service and in line.
    """

    def moves(state: tuple) -> Iterable[tuple[float, tuple]]:
        present, away = state
        if present < lines:
            yield arrivals, (present + 1, away)
            yield away / pause, (present + 1, away - 1)
        else:
            yield arrivals * after_busy, (present, away + 1)
            yield away / pause * (1.0 - after_busy), (present, away - 1)
        yield min(present, agents) * service, (present - 1, away)
        leaving = max(present - agents, 0) * hang_up
        yield leaving * redial, (present - 1, away + 1)
        yield leaving * (1.0 - redial), (present - 1, away)

    def moves_before_the_cut(state: tuple) -> Iterable[tuple[float, tuple]]:
        return ((rate, to) for rate, to in moves(state) if to[1] <= orbit)

    chain = solve((0, 0), moves_before_the_cut, at_the_cut=lambda state: state[1] == orbit)
    away = chain.mean(lambda state: state[1])
    calls = arrivals + away / pause
    queue = chain.mean(lambda state: max(state[0] - agents, 0))

    def of_calls(holds: Callable[[int], bool]) -> float:
        return chain.mean(lambda state: holds(state[0]) * (arrivals + state[1] / pause)) / calls

    return RetrialFigures(
        all_busy=of_calls(lambda present: present >= agents),
        abandoned=hang_up * queue / calls,
        wait=queue / calls,
        queue=queue,
        busy_signal=of_calls(lambda present: present == lines),
        first_all_busy=chain.mean(lambda state: state[0] >= agents),
        calls=calls,
        orbit=away,
    )


@dataclass(frozen=True)
class NModelFigures:
    """Figures of channels A and B, occupancy of groups 1 and 2; ``all_busy`` is: no agent free who could take it."""

    a: Figures
    b: Figures
    occupancy: tuple[float, float]


def n_model(
    *, arrivals: Sequence[float], service: float, agents: Sequence[int], hang_up: Sequence[float], line: int
) -> NModelFigures:
    """
    Group 1 serves A; group 2 serves B first, then A. A tries group 1 first; one handling time for both channels.

    With one exponential handling time it does not matter whom a busy agent of group 2 serves.
    """

    def moves(state: tuple) -> Iterable[tuple[float, tuple]]:
        one, two, line_a, line_b = state
        if one < agents[0]:
            yield arrivals[0], (one + 1, two, line_a, line_b)
        elif two < agents[1]:
            yield arrivals[0], (one, two + 1, line_a, line_b)
        elif line_a < line:
            yield arrivals[0], (one, two, line_a + 1, line_b)
        if two < agents[1]:
            yield arrivals[1], (one, two + 1, line_a, line_b)
        elif line_b < line:
            yield arrivals[1], (one, two, line_a, line_b + 1)
        yield one * service, ((one, two, line_a - 1, line_b) if line_a else (one - 1, two, line_a, line_b))
        if line_b:
            yield two * service, (one, two, line_a, line_b - 1)
        else:
            yield two * service, ((one, two, line_a - 1, line_b) if line_a else (one, two - 1, line_a, line_b))
        yield line_a * hang_up[0], (one, two, line_a - 1, line_b)
        yield line_b * hang_up[1], (one, two, line_a, line_b - 1)

    chain = solve((0, 0, 0, 0), moves, at_the_cut=lambda state: max(state[2:]) == line)
    full = [chain.mean(lambda state, g=g: state[g] == agents[g]) for g in (0, 1)]
    both_full = chain.mean(lambda state: state[:2] == tuple(agents))
    return NModelFigures(
        a=_figures(chain, 2, arrivals[0], hang_up[0], both_full),
        b=_figures(chain, 3, arrivals[1], hang_up[1], full[1]),
        occupancy=tuple(chain.mean(lambda state, g=g: state[g]) / agents[g] for g in (0, 1)),
    )

"""
Which agents to add and take away, as a mixed-integer program over simulated differences.

Every cell's room must stay at or above zero, each move changing it by what was measured. Where no
choice of moves reaches that, the least that is missing is left. HiGHS solves it through
``scipy.optimize.milp``; in large programs fractions are rounded.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.differences import Move, moved_together
from channelmix.staffing.limits import within_limits
from channelmix.staffing.space import Space
from channelmix.staffing.trials import Trial

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_NODES = 2000
_GAP = 2e-4

MOST_WHOLE = 60
"""Of more moves than these, fractions are allowed and rounded: effects are not known that well, and trials tell."""

_PENALTY = 1e4
"""What a share of 1 that is missing costs, in agents of the dearest interval."""


def best_moves(
    trial: Trial, moves: Sequence[Move], *, room: Reals, space: Space, must_gain: bool, notes: list[str]
) -> Indices:
    """
    Return the plan after the moves that save most while every cell keeps its promise.

    Args:
        trial: The plan to start from.
        moves: What single agents change.
        room: (K,) room of each cell, safety already taken off.
        space: The plans allowed.
        must_gain: Whether the plan keeps all promises now, so that only a cheaper one is wanted.
        notes: What the user must be told of the program is added here.
    """
    if not moves:
        return trial.plan
    group = np.array([move.group for move in moves])
    interval = np.array([move.interval for move in moves])
    sign = np.array([move.sign for move in moves])
    cost = sign * space.price[group, interval]
    tied = None if space.twin is None else moved_together(moves, space)
    times = _solved(moves, tied, cost=cost, room=room, notes=notes)
    if times is None:
        return trial.plan
    plan = trial.plan.copy()
    np.add.at(plan, (group, interval), sign * times)
    plan = space.clipped(plan)
    return trial.plan if must_gain and space.cost(plan) >= space.cost(trial.plan) - 1e-9 else plan


def _solved(
    moves: Sequence[Move], tied: "csr_array | None", *, cost: Reals, room: Reals, notes: list[str]
) -> Indices | None:  # fmt: skip
    """Return how often each move is made, (M,); of those that are made together, (M, choices), all equally often."""
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import hstack, identity

    effects = _effects(moves, len(room))
    if tied is not None:
        effects, cost = (effects @ tied).tocsr(), cost @ tied
    count, most = len(cost), np.ones(len(cost))
    worst = room + effects.minimum(0) @ most
    tight = np.flatnonzero(worst < 0)
    if not len(tight):
        return _of_each(np.where(cost < 0, most, 0), tied)
    penalty = _PENALTY * np.abs(cost).max()
    matrix = hstack([effects[tight], identity(len(tight), format="csr")], format="csr")
    found = within_limits(
        np.concatenate([cost, np.full(len(tight), penalty)]),
        constraints=LinearConstraint(matrix, lb=-room[tight]),
        bounds=Bounds(0, np.concatenate([most, np.full(len(tight), np.inf)])),
        integrality=np.concatenate([np.full(count, int(count <= MOST_WHOLE)), np.zeros(len(tight), np.int64)]),
        nodes=_NODES,
        gap=_GAP,
        notes=notes,
    )
    return None if found is None else _of_each(found[:count], tied)


def _effects(moves: Sequence[Move], cells: int) -> "csr_array":
    """Return what each move does to the room of each cell, (K, M)."""
    from scipy.sparse import csr_array

    rows = np.concatenate([move.cells for move in moves])
    columns = np.repeat(np.arange(len(moves)), [len(move.cells) for move in moves])
    effects = np.concatenate([move.effects for move in moves])
    return csr_array((effects, (rows, columns)), shape=(cells, len(moves)))


def _of_each(times: Reals, tied: "csr_array | None") -> Indices:
    """Return how often each move is made, in whole numbers."""
    return np.asarray(np.rint(times if tied is None else tied @ times).astype(np.int64))

"""
Mixed-integer programs that end after so many nodes, not after so many seconds.

A plan then depends on the scenario and the seed alone: a busy machine finds the same one, only later. A limit
of time stands far beyond as a last resort; where it strikes after all, that is noted and told with the plan.
"""

from typing import TYPE_CHECKING

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.quiet import printing_aside

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

LONGEST_S = 300.0
STRUCK = (
    f"a program was stopped after {LONGEST_S:g} s of this machine: another machine may find another plan; take fewer "
    "starts, breaks or groups"
)
_OUT_OF_TIME = "time limit"
"""What HiGHS says if the limit of time struck, and not that of nodes."""


def within_limits(
    cost: Reals, *, constraints: "LinearConstraint", bounds: "Bounds", integrality: Indices, nodes: int, gap: float,
    notes: list[str], longest_s: float = LONGEST_S,
) -> Reals | None:  # fmt: skip
    """
    Return the best solution found within so many nodes, None if none was.

    Args:
        cost: Of each variable, shape (N,).
        constraints: As ``scipy.optimize.milp`` takes them.
        bounds: Of the variables.
        integrality: 1 where a variable is a whole number, shape (N,).
        nodes: Most nodes of the search tree.
        gap: Share of the cost within which a solution is good enough.
        notes: What the user must be told is added here, once.
        longest_s: Seconds after which to stop all the same.
    """
    from scipy.optimize import milp

    with printing_aside():
        found = milp(
            cost, constraints=constraints, bounds=bounds, integrality=integrality,
            options={"node_limit": nodes, "time_limit": longest_s, "mip_rel_gap": gap},
        )  # fmt: skip
    if _OUT_OF_TIME in str(found.message).casefold() and STRUCK not in notes:
        notes.append(STRUCK)
    return None if found.x is None else np.asarray(found.x)

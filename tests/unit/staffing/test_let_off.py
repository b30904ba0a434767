"""What is said of promises that only a crowd would keep is how the plan that is shown fares there."""

from datetime import datetime
from types import SimpleNamespace

import numpy as np

from channelmix.staffing.goals import Goal
from channelmix.staffing.let_off import let_off_notes


def found(share: float, weight: float = 5.0, searched: float = 0.189) -> SimpleNamespace:
    """Return a plan that was let off one promise: what the search saw there, and what fresh customers did."""
    goals = (Goal("service", "whatsapp", 0, 0.8, at_least=True, per="day"),)
    cells = SimpleNamespace(goals=goals, goal=np.array([0, 0]), first=np.array([0, 1]))
    check, search = (
        SimpleNamespace(share=np.array([0.9, each]), weight=np.array([5.0, weight])) for each in (share, searched)
    )
    starts = [datetime(2027, 3, 6), datetime(2027, 3, 7)]
    return SimpleNamespace(
        cells=cells, check=check, search=search, trials=SimpleNamespace(let_off={1}, cells=cells),
        problem=SimpleNamespace(starts=starts),
    )  # fmt: skip


def test_the_share_is_that_of_the_plan_found_on_fresh_customers() -> None:
    (note,) = let_off_notes(found(0.406))
    assert note.startswith("whatsapp on Sun 7 Mar: 40.6 % in time, where at least 80.0 % is promised; ")
    (note,) = let_off_notes(found(0.83))
    assert "83.0 % in time, too near to 80.0 % to be sure of it" in note


def test_where_nobody_came_there_is_nothing_to_say() -> None:
    assert let_off_notes(found(float("nan"), weight=0.0)) == []

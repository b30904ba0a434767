"""One rule of chance: how many promises may come out short, and which are missed, wherever that is told."""

from types import SimpleNamespace

import numpy as np
import pytest

from channelmix.staffing.ahead.figures import simulated_weeks
from channelmix.staffing.reading import passed
from channelmix.staffing.trials import is_chance


def trial(*margins: float, error: float = 0.01) -> SimpleNamespace:
    """Return a trial in which the shares of promises came out so far above what was promised."""
    above, errors = np.array(margins), np.full(len(margins), error)
    return SimpleNamespace(room=above - errors, error=errors, weight=np.ones(len(margins)))


@pytest.mark.parametrize(("cells", "confidence", "short"), [(10, 0.9, 1), (10, 0.8, 2), (5, 0.8, 1), (20, 0.95, 1)])
def test_a_search_lets_as_many_come_out_short_as_the_check_of_its_plan_does(cells, confidence, short) -> None:
    for count, is_allowed in ((short, True), (short + 1, False)):
        margins = [-0.001] * count + [0.05] * (cells - count)
        goal = {"cells": cells, "kept": cells - count, "missed": 0}
        assert is_chance(trial(*margins), confidence) == passed([goal], confidence)["passed"] == is_allowed


def test_periods_in_which_nobody_came_let_no_other_promise_come_out_short() -> None:
    few = trial(-0.001, *[0.05] * 9)
    few.weight[1:5] = 0
    assert not is_chance(few, 0.9), "one of six"
    assert is_chance(trial(-0.001, *[0.05] * 9), 0.9), "control: one of ten"


@pytest.mark.parametrize(("confidence", "missed"), [(0.95, 2), (0.6, 1)])
def test_weeks_of_months_call_missed_what_is_called_so_everywhere_else(confidence, missed) -> None:
    check = trial(0.05, -0.01, -0.05, -0.2)
    played = SimpleNamespace(
        work=None, month=0, hours=np.array([40.0]), found=np.array([40.0]), requirement=SimpleNamespace(check=check),
        contacts=np.array([9.0]), is_first=True, is_short=False,
    )  # fmt: skip
    scenario = SimpleNamespace(
        groups={"desk": None}, money=SimpleNamespace(hours_per_fte_week=36.0),
        staffing=SimpleNamespace(confidence=confidence),
    )  # fmt: skip
    found = SimpleNamespace(
        played=[played], foretold=[np.array([40.0])], law=SimpleNamespace(hours=lambda work: np.array([40.0])),
        hours=np.full((3, 1, 1), 40.0), months=[SimpleNamespace(name="2027-03")],
        futures=SimpleNamespace(channels=["phone"]), loaded=SimpleNamespace(scenario=scenario),
    )  # fmt: skip
    (week,) = simulated_weeks(found)
    assert (week["promises"], week["kept"], week["missed"]) == (4, 1, missed)

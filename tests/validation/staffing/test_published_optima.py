"""
Published small programs, solved to their known optimum.

Source of both: pyworkforce, github.com/rodrigo-arenas/pyworkforce at commit ca4892502d2d, README and
pyworkforce/scheduling/tests/test_shifts.py (two days by the hour, four shifts) and docs (skills); the
optima were recomputed with HiGHS.
"""

from datetime import datetime, timedelta

import numpy as np
import pytest

from channelmix.scenario.changes import WorkShift
from channelmix.staffing.bounds import cheapest_cover
from channelmix.staffing.duties import Duty
from channelmix.staffing.rostering import Roster

REQUIRED = [
    [9, 11, 17, 9, 7, 12, 5, 11, 8, 9, 18, 17, 8, 12, 16, 8, 7, 12, 11, 10, 13, 19, 16, 7],
    [13, 13, 12, 15, 18, 20, 13, 16, 17, 8, 13, 11, 6, 19, 11, 20, 19, 17, 10, 13, 14, 23, 16, 8],
]
HOURS = {"Morning": (5, 13), "Afternoon": (13, 21), "Night": (21, 5), "Mixed": (9, 17)}
FEWEST = 113
MOST_A_SHIFT = 25


def duties():
    for template, (first, last) in enumerate(HOURS.values()):
        for day in range(2):
            hours = [(hour % 24) + 24 * day for hour in range(first, last if last > first else last + 24)]
            present = np.isin(np.arange(48), hours)
            start = datetime(2024, 3, 4) + timedelta(days=day, hours=first)
            yield Duty(
                group=0, template=template, day=day, start=start, end=start + timedelta(hours=8), breaks=(),
                present=present, paid_hours=8.0, cost=1.0, price=1.0,
            )  # fmt: skip


def fewest_agents(required):
    every = list(duties())
    shifts = [
        WorkShift.model_validate(
            {"name": name, "start": [f"{first:02d}:00"], "length": "8 h", "max_agents": MOST_A_SHIFT}
        )
        for name, (first, _) in HOURS.items()
    ]
    roster = Roster(duties=every, shifts=shifts)
    missing = roster.cover(np.array(required).reshape(1, 48))
    found = roster.solved()
    assert max(found[variable] for variable in missing) < 1e-6
    return round(found[: len(every)].sum())


def test_four_shifts_cover_two_days_with_the_published_number_of_agents():
    assert fewest_agents(REQUIRED) == FEWEST


def test_this_check_notices_one_hour_that_needs_two_more():
    more = [[*REQUIRED[0][:21], 21, *REQUIRED[0][22:]], REQUIRED[1]]
    assert fewest_agents(more) == FEWEST + 2


@pytest.mark.parametrize(("required", "price_of_both", "cost"), [((5, 3), 1.5, 6.5), ((13, 6), 1.4, 15.4)])
def test_skills_are_covered_at_the_published_cost(required, price_of_both, cost):
    serves = np.array([[True, False], [False, True], [True, True]])
    price = np.array([1.0, 1.0, price_of_both])
    agents = cheapest_cover(serves, np.array(required, float), price)
    assert float(agents @ price) == pytest.approx(cost)

"""What is said of promises that only a crowd would keep is how the plan that is shown fares there."""

from datetime import datetime
from types import SimpleNamespace

import numpy as np

from channelmix.staffing.giving_back import Crowded
from channelmix.staffing.goals import Goal
from channelmix.staffing.let_off import let_off_notes


def found(
    share: float, weight: float = 5.0, searched: float = 0.189, *, crowds: tuple[Crowded, ...] = (), price: float = 30.0
) -> SimpleNamespace:
    """Return a plan that was let off one promise: what the search saw there, and what fresh customers did."""
    goals = (Goal("service", "whatsapp", 0, 0.8, at_least=True, per="day"),)
    cells = SimpleNamespace(goals=goals, goal=np.array([0, 0]), first=np.array([0, 1]))
    check, search = (
        SimpleNamespace(share=np.array([0.9, each]), weight=np.array([5.0, weight])) for each in (share, searched)
    )
    starts = [datetime(2027, 3, 6), datetime(2027, 3, 7)]
    scenario = SimpleNamespace(
        groups={"front": SimpleNamespace(cost_per_hour=price)}, money=SimpleNamespace(currency="EUR"),
        period=SimpleNamespace(days=7),
    )  # fmt: skip
    return SimpleNamespace(
        cells=cells, check=check, search=search, trials=SimpleNamespace(let_off={1}, cells=cells),
        problem=SimpleNamespace(starts=starts, scenario=scenario), crowds=crowds,
    )  # fmt: skip


def crowd(**changes: bool | float | None) -> Crowded:
    parts = {"group": 0, "cell": 1, "at": 1, "agents": 22, "without": 9, "usual": 8, "cost": 1000.0,
             "share_with": 0.79, "share_without": 0.7, "is_given_back": True}  # fmt: skip
    return Crowded(**{**parts, **changes})


def test_the_share_is_that_of_the_plan_found_on_fresh_customers() -> None:
    (note,) = let_off_notes(found(0.406))
    assert note.startswith("whatsapp on Sun 7 Mar: 40.6 % in time, where at least 80.0 % is promised; ")
    (note,) = let_off_notes(found(0.83))
    assert "83.0 % in time, too near to 80.0 % to be sure of it" in note


def test_where_nobody_came_there_is_nothing_to_say() -> None:
    assert let_off_notes(found(float("nan"), weight=0.0)) == []


def test_a_crowd_that_was_given_back_is_told_once_with_what_it_would_bring_and_cost_a_year() -> None:
    (note,) = let_off_notes(found(0.7, crowds=(crowd(),)))
    assert note.startswith("whatsapp on Sun 7 Mar: 70.0 % in time, where at least 80.0 % is promised; no more is asked")
    assert "22 people of front on Sun 7 Mar 00:00 instead of 9, at most 8 on other days, would bring 79.0 %" in note
    assert note.endswith("cost EUR 52,179 a year more")
    (note,) = let_off_notes(found(0.7, crowds=(crowd(usual=None),)))
    assert "22 people of front on Sun 7 Mar 00:00 instead of 9 would bring 79.0 %" in note


def test_a_crowd_that_stays_is_told_with_its_promise_and_without_a_price_in_hours() -> None:
    kept = crowd(is_given_back=False, share_with=0.81, usual=None)
    *_, note = let_off_notes(found(0.81, crowds=(kept,), price=0.0))
    assert note == (
        "22 people of front on Sun 7 Mar 00:00 are there for whatsapp on Sun 7 Mar (9 without that): 81.0 % in time, "
        "and without them 70.0 %, where at least 80.0 % is promised, and the plan 52,179 paid hours a year cheaper"
    )


def test_a_share_just_below_what_was_promised_never_looks_like_it() -> None:
    (note,) = let_off_notes(found(0.7996))
    assert note.startswith("whatsapp on Sun 7 Mar: 79.96 % in time, where at least 80.0 % is promised; ")

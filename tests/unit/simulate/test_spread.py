"""The worst day in twenty: exact on small numbers, and its interval holds as often as it says."""

import math

import numpy as np
import pytest

from channelmix.results import FEWEST_DUE
from channelmix.simulate.counts import Counts
from channelmix.simulate.spread import ONE_IN, PER_CENTS, spread_of, worst_day
from channelmix.simulate.waits import Histogram
from channelmix.simulate.weekdays import HOUR, Days, days_of

STUDIES, REPLICATIONS, DAYS, DUE = 600, 100, 7, 400


def draw(rng: np.random.Generator, replications: int) -> np.ndarray:
    """Return contacts in time of days that share the fortune of their replication."""
    shared = 0.06 * rng.standard_normal((replications, 1))
    level = np.clip(0.8 + shared + 0.03 * rng.standard_normal((replications, DAYS)), 0.01, 0.99)
    return rng.binomial(DUE, level)


def coverage(*, as_one_row: bool) -> float:
    """Return in which share of the studies the interval holds the true level, of those that give one."""
    rng = np.random.default_rng(20261128)
    true = float(np.quantile(draw(rng, 200_000) / DUE, 1 / ONE_IN))
    held = []
    for _ in range(STUDIES):
        good = draw(rng, REPLICATIONS)
        shaped = good.reshape(-1, 1) if as_one_row else good
        found = worst_day(shaped, np.full(shaped.shape, DUE))
        if found.low is not None and found.high is not None:
            held.append(found.low <= true <= found.high)
    assert len(held) > 0.9 * STUDIES
    return float(np.mean(held))


TOLERANCE = 4 * math.sqrt(0.95 * 0.05 / STUDIES)


def test_the_interval_holds_the_true_level_in_about_95_of_100_studies() -> None:
    assert coverage(as_one_row=False) == pytest.approx(0.95, abs=TOLERANCE)


def test_this_check_notices_days_that_are_taken_for_independent() -> None:
    assert coverage(as_one_row=True) < 0.95 - TOLERANCE


def test_nineteen_days_in_twenty_are_better_and_closed_days_do_not_count() -> None:
    good = np.arange(40).reshape(20, 2)
    due = np.full((20, 2), 40)
    assert worst_day(good, due).mean == 1 / 40
    closed = np.concatenate([good, np.zeros((20, 5), int)], axis=1)
    assert worst_day(closed, np.concatenate([due, np.zeros((20, 5), int)], axis=1)).mean == 1 / 40


def test_few_days_tell_the_level_but_not_how_sure_it_is() -> None:
    found = worst_day(np.array([[3, 9], [8, 9]]), np.full((2, 2), 10))
    assert (found.mean, found.low, found.high) == (0.3, None, None)
    assert worst_day(np.array([[3]]), np.array([[10]])).low is None


def test_replications_that_share_a_draw_of_a_forecast_count_as_one() -> None:
    rng = np.random.default_rng(1)
    good = np.repeat(draw(rng, 200), 2, axis=0)
    alone, together = (worst_day(good, np.full(good.shape, DUE), alike=alike) for alike in (1, 2))
    assert together.mean == alone.mean
    assert together.high - together.low > alone.high - alone.low


def test_waits_are_told_by_quantiles_and_a_channel_without_target_has_no_worst_day() -> None:
    waits = tuple(Histogram.of(np.array([0, 0, 30_000_000, 60_000_000])) for _ in range(2))
    days = {name: np.full((2, 2, 1), 50) for name in ("good", "due")}
    counts = Counts(
        replications=2, channels={}, groups={}, days=days, waits=(waits, waits), by_arrival={}, by_work={},
        agents={},
    )  # fmt: skip
    found = spread_of(counts, ["phone", "post"], ["offered", None], days=Days([0], np.ones((2, 1))))
    assert found["phone"]["at_once_share"] == 0.5
    assert found["phone"]["waits_s"] == {f"p{each}": 0.0 if each == 50 else 60.0 for each in PER_CENTS}
    assert found["phone"]["worst_day"]["mean"] == 1.0
    assert "worst_day" not in found["post"]


def counts_of(good: object, due: object, **agents: object) -> Counts:
    """Return counts of one channel by replication and day."""
    days = {name: np.array(each)[:, None, :] for name, each in (("good", good), ("due", due))}
    return Counts(
        replications=len(days["due"]), channels={}, groups={}, days=days, waits=((Histogram.of(np.array([0])),),),
        by_arrival={}, by_work={}, agents={name: np.array([each]) for name, each in agents.items()},
    )  # fmt: skip


def test_days_on_which_nobody_is_planned_do_not_count_and_what_came_then_is_told_apart() -> None:
    counts = counts_of([[9, 0], [8, 0]], [[10, 13], [10, 15]], on_duty=[8, 1, 2, 0], overtime=[0, 1, 2, 0])
    days = days_of(counts, np.array([[True]]), (0, 2), [5, 6])
    assert days.staffed.tolist() == [[True, False]]
    found = spread_of(counts, ["email"], ["offered"], days=days)["email"]
    assert (found["days"], found["worst_day"]["mean"]) == (2, 0.8)
    assert (found["closed_days"], found["closed_level"]) == (2, 0.0)
    every = spread_of(counts, ["email"], ["offered"], days=Days([5, 6], np.ones((1, 2))))["email"]
    assert (every["days"], every["worst_day"]["mean"], "closed_days" in every) == (4, 0.0, False)


def test_days_of_few_contacts_do_not_decide_and_are_counted() -> None:
    due = [[20, FEWEST_DUE - 1], [20, FEWEST_DUE]]
    found = spread_of(counts_of([[18, 0], [19, 7]], due), ["post"], ["offered"], days=Days([0, 1], np.ones((1, 2))))
    assert (found["post"]["days"], found["post"]["few_days"], found["post"]["worst_day"]["mean"]) == (3, 1, 0.7)
    alone = spread_of(counts_of([[1]], [[2]]), ["post"], ["offered"], days=Days([0], np.ones((1, 1))))["post"]
    assert ("worst_day" in alone, alone["days"], alone["few_days"]) == (False, 0, 1)


def test_weekdays_are_told_with_their_contacts_and_agents_and_the_worst_of_them_by_name() -> None:
    good, due = [[18, 2, 17], [20, 4, 19]], [[20, 40, 20], [20, 40, 20]]
    hours = [HOUR * 2 * each for each in (8, 3, 8)]
    counts = counts_of(good, due, on_duty=hours, overtime=[0, 0, 0])
    days = days_of(counts, np.array([[True]]), (0, 1, 2), [4, 5, 4])
    found = spread_of(counts, ["email"], ["offered"], days=days)["email"]
    friday, saturday = found["weekdays"]
    assert found["worst_weekday"] == {"weekday": 5, "share": 1.0}
    assert (friday["weekday"], friday["agent_hours"], friday["contacts"]) == (4, 8.0, 20.0)
    assert friday["level"]["mean"] == pytest.approx(74 / 80)
    assert (saturday["agent_hours"], saturday["level"]["mean"]) == (3.0, pytest.approx(6 / 80))

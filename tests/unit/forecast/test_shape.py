"""Profiles of the day: what they keep at zero, how they shrink, and how single days stray."""

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast import shape
from channelmix.forecast.series import Intraday, Paths, weekdays
from channelmix.forecast.within_day import WithinDay, estimated

MONDAY = np.datetime64("2026-03-02")
HOURS = np.concatenate([np.zeros(8), [60, 130, 120, 90, 100, 80, 60, 40, 20], np.zeros(7)])


def made(days: int, *, seed: int = 0, scale: float = 1.0, stray: WithinDay | None = None) -> Intraday:
    """Return hours of a center that closes on Sunday and at noon on Saturday."""
    rng = np.random.default_rng(seed)
    when = MONDAY + np.arange(days)
    rates = np.tile(HOURS * scale, (days, 1))
    rates[weekdays(when) == 5, 12:] = 0
    rates[weekdays(when) == 6] = 0
    if stray is not None:
        rates = rates * stray.factors(rng.standard_normal(rates.shape), 60)
    return Intraday(when, rng.poisson(rates).astype(float), 60)


def test_nights_and_closed_afternoons_stay_exactly_zero():
    fitted = shape.fit(made(90))
    assert (fitted.weights[:, :8] == 0).all()
    assert (fitted.weights[5, 12:] == 0).all()
    assert fitted.weights.sum(axis=1) == pytest.approx(np.ones(7))


def test_a_weekday_without_history_has_the_profile_of_all_days():
    fitted = shape.fit(made(90))
    totals = fitted.split(np.array([MONDAY + np.timedelta64(97, "D")]), np.array([50.0]))
    assert weekdays(np.array([MONDAY + np.timedelta64(97, "D")])).tolist() == [6]
    assert totals.sum() == pytest.approx(50)
    assert (totals[0, :8] == 0).all()


def test_the_profile_is_found_again():
    assert shape.fit(made(200)).weights[1] == pytest.approx(HOURS / HOURS.sum(), abs=0.01)


def test_few_scattered_days_are_drawn_to_the_profile_of_all_days():
    thin, thick = shape.fit(made(21, scale=0.02)), shape.fit(made(21, scale=10))
    assert thin.settings["shrink_days"] > thick.settings["shrink_days"]
    weekday_scatter = thin.weights[:5].std(axis=0).mean()
    own = made(21, scale=0.02).values
    raw = np.array([own[day:21:7].sum(axis=0) / own[day:21:7].sum() for day in range(5)])
    assert weekday_scatter < 0.7 * raw.std(axis=0).mean()


def test_expected_intervals_add_up_to_their_days():
    fitted = shape.fit(made(90))
    days = MONDAY + np.arange(98, 105)
    totals = np.array([500.0, 480, 470, 510, 490, 200, 0])
    assert fitted.split(days, totals).sum(axis=1) == pytest.approx(totals)


def test_drawn_intervals_add_up_to_the_days_of_their_path():
    fitted = shape.fit(made(90, stray=WithinDay(0.2, 180.0)))
    totals = np.random.default_rng(0).uniform(300, 600, (7, 6))
    drawn = fitted.paths(Paths(MONDAY + np.arange(6), totals), seed=3)
    assert drawn.sum(axis=2) == pytest.approx(totals)
    assert np.array_equal(drawn, fitted.paths(Paths(MONDAY + np.arange(6), totals), seed=3))
    assert not np.array_equal(drawn, fitted.paths(Paths(MONDAY + np.arange(6), totals), seed=4))


@pytest.mark.parametrize(("spread", "memory"), [(0.15, 120.0), (0.25, 400.0)])
def test_how_days_stray_is_found_again(spread, memory):
    values = made(400, scale=5, stray=WithinDay(spread, memory)).values[np.arange(400) % 7 < 5]
    found = estimated(values, np.tile(HOURS / HOURS.sum(), (len(values), 1)), 60)
    assert found.spread == pytest.approx(spread, rel=0.2)
    assert found.memory_minutes == pytest.approx(memory, rel=0.4)


def test_days_that_only_count_do_not_stray():
    values = made(400).values[np.arange(400) % 7 < 5]
    assert estimated(values, np.tile(HOURS / HOURS.sum(), (len(values), 1)), 60).spread < 0.03


def test_named_shapes_stand_in_and_say_so():
    for name in shape.NAMED:
        stand_in = shape.named(name, 15)
        assert stand_in.weights.shape == (7, 96)
        assert stand_in.weights.sum(axis=1) == pytest.approx(np.ones(7))
        assert "assumed" in stand_in.notes[0]
    with pytest.raises(DataError, match="must be one of office, extended, even"):
        shape.named("lunch")


def test_too_few_days_are_refused_with_the_way_out():
    with pytest.raises(DataError, match=r"needs 5 complete days with contacts \(got 3\); add days, or name a shape"):
        shape.fit(made(3))

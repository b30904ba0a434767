"""Backtests: scores against hand calculation, and forecasts that see nothing of what they are scored on."""

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast import backtest, methods
from channelmix.forecast.methods import Prediction
from channelmix.forecast.regressors import Calendar
from channelmix.forecast.scores import LEVELS, interval_score, naive_error, pinball, wape
from channelmix.forecast.series import Daily

MONDAY = np.datetime64("2025-01-06")


def told(value: float, spread: float = 0.0):
    """Return a method that always says the same."""

    def method(history, days):
        steps = spread * (np.array(LEVELS) - 0.5)[:, None]
        return Prediction(np.full(len(days), value), value + steps + np.zeros(len(days)))

    return method


def test_scores_equal_those_worked_out_by_hand():
    daily = Daily.of(MONDAY + np.arange(42), [100.0, 90, 80, 70, 60, 50, 40] * 6)
    row = backtest.roll(daily, {"eighty": told(80.0, 40.0)}, origins=2, horizon=7).of("eighty")
    assert row.count == 14
    assert row.wape == pytest.approx((20 + 10 + 0 + 10 + 20 + 30 + 40) / 490)
    assert row.coverage_80 == pytest.approx(3 / 7)
    assert row.coverage_95 == pytest.approx(3 / 7)
    assert row.bias == pytest.approx((7 * 80 - 490) / 490)


def test_mase_is_relative_to_repeating_last_week():
    values = 100.0 + np.arange(56)
    daily = Daily.of(MONDAY + np.arange(56), values)
    assert naive_error(daily) == 7
    row = backtest.roll(daily, {"naive": methods.seasonal_naive}, origins=1, horizon=7).of("naive")
    assert row.mase == pytest.approx(1.0)


def test_interval_score_and_pinball_are_least_for_the_truth():
    draws = np.random.default_rng(0).normal(100, 10, 20_000)
    from scipy.special import ndtri

    true = 100 + 10 * ndtri(np.array(LEVELS))[:, None] + np.zeros(len(draws))
    for wrong in (true + 4, 100 + 1.3 * (true - 100), 100 + 0.7 * (true - 100)):
        assert pinball(draws, true).mean() < pinball(draws, wrong).mean()
        low, high = LEVELS.index(0.1), LEVELS.index(0.9)
        best = interval_score(draws, true[low], true[high], 0.8).mean()
        assert best < interval_score(draws, wrong[low], wrong[high], 0.8).mean()


def test_no_method_sees_the_days_it_is_scored_on():
    seen = []

    def spy(history, days):
        seen.append((len(history.days), days[0]))
        assert history.days[-1] < days[0]
        return told(1.0)(history, days)

    daily = Daily.of(MONDAY + np.arange(100), np.arange(100) + 1.0)
    backtest.roll(daily, {"spy": spy}, origins=3, horizon=14)
    assert seen == [(place, MONDAY + np.timedelta64(place, "D")) for place in (58, 72, 86)]


def test_ours_beats_the_plain_methods_where_there_is_a_year(make):
    daily = make(900)
    beside = {backtest.OURS: methods.ours("ridge"), methods.SIX_WEEKS: methods.six_weeks}
    beside |= {methods.SEASONAL_NAIVE: methods.seasonal_naive, methods.PERSISTENCE: methods.persistence}
    scores = backtest.roll(daily, beside, origins=3, horizon=28)
    by_name = {row.method: row.wape for row in scores.by_method()}
    assert by_name[backtest.OURS] < 0.9 * min(by_name[name] for name in (methods.SEASONAL_NAIVE, methods.SIX_WEEKS))
    assert by_name[methods.PERSISTENCE] > 0.2


def test_the_usual_methods_stand_beside_ours(make):
    pytest.importorskip("prophet")
    scores = backtest.compare(make(120), engine="ridge", origins=1, horizon=7)
    assert scores.methods == (
        backtest.OURS, methods.SEASONAL_NAIVE, methods.SIX_WEEKS, methods.PERSISTENCE, methods.PROPHET_DEFAULT,
    )  # fmt: skip


def test_rows_by_horizon_and_kind_hold_every_day_once(make):
    daily = make(400)
    scores = backtest.roll(
        daily, {"naive": methods.seasonal_naive}, origins=2, horizon=30, calendar=Calendar("NL", None, ())
    )
    for rows in (scores.by_horizon(), scores.by_kind()):
        assert sum(row.count for row in rows) == 60
    assert next(row.days for row in scores.by_horizon()) == "1-7 days ahead"
    assert {row.days for row in scores.by_kind()} == {"working day", "weekend", "holiday or event"}


def test_closed_and_unknown_days_are_not_scored():
    values = np.tile([5.0, 5, 5, 5, 5, 0, 0], 8)
    values[-10] = np.nan
    daily = Daily.of(MONDAY + np.arange(56), values)
    row = backtest.roll(daily, {"five": told(5.0)}, origins=1, horizon=14).of("five")
    assert row.count == 9
    assert row.wape == 0


def test_progress_is_told_step_by_step():
    daily = Daily.of(MONDAY + np.arange(56), np.ones(56))
    steps = []
    roll = {"a": told(1.0), "b": told(2.0)}
    backtest.roll(daily, roll, origins=2, horizon=7, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_history_too_short_for_its_origins_is_refused():
    daily = Daily.of(MONDAY + np.arange(56), np.ones(56))
    with pytest.raises(DataError, match="take a shorter horizon, or at most"):
        backtest.roll(daily, {"one": told(1.0)}, origins=13)
    with pytest.raises(DataError, match="horizon must be 1 day or more"):
        backtest.roll(daily, {"one": told(1.0)}, horizon=0)


def test_prophet_with_nothing_set_is_never_negative_and_leaves_chance_alone(make):
    pytest.importorskip("prophet")
    state = np.random.get_state()[1].copy()  # noqa: NPY002 - the one that Prophet draws from
    daily = make(120)
    said = methods.prophet_default(daily, daily.days[-1] + np.arange(1, 8))
    assert (said.quantiles >= 0).all()
    assert (np.diff(said.quantiles, axis=0) >= 0).all()
    assert np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_wape_without_contacts_is_unknown():
    assert np.isnan(wape(np.zeros(3), np.ones(3)))

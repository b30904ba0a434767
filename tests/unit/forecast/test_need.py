"""The daily forecast: what it finds in histories made by a known rule, and what it does with odd ones."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

import channelmix.forecast as forecasting
from channelmix.errors import DataError, InputError
from channelmix.forecast import need
from channelmix.forecast.series import Daily, Event


def wape(truth: np.ndarray, forecast: np.ndarray) -> float:
    return float(np.abs(truth - forecast).sum() / truth.sum())


def test_a_week_and_a_year_are_found_again(make):
    past, truth = make(800), make(828, noise=0.0)
    fitted = need.fit(past, engine="ridge")
    assert wape(truth.values[800:], fitted.forecast(fitted.ahead(28))) < 0.03


def test_this_check_notices_a_forecast_that_repeats_the_mean(make):
    past, truth = make(800), make(828, noise=0.0)
    assert wape(truth.values[800:], np.full(28, past.values.mean())) > 0.25


def test_a_new_level_is_followed_within_weeks(make):
    daily = make(800)
    moved = Daily(daily.days, daily.values * np.where(np.arange(800) < 730, 1.0, 1.5), daily.open)
    fitted = need.fit(moved, engine="ridge")
    truth = 1.5 * make(828, noise=0.0).values[800:]
    assert wape(truth, fitted.forecast(fitted.ahead(28))) < 0.08


def test_holidays_are_learned_with_the_days_around_them(make):
    daily = make(1090, noise=0.03)
    values = daily.values.copy()
    christmas = np.isin(daily.days, np.array(["2023-12-25", "2024-12-25"], "datetime64[D]"))
    values[christmas] *= 0.3
    fitted = need.fit(Daily(daily.days, values, daily.open), country="NL", engine="ridge")
    day = np.array(["2025-12-25", "2025-12-18"], "datetime64[D]")
    low, usual = need.fit(daily, country="NL", engine="ridge").forecast(day), fitted.forecast(day)
    assert usual[0] < 0.7 * low[0]
    assert usual[1] == pytest.approx(low[1], rel=0.05)


def test_an_own_event_repeats_its_effect(make):
    daily = make(500, noise=0.03)
    mailings = [date(2023, 3, 14), date(2023, 9, 12), date(2024, 2, 6)]
    values = daily.values.copy()
    for mailing in mailings:
        values[np.isin(daily.days, np.datetime64(mailing) + np.arange(3))] *= [1.6, 1.3, 1.1]
    planned = Event("mailing", date(2024, 5, 21), date(2024, 5, 21), (0, 2))
    events = [Event("mailing", day, day, (0, 2)) for day in mailings] + [planned]
    boosted = Daily(daily.days, values, daily.open)
    days = np.array(["2024-05-21", "2024-05-22", "2024-05-23"], "datetime64[D]")
    effect = need.fit(boosted, events=events, engine="ridge").forecast(days) / need.fit(daily, engine="ridge").forecast(
        days
    )
    assert effect[0] > effect[1] > effect[2]
    assert 1.3 < effect[0] < 1.7


def test_a_holiday_that_was_always_zero_is_closed_and_told(make):
    daily = make(800)
    values = daily.values.copy()
    values[np.isin(daily.days, np.array(["2023-12-25", "2024-12-25"], "datetime64[D]"))] = 0.0
    fitted = need.fit(Daily(daily.days, values, daily.open), country="NL", engine="ridge")
    days = np.array(["2025-12-25", "2025-12-27"], "datetime64[D]")
    assert (fitted.forecast(days) > 0).tolist() == [False, True]
    assert fitted.paths(days, 5).values[:, 0].tolist() == [0.0] * 5
    assert any("Eerste kerstdag" in note for note in fitted.notes)


def test_a_single_outage_does_not_move_the_forecast(make):
    daily = make(400)
    values = daily.values.copy()
    values[390] = 0.0
    days = daily.days[-1] + np.arange(1, 15)
    hit = need.fit(Daily(daily.days, values, daily.open), engine="ridge").forecast(days)
    assert hit == pytest.approx(need.fit(daily, engine="ridge").forecast(days), rel=0.03)


def test_intervals_cover_what_comes_as_often_as_they_say(make):
    inside, days = 0, 0
    for seed in range(8):
        whole = make(428, seed=seed, noise=0.15)
        fitted = need.fit(whole.until(400), engine="ridge")
        low, high = fitted.intervals(whole.days[400:], (0.1, 0.9))
        inside += int(((whole.values[400:] >= low) & (whole.values[400:] <= high)).sum())
        days += 28
    assert 0.8 - 4 * np.sqrt(0.16 / days) < inside / days < 0.93


def test_paths_have_the_intervals_day_by_day(history):
    fitted = need.fit(history, engine="ridge")
    days = fitted.ahead(28)
    drawn = fitted.paths(days, 4000).quantile((0.1, 0.5, 0.9))
    assert drawn == pytest.approx(fitted.intervals(days, (0.1, 0.5, 0.9)), rel=0.02)


def test_paths_without_the_noise_of_counting_scatter_less_about_the_same_mean(make):
    few = make(400, scale=12.0)
    counts = Daily(few.days, np.random.default_rng(3).poisson(few.values).astype(float), few.open)
    fitted = need.fit(counts, engine="ridge")
    whole, expected = fitted.paths(fitted.ahead(28), 2000), fitted.paths(fitted.ahead(28), 2000, noise=False)
    assert expected.values.mean(axis=0) == pytest.approx(whole.values.mean(axis=0), rel=1e-9)
    assert expected.values.std(axis=0).mean() < 0.75 * whole.values.std(axis=0).mean()


def test_days_beyond_what_was_tried_are_not_validated(history):
    fitted = need.fit(history, engine="ridge")
    horizon = fitted.validated_horizon
    assert 200 < horizon < 400
    assert fitted.validated(fitted.ahead(horizon + 2)).tolist() == [True] * horizon + [False] * 2


def test_doubt_grows_with_the_horizon(history):
    fitted = need.fit(history, engine="ridge")
    days = np.array(["2025-03-17", "2026-03-16", "2028-03-13"], "datetime64[D]")
    low, middle, high = fitted.intervals(days, (0.1, 0.5, 0.9))
    width = (high - low) / middle
    assert width[0] < width[1] < width[2]


def test_some_weeks_of_history_are_forecast_and_marked(make):
    fitted = need.fit(make(25))
    assert fitted.validated_horizon == 0
    assert wape(make(32, noise=0.0).values[25:], fitted.forecast(fitted.ahead(7))) < 0.15
    assert any("not validated" in note for note in fitted.notes)
    assert any("ridge engine alone" in note for note in fitted.notes)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([7], "a forecast needs 14 open days with a value (got 1)"),
        ([0.0] * 100, "has no contacts at all"),
        ([np.nan] * 100, "no day has a known number of contacts (got 100 days)"),
        ([np.nan] * 90 + [3.0] * 10, "needs 14 open days with a value (got 10)"),
    ],
)
def test_a_history_that_says_too_little_is_refused_with_the_way_out(values, message):
    days = np.datetime64("2026-01-05") + np.arange(len(values))
    with pytest.raises(DataError) as caught:
        need.fit(Daily.of(days, values))
    assert message in str(caught.value)


@pytest.mark.parametrize("level", [1.0, 250.0])
def test_a_constant_history_stays_constant(level):
    fitted = need.fit(Daily.of(np.datetime64("2026-01-05") + np.arange(120), np.full(120, level)), engine="ridge")
    assert fitted.forecast(fitted.ahead(28)) == pytest.approx(np.full(28, level), rel=0.01)


@pytest.mark.parametrize("mean", [0.2, 0.6, 1.5])
def test_a_thin_series_with_many_zeros_is_forecast_by_its_mean(mean):
    counts = np.random.default_rng(5).poisson(mean, 700)
    fitted = need.fit(Daily.of(np.datetime64("2024-01-01") + np.arange(700), counts), engine="ridge")
    days = fitted.ahead(56)
    assert fitted.forecast(days).mean() == pytest.approx(mean, rel=0.35)
    assert fitted.paths(days, 500).values.mean() == pytest.approx(mean, rel=0.5)
    assert fitted.paths(days, 500, noise=False).values.std(axis=0).mean() < 0.5 * np.sqrt(mean)


def test_missing_days_are_left_out(make):
    daily = make(500)
    gaps = daily.values.copy()
    gaps[100:140] = np.nan
    gaps[::11] = np.nan
    fitted = need.fit(Daily(daily.days, gaps, daily.open), engine="ridge")
    assert wape(make(528, noise=0.0).values[500:], fitted.forecast(fitted.ahead(28))) < 0.05


def test_an_unknown_engine_or_country_is_named(history):
    with pytest.raises(InputError, match=r"engine must be one of mean, ridge, prophet \(got 'arima'\)"):
        need.fit(history, engine="arima")
    with pytest.raises(InputError, match="country must be a code"):
        need.fit(history, country="XX", engine="ridge")


def test_settings_are_plain_values_that_a_recipe_can_hold(history):
    settings = need.fit(history, country="NL", engine="ridge").settings
    assert json.loads(json.dumps(settings)) == settings
    assert settings["first_day"] == "2023-01-02"


def test_a_step_that_prophet_takes_for_a_rise_fades_after_the_history(make, monkeypatch):
    pytest.importorskip("prophet")
    daily = make(800)
    moved = Daily(daily.days, daily.values * np.where(np.arange(800) < 690, 1.0, 1.5), daily.open)
    fitted = need.fit(moved, engine="prophet").prophet
    days = moved.days[-1] + 365 * np.arange(4) + 1
    faded = fitted.logs(days)
    monkeypatch.setattr("channelmix.forecast.regressors.TREND_FADES_AFTER", 1e9)
    by_itself = fitted.logs(days)
    assert by_itself[3] - by_itself[0] > 1.5, (
        "the control: by itself Prophet goes on until there are five times as many"
    )
    assert faded[3] - faded[0] < 0.4 * (by_itself[3] - by_itself[0])
    assert faded[0] == pytest.approx(by_itself[0], abs=0.01)


def test_both_engines_are_averaged_and_prophet_stays_silent(make, capfd):
    pytest.importorskip("prophet")
    past, truth = make(760), make(788, noise=0.0)
    fitted = need.fit(past, country="NL")
    assert fitted.settings["prophet_share"] == need.PROPHET_SHARE
    assert wape(truth.values[760:], fitted.forecast(fitted.ahead(28))) < 0.05
    assert capfd.readouterr() == ("", "")


def weekly(days, week, growth=1.0, *, seed=1):
    """Return days from a Monday on, with a week, growth a year, and a little chance."""
    when = np.datetime64("2023-01-02") + np.arange(days)
    level = 500 * np.asarray(week)[np.arange(days) % 7] * growth ** (np.arange(days) / 365.25)
    return when, level * np.exp(0.03 * np.random.default_rng(seed).standard_normal(days))


WEEK = [1.2, 1.0, 1.0, 0.95, 1.1, 0.5, 0.3]


@pytest.mark.parametrize("growth", [1.6, 0.6])
def test_a_history_that_grows_or_falls_evenly_goes_on_so_for_a_while_and_then_ever_less(growth):
    days, values = weekly(900, WEEK, growth)
    fitted = need.fit(Daily.of(days[:-28], values[:-28]), engine="ridge")
    ahead = fitted.forecast(fitted.ahead(28))
    assert ahead.sum() / values[-28:].sum() == pytest.approx(1, abs=0.03)
    later = [float(fitted.forecast(fitted.ahead(2000))[first : first + 364].sum()) for first in (0, 1600)]
    gained = np.log(later[1] / later[0]) / np.log(growth)
    assert 0.2 < gained < 1


def test_a_week_that_changed_four_months_ago_is_learned_by_half():
    days, old = weekly(900, WEEK)
    _, new = weekly(900, [0.9, 1.0, 1.0, 1.1, 1.0, 0.8, 0.7])
    values = np.where(np.arange(900) < 900 - 28 - 119, old, new)
    fitted = need.fit(Daily.of(days[:-28], values[:-28]), engine="ridge")
    error = np.abs(fitted.forecast(fitted.ahead(28)) - values[-28:]).sum() / values[-28:].sum()
    as_before = np.abs(old[-28:] - values[-28:]).sum() / values[-28:].sum()
    assert error < 0.6 * as_before


def test_a_gap_longer_than_what_is_learned_from_is_told_and_does_not_break_the_tries(tmp_path) -> None:
    days = pd.DatetimeIndex([*pd.date_range("2018-01-01", periods=60), *pd.date_range("2026-03-02", periods=60)])
    frame = pd.DataFrame({"date": days, "channel": "phone", "contacts": 100 + 10 * days.day_of_week})
    found = forecasting.fit(frame, until="2026-06-30", engine="ridge", draws=20)
    assert found.card["validation"]["gate_origins"] == 1
    few = Daily.of(days[:70].to_numpy(), frame.contacts[:70].to_numpy(float), name="phone")
    with pytest.raises(DataError, match=r"needs 14 open days with a value in the last 2,200 days .got 10."):
        need.fit(few, engine="ridge")

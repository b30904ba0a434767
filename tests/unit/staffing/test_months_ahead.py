"""Months ahead, piece by piece: which days count, what a level is, what formulas say, how far the line errs."""

from datetime import date

import numpy as np
import pytest

from channelmix.demand.forecasts import ForecastVolume
from channelmix.errors import InputError
from channelmix.scenario import load
from channelmix.simulate.prepare import FileData
from channelmix.staffing.ahead.formula import formula_of
from channelmix.staffing.ahead.levels import Futures, Week, futures_of, paths_of, volumes_of
from channelmix.staffing.ahead.line import left_out, line_through
from channelmix.staffing.ahead.months import Calendar, calendar_of, read_months
from channelmix.staffing.ahead.people import staffings
from channelmix.staffing.guess import first_plan
from channelmix.staffing.load import load_of
from channelmix.staffing.paths import at_level, next_level

FIRST = np.datetime64("2027-03-01")
NOTHING_UNUSUAL = Calendar(closed=frozenset(), unusual=frozenset())


def made_volume(draws: int = 50, days: int = 61) -> ForecastVolume:
    """Return a forecast whose draws rise evenly, with Mondays twice as busy as other days."""
    weekday = (np.arange(days) + FIRST.item().weekday()) % 7
    level = np.linspace(50, 150, draws)[:, None] * np.where(weekday == 0, 2.0, 1.0)
    shares = np.zeros((7, 24))
    shares[:, 9:12] = [0.5, 0.25, 0.25]
    return ForecastVolume(FIRST, level, np.full((draws, days), np.nan), shares)


@pytest.mark.parametrize(
    "text",
    ["2027", "2027-13", "2027-01..2026-12", "2027-01..", "2027-00..2027-02", "1900-01..2027-01", "２０２７-01", ""],
)
def test_months_that_cannot_be_understood_are_told(text) -> None:
    with pytest.raises(InputError, match="--months"):
        read_months(text)


def test_the_typical_week_has_no_holiday_and_a_month_counts_its_open_days_only(loaded_of, phone) -> None:
    text = phone.replace("days = 1\n", 'days = 1\ncountry = "NL"\nclosed_on = "public"\n')
    months = read_months("2027-05")
    calendar = calendar_of(loaded_of(text).scenario, months)
    assert date(2027, 5, 17) in calendar.unusual
    assert calendar.typical_monday(read_months("2027-03..2027-05")) == date(2027, 3, 1)
    assert date(2027, 5, 17) not in calendar.ordinary(months[0], 0)
    assert calendar.open_days(months[0]).sum() == 31 - 3


def test_a_level_is_the_mean_of_the_draws_around_it_and_brings_the_work_of_that_quantile() -> None:
    futures = futures_of({"phone": made_volume()}, read_months("2027-03..2027-04"), NOTHING_UNUSUAL)
    work = futures.contacts.sum(axis=(0, 3))
    weeks = [futures.week(1, futures.near(1, level, work)).contacts[0] for level in (0.1, 0.5, 0.9)]
    assert [week[1] for week in weeks] == pytest.approx([60, 100, 140], abs=1.5)
    assert all(week[0] == pytest.approx(2 * week[1]) for week in weeks)


def test_levels_at_the_ends_keep_to_their_side_of_the_draws() -> None:
    futures = futures_of({"phone": made_volume(draws=3)}, read_months("2027-03"), NOTHING_UNUSUAL)
    work = futures.contacts.sum(axis=(0, 3))
    assert [futures.near(0, level, work).tolist() for level in (0.01, 0.5, 0.99)] == [[0], [1], [2]]


def test_simulated_paths_of_a_month_average_to_its_typical_week() -> None:
    volume = made_volume()
    futures = futures_of({"phone": volume}, read_months("2027-03..2027-04"), NOTHING_UNUSUAL)
    draws = np.array([10, 11, 12])
    paths = paths_of(futures, 1, draws, like={"phone": volume}, calendar=NOTHING_UNUSUAL, monday=date(2027, 3, 1))
    assert paths["phone"].contacts.mean(axis=0) == pytest.approx(futures.week(1, draws).contacts[0])


def test_months_beyond_the_forecast_are_refused_with_its_ends() -> None:
    with pytest.raises(InputError, match=r"2027-03-01 to 2027-04-30 \(got 2027-03\.\.2027-05\)"):
        futures_of({"phone": made_volume()}, read_months("2027-03..2027-05"), NOTHING_UNUSUAL)


@pytest.fixture
def asked(loaded_of, phone):
    """A formula on a forecast whose usual week has 100 contacts a day, and the forecast."""
    text = phone.replace("2024-03-04\ndays = 1", "2027-03-01\ndays = 7").replace("09:00-11:00", "09:00-12:00")
    loaded = loaded_of(text)
    futures = futures_of({"phone": made_volume()}, read_months("2027-03"), NOTHING_UNUSUAL)
    like = {"phone": made_volume()}
    return formula_of(loaded, FileData(), futures, like=like, monday=date(2027, 3, 1), seed=1), futures


def test_the_usual_week_needs_by_formula_what_its_own_load_needs(asked) -> None:
    formula, futures = asked
    problem = formula.problem
    until = problem.simulation.horizons[0]
    pilots = [problem.simulation.population.contacts(1, 2**30 + number, until) for number in range(8)]
    load = load_of(problem.simulation.operation, pilots)
    plan = first_plan(problem, load)
    assert formula.hours(futures.mean).sum() == pytest.approx(problem.space.hours(plan).sum(), rel=1e-9)


def test_twice_the_contacts_need_less_than_twice_the_hours_and_half_again_the_handling_more(asked) -> None:
    formula, futures = asked
    usual = futures.mean
    one, two = (formula.hours(Week(factor * usual.contacts, usual.handling_s)).sum() for factor in (1, 2))
    assert 1.4 * one < two < 2 * one
    assert formula.hours(Week(0 * usual.contacts, usual.handling_s)).sum() == 0


def test_weeks_laid_on_a_calendar_are_the_same_every_week() -> None:
    week = Week(np.arange(7.0)[None], np.array([200.0]))
    laid = volumes_of(week, {"phone": made_volume()}, date(2027, 3, 1))["phone"]
    assert laid.contacts.tolist() == [[0, 1, 2, 3, 4, 5, 6]]
    assert np.unique(laid.handling_s).tolist() == [200.0]


def test_leaving_weeks_out_finds_no_error_on_a_line_and_finds_one_off_it() -> None:
    formula = np.array([[100.0], [150.0], [220.0], [300.0]])
    on_line = 1.1 * formula**1.05
    assert left_out(formula, on_line) == pytest.approx(on_line, rel=0.01)
    bent = on_line * np.array([[1.0], [1.2], [1.0], [1.0]])
    assert abs(left_out(formula, bent) / bent - 1).max() > 0.1
    assert np.isnan(left_out(formula[:1], bent[:1])).all()


def test_a_line_leaves_groups_without_work_alone() -> None:
    line = line_through(np.array([[100.0, 0.0], [200.0, 0.0]]), np.array([[120.0, 0.0], [240.0, 0.0]]))
    assert line.corrected(np.array([[150.0], [0.0]])).sum(axis=1) == pytest.approx([180, 0])


def test_of_those_who_stay_the_stated_share_is_gone_after_a_year() -> None:
    rows = staffings([0.0] * 12, start=10.0, attrition=0.3)
    assert rows[-1].there == pytest.approx(7.0)
    assert sum(row.leavers for row in rows) == pytest.approx(3.0)
    assert all(row.hires == 0 for row in rows)


def test_hires_fill_what_leavers_leave_and_what_is_needed_more() -> None:
    rows = staffings([12.0, 12.0], start=10.0, attrition=0.5)
    assert rows[0].hires == pytest.approx(2 + rows[0].leavers)
    assert rows[1].hires == pytest.approx(rows[1].leavers)
    assert rows[1].there == 12


def test_a_forecast_of_two_channels_orders_futures_by_their_work_together() -> None:
    contacts = np.zeros((2, 2, 1, 7))
    contacts[:, 0], contacts[:, 1] = np.array([[[10.0]], [[0.0]]]), np.array([[[0.0]], [[30.0]]])
    futures = Futures(("a", "b"), read_months("2027-03"), contacts, np.full((2, 2, 1), np.nan))
    assert futures.near(0, 0.99, contacts.sum(axis=(0, 3))).tolist() == [1]
    assert load("webshop_nl/today").scenario.staffing.attrition == 0


def test_demand_at_a_level_is_what_so_many_of_the_paths_stay_below_day_by_day() -> None:
    volume = at_level({"phone": made_volume(draws=101)}, 0.9)["phone"]
    assert volume.contacts.shape == (1, 61)
    assert volume.contacts[0, :2] == pytest.approx([280, 140])


def test_a_level_that_kept_too_few_paths_rises_and_one_that_kept_too_many_falls() -> None:
    assert next_level(0.9, asked=0.9, reached=0.8) > 0.93
    assert next_level(0.9, asked=0.9, reached=0.99) < 0.75
    assert next_level(0.998, asked=0.999, reached=0.998) is None

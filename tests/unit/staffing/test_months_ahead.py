"""Months ahead, piece by piece: which days count, what formulas say, how far the law errs."""

from datetime import date

import numpy as np
import pytest

from channelmix.demand.forecasts import ForecastVolume
from channelmix.errors import InputError
from channelmix.queueing import blocked_share
from channelmix.simulate.prepare import FileData
from channelmix.staffing.ahead.formula import formula_of
from channelmix.staffing.ahead.law import law_of, left_out
from channelmix.staffing.ahead.levels import UNEVEN, Week, futures_of, paths_of, volumes_of
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


def test_of_a_year_out_of_range_the_years_are_told_and_not_the_months() -> None:
    with pytest.raises(InputError, match=r"years from 1970 to 9000 \(got '2027-03\.\.9999-12'\)"):
        read_months("2027-03..9999-12")


def test_the_typical_week_has_no_holiday_and_a_month_counts_its_open_days_only(loaded_of, phone) -> None:
    text = phone.replace("days = 1\n", 'days = 1\ncountry = "NL"\nclosed_on = "public"\n')
    months = read_months("2027-05")
    calendar = calendar_of(loaded_of(text).scenario, months)
    assert date(2027, 5, 17) in calendar.unusual
    assert calendar.typical_monday(read_months("2027-03..2027-05")) == date(2027, 3, 1)
    assert date(2027, 5, 17) not in calendar.ordinary(months[0], 0)
    assert calendar.open_days(months[0]).sum() == 31 - 3


def test_a_simulated_week_takes_the_draws_nearest_to_its_own_and_at_least_that_one() -> None:
    futures = futures_of({"phone": made_volume()}, read_months("2027-03..2027-04"), NOTHING_UNUSUAL)
    places = np.moveaxis(futures.contacts.sum(axis=3), 0, -1)
    assert sorted(futures.near(1, 20, places)) == [19, 20, 21]
    alone = futures_of({"phone": made_volume(draws=3)}, read_months("2027-03"), NOTHING_UNUSUAL)
    assert alone.near(0, 2, np.moveaxis(alone.contacts.sum(axis=3), 0, -1)).tolist() == [2]


def test_simulated_paths_of_a_month_average_to_its_typical_week() -> None:
    volume = made_volume()
    futures = futures_of({"phone": volume}, read_months("2027-03..2027-04"), NOTHING_UNUSUAL)
    draws = np.array([10, 11, 12])
    paths = paths_of(futures, 1, draws, like={"phone": volume}, calendar=NOTHING_UNUSUAL, monday=date(2027, 3, 1))
    assert paths["phone"].contacts.mean(axis=0) == pytest.approx(futures.week(1, draws).contacts[0])


def test_handling_times_of_the_forecast_count_though_a_channel_is_closed_on_sundays() -> None:
    volume = made_volume(draws=3)
    weekday = (np.arange(61) + FIRST.item().weekday()) % 7
    handling = np.where(weekday == 6, np.nan, np.where(weekday == 0, 400.0, 300.0)) + np.array([[0.0], [10.0], [20.0]])
    open_days = ForecastVolume(FIRST, np.where(weekday == 6, 0.0, volume.contacts), handling, volume.shares)
    futures = futures_of({"phone": open_days, "chat": volume}, read_months("2027-03..2027-04"), NOTHING_UNUSUAL)
    usual = (2 * 400 + 5 * 300) / 7
    march = 31 - 4 + 5
    assert futures.handling_s[0, :, 0] == pytest.approx((10 * 400 + (march - 10) * 300) / march + np.arange(0, 30, 10))
    assert futures.mean.handling_s[0] == pytest.approx(usual + 10, rel=0.01)
    assert np.isnan(futures.mean.handling_s[1])
    assert np.isnan(futures.week(0, np.array([1])).handling_s[1])
    draws = np.array([0, 2])
    paths = paths_of(futures, 0, draws, like={"phone": open_days, "chat": volume}, calendar=NOTHING_UNUSUAL,
                     monday=date(2027, 3, 1))  # fmt: skip
    assert np.unique(paths["phone"].handling_s).tolist() == pytest.approx(futures.handling_s[0, draws, 0].tolist())


def test_a_weekday_on_which_hardly_anybody_comes_does_not_make_a_week_uneven() -> None:
    even = made_volume(draws=2)
    weekday = (np.arange(61) + FIRST.item().weekday()) % 7
    once = np.where(weekday == 6, np.where(np.arange(61) == 6, 1e-3, 0.0), even.contacts)
    volume = ForecastVolume(FIRST, once, even.handling_s, even.shares)
    assert futures_of({"phone": volume}, read_months("2027-03"), NOTHING_UNUSUAL).spread.max() < 1e-4


def test_a_week_counts_for_more_where_days_of_a_weekday_differ_or_draws_do() -> None:
    even = made_volume(draws=2)
    swing = np.where(np.arange(61) // 7 % 2 == 0, 1.2, 0.8)
    uneven = ForecastVolume(FIRST, even.contacts * swing, even.handling_s, even.shares)
    futures = futures_of({"phone": even, "chat": uneven}, read_months("2027-03"), NOTHING_UNUSUAL)
    assert futures.spread[0] == pytest.approx(np.zeros((2, 1)))
    assert futures.spread[1] == pytest.approx(np.full((2, 1), 0.04), rel=0.1)
    assert futures.counted[1] == pytest.approx(futures.contacts[1].sum(axis=2) * 1.06, rel=0.01)
    alone, both = (futures.week(0, np.array(draws)) for draws in ([1], [0, 1]))
    assert alone.counted[0] == pytest.approx(alone.contacts[0].sum())
    assert both.spread == pytest.approx(alone.spread + 0.25)


@pytest.mark.parametrize(("load", "day_variation"), [(10.0, 0.1), (10.0, 0.2), (20.0, 0.1), (20.0, 0.2)])
def test_days_that_differ_count_for_about_half_of_what_erlang_c_adds_for_calls_that_cannot_wait(
    load: float, day_variation: float
) -> None:
    def in_time(agents: int, variation: float) -> float:
        days = load * (1 + variation * np.linspace(-2.5, 2.5, 51))
        weight = np.exp(-(np.linspace(-2.5, 2.5, 51) ** 2) / 2)
        busy = [blocked_share(day, agents) for day in days]
        late = np.array([share / (1 - day / agents * (1 - share)) for day, share in zip(days, busy, strict=True)])
        waits = np.where(days < agents, late * np.exp(-(agents - days) * 30 / 374), 1.0)
        return 1 - float(np.average(waits, weights=weight))

    def agents_for(variation: float) -> float:
        many = next(n for n in range(int(load), 100) if in_time(n, variation) >= 0.8)
        few = in_time(many - 1, variation)
        return many - 1 + (0.8 - few) / (in_time(many, variation) - few)

    more = (agents_for(day_variation) - agents_for(0.0)) / load / day_variation**2
    assert 0.35 * more < UNEVEN < 0.75 * more


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
    assert formula.load.active == pytest.approx(load.active)
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


def mixed_weeks(count: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Return work of two channels whose mix varies, and hours of two groups that square-root staffing would take."""
    work = np.random.default_rng(1).uniform(50, 400, (count, 2))
    return work, np.stack([work[:, 0] + 3 * np.sqrt(work[:, 0]), 0.5 * work[:, 1] + 20], axis=1)


def test_leaving_weeks_out_finds_no_error_where_the_law_holds_whatever_the_mix_and_finds_a_week_off_it() -> None:
    work, hours = mixed_weeks()
    law = law_of(work, hours)
    assert left_out(work, hours, law) == pytest.approx(hours, rel=0.02)
    bent = hours * np.where(np.arange(8) == 3, 1.2, 1.0)[:, None]
    assert abs(left_out(work, bent, law) / bent - 1).max() > 0.1
    assert np.isnan(left_out(work[:1], bent[:1], law)).all()


def test_more_work_of_any_channel_never_takes_fewer_hours_even_if_the_weeks_say_so() -> None:
    work, hours = mixed_weeks()
    law = law_of(work, hours[::-1], law_of(work, hours))
    for more in (np.array([30.0, 0.0]), np.array([0.0, 30.0])):
        assert (law.hours(work + more) >= law.hours(work) - 1e-9).all()


def test_a_single_simulated_week_shifts_the_law_of_formulas_and_keeps_its_shape() -> None:
    work, hours = mixed_weeks()
    said = law_of(work, hours)
    law = law_of(work[:1], 1.1 * hours[:1], said)
    assert law.hours(work) == pytest.approx(1.1 * hours, rel=0.02)


def test_a_law_leaves_groups_without_work_alone_and_channels_that_bring_none() -> None:
    work = np.array([[100.0, 0.0], [200.0, 0.0]])
    law = law_of(work, np.array([[120.0, 0.0], [240.0, 0.0]]))
    assert law.hours(np.array([150.0, 0.0])) == pytest.approx([180, 0])


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


def test_demand_at_a_level_is_what_so_many_of_the_paths_stay_below_day_by_day() -> None:
    volume = at_level({"phone": made_volume(draws=101)}, 0.9)["phone"]
    assert volume.contacts.shape == (1, 61)
    assert volume.contacts[0, :2] == pytest.approx([280, 140])


def test_a_level_that_kept_too_few_paths_rises_and_one_that_kept_too_many_falls() -> None:
    assert next_level(0.9, asked=0.9, reached=0.8) > 0.93
    assert next_level(0.9, asked=0.9, reached=0.99) < 0.75
    assert next_level(0.998, asked=0.999, reached=0.998) is None


def test_a_group_that_formulas_forget_has_a_steady_share_of_what_its_part_takes() -> None:
    work, hours = mixed_weeks()
    said = law_of(work, np.stack([hours[:, 0], np.zeros(len(hours))], axis=1))
    luck = np.array([0.02, 0.18] * len(work))[: len(work), None]
    split = np.concatenate([hours[:, :1] * (1 - luck), hours[:, :1] * luck], axis=1)
    pooled = law_of(work, split, said, parts=[(0, 1)])
    share = pooled.hours(work)[:, 1] / pooled.hours(work).sum(axis=1)
    assert share == pytest.approx(np.full(len(work), share[0]), rel=0.2)
    assert 0.05 < share.mean() < 0.15
    usual = 0.1 * hours[:, 0]
    off = [np.abs(left_out(work, split, said, parts)[:, 1] / usual - 1).mean() for parts in ((), [(0, 1)])]
    assert off[1] < 0.9 * off[0]


def unlucky_weeks(luck: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return work of three channels, what three groups that share them usually take, and what searches find by luck."""
    random = np.random.default_rng(seed)
    work = 100 * random.lognormal(0, 0.12, (8, 1)) * random.lognormal(0, 0.08, (8, 3))
    usual = work @ np.array([[0.9, 0.0, 0.3], [0.1, 0.7, 0.3], [0.0, 0.3, 0.4]]) + 2 * np.sqrt(work)
    off = random.normal(0, luck, usual.shape) * usual
    return work, usual, usual + off - usual * off.sum(axis=1, keepdims=True) / usual.sum(axis=1, keepdims=True)


def test_groups_that_divide_their_work_by_luck_are_not_told_too_low_and_all_together_as_if_there_were_no_luck() -> None:
    low, apart = [], []
    for seed in range(40):
        work, usual, found = unlucky_weeks(0.15, seed)
        said, parts = law_of(work, 0.9 * usual), [(0, 1, 2)]
        by_luck, plain = (law_of(work, hours, said, parts).hours(work).sum(axis=1) for hours in (found, usual))
        low.append((by_luck / usual.sum(axis=1) - 1).mean())
        apart.append(np.abs(by_luck / plain - 1).max())
    assert np.mean(low) == pytest.approx(0, abs=3 * np.std(low) / np.sqrt(len(low)) + 1e-4)
    assert max(apart) < 0.005


def test_a_week_in_which_a_group_happens_to_have_few_people_counts_no_more_than_one_in_which_it_has_many() -> None:
    work = np.full((8, 1), 100.0)
    found = np.where(np.arange(8) % 2 == 0, 80.0, 120.0)[:, None]
    said = law_of(work, np.full((8, 1), 100.0))
    assert law_of(work, found, said).hours(work[0]) == pytest.approx([100.0])

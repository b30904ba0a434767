"""Adoption curves: what the surveys of a channel say, how wide the answer is, and what shocks and history do to it."""

from datetime import date

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast.choice import adoption, surveys, words
from channelmix.forecast.choice.ceilings import Ceiling, Uncertain
from channelmix.forecast.choice.shocks import Shock
from channelmix.forecast.choice.times import years_of

KANTAR = [
    {"date": year, "channel": "whatsapp", "share": share, "kind": "use", "question": "contact in the past year",
     "country": "NL", "source": "Kantar TNS"}
    for year, share in (("2015", "7 %"), ("2016", "13 %"))
]  # fmt: skip
MID_2020 = date(2020, 7, 1)


def fitted(rows=KANTAR, **settings):
    return adoption.fit(surveys.read(rows), **{"channel": "whatsapp", "country": "NL", **settings})


def quantiles(found, day=MID_2020, draws=8000):
    return np.quantile(found.shares([day], draws), (0.1, 0.5, 0.9))


def test_dutch_contact_by_whatsapp_of_2015_and_2016_leaves_26_to_58_per_cent_open_for_2020():
    assert quantiles(fitted()) == pytest.approx([0.26, 0.41, 0.58], abs=0.02)


def test_rows_in_another_order_give_the_very_same_futures():
    one, other = fitted(), fitted(KANTAR[::-1])
    assert np.array_equal(one.shares([MID_2020], 200), other.shares([MID_2020], 200))


def test_a_future_stays_the_same_whatever_other_dates_are_asked_for():
    found = fitted()
    alone = found.shares([MID_2020], 50)
    assert np.array_equal(found.shares([date(2018, 1, 1), MID_2020], 50)[:, 1:], alone)


def test_more_people_asked_narrow_the_answer():
    large = [{**row, "n": 20000} for row in KANTAR]
    small = [{**row, "n": 50} for row in KANTAR]
    assert np.ptp(quantiles(fitted(large))) < np.ptp(quantiles(fitted(small)))


def test_the_ceiling_keeps_its_prior_where_two_points_say_nothing_of_it():
    ceilings = fitted().ceilings()
    assert ceilings["posterior"] == pytest.approx(ceilings["prior"], abs=0.04)


def test_a_low_ceiling_is_never_exceeded_and_an_old_segment_has_a_lower_one():
    low = Ceiling(willingness=Uncertain(0.2, 0.02))
    assert quantiles(fitted(ceiling=low), date(2040, 1, 1))[2] < 0.25
    assert Ceiling.of("DE", "70+").product.mean < Ceiling.of("DE", "14-29").product.mean
    with pytest.raises(DataError, match="age must be a band"):
        Ceiling.of("DE", "old")


def test_prior_and_posterior_stand_side_by_side_and_differ():
    both = fitted().side_by_side([date(2016, 7, 1)])
    assert both["prior"].shape == both["posterior"].shape == (3, 1)
    assert np.ptp(both["posterior"]) < 0.5 * np.ptp(both["prior"])


def test_a_survey_of_reach_moves_the_ceiling_and_a_wish_moves_nothing():
    reach = {**KANTAR[0], "date": "2016", "share": "50 %", "kind": "reach", "question": "has it", "n": 1000}
    wish = {**reach, "kind": "preference", "question": "open to it"}
    assert fitted([*KANTAR, reach]).ceiling.product.mean < fitted().ceiling.product.mean
    assert np.array_equal(fitted([*KANTAR, wish]).shares([MID_2020], 50), fitted().shares([MID_2020], 50))
    assert any("a wish is not use" in text for text in words.of(fitted([*KANTAR, wish])))


def test_the_privacy_policy_of_2016_takes_uncertain_part_of_the_use_for_good():
    policy = Shock(date(2016, 8, 25), keeps=(0.54, 0.97), reason="WhatsApp shares data with Facebook")
    hit, spared = fitted(shocks=[policy]), fitted()
    assert quantiles(hit)[1] < 0.95 * quantiles(spared)[1]
    assert quantiles(hit, date(2016, 8, 1)) == pytest.approx(quantiles(spared, date(2016, 8, 1)), abs=0.02)
    assert any("no survey after 2016-08-25" in text for text in words.of(hit))
    assert fitted(shocks=[Shock(date(2016, 8, 25), (0.5, 0.9), channel="email")]).chances == spared.chances


def test_an_outage_ends_and_a_loss_may_come_back():
    years = years_of([date(2021, 10, 3), date(2021, 10, 4), date(2021, 10, 5), date(2022, 10, 4)])
    outage = Shock(date(2021, 10, 4), keeps=(0.01, 0.02), lasts_days=1).kept(np.zeros(1), years)[0]
    assert outage == pytest.approx([1, 0.014, 1, 1], abs=0.001)
    healing = Shock(date(2021, 10, 4), keeps=(0.4, 0.6), half_back_after=1.0).kept(np.zeros(1), years)[0]
    assert healing == pytest.approx([1, 0.5, 0.5, 0.75], abs=0.001)


def test_nobody_uses_a_channel_before_its_launch():
    found = fitted(launched=date(2013, 4, 1))
    assert found.shares([date(2013, 1, 1)], 100).max() == 0
    assert found.shares([date(2014, 1, 1)], 100).max() > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"keeps": (0.9, 0.5)}, "the lower first (got 0.9, 0.5)"),
        ({"keeps": (0.5, 1.0)}, "between 0 and 1"),
        ({"keeps": (0.5, 0.9), "lasts_days": 0}, "lasts_days must be 1 or more (got 0)"),
        ({"keeps": (0.5, 0.9), "half_back_after": 0}, "must be above 0 years (got 0)"),
    ],
)
def test_a_shock_that_cannot_be_says_so(settings, message):
    with pytest.raises(DataError) as error:
        Shock(date(2016, 1, 1), **settings)
    assert message in str(error.value)


def own_history(end=0.06, months=24):
    days = np.arange("2017-01", "2019-01", dtype="datetime64[M]").astype("datetime64[D]")[:months]
    total = np.full(len(days), 5000.0)
    return days, np.linspace(0.02, end, len(days)) * total, total


def test_own_history_starts_at_its_last_level_and_follows_the_curve_upward():
    found = fitted(own=own_history())
    last = date(2018, 12, 1)
    assert np.ptp(quantiles(found, last)) < 0.015
    assert quantiles(found, last)[1] == pytest.approx(0.06, abs=0.004)
    low, middle, high = quantiles(found, date(2021, 12, 1), 4000)
    assert low > 0.04
    assert 0.08 < middle < quantiles(fitted(), date(2021, 12, 1))[1]
    assert high < 0.7


def test_own_history_that_cannot_be_says_so():
    days, part, total = own_history()
    with pytest.raises(DataError, match="must be 0 to all contacts"):
        fitted(own=(days, part + 6000, total))
    with pytest.raises(DataError, match="must have a time with contacts"):
        fitted(own=(days, part, total * 0))


def test_words_say_what_two_points_cannot_tell():
    text = "\n".join(words.of(fitted()))
    assert "hardly tell growth from the noise" in text
    assert "only one question was asked" in text
    assert "2 of 2 surveys do not tell how many were asked" in text
    assert "where adoption ends is assumed, not seen" in text
    assert "do not tell the shapes of curves apart" in text
    assert "a level and nothing of growth" in "\n".join(words.of(fitted(KANTAR[:1])))


def test_moved_is_measured_from_a_day_within_each_future():
    found = fitted()
    moved = found.moved([date(2018, 1, 1), MID_2020], date(2018, 1, 1), 100)
    assert np.array_equal(moved[:, 0], np.zeros(100))
    assert np.quantile(moved[:, 1], 0.1) > 0
    assert found.effective > 500

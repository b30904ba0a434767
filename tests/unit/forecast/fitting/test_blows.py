"""Dated shocks in a forecast: whom they hit, when, for how long, and where the contacts go."""

from datetime import date

import numpy as np
import pytest

import channelmix.forecast as forecasting
from channelmix.errors import DataError
from channelmix.forecast.choice.shock_words import parsed_shock, shock_of, shock_table
from channelmix.forecast.fitting.recipe import Recipe

OUTAGE = "whatsapp 2026-12-01 keeps 1..5 % for 2 days: outage"


@pytest.fixture(scope="module")
def fitted(frame):
    def fit(*shocks):
        return forecasting.fit(frame, until="2027-03-31", engine="ridge", draws=40, shocks=shocks)

    return fit


def medians(forecast, channel, *days):
    at = np.searchsorted(forecast.draws.days, np.array(days, "datetime64[D]"))
    return np.median(forecast.draws.of(channel)[:, at], axis=0)


def test_an_outage_empties_its_channel_for_its_days_and_the_need_goes_to_the_others(fitted):
    calm, hit = fitted(), fitted(OUTAGE)
    days = ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03")
    assert (medians(hit, "whatsapp", *days) / medians(calm, "whatsapp", *days)).round(2) == pytest.approx(
        [1, 0.02, 0.02, 1], abs=0.02
    )
    assert medians(hit, "phone", days[1]) > medians(calm, "phone", days[1])
    assert hit.draws.contacts.sum(axis=0) == pytest.approx(calm.draws.contacts.sum(axis=0))
    assert any("shock to whatsapp, 2026-12-01 (outage)" in note for note in hit.card["notes"])


def test_a_past_shock_that_heals_gives_contacts_back_and_one_that_does_not_changes_nothing(fitted):
    calm = fitted()
    healing = fitted("whatsapp 2026-09-01 keeps 40..60 % half back after 0.2 years")
    lasting = fitted("whatsapp 2026-09-01 keeps 40..60 %")
    assert medians(healing, "whatsapp", "2027-03-30") > 1.3 * medians(calm, "whatsapp", "2027-03-30")
    assert lasting.draws.contacts == pytest.approx(calm.draws.contacts)


def test_a_shock_to_a_channel_that_is_not_there_names_those_that_are(fitted):
    with pytest.raises(DataError, match="did you mean 'whatsapp'"):
        fitted(OUTAGE.replace("whatsapp", "whatsap"))


def test_the_only_channel_cannot_lose_to_others(frame):
    phone = frame[frame.channel == "phone"]
    with pytest.raises(DataError, match="only channel"):
        forecasting.fit(phone, engine="ridge", draws=20, shocks=["phone 2026-12-01 keeps 1..5 % for 2 days"])


@pytest.mark.parametrize(
    "line", [OUTAGE, "chat 2027-05-01 keeps 0.4..0.8 half back after 0.5 years", "2016-08-25 keeps 54-97 %: policy"]
)
def test_a_shock_comes_back_from_a_recipe_as_it_was_written(line):
    shock = parsed_shock(line)
    assert shock_of(shock_table(shock), "recipe.toml") == shock


def test_a_recipe_refuses_a_shock_that_hits_nobody():
    with pytest.raises(DataError, match="channel must be named"):
        Recipe(shocks=(parsed_shock("2016-08-25 keeps 54..97 %"),))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"at": date(2027, 1, 1), "keeps": [0.1]}, r"keeps = \[0.54, 0.97\]"),
        ({"at": "2027-01-01", "keeps": [0.1, 0.2]}, "at = 2016-08-25"),
        ({"at": date(2027, 1, 1), "keeps": [0.1, 0.2], "last_days": 3}, "did you mean 'lasts_days'"),
        ({"at": date(2027, 1, 1), "keeps": [0.1, 0.2], "lasts_days": "3"}, "must be numbers"),
    ],
)
def test_a_shock_of_a_recipe_that_cannot_be_says_why(entry, message):
    with pytest.raises(DataError, match=message):
        shock_of(entry, "recipe.toml")

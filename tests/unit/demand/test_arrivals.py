"""First contacts: Poisson given the day's factor, where they are expected, and the same ones whatever else changes."""

import math
from datetime import date, datetime

import numpy as np
import pytest

from channelmix.demand.arrivals import day_factors
from channelmix.demand.people import Chance
from channelmix.engine.inputs import SECOND, Reason
from channelmix.scenario.period import DayFactor
from channelmix.streams import customer_ids

HOUR = 3600 * SECOND


@pytest.fixture
def counts(population):
    """Return the first contacts of a scenario, by replication and day."""

    def of(scenario, replications, **more):
        people = population(scenario, **more)
        starts = people.clock.day_start
        each = [people.contacts(5, number, int(starts[-1])) for number in range(replications)]
        return np.array([np.histogram(one.arrival[: one.first], starts)[0] for one in each])

    return of


def dispersion(numbers: np.ndarray, mean: float) -> float:
    """Return how many standard errors the sum of squares of Poisson numbers lies off its own mean."""
    square = ((numbers - mean) ** 2 / mean).sum()
    return float((square - numbers.size) / np.sqrt(numbers.size * (2 + 1 / mean)))


def test_numbers_of_contacts_are_poisson(make, counts):
    numbers = counts(make({"phone": {"arrivals": {"per_day": 40}}}, period={"days": 5}), 200)
    assert abs(numbers.mean() - 40) < 4 * math.sqrt(40 / numbers.size)
    assert abs(dispersion(numbers, 40)) < 4
    assert abs(np.corrcoef(numbers[:, 0], numbers[:, 1])[0, 1]) < 4 / math.sqrt(200)


def test_this_check_notices_a_factor_of_the_day(make, counts):
    busy = {"day_factor": {"cv": 0.1}}
    numbers = counts(make({"phone": {"arrivals": {"per_day": 40}}}, demand=busy, period={"days": 5}), 200)
    assert dispersion(numbers, 40) > 4


def test_gaps_between_contacts_are_exponential(make, population):
    people = population(make({"phone": {"arrivals": {"per_hour": 6000}}}))
    gaps = np.diff(people.contacts(5, 0, 24 * HOUR).arrival) / (HOUR / 6000)
    for quantile in (0.1, 0.5, 0.9):
        share = (gaps < -math.log(1 - quantile)).mean()
        assert abs(share - quantile) < 4 * math.sqrt(quantile * (1 - quantile) / len(gaps))
    assert abs(np.corrcoef(gaps[1:], gaps[:-1])[0, 1]) < 4 / math.sqrt(len(gaps))


def test_contacts_come_when_the_profile_says(make, population):
    profiles = {"day": {"08:00": 1, "12:00": 3, "18:00": 0}}
    people = population(make({"phone": {"arrivals": {"per_day": 20_000, "profile": "day"}}}, profiles=profiles))
    arrival = people.contacts(5, 0, 24 * HOUR).arrival
    hours = np.histogram(arrival, np.arange(25) * HOUR)[0]
    expected = 20_000 * np.array([0] * 8 + [1] * 4 + [3] * 6 + [0] * 6) / 22
    assert not hours[expected == 0].any()
    assert abs(((hours - expected) ** 2 / np.maximum(expected, 1)).sum() - 10) < 4 * math.sqrt(20)


@pytest.mark.parametrize("per_day", [1e-3, 0.5, 3])
def test_tiny_volumes_have_their_mean(make, counts, per_day):
    numbers = counts(make({"phone": {"arrivals": {"per_day": per_day}}}, period={"days": 50}), 60)
    assert abs(numbers.mean() - per_day) < 4 * math.sqrt(per_day / numbers.size)


def test_no_contacts_at_all_are_no_rows(make, population):
    people = population(make({"phone": {"arrivals": {"per_day": 0}}, "mail": {"kind": "deferred", "arrivals": None}}))
    contacts = people.contacts(1, 0, 24 * HOUR)
    assert (contacts.first, contacts.rows, contacts.turn_at.tolist()) == (0, 0, [0])
    assert np.shape(contacts.child) == np.shape(contacts.after) == (0, len(Reason))


def test_a_process_that_outruns_its_first_guess_goes_on(make, draw, monkeypatch):
    scenario = make({"phone": {"arrivals": {"per_day": 500}}})
    at_once = draw(scenario)
    monkeypatch.setattr("channelmix.demand.arrivals._Day.enough", 20)
    assert np.array_equal(draw(scenario).contacts.arrival, at_once.contacts.arrival)
    assert np.array_equal(draw(scenario).customer, at_once.customer)


# ---------------------------------------------------------------------- day factors


@pytest.fixture
def factors(make, clock):
    """Return the factors of 4000 days in two channels."""

    def of(cv, shared):
        days = clock(make(), days=4000)
        both = day_factors(Chance(3, 0), DayFactor(cv=cv, shared=shared), days, ["phone", "chat"])
        return both["phone"], both["chat"]

    return of


@pytest.mark.parametrize("cv", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("shared", [0.0, 0.4, 1.0])
def test_day_factors_have_mean_one_and_the_spread_and_correlation_asked_for(factors, cv, shared):
    phone, chat = factors(cv, shared)
    for factor in (phone, chat):
        squares = (factor - 1) ** 2
        assert abs(factor.mean() - 1) < 4 * cv / math.sqrt(len(factor))
        assert abs(squares.mean() - cv**2) < 4 * squares.std() / math.sqrt(len(factor))
    products = (phone - 1) * (chat - 1) / cv**2
    assert abs(products.mean() - shared) < 4 * products.std() / math.sqrt(len(phone)) + 1e-9


def test_this_check_notices_a_correlation_a_tenth_off(factors):
    phone, chat = factors(0.3, 0.4)
    products = (phone - 1) * (chat - 1) / 0.09
    assert abs(products.mean() - 0.5) > 4 * products.std() / math.sqrt(len(phone))


def test_shared_factors_are_the_same_in_every_channel(factors):
    phone, chat = factors(0.2, 1.0)
    assert np.array_equal(phone, chat)


def test_contacts_follow_the_factor_of_their_day(make, counts, clock):
    scenario = make({"phone": {"arrivals": {"per_day": 1e4}}}, demand={"day_factor": {"cv": 0.3}}, period={"days": 20})
    factor = day_factors(Chance(5, 0), scenario.demand.day_factor, clock(scenario), ["phone"])["phone"]
    numbers = counts(scenario, 1)[0]
    assert (np.abs(numbers - 1e4 * factor) < 4.5 * np.sqrt(1e4 * factor)).all()


def test_the_factor_of_a_day_hangs_on_its_date_not_on_where_the_simulation_starts(make, clock):
    spread = DayFactor(cv=0.2)
    later, sooner = (
        day_factors(Chance(3, 0), spread, clock(make(period={"start": date(2026, 3, day), "days": 9})), ["phone"])
        for day in (2, 4)
    )
    assert np.array_equal(later["phone"][2:], sooner["phone"][:-2])


# ---------------------------------------------------------------------- events


OUTAGE = {"at": datetime(2026, 3, 2, 10), "lasts": "3 h"}


def test_a_surge_adds_customers_and_leaves_all_others_as_they_were(make, draw, first_rows):
    plain = draw(make())
    surge = draw(make(events=[{**OUTAGE, "multiply": {"phone": 4.0}}]))
    rows = first_rows(surge, "phone")
    for column in ("arrival", "patience", "work"):
        assert np.array_equal(getattr(surge.contacts, column)[rows], getattr(plain.contacts, column))
    added = surge.contacts.arrival[first_rows(surge, "phone+event")]
    assert len(added)
    assert (added >= 10 * HOUR).all()
    assert (added < 13 * HOUR).all()


def test_a_surge_multiplies_what_is_expected(make, counts):
    scenario = make({"phone": {"arrivals": {"per_hour": 10}}}, events=[{**OUTAGE, "multiply": {"phone": 4.0}}])
    numbers = counts(scenario, 200)
    assert abs(numbers.mean() - 330) < 4 * math.sqrt(330 / 200)


def test_a_lull_keeps_customers_away_by_their_own_numbers(make, draw, by_name):
    days = [draw(make(events=[{**OUTAGE, "multiply": {"phone": factor}}])) for factor in (1.0, 0.7, 0.3, 0.0)]
    all_of_them, most, some, fewest = (by_name(day, "phone") for day in days)
    assert set(all_of_them) > set(most) > set(some) > set(fewest)
    gone = [days[0].contacts.arrival[row] for name, row in all_of_them.items() if name not in fewest]
    assert all(10 * HOUR <= arrival < 13 * HOUR for arrival in gone)


def test_a_lull_keeps_the_share_that_it_says(make, counts):
    scenario = make({"phone": {"arrivals": {"per_hour": 10}}}, events=[{**OUTAGE, "multiply": {"phone": 0.3}}])
    numbers = counts(scenario, 300)
    assert abs(numbers.mean() - 219) < 4 * math.sqrt(219 / 300)


# ---------------------------------------------------------------------- what does not matter


def test_a_higher_volume_keeps_every_customer_and_adds_some(make, draw):
    few, many = (draw(make({"phone": {"arrivals": {"per_day": volume}}})) for volume in (200, 300))
    assert few.contacts.first < many.contacts.first
    assert np.array_equal(many.customer[: few.contacts.first], few.customer)
    assert np.array_equal(many.contacts.work[: few.contacts.first], few.contacts.work)


def test_where_the_drawing_ends_changes_nobody_before_it(make, draw):
    scenario = make({"phone": {"unresolved": {"share": 0.4, "after": "1 day"}}}, period={"days": 3})
    whole = draw(scenario)
    for hours in (1, 24, 30, 47.5):
        until = round(hours * HOUR)
        part = draw(scenario, until=until)
        expected = whole.contacts.arrival[: whole.contacts.first]
        assert np.array_equal(part.contacts.arrival[: part.contacts.first], expected[expected < until])


def test_contacts_before_the_warm_up_are_left_out(make, draw):
    whole, late = draw(make()), draw(make(), not_before=12 * HOUR)
    kept = whole.contacts.arrival >= 12 * HOUR
    assert np.array_equal(late.contacts.arrival, whole.contacts.arrival[kept])
    assert np.array_equal(late.contacts.work, whole.contacts.work[kept])


def test_customers_are_named_by_date_and_index(make, draw):
    two = draw(make(period={"days": 2}))
    first, second = (customer_ids(date(2026, 3, day).toordinal(), 0) for day in (2, 3))
    midnight = int(np.searchsorted(two.contacts.arrival, 24 * HOUR))
    assert np.array_equal(two.customer[:midnight] - first, np.arange(midnight))
    assert np.array_equal(two.customer[midnight:] - second, np.arange(len(two.customer) - midnight))


def test_first_contacts_are_sorted_by_arrival_then_channel(make, draw):
    channels = {"phone": {}, "chat": {"kind": "chat"}, "mail": {"kind": "deferred"}}
    events = [{**OUTAGE, "multiply": {"phone": 3.0}}]
    contacts = draw(make(channels, events=events)).contacts
    arrival, channel = contacts.arrival[: contacts.first], contacts.channel[: contacts.first]
    assert set(channel.tolist()) == {0, 1, 2}
    order = np.lexsort((channel, arrival))
    assert np.array_equal(order, np.arange(contacts.first))

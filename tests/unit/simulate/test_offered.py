"""Volumes that count every contact: after the pilots, simulated contacts are those given."""

from datetime import datetime

import pytest

from channelmix.simulate.counts import add_up
from channelmix.simulate.frame import frame_of
from channelmix.simulate.offered import expected_contacts, fit_offered
from channelmix.simulate.prepare import FileData, prepare

REDIAL = {"share": 0.6, "after": {"mean": "10 min", "distribution": "exponential"}}


@pytest.fixture
def short_of_agents(scenario_of):
    """A line on which a third is lost and most of those call again."""

    def build(counts="offered", **changes):
        phone = {"arrivals": {"per_day": 300, "counts": counts}, "redial": REDIAL, "patience": "2 min"}
        return scenario_of(
            period={"warm_up": "0 s"}, channels={"phone": phone}, groups={"front": {"agents": 2}}, **changes
        )

    return build


def offered(scenario, factors, replications=30):
    simulation = prepare(scenario, seed=5, volume_factors=factors)
    return add_up(simulation.play(number) for number in range(replications)).channels["offered"][:, 0]


def test_first_attempts_are_scaled_until_as_many_contacts_come_as_given(short_of_agents):
    scenario = short_of_agents()
    fit = fit_offered(scenario, seed=5, files=FileData())
    contacts = offered(scenario, fit.factors)
    assert fit.given == {"phone": 300}
    assert fit.factors["phone"] < 0.95
    assert abs(contacts.mean() - 300) < 4 * contacts.std(ddof=1) / len(contacts) ** 0.5


def test_this_check_notices_volumes_that_are_not_scaled(short_of_agents):
    contacts = offered(short_of_agents(), {})
    assert abs(contacts.mean() - 300) > 4 * contacts.std(ddof=1) / len(contacts) ** 0.5


def test_first_attempts_are_taken_as_they_are(short_of_agents):
    fit = fit_offered(short_of_agents(counts="first_attempts"), seed=5, files=FileData())
    assert (fit.factors, fit.given) == ({}, {})


def test_a_settled_factor_is_kept_without_pilots(short_of_agents):
    fit = fit_offered(short_of_agents(), seed=5, files=FileData(), known={"phone": 0.5, "fax": 2.0})
    assert (fit.factors, fit.given) == ({"phone": 0.5}, {"phone": 300})


def test_events_do_not_explain_what_was_reported(short_of_agents):
    event = {"at": datetime(2024, 3, 4, 10), "lasts": "3 h", "multiply": {"phone": 3.0}}
    plain, eventful = short_of_agents(), short_of_agents(events=[event])
    assert offered(eventful, {}, replications=3).sum() > 1.2 * offered(plain, {}, replications=3).sum()
    assert fit_offered(eventful, seed=5, files=FileData()) == fit_offered(plain, seed=5, files=FileData())


def test_the_volume_given_is_that_of_the_counted_days(scenario_of):
    scenario = scenario_of(period={"days": 7}, channels={"phone": {"arrivals": {"per_day": {"mon": 100, "sat": 50}}}})
    assert expected_contacts(scenario, "phone", frame_of(scenario), FileData()) == pytest.approx(100)

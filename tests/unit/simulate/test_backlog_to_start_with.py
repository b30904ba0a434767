"""Contacts that are already waiting when the simulation begins."""

import numpy as np
import pytest

from channelmix.demand.backlog import BACKLOG
from channelmix.engine.inputs import DAY, HOUR, NEVER, SECOND, Reason
from channelmix.simulate.frame import frame_of, longest_age
from channelmix.simulate.prepare import prepare

MAIL = {"kind": "deferred", "handling": {"mean": "5 min"}, "arrivals": {"per_day": 24}}
GROUPS = {"front": {"handles": ["phone", "mail"]}}


@pytest.fixture
def begun(scenario_of):
    """Return a simulation of mail that begins with a backlog, and its contacts."""

    def of(count=20, age="3 h", period=None, **mail):
        backlog = {"backlog_start": {"count": count, "age": age}}
        scenario = scenario_of(
            channels={"phone": {"arrivals": {"per_day": 0}}, "mail": {**MAIL, **backlog, **mail}},
            groups=GROUPS,
            period=period or {},
        )
        simulation = prepare(scenario, seed=1)
        return simulation, simulation.population.customers(1, 0, simulation.operation.count_until)

    return of


def waiting(customers):
    return customers.origin == customers.origins.index("mail" + BACKLOG)


def test_so_many_have_waited_so_long_when_the_simulation_begins_and_are_not_counted(begun):
    simulation, customers = begun()
    old = waiting(customers)
    assert simulation.operation.count_from == DAY
    assert customers.contacts.arrival[old].tolist() == [DAY - 3 * HOUR] * 20
    assert (customers.contacts.arrival[~old] >= DAY).all()
    assert simulation.play(0).channels["offered"][1] == (~old).sum()


def test_nobody_works_before_the_simulation_begins(begun):
    simulation, _ = begun(period={"warm_up": "10 h"})
    operation = simulation.operation
    first = operation.plan_time[0] if len(operation.plan_time) else NEVER
    assert operation.agents_at_start.tolist() == [0]
    assert first >= operation.count_from - 10 * HOUR


def test_ages_may_vary_and_the_oldest_is_within_time(begun, scenario_of):
    simulation, customers = begun(count=500, age={"mean": "1 day", "cv": 1})
    ages = simulation.operation.count_from - customers.contacts.arrival[waiting(customers)]
    assert abs(ages.mean() - DAY) < 4 * ages.std() / np.sqrt(500)
    assert (ages <= simulation.operation.count_from).all()
    assert (np.diff(ages) <= 0).all()


def test_those_who_wait_have_patience_left_and_have_passed_the_bot(begun):
    bot = {"containment": 0.9, "time": "1 min"}
    _, customers = begun(patience={"mean": "2 h", "distribution": "deterministic"}, bot=bot)
    contacts, old = customers.contacts, waiting(customers)
    assert set(contacts.patience[old].tolist()) == {5 * 3600 * SECOND}
    assert set(contacts.bot_time[old].tolist()) == {-1}
    assert not contacts.contained[old].any()


def test_those_who_wait_do_not_chase(begun):
    late = {"share": 1.0, "after": "1 min", "to": "phone"}
    _, customers = begun(late=late, target={"share": 0.9, "within": "2 h"})
    first = slice(0, customers.contacts.first)
    old = waiting(customers)[first]
    assert ((customers.contacts.child[first, Reason.LATE] >= 0) == ~old).all()


def test_a_backlog_is_worked_off_before_what_comes_later_and_shows_in_the_figures(begun):
    tallies = [begun(count=count)[0].play(0).channels for count in (0, 60)]
    assert tallies[1]["backlog_max"][1] >= 60
    assert tallies[1]["oldest_max"][1] >= 11 * HOUR
    assert tallies[1]["waited"][1] > tallies[0]["waited"][1] + 60 * 5 * 60 * SECOND


def test_without_a_backlog_time_begins_as_before(scenario_of):
    scenario = scenario_of(channels={"mail": MAIL}, groups=GROUPS)
    assert longest_age(scenario) == 0
    assert frame_of(scenario).first_arrival == 0

"""Customers of several scenarios are drawn once, are the same, and take no more memory than they may."""

import numpy as np
import pytest

from channelmix.scenario import load
from channelmix.simulate.customers import Customers, bytes_of
from channelmix.simulate.study import begin


@pytest.fixture
def populations(desk_file):
    """Of the same customers twice, and of others."""
    changes = [(), ("groups.desk.agents=9",), ("channels.phone.arrivals={ per_hour = 90 }",)]
    return [begin(load(desk_file, change), about=1).simulation for change in changes]


def drawn(customers, simulation, replication=0):
    return customers.of(simulation.population).contacts(simulation.seed, replication, simulation.horizons[0])


def test_who_asks_again_gets_the_very_same_customers_and_others_get_others(populations):
    customers = Customers()
    first, second, third = (drawn(customers, populations[place]) for place in (0, 1, 1))
    other = drawn(customers, populations[2])
    assert third is second
    assert np.array_equal(first.arrival, second.arrival)
    assert len(other.arrival) != len(first.arrival)


def test_nothing_is_kept_for_whom_nobody_else_asks(populations):
    customers = Customers()
    drawn(customers, populations[0])
    drawn(customers, populations[2])
    assert customers.size == 0


def test_where_there_is_no_room_the_customers_used_longest_ago_go(populations):
    size = bytes_of(drawn(Customers(), populations[0]))
    customers = Customers(most_bytes=3 * size)
    for place in (0, 0, 2, 2, 0):
        for replication in range(6):
            drawn(customers, populations[place], replication)
            assert customers.size <= customers.most_bytes
    assert customers.size == sum(bytes_of(each) for kept in customers._kept.values() for each in kept.values())
    assert customers.size > 0

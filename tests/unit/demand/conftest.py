"""Small scenarios from a few tables, their populations, and the customers of one replication."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from channelmix.calendars import LocalClock
from channelmix.demand import Customers, Population, prepare
from channelmix.scenario.model import Scenario

MONDAY = date(2026, 3, 2)
PHONE = {"kind": "voice", "arrivals": {"per_day": 200}, "handling": "5 min"}


def scenario_of(channels: Mapping[str, Mapping[str, Any]] | None = None, **tables: Any) -> Scenario:
    """Return a scenario of these channels, each a phone unless it says otherwise, from Monday on."""
    named = {name: {**PHONE, **channel} for name, channel in (channels or {"phone": {}}).items()}
    several = {name: 2 for name, channel in named.items() if channel["kind"] in ("chat", "messaging")}
    groups = {"team": {"handles": list(named), "agents": 5, "concurrency": several}}
    period = {"start": MONDAY, "days": 1, **tables.pop("period", {})}
    return Scenario.model_validate({"period": period, "channels": named, "groups": groups, **tables})


def clock_of(scenario: Scenario, *, days: int | None = None) -> LocalClock:
    period = scenario.period
    return LocalClock(period.timezone, period.start, days or period.days)


def population_of(scenario: Scenario, **more: Any) -> Population:
    return prepare(scenario, clock_of(scenario), **more)


def customers_of(scenario: Scenario, *, replication: int = 0, until: int | None = None, **more: Any) -> Customers:
    population = population_of(scenario, **more)
    return population.customers(1, replication, int(population.clock.day_start[-1]) if until is None else until)


def rows_of(customers: Customers, origin: str | None = None) -> np.ndarray:
    """Return the rows of first contacts, of one origin if named."""
    first = np.arange(customers.contacts.first)
    if origin is None:
        return first
    if origin not in customers.origins:
        return first[:0]
    return first[customers.origin[first] == customers.origins.index(origin)]


@pytest.fixture
def make():
    return scenario_of


@pytest.fixture
def clock():
    return clock_of


@pytest.fixture
def population():
    return population_of


@pytest.fixture
def draw():
    return customers_of


@pytest.fixture
def first_rows():
    return rows_of


@pytest.fixture
def by_name(first_rows):
    """Return the row of each of an origin's customers, by name."""

    def of(customers, origin):
        rows = first_rows(customers, origin)
        return dict(zip(customers.customer[rows].tolist(), rows.tolist(), strict=True))

    return of


@pytest.fixture
def spring():
    """The week whose Sunday has 23 hours in Amsterdam."""
    return {"start": date(2026, 3, 23), "days": 7, "timezone": "Europe/Amsterdam"}


@pytest.fixture
def autumn():
    """The week whose Sunday has 25 hours in Amsterdam."""
    return {"start": date(2026, 3, 23) + timedelta(days=210), "days": 7, "timezone": "Europe/Amsterdam"}

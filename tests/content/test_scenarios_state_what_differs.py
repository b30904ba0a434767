"""The shipped scenarios load, tell their estimates, and differ only in what a strategy's file says."""

from pathlib import Path

import pytest

from channelmix.scenario import load

SHELF = Path(__file__).parents[2] / "scenarios"
STRATEGIES = ("phone_email", "plus_chat", "plus_whatsapp", "whatsapp_first_bot", "phone_deflected")
VARIANTS = ("slow_adoption", "outage_day", "newsletter_day")
YEARS = ("2016", "2017", "2018", "2019")
SHIPPED = [
    *(f"{folder}/{name}" for folder in ("webshop_nl", "utility_de") for name in (*STRATEGIES, *VARIANTS)),
    *(f"town_hall_nl/{year}" for year in YEARS),
]


def _load(name):
    return load(SHELF / f"{name}.toml")


def _leaves(value, path=()):
    if isinstance(value, dict):
        return {leaf: item for key, below in value.items() for leaf, item in _leaves(below, (*path, key)).items()}
    return {path: value}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_loads_without_mistakes_or_warnings(name):
    assert _load(name).warnings == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_demand_staff_and_money_has_a_source(name):
    loaded = _load(name)
    asked = [f"channels.{channel}.{key}" for channel, model in loaded.scenario.channels.items()
             for key in ("arrivals", "handling", "patience", "turns", "reply_delay", "bot", "redial", "unresolved")
             if getattr(model, key) is not None]  # fmt: skip
    asked += [f"groups.{group}.{key}" for group in loaded.scenario.groups for key in ("agents", "cost_per_hour")]
    sourced = loaded.sources
    missing = [key for key in asked if not any(_speaks_of(source, key) for source in sourced)]
    assert missing == []


def _speaks_of(source, key):
    return source == key or key.startswith(f"{source}.") or source.startswith(f"{key}.")


@pytest.mark.parametrize("name", SHIPPED)
def test_estimates_of_ours_are_told(name):
    told = dict(_load(name).estimates)
    assert told
    assert all(text.startswith("estimate of ours") for text in told.values())


@pytest.mark.parametrize("folder", ["webshop_nl", "utility_de"])
@pytest.mark.parametrize("name", STRATEGIES[1:])
def test_a_strategy_changes_only_channels_shifts_and_who_serves_them(folder, name):
    today, strategy = (_load(f"{folder}/{each}").resolved() for each in (STRATEGIES[0], name))
    before, after = _leaves(today), _leaves(strategy)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    kept = {path for path in changed if path[0] in ("period", "run", "money", "demand", "profiles")}
    assert kept == set()
    old_channels = {path[1] for path in changed if path[0] == "channels"} & set(today["channels"])
    assert old_channels == set()


@pytest.mark.parametrize("folder", ["webshop_nl", "utility_de"])
def test_the_five_strategies_begin_with_the_same_customers(folder):
    scenarios = [_load(f"{folder}/{name}").scenario for name in STRATEGIES]
    own = [
        {name: channel.arrivals for name, channel in scenario.channels.items() if channel.arrivals}
        for scenario in scenarios
    ]
    assert all(arrivals == own[0] for arrivals in own)
    assert len({scenario.run.seed for scenario in scenarios}) == 1


def _ready_hours(scenario):
    return sum(_day_hours(steps) for group in scenario.groups.values() for steps in group.agents.by_weekday)


def _day_hours(steps):
    ends = (*steps.starts[1:], 86_400)
    return sum(
        agents * (end - start) / 3600 for start, end, agents in zip(steps.starts, ends, steps.values, strict=False)
    )


def test_the_utility_pays_the_same_hours_whatever_its_strategy():
    hours = {name: _ready_hours(_load(f"utility_de/{name}").scenario) for name in STRATEGIES}
    assert len(set(hours.values())) == 1, hours


def test_an_event_multiplies_customers_where_they_begin():
    for folder in ("webshop_nl", "utility_de"):
        scenario = _load(f"{folder}/outage_day").scenario
        begins = {name for name, channel in scenario.channels.items() if channel.arrivals}
        assert all(set(event.multiply) <= begins for event in scenario.events)
        assert scenario.events

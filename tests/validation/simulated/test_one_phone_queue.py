"""
The simulation against exact formulas of one phone queue in steady state.

Figures to 12 digits were computed from the birth-death chains. The systems are those of others:
Erlang C, 200 calls in 30 min (github.com/phubers/erlang, vignettes/vignette.Rmd); Erlang A, 100
calls in 30 min with 13 agents (github.com/rodrigo-arenas/pyworkforce, tests); M/M/4/6
(github.com/mmarzolla/queueing, inst); priorities as Cobham's formula gives them, checked
against the two-dimensional chain.
"""

import pytest

from channelmix.queueing.durations import Deterministic, Exponential, Gamma, Lognormal, Uniform, Weibull
from channelmix.queueing.general_patience import GeneralPatience

pytestmark = pytest.mark.no_cover  # watched line by line it takes three times as long


def exponential(mean: str) -> dict[str, str]:
    return {"mean": mean, "distribution": "exponential"}


def steady_phone(make, *, per_hour, handling, agents, **more):
    phone = {"arrivals": {"per_hour": per_hour}, "handling": exponential(handling), **more}
    phone.setdefault("target", {"share": 0.8, "within": "20 s"})
    return make({"phone": phone}, {"team": {"handles": ["phone"], "agents": agents}}, period={"warm_up": "8 h"})


def queued(tally):
    return tally.channels["queued"][0]


def delayed(tally):
    return tally.channels["delayed"][0]


def waited_s(tally):
    return tally.channels["waited"][0] / 1e6


def abandoned(tally):
    return tally.channels["abandoned"][0]


def test_delayed_share_and_mean_wait_are_erlang_c(make, play, z):
    days = play(steady_phone(make, per_hour=400, handling="180 s", agents=25), 25)
    assert abs(z(days, delayed, queued, 0.209102826599)) < 4
    assert abs(z(days, waited_s, queued, 7.52770175756)) < 4


def test_the_check_against_erlang_c_notices_four_per_cent_longer_calls(make, play, z):
    days = play(steady_phone(make, per_hour=400, handling="187.2 s", agents=25), 12)
    assert abs(z(days, delayed, queued, 0.209102826599)) > 4


def test_waiting_abandoning_and_service_levels_are_erlang_a(make, play, z):
    days = play(steady_phone(make, per_hour=200, handling="3 min", agents=13, patience="5 min"), 40)
    assert abs(z(days, delayed, queued, 0.225797084047)) < 4
    assert abs(z(days, abandoned, queued, 0.0249633036336)) < 4
    assert abs(z(days, waited_s, queued, 60 * 0.124816518168)) < 4
    assert abs(z(days, lambda day: day.channels["good"][0], queued, 0.858177700031)) < 4


def test_the_check_against_erlang_a_notices_a_missing_agent(make, play, z):
    days = play(steady_phone(make, per_hour=200, handling="3 min", agents=12, patience="5 min"), 10)
    assert abs(z(days, abandoned, queued, 0.0249633036336)) > 4


PATIENCE = {
    "lognormal": ({"mean": "4 min", "cv": 1.3}, Lognormal(240.0, cv=1.3)),
    "weibull": ({"mean": "3 min", "distribution": "weibull", "cv": 0.6}, Weibull.with_cv(180.0, cv=0.6)),
    "gamma": ({"mean": "3 min", "distribution": "gamma", "cv": 1.7}, Gamma(180.0, cv=1.7)),
    "deterministic": ({"mean": "1 min", "distribution": "deterministic"}, Deterministic(60.0)),
    "uniform": ({"low": "10 s", "high": "5 min", "distribution": "uniform"}, Uniform(10.0, 300.0)),
}
"""Patience as a scenario writes it, and as the exact model takes it."""


def impatient_phone(make, patience):
    return steady_phone(make, per_hour=200, handling="3 min", agents=10, patience={**patience, "balk": 0.05})


@pytest.mark.parametrize("name", PATIENCE)
def test_patience_of_any_shape_abandons_and_waits_as_in_m_m_n_g(make, play, z, name):
    written, patience = PATIENCE[name]
    exact = GeneralPatience(load=10.0, agents=10, handling=180.0, patience=patience, balk=0.05)
    days = play(impatient_phone(make, written), 25)
    assert abs(z(days, abandoned, queued, exact.abandoned_share)) < 4
    assert abs(z(days, waited_s, queued, exact.wait_mean_s)) < 4
    assert abs(z(days, lambda day: day.channels["good"][0], queued, exact.answered_within(20.0))) < 4


def test_the_check_against_m_m_n_g_notices_another_shape_of_the_same_mean(make, play, z):
    written, _ = PATIENCE["gamma"]
    as_exponential = GeneralPatience(load=10.0, agents=10, handling=180.0, patience=Exponential(180.0), balk=0.05)
    days = play(impatient_phone(make, written), 25)
    assert abs(z(days, abandoned, queued, as_exponential.abandoned_share)) > 4


@pytest.mark.parametrize(
    ("formula", "expected"),
    [("answered", 0.880149130006), ("late_abandoned", 0.868274521188), ("offered", 0.858177700031)],
)
def test_each_formula_of_the_service_level_has_its_exact_value(make, play, z, formula, expected):
    target = {"share": 0.8, "within": "20 s", "formula": formula}
    scenario = steady_phone(make, per_hour=200, handling="3 min", agents=13, patience="5 min", target=target)
    days = play(scenario, 20)
    assert abs(z(days, lambda day: day.channels["good"][0], lambda day: day.channels["due"][0], expected)) < 4


def test_a_finite_number_of_lines_blocks_as_the_exact_chain(make, play, z):
    days = play(steady_phone(make, per_hour=50, handling="6 min", agents=4, lines=6), 60)
    offered = lambda day: day.channels["offered"][0]  # noqa: E731
    assert abs(z(days, lambda day: day.channels["rejected"][0], offered, 0.293542993481)) < 4
    assert abs(z(days, waited_s, queued, 3600 * 0.0232688011914)) < 4


def test_the_check_of_lines_notices_one_line_more(make, play, z):
    days = play(steady_phone(make, per_hour=50, handling="6 min", agents=4, lines=7), 60)
    offered = lambda day: day.channels["offered"][0]  # noqa: E731
    assert abs(z(days, lambda day: day.channels["rejected"][0], offered, 0.293542993481)) > 4


@pytest.mark.parametrize(
    ("rates", "handling", "agents", "waits_min"),
    [((3, 4), "1 min", 10, (0.0316758879834, 0.105586293278)), ((1, 2), "2 min", 8, (0.118993695293, 0.475974781172))],
)
def test_two_ranks_wait_as_in_cobhams_formula(make, play, z, rates, handling, agents, waits_min):
    channels = {
        name: {"arrivals": {"per_hour": 60 * rate}, "handling": exponential(handling)}
        for name, rate in zip(("first", "second"), rates, strict=True)
    }
    groups = {"team": {"handles": ["first", "second"], "agents": agents}}
    days = play(make(channels, groups, period={"warm_up": "2 h"}), 12)
    for place, expected in enumerate(waits_min):
        waits = lambda day, place=place: day.channels["waited"][place] / 60e6  # noqa: E731
        number = lambda day, place=place: day.channels["queued"][place]  # noqa: E731
        assert abs(z(days, waits, number, expected)) < 4


def test_the_check_of_ranks_notices_when_both_have_the_same_rank(make, play, z):
    channels = {
        name: {"arrivals": {"per_hour": 60 * rate}, "handling": exponential("1 min")}
        for name, rate in (("first", 3), ("second", 4))
    }
    groups = {"team": {"handles": [["first", "second"]], "agents": 10}}
    days = play(make(channels, groups, period={"warm_up": "2 h"}), 12)
    waits = lambda day: day.channels["waited"][0] / 60e6  # noqa: E731
    assert abs(z(days, waits, lambda day: day.channels["queued"][0], 0.0316758879834)) > 4

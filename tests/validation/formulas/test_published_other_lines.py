"""Finite lines, ranks, constant handling times, shared service and changing load against figures known elsewhere."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from channelmix.queueing import (
    DeterministicHandling,
    Exponential,
    FiniteLines,
    SharedAgents,
    delay_when_patience_equals_handling,
    offered_load,
    processor_sharing_time,
    square_root_staffing,
    waits_by_rank,
)
from channelmix.queueing.birth_death import state_shares

EXACT = 1e-9

# github.com/mmarzolla/queueing, inst/*.m (tests), and github.com/r-simmer/simmer, vignettes and tests (M/M/2/3);
# recomputed with 40 digits. Key: arrivals, service rate, agents, lines.
FINITE = {
    (40, 30, 3, 7): {
        "empty": 0.255036877676, "blocked": 0.00393131523898, "present": 1.45493792294, "time": 0.0365170079433,
        "wait": 0.00318367460995, "queue": 0.126846343258, "through": 39.8427473904,
    },
    (50, 10, 4, 6): {
        "empty": 0.00721411260779, "blocked": 0.293542993481, "present": 4.35420541434, "time": 0.123268801191,
        "wait": 0.0232688011914, "queue": 0.821920381747, "through": 35.322850326,
    },
    (3, 2, 2, 5): {
        "empty": 0.179334500876, "blocked": 0.0851138353765, "present": 2.00595446585, "time": 0.730857580398,
        "wait": 0.230857580398, "queue": 0.633625218914, "through": 2.74465849387,
    },
    (3, 4, 2, 3): {
        "empty": 0.468007312614, "blocked": 0.0493601462523, "present": 0.762340036563, "time": 0.267307692308,
        "wait": 0.0173076923077, "queue": 0.0493601462523, "through": 2.85191956124,
    },
}  # fmt: skip


@pytest.mark.parametrize("case", FINITE)
def test_finite_lines_are_as_published(case):
    arrivals, service, agents, lines = case
    line = FiniteLines(load=arrivals / service, agents=agents, lines=lines, handling=1 / service)
    through = arrivals * line.let_in_share
    figures = {
        "empty": line.shares[0], "blocked": line.blocked_share, "present": line.mean_present,
        "time": line.mean_present / through, "wait": line.wait_mean_s, "queue": line.mean_queue, "through": through,
    }  # fmt: skip
    assert figures == pytest.approx(FINITE[case], rel=EXACT)


@pytest.mark.parametrize(
    ("arrivals", "service", "agents", "waits"),
    [
        # github.com/CiwPython/Ciw, docs (priority example: times in the system 2.0 and 6.0 with one agent).
        ((0.2, 0.6), 1.0, 1, (1.0, 5.0)),
        # Closed form, checked elsewhere against a two-dimensional Markov chain to 1e-9.
        ((3.0, 4.0), 1.0, 10, (0.0316758879834, 0.105586293278)),
        ((1.0, 2.0), 0.5, 8, (0.118993695293, 0.475974781172)),
        ((2.0, 1.4), 0.4, 10, (0.264930652558, 1.76620435039)),
    ],
)
def test_waits_of_two_ranks_are_as_published(arrivals, service, agents, waits):
    loads = [rate / service for rate in arrivals]
    assert waits_by_rank(loads, agents=agents, handling=1 / service) == pytest.approx(waits, rel=EXACT)


@pytest.mark.parametrize(
    ("load", "agents", "delayed", "wait"),
    [
        (0.8, 1, 0.8, 2.0),
        (4.0, 5, 0.5336150629656, 0.2890600073),
        (4.5, 5, 0.7478285461, 0.7766951582),
        (8.0, 10, 0.3847173933221, 0.1098277897),
        (9.0, 10, 0.6468612839, 0.3445820504),
        (18.0, 20, 0.5232650663, 0.144286075),
    ],
)
def test_waits_for_constant_handling_times_are_those_of_the_embedded_chain(load, agents, delayed, wait):
    """Crommelin's model with handling time 1, solved as a chain watched at whole times."""
    line = DeterministicHandling(load=load, agents=agents, handling=1.0)
    assert line.delayed_share == pytest.approx(delayed, rel=1e-8)
    assert line.wait_mean_s == pytest.approx(wait, rel=1e-8)


def test_a_published_delay_for_twenty_agents_with_constant_handling_times_is_wrong():
    """most_queue (MDn) prints .6446 for a load of 18; it is right for 5 and 10 agents."""
    assert abs(DeterministicHandling(load=18.0, agents=20, handling=1.0).delayed_share - 0.6446) > 0.1


# github.com/CiwPython/Ciw, tests/test_processor_sharing.py::test_capacitated_ps: arrivals 10, service rate 12, three
# contacts at full speed, more of them share; p0 to p6 printed there, the rest recomputed.
CAPACITATED = [
    0.432132963989, 0.360110803324, 0.150046168052, 0.0416794911255, 0.0115776364237,
    0.00321601011771, 0.000893336143807, 0.000248148928835, 6.8930258e-05,
]  # fmt: skip


def test_states_of_limited_processor_sharing_are_as_published():
    shared = SharedAgents(load=10 / 12, agents=3, concurrency=1, handling=1 / 12)
    assert shared.free_slot_shares == pytest.approx(CAPACITATED[:3], rel=EXACT)
    assert shared.all_busy_share == pytest.approx(1.0 - math.fsum(CAPACITATED[:3]), rel=1e-8)
    many = np.arange(1, 200)
    states = state_shares(np.full(199, 10.0), 12.0 * np.minimum(many, 3))
    assert states[:9] == pytest.approx(CAPACITATED, rel=1e-8)


@pytest.mark.parametrize(("arrivals", "service", "time"), [(3, 5, 0.5), (4, 5, 1.0), (3, 6, 1 / 3)])
def test_time_under_processor_sharing_is_as_published(arrivals, service, time):
    """Ciw, tests/test_processor_sharing.py::test_ps_average_service_time."""
    assert processor_sharing_time(arrivals / service, handling=1 / service) == pytest.approx(time, rel=EXACT)
    slowing = tuple(float(chats) for chats in range(1, 401))
    shared = SharedAgents(load=arrivals / service, agents=1, concurrency=400, handling=1 / service, slowdown=slowing)
    assert shared.handling_mean_s == pytest.approx(time, rel=EXACT)


TIME_VARYING = json.loads(
    (Path(__file__).parents[1] / "published" / "time_varying_load.json").read_text(encoding="utf-8")
)["cases"]


def mean_present(t):
    """With arrivals at 100 + 20 sin t from an empty start."""
    return 100 * (1 - np.exp(-t)) + 10 * (np.sin(t) - np.cos(t) + np.exp(-t))


@pytest.mark.parametrize("case", TIME_VARYING, ids=lambda case: f"safety {case['safety']:.2f}")
def test_delays_under_a_changing_load_are_as_known_in_closed_form(case):
    for _, load, agents, delayed in case["moments"]:
        assert delay_when_patience_equals_handling(load, agents) == pytest.approx(delayed, rel=EXACT)


@pytest.mark.parametrize("case", TIME_VARYING, ids=lambda case: f"safety {case['safety']:.2f}")
def test_square_root_staffing_gives_the_published_agents(case):
    midpoints = np.arange(0.125, 24.0, 0.25)
    assert square_root_staffing(mean_present(midpoints), safety=case["safety"]).tolist() == case["agents"]


def test_offered_load_follows_arrivals_that_rise_and_fall():
    """Steps of 1/200 stand for the sine; their error falls with the square of the step."""
    edges = np.linspace(0.0, 24.0, 4801)
    arrivals = 100 + 20 * (np.cos(edges[:-1]) - np.cos(edges[1:])) / np.diff(edges)
    times = [row[0] for row in TIME_VARYING[0]["moments"]]
    loads = [row[1] for row in TIME_VARYING[0]["moments"]]
    assert offered_load(edges, arrivals, Exponential(1.0), at=times) == pytest.approx(loads, rel=1e-5)


def test_staffing_by_the_arrivals_of_the_moment_would_miss_the_load():
    """Control: the load lags behind the arrivals by about a handling time."""
    times = np.array([row[0] for row in TIME_VARYING[0]["moments"]])
    loads = np.array([row[1] for row in TIME_VARYING[0]["moments"]])
    assert np.abs((100 + 20 * np.sin(times)) / loads - 1).max() > 0.05

"""What must hold for every line, whatever its numbers."""

import math
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channelmix.queueing import (
    Deterministic,
    ErlangA,
    ErlangC,
    Exponential,
    FiniteLines,
    Formula,
    Gamma,
    GeneralPatience,
    Goal,
    Lognormal,
    Mixture,
    Never,
    RetrialLine,
    SharedAgents,
    Triangular,
    Uniform,
    Weibull,
    blocked_share,
    lines_needed,
    offered_load,
    with_redials,
)
from channelmix.queueing.birth_death import state_shares

agents = st.integers(1, 300)
load_per_agent = st.floats(0.05, 3.0)
seconds = st.floats(1.0, 2000.0)
balks = st.floats(0.0, 0.5)
cvs = st.floats(0.2, 4.0)
durations = st.one_of(
    st.builds(Exponential, seconds),
    st.builds(Deterministic, seconds),
    st.builds(Gamma, seconds, cvs),
    st.builds(Lognormal, seconds, cvs),
    st.builds(Weibull, seconds, st.floats(0.4, 3.0)),
    st.builds(lambda low, more: Uniform(low, low + more), st.floats(0.0, 500.0), seconds),
    st.builds(
        lambda low, a, b: Triangular(low, low + a, low + a + b), st.floats(0.0, 500.0), st.just(0.0) | seconds, seconds
    ),
    st.builds(
        lambda share, a, b: Mixture((share, 1.0 - share), (Exponential(a), Exponential(b))),
        st.floats(0.05, 0.95),
        seconds,
        seconds,
    ),
)
quickly = settings(max_examples=40, deadline=None)


@given(agents=agents, per_agent=load_per_agent, handling=seconds, patience=durations, balk=balks)
@quickly
def test_those_who_stay_are_served_at_the_rate_at_which_busy_agents_work(agents, per_agent, handling, patience, balk):
    """Integrating the slope of the density of the offered wait over all waits gives another way to the abandoned."""
    line = GeneralPatience(load=per_agent * agents, agents=agents, handling=handling, patience=patience, balk=balk)
    arrivals, departures = line.contacts_per_second, agents / handling
    at_zero = math.exp(-line._line.log_integral)
    hung_up = line.all_busy_share * (1.0 - (departures - at_zero) / arrivals)
    assert line.abandoned_share == pytest.approx(hung_up, rel=1e-7, abs=1e-11)


@given(agents=agents, per_agent=load_per_agent, handling=seconds, patience=durations, balk=balks, within=seconds)
@quickly
def test_every_contact_is_answered_in_time_or_late_or_hangs_up(agents, per_agent, handling, patience, balk, within):
    line = GeneralPatience(load=per_agent * agents, agents=agents, handling=handling, patience=patience, balk=balk)
    in_time, early = line.answered_within(within), line.abandoned_within(within)
    assert -1e-12 <= early <= line.abandoned_share + 1e-12
    assert 0.0 <= in_time <= line.answered_share + 1e-12
    assert line.service_level(within, "offered") <= line.service_level(within, "late_abandoned") + 1e-12
    assert line.service_level(within, "late_abandoned") <= line.service_level(within, "answered") + 1e-12
    assert line.service_level(within, "early_abandoned_good") == pytest.approx(in_time + early, abs=1e-12)
    assert line.answered_within(1e9) == pytest.approx(line.answered_share)
    assert line.delayed_share == pytest.approx((1.0 - balk) * line.all_busy_share)


@given(agents=agents, per_agent=load_per_agent, handling=seconds, patience=seconds)
@quickly
def test_in_erlang_a_who_hangs_up_is_mean_wait_over_mean_patience(agents, per_agent, handling, patience):
    line = ErlangA(load=per_agent * agents, agents=agents, handling=handling, patience=patience)
    assert line.abandoned_share == pytest.approx(line.wait_mean_s / patience, rel=1e-10)


@given(agents=agents, per_agent=load_per_agent, handling=seconds, patience=seconds, balk=balks, within=seconds)
@quickly
def test_finite_lines_without_end_are_erlang_a(agents, per_agent, handling, patience, balk, within):
    """Two methods that share nothing: a chain with beta-distributed waits, and the density of the offered wait."""
    lines = agents + 200 + 4 * math.ceil(per_agent * agents * (1.0 + patience / handling))
    if lines > 200_000:
        return
    settings_of_both = {"load": per_agent * agents, "agents": agents, "handling": handling, "patience": patience}
    endless = ErlangA(**settings_of_both, balk=balk)
    limited = FiniteLines(**settings_of_both, balk=balk, lines=lines)
    for name in ("abandoned_share", "wait_mean_s", "mean_queue", "occupancy", "delayed_share"):
        assert getattr(limited, name) == pytest.approx(getattr(endless, name), rel=1e-8, abs=1e-14), name
    assert limited.service_level(within) == pytest.approx(endless.service_level(within), abs=1e-9)


@given(agents=agents, share=st.floats(0.05, 0.999), handling=seconds)
@quickly
def test_patience_without_end_is_erlang_c(agents, share, handling):
    waiting = ErlangC(load=share * agents, agents=agents, handling=handling)
    endless = GeneralPatience(load=share * agents, agents=agents, handling=handling, patience=Never())
    assert endless.all_busy_share == pytest.approx(waiting.delayed_share, rel=1e-9)
    assert endless.wait_mean_s == pytest.approx(waiting.wait_mean_s, rel=1e-9)
    assert endless.service_level(handling / 9) == pytest.approx(waiting.service_level(handling / 9), abs=1e-9)
    assert endless.wait_quantile_s(0.8) == pytest.approx(waiting.wait_quantile_s(0.8), rel=1e-7, abs=1e-9)


@given(agents=agents, per_agent=load_per_agent, patience=seconds)
@quickly
def test_one_more_agent_never_makes_a_line_worse(agents, per_agent, patience):
    load = per_agent * agents
    fewer = ErlangA(load=load, agents=agents, handling=180.0, patience=patience)
    more = ErlangA(load=load, agents=agents + 1, handling=180.0, patience=patience)
    assert more.abandoned_share <= fewer.abandoned_share + 1e-13
    assert more.service_level(20.0) >= fewer.service_level(20.0) - 1e-13
    assert more.occupancy <= fewer.occupancy + 1e-13
    assert blocked_share(load, agents + 1) <= blocked_share(load, agents)


@given(agents=agents, per_agent=load_per_agent, patience=durations, share=st.floats(0.0, 0.995))
@quickly
def test_a_quantile_of_the_answered_is_the_promise_that_such_a_share_keeps(agents, per_agent, patience, share):
    line = GeneralPatience(load=per_agent * agents, agents=agents, handling=180.0, patience=patience)
    promise = line.wait_quantile_s(share, of="answered")
    assert line.service_level(promise, "answered") >= share - 1e-7
    if promise > 1e-6:
        assert line.service_level(promise * (1.0 - 1e-6), "answered") <= share + 1e-4
    assert line.wait_quantile_s(share) <= line.wait_quantile_s(min(share + 0.004, 0.999))


@given(
    load=st.floats(0.0, 500.0), share=st.floats(0.1, 0.99), within=st.floats(0.0, 120.0), ceiling=st.floats(0.5, 1.0)
)
@quickly
def test_agents_needed_meet_the_target_and_one_fewer_do_not(load, share, within, ceiling):
    needed = ErlangC.agents_needed(Goal(share=share, within=within, max_occupancy=ceiling), load=load, handling=240.0)

    def meets(agents: int) -> bool:
        if agents <= load:
            return False
        line = ErlangC(load=load, agents=agents, handling=240.0)
        return line.service_level(within) >= share and line.occupancy <= ceiling + 1e-8

    assert needed == 0 or (meets(needed) and not (needed > 1 and meets(needed - 1)))
    assert (needed == 0) == (load == 0.0)


@given(load=st.floats(0.01, 300.0), share=st.floats(0.1, 0.99), patience=seconds, most=st.floats(0.001, 1.0))
@quickly
def test_agents_needed_with_patience_meet_the_target_and_one_fewer_do_not(load, share, patience, most):
    needed = ErlangA.agents_needed(
        Goal(share=share, within=20.0, max_abandoned=most), load=load, handling=240.0, patience=patience
    )

    def meets(agents: int) -> bool:
        line = ErlangA(load=load, agents=agents, handling=240.0, patience=patience)
        return line.service_level(20.0) >= share and line.abandoned_share <= most

    assert meets(needed)
    assert needed == 1 or not meets(needed - 1)


goals = st.one_of(
    st.builds(
        lambda share, within, formula: Goal(share=share, within=within, formula=formula),
        st.floats(0.1, 0.99),
        st.floats(0.0, 120.0),
        st.sampled_from(get_args(Formula)),
    ),
    st.builds(lambda most: Goal(max_delayed=most), st.floats(0.01, 0.9)),
    st.builds(lambda most: Goal(max_abandoned=most), st.floats(0.001, 0.5)),
    st.builds(lambda most: Goal(max_asa_s=most), st.floats(0.1, 300.0)),
    st.builds(lambda most: Goal(max_occupancy=most), st.floats(0.3, 0.95)),
)


@given(load=st.floats(0.01, 200.0), patience=durations, balk=balks, goal=goals)
@quickly
def test_each_goal_is_met_by_the_agents_needed_and_by_no_fewer_whatever_the_patience(load, patience, balk, goal):
    needed = GeneralPatience.agents_needed(goal, load=load, handling=240.0, patience=patience, balk=balk)

    def meets(agents: int) -> bool:
        return goal.met_by(GeneralPatience(load=load, agents=agents, handling=240.0, patience=patience, balk=balk))

    assert meets(needed)
    assert not any(meets(agents) for agents in range(max(needed - 12, 1), needed))
    assert all(meets(needed + more) for more in range(1, 6))


@given(load=st.floats(0.01, 40.0), patience=st.none() | durations, goal=goals)
@quickly
def test_each_goal_is_met_by_the_chat_agents_needed_and_by_no_fewer(load, patience, goal):
    chat = {"load": load, "concurrency": 3, "handling": 600.0, "slowdown": (1.0, 1.2, 1.5)}
    needed = SharedAgents.agents_needed(goal, **chat, patience=patience)
    chat["patience"] = patience or Never()
    assert goal.met_by(SharedAgents(agents=needed, **chat))
    fewer_keep_up = needed > 1 and (patience is not None or needed - 1 > load / 2.0 + 1e-9)
    assert not (fewer_keep_up and goal.met_by(SharedAgents(agents=needed - 1, **chat)))


@given(load=st.floats(0.0, 800.0), blocked=st.floats(0.0001, 0.9))
@quickly
def test_lines_needed_are_the_fewest(load, blocked):
    lines = lines_needed(load, blocked=blocked)
    assert blocked_share(load, lines) <= blocked
    assert lines == 0 or blocked_share(load, lines - 1) > blocked


@given(agents=st.integers(1, 40), concurrency=st.integers(1, 5), per_slot=load_per_agent, patience=durations)
@quickly
def test_chats_without_slow_down_are_as_many_agents_with_one_contact_each(agents, concurrency, per_slot, patience):
    slots = agents * concurrency
    shared = SharedAgents(
        load=per_slot * slots, agents=agents, concurrency=concurrency, handling=300.0, patience=patience
    )
    single = GeneralPatience(load=per_slot * slots, agents=slots, handling=300.0, patience=patience)
    assert shared.abandoned_share == pytest.approx(single.abandoned_share, rel=1e-9, abs=1e-14)
    assert shared.wait_mean_s == pytest.approx(single.wait_mean_s, rel=1e-9, abs=1e-12)
    assert shared.handling_mean_s == pytest.approx(300.0, rel=1e-8)
    assert shared.slot_use == pytest.approx(single.occupancy, rel=1e-8)


@given(births=st.lists(st.floats(0.01, 50.0), min_size=1, max_size=60), data=st.data())
@quickly
def test_states_are_left_as_often_as_they_are_entered(births, data):
    deaths = data.draw(st.lists(st.floats(0.01, 50.0), min_size=len(births), max_size=len(births)))
    shares = state_shares(np.array(births), np.array(deaths))
    assert shares.sum() == pytest.approx(1.0)
    assert shares[:-1] * births == pytest.approx(shares[1:] * deaths, rel=1e-9)


@given(load=st.floats(0.1, 30.0), agents=st.integers(1, 30), redials=st.floats(0.0, 0.9), pause=seconds)
@quickly
def test_customers_are_answered_or_give_up_after_a_busy_signal(load, agents, redials, pause):
    line = RetrialLine(load=load, agents=agents, handling=300.0, pause=pause, redials=redials)
    calls = load + line.orbit_mean * 300.0 / pause
    given_up = calls * line.blocked_share * (1.0 - redials)
    assert line.answered_share * load + given_up == pytest.approx(load, rel=1e-8)


@given(load=st.floats(0.1, 200.0), agents=agents, redials=st.floats(0.0, 0.95))
@settings(max_examples=25, deadline=None)
def test_first_calls_and_redials_add_up_to_the_total(load, agents, redials):
    total, line = with_redials(
        lambda offered: ErlangA(load=offered, agents=agents, handling=180.0, patience=90.0), load=load, redials=redials
    )
    assert total == pytest.approx(load + redials * line.abandoned_share * total, rel=1e-9)


@given(duration=durations, t=st.floats(0.0, 5000.0))
@quickly
def test_the_limited_mean_is_the_area_under_the_survival_function(duration, t):
    edges = np.unique(np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 40) * t, [x for x in duration.breaks if x < t]]))
    places, weights = np.polynomial.legendre.leggauss(24)
    middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
    area = (duration.survival(middle[:, None] + half[:, None] * places) @ weights) @ half
    assert float(duration.limited_mean(np.array(t))) == pytest.approx(area, rel=1e-6, abs=1e-6)
    assert float(duration.limited_mean(np.array(1e12))) == pytest.approx(duration.mean, rel=1e-6)


@given(rates=st.lists(st.floats(0.0, 5.0), min_size=1, max_size=20), handling=durations)
@quickly
def test_work_that_comes_is_work_that_is_offered(rates, handling):
    """Over all time the offered load adds up to the contacts that came, times their mean handling time."""
    edges = np.arange(len(rates) + 1) * 900.0
    load = offered_load(edges, rates, handling, at=np.linspace(0.0, edges[-1], 50))
    most = max(rates) * handling.mean
    assert (load >= -1e-9).all()
    assert (load <= most * (1.0 + 1e-9) + 1e-9).all()
    steady = offered_load([0.0, 1e12], [2.0], handling, at=[1e12])
    assert steady[0] == pytest.approx(2.0 * handling.mean, rel=1e-6)

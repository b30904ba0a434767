"""Formulas against small centres solved as Markov chains, which know none of them."""

import pytest

from channelmix.queueing import (
    ErlangA,
    Exponential,
    FiniteLines,
    Gamma,
    GeneralPatience,
    Kind,
    Mixture,
    RetrialLine,
    SeenBy,
    SharedAgents,
    mixed,
    waits_by_rank,
    with_redials,
)

NEAR = 1e-7
"""Chains are cut off where less than 1e-9 of the time is spent."""


def as_figures(line):
    return (line.all_busy_share, line.abandoned_share, line.wait_mean_s, line.mean_queue)


def figures(chain):
    return (chain.all_busy, chain.abandoned, chain.wait, chain.queue)


def test_hyperexponential_patience_is_that_of_a_chain_of_two_kinds_of_callers(markov):
    chain = markov.patience_in_phases(
        arrivals=2.0, service=1.0, agents=2, mix=(0.3, 0.7), phases=((10.0, -1), (2.5, -1)), line=10
    )
    patience = Mixture(shares=(0.3, 0.7), parts=(Exponential(0.1), Exponential(0.4)))
    line = GeneralPatience(load=2.0, agents=2, handling=1.0, patience=patience)
    assert as_figures(line) == pytest.approx(figures(chain), rel=NEAR)


def test_erlang_patience_is_that_of_a_chain_of_two_stages(markov):
    chain = markov.patience_in_phases(
        arrivals=2.0, service=1.0, agents=3, mix=(1.0, 0.0), phases=((6.0, 1), (6.0, -1)), line=10
    )
    line = GeneralPatience(load=2.0, agents=3, handling=1.0, patience=Gamma(1 / 3, cv=0.5**0.5))
    assert as_figures(line) == pytest.approx(figures(chain), rel=NEAR)


def test_exponential_patience_of_the_same_mean_is_not_that_of_two_stages(markov):
    """Control: the chain tells shapes of patience apart."""
    chain = markov.patience_in_phases(
        arrivals=2.0, service=1.0, agents=3, mix=(1.0, 0.0), phases=((6.0, 1), (6.0, -1)), line=10
    )
    line = ErlangA(load=2.0, agents=3, handling=1.0, patience=1 / 3)
    assert line.abandoned_share != pytest.approx(chain.abandoned, rel=0.02)


def test_kinds_of_callers_in_one_line_meet_what_a_chain_says(markov):
    chain = markov.kinds_in_one_line(arrivals=(1.5, 0.5), service=1.0, agents=2, hang_up=(8.0, 3.0), line=8)
    kinds = [Kind(load=1.5, patience=Exponential(1 / 8)), Kind(load=0.5, patience=Exponential(1 / 3))]
    line = GeneralPatience(load=2.0, agents=2, handling=1.0, patience=mixed(kinds).patience)
    for kind, expected in zip(kinds, chain, strict=True):
        assert as_figures(SeenBy(line=line, kind=kind, handling=1.0)) == pytest.approx(figures(expected), rel=1e-5)
    assert line.wait_mean_s == pytest.approx((chain[0].queue + chain[1].queue) / 2.0, rel=1e-5)


def test_kinds_who_balk_and_kinds_who_never_leave_share_one_line(markov):
    chain = markov.kinds_in_one_line(arrivals=(1.2, 0.03), service=1.0, agents=2, hang_up=(8.0, 0.0), balk=0.25, line=8)
    kinds = [Kind(load=1.2, patience=Exponential(1 / 8), balk=0.25), Kind(load=0.03)]
    both = mixed(kinds)
    line = GeneralPatience(load=both.load, agents=2, handling=1.0, patience=both.patience, balk=both.balk)
    for kind, expected in zip(kinds, chain, strict=True):
        found = SeenBy(line=line, kind=kind, handling=1.0)
        assert as_figures(found) == pytest.approx(figures(expected), rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("lines", [5, 8, 40])
def test_finite_lines_with_patience_are_those_of_a_chain(markov, lines):
    chain = markov.retrials(
        arrivals=6.0, service=1.0, agents=5, lines=lines, hang_up=0.8, redial=0.0, after_busy=0.0, pause=1.0, orbit=1
    )
    line = FiniteLines(load=6.0, agents=5, lines=lines, handling=1.0, patience=1.25)
    assert line.blocked_share == pytest.approx(chain.busy_signal, rel=NEAR)
    assert line.abandoned_share == pytest.approx(chain.abandoned, rel=NEAR, abs=1e-12)
    assert line.mean_queue == pytest.approx(chain.queue, rel=NEAR, abs=1e-12)


def test_one_agent_with_several_chats_is_that_of_a_chain(markov):
    chain = markov.chat(
        arrivals=2.0, service=1.0, agents=1, concurrency=3, slowdown=(1.0, 1.5, 2.2), hang_up=0.5, line=40
    )
    line = SharedAgents(
        load=2.0, agents=1, concurrency=3, handling=1.0, slowdown=(1.0, 1.5, 2.2), patience=Exponential(2.0)
    )
    assert as_figures(line) == pytest.approx(figures(chain), rel=NEAR)
    assert line.handling_mean_s == pytest.approx(chain.handling, rel=NEAR)
    assert (line.occupancy, line.slot_use) == pytest.approx((chain.occupancy, chain.slot_use), rel=NEAR)


def test_several_agents_with_several_chats_and_no_slow_down_are_those_of_a_chain(markov):
    chain = markov.chat(arrivals=8.0, service=1.0, agents=4, concurrency=3, slowdown=(1.0,), hang_up=0.5, line=60)
    line = SharedAgents(load=8.0, agents=4, concurrency=3, handling=1.0, patience=Exponential(2.0))
    assert as_figures(line) == pytest.approx(figures(chain), rel=NEAR)
    assert as_figures(ErlangA(load=8.0, agents=12, handling=1.0, patience=2.0)) == pytest.approx(
        figures(chain), rel=NEAR
    )


@pytest.mark.parametrize(
    ("agents", "load", "slowdown", "too_short"), [(4, 8.0, (1.0, 1.2, 1.5), 0.025), (6, 8.0, (1.0, 1.1, 1.3), 0.07)]
)
def test_several_agents_who_slow_down_wait_a_little_longer_than_evenly_spread_ones(
    markov, agents, load, slowdown, too_short
):
    chain = markov.chat(
        arrivals=load, service=1.0, agents=agents, concurrency=3, slowdown=slowdown, hang_up=0.5, line=60
    )
    line = SharedAgents(
        load=load, agents=agents, concurrency=3, handling=1.0, slowdown=slowdown, patience=Exponential(2.0)
    )
    assert (1.0 - too_short) * chain.wait < line.wait_mean_s < chain.wait


@pytest.mark.parametrize("again", [0.7, 1.0])
def test_retrials_without_waiting_room_are_those_of_a_chain(markov, again):
    chain = markov.retrials(
        arrivals=3.0, service=1.0, agents=5, lines=5, hang_up=1.0, redial=0.0, after_busy=again, pause=2.0, orbit=80
    )
    line = RetrialLine(load=3.0, agents=5, handling=1.0, pause=2.0, redials=again)
    assert line.all_busy_share == pytest.approx(chain.first_all_busy, rel=NEAR)
    assert line.blocked_share == pytest.approx(chain.busy_signal, rel=NEAR)
    assert line.orbit_mean == pytest.approx(chain.orbit, rel=NEAR)


@pytest.mark.parametrize(("load", "pause"), [(0.5, 2.0), (0.9, 0.5)])
def test_one_agent_with_retrials_is_as_falin_and_templeton_derive(load, pause):
    line = RetrialLine(load=load, agents=1, handling=1.0, pause=pause)
    assert line.orbit_mean == pytest.approx(load * (load * pause + load) / (1.0 - load), rel=1e-9)


def test_redials_after_long_pauses_come_as_if_at_any_time(markov):
    """The chain comes nearer the longer the pause; at 100 handling times it is within 0.2 %, at one it is not."""
    total, line = with_redials(
        lambda load: ErlangA(load=load, agents=6, handling=1.0, patience=1.0), load=6.0, redials=0.5
    )

    def error(pause: float) -> float:
        chain = markov.retrials(
            arrivals=6.0, service=1.0, agents=6, lines=40, hang_up=1.0, redial=0.5, after_busy=0.0, pause=pause,
            orbit=int(60 + 2 * pause),
        )  # fmt: skip
        assert chain.calls == pytest.approx(total, rel=0.01)
        return abs(line.abandoned_share / chain.abandoned - 1.0)

    assert error(1.0) > 0.05
    assert error(10.0) < 0.02
    assert error(100.0) < 0.002


def test_waits_by_rank_are_those_of_a_chain_whose_callers_hardly_ever_hang_up(markov):
    chain = markov.ranks_with_patience(arrivals=(1.0, 1.2), service=(1.0, 1.0), agents=4, hang_up=(1e-9, 1e-9), line=60)
    waits = [figures_of_one.wait for figures_of_one in chain]
    assert waits_by_rank([1.0, 1.2], agents=4, handling=1.0) == pytest.approx(waits, rel=1e-6)


def test_ranks_with_the_same_patience_together_are_erlang_a(markov):
    """Who is next does not change how many there are."""
    chain = markov.ranks_with_patience(arrivals=(3.0, 1.0), service=(1.0, 1.0), agents=4, hang_up=(0.5, 0.5), line=35)
    line = ErlangA(load=4.0, agents=4, handling=1.0, patience=2.0)
    assert line.mean_queue == pytest.approx(chain[0].queue + chain[1].queue, rel=NEAR)
    assert line.all_busy_share == pytest.approx(chain[0].all_busy, rel=NEAR)
    assert chain[0].wait < line.wait_mean_s < chain[1].wait


def test_the_n_shaped_chain_gives_the_figures_computed_elsewhere(markov):
    """Arrivals 5 and 3, service rate .5, eight agents in each group, both patiences 2: another program's values."""
    chain = markov.n_model(arrivals=(5.0, 3.0), service=0.5, agents=(8, 8), hang_up=(0.5, 0.5), line=30)
    expected_a = (0.4599076378552468, 0.094970405609007, 0.189940811218014, 0.94970405609007)
    expected_b = (0.6509721359929431, 0.13307487903263893, 0.26614975806527785, 0.7984492741958336)
    assert figures(chain.a) == pytest.approx(expected_a, rel=NEAR)
    assert figures(chain.b) == pytest.approx(expected_b, rel=NEAR)
    assert chain.occupancy == pytest.approx((0.8849063857035842, 0.8965744480106774), rel=NEAR)


def test_a_chain_whose_line_is_cut_off_too_early_refuses_to_answer(markov):
    with pytest.raises(ValueError, match="cut off too early"):
        markov.n_model(arrivals=(5.0, 3.0), service=0.5, agents=(8, 8), hang_up=(0.5, 0.5), line=3)

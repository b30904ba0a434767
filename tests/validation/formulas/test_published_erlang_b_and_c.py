"""Erlang B and C against figures printed elsewhere, and the places where those are wrong."""

import pytest

from channelmix.queueing import ErlangC, Goal, blocked_share, fewest, lines_needed, rostered_agents

EXACT = 1e-9
AS_PRINTED = 6e-3


@pytest.mark.parametrize(
    ("lines", "load", "expected"),
    [
        # PyPI erlanglib 1.2.0, tests: printed .01838457 and .53796317.
        (10, 5.0, 0.0183845703366),
        (10, 20.0, 0.537963168632),
        # Recursion with 40 digits; the loads are those of several packages' tests, whose own values follow below.
        (132, 123.0, 0.031242821047),
        (200, 180.0, 0.010324995205),
        (17, 10.0, 0.0129488752247),
        # github.com/phubers/erlang, vignettes/vignette.Rmd: 200 calls in 30 min of 180 s; outputs recomputed.
        (25, 20.0, 0.0502217778908),
    ],
)
def test_erlang_b_equals_the_published_value(lines, load, expected):
    assert blocked_share(load, lines) == pytest.approx(expected, rel=EXACT)


@pytest.mark.parametrize(("load", "lines"), [(5.0, 11), (10.0, 18), (708.0, 736)])
def test_lines_for_one_per_cent_loss_are_those_of_the_published_table(load, lines):
    """PyPI erlanglib 1.2.0, tests."""
    assert lines_needed(load, blocked=0.01) == lines


@pytest.mark.parametrize(
    ("agents", "delayed", "within_20_s", "asa"),
    [
        (11, 0.682118204689, 0.389613811729, 122.781276844),
        (12, 0.449388224298, 0.640158040374, 40.4449401868),
        (13, 0.285270453036, 0.795594788418, 17.1162271822),
        (14, 0.174131933595, 0.888350019179, 7.83593701178),
        (15, 0.102042367008, 0.941452842869, 3.67352521229),
    ],
)
def test_a_hundred_calls_in_half_an_hour_are_served_as_every_textbook_says(agents, delayed, within_20_s, asa):
    """
    100 calls in 30 min, AHT 180 s.

    github.com/cran/ErlangC (README, tests), github.com/rodrigo-arenas/pyworkforce (README and
    queuing/tests/test_erlang.py: .8883500191794669 with 14 agents), Call Centre Helper ("Erlang C formula - made
    simple with an easy worked example"); recomputed with 40 digits.
    """
    line = ErlangC(load=10.0, agents=agents, handling=180.0)
    assert line.delayed_share == pytest.approx(delayed, rel=EXACT)
    assert line.service_level(20.0) == pytest.approx(within_20_s, rel=EXACT)
    assert line.asa_s == pytest.approx(asa, rel=EXACT)


def test_a_hundred_calls_in_half_an_hour_need_the_published_agents():
    """Same sources: 14 agents for 80/20, 20 with 30 % shrinkage; at most 70 % occupancy: 15 and 22."""
    for_target = ErlangC.agents_needed(Goal(share=0.8, within=20.0), load=10.0, handling=180.0)
    relaxed = ErlangC.agents_needed(Goal(share=0.8, within=20.0, max_occupancy=0.7), load=10.0, handling=180.0)
    assert (for_target, rostered_agents(for_target, 0.3)) == (14, 20)
    assert (relaxed, rostered_agents(relaxed, 0.3)) == (15, 22)


@pytest.mark.parametrize(
    ("agents", "delayed", "within_20_s", "asa", "occupancy", "printed"),
    [
        (40, 0.190737290394, 0.937210621489, 3.4332712271, 0.833333333333, (0.1907, 0.9372, 3.43, 0.8333)),
        (35, 0.696512932524, 0.472415742136, 50.1489311417, 0.952380952381, (0.6965, 0.4724, 50.15, 0.9524)),
    ],
)
def test_a_thousand_calls_an_hour_are_served_as_published(agents, delayed, within_20_s, asa, occupancy, printed):
    """1,000 calls/h, AHT 120 s. PyPI call_center_tools 1.0.0, README; recomputed."""
    line = ErlangC(load=1000 * 120 / 3600, agents=agents, handling=120.0)
    figures = (line.delayed_share, line.service_level(20.0), line.asa_s, line.occupancy)
    assert figures == pytest.approx((delayed, within_20_s, asa, occupancy), rel=EXACT)
    assert figures == pytest.approx(printed, abs=AS_PRINTED)


def test_a_thousand_calls_an_hour_need_the_published_agents():
    """Same source: 80/20 with occupancy at most 85 % needs 40 agents, 58 with 30 % shrinkage."""
    agents = ErlangC.agents_needed(
        Goal(share=0.8, within=20.0, max_occupancy=0.85), load=1000 * 120 / 3600, handling=120.0
    )
    assert (agents, rostered_agents(agents, 0.3)) == (40, 58)


def test_two_hundred_calls_in_half_an_hour_are_served_as_recomputed():
    """github.com/phubers/erlang, vignettes/vignette.Rmd (inputs; its text says 23 agents); outputs recomputed."""
    line = ErlangC(load=20.0, agents=25, handling=180.0)
    assert line.delayed_share == pytest.approx(0.209102826599, rel=EXACT)
    assert line.service_level(60.0) == pytest.approx(0.960505577571, rel=EXACT)
    assert line.asa_s == pytest.approx(7.52770175756, rel=EXACT)
    assert ErlangC.agents_needed(Goal(share=0.8, within=60.0), load=20.0, handling=180.0) == 23


def test_agents_for_a_mean_wait_are_found_too():
    """Same source: a mean wait of at most 120 s needs 22 agents."""

    def answers_quickly(agents: int) -> bool:
        return ErlangC(load=20.0, agents=agents, handling=180.0).asa_s <= 120.0

    assert fewest(answers_quickly, at_least=21) == 22


@pytest.mark.parametrize(
    ("agents", "load", "expected"), [(132, 123.0, 0.321116179262), (12421, 12345.0, 0.381225015062)]
)
def test_erlang_c_survives_loads_at_which_factorials_overflow(agents, load, expected):
    """Recomputed with 40 digits; the second overflows a naive program."""
    assert ErlangC(load=load, agents=agents, handling=1.0).delayed_share == pytest.approx(expected, rel=EXACT)


def test_published_values_that_are_wrong_are_not_reproduced():
    """
    Three figures in circulation are mistakes.

    pyworkforce's documentation gives .0183 for 17 lines at 10 erlangs (that is 10 lines at 5); PRODYNA's tests give
    .012 for 200 lines at 180 erlangs, and .261 as the share delayed with 25 agents at 20 erlangs.
    """
    assert abs(blocked_share(10.0, 17) - 0.0183) > 0.005
    assert abs(blocked_share(180.0, 200) - 0.012) > 0.001
    assert abs(ErlangC(load=20.0, agents=25, handling=180.0).delayed_share - 0.261) > 0.05

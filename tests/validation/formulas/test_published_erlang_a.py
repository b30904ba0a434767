"""Erlang A against figures printed elsewhere, each formula of the service level by its name."""

import pytest

from channelmix.queueing import ErlangA, ErlangC, FiniteLines

EXACT = 1e-9

# 100 calls in 30 min, AHT 3 min, mean patience 5 min, promise 20 s. github.com/rodrigo-arenas/pyworkforce,
# queuing/tests/test_abandonment.py and docs (which calls the mean wait of all, hanging up included, the ASA);
# service levels recomputed from the incomplete beta function, abandonment equal to most_queue to 1e-12.
PYWORKFORCE = {
    14: {
        "all_busy_share": 0.145260114296,
        "abandoned_share": 0.0139837441224,
        "occupancy": 0.704297325627,
        "wait_mean_s": 60 * 0.069918720612,
        "asa_s": 60 * 0.0646413340754,
        "offered": 0.916792091864,
        "answered": 0.929794094569,
        "late_abandoned": 0.923407322279,
    },
    13: {
        "all_busy_share": 0.225797084047,
        "abandoned_share": 0.0249633036336,
        "occupancy": 0.750028227974,
        "wait_mean_s": 60 * 0.124816518168,
        "asa_s": 60 * 0.115232805101,
        "offered": 0.858177700031,
        "answered": 0.880149130006,
        "late_abandoned": 0.868274521188,
    },
}


@pytest.mark.parametrize("agents", PYWORKFORCE)
def test_a_hundred_calls_with_patience_are_served_as_published(agents):
    line = ErlangA(load=10.0, agents=agents, handling=180.0, patience=300.0)
    expected = PYWORKFORCE[agents]
    for name in ("all_busy_share", "abandoned_share", "occupancy", "wait_mean_s", "asa_s"):
        assert getattr(line, name) == pytest.approx(expected[name], rel=EXACT), name
    for formula in ("offered", "answered", "late_abandoned"):
        assert line.service_level(20.0, formula) == pytest.approx(expected[formula], rel=EXACT), formula


@pytest.mark.parametrize(("agents", "wait"), [(13, 9.91280260915), (9, 56.6184354956)])
def test_mean_waits_are_those_of_another_call_centre_simulator(agents, wait):
    """
    3.5 calls/min, AHT 3 min, patience 5 min: 9.912803 s and 56.618436 s.

    github.com/A-Herzog/Callcenter-Simulator, SimSystem/src/test/java/mathtoolstests/ErlangCTest.java; it allows
    100 contacts at most, which makes no difference.
    """
    endless = ErlangA(load=10.5, agents=agents, handling=180.0, patience=300.0)
    limited = FiniteLines(load=10.5, agents=agents, lines=100, handling=180.0, patience=300.0)
    assert endless.wait_mean_s == pytest.approx(wait, rel=EXACT)
    assert limited.wait_mean_s == pytest.approx(wait, rel=EXACT)


def test_mean_wait_without_patience_is_that_of_another_call_centre_simulator():
    """Same source: 26.556886 s with 13 agents."""
    assert ErlangC(load=10.5, agents=13, handling=180.0).wait_mean_s == pytest.approx(26.5568858034, rel=EXACT)


def test_patience_changes_fifty_agents_as_in_the_literature():
    """
    48 calls/min, AHT 1 min, patience 2 min, 50 agents: the standard example of what patience does.

    O. Garnett, A. Mandelbaum and M. Reiman (2002) and N. Gans, G. Koole and A. Mandelbaum (2003), section 4, print
    20.8 s, 16.67, 58.1 s without and .031, 3.7 s, 2.97, .93, 12.5 s with patience (digits not checked in the text;
    12.5 s is a little off). The figures here were recomputed.
    """
    patient = ErlangC(load=48.0, agents=50, handling=60.0)
    assert patient.wait_mean_s == pytest.approx(20.8336683359, rel=EXACT)
    assert patient.mean_queue == pytest.approx(16.6669346687, rel=EXACT)
    assert patient.wait_quantile_s(0.9) == pytest.approx(58.14, abs=0.005)
    line = ErlangA(load=48.0, agents=50, handling=60.0, patience=120.0)
    assert line.abandoned_share == pytest.approx(0.0309122491622, rel=EXACT)
    assert line.wait_mean_s == pytest.approx(3.70946989946, rel=EXACT)
    assert line.mean_queue == pytest.approx(2.96757591957, rel=EXACT)
    assert line.occupancy == pytest.approx(0.930324240804, rel=EXACT)
    assert line.wait_quantile_s(0.9) == pytest.approx(12.44, abs=0.005)


def test_these_checks_notice_one_per_cent_more_patience():
    line = ErlangA(load=10.0, agents=14, handling=180.0, patience=303.0)
    assert line.abandoned_share != pytest.approx(PYWORKFORCE[14]["abandoned_share"], rel=1e-3)
    assert line.service_level(20.0) != pytest.approx(PYWORKFORCE[14]["offered"], rel=1e-5)

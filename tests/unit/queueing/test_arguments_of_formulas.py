"""A formula that cannot answer says which number broke which rule."""

import math
import subprocess
import sys

import numpy as np
import pytest

from channelmix.queueing import (
    Deterministic,
    DeterministicHandling,
    ErlangA,
    ErlangC,
    Exponential,
    FiniteLines,
    Gamma,
    GeneralPatience,
    Goal,
    Kind,
    Mixture,
    Never,
    RetrialLine,
    SharedAgents,
    Triangular,
    Uniform,
    blocked_share,
    delay_for_safety,
    delay_when_patience_equals_handling,
    fewest,
    fewest_for_occupancy,
    interval_loads,
    lines_needed,
    mixed,
    offered_load,
    paid_agents,
    processor_sharing_time,
    rostered_agents,
    safety_for_delay,
    service_level_of_first_rank,
    square_root_staffing,
    waits_by_rank,
    waits_by_rank_one_agent,
    with_redials,
)
from channelmix.queueing.birth_death import state_shares

A = {"load": 10.0, "agents": 10, "handling": 180.0, "patience": 60.0}

REFUSED = {
    r"load must be 0 or more erlangs, and finite \(got -1\.0\)": lambda: blocked_share(-1.0, 3),
    r"load must be 0 or more erlangs, and finite \(got nan\)": lambda: blocked_share(math.nan, 3),
    r"load must be 0 or more erlangs, and finite \(got ten\)": lambda: ErlangA(**(A | {"load": "ten"})),
    r"patience must be above 0 and finite \(got None\)": lambda: ErlangA(**(A | {"patience": None})),
    r"agents must be a whole number, 1 or more \(got inf\)": lambda: ErlangA(**(A | {"agents": math.inf})),
    r"lines must be a whole number, 0 or more \(got -1\)": lambda: blocked_share(1.0, -1),
    r"lines must be a whole number, 0 or more \(got 1\.5\)": lambda: blocked_share(1.0, 1.5),
    r"blocked must be a share above 0 and at most 1 \(got 0\.0\)": lambda: lines_needed(1.0, blocked=0.0),
    r"load must be below agents = 10, or the line grows .* ErlangA \(got 10\.0\)": lambda: ErlangC(
        load=10.0, agents=10, handling=1.0
    ),
    r"guess must be a whole number, 0 or more \(got 2\.5\)": lambda: fewest(lambda agents: agents > 5, guess=2.5),
    r"ready must be 0 or more, and finite \(got nan\)": lambda: rostered_agents(math.nan, shrinkage=0.3),
    r"load must be 0 or more erlangs, and finite \(got inf\)": lambda: fewest_for_occupancy(math.inf, 0.8),
    r"safety must be a finite number \(got nan\)": lambda: square_root_staffing(4.0, safety=math.nan),
    r"within must be a time of 0 or more \(got -5\)": lambda: service_level_of_first_rank(
        [1.0, 2.0], agents=5, handling=240.0, within=-5
    ),
    r"agents must be a whole number, 1 or more \(got 0\)": lambda: ErlangC(load=0.0, agents=0, handling=1.0),
    r"handling must be above 0 and finite \(got 0\.0\)": lambda: ErlangC(load=0.5, agents=1, handling=0.0),
    r"within must be a time of 0 or more \(got -1\.0\)": lambda: ErlangA(**A).service_level(-1.0),
    r"share must be a share of 0 or more, below 1 \(got 1\.0\)": lambda: ErlangA(**A).wait_quantile_s(1.0),
    r"patience must be above 0 and finite \(got inf\)": lambda: ErlangA(**{**A, "patience": math.inf}),
    r"balk must be a share of 0 or more, below 1 \(got 1\.0\)": lambda: ErlangA(**A, balk=1.0),
    r"formula must be one of .*early_abandoned_good.* \(got best\)": lambda: ErlangA(**A).service_level(20.0, "best"),
    r"formula must be one of .* finite lines \(got late_abandoned\)": lambda: FiniteLines(
        **A, lines=12
    ).service_level(20.0, "late_abandoned"),
    r"contacts per second must be below the 0\.5 that agents": lambda: GeneralPatience(
        load=1.0, agents=1, handling=2.0, patience=Never()
    ).abandoned_share,
    r"formula must be one of .* \(got best\)": lambda: ErlangC(
        load=1.0, agents=2, handling=1.0
    ).service_level(9.0, "best"),
    r"max_asa_s must be above 0 \(got 0\.0\)": lambda: Goal(max_asa_s=0.0),
    r"max_delayed must be a share above 0 and at most 1 \(got 0\.0\)": lambda: Goal(max_delayed=0.0),
    r"lines must be a whole number, 10 or more \(got 9\)": lambda: FiniteLines(**A, lines=9),
    r"patience must be above 0 \(got 0\.0\)": lambda: FiniteLines(**{**A, "patience": 0.0}, lines=12),
    r"load must be below agents = 2, .* \(got 2\.0\)": lambda: DeterministicHandling(load=2.0, agents=2, handling=1.0),
    r"loads must be below 1 together.* \(got 1\.2": lambda: waits_by_rank_one_agent(
        [0.6, 0.6], handling=[1.0, 1.0], handling_cv=[1.0, 1.0]
    ),
    r"handling and its cv must have one value for each load": lambda: waits_by_rank_one_agent(
        [0.6], handling=[1.0, 1.0], handling_cv=[1.0]
    ),
    r"load must be below agents = 3 if nobody gives up \(got 3\.0\)": lambda: RetrialLine(
        load=3.0, agents=3, handling=1.0, pause=1.0
    ),
    r"load must leave fewer than 32768 customers in orbit": lambda: RetrialLine(
        load=0.999, agents=1, handling=1.0, pause=100.0
    ).orbit_mean,
    r"load must leave fewer than 41 customers in orbit; beyond, with_redials comes near": lambda: RetrialLine(
        load=99_000.0, agents=100_000, handling=1.0, pause=1.0
    ).orbit_mean,
    r"redials must be a share of 0 or more, below 1 \(got 1\.0\)": lambda: with_redials(
        lambda load: ErlangA(**{**A, "load": load}), load=1.0, redials=1.0
    ),
    r"slowdown must name at least one factor": lambda: SharedAgents(
        load=1.0, agents=1, concurrency=2, handling=1.0, slowdown=()
    ),
    r"slowdown must be above 0 and finite \(got 0\.0\)": lambda: SharedAgents(
        load=1.0, agents=1, concurrency=2, handling=1.0, slowdown=(1.0, 0.0)
    ),
    r"load must be below 1, or more and more contacts stay": lambda: processor_sharing_time(1.0, handling=1.0),
    r"edges must be one more than the 2 arrival rates \(got 2\)": lambda: offered_load(
        [0, 1], [1, 1], Exponential(1.0), at=[0]
    ),
    r"edges must increase": lambda: offered_load([0, 0], [1], Exponential(1.0), at=[0]),
    r"arrivals must be 0 or more \(got -1\.0\)": lambda: offered_load([0, 1], [-1], Exponential(1.0), at=[0]),
    r"load must be 0 or more erlangs \(got -1\.0\)": lambda: square_root_staffing(-1.0, safety=1.0),
    r"safety must be above 0": lambda: delay_for_safety(0.0),
    r"patience must be above 0 handling times \(got 0\.0\)": lambda: delay_for_safety(1.0, patience=0.0),
    r"delayed must be a share above 0, below 1 \(got 1\.0\)": lambda: safety_for_delay(1.0),
    r"mode must lie between low = 2\.0 and .* 3\.0 \(got 5\.0\)": lambda: Triangular(2.0, 5.0, 3.0),
    r"kinds must have a load above 0 together": lambda: mixed([Kind(load=0.0)]),
    r"grid must increase": lambda: interval_loads([0.0, 1.0], [1.0], Exponential(1.0), grid=[0.0, 0.0]),
    r"shrinkage must be a share of 0 or more, below 1 \(got 1\.0\)": lambda: paid_agents(3, 1.0),
    r"max_occupancy must be a share above 0 and at most 1 \(got 0\.0\)": lambda: fewest_for_occupancy(3, 0.0),
    r"the target must be one that more agents can meet": lambda: fewest(lambda agents: False),
    r"high must be above low = 5\.0, and finite \(got 5\.0\)": lambda: Uniform(5.0, 5.0),
    r"cv must be above 0 and finite \(got 0\.0\)": lambda: Gamma(5.0, 0.0),
    r"shares must name one share for each of 1 parts \(got 2\)": lambda: Mixture((0.5, 0.5), (Never(),)),
    r"shares must sum to 1 \(got 0\.9\)": lambda: Mixture((0.9,), (Never(),)),
    r"deaths must have the shape of births": lambda: state_shares(np.ones(2), np.ones(3)),
    r"rates must be 0 or more for births and above 0 for deaths": lambda: state_shares(np.ones(2), np.zeros(2)),
}  # fmt: skip


@pytest.mark.parametrize("message", REFUSED)
def test_a_number_out_of_range_is_refused_with_its_name_rule_and_value(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_without_contacts_nobody_waits_and_nobody_is_needed():
    quiet = ErlangA(load=0.0, agents=1, handling=180.0, patience=60.0)
    assert (quiet.all_busy_share, quiet.abandoned_share, quiet.wait_mean_s, quiet.asa_s) == (0.0, 0.0, 0.0, 0.0)
    assert (quiet.service_level(0.0), quiet.occupancy, quiet.wait_quantile_s(0.99)) == (1.0, 0.0, 0.0)
    assert math.isnan(quiet.abandoned_wait_mean_s)
    assert ErlangC(load=0.0, agents=1, handling=180.0).asa_s == 0.0
    assert ErlangC.agents_needed(Goal(share=0.8, within=20.0), load=0.0, handling=180.0) == 0
    assert ErlangA.agents_needed(Goal(share=0.8, within=20.0), load=0.0, handling=180.0, patience=60.0) == 0
    assert FiniteLines(load=0.0, agents=1, lines=2, handling=180.0, patience=60.0).abandoned_share == 0.0
    assert DeterministicHandling(load=0.0, agents=1, handling=1.0).wait_mean_s == 0.0
    assert RetrialLine(load=0.0, agents=2, handling=1.0, pause=1.0).answered_share == 1.0
    assert blocked_share(0.0, 0) == 1.0
    assert blocked_share(0.0, 1) == 0.0
    assert lines_needed(0.0, blocked=0.01) == 1


def test_a_loss_too_small_for_a_float_is_zero_and_waits_follow():
    assert blocked_share(1.0, 1000) == 0.0
    line = ErlangA(load=1.0, agents=1000, handling=180.0, patience=60.0)
    assert (line.all_busy_share, line.abandoned_share) == (0.0, 0.0)


def test_balkers_leave_at_once_and_never_wait():
    line = ErlangA(load=12.0, agents=10, handling=180.0, patience=60.0, balk=0.3)
    assert line.abandoned_within(0.0) == pytest.approx(0.3 * line.all_busy_share)
    assert line.abandoned_share == pytest.approx(0.3 * line.all_busy_share + line.wait_mean_s / 60.0)


def test_short_abandonments_can_be_left_out_of_the_service_level():
    line = ErlangA(load=12.0, agents=10, handling=180.0, patience=60.0)
    short, in_time = line.abandoned_within(5.0), line.answered_within(20.0)
    early = line.abandoned_within(20.0)
    assert line.service_level(20.0, short_abandon=5.0) == pytest.approx(in_time / (1.0 - short))
    good = line.service_level(20.0, "early_abandoned_good", short_abandon=5.0)
    assert good == pytest.approx((in_time + early - short) / (1.0 - short))
    late = line.service_level(20.0, "late_abandoned", short_abandon=30.0)
    assert late == pytest.approx(in_time / (1.0 - line.abandoned_within(30.0)))


def test_waits_of_all_are_those_of_the_answered_and_of_those_who_hang_up():
    line = ErlangA(load=12.0, agents=10, handling=180.0, patience=60.0)
    both = line.asa_s * line.answered_share + line.abandoned_wait_mean_s * line.abandoned_share
    assert both == pytest.approx(line.wait_mean_s)


def test_a_rank_that_is_too_much_waits_without_end_while_higher_ones_do_not():
    waits = waits_by_rank([5.0, 4.0, 2.0], agents=10, handling=60.0)
    assert waits[2] == math.inf
    assert waits[:2] == pytest.approx([60.0 / 10 / 0.5, 60.0 / 10 / (0.5 * 0.1)])
    assert service_level_of_first_rank([12.0, 1.0], agents=10, handling=60.0, within=20.0) == 0.0


def test_with_one_rank_the_first_come_first_served_line_is_left():
    line = ErlangC(load=8.0, agents=10, handling=60.0)
    assert waits_by_rank([8.0], agents=10, handling=60.0) == pytest.approx([line.wait_mean_s])
    level = service_level_of_first_rank([8.0], agents=10, handling=60.0, within=20.0)
    assert level == pytest.approx(line.service_level(20.0))


def test_constant_handling_halves_the_waits_by_rank_of_one_agent():
    steady = waits_by_rank_one_agent([0.3, 0.4], handling=[60.0, 90.0], handling_cv=[0.0, 0.0])
    varied = waits_by_rank_one_agent([0.3, 0.4], handling=[60.0, 90.0], handling_cv=[1.0, 1.0])
    assert steady == pytest.approx(varied / 2.0)


def test_nobody_on_duty_means_that_everybody_finds_all_busy():
    assert delay_when_patience_equals_handling(3.0, 0) == 1.0


def test_square_root_staffing_delays_as_many_as_its_limit_says():
    agents = int(square_root_staffing(10_000.0, safety=1.0))
    exact = ErlangC(load=10_000.0, agents=agents, handling=1.0).delayed_share
    assert delay_for_safety(1.0) == pytest.approx(exact, abs=0.002)
    exact = ErlangC(load=100.0, agents=110, handling=1.0).delayed_share
    assert delay_for_safety(1.0) == pytest.approx(exact, abs=0.02)


def test_a_line_never_shorter_than_patience_has_its_jump_in_the_quantiles():
    line = GeneralPatience(load=20.0, agents=10, handling=180.0, patience=Deterministic(60.0))
    assert line.wait_quantile_s(0.9) == pytest.approx(60.0)
    assert line.abandoned_within(59.0) == pytest.approx(0.0, abs=1e-12)


def test_importing_the_formulas_loads_no_scipy():
    code = "import sys, channelmix.queueing; print([name for name in sys.modules if name.startswith('scipy')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

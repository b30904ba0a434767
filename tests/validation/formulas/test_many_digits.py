"""
Formulas against computations with 30 to 40 digits, from one agent to 100,000.

The constants were computed once with mpmath: Erlang B by its recursion (40 digits); Erlang A by Palm's series, summed
until a term fell below 1e-38 of the sum, with the lower incomplete gamma function as such a series for the service
levels (40 digits); M/M/n+G by mpmath.quad over the density of the offered wait, on panels around its peak (30 digits);
M/D/n by Spitzer's series term by term (30 digits).
"""

import time

import numpy as np
import pytest

from channelmix.queueing import (
    Deterministic,
    DeterministicHandling,
    ErlangA,
    ErlangC,
    GeneralPatience,
    Goal,
    Lognormal,
    Uniform,
    Weibull,
    blocked_share,
)


@pytest.mark.parametrize(
    ("lines", "load", "blocked"),
    [
        (12_421, 12_345.0, 0.0037555331067459184829),
        (1_000, 700.0, 3.0708489861268827778e-27),
        (100_000, 98_000.0, 1.9835482077349744661e-12),
        (100_000, 99_000.0, 8.2257755985042223192e-6),
        (100_000, 100_000.0, 0.0025188934235469064348),
        (100_000, 101_000.0, 0.010751611284909119055),
        (100_000, 150_000.0, 0.33334666506708250675),
        (3, 1_000_000.0, 0.999997000003000003),
    ],
)
def test_erlang_b_keeps_twelve_digits_up_to_100_000_lines(lines, load, blocked):
    assert blocked_share(load, lines) == pytest.approx(blocked, rel=1e-12)


@pytest.mark.parametrize(
    ("agents", "load", "delayed"),
    [(12_421, 12_345.0, 0.38122501506175140381), (100_000, 99_000.0, 0.00082190823741079540165)],
)
def test_erlang_c_keeps_twelve_digits_up_to_100_000_agents(agents, load, delayed):
    assert ErlangC(load=load, agents=agents, handling=180.0).delayed_share == pytest.approx(delayed, rel=1e-12)


# load, agents, handling, patience, balk, within -> all busy, abandoned, mean wait, in time / offered,
# in time / answered, in time / (answered + abandoned after), (in time + abandoned within) / offered
ERLANG_A = {
    (10, 10, 180, 60, 0.1, 20): (
        0.3941230517766095, 0.1655303952534815, 7.567085404549232,
        0.7336646408972823, 0.8791987589771385, 0.8328382255995728, 0.8527436908903274,
    ),
    (0.2, 1, 1000, 1, 0, 5): (
        0.1666944185439867, 0.1665279072800665, 0.1665279072800665,
        0.8334709762606402, 0.9999986604718945, 0.9986609251938132, 0.9988824234954603,
    ),
    (5, 40, 180, 60, 0, 20): (8.48972028971495e-23, 6.578734812714637e-24, 3.947240887628782e-22, 1.0, 1.0, 1.0, 1.0),
    (1000, 950, 300, 360, 0.02, 20): (
        0.8944140490460188, 0.05143712527555046, 12.07758394606683,
        0.7504197311379367, 0.7911122721895773, 0.788316121237348, 0.7984923115133435,
    ),
    (98_000, 100_000, 300, 3600, 0, 0.01): (
        9.897615918340441e-11, 4.107167218874231e-15, 1.478580198794723e-11,
        0.9999999999074201, 0.9999999999074242, 0.9999999999074203, 0.9999999999074203,
    ),
    (99_000, 100_000, 300, 360, 0, 1): (
        0.000766414666511642, 5.610022125331553e-7, 0.0002019607965119359,
        0.9999855789045784, 0.9999861398990153, 0.9999861315821816, 0.9999861315898465,
    ),
    (101_000, 100_000, 300, 360, 0.02, 4): (
        0.4989723238716407, 0.0103318068290631, 0.1268497265869038,
        0.9896681929663854, 0.999999999793313, 0.9999999997932343, 0.9999999997953705,
    ),
    (150_000, 100_000, 300, 120, 0, 60): (1.0, 0.3333333333333333, 40.0, 0.6666666666666667, 1.0, 1.0, 1.0),
}  # fmt: skip


@pytest.mark.parametrize("case", ERLANG_A)
def test_erlang_a_keeps_eleven_digits_up_to_100_000_agents(case):
    load, agents, handling, patience, balk, within = case
    line = ErlangA(load=load, agents=agents, handling=handling, patience=patience, balk=balk)
    formulas = ("offered", "answered", "late_abandoned", "early_abandoned_good")
    levels = [line.service_level(within, formula) for formula in formulas]
    figures = (line.all_busy_share, line.abandoned_share, line.wait_mean_s, *levels)
    assert figures == pytest.approx(ERLANG_A[case], rel=1e-11)


PATIENCE = {
    "deterministic": Deterministic(60.0),
    "uniform": Uniform(10.0, 100.0),
    "lognormal": Lognormal(120.0, cv=1.2),
    "weibull": Weibull(120.0, shape=0.5),
}
# patience, load, agents, balk, within, with handling times of 180 s -> all busy, abandoned, mean wait of all,
# mean wait of the answered, in time / offered, in time / (answered + abandoned after)
GENERAL = {
    ("deterministic", 10, 10, 0, 20): (
        0.54210380471869, 0.12510087801201, 20.016140481921, 14.298891708537, 0.5968971708502, 0.5968971708502),
    ("deterministic", 14, 10, 0.05, 20): (
        0.84614736231085, 0.30833836345389, 34.996095298713, 27.51957687499, 0.27270740011233, 0.28475461858334),
    ("deterministic", 950, 1000, 0, 1): (
        0.068253411886506, 1.9717553555897e-10, 0.24571205730148, 0.2457120455194, 0.94830042151047, 0.94830042151047),
    ("deterministic", 100_000, 100_000, 0, 1): (
        0.98825983349447, 2.9646905597666e-5, 29.648684412002, 29.647784562736, 0.028210669615346, 0.028210669615346),
    ("uniform", 10, 10, 0, 20): (
        0.47929277450047, 0.14226135042936, 13.704048352219, 10.241119878127, 0.67364604337257, 0.70179127956942),
    ("uniform", 14, 10, 0.05, 20): (
        0.78255581176763, 0.31768952053954, 24.700908323633, 21.223878570331, 0.37898967299073, 0.42504296463152),
    ("uniform", 100_000, 100_000, 0, 1): (
        0.93645505011812, 0.00016046715602109, 4.9215310708721, 4.9206755323553, 0.1526933698936, 0.1526933698936),
    ("lognormal", 10, 10, 0, 20): (
        0.51805021549104, 0.13167250966723, 18.251241861608, 15.342020818634, 0.6239845383252, 0.64470389688479),
    ("lognormal", 14, 10, 0.05, 20): (
        0.83115106566617, 0.31054357349248, 34.699438645937, 34.096223155977, 0.29481757464029, 0.3260530193335),
    ("lognormal", 100_000, 100_000, 0, 1): (
        0.86210573508127, 0.00034821808128353, 2.0314532987554, 2.0309414412536, 0.33134369492839, 0.33134419216309),
    ("weibull", 10, 10, 0, 20): (
        0.3760726703166, 0.17046190285798, 6.6308685751495, 5.9001359252444, 0.73876434389496, 0.86172517142569),
    ("weibull", 950, 1000, 0, 1): (
        0.023683902911562, 0.0025175985108948, 0.020315037222722, 0.019311409744442, 0.9900187805523, 0.99220714810678),
    ("weibull", 100_000, 100_000, 0, 1): (
        0.088498499855693, 0.0023017730552781, 0.0043798323502163, 0.0043372420432086, 0.99769822694472, 1.0),
}  # fmt: skip


@pytest.mark.parametrize("case", GENERAL, ids=str)
def test_lines_with_any_patience_keep_ten_digits_up_to_100_000_agents(case):
    name, load, agents, balk, within = case
    line = GeneralPatience(load=load, agents=agents, handling=180.0, patience=PATIENCE[name], balk=balk)
    levels = [line.service_level(within, formula) for formula in ("offered", "late_abandoned")]
    figures = (line.all_busy_share, line.abandoned_share, line.wait_mean_s, line.asa_s, *levels)
    assert figures == pytest.approx(GENERAL[case], rel=1e-10)


def test_another_patience_with_the_same_mean_is_noticed():
    """Control: with patience of mean 120 s, its shape alone changes who hangs up by a quarter."""
    line = GeneralPatience(load=10.0, agents=10, handling=180.0, patience=Lognormal(120.0, cv=2.0))
    assert line.abandoned_share != pytest.approx(GENERAL["lognormal", 10, 10, 0, 20][1], rel=0.05)


DETERMINISTIC_HANDLING = {
    (4.5, 5): (0.7478285460691521, 0.7766951582025011),
    (18, 20): (0.5232650662667752, 0.144286075013778),
    (95, 100): (0.4751148520109205, 0.05344603912279884),
}


@pytest.mark.parametrize("case", DETERMINISTIC_HANDLING)
def test_constant_handling_times_keep_eleven_digits(case):
    load, agents = case
    line = DeterministicHandling(load=load, agents=agents, handling=1.0)
    assert (line.delayed_share, line.wait_mean_s) == pytest.approx(DETERMINISTIC_HANDLING[case], rel=1e-11)


@pytest.mark.parametrize("load", [0.1, 0.9, 0.999, 0.999999])
def test_one_agent_with_constant_handling_times_obeys_pollaczek_and_khinchine(load):
    line = DeterministicHandling(load=load, agents=1, handling=180.0)
    assert line.delayed_share == pytest.approx(load, rel=1e-11)
    assert line.wait_mean_s == pytest.approx(180.0 * load / (2.0 * (1.0 - load)), rel=1e-10)


@pytest.mark.parametrize(("load", "agents", "terms"), [(95.0, 100, 350), (99_900.0, 100_000, 700)])
def test_constant_handling_times_of_many_agents_are_the_plain_sum_of_poisson_tails(load, agents, terms):
    """Each tail is summed term by term; scipy's gammainc is off by up to 1e-8 where shares of 1e-9 add up."""
    idle = (agents - load) / agents
    per_agent = -np.log1p(-idle) - idle
    log_free, wait = 0.0, 0.0
    for k in range(1, terms):
        stages = k * agents
        exactly = np.exp(-stages * per_agent - 1 / (12 * stages) + 1 / (360 * stages**3)) / np.sqrt(2 * np.pi * stages)
        more = np.arange(1.0, 40.0 + 9.0 * np.sqrt(stages))
        reached = exactly * (1.0 + np.cumprod(k * load / (stages + more)).sum())
        log_free += reached / k
        wait += reached + (agents / load) * (exactly - reached)
    line = DeterministicHandling(load=load, agents=agents, handling=1.0)
    assert line.delayed_share == pytest.approx(-np.expm1(-log_free), rel=1e-9)
    assert line.wait_mean_s == pytest.approx(wait, rel=1e-7)


FIGURES = {
    "Erlang C": lambda: ErlangC(load=99_000.0, agents=100_000, handling=180.0).service_level(20.0),
    "Erlang A": lambda: ErlangA(load=99_000.0, agents=100_000, handling=180.0, patience=300.0).service_level(20.0),
    "Weibull": lambda: GeneralPatience(
        load=99_000.0, agents=100_000, handling=180.0, patience=Weibull(300.0, shape=0.5)
    ).service_level(20.0),
    "deterministic": lambda: DeterministicHandling(load=99_000.0, agents=100_000, handling=180.0).wait_mean_s,
    "agents needed": lambda: ErlangC.agents_needed(Goal(share=0.8, within=20.0), load=99_000.0, handling=180.0),
}


@pytest.mark.parametrize("name", FIGURES)
def test_100_000_agents_take_no_more_than_50_milliseconds_of_a_processor(name):
    times = []
    for _ in range(4):
        started = time.process_time()
        FIGURES[name]()
        times.append(time.process_time() - started)
    assert min(times) < 0.05

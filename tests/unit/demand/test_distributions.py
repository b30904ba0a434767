"""Each distribution has the mean, spread and quantiles that the scenario file asks for."""

import math

import numpy as np
import pytest

from channelmix.demand.distributions import LONGEST, Durations, Gamma, geometric, whole_numbers
from channelmix.engine.inputs import SECOND
from channelmix.errors import InputError
from channelmix.scenario.distributions import Delay, Distribution, Patience
from channelmix.streams import customer_ids, uniforms

MANY = 200_000
OWN = uniforms(7, 0, "distributions", customer_ids(1, np.arange(MANY)))


def made(**table) -> Durations:
    return Durations.of(Distribution.model_validate(table))


def quantiles(durations: Durations, *uniform: float) -> list[float]:
    return (durations.times(np.array(uniform)) / SECOND).round(3).tolist()


def errors(times: np.ndarray, expected_s: float) -> float:
    """Return by how many standard errors the mean lies off."""
    return abs(times.mean() / SECOND - expected_s) / (times.std() / SECOND / math.sqrt(len(times)))


def test_measured_times_are_each_as_likely_as_the_others():
    durations = made(distribution="empirical", times=[30, 10, 20, 20])
    assert quantiles(durations, 0.01, 0.24, 0.26, 0.74, 0.76, 0.99) == [10, 10, 20, 20, 30, 30]
    assert errors(durations.times(OWN.copy()), 20.0) < 4


def test_a_file_of_measured_times_that_nobody_has_read_is_told():
    with pytest.raises(InputError, match=r"must be read first \(got the file times.csv\)"):
        made(distribution="empirical", file="times.csv")


SHAPES = [
    {"mean": "5 min", "distribution": "exponential"},
    {"mean": "5 min", "cv": 0.3},
    {"mean": "5 min", "cv": 1.27},
    {"mean": "5 min", "cv": 0.5, "distribution": "gamma"},
    {"mean": "5 min", "cv": 1.5, "distribution": "gamma"},
    {"mean": "5 min", "cv": 0.6, "distribution": "weibull"},
    {"mean": "5 min", "cv": 1.4, "distribution": "weibull"},
]


@pytest.mark.parametrize("table", SHAPES, ids=str)
def test_times_have_the_mean_and_the_coefficient_of_variation_asked_for(table):
    times = made(**table).times(OWN.copy())
    assert errors(times, 300) < 4
    relative = (times / SECOND / 300 - 1) ** 2
    cv = table.get("cv", 1.0)
    assert abs(relative.mean() - cv**2) < 4 * relative.std() / math.sqrt(MANY)


def test_this_check_notices_two_per_cent_longer_times():
    assert errors(made(mean="306 s", cv=1.0).times(OWN.copy()), 300) > 4


def test_uniform_and_triangular_times_have_their_bounds_and_means():
    even = made(distribution="uniform", low="1 min", high="3 min").times(OWN.copy())
    assert errors(even, 120) < 4
    peaked = made(distribution="triangular", low="1 min", mode="2 min", high="6 min").times(OWN.copy())
    assert errors(peaked, 180) < 4
    for times, low, high in ((even, 60, 180), (peaked, 60, 360)):
        assert low <= times.min() / SECOND < times.max() / SECOND <= high


def test_quantiles_are_those_of_the_books():
    assert quantiles(made(mean=100, distribution="exponential"), 0.5, 0.9) == [69.315, 230.259]
    assert quantiles(made(mean=100, cv=1.0), 0.5) == [70.711]
    assert quantiles(made(mean=100, cv=1.0, distribution="gamma"), 0.5, 0.9) == [69.315, 230.259]
    assert quantiles(made(mean=100, cv=1.0, distribution="weibull"), 0.5, 0.9) == [69.315, 230.259]
    assert quantiles(made(distribution="uniform", low=10, high=30), 0.25) == [15.0]
    assert quantiles(made(distribution="triangular", low=0, mode=10, high=40), 0.25, 0.5) == [10.0, 15.505]
    assert quantiles(made(distribution="triangular", low=0, mode=0, high=40), 0.75) == [20.0]
    assert quantiles(made(distribution="triangular", low=0, mode=40, high=40), 0.25) == [20.0]


@pytest.mark.parametrize("table", [*SHAPES, {"distribution": "triangular", "low": 1, "mode": 2, "high": 9}], ids=str)
def test_a_larger_number_never_means_a_shorter_time(table):
    assert (np.diff(made(**table).times(np.sort(OWN[:5000]))) >= 0).all()


def test_a_mean_two_per_cent_longer_makes_every_time_two_per_cent_longer():
    short, long = (made(mean=mean, cv=1.3).times(OWN[:1000].copy()) for mean in (100, 102))
    assert np.allclose(long, short * 1.02, atol=2)


def test_a_bare_delay_is_always_the_same_and_needs_no_numbers():
    delay = Durations.of(Delay.model_validate("90 s"))
    assert delay.fixed == 90 * SECOND
    assert quantiles(delay, 0.1, 0.9) == [90, 90]
    assert Durations.of(Delay.model_validate(0)).fixed == 0


def test_a_bare_patience_is_exponential():
    assert quantiles(Durations.of(Patience.model_validate("100 s")), 0.5) == [69.315]


def test_means_by_time_of_day_hold_from_step_to_step():
    calls = made(mean="4 min", by={"08:00": "5 min", "17:00": "7 min"}, cv=0.5)
    assert calls.fixed is None
    clock = np.array([0, 8 * 3600 - 1, 8 * 3600, 17 * 3600, 86_399])
    assert (calls.means_at(clock) / SECOND).tolist() == [240, 240, 300, 420, 420]
    plain = made(mean="7 min", cv=0.5).times(np.array([0.3]))
    assert calls.times(np.array([0.3]), np.array([420.0 * SECOND])).tolist() == plain.tolist()


@pytest.mark.parametrize("uniform", [2.0**-53, 1 - 2.0**-53])
@pytest.mark.parametrize(
    "table",
    [
        *SHAPES,
        *({"mean": "3660 days", "cv": 100, "distribution": shape} for shape in ("lognormal", "gamma", "weibull")),
    ],
    ids=str,
)
def test_the_rarest_numbers_give_times_that_can_be_added_up(table, uniform):
    (time,) = made(**table).times(np.array([uniform]))
    assert 0 <= time <= LONGEST < 2**62


@pytest.mark.parametrize("shared", [0.25, 0.7])
def test_two_gamma_parts_add_up_to_a_mean_of_one(shared):
    first, second = OWN.copy(), uniforms(7, 0, "own part", customer_ids(1, np.arange(MANY)))
    Gamma(0.3, shared)(first)
    Gamma(0.3, 1 - shared)(second)
    together = first + second
    assert abs(together.mean() - 1) < 4 * 0.3 / math.sqrt(MANY)
    assert abs(together.var() - 0.09) < 4 * ((together - 1) ** 2).std() / math.sqrt(MANY)


@pytest.mark.parametrize("mean", [1.05, 3.0, 40.0])
def test_geometric_numbers_start_at_one_and_have_their_mean(mean):
    numbers = geometric(mean, OWN)
    assert numbers.min() == 1
    assert abs(numbers.mean() - mean) < 4 * numbers.std() / math.sqrt(MANY)
    ones = (numbers == 1).mean()
    assert abs(ones - 1 / mean) < 4 * math.sqrt(ones * (1 - ones) / MANY)


def test_whole_numbers_are_next_to_their_mean_and_have_it_on_average():
    numbers = whole_numbers(2.3, OWN)
    assert set(numbers.tolist()) == {2, 3}
    assert abs(numbers.mean() - 2.3) < 4 * math.sqrt(0.3 * 0.7 / MANY)
    assert set(whole_numbers(2.0, OWN).tolist()) == {2}
    assert whole_numbers(np.array([0.0, 1.5]), np.array([0.2, 0.2])).tolist() == [0, 2]

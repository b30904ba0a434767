"""Risk figures: probabilities and percentiles with honest intervals, and the forecast's part of the spread."""

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.simulate import run
from channelmix.simulate.risk import forecast_share, percentile, probability


def held(studies, question, truth):
    return sum(answer.low <= truth <= answer.high for answer in map(question, studies)) / len(studies)


def test_a_probability_that_never_happened_is_not_called_impossible():
    never = probability(np.zeros(20, bool))
    assert (never.mean, never.low) == (0, 0)
    assert 0.1 < never.high < 0.2


def test_intervals_of_probabilities_and_percentiles_hold_the_truth():
    studies = list(np.random.default_rng(3).normal(0, 1, (500, 60)))
    assert held(studies, lambda values: probability(values < -1.0), 0.158655) > 0.93
    assert 0.9 < held(studies, lambda values: percentile(values, 0.8), 0.841621) < 0.99
    assert held(studies, lambda values: percentile(values, 0.8), 1.3) < 0.6


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_the_spread_is_split_into_forecast_and_chance(share):
    chance = np.random.default_rng(5)
    draws = np.repeat(chance.normal(0, share**0.5, 2000), 4)
    values = draws + chance.normal(0, (1 - share) ** 0.5, 8000)
    assert forecast_share(values, 4) == pytest.approx(share, abs=0.05)


def test_without_repeated_draws_nothing_can_be_split():
    assert forecast_share(np.arange(10.0), 1) is None


def test_a_run_answers_questions_of_risk(desk_file):
    found = run(desk_file, replications=40)
    levels = found.figures.channels["phone"]["service_level"].parts
    assert found.risk("phone.service_level<80%").estimate.mean == np.mean(levels[0] / levels[1] < 0.8)
    costs = np.sort(found.figures.total["cost"].parts[0])
    assert found.risk("total.cost @ 90%").estimate.mean == costs[35]
    assert found.risk("phone.oldest_max_s > 1 min").is_probability


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("phone.service_level", "FIGURE<AMOUNT"),
        ("phone.level<70%", "did you mean"),
        ("phone.wait_p90_s>1 min", "no value of a single replication"),
        ("phone.service_level<0.7", "needs a percent sign behind so small a number: 70% or 0.7%"),
        ("total.cost@120%", "between 0% and 100%"),
    ],
)
def test_questions_that_cannot_be_answered_are_told(desk_file, question, message):
    with pytest.raises(InputError, match=message):
        run(desk_file, replications=2).risk(question)

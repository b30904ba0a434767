"""
The posterior of adoption tells the truth about itself (simulation-based calibration, Talts et al. 2018).

A world is drawn from the prior, surveys are drawn from the world, and the fit is asked where the world goes. The rank
of the truth among the posterior's draws must be uniform, and an interval of 80 % must hold it in 80 % of the
worlds. CHANNELMIX_WORLDS=2000 runs the long version.
"""

import os
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from scipy.stats import chisquare

from channelmix.forecast.choice import adoption, surveys
from channelmix.forecast.choice.ceilings import Ceiling
from channelmix.forecast.choice.curves import CURVES
from channelmix.forecast.choice.model import WAVE, Model
from channelmix.forecast.choice.times import years_of

WORLDS = int(os.environ.get("CHANNELMIX_WORLDS", "100"))
DRAWS = 399
AHEAD = timedelta(days=4 * 365)
TODAY = date(2040, 1, 1)


def drawn_world(rng):
    """Return surveys of a world drawn from the prior, the day to forecast, and the share it will have then."""
    count, asked = rng.integers(2, 7), rng.integers(1, 3)
    days = sorted(date(2014, 1, 1) + timedelta(days=int(day)) for day in rng.choice(2500, count, replace=False))
    curve = list(CURVES.values())[rng.integers(len(CURVES))]
    questions = np.append(np.arange(asked), rng.integers(asked, size=count))[:count]
    model = Model(curve, Ceiling.of("NL").product, float(years_of(days[:1])[0]), None, (), int(questions.max()) + 1)
    normals = rng.standard_normal((1, model.size))
    people = rng.integers(200, 2000, count)
    expected = model.asked(normals, years_of(days), questions)[0]
    yes = rng.binomial(people, rng.beta(WAVE * expected, WAVE * (1 - expected)))
    rows = [
        {"date": str(day), "channel": "whatsapp", "share": k / n, "n": n, "kind": "use", "question": f"q{question}",
         "country": "NL", "source": "drawn"}
        for day, k, n, question in zip(days, yes, people, questions, strict=True)
    ]  # fmt: skip
    then = days[-1] + AHEAD
    return rows, then, float(model.shares(normals, years_of([then]))[0, 0])


@lru_cache
def ranks_of_the_truth():
    """Return the rank of each world's truth among the posterior's draws, as a number from 0 to 1."""
    rng = np.random.default_rng(20261128)
    ranks = []
    for world in range(WORLDS):
        rows, then, truth = drawn_world(rng)
        fitted = adoption.fit(surveys.read(rows, today=TODAY), channel="whatsapp", country="NL", seed=world)
        ranks.append(float((fitted.shares([then], DRAWS, seed=world)[:, 0] < truth).mean()))
    return np.array(ranks)


def chance_of_uniform(ranks):
    """Return the p-value of ranks being uniform, in ten bins of equal size."""
    return chisquare(np.histogram(ranks, np.linspace(0, 1 + 1e-9, 11))[0]).pvalue


def test_ranks_of_the_truth_are_uniform():
    assert chance_of_uniform(ranks_of_the_truth()) > 0.001


def test_an_interval_of_eighty_per_cent_holds_the_truth_in_eighty_per_cent_of_the_worlds():
    ranks = ranks_of_the_truth()
    covered = float(((ranks > 0.1) & (ranks < 0.9)).mean())
    tolerance = max(0.03, 3 * np.sqrt(0.8 * 0.2 / WORLDS))
    assert abs(covered - 0.8) < tolerance


def test_this_check_notices_intervals_that_are_half_as_wide():
    from scipy.special import ndtr, ndtri

    narrow = ndtr(2 * ndtri(np.clip(ranks_of_the_truth(), 1e-3, 1 - 1e-3)))
    assert chance_of_uniform(narrow) < 0.001

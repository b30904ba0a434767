"""
Least-squares fits repeated to their published digits, each by the estimator that was published.

Sources: the five-period Bass regression of github.com/aoyingxue/GitNote; the three-parameter logistic Rat42 of NIST's
Statistical Reference Datasets, as kept by github.com/lmfit/lmfit-py (NIST_STRD/Rat42.dat).
"""

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast.choice import leastsquares

SALES = [0.517, 1.169, 1.604, 2.044, 2.286]
BASS = {"p": 0.0626032, "q": 0.73766359, "m": 10.5036768}
RAT42_X = [9, 14, 21, 28, 42, 57, 63, 70, 79]
RAT42_Y = [8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08]
RAT42 = {"cap": 72.462237576, "shift": 2.6180768402, "growth": 0.067359200066}
RAT42_DEVIATIONS = {"cap": 1.7340283401, "shift": 0.088295217536, "growth": 0.0034465663377}


def test_a_bass_regression_repeats_the_published_parameters():
    assert leastsquares.bass_by_regression(SALES).values == pytest.approx(BASS, rel=1e-6)


@pytest.mark.parametrize("start", [None, (100, 1, 0.1), (75, 2.5, 0.07)])
def test_a_logistic_curve_repeats_the_certified_values_of_nist_from_every_start(start):
    fit = leastsquares.logistic(RAT42_X, RAT42_Y, start=start)
    assert fit.values == pytest.approx(RAT42, rel=1e-8)
    assert fit.deviations == pytest.approx(RAT42_DEVIATIONS, rel=1e-7)
    assert fit.squares == pytest.approx(8.0565229338, rel=1e-10)


def test_three_estimators_give_three_answers_and_each_says_which_it_is():
    regression, curve = leastsquares.bass_by_regression(SALES), leastsquares.bass_by_curve(SALES)
    assert abs(regression.values["q"] - curve.values["q"]) > 0.1
    methods = {regression.method, curve.method, leastsquares.logistic(RAT42_X, RAT42_Y).method,
               leastsquares.logistic_on_log_odds(RAT42_X, RAT42_Y, cap=80).method}  # fmt: skip
    assert len(methods) == 4
    assert sum("Bass" in method for method in methods) == 2
    assert all("squares" in method or "log-odds" in method for method in methods)


def test_curves_are_found_again_that_made_the_points():
    x = np.arange(12.0)
    y = 50 * np.exp(-np.exp(1.5 - 0.4 * x))
    found = leastsquares.gompertz(x, y).values
    assert found == pytest.approx({"cap": 50, "shift": 1.5, "growth": 0.4}, rel=1e-6)
    line = leastsquares.logistic_on_log_odds(x, 40 / (1 + np.exp(2 - 0.5 * x)), cap=40).values
    assert line == pytest.approx({"cap": 40, "shift": 2, "growth": 0.5})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: leastsquares.logistic([1, 2], [1, 2]), "needs 4 points or more"),
        (lambda: leastsquares.logistic([1, 2, 3, 4], [1, 2, np.nan, 4]), "finite"),
        (lambda: leastsquares.bass_by_regression([1, 2, 4, 9, 20]), "must bend down"),
        (lambda: leastsquares.logistic_on_log_odds([1, 2], [1, 9], cap=8), "between 0 and the cap of 8 (got 9)"),
    ],
)
def test_points_that_no_curve_fits_say_so(call, message):
    with pytest.raises(DataError) as error:
        call()
    assert message in str(error.value)

"""Backtests of shares: nothing that was left out is seen, persistence stands beside, and few surveys are told apart."""

import numpy as np
import pytest

from channelmix.forecast.choice import surveys
from channelmix.forecast.choice.backtest import LEVELS, scores
from channelmix.forecast.choice.mixes import leave_out_mix, leave_out_surveys

YEARS = 2024 + np.arange(18) / 12
GROWING = 0.1 + 0.01 * np.arange(18)
SHARES = np.stack([GROWING, 1 - GROWING], axis=1)
COUNTS = np.full(18, 20_000.0)
MEDIAN = LEVELS.index(0.5)


def asked(count, shares=None):
    rows = [
        {"date": 2018 + at, "channel": "chat", "share": f"{share} %", "kind": "use", "n": 1000, "question": "did"}
        for at, share in enumerate(shares or [10, 14, 19, 22, 27, 30][:count])
    ]
    return surveys.read(rows)


def test_a_share_that_grows_evenly_is_told_better_than_by_the_last_share():
    found = {(row.method, row.left_out): row for row in scores(leave_out_mix(("chat", "phone"), YEARS, SHARES, COUNTS))}
    for steps in (4, 8):
        assert found["damped trend", steps].error < 0.8 * found["persistence", steps].error


def test_what_was_left_out_is_not_seen():
    changed = SHARES.copy()
    changed[14:] = [0.9, 0.1]
    before = list(leave_out_mix(("chat", "phone"), YEARS, SHARES, COUNTS, (4,)))
    after = list(leave_out_mix(("chat", "phone"), YEARS, changed, COUNTS, (4,)))
    assert before[-1].quantiles == pytest.approx(after[-1].quantiles)
    assert before[-1].actual != after[-1].actual
    assert [len(before), before[0].last] == [2 * (18 - 4 - 6 + 1), pytest.approx(0.15)]


def test_left_out_surveys_are_held_against_curves_through_the_earlier_ones():
    cases = leave_out_surveys(asked(6), channel="chat")
    assert [case.left_out for case in cases] == [1, 2, 2, 4, 4, 4, 4]
    assert cases[0].last == pytest.approx(0.27)
    moved = leave_out_surveys(asked(6, [10, 14, 19, 22, 27, 90]), channel="chat")
    assert moved[0].quantiles == pytest.approx(cases[0].quantiles)


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_surveys_leave_nothing_to_leave_out(count):
    assert leave_out_surveys(asked(count), channel="chat") == ()


def test_a_jump_at_the_end_is_an_error_of_the_curve_too():
    (case,) = list(leave_out_surveys(asked(6, [10, 14, 19, 22, 27, 90]), channel="chat"))[:1]
    assert abs(case.quantiles[MEDIAN] - case.actual) > 0.4

"""Shares over time: exact sums, the damped trend, who loses what a newcomer gains, and the backtest."""

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast.choice import backtest
from channelmix.forecast.choice.ceilings import Uncertain
from channelmix.forecast.choice.composition import exact, from_log_ratios, to_log_ratios
from channelmix.forecast.choice.displacement import NOTE, displace
from channelmix.forecast.choice.trend import Trend, launches

MONTHS = 2020 + np.arange(36) / 12


def steady(*shares):
    return np.tile(shares, (36, 1))


def rising(channels=2):
    first = 0.1 + 0.01 * np.arange(36)
    return np.stack([first, *[(1 - first) / (channels - 1)] * (channels - 1)], axis=1)


def drawn(shares, ahead=(1.0, 2.0), draws=2000, counts=None, seed=1):
    trend = Trend.of(MONTHS, shares, counts)
    return trend.paths(MONTHS[-1] + np.array(ahead), draws, np.random.default_rng(seed))


def test_shares_sum_to_exactly_one_in_every_draw_however_they_are_added():
    shares = drawn(rising(5))
    assert (shares.sum(axis=2) == 1).all()
    assert (shares[..., ::-1].cumsum(axis=2)[..., -1] == 1).all()
    assert (shares >= 0).all()
    noise = np.random.default_rng(1).dirichlet(np.ones(7), 10_000)
    assert not (noise.sum(axis=1) == 1).all(), "control: plain shares do not"
    assert (exact(noise).sum(axis=1) == 1).all()


def test_log_ratios_go_back_to_the_shares_they_came_from():
    shares = np.random.default_rng(2).dirichlet(np.ones(4), 100)
    assert from_log_ratios(to_log_ratios(shares)) == pytest.approx(shares, abs=1e-9)


def test_forecasts_start_at_the_last_level_and_the_drift_fades():
    shares = drawn(rising(), ahead=(0.0, 0.5, 1.0, 4.0))
    start, half, year, later = np.median(shares[:, :, 0], axis=0)
    assert start == pytest.approx(0.45, abs=1e-6)
    assert half > start + 0.02
    assert year - half < half - start
    assert later < 0.95


def test_exact_quantiles_are_those_of_many_drawn_futures():
    trend, levels = Trend.of(MONTHS, rising()), (0.1, 0.5, 0.9)
    paths = trend.paths(MONTHS[-1:] + 1.5, 40_000, np.random.default_rng(3))[:, 0, 0]
    assert trend.quantiles(MONTHS[-1] + 1.5, np.array(levels)) == pytest.approx(np.quantile(paths, levels), abs=0.004)


def test_a_share_that_never_moved_stays_where_it_is_and_nothing_stays_nothing():
    assert np.median(drawn(steady(0.3, 0.7))[:, 0, 0]) == pytest.approx(0.3, abs=0.003)
    assert np.median(drawn(steady(0.0, 1.0))[:, 0, 0]) < 1e-3


def test_the_spread_does_not_depend_on_the_order_of_channels():
    one, other = drawn(rising(3), draws=6000), drawn(rising(3)[:, ::-1], draws=6000, seed=2)[..., ::-1]
    levels = (0.1, 0.5, 0.9)
    assert np.quantile(one, levels, axis=0) == pytest.approx(np.quantile(other, levels, axis=0), abs=0.012)


def test_knowing_how_few_contacts_there_were_keeps_noise_from_passing_as_level():
    rng, counts = np.random.default_rng(5), np.full(36, 60.0)
    noisy = rng.binomial(60, 0.3, (20, 36)) / 60
    series = [np.stack([share, 1 - share], axis=1) for share in noisy]
    told, untold = (
        np.mean([abs(np.median(drawn(one, (0.1,), 200, known)[:, 0, 0]) - 0.3) for one in series])
        for known in (counts, None)
    )
    assert told < 0.8 * untold


def test_what_a_newcomer_gains_others_lose_and_some_is_always_induced():
    old = drawn(steady(0.7, 0.25, 0.05), draws=500)
    gained = np.full((500, 2), 0.2)
    after = displace(("phone", "email", "letter"), old, "whatsapp", gained, seed=3)
    assert after.channels[-1] == "whatsapp"
    assert (after.shares.sum(axis=2) == 1).all()
    assert (after.volume > 1).all(), "induced demand is never zero"
    assert after.shares[:, :, 3] * after.volume == pytest.approx(gained)
    assert after.volume == pytest.approx(1 + 0.2 * after.induced[:, None] + np.zeros((1, 2)))
    assert np.ptp(after.donors[:, 0]) > 0.3
    assert "cannot tell" in after.note == NOTE


def test_donors_that_are_named_give_and_others_do_not_until_the_named_are_empty():
    old = exact(np.tile([0.5, 0.3, 0.2], (50, 1, 1)))
    some = displace(("phone", "email", "letter"), old, "chat", np.full((50, 1), 0.1), donors={"email": 5.0})
    assert (some.donors[:, 1] == 1).all()
    assert some.shares[:, :, 0] * some.volume == pytest.approx(np.full((50, 1), 0.5))
    more = displace(("phone", "email", "letter"), old, "chat", np.full((50, 1), 0.9), donors={"email": 5.0})
    assert (more.shares >= 0).all()
    assert (more.shares.sum(axis=2) == 1).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"newcomer": "phone"}, "must not be one of the channels"),
        ({"donors": {"fax": 1.0}}, "(got fax)"),
        ({"donors": {"phone": 0.0}}, "(got no weight above 0)"),
        ({"gained": np.full((4, 1), 1.5)}, "gained must be 0 to 1"),
    ],
)
def test_a_displacement_that_cannot_be_says_so(changes, message):
    settings = {"newcomer": "chat", "gained": np.full((4, 1), 0.1), **changes}
    with pytest.raises(DataError) as error:
        displace(
            ("phone", "email"), np.full((4, 1, 2), 0.5), settings.pop("newcomer"), settings.pop("gained"), **settings
        )
    assert message in str(error.value)
    with pytest.raises(DataError, match="mean between 0 and 1"):
        Uncertain(0.0, 0.1)


def test_the_backtest_scores_the_trend_beside_persistence():
    quarters = 2012 + np.arange(20) / 4
    growing = {
        f"service {n}": backtest.Series(quarters, 1 / (1 + np.exp(1.5 - n / 9 - 0.15 * np.arange(20))))
        for n in range(9)
    }
    found = {(score.method, score.left_out): score for score in backtest.scores(backtest.leave_out(growing))}
    for steps in (4, 8):
        assert found["damped trend", steps].error < 0.6 * found["persistence", steps].error
        assert found["damped trend", steps].series == 9
    short = {"short": backtest.Series(quarters[:6], np.linspace(0.1, 0.2, 6))}
    assert backtest.leave_out(short) == ()


@pytest.mark.parametrize(
    ("years", "share", "message"),
    [
        ([1, 1], [0.1, 0.2], "must increase"),
        ([1, 2], [0.1, 1.2], "(got 1.2)"),
        ([1], [0.1, 0.2], "a time for each share"),
    ],
)
def test_a_series_of_shares_that_cannot_be_says_so(years, share, message):
    with pytest.raises(DataError) as error:
        backtest.Series(np.array(years, float), np.array(share))
    assert message in str(error.value)


def test_the_launch_of_a_channel_teaches_nothing_of_how_shares_wander():
    years = 2024 + np.arange(24) / 12
    rng = np.random.default_rng(4)
    chat = np.where(np.arange(24) < 10, 0.0, 0.2 + 0.002 * rng.standard_normal(24))
    shares, counts = np.stack([chat, 1 - chat], axis=1), np.full(24, 20_000.0)
    widths = {}
    for name, anew in (("told", launches(shares)), ("untold", None)):
        paths = Trend.of(years, shares, counts, anew=anew).paths(np.array([2027.0]), 2000, np.random.default_rng(1))
        widths[name] = float(np.subtract(*np.quantile(paths[:, 0, 0], (0.9, 0.1))))
    assert widths["told"] < 0.06
    assert widths["untold"] > 0.3
    assert launches(shares).nonzero()[0].tolist() == [10]

"""What `run` prints, against Erlang A: its 95 % intervals must hold the exact value about as often as they say."""

from pathlib import Path

import pytest

from channelmix.queueing import ErlangA
from channelmix.simulate import run

pytestmark = pytest.mark.no_cover  # watched line by line it takes three times as long

FLAT_DAY = """
schema = 1
name = "Flat day"
[period]
start = 2026-03-02
days = 1
warm_up = "8 h"
[channels.phone]
kind = "voice"
arrivals = {{ per_hour = 60 }}
handling = {{ mean = "{handling}", distribution = "exponential" }}
patience = {{ mean = "3 min", distribution = "exponential" }}
[groups.team]
handles = ["phone"]
agents = 6
"""

SEEDS = range(20)
REPLICATIONS = 6


def how_often_inside(path: Path) -> dict[str, int]:
    """Return for how many seeds each printed interval holds the exact value."""
    exact = ErlangA(load=5.0, agents=6, handling=300.0, patience=180.0)
    expected = {"abandoned_share": exact.abandoned_share, "wait_mean_s": exact.wait_mean_s}
    inside = dict.fromkeys(expected, 0)
    for seed in SEEDS:
        phone = run(path, seed=seed, replications=REPLICATIONS).summary["channels"]["phone"]
        for figure, value in expected.items():
            inside[figure] += phone[figure]["low"] <= value <= phone[figure]["high"]
    return inside


def written(folder: Path, handling: str) -> Path:
    path = folder / "flat_day.toml"
    path.write_text(FLAT_DAY.format(handling=handling), encoding="utf-8")
    return path


def test_printed_intervals_hold_the_exact_value_for_at_least_17_of_20_seeds(tmp_path):
    inside = how_often_inside(written(tmp_path, "5 min"))
    assert min(inside.values()) >= 17


def test_the_check_of_intervals_notices_calls_that_are_eight_per_cent_longer(tmp_path):
    inside = how_often_inside(written(tmp_path, "324 s"))
    assert max(inside.values()) < 17

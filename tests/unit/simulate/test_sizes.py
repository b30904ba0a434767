"""How long a very large replication takes, told from a part of it."""

from itertools import count

import pytest

from channelmix.scenario import load
from channelmix.simulate import sizes

SCENARIO = """
[period]
start = 2019-03-04
days = 1
[channels.phone]
kind = "voice"
handling = "6 min"
arrivals = {arrivals}
[groups.team]
handles = ["phone"]
agents = 2
"""
LOG = "at\n" + "".join(f"2019-03-04 {8 + number // 60:02}:{number % 60:02}\n" for number in range(200))


@pytest.fixture
def seconds_told(tmp_path, monkeypatch):
    """Return what is told of a replication that takes a second, on an engine that plays 100 contacts at once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sizes, "_WHOLE", {"fast": 100, "reference": 100})
    moments = count()
    monkeypatch.setattr(sizes.time, "perf_counter", lambda: float(next(moments)))
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")

    def of(arrivals):
        (tmp_path / "scenario.toml").write_text(SCENARIO.replace("{arrivals}", arrivals), encoding="utf-8")
        loaded = load("scenario.toml")
        size = sizes.size_of(loaded)
        return size.counted, sizes.seconds_of_one(loaded, size, seed=1, engine="reference")

    return of


def test_a_part_of_the_customers_stands_for_all_of_them(seconds_told):
    counted, seconds = seconds_told("{ per_day = 200 }")
    assert (counted, seconds > 3.9) == (200, True)


def test_a_log_is_played_whole_and_its_time_is_not_drawn_out(seconds_told):
    assert seconds_told('{ contacts = "log.csv" }') == (200, 1.0)


def test_a_scenario_to_which_nobody_comes_has_a_time_as_well(seconds_told):
    assert seconds_told("{ per_day = 0 }") == (0, 1.0)

"""Spans of time and times of day, as people write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from channelmix.scenario.units import SECONDS_IN, Duration, clock, time_of_day


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (20, 20),
        (0.5, 0.5),
        ("20 s", 20),
        ("5 min", 300),
        ("4 h", 14400),
        ("2 days", 172800),
        ("1 working day", 86400),
        ("250 ms", 0.25),
        ("1.5 h", 5400),
        ("90s", 90),
        (" 3 minutes ", 180),
    ],
)
def test_a_span_is_a_number_of_seconds_or_text_with_a_unit(written, seconds):
    assert Duration.read(written).seconds == seconds


@pytest.mark.parametrize(
    "written",
    [
        "5 mins ago",
        "five min",
        "5 fortnights",
        "",
        "min",
        "1,5 min",
        -1,
        "-5 min",
        True,
        None,
        [5],
        float("nan"),
        float("inf"),
        "99999 days",
        time(0, 20),
        {"mean": 5},
    ],
)
def test_what_is_no_span_is_refused_with_the_rule_and_the_value(written):
    with pytest.raises(PydanticCustomError, match=r"^must be a time .*\(got "):
        Duration.read(written)


def test_only_days_and_working_days_count_days():
    assert [unit for unit in SECONDS_IN if Duration(1.0, unit).counts_days] == ["days", "working days"]


def test_a_span_in_microseconds_is_rounded_once():
    assert Duration(0.0000015).microseconds == 2
    assert Duration(0.1, "ms").microseconds == 100


@given(st.floats(min_value=0, max_value=3000, allow_subnormal=False), st.sampled_from(list(SECONDS_IN)))
def test_a_span_written_out_reads_as_before(amount, unit):
    span = Duration(amount, unit)
    assert Duration.read(str(span)) == span


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("08:30", 30600), ("8:30", 30600), ("24:00", 86400), ("23:59:59", 86399), (time(8, 30), 30600), ("00:00", 0)],
)
def test_a_time_of_day_is_text_or_a_local_time_of_toml(written, seconds):
    assert time_of_day(written) == seconds


@pytest.mark.parametrize("written", ["24:01", "25:00", "8h30", "08:60", "0830", 830, 8.5, None, "08:30:61", True])
def test_what_is_no_time_of_day_is_refused_with_the_rule_and_the_value(written):
    with pytest.raises(PydanticCustomError, match=r"^must be a time of day .*\(got "):
        time_of_day(written)


@given(st.integers(0, 86400))
def test_a_time_of_day_written_out_reads_as_before(second):
    assert time_of_day(clock(second)) == second


def test_hours_minutes_and_seconds_together_are_one_time_in_the_smallest_of_them():
    assert [str(Duration.read(text)) for text in ("5 min 20 s", "1 h 30 min", "1h 0min 5.5s")] == [
        "320 s", "90 min", "3605.5 s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["20 s 5 min", "5 min 5 min", "1 day 2 h", "5 min -20 s", "5 min and 20 s", "5 min 20"]
)
def test_times_in_another_order_or_with_days_are_refused(text):
    with pytest.raises(PydanticCustomError, match=f'got "{text}"'):
        Duration.read(text)

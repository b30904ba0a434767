"""How long people work in a row: placings that leave too long a stretch are not used, and even ones are liked."""

from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channelmix.staffing.duties import MOST_PLACINGS, _even, _placed, duties_of

QUARTER = timedelta(minutes=15)
OPENS = datetime(2024, 3, 4, 8)
WIDE = """
[[work_shift]]
name = "day"
start = ["08:00"]
length = "8 h"
breaks = [{ length = "30 min", between = ["08:00", "16:00"] }]
"""


@pytest.fixture
def half_hours(phone):
    return phone.replace('interval = "1 h"', 'interval = "30 min"')


def stretches(begins, ends, placing):
    edges = [begins, *(edge for pause in sorted(placing) for edge in pause), ends]
    return [later - earlier for earlier, later in zip(edges[::2], edges[1::2], strict=True)]


@given(
    breaks=st.lists(st.tuples(st.lists(st.integers(0, 30), max_size=8, unique=True), st.integers(1, 4)),
                    min_size=1, max_size=4),
    most=st.integers(1, 34),
)  # fmt: skip
def test_placings_are_those_of_every_placing_that_leave_no_longer_stretch(breaks, most):
    ends = OPENS + 34 * QUARTER
    choices = [
        [(OPENS + at * QUARTER, OPENS + (at + length) * QUARTER) for at in sorted(starts)] for starts, length in breaks
    ]
    every = [
        placing for placing in product(*choices)
        if all(earlier[1] <= later[0] for earlier, later in pairwise(sorted(placing)))
        and max(stretches(OPENS, ends, placing)) <= most * QUARTER
    ]  # fmt: skip
    expected = [every[number] for number in _even(len(every), MOST_PLACINGS)]
    assert _placed(choices, timedelta(), (OPENS, ends, most * QUARTER)) == expected


def longest(duties):
    return max(max(stretches(duty.start, duty.end, duty.breaks)) for duty in duties)


def test_no_duty_leaves_a_longer_stretch_than_its_template_says(problem, half_hours):
    found = duties_of(problem(half_hours + WIDE + 'max_without_break = "4 h 30 min"'))
    assert longest(found) == timedelta(hours=4, minutes=30)
    assert [f"{duty.breaks[0][0]:%H:%M}" for duty in found] == ["11:00", "11:30", "12:00", "12:30"]
    assert longest(duties_of(problem(half_hours + WIDE))) == timedelta(hours=7, minutes=30), "the control: no rule"


def test_long_shifts_of_many_short_breaks_still_have_placings(problem, half_hours):
    """Of 46 times of each of five breaks ten thousand begun placings are gone on with: those that could still do."""
    pauses = ", ".join(['{ length = "15 min", between = ["08:00", "18:00"] }'] * 5)
    many = f'[[work_shift]]\nname = "long"\nstart = ["08:00"]\nlength = "10 h"\nbreaks = [{pauses}]\n'
    found = duties_of(problem(half_hours.replace("30 min", "5 min") + many + 'max_without_break = "2 h"'))
    assert 1 <= len(found) <= MOST_PLACINGS
    assert longest(found) <= timedelta(hours=2)

"""Shifts that begin before their channels open, or end long after, are told."""

import numpy as np
import pytest

from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.staffing.closed_hours import at_closed_channels
from channelmix.staffing.duties import duties_of

SHIFT = """
[[work_shift]]
name = "early"
start = ["08:00"]
length = "4 h"
"""


@pytest.mark.parametrize(
    ("start", "length", "hours"), [("08:00", "4 h", "6.0"), ("08:00", "3 h", "3.0"), ("09:00", "2 h", None)]
)
def test_hours_on_duty_at_closed_channels_are_told(problem, phone, start, length, hours) -> None:
    found = problem(phone + SHIFT.replace("08:00", start).replace("4 h", length))
    told = list(at_closed_channels(found, duties_of(found), np.array([3])))
    if hours is None:
        assert told == []
    else:
        assert told == [
            f"in 3 of 3 shifts people are on duty while none of their channels is open, for {hours} hours in all; "
            "starts and lengths in the templates decide that"
        ]
        with speaking("de"):
            assert told_caution(told[0]).startswith("in 3 von 3 Schichten")


def test_a_group_that_answers_email_when_calls_are_over_is_at_no_closed_channel(problem, phone_and_email) -> None:
    found = problem(phone_and_email + SHIFT + 'groups = ["back"]\n')
    assert list(at_closed_channels(found, duties_of(found), np.array([3]))) == []


def test_where_nobody_works_nothing_is_told(problem, phone) -> None:
    assert list(at_closed_channels(problem(phone + SHIFT), (), np.zeros(0, np.int64))) == []

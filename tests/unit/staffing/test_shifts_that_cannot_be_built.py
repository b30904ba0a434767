"""Shifts that cannot be built: what is refused before any search, and which limits are named after one."""

import pytest

from channelmix.errors import InputError
from channelmix.staffing import staff
from channelmix.staffing.duties import require_duties
from channelmix.staffing.expected import expected_seconds
from channelmix.staffing.piling import Caution

EARLY = """
[[work_shift]]
name = "early"
start = ["08:00", "09:00"]
length = "4 h"
breaks = [{ length = "30 min", between = ["10:00", "11:30"] }]
"""
TWO = """
[[work_shift]]
name = "first"
start = ["08:00"]
length = "2 h"
[[work_shift]]
name = "second"
start = ["09:00"]
length = "2 h"
"""
AFTER_CLOSING = """
[[work_shift]]
name = "late"
start = ["13:00"]
length = "4 h"
"""


@pytest.mark.parametrize(
    ("shifts", "told"),
    [
        ("", r"shifts need templates \(got no \[\[work_shift\]\]\)"),
        (EARLY + "max_agents = 1\n", r"cannot cover all that is needed: desk on Mon 04 Mar 09:00 needs \d+;"),
        (EARLY + 'max_agents = 1\nmax_without_break = "3 h"\n',
         r"or raise max_agents of early \(1\), max_without_break of early \(3 h\)"),
    ],
)  # fmt: skip
def test_shifts_that_cannot_be_built_are_told(loaded_of, half_hours, shifts, told):
    with pytest.raises(InputError, match=told):
        staff(loaded_of(half_hours.replace("replications = 6", "replications = 2") + shifts), shifts=True)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ("max_agents = { desk = 5 }",
         r"desk on Mon 04 Mar \d\d:00 needs \d; add .*; or raise staffing\.max_agents\.desk \(5\)$"),
        ("max_agents = { desk = 9 }\nmin_agents = { desk = 6 }",
         r"needs 6, as staffing\.min_agents asks; .*; or raise staffing\.max_agents\.desk \(9\)$"),
    ],
)  # fmt: skip
def test_limits_of_a_group_that_leave_hours_uncovered_are_named(loaded_of, phone, limits, told):
    text = phone.replace("replications = 6", "replications = 2").replace("09:00-11:00", "08:00-11:00")
    with pytest.raises(InputError, match=told):
        staff(loaded_of(f"{text}[staffing]\n{limits}\n{TWO}"), shifts=True)


def test_a_limit_of_a_group_that_is_not_met_is_not_named(loaded_of, phone):
    text = phone.replace("replications = 6", "replications = 2")
    limits = "[staffing]\nmax_agents = { desk = 90 }\nmin_agents = { desk = 6 }\n"
    with pytest.raises(InputError, match=r"needs 6, as staffing\.min_agents asks; add .* widen the breaks' windows$"):
        staff(loaded_of(text + limits + TWO.replace("09:00", "10:00").replace('"2 h"', '"1 h"')), shifts=True)


def test_templates_that_leave_a_promise_to_nobody_are_refused_before_any_search(loaded_of, half_hours):
    told = []
    with pytest.raises(InputError, match=r"channels.phone cannot keep its promise in shifts: no template .*got early"):
        staff(loaded_of(half_hours + EARLY + "max_agents = 0"), shifts=True, stage=told.append)
    assert [type(each) for each in told] == [Caution], "only what is odd of the template"


def test_a_dry_run_refuses_templates_that_never_meet_the_hours_before_any_trial(loaded_of, phone):
    told = []
    with pytest.raises(InputError, match=r"channels.phone cannot keep its promise in shifts: no template .*got late"):
        expected_seconds(
            loaded_of(phone + AFTER_CLOSING), replications=2, seed=1, engine=None, workers=1, shifts=True,
            stage=told.append,
        )  # fmt: skip
    assert told == []


def test_work_that_can_wait_may_be_done_after_its_hours(problem, phone):
    email = phone.replace('"voice"', '"deferred"').replace('patience = "3 min"\n', "").replace("20 s", "1 day")
    assert require_duties(problem(email + AFTER_CLOSING)) is None, "nothing is refused"
    with pytest.raises(InputError, match=r"channels.phone cannot keep its promise in shifts"):
        require_duties(problem(phone + AFTER_CLOSING))

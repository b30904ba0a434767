"""Groups of whom a plan needs nobody say why."""

from channelmix.staffing import staff

DEAR = """
[groups.late]
handles = ["phone"]
agents = 0
cost_per_hour = 60
"""
UNPROMISED = """
[channels.letter]
kind = "deferred"
arrivals = { per_day = 4 }
handling = "6 min"
[groups.post]
handles = ["letter"]
agents = { mon-fri = { "09:00" = 1, "11:00" = 0 } }
cost_per_hour = 30
"""


def test_a_dearer_group_and_one_without_a_promise_are_not_needed_and_say_why(loaded_of, phone):
    groups = staff(loaded_of(phone + DEAR + UNPROMISED), seed=1).summary["groups"]
    assert groups["late"]["idle"] == {"why": "others", "by": ["desk"], "no_more": True}
    assert groups["post"]["idle"] == {"why": "no_promise"}
    assert "idle" not in groups["desk"]
    assert 0 < groups["desk"]["occupancy"] < 1


def test_a_group_that_no_template_is_for_says_so_where_shifts_are_built(loaded_of, phone):
    shift = '\n[[work_shift]]\nname = "morning"\ngroups = ["desk"]\nstart = ["09:00"]\nlength = "2 h"\n'
    groups = staff(loaded_of(phone + DEAR + shift), seed=1, shifts=True).summary["groups"]
    assert groups["late"]["idle"] == {"why": "no_template"}

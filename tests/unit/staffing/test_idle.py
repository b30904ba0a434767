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

"""When a live channel is open and a plan has nobody on duty for it, that is told: the longest stretches first."""

import numpy as np
import pytest

from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.staffing import staff
from channelmix.staffing.duties import duties_of
from channelmix.staffing.resting import all_at_break, untaken
from channelmix.staffing.unattended import alone, unattended

ASKS = "; staffing.min_agents asks for somebody of a group throughout"
BREAK = """
[[work_shift]]
name = "early"
start = ["08:00"]
length = "4 h"
breaks = [{ length = "30 min", between = ["10:00", "11:30"] }]
"""


@pytest.fixture
def half_hours(phone):
    return phone.replace('interval = "1 h"', 'interval = "30 min"').replace('"09:00-11:00"', '"09:00-12:00"')


def with_nobody(problem, *moments):
    """Return a plan of one agent wherever anybody may be, but for the moments named."""
    plan = np.where(problem.space.allowed, 1, 0)
    plan[:, [f"{start:%a %H:%M}" in moments for start in problem.starts]] = 0
    return plan


def test_open_stretches_with_nobody_are_joined_and_the_longest_comes_first(problem, half_hours):
    found = problem(half_hours, "period.days=5")
    assert list(unattended(found, with_nobody(found))) == [], "the control: somebody is always there"
    one = list(unattended(found, with_nobody(found, "Tue 11:00", "Tue 11:30")))
    assert one == [f"phone is open and nobody is on duty for it: Tue 5 Mar 11:00-12:00{ASKS}"]
    holes = ("Mon 09:30", "Tue 11:00", "Tue 11:30", "Wed 09:00", "Thu 09:00", "Fri 09:00", "Fri 10:00")
    (many,) = unattended(found, with_nobody(found, *holes))
    assert many == (
        "phone is open and nobody is on duty for it: Tue 5 Mar 11:00-12:00, Mon 4 Mar 09:30-10:00, Wed 6 Mar "
        f"09:00-09:30 and 3 more, 3.5 h in all{ASKS}"
    )
    for code, words in (("nl", "di 5 mrt 11:00-12:00, ma 4 mrt 09:30-10:00, wo 6 mrt 09:00-09:30 en nog 3, samen 3,5"),
                        ("de", "und 3 weitere, zusammen 3,5")):  # fmt: skip
        with speaking(code) as spoken:
            assert words in told_caution(many)
            assert spoken.missing == set()


def test_only_the_time_in_which_the_channel_is_open_counts_also_over_midnight(problem, half_hours):
    late = problem(half_hours.replace("09:00-12:00", "09:15-12:00"))
    assert ["09:15-09:30" in told for told in unattended(late, with_nobody(late, "Mon 09:00"))] == [True]
    around = problem(half_hours.replace('hours = { mon-fri = "09:00-12:00" }\n', ""), "period.days=2")
    (night,) = unattended(around, with_nobody(around, "Mon 23:30", "Tue 00:00", "Tue 23:30"))
    assert "Mon 4 Mar 23:30-Tue 5 Mar 00:30, Tue 5 Mar 23:30-24:00, 1.5 h in all" in night


def test_times_out_of_reach_work_that_waits_and_channels_of_nobody_are_left_to_others(problem, half_hours):
    hours = '[staffing]\nhours = { mon = "09:00-11:00" }\n'
    short = problem(half_hours + hours)
    assert not short.space.allowed[:, 22].any(), "nobody may be on duty at 11:00"
    assert list(unattended(short, with_nobody(short))) == []
    assert list(unattended(short, with_nobody(short, "Mon 10:30"))) != []
    assert list(unattended(short, np.zeros_like(short.space.most))) == [], "groups say why nobody is needed"
    waits = problem(half_hours.replace('kind = "voice"', 'kind = "deferred"').replace('patience = "3 min"\n', ""))
    assert list(unattended(waits, with_nobody(waits, "Mon 10:30"))) == []


def test_a_hole_that_only_a_break_makes_is_told_once(problem, half_hours):
    found = problem(half_hours + BREAK)
    duties, agents, required = duties_of(found), np.array([0, 3, 0]), with_nobody(found)
    plan = sum(count * np.eye(1, dtype=int)[:, [0]] * duty.present for duty, count in zip(duties, agents, strict=True))
    told = all_at_break(found, duties, agents, required)
    assert list(untaken(found, duties, agents, required)) != []
    assert list(unattended(found, plan, told)) == []
    (unsaid,) = unattended(found, plan, all_at_break(found, duties, agents, 0 * required))
    assert "Mon 4 Mar 10:30-11:00" in unsaid, "the break's line is for hours in which the plan had somebody"


MORNING = """
[profiles]
morning = { "09:00" = 1, "11:30" = 0 }
[staffing]
per = "day"
"""


TWO_OF_DESK = "; nobody is there in a break; staffing.min_agents.desk = 2 keeps two on duty throughout"
CHAT = """[channels.chat]
kind = "chat"
hours = { mon-fri = "09:00-15:00" }
arrivals = { per_hour = 2 }
handling = "6 min"
[channels.email]
kind = "deferred"
hours = { mon-fri = "09:00-15:00" }
arrivals = { per_hour = 2 }
handling = "6 min"
[groups.back]
handles = ["email"]
agents = 1
[groups.desk]
concurrency = { chat = 2 }
"""


def test_one_agent_alone_for_five_hours_is_told_with_the_group_that_needs_two(problem, half_hours):
    text = half_hours.replace('"09:00-12:00"', '"09:00-15:00"').replace("[groups.desk]\n", CHAT)
    text = text.replace('["phone"]', '["phone", "chat"]')
    found = problem(text, "period.days=2")
    (both,) = alone(found, with_nobody(found))
    times = "Mon 4 Mar 09:00-15:00, Tue 5 Mar 09:00-15:00, 12 h in all"
    assert both == f"one agent alone is on duty for phone, chat for 5 h and more: {times}{TWO_OF_DESK}"
    short = list(alone(found, with_nobody(found, "Mon 11:00")))
    assert short == [
        f"one agent alone is on duty for phone, chat for 5 h and more: Tue 5 Mar 09:00-15:00{TWO_OF_DESK}"
    ], "less at a stretch, of whoever answers at once"
    assert list(alone(found, 2 * with_nobody(found))) == [], "control: two, of whom one may go"
    one_desk = problem(text, "staffing.max_agents={desk=1}")
    assert list(alone(one_desk, with_nobody(one_desk))) == [], "no more than one may be there"


def test_a_plan_with_an_agent_alone_all_day_says_so_unless_min_agents_or_shifts_end_it(loaded_of, half_hours):
    text = half_hours.replace('"09:00-12:00"', '"09:00-15:00"').replace("per_hour = 40", "per_hour = 1")
    text = text.replace('within = "20 s"', 'within = "10 min"')
    told = lines_of(loaded_of(text, "staffing.min_agents={desk=1}"), "one agent alone")
    assert told == [f"one agent alone is on duty for phone for 5 h and more: Mon 4 Mar 09:00-15:00{TWO_OF_DESK}"]
    assert lines_of(loaded_of(text, "staffing.min_agents={desk=2}"), "one agent alone") == []
    day = BREAK.replace('"08:00"', '"09:00"').replace('"4 h"', '"6 h"')
    assert lines_of(loaded_of(text + day), "one agent alone", shifts=True) == [], "breaks of shifts are told as such"


def lines_of(loaded, words, **wishes):
    """Return the cautions of a plan that have these words."""
    return [caution for caution in staff(loaded, **wishes).summary["cautions"] if words in caution]


def test_a_plan_by_the_day_tells_it_and_min_agents_ends_it(loaded_of, half_hours):
    text = half_hours.replace("per_hour = 40", 'per_day = 100, profile = "morning"') + MORNING
    told = lines_of(loaded_of(text), "nobody is on duty for it")
    assert told == [f"phone is open and nobody is on duty for it: Mon 4 Mar 11:30-12:00{ASKS}"]
    assert lines_of(loaded_of(text, "staffing.min_agents={desk=1}"), "nobody is on duty for it") == []


def test_a_plan_of_shifts_tells_what_its_breaks_leave_as_such_and_the_rest_here(loaded_of, half_hours):
    """Nobody may begin before 09:30, all go home at 11:30, and all have their break at 10:30."""
    shift = (
        BREAK.replace('"08:00"', '"09:30"').replace('"4 h"', '"2 h"').replace('"10:00", "11:30"', '"10:30", "11:00"')
    )
    text = half_hours.replace("share = 0.80", "share = 0.40") + shift + '[staffing]\nper = "day"\n'
    cautions = staff(loaded_of(text), shifts=True).summary["cautions"]
    (at_break,) = (each for each in cautions if each.startswith("nobody can take phone"))
    (unattended_line,) = (each for each in cautions if "nobody is on duty for it" in each)
    assert "10:30" in at_break
    assert unattended_line == (
        f"phone is open and nobody is on duty for it: Mon 4 Mar 09:00-09:30, Mon 4 Mar 11:30-12:00, 1.0 h in all{ASKS}"
    )

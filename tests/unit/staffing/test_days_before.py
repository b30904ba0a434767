"""What a search meets at the start of some days of a week: the work that the scenario's own agents left."""

from datetime import date

import pytest

from channelmix.staffing.noticing import staffed_before

BACK = 'groups.back.agents={ mon-tue = { "09:00" = 2, "17:00" = 0 } }'
FRONT = 'groups.desk.agents={ mon-tue = { "09:00" = 2, "11:00" = 0 } }'


@pytest.mark.parametrize(
    ("changes", "is_own"),
    [(["period.days=2"], True), (["period.days=2", BACK], True), (["period.days=2", BACK, FRONT], False), ([], True),
     (["period.days=7"], False)],
)  # fmt: skip
def test_all_of_the_warm_up_is_met_where_own_agents_work_before_the_plan(problem, phone_and_email, changes, is_own):
    found = problem(phone_and_email, *changes)
    assert found.layout.keeps_own == is_own
    begins, begins_of_search = (each.population.not_before for each in (found.simulation, found.short))
    assert (begins_of_search == begins) == is_own


def test_a_plan_of_some_days_is_judged_in_the_search_as_it_is_checked(problem, phone_and_email):
    """So few agents of its own are at work before that more and more emails wait: three days of them are too few."""
    found = problem(phone_and_email, "period.days=2", 'groups.back.agents={ mon-fri = { "09:00" = 1, "10:00" = 0 } }')
    plan = found.own.copy()
    plan[1] *= 4
    trials = found.trials(range(4))
    searched, checked = trials.of(plan), trials.entire(range(4)).of(plan)
    assert searched.room == pytest.approx(checked.room)


def test_a_closed_sunday_before_the_period_is_not_told(loaded_of, phone_and_email):
    scenario = loaded_of(phone_and_email, "channels.email.hours={ mon-fri = '09:00-17:00' }").scenario
    friday, saturday, sunday = (date(2024, 3, day) for day in (1, 2, 3))
    assert list(staffed_before(scenario, [saturday, sunday])) == []
    (told,) = staffed_before(scenario, [friday, saturday, sunday])
    assert told.startswith("Fri 1 Mar, simulated before the period, is staffed as the scenario says")

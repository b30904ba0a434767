"""A plan of one's own judged without a search: the same promises kept and missed as ``staff --against`` finds."""

import numpy as np
import pytest

from channelmix.report.cases import cases_of, level_verdict
from channelmix.report.comparison_page import comparison_page
from channelmix.report.judged_on import judged_notes
from channelmix.report.language import speaking
from channelmix.report.promises_page import promise_sheets, promises_beside, promises_kept
from channelmix.report.run_page import run_page
from channelmix.simulate import run
from channelmix.staffing import staff
from channelmix.staffing.judging import is_judged, judged

BY_DAY = '\n[staffing]\nper = "day"\n'
SAME = {"same_period": True, "channels": {}, "groups": {}, "total": {}}


@pytest.fixture
def played(loaded_of, phone_and_email):
    """Run and judge a scenario, with settings changed."""
    return lambda *changes: judged(run(loaded_of(phone_and_email + BY_DAY, *changes)))


@pytest.fixture
def few(monkeypatch):
    """Judge on the replications asked for, so that chance leaves something in doubt."""
    monkeypatch.setattr("channelmix.staffing.finer.FINER", 1)


def test_a_plan_is_judged_as_staff_judges_it_beside_the_one_found(loaded_of, phone_and_email, played) -> None:
    found = staff(loaded_of(phone_and_email + BY_DAY), against=True).summary
    mine = played().summary["promises"]
    assert mine["goals"] == found["against"]["goals"]
    assert mine["checked_on"] == found["checked_on"]
    assert 0 < mine["kept"] <= mine["cells"]


def test_all_promises_together_are_counted_by_the_rule_of_each(played, few) -> None:
    near = ("period.days=5", "groups.desk.agents=4", "channels.phone.target.share=0.9")
    counted = [played(*near).summary["promises"], played("groups.desk.agents=2").summary["promises"]]
    for found in counted:
        for name in ("cells", "kept", "barely", "doubtful", "missed"):
            assert found[name] == sum(goal[name] for goal in found["goals"])
    assert any(found["barely"] for found in counted), "or nothing is told apart"


def test_json_and_tables_count_a_promise_that_is_barely_kept_as_kept(played, few) -> None:
    run = played("period.days=5", "groups.desk.agents=4", "channels.phone.target.share=0.9")
    found = run.summary["promises"]
    (sheet,) = promise_sheets(cases_of([run])[0])
    assert found["barely"]
    assert sheet.title.endswith(f"{found['kept']} of {found['cells']} kept")
    assert all(goal["kept"] + goal["doubtful"] + goal["missed"] == goal["cells"] for goal in found["goals"])
    assert all(goal["barely"] <= goal["kept"] for goal in found["goals"])


def test_one_agent_fewer_keeps_fewer_promises_and_tells_when(played) -> None:
    enough, few = (played(f"groups.desk.agents={agents}").summary["promises"] for agents in (9, 1))
    assert enough["kept"] == enough["cells"]
    assert few["kept"] < few["cells"]
    (phone,) = (goal for goal in few["goals"] if goal["of"] == "phone")
    (less,) = phone["less_at"]
    assert less["at"].startswith("2024-03-04")
    assert less["came_out"] < 0.8


def test_promises_that_are_missed_stand_first_and_plans_stand_side_by_side(played) -> None:
    runs = [played("groups.desk.agents=1", "name=few"), played("groups.desk.agents=9", "name=many")]
    cases = cases_of(runs)
    (sheet,) = promise_sheets(cases[0])
    assert sheet.title.startswith("Promises")
    assert sheet.rows[0].label == "phone: at least 80 % in time, every day"
    assert "Mon 4 Mar" in sheet.rows[0].cells[1].text
    (beside,) = promises_beside(cases)
    assert beside.columns == ("few", "many")
    assert beside.rows[0].label == "all"
    assert beside.rows[1].cells[0].interval.startswith("Mon 4 Mar")
    assert not beside.rows[1].cells[1].interval
    assert promises_kept(cases)[0].index("many") < promises_kept(cases)[0].index("few")
    with speaking("nl") as dutch:
        assert promise_sheets(cases[0])[0].title.startswith("Serviceafspraken")
        assert promises_beside(cases)
        assert not dutch.missing


def test_promises_are_judged_one_by_one_only_where_a_scenario_says_over_what(loaded_of, phone_and_email) -> None:
    plain = loaded_of(phone_and_email)
    assert not is_judged(plain)
    assert is_judged(loaded_of(phone_and_email + BY_DAY))
    assert "promises" not in judged(run(plain)).summary


def test_a_promise_that_nobody_can_keep_does_not_stop_a_run(loaded_of, phone) -> None:
    never = 'channels.phone.target={ share = 1.0, within = "0 s" }'
    found = judged(run(loaded_of(phone + BY_DAY, never, "groups.desk.agents=1")))
    assert found.summary["promises"]["kept"] == 0


def test_beside_a_promise_that_nobody_can_keep_the_others_are_judged_on_as_many_replications(played) -> None:
    never = 'channels.phone.target={ share = 1.0, within = "0 s" }'
    fine, refused = (played(*also).summary["promises"]["checked_on"] for also in ((), (never,)))
    assert fine == refused > 100


def test_what_nobody_could_keep_is_left_out_of_one_promise_beside_another_that_is_refused(
    loaded_of, phone_and_email
) -> None:
    week = (
        "period.days=7", "channels.email.arrivals={ per_day = { mon-thu = 20, fri = 5, sat-sun = 1 } }",
        'channels.email.target={ share = 0.9, within = "20 h" }', 'staffing.hours={ mon-fri = "09:00-17:00" }',
    )  # fmt: skip
    never = 'channels.phone.target={ share = 1.0, within = "0 s" }'
    refused, fine = (
        judged(run(loaded_of(phone_and_email + BY_DAY, *week, *also))).summary["promises"]["goals"]
        for also in ((never,), ())
    )
    (phone, email, _), (_, as_ever, _) = refused, fine
    assert email["cells"] == as_ever["cells"] == 5, "what comes on Saturday and Sunday is in nobody's reach"
    assert phone["cells"] == phone["missed"] == 5


def test_on_how_many_customers_a_plan_is_judged_does_not_depend_on_what_was_played_before(problem, phone) -> None:
    fresh, played = (problem(phone).trials(range(5)) for _ in range(2))
    for agents in (1, 30):
        played.of(np.full_like(problem(phone).own, agents))
    assert fresh.contacts_of_one == played.contacts_of_one > 60


def test_promises_by_the_interval_that_are_judged_over_longer_spans_are_told_with_how_long_these_are(
    loaded_of, phone
) -> None:
    few = (phone, "channels.phone.arrivals.per_hour=4", 'period.interval="15 min"', 'staffing.per="interval"')
    goal = judged(run(loaded_of(*few))).summary["promises"]["goals"][0]
    assert 0 < goal["joined"] <= goal["cells"] < 8
    assert 900 < goal["joined_up_to_s"] <= 7200
    many = (*few[:1], "channels.phone.arrivals.per_hour=200", *few[2:])
    found = judged(run(loaded_of(*many, "groups.desk.agents=30")))
    assert "joined" not in found.summary["promises"]["goals"][0]
    (sheet,) = promise_sheets(cases_of([judged(run(loaded_of(*few)))])[0])
    (note,) = [note for note in sheet.notes if "intervals judged together" in note]
    assert note.startswith(f"phone: at least 80 % in time, every interval: {goal['joined']} of {goal['cells']} are")


def test_who_is_still_at_work_when_nobody_may_be_on_duty_misses_no_promise_of_how_busy_people_are(
    loaded_of, phone
) -> None:
    late = ('channels.phone.handling={ mean = "4 min", cv = 3.0 }', "groups.desk.max_occupancy=0.9")
    plan = 'groups.desk.agents={ mon = { "09:00" = 9, "11:00" = 0 } }'
    found = judged(run(loaded_of(phone, *late, plan, 'staffing.per="interval"')))
    (desk,) = [goal for goal in found.summary["promises"]["goals"] if goal["of"] == "desk"]
    assert desk["cells"] == desk["kept"] == 2, "from nine to eleven"
    assert desk["out_of_reach"] > 1
    assert desk["beyond"].endswith("who is still at work then is busy")
    all_day = judged(run(loaded_of(phone, *late, "groups.desk.agents=9", 'staffing.per="interval"')))
    (desk,) = [goal for goal in all_day.summary["promises"]["goals"] if goal["of"] == "desk"]
    assert (desk["kept"], desk["out_of_reach"]) == (2, 0), "people of a plan of one's own who stay are at work"


def test_a_target_not_sure_on_few_replications_is_reconciled_with_its_promise_kept_on_many(played) -> None:
    near = cases_of([played("period.days=2", "run.replications=3", "groups.desk.agents=4")])
    assert level_verdict(near[0], "phone", "service_level") == "not sure"
    for told in (
        run_page(near[0]).sheets[0].notes,
        comparison_page(near * 2, [SAME]).sheets[0].notes,
    ):
        (judged_on,) = [note for note in told if note.startswith("promises by the day or interval are judged on 192")]
        assert "the first 3 of them" in judged_on
        assert [note for note in told if note.startswith("phone: at least 80 % in time, every day: kept throughout")]
    with speaking("nl") as dutch:
        assert "niet zeker" in list(judged_notes(near))[1]
        assert not dutch.missing


def test_nothing_is_reconciled_where_all_figures_are_of_the_same_replications(played, few) -> None:
    near = played("period.days=5", "groups.desk.agents=4", "channels.phone.target.share=0.9")
    assert near.summary["promises"]["checked_on"] == near.summary["replications"]
    assert not list(judged_notes(cases_of([near])))

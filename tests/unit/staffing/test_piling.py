"""Work that piles up while nobody is on duty is named with the key that ends it."""

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.staffing.expected import PLAN, expected_seconds
from channelmix.staffing.goals import goals_of
from channelmix.staffing.left_waiting import later_answers, left_at_closing
from channelmix.staffing.load import Load
from channelmix.staffing.piling import cautions_of

TURNS = ("channels.email.kind=messaging", "channels.email.turns=3", "channels.email.reply_delay='4 min'",
         "groups.back.concurrency={email=2}")  # fmt: skip
WEEK = ("period.days=7", "channels.email.target={share=0.9,within='15 h'}")


@pytest.fixture
def told(problem, phone_and_email):
    """What is said of 3 agents' work of email around the clock, and 2 agents' of phone while it is open."""

    def tell(*changes):
        found = problem(phone_and_email, *WEEK, *changes)
        email = list(found.scenario.channels).index("email")
        active = np.full((2, len(found.starts)), 3.0)
        active[1 - email] = np.where(found.space.allowed[0], 2.0, 0.0)
        return cautions_of(found, Load(active, np.zeros_like(active), np.ones(2)))

    return tell


def test_hours_of_work_due_before_and_just_after_opening_are_told_with_the_key(told):
    (caution,) = told()
    assert "channels.email.target runs on while nobody is on duty" in caution
    assert "of the 192 h of work that wait at opening (Mon 4 Mar 09:00)" in caution
    assert "3.0 h fall due in the first hour after opening and 147 h before anybody is back" in caution
    assert 'add opening hours and clock = "hours"' in caution


def test_nothing_is_said_of_a_promise_that_stands_still_while_closed(told):
    hours = "channels.email.hours={mon-fri='09:00-17:00'}"
    assert told(hours, "channels.email.target.clock=hours") == ()
    assert "147 h before anybody is back" in told(hours)[0], "the same hours by the clock on the wall"


def test_a_short_promise_that_begins_at_opening_falls_due_for_all_of_the_night_at_once(told):
    changes = (
        "channels.email.hours={mon-fri='09:00-17:00'}",
        "channels.email.target={share=0.9,within='30 min',clock='hours'}",
    )
    (caution,) = told(*changes)
    assert "192 h of work wait at opening (Mon 4 Mar 09:00) and fall due within 30 min" in caution
    daily = changes[0].replace("mon-fri", "mon-sun")
    assert told(daily, changes[1], "staffing.per=day") == (), "over the day others make up for them"
    assert told(*changes, "channels.email.target.within='1 day'", "staffing.per=interval") == (), "a day is no crowd"


def test_a_promise_for_a_closed_sunday_by_itself_falls_due_on_monday_morning(told):
    changes = (
        "channels.email.hours={mon-fri='09:00-17:00'}",
        "channels.email.target={share=0.9,within='1 h',clock='hours'}",
    )
    (caution,) = told(*changes)
    assert "holds for every day by itself, one on which nobody is on duty, too" in caution
    assert "192 h of work wait at opening (Mon 4 Mar 09:00) and fall due within 1 h, which takes many" in caution
    assert told(*changes, "staffing.per=week") == (), "over the week other days make up for it"
    assert told(*changes, "channels.email.target.within='16 h'") == (), "two days' work for the two days after"
    assert told(changes[0].replace("mon-fri", "mon-sun"), changes[1]) == (), "a night has no promise of its own"


def test_nothing_is_said_of_callers_who_are_turned_away_while_closed(problem, phone):
    found = problem(phone, "period.days=7", "channels.phone.target.within='2 h'")
    active = np.full((1, len(found.starts)), 3.0)
    load = Load(active, np.zeros_like(active), np.ones(1))
    assert cautions_of(found, load) == ()


def test_teams_that_take_up_the_nights_email_while_calls_wait_are_named(told):
    one = ("groups.back=false", "groups.desk.handles=['phone','email']", "channels.email.hours={mon-fri='09:00-11:00'}",
           "channels.email.target.clock=hours")  # fmt: skip
    (caution,) = told(*one)
    assert "groups.desk: about 2100 of email wait at opening" in caution
    assert 'add interruptible = ["email"]' in caution
    assert told(*one, "groups.desk.interruptible=['email']") == ()


def test_promises_of_an_hour_and_more_are_judged_by_the_day_unless_the_file_says_otherwise(loaded_of, phone_and_email):
    def per(*changes):
        return [goal.per for goal in goals_of(loaded_of(phone_and_email, *changes).scenario) if goal.kind == "service"]

    assert per() == ["interval", "day"]
    assert per("channels.email.target.within='59 min'") == ["interval", "interval"]
    assert per("staffing.per=interval") == ["interval", "interval"]
    assert per("staffing.per=week") == ["week", "week"]


def test_an_expected_time_is_not_told_of_a_search_that_would_be_refused(loaded_of, phone_and_email):
    def expected(*changes):
        return expected_seconds(
            loaded_of(phone_and_email, *changes), replications=4, seed=1, engine=None, workers=1, shifts=False
        )

    assert expected()[PLAN] > 0
    with pytest.raises(InputError, match=r"(?s)email.target cannot be kept.*add opening hours and clock"):
        expected("period.days=7", "channels.email.target={share=0.99,within='2 h'}")


def test_intervals_far_longer_than_opening_hours_are_told_with_what_is_paid_and_what_may_be_worked(problem, phone):
    def told(*changes):
        found = problem(phone, *changes)
        nothing = np.zeros((1, len(found.starts)))
        return cautions_of(found, Load(nothing, nothing, np.ones(1)))

    (caution,) = told('period.interval="24 h"')
    assert caution.startswith(
        "groups.desk: agents are planned and paid for whole intervals of 24 h, 24 h a day, of which"
    )
    assert caution.endswith("they may be on duty for 2.0 h; set a shorter period.interval")
    assert told('period.interval="1 h"') == ()
    assert told('period.interval="30 min"', 'channels.phone.hours={mon-fri="09:15-11:00"}') == (), "a quarter is usual"
    for language in ("nl", "de"):
        with speaking(language) as spoken:
            assert "planned" not in told_caution(caution)
        assert spoken.missing == set()


def test_a_promise_of_the_first_answer_alone_is_told_where_later_ones_queue_again(problem, phone_and_email):
    told = later_answers(problem(phone_and_email, *WEEK, *TURNS).scenario)
    assert list(told) == [text := (
        "channels.email.target promises the first answer only: later answers have no promise, so that a plan of least "
        "cost may let them wait; add response_target"
    )]  # fmt: skip
    for change in ("channels.email.response_target={share=0.9,within='1 h'}", "channels.email.turns=1"):
        assert not list(later_answers(problem(phone_and_email, *WEEK, *TURNS, change).scenario)), change
    held = ("channels.email.kind=chat", *TURNS[1:])
    assert not list(later_answers(problem(phone_and_email, *WEEK, *held).scenario)), "an agent's slot is held"
    with speaking("nl"):
        assert told_caution(text).startswith("channels.email.target belooft alleen het eerste antwoord")


def test_a_search_begins_with_what_is_not_promised(problem, phone_and_email):
    found = problem(phone_and_email, *WEEK, *TURNS)
    idle = np.zeros((2, len(found.starts)))
    assert any("first answer only" in text for text in cautions_of(found, Load(idle, idle, np.ones(2))))


def test_conversations_of_a_chat_that_closes_with_its_last_agents_are_told_unless_a_plan_may_have_some_longer(
    problem, phone
):
    turns = ("channels.phone.kind=chat", "channels.phone.turns=3", "channels.phone.reply_delay='1 min'",
             "groups.desk.concurrency={phone=2}")  # fmt: skip
    (told,) = left_at_closing(problem(phone, *turns))
    assert told.startswith("channels.phone.turns leave conversations open at closing (Mon 4 Mar 11:00), when nobody")
    others = ('staffing.hours={mon-fri="09:00-12:00"}', "channels.phone.turns=1", "channels.phone.hours=false",
              "channels.phone.when_closed=queue")  # fmt: skip
    for change in others:
        assert not list(left_at_closing(problem(phone, *turns, change))), change
    for language in ("nl", "de"):
        with speaking(language) as spoken:
            assert "open at closing" not in told_caution(told)
        assert spoken.missing == set()

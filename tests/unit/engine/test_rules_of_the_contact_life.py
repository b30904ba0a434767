"""Each rule of the contact life on a case small enough to check by hand; times in seconds."""

import numpy as np

from channelmix.engine.inputs import SECOND, Outcome, Reason, WhenClosed

ANSWERED, ABANDONED, BUSY, CLOSED = Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BUSY, Outcome.CLOSED
CONTAINED, CLEARED, DIVERTED, UNBORN = Outcome.CONTAINED, Outcome.CLEARED, Outcome.DIVERTED, Outcome.UNBORN


# Traces of Ciw's test suite (github.com/CiwPython/Ciw, tests/test_node.py and tests/test_scheduling.py).


def test_callers_who_lose_patience_leave_and_the_next_is_served(play, contact):
    played = play([contact(at, work=11, patience=3) for at in (7, 14, 21, 28)])
    assert played.ends == [ANSWERED, ABANDONED, ANSWERED, ABANDONED]
    assert played.ended == [18, 17, 32, 31]


def test_an_agent_whose_shift_ends_finishes_the_call_and_takes_no_other(play, contact, desk):
    played = play([contact(at, work=11, patience=3) for at in (7, 14, 21, 28)], desk(plan=[(0, 1), (16, 0)]))
    assert played.ends == [ANSWERED, ABANDONED, ABANDONED, ABANDONED]
    assert played.ended == [18, 17, 24, 31]


def test_two_callers_may_lose_patience_at_the_same_moment(play, contact):
    rows = [contact(at, work=20, patience=p) for at, p in ((3, 100), (4, 7), (5, 6), (20, 100))]
    played = play(rows)
    assert played.ended == [23, 11, 11, 43]
    assert played.ends == [ANSWERED, ABANDONED, ABANDONED, ANSWERED]


def test_staff_that_comes_and_goes_serves_ten_at_once_when_it_is_there(play, contact, desk):
    plan = [(0, 1), (5, 0), (20, 6), (23, 0), (30, 1), (35, 0), (50, 6), (53, 0)]
    played = play([contact(0.1, work=10) for _ in range(10)], desk(plan=plan))
    assert played.started == [0.1, 20, 20, 20, 20, 20, 20, 30, 50, 50]


# Rules of our own.


def test_work_that_ends_frees_the_agent_before_patience_runs_out_at_the_same_moment(play, contact):
    played = play([contact(0, work=10), contact(4, patience=6)])
    assert played.ends == [ANSWERED, ANSWERED]


def test_a_caller_without_patience_is_served_if_an_agent_is_free_and_balks_otherwise(play, contact):
    played = play([contact(0, patience=0), contact(1, patience=0)])
    assert played.ends == [ANSWERED, ABANDONED]
    assert played.ended == [10, 1]


def test_wrap_up_keeps_the_agent_after_the_customer_has_left(play, contact):
    played = play([contact(0, work=10, wrap_up=5), contact(1, work=10)])
    assert played.ended == [10, 25]
    assert played.busy == [25]


def test_wrap_up_does_not_hold_a_line(play, contact):
    played = play([contact(0, work=10, wrap_up=5), contact(9), contact(11)], lines=np.array([1]))
    assert played.ends == [ANSWERED, BUSY, ANSWERED]


def test_a_busy_signal_may_bring_the_caller_back(play, contact):
    rows = [contact(0), contact(1, returns={Reason.BUSY: (2, 30)}), contact(first=False)]
    played = play(rows, lines=np.array([1]))
    assert played.ends == [ANSWERED, BUSY, ANSWERED]
    assert played.arrived == [0, 1, 31]


def test_a_return_never_comes_about_without_its_reason(play, contact):
    played = play([contact(0, returns={Reason.ABANDONED: (1, 5)}), contact(first=False)])
    assert played.ends == [ANSWERED, UNBORN]


def test_chats_side_by_side_slow_each_other_down_only_while_they_overlap(play, contact, desk):
    played = play([contact(0, work=10), contact(5, work=10)], desk(capacity=2, weights={0: 1}, slowdown=[1.0, 2.0]))
    # The first has 5 left at time 5 and takes 10; the second has 5 left at 15 and finishes alone.
    assert played.ended == [15, 20]


def test_a_chat_goes_to_the_least_loaded_agent_and_then_to_the_longest_idle(play, contact, desk):
    rows = [contact(0, work=20), contact(1, work=4), contact(6, work=1), contact(7, work=1)]
    played = play(rows, desk(plan=[(0, 2)], capacity=2, weights={0: 1}, slowdown=[1.0, 3.0]))
    assert played.ended == [20, 5, 7, 8]


def test_a_reply_while_the_slot_is_held_is_taken_up_at_once(play, contact):
    rows = [contact(0, turns=[(10, 20), (10, 0)]), contact(1, work=30)]
    played = play(rows)
    assert played.started == [0, 30, 40]


def test_a_slot_freed_while_the_customer_thinks_serves_another_and_the_reply_queues_before_new_contacts(play, contact):
    rows = [contact(0, turns=[(10, 20), (10, 0)]), contact(1, work=30), contact(2, work=5)]
    played = play(rows, inactive_after=np.array([0]))
    assert played.asked == [0, 30, 1, 2]
    assert played.started == [0, 40, 10, 50]


def test_a_reply_goes_first_to_the_agent_who_knows_the_case(play, contact, desk):
    rows = [contact(0, turns=[(10, 20), (10, 0)], channel=0), contact(1, work=5, channel=1)]
    desks = (desk(tiers=[[0, 1]]), desk(tiers=[[0, 1]]))
    played = play(rows, *desks, channels=2, inactive_after=np.array([0, 0]))
    assert played.started == [0, 30, 1]
    assert played.busy[0] == 20


def test_customers_of_an_agent_who_went_home_queue_when_they_reply(play, contact, desk):
    rows = [contact(0, turns=[(10, 20), (10, 0)])]
    played = play(rows, desk(plan=[(0, 1), (15, 0), (50, 1)]))
    assert played.asked == [0, 30]
    assert played.started == [0, 50]


def test_rank_comes_before_waiting_and_waiting_decides_within_a_rank(play, contact, desk):
    rows = [contact(0, channel=0), contact(1, channel=0), contact(2, channel=1), contact(3, channel=1)]
    strict = play(rows, desk(tiers=[[1], [0]]), channels=2)
    assert strict.started == [0, 30, 10, 20]
    equal = play(rows, desk(tiers=[[0, 1]]), channels=2)
    assert equal.started == [0, 10, 20, 30]


def test_a_contact_that_does_not_fit_is_skipped(play, contact, desk):
    rows = [contact(0, work=10, channel=1), contact(1, work=10, channel=0), contact(2, work=10, channel=1)]
    played = play(rows, desk(tiers=[[0], [1]], capacity=2, weights={0: 2, 1: 1}), channels=2)
    assert played.started == [0, 12, 2]


def test_agents_stay_until_those_waiting_at_closing_are_served(play, contact, desk):
    rows = [contact(0, work=10), contact(1, work=10), contact(2, work=10), contact(16, work=10)]
    played = play(rows, desk(plan=[(0, 1), (15, 0)]), hours={0: [(0, True), (15, False)]})
    assert played.ends == [ANSWERED, ANSWERED, ANSWERED, CLOSED]
    assert played.ended == [10, 20, 30, 16]
    assert played.overtime == [15]


def test_a_channel_may_cut_off_those_waiting_at_closing(play, contact, desk):
    rows = [contact(0, work=20), contact(1, work=10)]
    hours = {0: [(0, True), (15, False)]}
    played = play(rows, desk(plan=[(0, 1), (15, 0)]), hours=hours, clears_at_closing=np.array([True]))
    assert played.ends == [ANSWERED, CLEARED]
    assert played.ended == [20, 15]


def test_mail_that_comes_at_night_waits_for_the_morning(play, contact, desk):
    hours = {0: [(0, False), (100, True)]}
    played = play([contact(5)], desk(plan=[(100, 1)]), hours=hours, when_closed=np.array([WhenClosed.QUEUE]))
    assert played.joined == [5]
    assert played.started == [100]


def test_a_closed_channel_may_send_contacts_to_another(play, contact, desk):
    rows = [contact(5, channel=0, returns={Reason.CLOSED: (1, 0)}), contact(channel=1, first=False)]
    closed = np.array([WhenClosed.DIVERT, WhenClosed.QUEUE])
    played = play(rows, desk(tiers=[[0, 1]]), channels=2, hours={0: [(0, False)]}, when_closed=closed)
    assert played.ends == [DIVERTED, ANSWERED]
    assert played.arrived == [5, 5]


def test_a_bot_settles_some_and_passes_the_others_on(play, contact):
    played = play([contact(0, bot=(3, True), returns={}), contact(1, bot=(4, False))])
    assert played.ends == [CONTAINED, ANSWERED]
    assert played.ended == [3, 15]
    assert played.joined == [-1, 5]


def test_an_unresolved_contact_comes_back_after_opening_days(play, contact):
    friday_closes = np.array([[True, False, False, True] + [True] * 10])
    counts_days = np.zeros((1, len(Reason)), bool)
    counts_days[0, Reason.UNRESOLVED] = True
    rows = [contact(100, returns={Reason.UNRESOLVED: (1, 86_400)}), contact(first=False)]
    played = play(
        rows,
        after_counts_days=counts_days,
        day_is_open=friday_closes,
        count_until=5 * 86_400 * SECOND,
        grid=(0, 432_000),
    )
    assert played.arrived == [100, 3 * 86_400 + 110]


def test_those_about_to_leave_stay_first_when_the_plan_rises_again(play, contact, desk):
    rows = [contact(0, work=30), contact(0, work=30), contact(21, work=5)]
    played = play(rows, desk(plan=[(0, 2), (10, 1), (20, 2)]))
    assert played.started == [0, 0, 30]
    assert played.on_duty[0] == 2 * 86_400


def test_speed_shortens_the_work_of_a_group(play, contact, desk):
    assert play([contact(0, work=11)], desk(speed={0: 1.1})).ended == [10]


def test_agents_time_is_split_at_the_edges_of_the_grid(play, contact, desk):
    played = play([contact(5, work=10)], desk(plan=[(0, 2)]), grid=(0, 10, 20, 86_400))
    assert played.busy == [5, 5, 0]
    assert played.on_duty == [20, 20, 2 * 86_380]


def test_contacts_still_open_at_the_stop_are_unfinished_and_the_run_says_so(play, contact, desk):
    played = play([contact(0)], desk(plan=[]))
    assert played.ends == [Outcome.UNFINISHED]
    assert not played.outcomes.complete


def test_returns_are_numbered_by_creation(play, contact):
    rows = [
        contact(0, work=5, returns={Reason.UNRESOLVED: (3, 50)}),
        contact(1, work=5, patience=1, returns={Reason.ABANDONED: (2, 1)}),
        contact(first=False),
        contact(first=False),
    ]
    assert play(rows).outcomes.number.tolist() == [0, 1, 2, 3]

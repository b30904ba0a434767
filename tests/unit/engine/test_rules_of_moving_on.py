"""Overflow, further groups, calls back, transfer and chasing, each on a case small enough to check by hand."""

import numpy as np

from channelmix.engine.inputs import NEVER, SECOND, Chased, Clock, Outcome, Reason

ANSWERED, ABANDONED, OVERFLOWED, CLEARED = Outcome.ANSWERED, Outcome.ABANDONED, Outcome.OVERFLOWED, Outcome.CLEARED
UNBORN, BUSY = Outcome.UNBORN, Outcome.BUSY


def times(*seconds):
    return np.array([NEVER if each is None else each * SECOND for each in seconds])


# Overflow.


def test_who_has_waited_too_long_leaves_for_good(play, contact):
    played = play([contact(0, work=30), contact(1), contact(2, patience=5)], overflow_after=times(10))
    assert played.ends == [ANSWERED, OVERFLOWED, ABANDONED]
    assert played.ended == [30, 11, 7]


def test_who_has_waited_too_long_goes_on_in_another_channel_at_the_same_moment(play, contact, desk):
    rows = [contact(0, work=30), contact(1, returns={Reason.OVERFLOW: (2, 0)}), contact(channel=1, first=False)]
    played = play(rows, desk(), desk(tiers=[[1]]), channels=2, overflow_after=times(10, None))
    assert played.ends == [ANSWERED, OVERFLOWED, ANSWERED]
    assert played.arrived == [0, 1, 11]
    assert played.started == [0, -1, 11]


def test_overflow_comes_before_patience_and_after_the_end_of_work_at_the_same_moment(play, contact):
    played = play([contact(0, work=30), contact(1, patience=10)], overflow_after=times(10))
    assert played.ends == [ANSWERED, OVERFLOWED]
    assert play([contact(0, work=11), contact(1)], overflow_after=times(10)).ends == [ANSWERED, ANSWERED]


def test_overflow_frees_the_line_and_leaves_later_turns_alone(play, contact):
    played = play([contact(0, work=30), contact(1), contact(12)], lines=np.array([2]), overflow_after=times(10))
    assert played.ends == [ANSWERED, OVERFLOWED, OVERFLOWED]
    rows = [contact(0, turns=[(10, 5), (10, 0)]), contact(10, work=50)]
    played = play(rows, overflow_after=times(10), inactive_after=times(0))
    assert played.asked[1] == 15
    assert played.ends == [ANSWERED, ANSWERED]


# Further groups.


def test_a_further_group_takes_who_has_waited_long_enough(play, contact, desk):
    rows = [contact(0, work=100), contact(1, work=30), contact(2, work=5)]
    played = play(rows, desk(), desk(opens_after={0: 12}))
    assert played.started == [0, 13, 43]
    assert play(rows, desk(), desk()).started == [0, 1, 31]


def test_a_further_group_is_tried_before_overflow_at_the_same_moment(play, contact, desk):
    rows = [contact(0, work=100), contact(1, patience=12)]
    played = play(rows, desk(), desk(opens_after={0: 12}), overflow_after=times(12))
    assert played.ends == [ANSWERED, ANSWERED]


def test_later_turns_are_open_to_further_groups_at_once(play, contact, desk):
    rows = [contact(0, turns=[(10, 5), (10, 0)]), contact(10, work=50)]
    played = play(rows, desk(), desk(opens_after={0: 12}), inactive_after=times(0))
    assert played.started == [0, 15, 10]


# Calls back.


def test_who_accepts_a_call_back_keeps_the_place_and_loses_no_patience(play, contact):
    rows = [contact(0, work=30), contact(1, patience=10, takes_callback=True), contact(2, patience=50)]
    played = play(rows, callback_after=times(5))
    assert played.ends == [ANSWERED, ANSWERED, ANSWERED]
    assert played.started == [0, 30, 40]
    assert played.called_back == [-1, 6, -1]


def test_who_declines_waits_on_with_the_old_patience(play, contact):
    played = play([contact(0, work=30), contact(1, patience=10)], callback_after=times(5))
    assert played.ends == [ANSWERED, ABANDONED]
    assert played.called_back == [-1, -1]


def test_a_promised_call_back_waits_behind_callers_until_it_falls_due_and_then_comes_first(play, contact):
    rows = [contact(0, work=30), contact(1, takes_callback=True), *(contact(at, work=30) for at in (2, 3, 4))]
    played = play(rows, callback_after=times(5), callback_within=times(50))
    # Due at 56: after the callers of 2 s, who starts at 30, it comes before the others.
    assert played.started == [0, 60, 30, 70, 100]
    assert play(rows, callback_after=times(5)).started == [0, 30, 40, 70, 100]


def test_who_waits_to_be_called_back_holds_no_line_and_is_not_cut_off_at_closing(play, contact, desk):
    rows = [contact(0, work=30), contact(1, takes_callback=True), contact(4), contact(7)]
    rules = {"callback_after": times(2), "lines": np.array([2]), "clears_at_closing": np.array([True])}
    played = play(rows, desk(plan=[(0, 1), (20, 0)]), hours={0: [(0, True), (20, False)]}, **rules)
    assert played.ends == [ANSWERED, ANSWERED, CLEARED, BUSY]
    assert played.started[1] == 30


# Transfer.


def test_a_second_group_finishes_what_is_transferred_with_work_of_its_own(play, contact, desk):
    rows = [contact(0, turns=[(10, 0), (20, 0)], transferred=True, wrap_up=5), contact(1, work=10)]
    desks = (desk(), desk(opens_after={0: None}))
    played = play(rows, *desks, second_group=np.array([1]), route=np.array([[0, -1]]))
    assert played.started == [0, 10, 10]
    assert played.ended == [30, 20]
    assert played.busy == [20, 25]
    assert played.outcomes.group.tolist() == [0, 0]


def test_who_is_transferred_waits_for_the_second_group_alone_in_order_of_waiting(play, contact, desk):
    rows = [
        contact(0, turns=[(10, 0), (20, 0)], transferred=True),
        contact(1, work=30, channel=1),
        contact(2, channel=1),
    ]
    desks = (desk(), desk(tiers=[[0, 1]], opens_after={0: None}))
    played = play(rows, *desks, channels=2, second_group=np.array([1, -1]), route=np.array([[0, -1], [1, -1]]))
    assert played.asked == [0, 10, 1, 2]
    assert played.started == [0, 41, 1, 31]


def test_patience_on_the_way_to_the_second_group_is_that_of_later_turns(play, contact, desk):
    rows = [
        contact(0, turns=[(10, 0), (20, 0)], transferred=True),
        contact(1, turns=[(10, 0), (20, 0)], transferred=True, later_patience=5),
    ]
    played = play(rows, desk(), desk(opens_after={0: None}), second_group=np.array([1]), route=np.array([[0, -1]]))
    assert played.ends == [ANSWERED, ABANDONED]
    assert played.ended == [30, 25]


# Chasing what is late.


def test_a_customer_whose_answer_is_overdue_chases_it_while_the_first_contact_goes_on(play, contact, desk):
    rows = [
        contact(0, work=100),
        contact(1, work=10, returns={Reason.LATE: (2, 7)}),
        contact(channel=1, first=False),
    ]
    rules = {"promise": np.array([times(20, None), times(None, None)]), "chased_when": np.array([Chased.REPLY, 0])}
    played = play(rows, desk(), desk(tiers=[[1]]), channels=2, **rules)
    assert played.arrived == [0, 1, 28]
    assert played.ends == [ANSWERED, ANSWERED, ANSWERED]


def test_nobody_chases_what_is_answered_before_they_would(play, contact, desk):
    rows = [contact(0, work=15), contact(1, work=10, returns={Reason.LATE: (2, 7)}), contact(first=False)]
    rules = {"promise": np.array([times(20, None)])}
    played = play(rows, chased_when=np.array([Chased.REPLY]), **rules)
    assert played.ends == [ANSWERED, ANSWERED, UNBORN]
    # The reply comes at 25 s; who is content with a start never chases a contact that began in time.
    rows[1] = contact(1, work=40, returns={Reason.LATE: (2, 7)})
    early = play(rows, chased_when=np.array([Chased.START]), **rules)
    assert early.ends == [ANSWERED, ANSWERED, UNBORN]


def test_a_promise_in_opening_time_falls_due_while_the_channel_is_open(play, contact, desk):
    hours = {0: [(0, True), (20, False), (100, True)]}
    rows = [contact(5, returns={Reason.LATE: (1, 0)}), contact(first=False)]
    rules = {
        "promise": np.array([times(25, None)]),
        "promise_clock": np.array([[Clock.OPEN_TIME, 0]]),
        "chased_when": np.array([Chased.REPLY]),
        "when_closed": np.array([1]),
    }
    played = play(rows, desk(plan=[(500, 1)]), hours=hours, **rules)
    assert played.arrived == [5, 110]

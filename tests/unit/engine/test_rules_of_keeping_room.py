"""Reserves, draining, interruption, later patience, silent leaving and due order, each checked by hand."""

import numpy as np

from channelmix.engine.inputs import NEVER, SECOND, Clock, Outcome, Reason, WhenClosed

ANSWERED, ABANDONED, CLEARED = Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CLEARED
PHONE, MAIL = 0, 1


def times(*seconds):
    return np.array([NEVER if each is None else each * SECOND for each in seconds])


# Reserves.


def test_agents_are_kept_free_for_a_channel_and_the_others_wait(play, contact, desk):
    rows = [contact(0, channel=MAIL), contact(1, channel=MAIL), contact(2, channel=PHONE), contact(3, channel=PHONE)]
    team = desk(plan=[(0, 2)], tiers=[[PHONE, MAIL]], reserve={PHONE: 1})
    assert play(rows, team, channels=2).started == [0, 20, 2, 10]
    assert play(rows, desk(plan=[(0, 2)], tiers=[[PHONE, MAIL]]), channels=2).started == [0, 1, 10, 11]


def test_what_one_group_holds_back_another_may_take(play, contact, desk):
    rows = [contact(0, channel=MAIL)]
    desks = (desk(tiers=[[PHONE, MAIL]], reserve={PHONE: 1}), desk(tiers=[[MAIL]]))
    assert play(rows, *desks, channels=2).outcomes.group.tolist() == [1]


def test_a_reserve_does_not_keep_agents_from_what_is_left_over_at_closing(play, contact, desk):
    rows = [contact(0, channel=MAIL)]
    hours = {MAIL: [(0, True), (20, False)]}
    team = desk(plan=[(0, 1), (30, 0)], tiers=[[PHONE, MAIL]], reserve={PHONE: 1})
    assert play(rows, team, channels=2, hours=hours).started == [20]


# Draining.


def test_agents_let_room_build_up_for_a_contact_that_does_not_fit_yet(play, contact, desk):
    rows = [
        contact(0, work=20, channel=MAIL),
        contact(1, work=30, channel=MAIL),
        contact(2, work=5, channel=PHONE),
        contact(3, work=10, channel=MAIL),
    ]
    chats = {"tiers": [[PHONE], [MAIL]], "capacity": 2, "weights": {PHONE: 2, MAIL: 1}}
    assert play(rows, desk(**chats, drains=[PHONE]), channels=2).started == [0, 1, 31, 36]
    assert play(rows, desk(**chats), channels=2).started == [0, 1, 31, 20]


# Interruption.


def paused_mail(play, desk, rows, **changes):
    team = desk(tiers=[[PHONE], [MAIL]], interruptible=[MAIL], **changes)
    return play(rows, team, channels=2, interrupts=np.array([True, False]))


def test_a_call_puts_mail_aside_and_the_rest_of_it_follows(play, contact, desk):
    rows = [contact(0, work=20, channel=MAIL), contact(5, work=10, channel=PHONE)]
    played = paused_mail(play, desk, rows)
    assert played.started == [0, 5]
    assert played.ended == [30, 15]
    assert played.paused == [10, 0]
    assert played.busy == [30]


def test_mail_put_aside_comes_before_new_mail_and_after_calls(play, contact, desk):
    rows = [
        contact(0, work=20, channel=MAIL),
        contact(1, work=20, channel=MAIL),
        contact(5, work=10, channel=PHONE),
        contact(6, work=10, channel=PHONE),
    ]
    played = paused_mail(play, desk, rows)
    assert played.started == [0, 40, 5, 15]
    assert played.ended == [40, 60, 15, 25]


def test_nobody_is_interrupted_while_anybody_has_room_and_then_the_latest_start(play, contact, desk):
    rows = [contact(0, work=20, channel=MAIL), contact(1, work=20, channel=MAIL), contact(5, work=10, channel=PHONE)]
    assert paused_mail(play, desk, rows, plan=[(0, 3)]).ended == [20, 21, 15]
    assert paused_mail(play, desk, rows, plan=[(0, 2)]).ended == [20, 31, 15]


def test_mail_put_aside_queues_with_its_remainder_when_its_agent_goes_home(play, contact, desk):
    rows = [contact(0, work=20, channel=MAIL), contact(5, work=10, channel=PHONE)]
    played = paused_mail(play, desk, rows, plan=[(0, 1), (10, 0), (50, 1)])
    assert played.started == [0, 5]
    assert played.ended == [65, 15]
    assert played.paused[0] == 45


def test_a_call_may_need_the_room_of_several(play, contact, desk):
    rows = [
        contact(0, work=20, channel=MAIL),
        contact(1, work=20, channel=MAIL),
        contact(5, work=10, channel=PHONE),
    ]
    played = paused_mail(play, desk, rows, capacity=2, weights={PHONE: 2, MAIL: 1}, slowdown=[1.0, 2.0])
    # At 5 the first has 17 left, the second 18; both go on together at half speed from 15 on.
    assert played.ended == [49, 50, 15]


def test_wrap_up_can_be_put_aside_when_the_customer_has_long_gone(play, contact, desk):
    rows = [contact(0, work=5, wrap_up=10, channel=MAIL), contact(7, work=10, channel=PHONE)]
    played = paused_mail(play, desk, rows)
    assert played.ended == [5, 17]
    assert played.busy == [25]
    assert played.paused == [0, 0]


# Patience in later turns, and leaving without a trace.


def test_customers_may_leave_while_they_wait_for_a_later_answer(play, contact):
    rows = [contact(0, turns=[(10, 5), (10, 0)], later_patience=4), contact(10, work=50)]
    played = play(rows, inactive_after=times(0))
    assert played.ends == [ABANDONED, ANSWERED]
    assert played.ended == [19, 60]
    assert played.started == [0, -1, 10]


def test_a_customer_who_has_silently_gone_costs_the_agent_time(play, contact):
    rows = [contact(0, work=20), contact(1, patience=5, silent=7), contact(2, work=5)]
    played = play(rows)
    assert played.ends == [ANSWERED, ABANDONED, ANSWERED]
    assert played.ended == [20, 6, 32]
    assert played.started == [0, -1, 27]
    assert played.outcomes.group.tolist() == [0, -1, 0]
    assert played.busy == [32]


def test_a_customer_who_has_silently_gone_keeps_the_line_and_may_be_back(play, contact):
    rows = [
        contact(0, work=20),
        contact(1, patience=5, silent=7, returns={Reason.ABANDONED: (4, 2)}),
        contact(7),
        contact(28),
        contact(first=False, patience=0),
    ]
    played = play(rows, lines=np.array([2]))
    assert played.ends == [ANSWERED, ABANDONED, Outcome.BUSY, ANSWERED, Outcome.BUSY]
    assert played.arrived[4] == 8


def test_closing_clears_away_whoever_has_silently_gone(play, contact, desk):
    rows = [contact(0, work=20), contact(1, patience=5, silent=7)]
    hours = {0: [(0, True), (15, False)]}
    played = play(rows, desk(plan=[(0, 1), (15, 0)]), hours=hours, clears_at_closing=np.array([True]))
    assert played.ends == [ANSWERED, ABANDONED]
    assert played.busy == [20]


# Due order.


def test_whoever_is_due_first_comes_first_among_those_of_one_rank(play, contact, desk):
    rows = [contact(0, channel=0), contact(1, channel=0), contact(2, channel=1)]
    promise = np.array([times(100, None), times(20, None)])
    team = desk(tiers=[[0, 1]])
    assert play(rows, team, channels=2, promise=promise, due_order=np.array([True, True])).started == [0, 20, 10]
    assert play(rows, team, channels=2, promise=promise).started == [0, 10, 20]


def test_a_channel_without_due_order_is_due_at_once(play, contact, desk):
    rows = [contact(0, channel=0), contact(1, channel=0), contact(2, channel=1)]
    promise = np.array([times(100, None), times(20, None)])
    played = play(rows, desk(tiers=[[0, 1]]), channels=2, promise=promise, due_order=np.array([False, True]))
    assert played.started == [0, 10, 20]


def test_in_due_order_a_reply_may_come_after_a_new_contact(play, contact):
    rows = [contact(0, turns=[(10, 5), (10, 0)]), contact(10, work=20), contact(16, work=20)]
    promise = np.array([times(10, 100)])
    rules = {"promise": promise, "inactive_after": times(0)}
    assert play(rows, due_order=np.array([True]), **rules).started == [0, 50, 10, 30]
    assert play(rows, **rules).started == [0, 30, 10, 40]


def test_working_days_are_opening_days_from_the_next_opening_on(play, contact, desk):
    day = 86_400
    is_open = np.array([[True, False, False, True] + [True] * 10, [True] * 14])
    hours = {0: [(0, True), (day, False), (3 * day, True)]}
    first = contact(10, work=10 * day, channel=1)
    rows = [first, contact(50, channel=1), contact(100), contact(300, channel=1)]
    rules = {
        "promise": np.array([times(day, None), times(3 * day, None)]),
        "due_order": np.array([True, True]),
        "day_is_open": is_open,
        "when_closed": np.full(2, WhenClosed.QUEUE),
    }
    clocks = np.array([[Clock.OPEN_DAYS, 0], [Clock.WALL, 0]])
    played = play(rows, desk(tiers=[[0, 1]]), channels=2, hours=hours, promise_clock=clocks, **rules)
    # Due on the third day at 100 s, between the third day at 50 s and at 300 s of the other channel.
    assert played.started[1:] == [10 * day + 10, 10 * day + 20, 10 * day + 30]
    by_the_wall = play(rows, desk(tiers=[[0, 1]]), channels=2, hours=hours, **rules)
    assert by_the_wall.started[1:] == [10 * day + 20, 10 * day + 10, 10 * day + 30]

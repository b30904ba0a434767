"""Counting, against lives written down by hand: every figure's numerator and denominator exactly."""

import numpy as np
import pytest

from channelmix.engine.inputs import NEVER, SECOND, Outcome
from channelmix.simulate.service import FORMULAS
from channelmix.simulate.tallies import BY_OUTCOME, tally

HALF_HOUR = 1800


def count(make, lives, operation=None, **promises):
    operation = operation or make.operation()
    return tally(operation, *make.played(operation, lives), make.promises(**promises))


def served(make, at, wait, work=60, **more):
    return make.life(at, Outcome.ANSWERED, turns=[(at + wait, at + wait + work)], ended=at + wait + work, **more)


def lost(make, at, wait, outcome=Outcome.ABANDONED):
    return make.life(at, outcome, ended=at + wait)


@pytest.fixture
def a_morning(make):
    """Two in time, one late, one quickly lost (3 s), one lost within (15 s), one lost late (40 s), and the rest."""
    return [
        served(make, 0, 0),
        served(make, 10, 20),
        served(make, 20, 21),
        lost(make, 30, 3),
        lost(make, 40, 15),
        lost(make, 50, 40),
        make.life(60, Outcome.BUSY, ended=60),
        make.life(61, Outcome.CLOSED, ended=61),
        make.life(62, Outcome.DIVERTED, ended=62),
        make.life(63, Outcome.CONTAINED, ended=93, bot=30),
        lost(make, 70, 100, Outcome.CLEARED),
        make.life(7199, Outcome.UNFINISHED),
    ]


def test_every_contact_has_exactly_one_outcome(make, a_morning):
    channels = count(make, a_morning).channels
    assert channels["offered"] == sum(channels[name] for name in BY_OUTCOME) == 12
    assert {name: int(channels[name][0]) for name in BY_OUTCOME} == {
        "answered": 3, "abandoned": 3, "rejected": 2, "contained": 1, "cleared": 1, "diverted": 1, "unfinished": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "short_abandon", "good", "due"),
    [
        ("offered", 0, 2, 8),
        ("offered", 5, 2, 7),
        ("answered", 0, 2, 3),
        ("late_abandoned", 0, 2, 4),
        ("late_abandoned", 5, 2, 4),
        ("early_abandoned_good", 0, 4, 8),
        ("early_abandoned_good", 5, 3, 7),
        ("offered_and_blocked", 0, 2, 11),
        ("offered_and_blocked", 5, 2, 10),
    ],
)
def test_each_formula_of_service_level_counts_what_it_says(make, a_morning, formula, short_abandon, good, due):
    channels = count(make, a_morning, formula=formula, short_abandon=[short_abandon * SECOND]).channels
    assert (int(channels["good"][0]), int(channels["due"][0])) == (good, due)


def test_every_formula_named_in_the_format_is_counted(make, a_morning):
    assert all(count(make, a_morning, formula=formula).channels["due"][0] > 0 for formula in FORMULAS)


def test_a_channel_without_a_target_counts_nothing_as_due(make, a_morning):
    channels = count(make, a_morning, formula=None).channels
    assert (channels["good"][0], channels["due"][0]) == (0, 0)


def test_open_contacts_are_left_out_only_until_their_deadline(make):
    """The simulation ends an hour after the period: 7199 s is 3601 s before its end."""
    waiting = [make.life(7199, Outcome.UNFINISHED)]
    assert count(make, waiting, within=3601).channels["due"] == 1
    assert count(make, waiting, within=3602).channels["due"] == 0


def test_a_promise_of_a_reply_is_kept_when_the_work_on_the_first_turn_is_done(make):
    lives = [served(make, 0, 10, work=50), served(make, 0, 11, work=50)]
    channels = count(make, lives, within=60, to_reply=[True]).channels
    assert (channels["good"], channels["due"]) == (1, 2)


def test_waits_begin_when_the_queue_is_joined_and_not_with_the_bot(make):
    lives = [make.life(0, Outcome.ANSWERED, joined=45, turns=[(50, 80)], ended=80, bot=45)]
    result = count(make, lives)
    assert result.channels["waited"] == 5 * SECOND
    assert result.channels["resolution"] == 80 * SECOND
    assert result.channels["met_bot"] == 1
    assert result.channels["good"] == 1


def test_waits_of_all_who_queued_include_the_lost_and_the_cleared_and_nobody_else(make, a_morning):
    channels = count(make, a_morning).channels
    assert channels["queued"] == 7
    assert channels["waited"] == (0 + 20 + 21 + 3 + 15 + 40 + 100) * SECOND
    assert channels["answered_waited"] == 41 * SECOND
    assert channels["delayed"] == 6


def test_handling_sums_the_turns_and_the_wrap_up_of_the_answered_only(make):
    conversation = make.life(
        0, Outcome.ANSWERED, turns=[(0, 5, 35), (100, 100, 120), (200, 230, 290)], ended=290, wrap_up=15
    )
    open_one = make.life(10, Outcome.UNFINISHED, turns=[(10, 20, 80), (100, None, None)])
    channels = count(make, [conversation, open_one]).channels
    assert channels["handling"] == (30 + 20 + 60 + 15) * SECOND
    assert channels["replies"] == 4


def test_responses_are_judged_turn_by_turn_after_the_first(make):
    conversation = make.life(0, Outcome.ANSWERED, turns=[(0, 500, 535), (600, 600, 660), (700, 700, 761)], ended=761)
    overdue = make.life(10, Outcome.UNFINISHED, turns=[(10, 20, 80), (100, None, None)])
    channels = count(make, [conversation, overdue], respond_within=[60 * SECOND]).channels
    assert (channels["responses_good"], channels["responses_due"]) == (1, 3)


def test_a_later_turn_whose_deadline_has_not_come_is_not_yet_due(make):
    lives = [make.life(10, Outcome.UNFINISHED, turns=[(10, 20, 80), (10000, None, None)])]
    assert count(make, lives, respond_within=[800 * SECOND]).channels["responses_due"] == 1
    assert count(make, lives, respond_within=[801 * SECOND]).channels["responses_due"] == 0


def test_contacts_outside_the_period_are_not_counted_but_their_backlog_is(make):
    before, after = served(make, -100, 400), served(make, 7200, 5)
    result = count(make, [before, after, served(make, 150, 10)])
    assert result.channels["offered"] == 1
    assert result.channels["backlog_max"] == 2
    assert result.channels["oldest_max"] == 400 * SECOND


def test_returns_are_counted_but_are_no_first_attempts(make):
    channels = count(make, [served(make, 0, 0), served(make, 10, 0, attempt=1)]).channels
    assert (channels["offered"], channels["first_attempts"]) == (2, 1)


def test_backlog_is_what_waits_at_the_end_of_each_interval(make):
    lives = [
        make.life(0, Outcome.UNFINISHED),
        served(make, 1000, 1000),
        lost(make, 3000, 601),
        served(make, 5000, 0),
    ]
    result = count(make, lives)
    assert result.by_work["backlog"].tolist() == [[2, 2, 1, 1]]
    assert result.channels["backlog_end"] == 1
    assert result.channels["backlog_max"] == 2
    assert result.channels["oldest_max"] == 7200 * SECOND


def test_one_who_leaves_as_another_comes_does_not_raise_the_backlog(make):
    assert count(make, [served(make, 0, 100), served(make, 100, 50)]).channels["backlog_max"] == 1


def test_both_accounts_of_the_intervals_are_kept(make):
    result = count(make, [served(make, HALF_HOUR - 10, 30), lost(make, HALF_HOUR - 5, 15)])
    assert result.by_arrival["answered"].tolist() == [[1, 0, 0, 0]]
    assert result.by_arrival["abandoned"].tolist() == [[1, 0, 0, 0]]
    assert result.by_work["started"].tolist() == [[0, 1, 0, 0]]
    assert result.by_work["started_in_time"].tolist() == [[0, 0, 0, 0]]
    assert result.by_work["lost"].tolist() == [[0, 1, 0, 0]]
    assert result.by_work["replied"].tolist() == [[0, 1, 0, 0]]


def test_intervals_of_arrival_add_up_to_the_period(make, a_morning):
    result = count(make, a_morning)
    assert all(np.array_equal(cells.sum(axis=1), result.channels[name]) for name, cells in result.by_arrival.items())


def test_channels_are_counted_each_by_itself(make):
    lives = [served(make, 0, 5), served(make, 0, 30, channel=1), lost(make, 1, 50) | {"channel": 1}]
    operation = make.operation(channels=2)
    result = tally(operation, *make.played(operation, lives), make.promises(channels=2))
    assert result.channels["offered"].tolist() == [1, 2]
    assert result.channels["good"].tolist() == [1, 0]
    assert [histogram.total for histogram in result.waits] == [1, 2]


def test_a_replication_without_contacts_counts_zero(make):
    result = count(make, [])
    assert result.channels["offered"] == 0
    assert result.channels["backlog_max"] == 0
    assert result.waits[0].total == 0


def test_an_unlimited_promise_counts_every_service_as_in_time(make):
    result = count(make, [served(make, 0, 5000)], within=NEVER // SECOND)
    assert result.channels["good"] == 1

"""What customers bring along for the rules of waiting: later patience, silence, calls back, transfer, moving on."""

import math

import numpy as np
import pytest

from channelmix.engine.inputs import NEVER, SECOND, Reason

VOLUME = 8000


@pytest.fixture
def day(make, draw):
    """Return the contacts of one busy day of a channel, and of others beside it."""

    def of(others=None, **channel):
        return draw(make({"phone": {"arrivals": {"per_day": VOLUME}, **channel}, **(others or {})})).contacts

    return of


def is_share(flags, share):
    return abs(flags.sum() - share * len(flags)) < 4 * math.sqrt(share * (1 - share) * len(flags))


def test_without_these_rules_the_columns_say_that_nobody_uses_them(day):
    contacts = day()
    for flags in (contacts.silent, contacts.takes_callback, contacts.transferred, contacts.silent_time):
        assert not flags.any()
    assert set(contacts.response_patience.tolist()) == {NEVER}


def test_shares_of_customers_go_silently_and_accept_to_be_called_back(day):
    contacts = day(
        kind="messaging", patience="5 min", silent=0.3, silent_time="20 s", callback={"after": "1 min", "share": 0.6}
    )
    assert is_share(contacts.silent, 0.3)
    assert is_share(contacts.takes_callback, 0.6)
    assert set(contacts.silent_time.tolist()) == {20 * SECOND}


def test_patience_of_later_turns_is_drawn_turn_by_turn_and_may_balk(day):
    contacts = day(
        kind="messaging", turns=3, reply_delay="1 min", response_patience={"mean": "1 h", "balk": 0.1}
    )  # fmt: skip
    patience = contacts.response_patience
    assert len(patience) == contacts.turn_at[-1]
    assert is_share(patience == 0, 0.1)
    assert len(np.unique(patience)) > 0.85 * len(patience)


def test_those_transferred_have_one_more_turn_whose_work_is_the_second_groups(day):
    plain, some = day(), day(transfer={"share": 0.2, "to": "team", "handling": "3 min"})
    moved = some.transferred
    assert is_share(moved, 0.2)
    assert np.diff(some.turn_at).tolist() == (1 + moved).tolist()
    assert np.array_equal(some.work[some.turn_at[:-1]], plain.work)
    assert set(some.work[some.turn_at[1:] - 1][moved].tolist()) == {180 * SECOND}


def test_wrap_up_is_the_end_of_the_second_groups_work(day):
    contacts = day(transfer={"share": 0.2, "to": "team", "handling": "3 min"}, wrap_up="1 min")
    last = contacts.turn_at[1:] - 1
    assert set(contacts.work[last][contacts.transferred].tolist()) == {120 * SECOND}
    assert set(contacts.wrap_up[contacts.transferred].tolist()) == {60 * SECOND}


def test_a_transfer_leaves_the_customers_other_numbers_as_they_were(day):
    conversation = {"kind": "messaging", "turns": 3, "reply_delay": "1 min", "patience": "5 min"}
    plain, some = day(**conversation), day(**conversation, transfer={"share": 0.2, "to": "team"})
    is_second = np.zeros(len(some.work), bool)
    is_second[(some.turn_at[1:] - 1)[some.transferred]] = True
    assert np.array_equal(some.work[~is_second], plain.work)
    assert np.array_equal(some.patience, plain.patience)
    assert np.array_equal(some.reply_delay[~is_second][plain.reply_delay > 0], plain.reply_delay[plain.reply_delay > 0])


def test_everybody_who_may_wait_too_long_has_a_contact_in_the_other_channel(day):
    mail = {"kind": "deferred", "arrivals": None}
    contacts = day({"mail": mail}, overflow={"after": "2 min", "to": "mail"}, bot={"containment": 0.4})
    first = slice(0, contacts.first)
    follows = contacts.child[first, Reason.OVERFLOW] >= 0
    assert np.array_equal(follows, ~contacts.contained[first])
    assert set(contacts.channel[contacts.child[first, Reason.OVERFLOW][follows]].tolist()) == {1}


def test_who_leaves_for_good_has_none(day):
    contacts = day(overflow={"after": "2 min", "to": "leave"})
    assert contacts.rows == contacts.first


def test_a_share_of_customers_would_chase_an_overdue_answer(day):
    late = {"share": 0.25, "after": "1 h", "to": "phone"}
    contacts = day(kind="deferred", target={"share": 0.9, "within": "4 h"}, late=late)
    chases = contacts.child[: contacts.first, Reason.LATE] >= 0
    assert is_share(chases, 0.25)
    assert set(contacts.after[: contacts.first, Reason.LATE][chases].tolist()) == {3600 * SECOND}


def test_this_check_of_shares_notices_another_share():
    assert not is_share(np.arange(VOLUME) < 0.33 * VOLUME, 0.3)

"""What every contact is like: turns, work, wrap-up, patience, and the shape of the engines' arrays."""

import math
import pickle
from datetime import date, datetime
from time import process_time

import numpy as np
import pytest

from channelmix.demand import VolumeRow
from channelmix.engine.inputs import NEVER, SECOND, Reason

HOUR = 3600 * SECOND
VOLUME = 20_000


@pytest.fixture
def day(make, draw):
    """Return the contacts of one busy day of one channel."""

    def of(volume=VOLUME, until=None, **channel):
        return draw(make({"phone": {"arrivals": {"per_day": volume}, **channel}}), until=until).contacts

    return of


@pytest.fixture
def chats(day):
    """Return the contacts of a day of conversations."""

    def of(**channel):
        return day(kind="messaging", reply_delay="4 min", **channel)

    return of


def last_turns(contacts):
    return contacts.turn_at[1:] - 1


def errors(numbers, mean):
    return abs(numbers.mean() - mean) / (numbers.std() / math.sqrt(len(numbers)))


def test_a_plain_call_has_one_turn_no_bot_no_wrap_up_and_endless_patience(day):
    contacts = day(volume=300)
    assert contacts.turn_at.tolist() == list(range(contacts.rows + 1))
    assert set(contacts.bot_time.tolist()) == {-1}
    assert set(contacts.patience.tolist()) == {NEVER}
    assert not contacts.contained.any()
    for column in (
        contacts.wrap_up,
        contacts.reply_delay,
        contacts.attempt,
        contacts.channel,
        np.asarray(contacts.after),
    ):
        assert not column.any()


def test_every_column_is_whole_numbers_of_64_bits_in_one_piece_or_one_number_seen_many_times(chats):
    contacts = chats(turns=2, wrap_up="10 s", bot={"containment": 0.5}, unresolved={"share": 0.5, "after": "1 h"})
    columns = {name: column for name, column in vars(contacts).items() if isinstance(column, np.ndarray)}
    types = {name: column.dtype for name, column in columns.items()}
    flags = {types.pop(name) for name in ("contained", "silent", "takes_callback", "transferred")}
    assert flags == {np.dtype(np.bool_)}
    assert set(types.values()) == {np.dtype(np.int64)}
    assert all(column.flags.forc or not any(column.strides) for column in columns.values())


def test_wrap_up_is_part_of_handling(day):
    with_it, without = day(wrap_up="60 s", volume=500), day(volume=500)
    assert np.array_equal(with_it.work + with_it.wrap_up, without.work)
    assert np.array_equal(with_it.wrap_up, np.minimum(60 * SECOND, without.work))
    assert (without.work < 60 * SECOND).any()


def test_balking_customers_have_no_patience_and_the_others_keep_theirs(day):
    plain, some = day(patience="6 min"), day(patience={"mean": "6 min", "distribution": "exponential", "balk": 0.1})
    balks = some.patience == 0
    assert abs(balks.sum() - 0.1 * len(balks)) < 4 * math.sqrt(0.09 * len(balks))
    assert np.array_equal(some.patience[~balks], plain.patience[~balks])


def test_turns_are_geometric_with_their_mean(chats):
    contacts = chats(turns=3)
    turns = np.diff(contacts.turn_at)
    assert errors(turns, 3) < 4
    assert abs((turns == 1).mean() - 1 / 3) < 4 * math.sqrt(2 / 9 / len(turns))
    assert len(contacts.work) == len(contacts.reply_delay) == contacts.turn_at[-1]


def test_fixed_turns_are_always_as_many(chats):
    contacts = chats(turns={"mean": 4, "distribution": "fixed"})
    assert set(np.diff(contacts.turn_at).tolist()) == {4}


def test_handling_per_turn_is_that_of_each_turn(chats):
    contacts = chats(turns=3, handling="2 min")
    assert errors(contacts.work / SECOND, 120) < 4
    first, second = (contacts.work[contacts.turn_at[:-1][np.diff(contacts.turn_at) > 1] + turn] for turn in (0, 1))
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / math.sqrt(len(first))


def test_handling_per_conversation_is_split_evenly_and_adds_up(chats, day):
    contacts = chats(turns=3, handling={"mean": "8 min", "per": "conversation"})
    totals = np.add.reduceat(contacts.work, contacts.turn_at[:-1])
    assert np.array_equal(totals, day(kind="messaging", handling="8 min").work)
    each = contacts.work[contacts.turn_at[:-1]]
    assert ((contacts.work[last_turns(contacts)] - each) < np.diff(contacts.turn_at)).all()


def test_wrap_up_follows_the_last_turn_and_comes_off_it(chats):
    plain, wrapped = chats(turns=3, handling="2 min"), chats(turns=3, handling="2 min", wrap_up="30 s")
    last = last_turns(plain)
    assert np.array_equal(wrapped.work[last] + wrapped.wrap_up, plain.work[last])
    others = np.setdiff1d(np.arange(len(plain.work)), last)
    assert np.array_equal(wrapped.work[others], plain.work[others])


def test_customers_think_between_turns_and_not_after_the_last(chats):
    contacts = chats(turns=3)
    last = last_turns(contacts)
    assert not contacts.reply_delay[last].any()
    thinking = np.delete(contacts.reply_delay, last)
    assert errors(thinking / SECOND, 240) < 4


def test_attempts_have_numbers_of_their_own(chats):
    contacts = chats(turns=2, unresolved={"share": 1.0, "after": "1 h"})
    first = np.arange(contacts.first)
    again = contacts.child[first, Reason.UNRESOLVED]
    works = (contacts.work[contacts.turn_at[rows]] for rows in (first, again))
    assert abs(np.corrcoef(*works)[0, 1]) < 4 / math.sqrt(contacts.first)


def test_channels_with_and_without_turns_stand_side_by_side(make, draw, by_name):
    chat = {"kind": "messaging", "turns": 3, "reply_delay": "1 min", "arrivals": {"per_day": 300}}
    both, alone = draw(make({"phone": {}, "chat": chat})), draw(make({"chat": chat}))
    rows, alone_rows = by_name(both, "chat"), by_name(alone, "chat")
    assert rows.keys() == alone_rows.keys()
    for name, row in rows.items():
        stretch, alone_stretch = (
            slice(*contacts.turn_at[place : place + 2])
            for contacts, place in ((both.contacts, row), (alone.contacts, alone_rows[name]))
        )
        assert both.contacts.work[stretch].tolist() == alone.contacts.work[alone_stretch].tolist()
        assert both.contacts.reply_delay[stretch].tolist() == alone.contacts.reply_delay[alone_stretch].tolist()
    phone = list(by_name(both, "phone").values())
    assert set(np.diff(both.contacts.turn_at)[phone].tolist()) == {1}


def test_handling_follows_the_time_of_arrival(day):
    contacts = day(handling={"by": {"00:00": "5 min", "12:00": "7 min"}, "cv": 1.0})
    morning = contacts.arrival < 12 * HOUR
    assert errors(contacts.work[morning] / SECOND, 300) < 4
    assert errors(contacts.work[~morning] / SECOND, 420) < 4


def test_time_of_arrival_is_local_on_days_on_which_clocks_change(make, draw, spring):
    handling = {"by": {"00:00": "5 min", "12:00": "7 min"}, "distribution": "deterministic"}
    scenario = make({"phone": {"arrivals": {"per_hour": 60}, "handling": handling}}, period=spring)
    contacts = draw(scenario).contacts
    sunday = contacts.arrival >= 6 * 24 * HOUR
    noon = (6 * 24 + 11) * HOUR
    assert np.array_equal(contacts.work[sunday] == 420 * SECOND, contacts.arrival[sunday] >= noon)


def test_means_of_handling_from_a_file_hold_from_their_row_on(make, population):
    rows = [
        VolumeRow(datetime(2026, 3, 2, 8), 3000, 200.0),
        VolumeRow(datetime(2026, 3, 2, 9), 3000),
        VolumeRow(datetime(2026, 3, 2, 10), 3000, 500.0),
    ]
    contacts = population(make(), volumes={"phone": rows}).contacts(1, 0, 24 * HOUR)
    late = contacts.arrival >= 10 * HOUR
    assert abs(late.sum() - 3000) < 4 * math.sqrt(3000)
    assert errors(contacts.work[~late] / SECOND, 200) < 4
    assert errors(contacts.work[late] / SECOND, 500) < 4


# ---------------------------------------------------------------------- the population


def test_replications_and_seeds_have_customers_of_their_own(make, population):
    people = population(make())
    works = [people.contacts(seed, number, 24 * HOUR).work for seed, number in ((1, 0), (1, 1), (2, 0))]
    assert np.array_equal(works[0], people.contacts(1, 0, 24 * HOUR).work)
    assert not np.intersect1d(works[0], works[1]).size
    assert not np.intersect1d(works[0], works[2]).size


def test_a_population_is_the_same_in_another_process(make, population):
    scenario = make(
        {"phone": {"patience": "3 min", "redial": {"share": 0.5, "after": "1 h"}}, "chat": {"kind": "chat"}},
        channel_shift=[{"from": "phone", "to": "chat", "share": 0.2}],
    )
    people = population(scenario)
    copied = pickle.loads(pickle.dumps(people))
    here, there = (each.contacts(1, 3, 24 * HOUR) for each in (people, copied))
    assert all(np.array_equal(there_column, vars(here)[name]) for name, there_column in vars(there).items())


def test_shared_columns_cannot_be_written_to(day):
    contacts = day(volume=10)
    with pytest.raises(ValueError, match="read-only"):
        contacts.bot_time[0] = 1


def test_a_million_contacts_of_a_day_take_less_than_three_seconds(make, population):
    people = population(make({"phone": {"arrivals": {"per_day": 1e6}, "patience": "3 min"}}))
    start = process_time()
    contacts = people.contacts(1, 0, 24 * HOUR)
    assert process_time() - start < 3
    assert abs(contacts.rows - 1e6) < 4 * 1e3


def test_the_day_may_be_any_day_of_any_year(make, draw):
    far = draw(make(period={"start": date(2189, 12, 31)}))
    assert far.contacts.rows > 100

"""Customers who change channel: how many, who, and what moving adds."""

import math
from datetime import datetime

import numpy as np
import pytest

from channelmix.engine.inputs import SECOND

HOUR = 3600 * SECOND
VOLUME = 20_000


@pytest.fixture
def shifted(make, draw):
    """Return a day on which callers move to WhatsApp (and elsewhere)."""

    def of(*shifts, volume=VOLUME, **tables):
        channels = {
            "phone": {"arrivals": {"per_day": volume}},
            "whatsapp": {"kind": "messaging", "arrivals": {"per_day": 100}},
            "email": {"kind": "deferred", "arrivals": None},
        }
        moves = [{"from": "phone", "to": "whatsapp", **shift} for shift in shifts]
        return draw(make(channels, channel_shift=moves, **tables))

    return of


@pytest.fixture
def who(first_rows):
    """Return the names of an origin's customers, by the number of the channel in which they make contact."""

    def of(customers, origin="phone"):
        rows = first_rows(customers, origin)
        channel = customers.contacts.channel[rows]
        return [set(customers.customer[rows[channel == number]].tolist()) for number in range(3)]

    return of


def is_share(part, whole, share, errors=4):
    return abs(part - whole * share) < errors * math.sqrt(whole * share * (1 - share))


def test_the_share_that_moves_is_the_one_asked_for(shifted, who):
    phone, whatsapp, email = who(shifted({"share": 0.15}))
    assert is_share(len(whatsapp), len(phone) + len(whatsapp), 0.15)
    assert not email


def test_this_check_notices_a_share_two_points_off(shifted, who):
    phone, whatsapp, _ = who(shifted({"share": 0.17}))
    assert not is_share(len(whatsapp), len(phone) + len(whatsapp), 0.15)


def test_twenty_per_cent_moves_the_same_people_as_fifteen_and_others(shifted, who):
    (_, fifteen, _), (_, twenty, _) = (who(shifted({"share": share})) for share in (0.15, 0.20))
    assert fifteen < twenty


def test_shares_of_one_origin_lie_end_to_end(shifted, who):
    one = who(shifted({"share": 0.3}))
    two = who(shifted({"share": 0.2}, {"share": 0.1, "to": "email"}))
    assert two[0] == one[0]
    assert two[1] | two[2] == one[1]
    assert two[1].isdisjoint(two[2])
    assert is_share(len(two[2]), len(one[0] | one[1]), 0.1)


def test_two_shifts_to_one_channel_move_as_one(shifted, who):
    assert who(shifted({"share": 0.2}, {"share": 0.1})) == who(shifted({"share": 0.3}))


def test_all_may_move_and_those_of_the_other_channel_stay(shifted, who):
    everybody = shifted({"share": 1.0})
    assert [len(names) > 0 for names in who(everybody)] == [False, True, False]
    assert who(everybody, "whatsapp") == who(shifted(), "whatsapp")


def test_those_who_stay_and_those_already_there_keep_their_numbers(shifted, by_name):
    before, after = shifted(volume=300), shifted({"share": 0.4, "ratio": 1.7, "induced": 0.3}, volume=300)
    for origin in ("phone", "whatsapp"):
        old = by_name(before, origin)
        for name, row in by_name(after, origin).items():
            assert after.contacts.arrival[row] == before.contacts.arrival[old[name]]
            if after.contacts.channel[row] == before.contacts.channel[old[name]]:
                assert after.contacts.work[row] == before.contacts.work[old[name]]
                assert after.contacts.patience[row] == before.contacts.patience[old[name]]


@pytest.mark.parametrize("ratio", [1.2, 2.0, 3.7])
def test_one_need_becomes_so_many_conversations(shifted, who, ratio):
    day = shifted({"share": 0.5, "ratio": ratio})
    moved = len(who(day)[1])
    conversations = int((day.contacts.channel[: day.contacts.first] == 1).sum()) - len(who(day, "whatsapp")[1])
    fraction = ratio % 1
    expected_error = math.sqrt(moved * fraction * (1 - fraction))
    assert abs(conversations - moved * ratio) <= 4 * expected_error


def test_a_ratio_below_one_lets_needs_go_by_the_customers_own_numbers(shifted, who):
    (_, all_moved, _), (_, fewer, _), (_, fewest, _) = (
        who(shifted({"share": 0.5, "ratio": ratio})) for ratio in (1.0, 0.6, 0.2)
    )
    assert all_moved > fewer > fewest
    assert is_share(len(fewer), len(all_moved), 0.6)


def test_a_higher_ratio_adds_conversations_to_the_same_ones(shifted, who):
    low, high = (who(shifted({"share": 0.5, "ratio": ratio}), "phone+ratio")[1] for ratio in (1.2, 1.5))
    assert low < high < who(shifted({"share": 0.5, "ratio": 2.5}), "phone+ratio")[1]


def test_induced_contacts_are_a_share_of_those_moved_and_have_a_name_of_their_own(shifted, who):
    day = shifted({"share": 0.5, "induced": 0.25})
    moved, induced = who(day)[1], who(day, "phone+induced")[1]
    assert induced < moved
    assert is_share(len(induced), len(moved), 0.25)
    assert not who(day, "phone+ratio")[1]


def test_each_copy_has_numbers_of_its_own(shifted, first_rows):
    day = shifted({"share": 0.5, "ratio": 3.0, "induced": 1.0})
    works = [day.contacts.work[first_rows(day, f"phone{suffix}")] for suffix in ("+ratio", "+ratio2", "+induced")]
    assert len({len(work) for work in works}) == 1
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert not np.intersect1d(works[first], works[second]).size > 5
        assert abs(np.corrcoef(works[first], works[second])[0, 1]) < 4 / math.sqrt(len(works[0]))


def test_what_moving_adds_is_spread_over_the_same_day_as_the_origins_calls(make, draw, by_name):
    channels = {
        "phone": {"hours": {"mon-fri": "08:00-12:00"}, "arrivals": {"per_day": 2000}},
        "whatsapp": {"kind": "messaging", "arrivals": None},
    }
    shift = [{"from": "phone", "to": "whatsapp", "share": 0.5, "ratio": 2.0}]
    days = draw(make(channels, channel_shift=shift, period={"days": 3}))
    moved, added = by_name(days, "phone"), by_name(days, "phone+ratio")
    hours = days.contacts.arrival[list(added.values())] / HOUR
    moved_hours = days.contacts.arrival[[moved[name] for name in added]] / HOUR
    assert np.array_equal(hours // 24, moved_hours // 24)
    assert 8 <= (hours % 24).min() < (hours % 24).max() < 12
    assert abs((hours % 24).mean() - 10) < 4 * math.sqrt(16 / 12 / len(hours))


def test_where_the_drawing_ends_does_not_change_what_moving_adds(make, draw):
    channels = {"phone": {}, "whatsapp": {"kind": "messaging", "arrivals": None}}
    scenario = make(channels, channel_shift=[{"from": "phone", "to": "whatsapp", "share": 0.5, "ratio": 2.0}])
    whole, half = draw(scenario), draw(scenario, until=12 * HOUR)
    early = whole.contacts.arrival < 12 * HOUR
    assert np.array_equal(half.contacts.arrival, whole.contacts.arrival[early])
    assert np.array_equal(half.contacts.work, whole.contacts.work[early])


def test_customers_whom_an_event_adds_change_channel_too(shifted, who):
    events = [{"at": datetime(2026, 3, 2, 0), "lasts": "24 h", "multiply": {"phone": 2.0}}]
    phone, whatsapp, _ = who(shifted({"share": 0.15}, events=events), "phone+event")
    assert is_share(len(whatsapp), len(phone) + len(whatsapp), 0.15)


def test_a_shift_of_nobody_changes_nothing(shifted):
    plain, none = shifted(), shifted({"share": 0.0, "ratio": 3.0, "induced": 1.0})
    assert np.array_equal(plain.contacts.work, none.contacts.work)
    assert plain.origins == none.origins

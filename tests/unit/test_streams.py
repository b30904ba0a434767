"""Random streams: uniform, independent of one another, found in any order."""

from hashlib import blake2b

import numpy as np
import pytest

from channelmix import streams
from channelmix.demand.people import Chance
from channelmix.streams import customer_ids, uniforms

DAY = 737_000
MANY = 200_000
CUSTOMERS = customer_ids(DAY, np.arange(MANY))


def chi_square(counts: np.ndarray) -> float:
    """Return how many standard errors the chi-square statistic of even counts lies off its mean."""
    expected = counts.sum() / counts.size
    freedom = counts.size - 1
    return float((((counts - expected) ** 2 / expected).sum() - freedom) / np.sqrt(2 * freedom))


def pairs(first: np.ndarray, second: np.ndarray, cells: int = 32) -> np.ndarray:
    """Return how often each cell of the unit square is hit."""
    return np.bincount((first * cells).astype(int) * cells + (second * cells).astype(int), minlength=cells**2)


def dependence(first: np.ndarray, second: np.ndarray) -> float:
    """Return the largest of three signs of dependence (pairs, correlation, that of squares) in standard errors."""
    squares = np.corrcoef((first - 0.5) ** 2, (second - 0.5) ** 2)[0, 1]
    correlation = np.corrcoef(first, second)[0, 1]
    return max(abs(chi_square(pairs(first, second))), abs(correlation) * MANY**0.5, abs(squares) * MANY**0.5)


@pytest.mark.parametrize("purpose", ["arrival/phone", "patience/phone/phone", "handling/phone/whatsapp", ""])
def test_numbers_are_uniform(purpose):
    numbers = uniforms(1, 0, purpose, CUSTOMERS)
    assert abs(chi_square(np.bincount((numbers * 100).astype(int), minlength=100))) < 4
    assert abs(numbers.mean() - 0.5) < 4 * np.sqrt(1 / 12 / MANY)


def test_this_check_notices_numbers_bent_by_three_per_cent():
    bent = uniforms(1, 0, "arrival/phone", CUSTOMERS) ** 1.03
    assert abs(chi_square(np.bincount((bent * 100).astype(int), minlength=100))) > 4


def test_every_bit_is_set_half_of_the_time():
    whole = (uniforms(1, 0, "bits", CUSTOMERS) * 2.0**52).astype(np.uint64)
    shares = [((whole >> np.uint64(bit)) & np.uint64(1)).mean() for bit in range(52)]
    assert np.abs(np.array(shares) - 0.5).max() < 4.5 * np.sqrt(0.25 / MANY)


@pytest.mark.parametrize("lag", [1, 2, 3, 1024])
def test_neighbouring_customers_are_independent(lag):
    numbers = uniforms(1, 0, "work", customer_ids(DAY, np.arange(MANY + lag)))
    assert dependence(numbers[:-lag], numbers[lag:]) < 4.5


@pytest.mark.parametrize(
    ("seed", "replication", "purpose", "day", "slot"),
    [
        (2, 0, "work", DAY, 0),
        (1, 1, "work", DAY, 0),
        (1, 0, "wait", DAY, 0),
        (1, 0, "work/", DAY, 0),
        (1, 0, "work", DAY + 1, 0),
        (1, 0, "work", DAY, 1),
        (1, 0, "work", DAY, 4096),
    ],
    ids=["seed", "replication", "purpose", "longer purpose", "day", "slot", "attempt"],
)
def test_numbers_that_differ_in_one_part_of_their_name_are_independent(seed, replication, purpose, day, slot):
    numbers = uniforms(1, 0, "work", CUSTOMERS)
    others = uniforms(seed, replication, purpose, customer_ids(day, np.arange(MANY)), slot=slot)
    assert not np.isin(numbers[:1000], others).any()
    assert dependence(numbers, others) < 4.5


def test_this_check_notices_two_per_cent_of_shared_numbers():
    numbers, others = uniforms(1, 0, "work", CUSTOMERS), uniforms(1, 0, "wait", CUSTOMERS)
    others[::50] = numbers[::50]
    assert dependence(numbers, others) > 4.5


def test_a_number_is_found_without_drawing_those_before_it():
    numbers = uniforms(3, 7, "work", CUSTOMERS, slot=2)
    for place in (0, 1, 12_345, MANY - 1):
        assert uniforms(3, 7, "work", customer_ids(DAY, place), slot=2) == numbers[place]


@pytest.mark.parametrize("count", [0, 1, 2**15 - 1, 2**15, 2**15 + 1, MANY])
def test_long_arrays_equal_short_ones_number_for_number(count):
    slots = np.arange(count) % 7
    whole = uniforms(1, 0, "work", CUSTOMERS[:count], slot=slots)
    parts = [
        uniforms(1, 0, "work", CUSTOMERS[:count][at : at + 999], slot=slots[at : at + 999])
        for at in range(0, count, 999)
    ]
    assert np.array_equal(whole, np.concatenate([np.empty(0), *parts]))


def test_order_and_shape_of_the_customers_do_not_matter():
    numbers = uniforms(1, 0, "work", CUSTOMERS[:600])
    assert np.array_equal(uniforms(1, 0, "work", CUSTOMERS[:600][::-1]), numbers[::-1])
    assert np.array_equal(uniforms(1, 0, "work", CUSTOMERS[:600].reshape(20, 30)), numbers.reshape(20, 30))
    assert np.array_equal(uniforms(1, 0, "work", CUSTOMERS[:1200:2]), uniforms(1, 0, "work", CUSTOMERS[:1200])[::2])


@pytest.mark.parametrize(
    "out",
    [np.full(4, 7.0), np.full(6, 7.0), np.full((5, 1), 7.0), np.full(10, 7.0)[::2], np.full(5, 7.0, np.float32)],
    ids=["too short", "too long", "a table", "strided", "of 32 bits"],
)
def test_a_place_for_numbers_that_does_not_hold_them_is_refused_and_left_as_it_was(out):
    with pytest.raises(ValueError, match="out must be 5 64-bit floats in one piece"):
        uniforms(1, 0, "work", CUSTOMERS[:5], out=out)
    with pytest.raises(ValueError, match="out must be 5 64-bit floats in one piece"):
        Chance(1, 0).uniform("work", CUSTOMERS[:5], out=out)
    assert (out == 7).all()


def test_numbers_are_written_where_they_are_wanted():
    place = np.full(7, 7.0)
    uniforms(1, 0, "work", CUSTOMERS[:5], out=place[1:6])
    assert place.tolist() == [7.0, *uniforms(1, 0, "work", CUSTOMERS[:5]).tolist(), 7.0]


def test_slots_are_broadcast_against_customers():
    table = uniforms(1, 0, "work", CUSTOMERS[:5, np.newaxis], slot=np.arange(3))
    assert table.shape == (5, 3)
    for slot in range(3):
        assert np.array_equal(table[:, slot], uniforms(1, 0, "work", CUSTOMERS[:5], slot=slot))


def test_numbers_lie_strictly_between_0_and_1_whatever_the_bits():
    extremes = np.array([0, 2**64 - 1], np.uint64)
    streams._to_unit_interval(extremes)
    assert extremes.view(np.float64).tolist() == [2.0**-53, 1 - 2.0**-53]


def test_ids_of_different_days_never_meet():
    last = customer_ids(DAY, 2**40 - 1)
    assert customer_ids(DAY + 1, 0) == last + np.uint64(1)


def plain_number(seed: int, replication: int, purpose: str, customer: int, slot: int) -> float:
    """Work a number out with Python's whole numbers, from the recipe in the module's first lines."""
    digest = blake2b(f"{seed}/{replication}/{purpose}".encode(), digest_size=16).digest()
    number = customer * 0x9E3779B97F4A7C15 + slot * 0xD1342543DE82EF95
    for key in (digest[:8], digest[8:]):
        number = (number + int.from_bytes(key, "little")) % 2**64
        number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        number = (number ^ number >> 27) * 0x94D049BB133111EB % 2**64
        number ^= number >> 31
    return (2 * (number >> 12) + 1) / 2**53


@pytest.mark.parametrize("slot", [0, 1, 10 * 4096 + 3])
def test_numbers_equal_those_worked_out_one_by_one(slot):
    customers = customer_ids(DAY, np.arange(50))
    one_by_one = [plain_number(5, 3, "work/phone", int(customer), slot) for customer in customers]
    assert uniforms(5, 3, "work/phone", customers, slot=slot).tolist() == one_by_one

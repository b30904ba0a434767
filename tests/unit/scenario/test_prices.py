"""Prices that may change on a date."""

from datetime import date

import pytest

from channelmix.scenario.channel import Channel
from channelmix.scenario.prices import FREE, Price


def test_a_number_is_a_price_that_always_holds():
    price = Price.read(0.05)
    assert price.on(date(1990, 1, 1)) == price.on(date(2090, 1, 1)) == 0.05
    assert price.write() == 0.05
    assert not price.is_free
    assert FREE.is_free


def test_a_table_holds_from_each_date_to_the_next_in_any_order():
    price = Price.read({"2025-07-01": 0.04, "2024-01-01": 0.05})
    assert [price.on(date(2025, month, 1)) for month in (6, 7, 8)] == [0.05, 0.04, 0.04]
    assert price.on(date(2020, 1, 1)) == 0.05
    assert price.write() == {"2024-01-01": 0.05, "2025-07-01": 0.04}


@pytest.mark.parametrize(
    ("price", "place", "told"),
    [
        ("-1", "", "must be a number of 0 or more (got -1)"),
        ("1e308", "", "must be a number of 0 to 1,000,000,000,000 (got 1e+308)"),
        ("{}", "", "must be a number, or a table of dates and numbers (got {})"),
        ("{ 2025-13-01 = 1 }", ".2025-13-01", 'must be a date, such as 2025-07-01 (got "2025-13-01")'),
        ('{ 2025-07-01 = "free" }', ".2025-07-01", 'must be a number of 0 or more (got "free")'),
    ],
)
def test_what_is_no_price_is_told_at_its_key(broken_rules, price, place, told):
    text = f'kind = "voice"\nhandling = "6 min"\ncost_per_contact = {price}'
    assert broken_rules(Channel, text) == {f"cost_per_contact{place}": told}

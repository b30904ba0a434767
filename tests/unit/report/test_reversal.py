"""What would reverse a ranking is named only where it could."""

from pathlib import Path

import pytest

from channelmix.compare import compare
from channelmix.report.cases import cases_of
from channelmix.report.reversal import _without_price
from channelmix.report.stored import Study

BASE = """
schema = 1
name = "{name}"

[period]
start = 2027-03-01
days = 1

[channels.phone]
kind = "voice"
hours = {{ mon-sun = "09:00-12:00" }}
arrivals = {{ per_day = 60 }}
handling = "5 min"

[channels.whatsapp]
kind = "messaging"
arrivals = {{ per_day = 60 }}
handling = "2 min"
{price}

[groups.desk]
handles = ["phone", "whatsapp"]
agents = {{ "09:00" = {agents}, "12:00" = 0 }}
concurrency = {{ whatsapp = 3 }}
cost_per_hour = 30
"""
SHIFT = '[[channel_shift]]\nfrom = "phone"\nto = "whatsapp"\nshare = 0.5\n'


@pytest.mark.parametrize(
    ("price", "more", "is_told"),
    [("", "", False), ("", SHIFT, True), ("cost_per_message = 0.1", "", True)],
)
def test_a_price_that_all_plans_would_pay_alike_reverses_nothing(
    tmp_path: Path, price: str, more: str, is_told: bool
) -> None:
    today, other = tmp_path / "today.toml", tmp_path / "other.toml"
    today.write_text(BASE.format(name="Today", price="", agents=6), encoding="utf-8")
    other.write_text(BASE.format(name="Other", price=price, agents=7) + more, encoding="utf-8")
    found = compare([today, other], replications=3)
    study = Study(cases=cases_of(found.runs), differences=(), summary=found.summary, intervals=())
    assert [line.startswith("Price of whatsapp") for line in _without_price(study, 0)] == [True] * is_told

"""A week without its closed days is a week all the same: a year has 52 of them, not 61 or 73."""

from pathlib import Path

import pytest

from channelmix.scenario import load
from channelmix.scenario.typical_week import days_stood_for

DESK = """
schema = 1
name = "Desk"
[period]
start = {start}
days = {days}
[channels.phone]
kind = "voice"
hours = {{ {hours} = "09:00-12:00" }}
arrivals = {{ per_hour = 10 }}
handling = "5 min"
patience = "2 min"
[channels.mail]
kind = "deferred"
{mail}
arrivals = {{ per_day = 5 }}
handling = "5 min"
[groups.desk]
handles = ["phone", "mail"]
agents = 2
"""
SAME = 'hours = { mon-fri = "09:00-12:00" }'


@pytest.mark.parametrize(
    ("start", "days", "hours", "mail", "stands_for"),
    [
        ("2027-03-01", 6, "mon-sat", SAME, 7),
        ("2027-03-01", 5, "mon-fri", SAME, 7),
        ("2027-03-01", 12, "mon-fri", SAME, 14),
        ("2027-03-01", 5, "mon-sat", SAME, 5),
        ("2027-03-01", 2, "mon-fri", SAME, 2),
        ("2027-03-01", 6, "mon-sat", "", 6),
        ("2027-03-01", 7, "mon-fri", SAME, 7),
        ("2027-03-05", 1, "fri", 'hours = { fri = "09:00-12:00" }', 7),
    ],
    ids=["mon-sat", "mon-fri", "two weeks", "open saturday", "two days", "mail never closes", "whole", "fridays only"],
)
def test_closed_days_that_make_the_last_week_whole_count(
    tmp_path: Path, start: str, days: int, hours: str, mail: str, stands_for: int
) -> None:
    text = DESK.format(start=start, days=days, hours=hours, mail=mail)
    (tmp_path / "desk.toml").write_text(text, encoding="utf-8")
    assert days_stood_for(load(tmp_path / "desk.toml").scenario) == stands_for

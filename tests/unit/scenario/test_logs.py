"""Logs of single contacts beside a scenario: read, held against it, and told what is wrong."""

from datetime import datetime

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load
from channelmix.scenario.logs import LogLine, read_log

SCENARIO = """
[period]
start = 2019-03-04
[channels.phone]
kind = "voice"
handling = "6 min"
arrivals = { contacts = "log.csv" }
[groups.team]
handles = ["phone"]
agents = 2
"""


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Write a log beside a scenario and load it."""
    monkeypatch.chdir(tmp_path)

    def of(log, scenario=SCENARIO):
        (tmp_path / "log.csv").write_text(log, encoding="utf-8")
        (tmp_path / "scenario.toml").write_text(scenario, encoding="utf-8")
        return load("scenario.toml")

    return of


def test_a_log_of_english_and_dutch_files_is_the_same_down_to_microseconds(tmp_path):
    path = tmp_path / "log.csv"
    for text in (
        "at,handling_s,patience_s\n2019-03-04 08:00:01.25,61.5,\n",
        "at;handling_s;patience_s\n2019-03-04T08:00:01.250000;61,5;\n",
    ):
        path.write_text(text, encoding="utf-8")
        assert read_log(path) == (LogLine(None, datetime(2019, 3, 4, 8, 0, 1, 250_000), 61.5, None),)


def test_a_column_that_stands_twice_is_refused_at_its_place(beside):
    with pytest.raises(ScenarioError, match=r"log.csv:1:3: must not name a column twice \(got \"at\" again\)"):
        beside("at,channel,at\n2019-03-04 08:00,phone,2019-03-05 08:00\n")


def test_a_day_without_a_time_is_no_moment_of_a_contact(beside):
    with pytest.raises(ScenarioError, match=r"log.csv:2:1: at must be a local date and time"):
        beside("at,channel\n2019-03-04,phone\n")


def test_contacts_in_the_hour_that_clocks_skip_or_show_twice_are_told(beside):
    zone = '[period]\ntimezone = "Europe/Amsterdam"\nstart = {}\n'
    for day, told in (("2026-03-29", "clocks skip"), ("2026-10-25", "clocks show twice")):
        scenario = SCENARIO.replace("[period]\nstart = 2019-03-04\n", zone.format(day))
        assert told in " ".join(beside(f"at\n{day} 02:30\n", scenario).warnings)


def test_a_scenario_takes_the_rows_of_its_channel(beside):
    loaded = beside("at,channel,handling_s\n2019-03-04 08:00,phone,60\n2019-03-04 08:00,fax,60\n2019-03-04 08:00,,30\n")
    assert [line.handling_s for line in loaded.logs["phone"]] == [60, 30]
    assert loaded.warnings[1:] == ("log.csv: rows for fax are not used: no such name under [channels]",)
    assert loaded.resolved()["channels"]["phone"]["arrivals"]["contacts"] == "log.csv"


def test_days_of_the_period_that_the_log_does_not_cover_are_told(beside):
    loaded = beside("at\n2019-03-04 08:00\n", SCENARIO.replace("2019-03-04", "2019-03-05"))
    assert "covers 2019-03-04 to 2019-03-04, the period is 2019-03-05" in loaded.warnings[0]


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("when\n2019-03-04 08:00\n", "log.csv:1:1: must have the column at"),
        ("at\nyesterday\n", "log.csv:2:1: at must be a local date and time"),
        ("at,patience_s\n2019-03-04 08:00,-1\n", "log.csv:2:2: patience_s must be a number of 0 or more (got "),
        ("at,channel\n2019-03-04 08:00,fax\n", "must be a file with rows for channel phone (got fax)"),
    ],
)
def test_every_mistake_of_a_log_is_told_at_its_place(beside, log, told):
    with pytest.raises(ScenarioError) as error:
        beside(log)
    assert told in str(error.value.mistakes[0])


def test_single_contacts_are_first_attempts(beside):
    with pytest.raises(ScenarioError) as error:
        beside("at\n2019-03-04 08:00\n", SCENARIO.replace('"log.csv"', '"log.csv", counts = "offered"'))
    assert 'must be "first_attempts" beside contacts, which are single ones (got "offered")' in str(
        error.value.mistakes[0]
    )

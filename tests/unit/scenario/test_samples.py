"""Measured times from files: read beside the scenario, told where they are wrong, left out of what is shown."""

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load

SCENARIO = """
[period]
start = 2019-03-04
[channels.phone]
kind = "voice"
handling = { distribution = "empirical", file = "times.csv" }
arrivals = { per_day = 80 }
redial = { share = 0.2, after = { distribution = "empirical", file = "times.csv" } }
[groups.team]
handles = ["phone"]
agents = 2
"""


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Write a file of times beside a scenario and load it."""
    monkeypatch.chdir(tmp_path)

    def of(times, name="times.csv"):
        (tmp_path / name).write_text(times, encoding="utf-8")
        (tmp_path / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
        return load("scenario.toml")

    return of


def test_the_times_of_a_file_take_their_place_in_the_scenario(beside):
    phone = beside("call,seconds\n1,31.5\n2,45\n").scenario.channels["phone"]
    assert phone.handling.times == phone.redial.after.times == (31.5, 45.0)
    assert phone.handling.expected_seconds == 38.25


def test_what_is_shown_names_the_file_and_its_content_counts_as_an_input(beside):
    loaded = beside("seconds\n31.5\n")
    assert loaded.resolved()["channels"]["phone"]["handling"]["file"] == "times.csv"
    assert "times" not in loaded.resolved()["channels"]["phone"]["handling"]
    assert [file.path for file in loaded.files][1:] == ["times.csv"]


@pytest.mark.parametrize(
    ("times", "name", "told"),
    [
        ("duration\n31\n", "times.csv", "times.csv:1:1: must have the column seconds (got duration)"),
        ("seconds\nlong\n", "times.csv", 'times.csv:2:1: seconds must be a number of 0 or more (got "long")'),
        ("seconds\n31\n", "time.csv", "channels.phone.handling.file names a file that does not exist"),
    ],
)
def test_every_mistake_of_a_file_of_times_is_told_at_its_place(beside, times, name, told):
    with pytest.raises(ScenarioError) as error:
        beside(times, name)
    assert told in str(error.value.mistakes[0])

"""
Broken scenario files: each mistake is told once, with its place, and never as another exception.

The files in ``broken/`` end with the mistakes that must be told, in order, as ``#! line:column: text``
or, for a mistake in a file they name, ``#! file:line:column: text``.
"""

import time
from pathlib import Path

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(path.name for path in FOLDER.glob("*.toml"))
MARK = "#! "

DAMAGED = {
    "empty": (b"", "scenario.toml: is empty; `channelmix new` writes a scenario to start from"),
    "white": (b" \n\t\r\n", "scenario.toml: is empty; `channelmix new` writes a scenario to start from"),
    "latin-1": (
        'name = "x"\nnotes = "Büro"\n'.encode("latin-1"),
        "scenario.toml:2:11: is not UTF-8 text (got byte 0xFC at byte 22); save as UTF-8",
    ),
    "utf-16": (
        'name = "x"\n'.encode("utf-16-le").join([b"\xff\xfe", b""]),
        "scenario.toml:1:1: is not UTF-8 text (got byte 0xFF at byte 1); save as UTF-8",
    ),
    "ten megabytes of nested tables": (
        b"a = " + b"{ a = " * 1_700_000,
        "scenario.toml: must be at most 1 MB (got 10.2 MB); volumes and staff plans belong in CSV or Excel files",
    ),
    "nested tables": (
        b"a = " + b"{ a = " * 150_000,
        "scenario.toml:1:193: tables and lists nest more than 32 levels deep",
    ),
    "nested lists": (b"a = " + b"[" * 900_000, "scenario.toml:1:37: tables and lists nest more than 32 levels deep"),
    "nested headers": (
        b"\n[" + b".".join([b"a"] * 100_000) + b"]\n",
        "scenario.toml:2:67: tables and lists nest more than 32 levels deep",
    ),
    "closed nested tables": (
        b"notes = " + b"[" * 100 + b"]" * 100,
        "scenario.toml:1:41: tables and lists nest more than 32 levels deep",
    ),
    "a null byte": (
        b"name = \x00",
        'scenario.toml:1:8: name has no value that TOML knows; text stands in straight quotes, like "20 s" (got \x00)',
    ),
}


def told(mistakes: tuple, name: str) -> list[str]:
    return [str(mistake).removeprefix(f"{name}:") for mistake in mistakes]


@pytest.mark.parametrize("name", FILES)
def test_every_mistake_is_reported_with_its_line_and_a_way_out(name, monkeypatch):
    monkeypatch.chdir(FOLDER)
    expected = [line.removeprefix(MARK) for line in Path(name).read_text("utf-8").splitlines() if line.startswith(MARK)]
    with pytest.raises(ScenarioError) as error:
        load(name)
    assert told(error.value.mistakes, name) == expected


def test_there_are_more_than_thirty_kinds_of_mistakes():
    assert len(FILES) + len(DAMAGED) > 30


@pytest.mark.parametrize(("content", "expected"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_one_clear_mistake_within_a_second(content, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("scenario.toml").write_bytes(content)
    start = time.process_time()
    with pytest.raises(ScenarioError) as error:
        load("scenario.toml")
    assert time.process_time() - start < 1
    assert [str(mistake) for mistake in error.value.mistakes] == [expected]


def test_a_missing_file_names_the_neighbour_that_is_meant(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("today.toml").write_text("schema = 1\n")
    with pytest.raises(ScenarioError, match=r"^todya.toml: does not exist; did you mean 'today.toml'\?\n1 problem"):
        load("todya.toml")


def test_a_folder_is_no_scenario(tmp_path):
    with pytest.raises(ScenarioError, match="is a folder, not a file"):
        load(tmp_path)


def test_a_name_that_no_file_can_have_is_a_mistake():
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(ScenarioError, match=r"cannot be read|does not exist"):
            load(name)


def test_the_error_closes_with_the_number_of_problems(monkeypatch):
    monkeypatch.chdir(FOLDER)
    with pytest.raises(ScenarioError) as error:
        load("removes_what_is_not_there.toml")
    assert str(error.value).splitlines()[-1] == "3 problems in removes_what_is_not_there.toml; nothing was run."


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("channels.phone.patience", "is written --set dotted.key=value (got 'channels.phone.patience')"),
        ("channels..phone=1", "a setting is named like channels.phone.handling (got 'channels..phone')"),
        ("base=other.toml", "cannot change base; write a scenario file with that base"),
        ("channel_shift[2].share=0.1", "names item 2 of a list of 0"),
        ("channels.phone.patiense=5 min", "channels.phone.patiense is not a known setting; did you mean 'patience'?"),
        ("run.seed=99999999999999999999", "run.seed must be at most 9,007,199,254,740,991 (got a longer number)"),
        (
            "staffing.min_agents.front=99999999999999999999",
            "staffing.min_agents.front must be at most 100000 (got a longer number)",
        ),
        (
            "staffing.min_agents.front=-99999999999999999999",
            "staffing.min_agents.front must be 0 or more (got a longer number)",
        ),
        ("channels.phone.nonsense=99999999999999999999", "channels.phone.nonsense is not a known setting"),
        ("description=-99999999999999999999", "description must be text in quotes (got a longer number)"),
        ("channels.fone=false", "channels.fone must name what a base sets (got false); did you mean 'phone'?"),
        ("demand.day_factor.cv=nan", "demand.day_factor.cv must be a finite number (got nan)"),
    ],
)
def test_a_wrong_override_is_told_with_its_own_text(setting, expected):
    with pytest.raises(ScenarioError) as error:
        load(FOLDER / "bases" / "good.toml", [setting])
    assert [str(mistake) for mistake in error.value.mistakes] == [f"--set {setting}: {expected}"]


def test_the_file_that_all_broken_ones_build_on_is_right():
    assert load(FOLDER / "bases" / "good.toml").warnings == ()

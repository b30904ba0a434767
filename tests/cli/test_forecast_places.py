"""Where forecasts and their pages are written: found out before anything is fitted."""

from datetime import date
from pathlib import Path

import pytest

from channelmix.errors import DataError
from channelmix.forecast.store.folders import replace_version
from channelmix.forecast.store.overrides import Override, checked_override, read_overrides, write_overrides


@pytest.fixture
def given(folder: Path) -> Path:
    (folder / "small.csv").write_text("date,channel,contacts\n2026-01-05,phone,3\n", encoding="utf-8")
    (folder / "su.csv").write_text("date,channel,share,kind,n,source\n2024-07-01,chat,20 %,use,900,invented\n")
    (folder / "notes" / "mine").mkdir(parents=True)
    return folder


FIT = ("forecast", "fit", "small.csv", "--engine", "ridge", "--name")
ADOPT = ("forecast", "adoption", "su.csv", "--channel", "chat", "--name")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((*FIT, "q", "--folder", "small.csv"), "must be stored in a folder (got small.csv, a file)"),
        ((*FIT, "small.csv", "--folder", "."), "must be stored in a folder (got small.csv, a file)"),
        ((*FIT, "q", "--folder", "/proc/x"), "/proc/x/q cannot be written"),
        ((*FIT, "notes", "--folder", "."), "notes must be a forecast or empty"),
        ((*ADOPT, "q", "--folder", "su.csv"), "must be stored in a folder (got su.csv, a file)"),
        (("forecast", "show", "nl_whatsapp", "--html", "nodir/x.html"), "and nodir does not exist"),
        (("forecast", "show", "nl_whatsapp", "--html", "su.csv/x.html"), "and su.csv is a file"),
        (("forecast", "backtest", "nl_whatsapp", "--html", "nodir/x.html"), "and nodir does not exist"),
        (("forecast", "override", "nl_whatsapp@1", "--from", "2027-01-01"), "NAME must have no version"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(cli, given: Path, words, message: str) -> None:
    before = sorted(given.rglob("*"))
    answer = cli(*words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert "fitting" not in answer.err
    assert sorted(given.rglob("*")) == before


def test_a_version_never_takes_the_place_of_a_folder_of_other_things(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letter.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(DataError, match="own must be a forecast or empty"):
        replace_version(tmp_path / "own", lambda fresh: None)
    assert (tmp_path / "own" / "letter.txt").read_text(encoding="utf-8") == "kept"


def test_a_reason_of_two_lines_is_kept_and_shown_on_one(tmp_path: Path) -> None:
    day = date(2027, 3, 1)
    write_overrides(tmp_path, [checked_override(Override("*", day, day, 1.2, "annual\n  bill\t", day))])
    (read,) = read_overrides(tmp_path)
    assert read.reason == "annual bill"
    assert str(read).count("\n") == 0

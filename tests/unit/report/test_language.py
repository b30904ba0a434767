"""The catalogues are complete, say what the English texts say, and hold nothing that is no longer said."""

import ast
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import channelmix.report
import channelmix.staffing
from channelmix.report.figures import CHANNEL, GROUP, TOTAL
from channelmix.report.language import LANGUAGES, Language, language_called, say, speaking, told_day
from channelmix.report.numbers import Kind, counted, number, written, written_difference
from channelmix.report.setting_words import _OF_SHIFTS, _SETTINGS
from channelmix.results import Estimate

OTHERS = [code for code in LANGUAGES if code != "en"]
SPOKEN_ELSEWHERE = [
    Path(channelmix.staffing.__file__).parent / name
    for name in ("workbook.py", "day_charts.py", "tongue.py", "own_plan.py", "ahead/wording.py", "ahead/sheet.py")
]
SOURCES = [*Path(channelmix.report.__file__).parent.glob("*.py"), *SPOKEN_ELSEWHERE]
IN_ENGLISH_ONLY = {"audit_page.py", "backtest_page.py", "forecast_page.py", "sweep_page.py"}
"""Pages of the terminal for analysts, which count things too."""


def said_in(tree: ast.AST) -> Iterator[str]:
    """Yield the texts that a module says, where they are written out in the call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            name, last = node.func.id, node.args[-1]
            if name == "say" and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value
            elif name == "counted" and isinstance(last, ast.Constant):
                yield from (last.value, f"{last.value}s")


def fields_of(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.AST]:
    return {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


@pytest.mark.parametrize("code", OTHERS)
def test_everything_that_is_said_is_translated(code: str, trees) -> None:
    words = language_called(code).words
    said = {text for name, tree in trees.items() if name not in IN_ENGLISH_ONLY for text in said_in(tree)}
    said |= {text for table in (_SETTINGS, _OF_SHIFTS) for text, _ in table.values()}
    said |= {measure.english for table in (CHANNEL, GROUP, TOTAL) for measure in table.values()}
    assert len(said) > 100
    assert said - set(words) == set()


def test_this_check_sees_what_is_said() -> None:
    assert list(said_in(ast.parse('say("one {x}", x=1) + counted(n, "day")'))) == ["one {x}", "day", "days"]


@pytest.mark.parametrize("code", OTHERS)
def test_translations_have_the_same_gaps_to_fill(code: str) -> None:
    words = language_called(code).words
    assert {text: told for text, told in words.items() if fields_of(text) != fields_of(told)} == {}
    assert all(told.strip() == told and told for told in words.values())


def test_all_languages_know_the_same_texts() -> None:
    assert len({frozenset(language_called(code).words) for code in OTHERS}) == 1


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_translated_that_is_no_longer_said(code: str, trees) -> None:
    written_out = {node.value for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    plurals = {text.removesuffix("s") for text in language_called(code).words} & written_out
    units = {"ms", "min", "h", "s", "d", "day", "days", "working day", "working days"}
    left = set(language_called(code).words) - written_out - units
    assert {text for text in left if text.removesuffix("s") not in plurals and f" {text}" not in written_out} == set()


def test_what_has_no_translation_stays_english_and_is_remembered() -> None:
    with speaking(Language("xx")) as language:
        assert say("no such text") == "no such text"
    assert language.missing == {"no such text"}


def test_numbers_and_dates_follow_the_language_and_it_ends_with_its_block() -> None:
    share, change = Estimate(0.832, 0.821, 0.843), Estimate(-1234.5, -2000.0, -10.0)
    with speaking("nl"):
        assert written(share, Kind.SHARE) == ("83,2%", "82,1–84,3")
        assert written_difference(change, Kind.MONEY) == ("−1.234", "−2.000 tot −10")
        assert (number(7200, Kind.TIME), counted(1000, "replication")) == ("2,0 u", "1.000 replicaties")
        assert told_day(date(2026, 3, 2), "full") == "maandag 2 maart 2026"
    with speaking("de"):
        assert written(share, Kind.SHARE) == ("83,2 %", "82,1–84,3")
        assert told_day(date(2026, 3, 2)) == "Mo., 2. März 2026"
    assert written(share, Kind.SHARE) == ("83.2 %", "82.1–84.3")


def test_a_language_that_nobody_speaks_here_is_refused() -> None:
    with pytest.raises(ValueError, match="got 'fr'"):
        language_called("fr")


def test_days_have_short_names_where_room_is_short() -> None:
    names = {}
    for code in LANGUAGES:
        with speaking(code):
            names[code] = [told_day(date(2026, 3, 2), form) for form in ("weekday", "day", "short")]
    assert names["en"] == ["Mon", "Mon 2", "Mon 2 Mar"]
    assert names["nl"] == ["ma", "ma 2", "ma 2 mrt"]
    assert all(len(each) <= 12 for each in names["de"])

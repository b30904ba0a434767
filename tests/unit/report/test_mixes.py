"""What does not compare like with like is told, and is never called better or worse."""

from pathlib import Path

import pytest

from channelmix.compare import compare
from channelmix.report.cases import Case, cases_of
from channelmix.report.comparison_page import comparison_page
from channelmix.report.mixes import mixed_channels
from channelmix.report.sheets import Page
from channelmix.report.stored import _scenario
from channelmix.scenario import load

BASE = """
schema = 1
name = "{name}"

[period]
start = 2027-03-01
days = 2

[channels.phone]
kind = "voice"
hours = {{ mon-sun = "09:00-12:00" }}
arrivals = {{ per_day = 60 }}
handling = "5 min"

[channels.whatsapp]
kind = "messaging"
arrivals = {{ per_day = 60 }}
handling = "2 min"

[groups.desk]
handles = ["phone", "whatsapp"]
agents = {{ "09:00" = 6, "12:00" = 0 }}
concurrency = {{ whatsapp = 3 }}
"""
SHIFT = '[[channel_shift]]\nfrom = "phone"\nto = "whatsapp"\nshare = 0.5\n'


@pytest.fixture
def page(tmp_path: Path):
    """Return the page of a comparison of the base with others, each (name, lines added)."""

    def compared(*others: tuple[str, str]) -> Page:
        paths = [tmp_path / f"{number}.toml" for number in range(len(others) + 1)]
        for path, (name, more) in zip(paths, [("Today", ""), *others], strict=True):
            path.write_text(BASE.format(name=name) + more, encoding="utf-8")
        found = compare(paths, replications=6)
        return comparison_page(cases_of(found.runs), found.summary["differences"], found.summary)

    return compared


def rows_of(page: Page, channel: str) -> list[str]:
    """Return what is said of how sure each difference of a channel is."""
    rows = page.sheets[-1].rows
    start = next(number for number, row in enumerate(rows) if row.label == channel) + 1
    ends = (number for number, row in enumerate(rows) if number >= start and not row.label.startswith(" "))
    return [row.cells[0].verdict for row in rows[start : next(ends)]]


def test_waits_of_a_channel_that_others_use_now_are_neither_better_nor_worse(page) -> None:
    shifted = page(("Shifted", SHIFT))
    whatsapp = rows_of(shifted, "whatsapp")
    assert "sure, another mix" in whatsapp, "in the daytime nobody waits for the morning"
    assert not {"better, sure", "worse, sure"} & set(whatsapp)
    assert any(note.startswith("another mix: others use whatsapp") for note in shifted.sheets[-1].notes)
    told = " ".join(shifted.findings.lines)
    assert "mean wait for an agent in whatsapp, where others come now" in told
    assert "in phone, where" not in told


def test_a_channel_with_the_same_customers_is_called_better_or_worse(page) -> None:
    fewer = page(("Fewer", '\n[groups.night]\nhandles = ["whatsapp"]\nagents = 3\nconcurrency = { whatsapp = 3 }\n'))
    assert "better, sure" in rows_of(fewer, "whatsapp")
    assert not any("another mix" in note for note in fewer.sheets[-1].notes)


def test_a_scenario_that_says_the_same_as_an_earlier_one_is_told_in_one_line(page) -> None:
    idle = '[sources]\n"channels.phone.handling" = "timed by hand"\n'
    lines = page(("Shifted", SHIFT), ("Today", ""), ("Again", idle)).findings.lines
    same = [line for line in lines if "the same scenario" in line or "the very figures" in line]
    assert same == list(lines[:2])
    assert same[1].startswith("Again has the very figures of Today (")
    assert "are the same scenario: there is nothing to compare." in same[0]
    assert not any("very figures" in line for line in page(("Shifted", SHIFT)).findings.lines)


def test_notes_on_clocks_are_said_once_for_all_scenarios(page) -> None:
    target = '[channels.{name}]\nkind = "deferred"\nhandling = "5 min"\narrivals = {{ per_day = 5 }}\n'
    extra = target.format(name="email") + '[groups.back]\nhandles = ["email"]\nagents = 1\n'
    notes = page(("More", extra)).sheets[0].notes
    assert [note for note in notes if "targets run to" in note] == [
        "whatsapp, email: targets run to the finished reply; waits run to the start of the work"
    ]


@pytest.mark.parametrize(
    ("change", "is_mixed"),
    [
        ('channels.whatsapp.arrivals={per_day=120}', False),
        ('channels.whatsapp.arrivals={per_day={mon=60,tue-sun=90}}', True),
        ('channels.whatsapp.arrivals={per_hour=3}', True),
        ('channels.phone.arrivals={per_day=90}', False),
        ('channels.phone.when_closed="whatsapp"', True),
        ('channels.phone.overflow={after="2 min",to="whatsapp"}', True),
        ('period.closed_on=[2027-03-02]', True),
        ('events=[{at=2027-03-01T10:00,lasts="1 h",multiply={whatsapp=3}}]', True),
        ('events=[{at=2027-03-01T10:00,lasts="1 h",multiply={phone=3}}]', False),
        ('groups.desk.agents=9', False),
    ],
)  # fmt: skip
def test_a_channel_is_another_mix_where_others_come_into_it_or_at_other_times(tmp_path, change, is_mixed) -> None:
    path = tmp_path / "today.toml"
    path.write_text(BASE.format(name="Today"), encoding="utf-8")
    first, other = (Case(name="", scenario=load(path, settings).scenario, summary={}, estimates=(), unsourced=(),
                         warnings=()) for settings in ([], [change]))  # fmt: skip
    assert ("whatsapp" in mixed_channels(other, first)) is is_mixed


def test_a_run_folder_tells_the_same_mixes_as_the_scenarios_that_it_was_made_of() -> None:
    plans = [load(f"webshop_nl/{name}") for name in ("phone_email", "plus_chat", "whatsapp_first_bot")]
    kept = [_scenario(Path("manifest.json"), {"resolved": plan.resolved()}) for plan in plans]
    empty = {"summary": {}, "estimates": (), "unsourced": (), "warnings": ()}
    both = ([plan.scenario for plan in plans], kept)
    cases = [[Case(name="", scenario=each, **empty) for each in scenarios] for scenarios in both]
    whole, read_back = ([mixed_channels(case, found[0]) for case in found] for found in cases)
    assert whole == read_back
    assert "email" in whole[1]

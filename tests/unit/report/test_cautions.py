"""Warnings in Dutch and German: every text that the scenario's rules can give has its pattern."""

import ast
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

import channelmix.scenario
from channelmix.cli.months_plan import months_tongue
from channelmix.report.cautions import PATTERNS, told_caution
from channelmix.report.language import speaking
from channelmix.scenario import load
from channelmix.staffing.ahead.wording import explained
from channelmix.staffing.forecasted import Forecasted
from channelmix.staffing.noticing import noticed, price_of_shifts, staffed_before

SCENARIO = Path(channelmix.scenario.__file__).parent
WEB_SHOP = load("webshop_nl/today").scenario
SOURCES = {"cautions.py": (), "odd_numbers.py": (), "work_and_people.py": (), "plan_grid.py": ("_note_unread",),
           "data_files.py": ("_days_beyond", "_lost", "_clock_changes"),
           "plan_rows.py": ("oddities",), "plan_limits.py": ("beyond_limits", "on_closed_days"),
           "own_agents.py": ("_plans_that_explain", "_nobody_around", "_nobody_who_answered", "_nobody_on_days_around"),
           "forecast_uses.py": ("_lost_while_closed", "_out_of_reach"),
           "shift_checks.py": ("every_start_has_room_for_its_breaks", "breaks_are_of_whole_intervals",
                             "starts_lie_on_intervals"),
           "stretches.py": ("every_start_keeps_its_stretches",),
           "template_checks.py": ("templates_allow_somebody", "templates_lie_in_opening_hours",
                                  "paid_breaks_are_not_in_shrinkage", "templates_have_names_of_their_own"),
           "dates.py": ("events_fall_into_the_period",), "stored.py": ("unvalidated", "stale")}  # fmt: skip
"""Modules that warn, and their functions that do; none named: all of them."""


STALE = ("its history ends", "the last survey it used is")
"""Since when a forecast may be stale."""


def shape_of(text: str) -> str:
    """Return a text with a mark in place of each gap."""
    return re.sub(r"\{[^{}]*\}", "·", text)


def said_by(tree: ast.AST, functions: tuple[str, ...]) -> set[str]:
    """Return the shapes of the longer texts that some functions put together."""
    found = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or (functions and function.name not in functions):
            continue
        texts = [node for node in ast.walk(function) if isinstance(node, ast.JoinedStr | ast.Constant)]
        inner = {
            id(part) for node in texts if isinstance(node, ast.JoinedStr) for part in ast.walk(node) if part is not node
        }
        for node in texts:
            if id(node) not in inner and node is not getattr(function.body[0], "value", None):
                found.add(_shape(node))
    return {shape for shape in found if len(shape) > 25 and " " in shape}


def _shape(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join("·" if isinstance(part, ast.FormattedValue) else part.value for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_caution_of_the_rules_has_a_pattern() -> None:
    known = {shape_of(pattern) for pattern in PATTERNS}
    for name, functions in SOURCES.items():
        said = said_by(ast.parse((SCENARIO / name).read_text(encoding="utf-8")), functions)
        plain = {shape.replace("· s;", "·;").replace("· min?", "·?") for shape in said}
        if name == "stored.py":
            plain = {shape.replace(": · · days", f": {since} · days") for shape in plain for since in STALE} - set(
                STALE
            )
        assert plain - known == set(), name
        assert plain


def test_this_check_sees_a_text_with_gaps() -> None:
    tree = ast.parse('def rule(x):\n    """Say."""\n    yield f"moves nobody at all to {x}, ever"\n')
    assert said_by(tree, ()) == {"moves nobody at all to ·, ever"}


@pytest.mark.parametrize(("language", "words"), [("nl", "heeft geen effect zonder"), ("de", "wirkt nicht ohne")])
def test_a_warning_of_a_file_is_told_with_its_place(tmp_path: Path, language: str, words: str) -> None:
    text = """
schema = 1
name = "No patience"
[period]
start = 2027-03-01
days = 1
timezone = "UTC"
[channels.phone]
kind = "voice"
arrivals = { per_hour = 10 }
handling = "5 min"
redial = { share = 0.5, after = "10 min" }
[groups.desk]
handles = ["phone"]
agents = 3
"""
    (tmp_path / "patient.toml").write_text(text, encoding="utf-8")
    (warning,) = load(tmp_path / "patient.toml").warnings
    with speaking(language) as spoken:
        told = told_caution(warning)
    assert words in told
    assert told.partition(" ")[0] == warning.partition(" ")[0]
    assert "channels.phone.redial" in told
    assert spoken.missing == set()


@pytest.mark.parametrize(
    "note",
    [
        "whatsapp on Sun 7 Mar: 40.6 % in time, where at least 80.0 % is promised; no more is asked for, since that "
        "would take a crowd of people around it",
        "whatsapp on Sun 7 Mar: 40.6 % of later messages in time, where at least 80.0 % is promised; no more is asked "
        "for, since that would take a crowd of people around it",
        "chat on Sat 6 Mar 09:30: 80.1 % in time, too near to 80.0 % to be sure of it; no more is asked for, since "
        "that would take a crowd of people around it",
        "email on Sat 6 Mar: 31.0 still waiting when the day's work ends, where at most 12.0 is promised; no more is "
        "asked for: 22 people of desk on Mon 1 Mar 09:30 instead of 8, at most 9 on other days, would bring 11.0 and "
        "cost EUR 55,000 a year more",
        "email on Sat 6 Mar: 31.0 still waiting when the day's work ends, where at most 12.0 is promised; no more is "
        "asked for: 22 people of desk on Mon 1 Mar 09:30 instead of 8 would bring 11.0 and cost EUR 55,000 a year more",
        "22 people of desk on Mon 1 Mar 09:30 are there for email on Sun 7 Mar (8 without that): 89.2 % in time, and "
        "without them 86.9 %, where at least 90.0 % is promised, and the plan EUR 55,000 a year cheaper",
        "nobody can take chat at Mon 1 Mar 14:30: all 3 of digital have their break",
        "nobody can take chat at Mon 1 Mar 14:30: the only one of digital has a break",
        "chat is open and nobody is on duty for it: Tue 2 Mar 19:30-21:00; staffing.min_agents asks for somebody of a "
        "group throughout",
        "chat is open and nobody is on duty for it: Tue 2 Mar 22:00-Wed 3 Mar 06:00, Mon 1 Mar 15:30-16:00, 8.5 h in "
        "all; staffing.min_agents asks for somebody of a group throughout",
        "chat is open and nobody is on duty for it: Tue 2 Mar 19:30-21:00, Sat 6 Mar 15:30-16:00, Mon 1 Mar "
        "15:30-16:00, 2.5 h in all; staffing.min_agents asks for somebody of a group throughout",
        "chat is open and nobody is on duty for it: Tue 2 Mar 19:30-21:00, Sat 6 Mar 15:30-16:00, Mon 1 Mar "
        "15:30-16:00 and 4 more, 6.5 h in all; staffing.min_agents asks for somebody of a group throughout",
        "one agent alone is on duty for chat, phone for 5 h and more: "
        "Tue 2 Mar 09:00-17:00"
        "; nobody is there in a break; staffing.min_agents.desk = 2 keeps two on duty throughout",
        "one agent alone is on duty for chat, phone for 5 h and more: "
        "Tue 2 Mar 22:00-Wed 3 Mar 06:00, Mon 1 Mar 10:00-15:30, 13.5 h in all"
        "; nobody is there in a break; staffing.min_agents.desk = 2 keeps two on duty throughout",
        "one agent alone is on duty for chat, phone for 5 h and more: "
        "Tue 2 Mar 09:00-17:00, Wed 3 Mar 09:00-17:00, Mon 1 Mar 10:00-15:30, 21.5 h in all"
        "; nobody is there in a break; staffing.min_agents.desk = 2 keeps two on duty throughout",
        "one agent alone is on duty for chat, phone for 5 h and more: "
        "Tue 2 Mar 09:00-17:00, Wed 3 Mar 09:00-17:00, Mon 1 Mar 10:00-15:30 and 4 more, 50.0 h in all"
        "; nobody is there in a break; staffing.min_agents.desk = 2 keeps two on duty throughout",
        "plan.xlsx: its sheet of shifts pays 9.5 hours for early of desk on Mon 1 Mar 08:00, which lasts 8: as much is "
        "counted, as where travel is paid; else write there the hours that one agent is paid",
        "plan.xlsx: its sheet of shifts pays 9.5 hours for early of desk on Mon 1 Mar 08:00, which lasts 8, and so 3 "
        "more shifts: as much is counted, as where travel is paid; else write there the hours that one agent is paid",
        "plan.xlsx: its sheet of shifts is not simulated, the sheets of groups are: it adds up to 5 agents of desk on "
        "Mon 1 Mar 14:30, where the sheet of the group says 4; change both alike, or delete the sheet of shifts, which "
        "is not shown and counts only for what is paid besides",
        "plan.xlsx: its sheet of shifts is not simulated, the sheets of groups are: it adds up to 5 agents of desk on "
        "Mon 1 Mar 14:30, where the sheet of the group says 4, and differs at 1,200 more times; change both alike, or "
        "delete the sheet of shifts, which is not shown and counts only for what is paid besides",
        "stopped before this was found: phone: 85 % within 20 s, --shifts",
        "plan.xlsx is made of shifts, and the plan found is not: agents who come and go at any interval cost less than "
        "shifts can, so that what yours takes more may be no saving; add --shifts",
        "plan.xlsx is made of shifts, and the plan found is not: agents who come and go at any interval cost less than "
        "shifts can, so that what yours takes more may be no saving; give [[work_shift]] and add --shifts",
        "the plan found is not made of shifts: if yours is, what it takes more may be no saving; --shifts beside "
        "--against holds it against shifts",
        *price_of_shifts(15_384.0, 13_700.0, "EUR"),
        *price_of_shifts(520.0, 530.5, ""),
        *staffed_before(WEB_SHOP, [date(2027, 3, 1)]),
        *staffed_before(WEB_SHOP, [date(2027, 3, 1), date(2027, 3, 2)]),
        *noticed({"goals": [], "groups": {"desk": {"occupancy": 0.981}}}),
        *(
            line
            for why in ("closed", "no_template", "no_promise", "no_work")
            for line in noticed({"goals": [], "groups": {"desk": {"idle": {"why": why}}}})
        ),
        *(
            line
            for no_more in (True, False)
            for line in noticed(
                {"goals": [], "groups": {"desk": {"idle": {"why": "others", "by": ["a", "b"], "no_more": no_more}}}}
            )
        ),
        "a.toml:3:9: work_shift[1].breaks[1].paid stands beside the shrinkage of desk (0.3), other (0.2), as in 2 "
        "templates: if that holds breaks, they are paid twice; take them out of it",
        "A desk: by day (plan.csv): paid hours and cost of desk are those of the hours on duty, without paid "
        "breaks: agents are given by the interval, and nothing tells what their shifts are paid",
    ],
)
@pytest.mark.parametrize("language", ["nl", "de"])
def test_what_a_plan_does_not_ask_for_is_told_with_its_days_and_words(note: str, language: str) -> None:
    with speaking(language) as spoken:
        told = told_caution(note)
    assert spoken.missing == set()
    assert told != note
    english = ("Mon", "Mar ", "in time", "messages", "at least", "promised", "people", "55,000", "differs", "says",
               "templates", " paid ", " hours ", " and ", "needed", " to ", "more", "less ")  # fmt: skip
    assert not [word for word in english if word in told]


MONTHS = {
    "months": [{"month": "2027-01", "validated": True, "people": {}}], "hours_per_fte_week": 36, "simulated": [],
    "error": {"largest": None}, "start_fte": {"desk": 3.0}, "attrition": 0.0, "hires_for": "p50", "helpers": [],
    "validated_until": None,
}  # fmt: skip
"""As much of months ahead as their notes need."""


@pytest.mark.parametrize(("language", "words"), [
    ("nl", ("Voorspeld, maar niet gebruikt", "Niet voorspeld, in elke maand", "; de curve eindigt op 2027-03-31")),
    ("de", ("Prognostiziert, aber nicht", "Nicht prognostiziert, in jedem", "; die Kurve endet am 2027-03-31")),
])  # fmt: skip
def test_notes_of_months_ahead_are_told_in_the_language_of_their_workbook(
    language: str, words: tuple[str, ...]
) -> None:
    plain = SimpleNamespace(path="a.toml")
    forecast = Forecasted(plain, left=("fax", "letter"), own=("email",))
    share = {"p10": 0.1, "p50": 0.2, "p90": 0.3}
    curve = {"adoption": "nl", "from": "phone", "to": "whatsapp", "shares": [share],
             "notes": ["the curve ends on 2027-03-31, its last share holds from then on"]}  # fmt: skip
    summary = {**MONTHS, "notes": list(forecast.notes), "adoption": [curve]}
    with speaking(language) as spoken:
        told = explained(summary, months_tongue())
        as_of = told_caution("as_of in the scenario keeps all months to 2026-10-01")
    assert spoken.missing == set()
    assert as_of.endswith("2026-10-01")
    assert "keeps" not in as_of
    assert all(any(word in text for text in told) for word in words)
    assert told[-2].endswith(": fax, letter.")
    assert told[-1].endswith(": email.")


def test_what_nobody_knows_stays_as_it_is() -> None:
    with speaking("nl"):
        assert told_caution("a.toml:1:1: something new") == "a.toml:1:1: something new"


def test_the_weekday_of_a_closing_is_told_in_the_language_that_is_spoken() -> None:
    from channelmix.scenario.cautions import left_open

    warning = f"a.toml:9:1: channels.chat.turns {left_open('mon 18:00')}"
    for language, words in (("nl", "(ma 18:00), als er niemand aanwezig blijft"), ("de", "(Mo 18:00), wenn niemand")):
        with speaking(language):
            assert words in told_caution(warning)

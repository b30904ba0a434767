"""Numbers that look mistyped are told, with their place and what they are held against; nothing else is."""

import re
from datetime import datetime, timedelta

import pytest
import xlsxwriter

from channelmix.cli.plans import load_with_plan
from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.scenario import load, work_and_people
from channelmix.scenario.cautions import SLOW
from channelmix.scenario.odd_numbers import far_below
from channelmix.scenario.shipped import shipped_names

TODAY = """
schema = 1
[period]
start = 2027-03-01
days = 7
timezone = "UTC"
[channels.phone]
kind = "voice"
hours = { mon-sat = "08:00-20:00" }
arrivals = { per_day = { mon = 420, tue-fri = 350, sat = 200 } }
handling = "6 min"
[channels.email]
kind = "deferred"
hours = { mon-fri = "08:00-20:00" }
arrivals = { per_day = 60 }
handling = "5 min"
[channels.whatsapp]
kind = "messaging"
hours = { mon-fri = "08:00-20:00" }
arrivals = { per_day = { mon-fri = 60 } }
turns = 3
handling = { mean = "8 min", per = "conversation" }
reply_delay = "4 min"
[groups.desk]
handles = ["phone", "whatsapp", "email"]
agents = { mon-fri = { "08:00" = 6, "09:00" = 8, "17:00" = 5, "20:00" = 0 }, sat = { "08:00" = 4, "20:00" = 0 } }
concurrency = { whatsapp = 3 }
"""

AGENTS = ("desk.agents", "calls.agents")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "today.toml").write_text(TODAY, encoding="utf-8")
    return tmp_path


def plan(path, cells=None, days=("mon", "tue", "wed", "thu", "fri", "sat")):
    """Write a plan of 4 to 8 agents by the half hour, with cells changed."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("desk")
        sheet.write_row(0, 0, ["time", *days])
        for row in range(24):
            numbers = [4 + (7 * row + column) % 5 for column in range(len(days))]
            sheet.write_row(row + 1, 0, [f"{8 + row // 2:02d}:{30 * (row % 2):02d}", *numbers])
        for cell, value in (cells or {}).items():
            sheet.write(cell, value)
    return 'groups.desk.agents={file="plan.xlsx"}'


def warnings(*settings):
    """Return what is said of the scenario with settings changed, but for days that its files leave out."""
    return [text for text in load("today.toml", settings).warnings if "no rows" not in text and "covers" not in text]


def test_a_scenario_and_a_plan_without_slips_are_told_nothing_of(folder):
    assert warnings() == []
    assert warnings(plan(folder / "plan.xlsx")) == []
    assert warnings(plan(folder / "plan.xlsx", {"C6": 24, "C7": 24, "C8": 24, "C9": 24})) == [], "a habit of its own"


SLIPS = re.compile(
    "slipped in|sooner than (?:people|anybody)|is never done|check agents|none of their channels|is not read|"
    "is done sooner"
)


def shipped_with_slips():
    """Return the shipped scenarios of which anything is said here; a base is none by itself."""
    names = [name for name in shipped_names() if not name.endswith("/base")]
    return [name for name in names if any(map(SLIPS.search, load(name).warnings))]


def test_no_shipped_scenario_is_told_to_have_slips(monkeypatch):
    assert shipped_with_slips() == []
    monkeypatch.setattr(work_and_people, "TOO_MUCH", 1.0)
    assert shipped_with_slips() == ["town_hall_nl/2016"], "the control: people who have all that they can do"


def test_a_digit_too_many_in_a_plan_is_told_with_its_cell(folder):
    (told,) = warnings(plan(folder / "plan.xlsx", {"C6": 200}))
    assert told == (
        "plan.xlsx:6:3: desk!C6 gives desk 200 agents on Tue 2 Mar 10:00, where all its other numbers are at most 8; "
        "mend it if a digit slipped in"
    )
    assert len(warnings(plan(folder / "plan.xlsx", {"C6": 200, "D9": 80}))) == 2
    assert warnings(plan(folder / "plan.xlsx", {"C6": 18})) == [], "not ten more than the 8 of others"


def test_a_digit_too_many_in_a_plan_of_one_table_is_told_too(folder):
    starts = [datetime(2027, 3, 1, 8) + timedelta(minutes=30 * step) for step in range(24)]
    rows = [f"{start:%Y-%m-%d %H:%M},desk,{70 if start.hour == 10 and start.minute else 7}" for start in starts]
    (folder / "plan.csv").write_text("start,group,agents\n" + "\n".join(rows) + "\n")
    (told,) = warnings('groups.desk.agents={file="plan.csv"}', "period.days=1")
    assert told.startswith("plan.csv:7:3: C7 gives desk 70 agents on Mon 1 Mar 10:30, where all its other numbers")


@pytest.mark.parametrize(("cell", "value"), [("A61", 17), ("M61", "17"), ("M11", "17")])
def test_a_number_outside_of_a_plan_that_nobody_reads_is_told(folder, cell, value):
    (told,) = warnings(plan(folder / "plan.xlsx", {cell: value}))
    assert f": desk!{cell} lies outside of the plan and is not read (got 17);" in told
    assert warnings(plan(folder / "plan.xlsx", {cell: "17 of them"})) == [], "a remark"


def test_agents_with_a_digit_too_many_are_held_against_the_work_of_their_channels(folder):
    (told,) = warnings('groups.desk.agents={mon-sat={"08:00"=80,"20:00"=0}}')
    assert told == (
        '--set groups.desk.agents={mon-sat={"08:00"=80,"20:00"=0}}: groups.desk.agents are on duty for 823 hours a day '
        "on average, up to 80 at once, and all work of their channels is 39.6 hours at most: check agents, the volumes "
        "and handling"
    )
    assert warnings('groups.desk.agents={mon-sat={"08:00"=13,"20:00"=0}}') == [], "three times the work is a plan"


def test_many_agents_are_not_told_of_where_a_shift_may_bring_them_work(folder):
    chat = '[channels.chat]\nkind = "chat"\nhandling = "8 min"\narrivals = { per_hour = 1 }\n'
    agents = 'handles = ["chat"]\nconcurrency = { chat = 2 }\nagents = { "08:00" = 12, "20:00" = 0 }\n'
    shift = '[[channel_shift]]\nfrom = "phone"\nto = "chat"\nshare = 0.0\n'
    (folder / "shift.toml").write_text(f'base = "today.toml"\n{chat}[groups.chats]\n{agents}{shift}')
    told = load("shift.toml").warnings
    assert told == (), "all callers together would be worth the people"
    (told,) = load("shift.toml", ["channel_shift=[]"]).warnings
    assert "groups.chats.agents are on duty for 144 hours" in told


def test_agents_of_one_group_among_others_that_do_its_work_are_held_against_all_of_it(folder):
    calls = '[groups.calls]\nhandles = ["phone"]\nagents = { mon-sat = { "08:00" = 8, "20:00" = 0 } }\n'
    (folder / "two.toml").write_text(f'base = "today.toml"\n{calls}')
    assert load("two.toml").warnings == (), "three times the work of callers"
    (told,) = load("two.toml", ['groups.desk.agents={mon-sat={"08:00"=12,"20:00"=0}}']).warnings
    assert (
        "groups.desk.agents are on duty for 123 hours a day on average, up to 12 at once, with the groups that" in told
    )
    assert "share their channels (desk, calls) for 206, and all work of these channels is 39.6 hours at most" in told


def test_an_event_of_hours_makes_work_of_its_days_only(folder):
    (folder / "event.toml").write_text(
        'base = "today.toml"\n[[events]]\nat = 2027-03-02T10:00\nlasts = "3 h"\nmultiply = { phone = 8 }\n'
    )
    agents = 'groups.desk.agents={{mon-sat={{"08:00"={agents},"20:00"=0}}}}'
    assert load("event.toml", [agents.format(agents=26)]).warnings == (), "eight times the work on one day of seven"
    (told,) = load("event.toml", [agents.format(agents=40)]).warnings
    assert "groups.desk.agents are on duty for 411 hours" in told


@pytest.mark.parametrize(("day", "is_told"), [("02", False), ("03", True)])
def test_events_of_one_day_multiply_each_other_and_those_of_two_do_not(folder, day, is_told):
    event = '[[events]]\nat = 2027-03-{}T10:00\nlasts = "3 h"\nmultiply = {{ phone = 3 }}\n'
    (folder / "events.toml").write_text('base = "today.toml"\n' + event.format("02") + event.format(day))
    told = load("events.toml", ['groups.desk.agents={mon-sat={"08:00"=25,"20:00"=0}}']).warnings
    assert ["groups.desk.agents are on duty for 257 hours" in text for text in told] == [True] * is_told


@pytest.mark.parametrize("setting", ["channels.phone.arrivals={per_day=26000}", 'channels.phone.handling="6 h"'])
def test_work_that_its_people_could_never_do_is_told_with_its_channel(folder, setting):
    (told,) = warnings(setting)
    assert "channels.phone.arrivals bring " in told
    assert told.endswith(" and those who serve them are on duty for 68: much of it is never done; check these numbers, "
                         "handling and agents")  # fmt: skip
    assert warnings("channels.phone.arrivals={per_day=1000}") == [], "half again of what they can do is a bad year"


def test_work_that_is_too_much_in_several_channels_together_is_told_once(folder):
    (told,) = warnings("channels.phone.arrivals={per_day=1200}", "channels.email.arrivals={per_day=1500}")
    assert "with the channels that share their people (phone, email, whatsapp)" in told


def test_a_weekday_with_many_times_the_contacts_of_the_others_is_told(folder):
    (told,) = warnings("channels.phone.arrivals={per_day={mon=3600,tue-sat=360}}")
    assert "channels.phone.arrivals.per_day has 3,600 contacts on mon and at most 360 on any other day" in told
    assert warnings("channels.phone.arrivals={per_day={mon=900,tue-sat=200}}") == []


SECOND_GROUP = '[groups.calls]\nhandles = ["phone"]\nagents = { mon-sat = { "08:00" = 3, "20:00" = 0 } }\n'


@pytest.mark.parametrize(
    ("slip", "meant", "words"),
    [
        (
            "channels.phone.patience=4", "channels.phone.patience='4 min'",
            "channels.phone.patience is 4 s on average, sooner than people give up waiting; a bare number counts "
            "seconds: is 4 min meant?",
        ),
        (
            "channels.email.target={share=0.9,within=24}", "channels.email.target={share=0.9,within='24 h'}",
            "channels.email.target.within is 24 s, sooner than anybody has read what came; a bare number counts "
            "seconds: is 24 h meant?",
        ),
        (
            "groups.calls.cost_per_hour=320", "groups.calls.cost_per_hour=93",
            "groups.calls.cost_per_hour is 320, and that of every other group at most 31; mend it if a digit slipped "
            "in",
        ),
        (
            "groups.desk.concurrency={whatsapp=11,email=2}", "groups.desk.concurrency={whatsapp=9,email=2}",
            "groups.desk.concurrency.whatsapp lets an agent hold 11 contacts at once, and every other number of the "
            "kind is at most 2; mend it if a digit slipped in",
        ),
        (
            "groups.desk.slowdown=[1.0,11,12.5]", "groups.desk.slowdown=[1.0,2.0,3.0]",
            "groups.desk.slowdown says that each of 2 contacts at once takes 11 times as long, so that one after the "
            "other is done sooner; 1.25 is 25 % longer",
        ),
    ],
)  # fmt: skip
def test_a_slip_of_a_unit_or_a_digit_in_a_single_setting_is_told(folder, slip, meant, words):
    pay = ["groups.desk.cost_per_hour=31", "groups.calls.cost_per_hour=28"]
    (folder / "two.toml").write_text(f'base = "today.toml"\n{SECOND_GROUP}')
    (told,) = load("two.toml", [*pay, slip]).warnings
    assert told.endswith(words)
    assert load("two.toml", [*pay, meant]).warnings == ()
    for language in ("nl", "de"):
        with speaking(language) as spoken:
            assert told_caution(told) != told
        assert spoken.missing == set()


def test_a_row_with_many_times_the_contacts_of_the_others_and_minutes_for_seconds_are_told(folder):
    starts = [datetime(2027, 3, 1, 8) + timedelta(minutes=30 * step) for step in range(24)]
    for odd, seconds, count in ((150, 360, 2), (15, 6, 1), (15, 360, 0)):
        rows = [f"{start:%Y-%m-%d %H:%M},phone,{odd if start.hour == 9 else 15},{seconds}" for start in starts]
        text = "\n".join(["start,channel,contacts,handling_s", *rows])
        (folder / "volumes.csv").write_text(text)
        told = warnings('channels.phone.arrivals={file="volumes.csv"}', "period.days=1")
        assert len(told) == count
        assert all(("has 150 contacts on Mon 1 Mar 09:" in line) == (odd > 15) for line in told)
        assert all(("has a handling_s of 6 on average" in line) == (seconds == 6) for line in told)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("channels.phone.handling=5", "channels.phone.handling is 5 s a contact on average, sooner"),
        ("channels.email.handling=5", "channels.email.handling is 5 s a contact on average, sooner"),
        ("channels.whatsapp.handling=8", "channels.whatsapp.handling is 8 s a turn on average, sooner"),
    ],
)
def test_minutes_without_a_unit_are_told(folder, setting, words):
    (told,) = warnings(setting)
    assert words in told
    assert f"is {setting.partition('=')[2]} min meant?" in told
    assert warnings("channels.phone.handling=30", "channels.whatsapp.handling=12") == []


@pytest.mark.parametrize("way", ["setting", "plan"])
def test_people_on_a_day_when_all_their_channels_are_closed_are_told(folder, way):
    if way == "plan":
        setting = plan(folder / "plan.xlsx", days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    else:
        setting = 'groups.desk.agents={mon-sun={"08:00"=6,"20:00"=0}}'
    (told,) = warnings(setting)
    assert "groups.desk.agents are on duty on sun, when none of their channels is open; those hours are paid" in told
    assert warnings(setting, "channels.email.hours=false") == [], "email without hours may be answered any day"
    assert warnings(setting, "period.days=6") == [], "that Sunday is not played"


def test_a_habit_needs_numbers_and_a_slip_is_of_few():
    assert far_below([5] * 8 + [50], more=10) == 5
    assert far_below([5] * 7 + [50], more=10) is None
    assert far_below([5] * 20 + [50] * 4, more=10) is None
    assert far_below([5] * 20 + [16] * 3, more=10) == 5


@pytest.mark.parametrize("language", ["nl", "de"])
@pytest.mark.parametrize("place", ["today.toml:3:1: channels.phone.x ", "my plans/week 1.xlsx:6:3: desk!C6 ",
                                   '--set channels.phone.x={a="b c"}: channels.phone.x '])  # fmt: skip
def test_slips_are_told_in_other_languages_wherever_they_stand(folder, language, place):
    (folder / "two.toml").write_text('base = "today.toml"\n[groups.calls]\nhandles = ["phone"]\nagents = 3\n')
    found = [
        *warnings("channels.phone.arrivals={per_day=26000}", "channels.whatsapp.handling=8"),
        *warnings("channels.phone.arrivals={per_day=1200}", "channels.email.arrivals={per_day=1500}"),
        *warnings("channels.phone.arrivals={per_day={mon=3600,tue-sat=360}}", "channels.phone.handling=5"),
        *warnings('groups.desk.agents={mon-sun={"08:00"=80,"20:00"=0}}'),
        *load("two.toml", [f'groups.{each}={{mon-sat={{"08:00"=12,"20:00"=0}}}}' for each in AGENTS]).warnings,
        *warnings(plan(folder / "plan.xlsx", {"C6": 200, "A61": 17})),
    ]
    starts = r".*? (?=is \d+ s|bring |has |are on duty|gives |lies )"
    texts = [re.sub(starts, "", text, count=1) for text in found]
    assert len(texts) == 10
    with speaking(language) as spoken:
        for text in texts:
            told = told_caution(f"{place}{text}")
            assert told.startswith(place)
            assert told != f"{place}{text}", text
    assert spoken.missing == set()


def test_a_plan_after_a_plus_is_told_of_under_the_name_that_was_given(folder):
    plan(folder / "plan.xlsx", {"C6": 200}, days=("mon", "tue", "wed", "thu", "fri"))
    told = load_with_plan("today.toml+plan.xlsx").warnings
    assert [text.partition(" ")[0] for text in told] == ["plan.xlsx:6:3:", "plan.xlsx:", "plan.xlsx:"]
    assert told[1].startswith("plan.xlsx: groups.desk.agents.file covers 2027-03-01 to 2027-03-05")


def test_thousands_of_agents_at_once_are_told_to_be_slow_before_anything_is_run(tmp_path):
    def slow(agents):
        (tmp_path / "desk.toml").write_text(TODAY, encoding="utf-8")
        (tmp_path / "plan.csv").write_text(
            f"start,agents\n2027-03-01 09:00,3\n2027-03-01 10:00,{agents}\n2027-03-01 11:00,0\n"
        )
        found = load_with_plan(f"{tmp_path / 'desk.toml'}+{tmp_path / 'plan.csv'}").warnings
        return [warning for warning in found if warning.endswith(SLOW)]

    (told,) = slow(100_000)
    assert "groups.desk.agents are up to 100,000 at once" in told
    assert slow(900) == []
    for language in ("nl", "de"):
        with speaking(language) as spoken:
            assert "at once" not in told_caution(told)
        assert spoken.missing == set()

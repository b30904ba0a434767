"""A scenario out of several files: what is merged, what is replaced, and where each value comes from."""

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import Scenario, load
from channelmix.scenario.shipped import preset_names, preset_path, shipped_names, shipped_path

TODAY = """schema = 1
name = "Today"
description = "A town hall"

[period]
start = 2019-03-04
days = 5

[channels.phone]
kind = "voice"
hours = { mon-fri = "08:00-20:00", sat = "09:00-17:00" }
arrivals = { per_day = 850 }
handling = { mean = "6 min", cv = 1.27 }
patience = "6 min"
target = { share = 0.8, within = "20 s", short_abandon = "5 s" }

[channels.email]
kind = "deferred"
arrivals = { per_day = 80 }
handling = "5 min"

[groups.front_office]
handles = ["phone", "email"]
agents = { "08:00" = 12, "20:00" = 0 }
shrinkage = 0.3

[sources]
"channels.phone.handling" = "annual report"
channels.phone.patience = "estimate of ours: nobody has measured it"
"groups.front_office" = "duty plan"
"""

PLAN = """base = "today.toml"

[period]
days = 7

[channels.phone]
hours = { mon-fri = "09:00-17:00" }
handling = "7 min"

[groups.front_office]
agents = { "09:00" = 9, "17:00" = 0 }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "today.toml").write_text(TODAY)
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


@pytest.fixture
def loaded(folder):
    """Return a function: load a file with this text."""

    def of_text(text, *overrides):
        (folder / "given.toml").write_text(text)
        return load("given.toml", overrides)

    return of_text


def mistakes_of(call, *arguments):
    with pytest.raises(ScenarioError) as error:
        call(*arguments)
    return [str(mistake) for mistake in error.value.mistakes]


def test_tables_merge_down_to_a_setting_and_a_setting_is_replaced_whole():
    scenario = load("plan.toml").scenario
    assert (scenario.period.start.day, scenario.period.days) == (4, 7)
    phone = scenario.channels["phone"]
    assert phone.hours.by_weekday[4:] == (((9 * 3600, 17 * 3600),), (), ())
    assert phone.handling.cv == 1.0
    assert phone.target.short_abandon.seconds == 5


def test_a_scenario_is_named_after_itself_never_after_its_base():
    scenario = load("plan.toml").scenario
    assert (scenario.name, scenario.description) == ("plan", "")


def test_false_removes_a_setting_a_channel_and_a_group(loaded):
    scenario = loaded(
        """base = "today.toml"
        [channels]
        email = false
        [channels.phone]
        patience = false
        hours = { mon-fri = "08:00-17:00", fri-sat = false }
        [groups]
        front_office = false
        [groups.team]
        handles = ["phone"]
        agents = 3
        """.replace("fri-sat", "sat")
    ).scenario
    assert list(scenario.channels) == ["phone"]
    assert scenario.channels["phone"].patience is None
    assert scenario.channels["phone"].hours.by_weekday[5] == ()
    assert list(scenario.groups) == ["team"]


def test_a_channel_can_be_removed_and_begun_anew(loaded, folder):
    (folder / "without.toml").write_text('base = "today.toml"\n[channels]\nphone = false\n')
    scenario = loaded('base = "without.toml"\n[channels.phone]\nkind = "voice"\nhandling = "1 min"\n').scenario
    assert scenario.channels["phone"].patience is None


def test_later_bases_win_over_earlier_ones_and_the_file_over_all(loaded, folder):
    (folder / "longer.toml").write_text("[period]\ndays = 28\n[run]\nseed = 5\n")
    scenario = loaded('base = ["plan.toml", "longer.toml"]\n[run]\nseed = 6\n').scenario
    assert (scenario.period.days, scenario.run.seed) == (28, 6)


def test_a_base_is_found_beside_the_file_that_names_it(loaded, folder):
    (folder / "strategies").mkdir()
    (folder / "strategies" / "chat.toml").write_text('base = "../today.toml"\n[run]\nseed = 7\n')
    scenario = loaded('base = "strategies/chat.toml"\n')
    assert scenario.scenario.run.seed == 7
    assert scenario.positions["period.start"].file == "today.toml"


def test_many_paths_to_one_base_read_it_once(loaded, folder):
    (folder / "level0.toml").write_text(TODAY)
    for level in range(1, 18):
        below = f"level{level - 1}.toml"
        (folder / f"level{level}.toml").write_text(f'base = ["{below}", "{below}", "./{below}"]\n')
    assert len(loaded('base = "level17.toml"\n').files) == 19


def test_a_very_long_line_of_bases_is_a_mistake(folder):
    for level in range(1, 400):
        (folder / f"level{level}.toml").write_text(f'base = "level{level - 1}.toml"\n')
    (mistake,) = mistakes_of(load, "level399.toml")
    assert mistake.endswith('base must be reached in at most 20 files (got "level378.toml")')


def test_each_value_knows_the_file_and_line_it_came_from():
    positions = load("plan.toml").positions
    assert str(positions["channels.phone.handling"]) == "plan.toml:8:1"
    assert str(positions["channels.phone.patience"]) == "today.toml:14:1"
    assert str(positions["groups.front_office.handles[2]"]) == "today.toml:23:21"


def test_a_replaced_setting_loses_its_source_and_others_keep_theirs():
    sources = load("plan.toml").sources
    assert "channels.phone.handling" not in sources
    assert "groups.front_office.agents" not in sources
    assert sources["groups.front_office.shrinkage"] == "duty plan"
    assert sources["channels.phone.patience"].startswith("estimate of ours")


def test_a_later_file_may_give_a_source_without_replacing_the_value(loaded):
    sources = loaded('base = "today.toml"\n[sources]\n"channels.phone.patience" = "measured in May"\n').sources
    assert sources["channels.phone.patience"] == "measured in May"


def test_estimates_of_ours_are_told_with_their_reason():
    assert load("today.toml").estimates == (("channels.phone.patience", "estimate of ours: nobody has measured it"),)


def test_set_changes_one_value_inside_a_setting_and_keeps_the_rest():
    loaded = load(
        "today.toml", ["channels.phone.handling.mean=7 min", "run.seed=5", "channels.email.handling.mean=8 min"]
    )
    handling = loaded.scenario.channels["phone"].handling
    assert (handling.mean.seconds, handling.cv, loaded.scenario.run.seed) == (420, 1.27, 5)
    assert loaded.scenario.channels["email"].handling.mean.seconds == 480
    assert str(loaded.positions["run.seed"]) == "--set run.seed=5"


def test_set_does_not_turn_a_bare_time_into_a_table_of_another_shape():
    (mistake,) = mistakes_of(load, "today.toml", ["channels.phone.patience.balk=0.1"])
    assert mistake == (
        "--set channels.phone.patience.balk=0.1: goes below a setting that is one value "
        '(got "6 min"); set the whole as a table'
    )


def test_set_removes_settings_and_closes_days():
    phone = load("today.toml", ["channels.phone.patience=false", "channels.phone.hours.sat=false"]).scenario.channels[
        "phone"
    ]
    assert phone.patience is None
    assert phone.hours.by_weekday[5] == ()


def test_a_value_replaced_by_set_has_no_source_any_more():
    assert "channels.phone.patience" not in load("today.toml", ["channels.phone.patience=5 min"]).sources


def test_a_preset_opens_only_the_channels_that_the_scenario_mentions(loaded):
    operation = '[period]\nstart = 2026-03-02\n[groups.team]\nhandles = ["phone"]\nagents = 5\n'
    text = f'base = "preset:channels_nl"\n{operation}[channels.phone]\narrivals = {{ per_day = 100 }}\n'
    assert list(loaded(text).scenario.channels) == ["phone"]
    assert list(loaded(f'base = "preset:channels_nl"\n{operation}').scenario.channels) == ["phone"]
    told = mistakes_of(loaded, f"{text}[channels.letter]\narrivals = {{ per_day = 3 }}\n")
    assert told == [
        "given.toml:9:1: channels.letter must be handled by a group (got no group that names it in handles)"
    ]


def test_positions_in_presets_carry_the_name_of_the_preset(loaded):
    text = 'base = "preset:phone_nl"\n[period]\nstart = 2026-03-02\n[groups.team]\nhandles = ["phone"]\nagents = 5\n'
    found = loaded(text)
    assert found.positions["channels.phone.kind"].file == "preset:phone_nl"
    assert preset_path("phone_nl").as_posix() in [file.path for file in found.files]


def test_every_file_that_was_read_is_listed_with_its_digest(loaded, folder):
    (folder / "volumes.csv").write_text("start,channel,contacts\n2019-03-04 08:00,phone,12\n")
    found = loaded('base = "today.toml"\n[channels.phone]\narrivals = { file = "volumes.csv" }\n')
    assert [file.path for file in found.files] == ["given.toml", "today.toml", "volumes.csv"]
    assert {len(file.sha256) for file in found.files} == {64}
    assert found.files[2].bytes == 49


def test_the_resolved_scenario_can_be_read_again_and_means_the_same():
    loaded = load("plan.toml")
    again = Scenario.model_validate(loaded.resolved() | {"period": dict(loaded.scenario.period)})
    assert again.channels == loaded.scenario.channels
    assert again.groups == loaded.scenario.groups


def test_the_resolved_scenario_does_not_tell_where_its_files_lie(loaded, folder):
    text = TODAY.replace("per_day = 850", 'file = "volumes.csv"')
    results = []
    for name in ("here", "there"):
        (folder / name).mkdir()
        (folder / name / "volumes.csv").write_text("start,channel,contacts\n2019-03-04 08:00,phone,12\n")
        (folder / name / "scenario.toml").write_text(text)
        results.append(load(folder / name / "scenario.toml").resolved())
    assert results[0] == results[1]
    assert results[0]["channels"]["phone"]["arrivals"]["file"] == "volumes.csv"


def test_show_tells_values_from_defaults_and_bare_values_from_tables():
    shown = {item.key: item for item in load("plan.toml").shown()}
    assert shown["channels.phone.handling.mean"].origin == "plan.toml:8:1"
    assert shown["channels.phone.handling.cv"].origin == "default"
    assert shown["channels.phone.target.within"].origin == "today.toml:15:25"
    assert shown["channels.phone.target.formula"].origin == "default"
    assert shown["groups.front_office.shrinkage"].source == "duty plan"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(folder):
    (folder / "windows.toml").write_bytes(b"\xef\xbb\xbf" + TODAY.replace("\n", "\r\n").encode())
    assert str(load("windows.toml").positions["period.days"]) == "windows.toml:7:1"


def test_a_shipped_scenario_is_found_by_its_name_and_a_file_of_that_name_wins(folder):
    assert load("webshop_nl/today").scenario.name == "Web shop"
    (folder / "webshop_nl").mkdir()
    (folder / "webshop_nl" / "today").write_text(TODAY)
    assert load("webshop_nl/today").scenario.name == "Today"


def test_no_name_leads_out_of_the_shipped_folder():
    assert shipped_path("../pyproject") is None
    assert {"webshop_nl/today", "town_hall_nl/2016"} <= set(shipped_names())
    assert not any(name.startswith("presets") for name in shipped_names())
    assert "phone_nl" in preset_names()


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "[groups.front_office]\nagents = 0\n",
            "channels.phone has no agents at any time, like email, so their contacts wait in vain; 'channelmix staff' "
            "finds how many it takes",
        ),
        (
            '[groups.front_office]\nagents = { mon-sat = { "09:00" = 3 } }\n',
            "channels.phone.hours has times when it is open and nobody is on duty "
            "(mon 08:00-09:00, tue 08:00-09:00, wed 08:00-09:00, ...)",
        ),
        (
            '[groups.front_office]\nhandles = ["phone"]\nagents = 3\n[groups.back]\nhandles = ["email"]\nagents = 1\n',
            "groups.front_office.agents stay on duty for 168 hours a week, in 100 of which none of its channels "
            "is open; those hours are paid too: give agents by the hour, 0 where they leave",
        ),
        (
            '[channels.phone]\nkind = "chat"\nturns = 3\nreply_delay = "1 min"\n[groups.front_office]\n'
            'concurrency = { phone = 2 }\nagents = { mon-sat = { "08:00" = 3, "20:00" = 0 } }\n',
            "channels.phone.turns leave conversations open at closing (mon 20:00), when nobody stays on duty: "
            "customers who write after that wait until somebody is back; if that is not meant, keep agents on duty for "
            "some minutes more, in 'staff' by staffing.hours",
        ),
        (
            "[channels.phone]\narrivals = { per_day = { mon = 5, sun = 5 } }\n",
            "channels.phone.arrivals.per_day has contacts on sun, when phone is closed; there will be none",
        ),
        (
            '[channels.phone]\nredial = { share = 1, after = "1 h" }\n',
            "channels.phone.redial.share sends every customer back, up to ten times, so a run takes up to ten times as",
        ),
        (
            '[channels.phone]\nredial = { share = 0.1, after = "1 s" }\n',
            "channels.phone.redial.after brings customers back after 1 s; is another unit meant, such as 1 min?",
        ),
        (
            "[channels.phone]\narrivals = { per_day = 400000 }\n",
            "channels.phone.arrivals makes about 2,000,",
        ),
        (
            '[channels.email]\nredial = { share = 0.1, after = "1 h" }\n',
            "channels.email.redial has no effect without patience or lines: nobody gives up",
        ),
        (
            '[[channel_shift]]\nfrom = "phone"\nto = "email"\nshare = 0.1\n'
            '[[channel_shift]]\nfrom = "email"\nto = "phone"\nshare = 0.1\n',
            "channel_shift[1].to leads to email, which another shift leaves; those moved here stay: ",
        ),
        (
            '[[events]]\nat = 2019-05-06T10:00\nlasts = "3 h"\nmultiply = { phone = 2 }\n',
            "events[1].at lies outside of the period, 2019-03-04 to 2019-03-08 (got 2019-05-06 10:00:00)",
        ),
        (
            '[channels.phone]\ntarget = { share = 0.9, within = "24 h", clock = "hours" }\n',
            "channels.phone.target.within counts opening hours only, of which a day has 12; "
            'a time in days would be due at the same time of day (got "24 h")',
        ),
    ],
)
def test_what_is_probably_not_meant_is_a_warning_with_its_place(loaded, text, warning):
    warnings = loaded(f'base = "today.toml"\n{text}').warnings
    assert [line for line in warnings if warning in line] != []
    assert all(line.split(":")[1].isdigit() for line in warnings)


def test_a_scenario_without_oddities_has_no_warnings():
    assert load("today.toml").warnings == ()


def test_days_beyond_a_file_and_names_nobody_uses_are_warnings(loaded, folder):
    (folder / "volumes.csv").write_text("start,channel,contacts\n2019-03-05 08:00,phone,12\n2019-03-05 08:00,fax,1\n")
    text = (
        'base = "today.toml"\ngroups.front_office.agents = 2\n[channels.phone]\narrivals = { file = "volumes.csv" }\n'
    )
    assert loaded(text).warnings == (
        "given.toml:4:21: channels.phone.arrivals.file covers 2019-03-05 to 2019-03-05, "
        "the period is 2019-03-04 to 2019-03-08; other days repeat its nearest same weekday",
        "given.toml:4:21: channels.phone.arrivals.file has no rows on mon, wed, thu, fri, sat, when phone is open; "
        "nobody will come then",
        "volumes.csv: rows for fax are not used: no such name under [channels]",
    )


def test_open_weekdays_without_rows_and_rows_at_closed_times_are_warnings(loaded, folder):
    (folder / "volumes.csv").write_text("start,channel,contacts\n2019-03-04 03:00,phone,12\n2019-03-04 10:00,phone,5\n")
    hours = 'hours = { mon-tue = "08:00-17:00" }'
    warnings = loaded(
        f'base = "today.toml"\n[channels.phone]\n{hours}\narrivals = {{ file = "volumes.csv" }}\n'
    ).warnings
    assert any("has no rows on tue, when phone is open; nobody will come then" in line for line in warnings)
    assert any("has 12 contacts at times when phone is closed; they will be turned away" in line for line in warnings)


def test_times_that_clocks_skip_or_show_twice_are_warnings(loaded, folder):
    rows = "2019-03-31 02:00,phone,4\n2019-03-31 02:30,phone,4\n2019-10-27 02:30,phone,3\n2019-10-27 03:00,phone,1\n"
    (folder / "volumes.csv").write_text("start,channel,contacts\n" + rows)
    period = '[period]\ntimezone = "Europe/Amsterdam"\n'
    text = f'base = "today.toml"\n{period}[channels.phone]\narrivals = {{ file = "volumes.csv" }}\n'
    told = " ".join(loaded(text).warnings)
    skipped, repeated = "2019-03-31 02:00 to 2019-03-31 02:30", "2019-10-27 02:30"
    assert f"times that the clocks skip ({skipped}); they come in the rest of that day" in told
    assert f"times that the clocks show twice ({repeated}); they come the first time" in told
    assert "clocks" not in " ".join(loaded(text.replace("Europe/Amsterdam", "UTC")).warnings)


def test_a_day_that_a_place_left_out_is_no_period(loaded):
    text = 'base = "today.toml"\n[period]\ntimezone = "Pacific/Apia"\nstart = {}\ndays = 1\n'
    with pytest.raises(ScenarioError, match=r"must be a day that there is in Pacific/Apia .got 2011-12-30."):
        loaded(text.format("2011-12-30"))
    assert loaded(text.format("2011-12-29")).scenario.period.days == 1


def test_weekdays_that_a_plan_leaves_out_are_told_where_a_channel_is_open(loaded, folder):
    (folder / "plan.csv").write_text("start,agents\n2019-03-04 08:00,3\n2019-03-04 20:00,0\n")
    warnings = loaded('base = "today.toml"\n[groups.front_office]\nagents = { file = "plan.csv" }\n').warnings
    assert any("has no rows on tue, wed, thu, fri; nobody works then" in each for each in warnings)

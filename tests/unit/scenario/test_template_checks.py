"""Templates that nobody can work are told where they stand, before any search; so are breaks that are paid twice."""

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load

SHIFT = """
[[work_shift]]
name = "shift"
start = {start}
length = "{length}"
{rest}
"""
NOON, BESIDE, LATER = (
    f'{{ length = "30 min", between = ["12:00", "{until}"] }}' for until in ("12:30", "12:45", "13:00")
)


@pytest.fixture
def told(desk):
    def of(rest="", *, start='["08:00", "09:00"]', length="8 h", hours="", shrinkage=""):
        loaded = load(desk(shrinkage + SHIFT.format(start=start, length=length, rest=rest), hours=hours))
        return [text.partition("work_shift[1].")[2] for text in loaded.warnings if "work_shift" in text]

    return of


def test_a_template_that_somebody_can_work_is_nothing_to_tell_of(told):
    assert told() == []
    assert told(hours='hours = { mon-fri = "08:00-18:00" }\n') == []
    assert told('days = "mon"\nmax_agents = 1') == []


@pytest.mark.parametrize(
    ("rest", "shift", "text"),
    [
        ("max_agents = 0", {}, "max_agents lets nobody work this shift (got 0)"),
        ('days = "sat-sun"', {}, "days has no day of the period, 2024-03-04 to 2024-03-04: nobody can work this shift"),
        ("", {"length": "20 min"}, "length holds no whole interval of 30 min: nobody can work this shift (got 20 min)"),
        ("", {"start": '["08:10"]', "length": "45 min"}, "length holds no whole interval"),
    ],
)
def test_a_template_that_nobody_can_work_is_told(told, rest, shift, text):
    (found,) = told(rest, **shift)
    assert found.startswith(text)


def test_starts_from_which_a_shift_never_meets_opening_hours_are_told(told):
    hours = 'hours = { mon-fri = "08:00-18:00" }\n'
    never = "start never meets the hours in which its groups may be on duty: "
    assert told(start='["09:00", "18:00"]', hours=hours) == [f"{never}nobody will start then (got 18:00)"]
    assert told(start='["18:00"]', hours=hours) == [f"{never}nobody can work this shift (got 18:00)"]
    assert told(start='["23:00"]', length="9.5 h", hours=hours) == [], "it ends after they open on the next day"


def test_a_start_at_the_end_of_the_day_is_refused(told):
    with pytest.raises(ScenarioError, match=r"start\[2\] must be before 24:00, which is 00:00 of the next day"):
        told(start='["08:00", "24:00"]')


def test_breaks_of_which_each_takes_the_time_of_the_other_are_refused(told):
    with pytest.raises(ScenarioError, match=r"breaks must leave room for one another.*got 12:00 to 12:30, 12:00 to"):
        told(f"breaks = [{NOON}, {BESIDE}]")
    assert told(f"breaks = [{LATER}, {NOON}]") == [], "the second one first"


def test_paid_breaks_beside_a_shrinkage_that_may_hold_them_are_told(told):
    paid = f"breaks = [{NOON.replace(' }', ', paid = true }')}]"
    assert told(paid, shrinkage="shrinkage = 0.3\n") == [
        "breaks[1].paid stands beside the shrinkage of desk (0.3): if that holds breaks, they are paid twice; take "
        "them out of it"
    ]
    assert told(paid) == []
    assert told(f"breaks = [{NOON}]", shrinkage="shrinkage = 0.3\n") == []


WIDE = 'breaks = [{ length = "30 min", between = ["09:00", "17:00"] }]'


def test_a_template_in_which_some_stretch_without_a_break_is_always_too_long_is_refused_with_what_would_do(told):
    assert told(f'{WIDE}\nmax_without_break = "4 h"') == []
    with pytest.raises(
        ScenarioError,
        match=r"work_shift\[1\].max_without_break must leave a way to place the breaks: some stretch of a shift of "
        r"shift is always longer, 4 h at best \(got 3 h\); widen the windows of its breaks, add a break, or allow 4 h",
    ):
        told(f'{WIDE}\nmax_without_break = "3 h"')
    with pytest.raises(ScenarioError, match=r"max_without_break must leave a way.*8 h at best \(got 270 min\)"):
        told('max_without_break = "4 h 30 min"')
    with pytest.raises(ScenarioError, match=r"max_without_break must be at most 24 h \(got 2 days\)"):
        told('max_without_break = "2 days"')


def test_a_stretch_is_held_against_breaks_at_whole_intervals_in_whichever_order_they_may_be_taken(told):
    """Half hours from 10:10 on end at 12:10; a break from 12:00 to 12:30 would leave stretches of 3.5 h."""
    first, second = '"08:00", "08:30"', '"10:10", "12:30"'
    pauses = ", ".join(f'{{ length = "30 min", between = [{window}] }}' for window in (second, first))
    with pytest.raises(ScenarioError, match="230 min at best"):
        told(f'breaks = [{pauses}]\nmax_without_break = "229 min"', start='["08:00"]')
    warnings = told(f'breaks = [{pauses}]\nmax_without_break = "230 min"', start='["08:00"]')
    assert not any("max_without_break" in text for text in warnings)


def test_starts_at_which_a_stretch_is_always_too_long_are_told(told):
    noon = f'breaks = [{LATER}]\nmax_without_break = "4 h"'
    assert told(noon, start='["08:00", "11:00"]') == [
        "max_without_break cannot be kept by shifts that start at 11:00; none will start then (got 4 h)"
    ]
    assert told(noon, start='["08:00", "08:30"]') == []


def test_a_template_for_no_group_at_all_is_refused_by_what_is_empty(told):
    with pytest.raises(ScenarioError, match=r"work_shift\[1\].groups must have at least one entry \(got \[\]\)"):
        told("groups = []")


def test_paid_breaks_of_many_templates_and_groups_are_told_in_one_line_that_names_the_groups(desk):
    paid = f"breaks = [{NOON.replace(' }', ', paid = true }')}]"
    other = '\n[groups.other]\nhandles = ["phone"]\nagents = 1\nshrinkage = 0.2\n'
    mine = [SHIFT.format(start='["08:00"]', length="8 h", rest=f'groups = ["{name}"]\n{paid}')
            for name in ("desk", "other")]  # fmt: skip
    warnings = load(desk("shrinkage = 0.3\n" + other + "".join(mine))).warnings
    (line,) = [text for text in warnings if "paid twice" in text]
    assert "work_shift[1].breaks[1].paid stands beside the shrinkage of desk (0.3), other (0.2), as in 2 temp" in line


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ('["desk"]', '["other"]', False),
        ('["desk", "other"]', '["other"]', True),
        (None, '["other"]', True),
        ('["other"]', None, True),
    ],
)
def test_two_templates_of_one_name_are_told_only_if_anybody_may_work_both(desk, first, second, is_told) -> None:
    other = '\n[groups.other]\nhandles = ["phone"]\nagents = 1\n'
    templates = (EARLY if groups is None else f"{EARLY}groups = {groups}\n" for groups in (first, second))
    warnings = load(desk(other + "".join(templates))).warnings
    assert any("work_shift[2].name is the name of" in text for text in warnings) == is_told


EARLY = '\n[[work_shift]]\nname = "early"\nstart = ["08:00"]\nlength = "4 h"\n'


@pytest.mark.parametrize(
    ("second", "is_told"),
    [
        (EARLY.replace("08:00", "09:00"), True),
        (EARLY.replace("early", "late"), False),
        (EARLY + 'days = "sat-sun"\n', False),
        (EARLY + 'days = "mon"\n', True),
    ],
)
def test_two_templates_of_one_name_for_the_same_people_on_the_same_days_are_told(desk, second, is_told) -> None:
    warnings = load(desk(EARLY + 'days = "mon-fri"\n' + second)).warnings
    told = [text for text in warnings if "is the name of" in text]
    assert len(told) == is_told
    assert all(
        text.endswith(
            "work_shift[2].name is the name of work_shift[1], too, for the same people on the same days, so that in "
            'tables only their times tell them apart; give each a name of its own (got "early")'
        )
        for text in told
    )

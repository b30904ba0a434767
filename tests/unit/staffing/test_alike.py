"""Days alike: which they are, one pattern of agents for them, and promises judged together but for days behind."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.report.language import speaking
from channelmix.report.plan_promises import Goal, told_when
from channelmix.report.plan_promises import alike_notes as alike_in_report
from channelmix.scenario import load
from channelmix.simulate import run
from channelmix.staffing import staff
from channelmix.staffing.alike import (
    _heirs_of_others,
    asking_of,
    cheapest_pattern,
    judged_alike,
    parted,
    tied,
    together,
    twins_of,
)
from channelmix.staffing.duties import duties_of
from channelmix.staffing.duty_patterns import patterns_of
from channelmix.staffing.judging import judged
from channelmix.staffing.wording import alike_notes

BY_DAY = '\n[staffing]\nper = "day"\n'
SHIFT = """
[[work_shift]]
name = "day"
start = ["09:00"]
length = "4 h"
"""
WEEK = ("period.days=7",)


@pytest.fixture
def desk(phone):
    """A desk of many numbers, whose promises hold over days; Monday to Friday are alike."""
    return phone.replace("1 h", "15 min").replace("days = 1", "days = 7").replace("09:00-11:00", "09:00-13:00") + BY_DAY


@pytest.fixture
def first_days(problem):
    """Return for each day of a scenario's week the first one that is alike."""

    def first(text, *changes):
        here = problem(text, *WEEK, *changes)
        twin = twins_of(here)
        places = np.searchsorted(here.space.day, np.arange(7))
        return None if twin is None else here.space.day[twin[places]].tolist()

    return first


def test_days_on_which_the_same_is_expected_are_alike(first_days, desk) -> None:
    assert first_days(desk) == [0, 0, 0, 0, 0, 5, 6], "nobody is on duty at the weekend"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("channels.phone.arrivals={ per_day = { mon = 90, tue-fri = 80 } }", [0, 1, 1, 1, 1, 5, 6]),
        ('channels.phone.hours={ mon-wed = "09:00-12:00", thu-fri = "09:00-11:00" }', [0, 0, 0, 3, 3, 5, 6]),
        ("period.special_days=[{ date = 2024-03-05, volume = 2.0 }]", [0, 1, 0, 0, 0, 5, 6]),
        ('period.special_days=[{ date = 2024-03-05, hours = "09:00-10:00" }]', [0, 1, 0, 0, 0, 5, 6]),
        ('staffing.hours={ mon-tue = "09:00-12:00", wed-fri = "08:00-12:00" }', [0, 0, 2, 2, 2, 5, 6]),
    ],
)
def test_what_tells_a_day_from_others(first_days, desk, change, told) -> None:
    assert first_days(desk, change) == told


@pytest.mark.parametrize(
    "change",
    [
        'events=[{ at = 2024-03-05T09:00:00, lasts = "1 h", multiply = { phone = 2 } }]',
        'staffing.per="interval"',
        'staffing.per="week"',
    ],
)
def test_where_days_cannot_be_compared_or_promises_hold_over_other_spans_none_are_alike(first_days, desk, change):
    assert first_days(desk, change) is None


def test_a_day_on_which_the_clocks_change_is_like_no_other(problem, desk) -> None:
    text = desk.replace('{ mon-fri = "09:00-13:00" }', '"09:00-13:00"')
    here = problem(text, "period.start=2024-03-25", 'period.timezone="Europe/Amsterdam"')
    at = np.searchsorted(here.space.day, np.arange(7))
    assert here.space.day[twins_of(here)[at]].tolist() == [0, 0, 0, 0, 0, 0, 6]


def test_days_with_other_agents_are_not_alike_in_a_plan(problem, desk) -> None:
    here = problem(desk)
    plan = np.where((here.space.day == 2) & (here.space.most > 0), 4, here.space.most.clip(0, 3))
    at = np.searchsorted(here.space.day, np.arange(5))
    assert here.space.day[twins_of(here, plan)[at]].tolist() == [0, 0, 2, 0, 0]


def test_plans_allowed_have_the_most_agents_of_any_day_alike(problem, desk) -> None:
    here = problem(desk)
    plan = np.where(here.space.most > 0, 2, 0)
    at = int(np.flatnonzero((here.space.day == 3) & (here.space.most[0] > 0))[1])
    plan[0, at] = 5
    clipped = tied(here, twins_of(here)).space.clipped(plan)
    assert clipped[0].sum() == plan[0].sum() + 4 * 3, "five on each of the five days"
    assert (here.space.clipped(plan) == plan).all(), "control: days that are not tied"


def test_work_added_is_that_of_one_day(problem, desk) -> None:
    here = problem(desk)
    space = tied(here, twins_of(here)).space
    missing = np.where(here.space.most > 0, 0.2, 0.0)
    on_first = space.on_first(missing)
    assert on_first[:, here.space.day == 0] == pytest.approx(missing[:, here.space.day == 0])
    assert not on_first[:, (here.space.day > 0) & (here.space.day < 5)].any()
    wednesday = np.where(here.space.day == 2, missing, 0.0)
    assert space.on_first(wednesday).max() == pytest.approx(0.2), "what one day lacks is not shared out among five"


def test_promises_of_days_alike_are_one_but_not_what_piles_up_nor_what_is_forgiven(problem, phone_and_email) -> None:
    text = phone_and_email.replace("days = 1", "days = 7") + BY_DAY
    here = problem(
        text, 'staffing.hours={ mon-fri = "09:00-17:00" }', "channels.email.arrivals.per_day={ mon-fri = 20 }"
    )
    alike = tied(here, twins_of(here))
    kinds = [here.goals[int(goal)].kind for goal in together(alike, here.cells).goal]
    before = [here.goals[int(goal)].kind for goal in here.cells.goal]
    assert kinds.count("backlog") == before.count("backlog")
    assert kinds.count("service") == before.count("service") - 2 * 4
    forgiven = here.cells.forgiven(np.where(np.arange(here.cells.count) == 1, 0.01, 0.0))
    assert together(alike, forgiven).count == together(alike, here.cells).count + 1


def _plan(here, agents):
    return here.space.clipped(np.where(here.space.most > 0, agents, 0))


def test_a_day_with_fewer_agents_does_not_hide_among_those_like_it(problem, desk) -> None:
    here = problem(desk)
    trials = here.trials(range(40)).entire(range(40))
    fair, poor = _plan(here, 5), np.where(here.space.day == 2, _plan(here, 2), _plan(here, 5))
    cells = {name: together(judged_alike(here, here.cells, plan, trials.tallies(plan)), here.cells)
             for name, plan in (("fair", fair), ("poor", poor))}  # fmt: skip
    assert cells["poor"].count == cells["fair"].count + 1
    assert not replace(trials, cells=cells["poor"]).of(poor).keeps_all
    assert replace(trials, cells=cells["fair"]).of(fair).keeps_all, "control: with five on each day"


MAIL = """
[channels.mail]
kind = "deferred"
arrivals = { per_day = { mon-fri = 5, sun = 60 } }
handling = "4 min"
target = { share = 0.5, within = "1 day" }
"""


def test_a_monday_that_inherits_a_weekends_mail_gets_agents_of_its_own(problem, desk) -> None:
    text = desk.replace('handles = ["phone"]', 'handles = ["mail", "phone"]') + MAIL
    quiet = text.replace("sun = 60", "sun = 0")
    found = []
    for each in (text, quiet):
        here = problem(each, 'staffing.hours={ mon-fri = "09:00-12:00" }')
        alike, plan = tied(here, twins_of(here)), _plan(here, 5)
        here_too = parted(alike, here.cells, plan, here.trials(range(60)).entire(range(60)).tallies(plan))
        at = np.searchsorted(here.space.day, np.arange(5))
        found.append(here_too.space.pattern[at].tolist())
    assert found == [[0, 1, 1, 1, 1], [0, 0, 0, 0, 0]]


def test_all_take_what_the_cheapest_day_has(problem, desk) -> None:
    here = problem(desk)
    plan = _plan(here, 4)
    plan[:, here.space.day == 3] -= (plan[:, here.space.day == 3] > 0).astype(int)
    even = cheapest_pattern(tied(here, twins_of(here)), plan)
    assert (even[:, here.space.day < 5] == _plan(here, 3)[:, here.space.day < 5]).all()


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What staff found for five days alike, and the file of its plan."""
    from tests.unit.staffing.conftest import PHONE

    text = PHONE.replace("1 h", "15 min").replace("days = 1", "days = 7").replace("09:00-11:00", "09:00-13:00") + BY_DAY
    folder = tmp_path_factory.mktemp("alike")
    (folder / "desk.toml").write_text(text + SHIFT)
    result = staff(load(folder / "desk.toml"))
    result.save(folder / "plan.xlsx")
    return result, folder


def _by_day(found):
    plan, day = found.requirement.plan, found.requirement.problem.space.day
    return [plan[0, day == each].tolist() for each in range(5)]


def test_a_plan_has_the_same_agents_on_days_alike(found) -> None:
    days = _by_day(found[0])
    assert days[1:] == [days[1]] * 4, "Monday may inherit something of the weekend"
    assert sum(days[1]) > 0


def test_who_is_judged_together_is_told(found) -> None:
    goal = found[0].summary["goals"][0]
    [together_days] = goal["alike"]
    assert goal["cells"] == goal["kept"] == 5, "of as many days as there are, however many are judged together"
    assert found[0].requirement.cells.count == found[0].requirement.single.count - len(together_days) + 1
    [told] = alike_notes(found[0].summary["goals"])
    assert "are alike: they have the same agents and are judged together" in told
    assert told.startswith(("Mon 4 Mar, Tue 5 Mar", "Tue 5 Mar, Wed 6 Mar"))
    of_report = Goal.model_validate(goal)
    others = len(together_days) - 1
    with speaking("nl"):
        assert told_when(of_report, f"{together_days[0]}T09:00").endswith(f" en {others} dagen als deze")
        assert "gelijke dagen" in "".join(alike_in_report([of_report]))
    assert told_when(of_report, "2024-03-09T09:00") == "Sat 9 Mar"


def test_the_plan_played_again_is_judged_the_same(found) -> None:
    result, folder = found
    again = judged(run(load(folder / "desk.toml", [f'groups.desk.agents={{ file = "{folder / "plan.xlsx"}" }}'])))
    assert again.summary["promises"]["goals"] == result.summary["goals"]


def test_shifts_are_the_same_on_days_alike(found) -> None:
    worked = staff(load(found[1] / "desk.toml"), shifts=True)
    days = _by_day(worked)
    assert days[1:] == [days[1]] * 4
    assert sum(days[1]) > 0


def test_duties_of_days_alike_are_one_choice(problem, desk) -> None:
    here = problem(desk + SHIFT)
    alike, duties = tied(here, twins_of(here)), duties_of(here)
    made = patterns_of(alike, duties)
    assert (len(made.single), len(made.duties)) == (7, 3), "Saturday and Sunday are days of their own"
    week = made.duties[0]
    assert week.present.sum() == sum(duty.present.sum() for duty in duties[:5])
    assert week.cost == pytest.approx(sum(duty.cost for duty in duties[:5]))
    agents = np.array([3, 1, 0])
    assert made.unfolded(agents).tolist() == [3, 3, 3, 3, 3, 1, 0]
    assert made.folded(made.unfolded(agents)).tolist() == agents.tolist()


@pytest.mark.parametrize("change", ['days = "mon-wed"', 'start = ["20:00"]\nlength = "6 h"'])
def test_duties_that_are_not_there_every_day_or_go_on_into_the_next_leave_days_by_themselves(problem, desk, change):
    lines = {line.split(" = ")[0]: line for line in (*SHIFT.strip().splitlines(), *change.splitlines())}
    here = problem(desk + "\n" + "\n".join(lines.values()), *(["period.interval=1 h"] if "20:00" in change else []))
    assert patterns_of(tied(here, twins_of(here)), duties_of(here)) is None
    assert patterns_of(here, duties_of(here)) is not None, "control: where no days are alike"


@pytest.mark.parametrize("day", [0, 2])
def test_a_day_that_was_let_off_stays_so_and_by_itself(problem, desk, day) -> None:
    here = problem(desk)
    trials, plan = here.trials(range(20)), _plan(here, 4)
    hopeless = here.space.day[here.cells.first] == day
    trials.let_go(hopeless, np.where(hopeless, 0.1, 0.0), trials.of(plan))
    trials.safety = np.where(hopeless, 0.02, 0.01)
    asked = asking_of(tied(here, twins_of(here)), here.cells, trials)
    joint = together(tied(here, twins_of(here)), here.cells)
    assert asked.cells.count == joint.count + 1, "control: one fewer where none is let off"
    [cell] = asked.let_off
    assert here.space.day[asked.cells.first[cell]] == day
    assert asked.cells.tolerance[cell] == pytest.approx(0.1)
    assert asked.safety[cell] == 0.02
    again = asking_of(here, here.cells, asked)
    assert (np.flatnonzero(hopeless) == sorted(again.let_off)).all()
    assert again.cells.tolerance == pytest.approx(trials.cells.tolerance)


@pytest.mark.parametrize(
    ("days", "start", "heirs"),
    [(7, "2024-03-04", [0]), (14, "2024-03-04", [0, 7]), (5, "2024-03-04", [0]), (3, "2024-03-05", [0])],
)
def test_who_follows_another_kind_of_day_inherits_of_others(problem, desk, days, start, heirs) -> None:
    here = problem(desk, f"period.days={days}", f"period.start={start}")
    assert [day for day in _heirs_of_others(here) if day % 7 < 5] == heirs
    own_mondays = "channels.phone.arrivals={ per_day = { mon = 99, tue-fri = 80 } }"
    two_weeks = problem(desk, "period.days=14", own_mondays)
    told = [day for day in _heirs_of_others(two_weeks) if day % 7 < 5]
    assert told == [1, 8], "both Mondays follow a Sunday, and Tuesdays alone a Monday"


def _run_again(loaded, result, folder):
    file = folder / "again.xlsx"
    file.unlink(missing_ok=True)
    result.save(file)
    plan = f'groups.desk.agents={{ file = "{file}" }}'
    return judged(run(load(loaded, [plan]))).summary["promises"]["goals"]


def test_shifts_that_go_past_midnight_are_judged_as_run_judges_them(found) -> None:
    _, folder = found
    night = SHIFT.replace('"day"', '"night"').replace("09:00", "22:00")
    file = folder / "night.toml"
    file.write_text((folder / "desk.toml").read_text() + night)
    worked = staff(load(file), shifts=True)
    assert _run_again(file, worked, folder) == worked.summary["goals"]


def test_days_that_could_not_be_made_alike_are_judged_as_run_judges_them(found, monkeypatch) -> None:
    monkeypatch.setattr("channelmix.staffing.settling._EVEN", 0.0)
    file = found[1] / "desk.toml"
    free = staff(load(file), against=True)
    assert free.requirement.problem.space.twin is None or "alike" in free.summary["goals"][0]
    assert _run_again(file, free, found[1]) == free.summary["goals"]
    assert judged(run(load(file))).summary["promises"]["goals"] == free.summary["against"]["goals"]

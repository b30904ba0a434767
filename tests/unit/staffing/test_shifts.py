"""Work shifts: which duties templates allow, the rules they keep, and that they keep the promises."""

from datetime import datetime, time, timedelta
from itertools import pairwise, product
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channelmix.errors import ScenarioError
from channelmix.staffing import shifts, staff
from channelmix.staffing.bounds import cost_bound, cost_bound_of_shifts
from channelmix.staffing.duties import MOST_PLACINGS, _placed, duties_of
from channelmix.staffing.duty_patterns import patterns_of
from channelmix.staffing.exchanging import _Side
from channelmix.staffing.load import load_of
from channelmix.staffing.pool import Pool
from channelmix.staffing.problem import FIRST_SEARCH
from channelmix.staffing.rostering import Roster
from channelmix.staffing.shifts import _finer, find_shifts

EARLY = """
[[work_shift]]
name = "early"
start = ["08:00", "09:00"]
length = "4 h"
breaks = [{ length = "30 min", between = ["10:00", "11:30"] }]
"""
NIGHT = """
[[work_shift]]
name = "night"
start = ["22:00"]
length = "8 h"
days = "sun"
breaks = [{ length = "1 h", between = ["01:00", "03:00"], paid = true }]
"""


def test_a_duty_is_present_from_start_to_end_but_for_its_break(problem, half_hours):
    duties = duties_of(problem(half_hours + EARLY))
    assert len(duties) == 2 * 3
    first = duties[0]
    assert [time(place // 2, 30 * (place % 2)) for place in np.flatnonzero(~first.present[16:24]) + 16] == [time(10)]
    assert np.flatnonzero(first.present)[[0, -1]].tolist() == [16, 23]


def test_a_shift_longer_than_a_day_is_refused(loaded_of, half_hours):
    with pytest.raises(ScenarioError, match=r"length must be at most 24 h \(got 30 h\)"):
        loaded_of(half_hours + EARLY.replace('"4 h"', '"30 h"'))


@pytest.mark.parametrize("days", ["foo", "", "mon,tue", "Mon"])
def test_a_shift_on_no_weekday_is_refused_where_it_stands(loaded_of, half_hours, days):
    with pytest.raises(ScenarioError, match=r"days must name weekdays, such as mon or mon-fri \(got"):
        loaded_of(half_hours + EARLY + f'days = "{days}"\n')


def test_an_unpaid_break_is_not_paid_and_a_paid_one_is(problem, half_hours):
    unpaid = duties_of(problem(half_hours + EARLY))[0]
    paid = duties_of(problem(half_hours + EARLY.replace('"11:30"] }', '"11:30"], paid = true }')))[0]
    assert (unpaid.paid_hours, paid.paid_hours) == (pytest.approx(3.5 / 0.75), pytest.approx(4 / 0.75))
    assert unpaid.price == pytest.approx(30 * 3.5 / 0.75)


def test_the_last_night_of_a_week_ends_on_its_first_morning(problem, half_hours):
    duties = duties_of(problem(half_hours + NIGHT, "period.days=7"))
    hours = [(int(place) // 48, int(place) % 48 / 2) for place in np.flatnonzero(duties[0].present)]
    assert {day for day, _ in hours} == {0, 6}
    assert [hour for day, hour in hours if day == 0] == [0, 0.5, *np.arange(2, 6, 0.5)]


@pytest.mark.parametrize(("start", "hours"), [("2027-03-28", 7), ("2027-10-31", 9), ("2027-03-21", 8)])
def test_a_night_on_which_the_clocks_change_is_paid_by_the_hours_that_pass(problem, half_hours, start, hours):
    night = NIGHT.replace('start = ["22:00"]', 'start = ["00:00"]').replace("breaks", "# breaks")
    duties = duties_of(problem(half_hours + night, f"period.start={start}", 'period.timezone="Europe/Amsterdam"'))
    assert duties[0].paid_hours == pytest.approx(hours / 0.75)
    assert duties[0].present.sum() == 2 * hours


@pytest.mark.parametrize("start", ["2027-03-28", "2027-10-31"])
def test_no_break_lies_in_an_hour_that_the_clocks_skip_or_show_twice(problem, half_hours, start):
    changes = (f"period.start={start}", 'period.timezone="Europe/Amsterdam"')

    def breaks(first, last):
        night = NIGHT.replace("22:00", "00:00").replace('"01:00", "03:00"', f'"{first}", "{last}"')
        return [f"{duty.breaks[0][0]:%H:%M}" for duty in duties_of(problem(half_hours + night, *changes))]

    assert breaks("01:00", "04:00") == ["01:00", "03:00"]
    assert breaks("01:30", "03:00") == ["01:30", "02:00"], "there is no other time for it"


QUARTER = timedelta(minutes=15)


def apart(placing, least):
    ordered = sorted(placing)
    return all(earlier[1] + least <= later[0] for earlier, later in pairwise(ordered))


@given(
    breaks=st.lists(
        st.tuples(st.lists(st.integers(0, 30), max_size=8, unique=True), st.integers(1, 4)), max_size=4
    ),
    between=st.integers(0, 6),
)  # fmt: skip
def test_breaks_are_placed_as_by_trying_every_placing_and_taking_an_even_choice(breaks, between):
    opens, least = datetime(2024, 3, 4, 8), between * QUARTER
    choices = [
        [(opens + at * QUARTER, opens + (at + length) * QUARTER) for at in sorted(starts)] for starts, length in breaks
    ]
    every = [placing for placing in product(*choices) if apart(placing, least)]
    if len(every) > MOST_PLACINGS:
        every = [every[round(place)] for place in np.linspace(0, len(every) - 1, MOST_PLACINGS)]
    assert _placed(choices, least) == every


def long_day(length, windows):
    pauses = ", ".join(f'{{ length = "{length}", between = {between} }}' for between in windows)
    return f'[[work_shift]]\nname = "long"\nstart = ["08:00"]\nlength = "10 h"\nbreaks = [{pauses}]\n'


@pytest.mark.parametrize(
    ("interval", "length", "windows", "between", "least"),
    [
        ("30 min", "30 min", ['["08:00", "12:00"]'] * 10, "", None),  # nowhere: eight fit
        ("30 min", "30 min", ['["08:00", "13:00"]'] * 10, "", 0),
        ("5 min", "15 min", ['["08:00", "12:00"]', '["10:00", "14:00"]', '["12:00", "16:00"]',
                             '["13:00", "17:00"]', '["14:00", "18:00"]'], "", 60),
        ("5 min", "30 min", ['["08:00", "12:00"]'] * 8, "", 0),  # one after the other, and no minute between
        ("5 min", "15 min", ['["08:00", "12:00"]'] * 6, 'min_between_breaks = "30 min"', 30),
    ],
)  # fmt: skip
def test_many_breaks_are_placed_in_good_time(problem, half_hours, interval, length, windows, between, least):
    found = problem(half_hours.replace("30 min", interval) + long_day(length, windows) + between)
    duties = []
    worker = Thread(target=lambda: duties.append(duties_of(found)), daemon=True)
    worker.start()
    worker.join(timeout=60)
    assert duties, "all placings there are would take hours"
    breaks = {duty.breaks for duty in duties[0]}
    assert len(breaks) == (0 if least is None else MOST_PLACINGS)
    assert all(apart(each, timedelta(minutes=least)) for each in breaks)


def covered(problem, required):
    roster = Roster(duties=duties_of(problem), shifts=problem.scenario.work_shift)
    missing = roster.cover(required)
    found = roster.solved()
    return roster, found, sum(found[variable] for variable in missing)


def test_breaks_are_spread_so_that_the_requirement_holds_throughout(problem, half_hours):
    found = problem(half_hours + EARLY)
    required = np.zeros((1, 48), np.int64)
    required[0, 18:24] = 4
    roster, solution, missing = covered(found, required)
    agents = np.rint(solution[: len(roster.duties)]).astype(int)
    present = sum(number * duty.present for number, duty in zip(agents, roster.duties, strict=True))
    assert missing < 1e-6
    assert (present[18:24] >= 4).all()
    assert agents.sum() == 6, "a third of six is at a break in each of three half-hours"


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("max_starts = 1", lambda duties: len({duty.start.time() for duty in duties}) == 1),
        ("max_agents = 2", lambda duties: True),
    ],
)
def test_rules_of_templates_hold(problem, half_hours, rule, holds):
    found = problem(half_hours + EARLY + rule)
    required = np.zeros((1, 48), np.int64)
    required[0, 16:26] = 2
    roster, solution, _ = covered(found, required)
    worked = [duty for duty, number in zip(roster.duties, solution, strict=False) if number > 0.5]
    assert holds(worked)
    if "max_agents" in rule:
        assert round(solution[: len(roster.duties)].sum()) <= 2


def test_shifts_that_overlap_never_bring_more_people_than_there_are_places(problem, half_hours):
    found = problem(half_hours + EARLY)
    required = np.zeros((1, 48), np.int64)
    required[0, [16, 25]] = 3
    most = {}
    for places in (3, 6):
        roster = Roster(duties=duties_of(found), shifts=found.scenario.work_shift)
        roster.cover(required)
        roster.limit(np.full((1, 48), places))
        agents = np.rint(roster.solved()[: len(roster.duties)]).astype(int)
        most[places] = max(sum(n * duty.present for n, duty in zip(agents, roster.duties, strict=True)))
    assert most == {3: 3, 6: 6}, "early and late together would be six"


def test_people_rest_between_two_days_shifts(problem, half_hours):
    """Two late shifts and an early one on the next day need a third person, unless rest is short."""
    shift = EARLY.replace('["08:00", "09:00"]', '["06:00", "20:00"]').replace(', "11:30"', ', "22:30"')
    shift = shift.replace('between = ["10:00"', 'between = ["06:30"')

    def people(rest):
        found = problem(half_hours + shift + f'min_rest = "{rest}"\n', "period.days=2")
        required = np.zeros((1, 96), np.int64)
        required[0, 41] = required[0, 60] = 1
        roster, solution, _ = covered(found, required)
        return sum(v for v, c in zip(solution, roster.cost, strict=True) if 0 < c < 1 and v > 1e-6)

    assert people("11 h") > people("1 h") * 1.5


def test_shifts_keep_the_promises_and_cost_at_least_the_requirement(loaded_of, half_hours):
    text = half_hours.replace("replications = 6", "replications = 4") + EARLY.replace(
        '"11:30"]', '"11:30"], paid = true'
    )
    found = staff(loaded_of(text, "channels.phone.arrivals.per_hour=20"), shifts=True)
    plain = staff(loaded_of(text, "channels.phone.arrivals.per_hour=20"))
    assert found.requirement.search.keeps_all
    assert found.plan_cost >= plain.plan_cost
    total, overtime = found.run.summary["total"], found.run.summary["groups"]["desk"]["overtime_hours"]
    late = overtime["mean"] / 0.75
    assert total["paid_hours"]["mean"] == pytest.approx(found.summary["groups"]["desk"]["paid_hours"] + late)
    assert total["cost"]["mean"] == pytest.approx(found.plan_cost + 30 * late), "reports tell the price of the shifts"
    rows = found.summary["shifts"]
    assert sum(row["agents"] for row in rows) > 0
    assert all(row["breaks"] for row in rows)


@pytest.mark.parametrize(
    ("calls", "rates"),
    [
        (0, ""),  # nobody is needed
        (20, "cost_per_hour = 0\n"),  # people are, and cost nothing
    ],
)
def test_a_search_ends_where_there_is_nothing_to_save(loaded_of, half_hours, monkeypatch, calls, rates):
    rounds = []

    def exchanged(pool, now, *, until, inner=shifts.exchanged):
        rounds.append(until)
        assert len(rounds) <= 20, "it would go on for ever: plans that are known cost no trial"
        return inner(pool, now, until=until)

    monkeypatch.setattr(shifts, "exchanged", exchanged)
    text = half_hours.replace("replications = 6", "replications = 2") + EARLY.split("breaks")[0] + rates
    found = staff(loaded_of(text, f"channels.phone.arrivals.per_hour={calls}"), shifts=True)
    assert found.plan_cost == 0
    assert bool(found.summary["shifts"]) == (calls > 0)


@pytest.mark.parametrize(
    ("group", "template", "share"),
    [("30", "3", 0.1), ("0", "3", 0.1), ("30", "40", 4 / 3), ("30", "0", 0.0)],
)
def test_what_shifts_cost_at_least_counts_hours_at_the_price_of_their_templates(
    problem, half_hours, group, template, share
):
    found = problem(
        half_hours.replace("cost_per_hour = 30", f"cost_per_hour = {group}") + EARLY + f"cost_per_hour = {template}\n"
    )
    usual = problem(half_hours)
    simulation = usual.simulation
    contacts = [simulation.population.contacts(1, number, simulation.horizons[0]) for number in range(4)]
    load = load_of(simulation.operation, contacts)
    plain = cost_bound(usual, usual.cells, load)
    assert plain > 0
    assert cost_bound_of_shifts(found, found.cells, load) == pytest.approx(share * plain)


def test_a_bound_of_shifts_is_not_above_what_they_cost(loaded_of, half_hours):
    text = half_hours.replace("replications = 6", "replications = 2") + EARLY + "cost_per_hour = 3\n"
    found = staff(loaded_of(text, "channels.phone.arrivals.per_hour=20"), shifts=True)
    assert 0 < found.summary["bound"] <= found.plan_cost


DAY = """
[[work_shift]]
name = "early"
start = ["08:00", "09:00"]
length = "4 h"
breaks = [{ length = "30 min", between = ["10:00", "11:30"] }]
[[work_shift]]
name = "short"
start = ["09:00", "10:00", "11:00"]
length = "2 h"
[staffing]
per = "day"
"""


@pytest.fixture
def by_day(half_hours):
    return half_hours.replace('"09:00-11:00"', '"09:00-13:00"') + DAY


def searched(problem, text, *changes):
    """Return the shifts of a scenario, and what covering its requirement alone would cost."""
    found = problem(text, *changes)
    trials = found.trials(range(FIRST_SEARCH, FIRST_SEARCH + 12))
    required = np.where(found.space.allowed, 4, 0)
    required[0, 18] = 9
    pool = Pool(problem=found, trials=trials, duties=duties_of(found), most=np.full_like(found.space.most, 99))
    roster = Roster(duties=pool.duties, shifts=found.scenario.work_shift)
    roster.cover(required)
    cover = np.rint(roster.solved()[: len(pool.duties)]).astype(int)
    return find_shifts(found, trials, required, patterns_of(found, pool.duties)), pool, cover


def test_shifts_by_day_cost_at_most_a_short_duty_more_than_the_cheapest_of_many_plans_tried(problem, by_day):
    found, pool, cover = searched(problem, by_day)
    assert found.trial.keeps_all
    cheapest = min(pool.cost(agents) for agents in every_plan(pool) if pool.trial(agents).keeps_all)
    one_short_duty = pool.price.min()
    assert found.cost <= cheapest + one_short_duty
    assert pool.cost(cover) > found.cost + one_short_duty, "the control: a cover of the peak alone is far dearer"


def every_plan(pool):
    """Yield plans of up to four agents on each of the first placing of every template and start."""
    firsts = {}
    for number, duty in enumerate(pool.duties):
        firsts.setdefault((duty.template, duty.start), number)
    for counts in product(range(5), repeat=len(firsts)):
        if 3 <= sum(counts) <= 7:
            agents = np.zeros(len(pool.duties), np.int64)
            agents[list(firsts.values())] = counts
            yield agents


@pytest.mark.parametrize(
    ("rule", "keeps"),
    [
        ("max_starts = 1", lambda duties, plan: len({duty.start for duty, _ in duties if duty.template == 0}) <= 1),
        ("max_agents = 1", lambda duties, plan: sum(n for duty, n in duties if duty.template == 0) <= 1),
        ("", lambda duties, plan: (plan[0, 19:22] >= 2).all()),
    ],
)
def test_what_is_added_taken_and_exchanged_keeps_the_rules(problem, by_day, rule, keeps):
    text = by_day.replace('length = "4 h"', f'length = "4 h"\n{rule}')
    found, _, _ = searched(problem, text, "staffing.min_agents.desk=2")
    assert keeps(list(zip(found.duties, found.agents.tolist(), strict=True)), found.plan)


def test_shifts_are_proved_on_more_customers_than_asked_for_where_these_are_few(problem, half_hours):
    trials = problem(half_hours + EARLY).trials(range(FIRST_SEARCH, FIRST_SEARCH + 4))
    trials.of(np.full((1, 48), 3))
    finer = _finer(trials)
    assert list(finer.replications) == list(range(FIRST_SEARCH, FIRST_SEARCH + 32))
    assert finer.of(np.full((1, 48), 3)).error.sum() < trials.of(np.full((1, 48), 3)).error.sum() / 2


def test_shifts_are_proved_on_the_same_customers_where_more_would_take_too_long(problem, half_hours, monkeypatch):
    trials = problem(half_hours + EARLY).trials(range(FIRST_SEARCH, FIRST_SEARCH + 4))
    trials.of(np.full((1, 48), 3))
    monkeypatch.setattr("channelmix.staffing.finer.FINER", 40 * 4 * trials.contacts_of_one)
    assert _finer(trials) is trials


def test_shifts_are_checked_on_at_least_as_many_customers_as_they_were_proved_on(loaded_of, half_hours, monkeypatch):
    monkeypatch.setattr("channelmix.staffing.beginning.finer_count", lambda few, **other: few)
    text = half_hours.replace("replications = 6", "replications = 4") + EARLY
    alone, in_shifts = (staff(loaded_of(text), shifts=each) for each in (False, True))
    assert len(alone.requirement.trials.replications) == 4, "the control: few were asked for"
    assert in_shifts.summary["checked_on"] >= len(in_shifts.shifts.replications) == 32
    assert in_shifts.summary["replications"] == 4


def test_two_at_a_time_nobody_leaves_a_duty_twice_that_one_agent_works():
    alone = _Side(duties=[(0,), (1,)], kinds=[(5,), (6,)], change=np.array([[-1.0, -2.0]]), price=np.array([3.0, 4.0]))
    both = alone.pairs(np.array([1, 2]))
    assert (both.duties, both.kinds) == ([(0, 1), (1, 1)], [(5, 6), (6, 6)])
    assert (both.change.tolist(), both.price.tolist()) == ([[-3.0, -4.0]], [7.0, 8.0])

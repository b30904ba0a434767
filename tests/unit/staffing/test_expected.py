"""The estimate of ``--dry-run``: as many trials as searches take, about."""

from channelmix.simulate.sizes import size_of
from channelmix.staffing import expected
from channelmix.staffing.requirement import find_requirement
from channelmix.staffing.trials import Trials

LONG_DAY = ("period.interval=10 min", 'channels.phone.hours={mon="08:00-20:00"}', "channels.phone.arrivals.per_hour=8")


def test_a_search_plays_half_to_twice_as_many_replications_as_expected(loaded_of, phone, monkeypatch):
    loaded = loaded_of(phone, *LONG_DAY, 'staffing.per="day"', "run.replications=2")
    timed = expected._of_a_trial(
        loaded, size_of(loaded), replications=2, seed=1, engine=None, workers=1, is_risk=False
    )  # fmt: skip
    played, plays = [], Trials.tallies

    def counted(trials, plan):
        played.append(len(trials.replications))
        return plays(trials, plan)

    monkeypatch.setattr(Trials, "tallies", counted)
    find_requirement(loaded, replications=2, seed=1)
    assert 0.5 < expected._played(timed) / sum(played) < 2


def test_changes_of_a_day_are_expected_only_where_promises_hold_over_it(loaded_of, phone):
    def asked(per):
        loaded = loaded_of(phone, *LONG_DAY, f'staffing.per="{per}"', "run.replications=3")
        size = size_of(loaded)
        timed = expected._of_a_trial(loaded, size, replications=3, seed=1, engine=None, workers=1, is_risk=False)
        return expected._played(timed) / timed.all

    assert asked("day") > 4 * asked("interval")

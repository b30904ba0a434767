"""Replications until intervals are narrow enough: at fixed numbers, never more than the budget."""

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.results import mean_figure
from channelmix.simulate import run
from channelmix.simulate.figures import FigureSet
from channelmix.simulate.precision import Goal, Look, looks, until_precise

VALUES = np.random.default_rng(5).normal(100, 10, 20_000)


class Played:
    """Stands for a simulation: normal numbers, and which counts were looked at."""

    def __init__(self):
        self.counts = []

    def __call__(self, count):
        self.counts.append(count)
        figures = FigureSet({}, {}, {"cost": mean_figure(VALUES[:count])}, {})
        return Look(figures, [figures])


def test_the_study_ends_at_the_first_look_that_is_precise_enough():
    played = Played()
    ended = until_precise(Goal(wishes=["total.cost=1"]), played)
    assert (ended.ended_by, ended.met) == ("precision", True)
    before = [count for count in looks(10_000) if count < ended.replications][-1]
    assert mean_figure(VALUES[:before]).half_width() > 1 >= mean_figure(VALUES[: ended.replications]).half_width()


def test_looks_that_would_surely_come_too_early_are_left_out():
    played = Played()
    until_precise(Goal(wishes=["total.cost=0.5"]), played)
    assert len(played.counts) < len(list(looks(played.counts[-1])))
    assert set(played.counts[1:]) <= set(looks(10_000))


def test_the_budget_of_replications_ends_a_study_and_it_is_told_what_was_reached():
    ended = until_precise(Goal(wishes=["total.cost=0.01"], most=90), Played())
    (reached,) = ended.reached
    assert (ended.ended_by, ended.replications, ended.met, reached.met) == ("replications", 90, False, False)
    assert reached.half_width == pytest.approx(mean_figure(VALUES[:90]).half_width())


def test_a_wish_beyond_all_reach_is_refused_and_one_that_is_nearly_so_ends_with_the_budget():
    with pytest.raises(InputError, match=r"total.cost must be 1e-12 or more .got '1e-300'."):
        until_precise(Goal(wishes=["total.cost=1e-300"], most=90), Played())
    ended = until_precise(Goal(wishes=["total.cost=1e-12"], most=90), Played())
    assert (ended.ended_by, ended.replications) == ("replications", 90)


def test_the_budget_of_time_ends_a_study_where_it_stands():
    ended = until_precise(Goal(wishes=["total.cost=0.001"], seconds=1e-9), Played())
    assert (ended.ended_by, ended.replications) == ("time", 40)


def test_relative_wishes_are_relative_to_the_figure():
    (reached,) = until_precise(Goal(wishes=["total.cost=1%"]), Played()).reached
    assert reached.asked == pytest.approx(1.0, rel=0.05)


def test_a_misspelt_wish_is_told_after_one_replication():
    played = Played()
    with pytest.raises(InputError, match="did you mean"):
        until_precise(Goal(wishes=["total.costs=1"]), played)
    assert played.counts == [1]


def test_the_number_of_workers_changes_nothing_and_the_count_repeats_it(desk_file):
    wishes = ["phone.abandoned_share=3pp"]
    one, two = (run(desk_file, precision=wishes, workers=workers, executor="threads") for workers in (1, 2))
    assert one.precision.replications == one.replications == two.replications
    assert one.json() == two.json() == run(desk_file, replications=one.replications).json()

"""Which is best, how probably, what beats what, and whether intervals and promises hold as often as they say."""

import math

import numpy as np
import pytest

from channelmix.compare.front import standings
from channelmix.compare.ranking import chances
from channelmix.compare.selection import FIRST_STAGE, STAGE, Contestant, Race, Selection
from channelmix.compare.together import all_pairs
from channelmix.results import difference, mean_figure, ratio_figure, share_figure
from channelmix.simulate.named import Name

STUDIES = 400


def common(rng, means, count, *, own=1.0):
    """Values of scenarios on the same customers: one row a scenario, chance mostly shared."""
    shared = rng.normal(0, 3, count)
    return [mean + shared + rng.normal(0, own, count) for mean in means]


def too_few(hits, studies, nominal):
    """Whether so many hits are significantly fewer than nominal: below four standard errors."""
    return hits / studies < nominal - 4 * math.sqrt(nominal * (1 - nominal) / studies)


def test_of_two_scenarios_the_probability_is_that_of_students_t():
    from scipy.stats import t

    rng = np.random.default_rng(3)
    first, second = (mean_figure(values) for values in common(rng, (10, 10.3), 15))
    change = difference(second, first)
    exact = t.cdf(change.value / change.standard_error, 14)
    found = chances([first, second], better=1).best
    assert found[1] == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 10_000))
    assert sum(found) == pytest.approx(1)


def test_less_may_be_better_and_equal_scenarios_share_the_first_place():
    values = np.random.default_rng(1).normal(5, 1, 20)
    same = [mean_figure(values), mean_figure(values), mean_figure(values + 10)]
    assert chances(same, better=-1).best == pytest.approx((0.5, 0.5, 0.0))
    assert chances(same, better=-1).often == pytest.approx((0.5, 0.5, 0.0))


def test_how_often_each_is_best_is_counted_by_replication():
    figures = [share_figure([8, 9, 5, 0], [10, 10, 10, 0]), share_figure([9, 8, 6, 0], [10, 10, 10, 0])]
    assert chances(figures, better=1).often == pytest.approx((1 / 3, 2 / 3))


def test_without_intervals_nothing_is_said():
    assert chances([mean_figure([1]), mean_figure([2])], better=1).best == (None, None)


def held_together(studies, adjust):
    """Return in how many studies the intervals of all ten pairs of five scenarios hold together."""
    rng = np.random.default_rng(7)
    means = (1.0, 1.2, 1.4, 1.6, 1.8)
    hits = 0
    for _ in range(studies):
        figures = [mean_figure(values) for values in common(rng, means, 20)]
        pairs = all_pairs(figures) if adjust else all_pairs(figures, confidence=1 - 0.05 * 10)
        truths = [means[pair.second] - means[pair.first] for pair in pairs]
        hits += all(pair.estimate.low <= truth <= pair.estimate.high for pair, truth in zip(pairs, truths, strict=True))
    return hits


def test_intervals_of_all_pairs_hold_together():
    assert not too_few(held_together(STUDIES, adjust=True), STUDIES, 0.95)


def test_this_check_notices_intervals_that_each_hold_by_themselves():
    assert too_few(held_together(STUDIES, adjust=False), STUDIES, 0.95)


def race_of(rng, means, *, confidence=0.95, ratio=False, indifference=0.5):
    values = np.array(common(rng, means, 4000))
    below = rng.poisson(50, values.shape[1]) + 1.0

    def figure(place, count):
        part = values[place, :count]
        return ratio_figure(part * below[:count], below[:count]) if ratio else mean_figure(part)

    race = Race(len(means), better=1, indifference=indifference, confidence=confidence)
    count = FIRST_STAGE
    while len(race.look([figure(place, count) for place in race.alive], count)) > 1:
        count += STAGE
    return race.alive[0], count


@pytest.mark.parametrize("ratio", [False, True])
def test_the_selection_keeps_its_promise_where_the_best_is_just_worth_caring_for(ratio):
    rng = np.random.default_rng(11)
    chosen = [race_of(rng, (1.0, 1.0, 1.5, 1.0), ratio=ratio)[0] for _ in range(150)]
    assert not too_few(chosen.count(2), 150, 0.95)


def test_this_check_notices_a_selection_that_promises_half_as_much_and_cares_less():
    rng = np.random.default_rng(11)
    chosen = [race_of(rng, (1.0, 1.0, 1.1, 1.0), confidence=0.4)[0] for _ in range(150)]
    assert too_few(chosen.count(2), 150, 0.95)


def test_a_clear_winner_is_found_at_the_first_stage_and_twins_end_too():
    rng = np.random.default_rng(2)
    assert race_of(rng, (1.0, 9.0, 2.0)) == (1, FIRST_STAGE)
    values = rng.normal(0, 1, 40)
    twins = Race(2, better=1, indifference=0.1)
    assert twins.look([mean_figure(values)] * 2, 40) == [0]


def test_what_costs_more_and_serves_worse_is_beaten_and_it_is_told_whether_surely():
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, 30)
    costs = [mean_figure(100 + noise), mean_figure(120 + noise), mean_figure(90 + noise)]
    services = [
        share_figure([80] * 30, [100] * 30),
        share_figure([70] * 30, [100] * 30),
        share_figure([60] * 30, [100] * 30),
    ]
    found = standings(costs, services)
    assert [each.on_front for each in found] == [True, False, True]
    assert (found[1].beaten_by, found[1].surely) == (0, True)
    loud = [mean_figure(100 + rng.normal(0, 99, 30)), mean_figure(121 + rng.normal(0, 99, 30))]
    unsure = standings(loud, [services[0], services[1]])
    assert not any(each.surely for each in unsure)


def test_names_with_commas_are_quoted_where_several_stand_in_a_row() -> None:
    name = Name("channels", "phone", "service_level")
    contestants = tuple(Contestant(called, 40, 0.5, dropped=False) for called in ("Chat, and more", "Today"))
    told = Selection(name, 0.01, 0.95, contestants, None).promise
    assert 'still in the race: "Chat, and more", Today. Nothing' in told

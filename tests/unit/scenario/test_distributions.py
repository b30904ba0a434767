"""How times are distributed: shapes, their parameters, and what a bare time means."""

import pytest

from channelmix.scenario.distributions import Delay, Distribution, Handling, Patience


@pytest.mark.parametrize(
    ("kind", "shape", "cv"),
    [(Handling, "lognormal", 1.0), (Patience, "exponential", None), (Delay, "deterministic", None)],
)
def test_a_bare_time_means_what_the_key_says(kind, shape, cv):
    bare = kind.model_validate("6 min")
    assert (bare.distribution, bare.cv, bare.expected_seconds) == (shape, cv, 360)


@pytest.mark.parametrize("kind", [Handling, Patience, Delay])
def test_a_table_is_lognormal_with_cv_1_unless_it_says_otherwise(kind):
    table = kind.model_validate({"mean": "6 min"})
    assert (table.distribution, table.cv) == ("lognormal", 1.0)


def test_delays_of_nothing_are_allowed_but_work_of_nothing_is_not(broken_rules):
    assert Delay.model_validate(0).expected_seconds == 0
    assert broken_rules(Handling, 'mean = "0 s"') == {"mean": "must be longer than 0 s (got 0 s)"}


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ('{ distribution = "uniform", low = 10, high = 20 }', 15),
        ('{ distribution = "triangular", low = "5 min", mode = "7 min", high = "10 min" }', 440),
        ('{ distribution = "gamma", mean = "1 min", cv = 0.5 }', 60),
        ('{ by = { "00:00" = "2 min", "12:00" = "4 min" } }', 180),
        ('{ mean = "2 min", by = { "18:00" = "6 min" } }', 180),
    ],
)
def test_the_expected_time_is_that_of_the_shape(toml, written, seconds):
    assert Distribution.model_validate(toml(f"value = {written}")["value"]).expected_seconds == pytest.approx(seconds)


def test_means_by_time_of_day_begin_at_midnight(toml):
    raw = toml('value = { mean = 100, by = { "12:00" = "2 min", "8:00" = "1 min" } }')["value"]
    assert Distribution.model_validate(raw).means() == ((0, 100.0), (28800, 60.0), (43200, 120.0))


@pytest.mark.parametrize(
    ("written", "place", "rule"),
    [
        ("cv = 1", "", "must have mean if it is lognormal"),
        ('mean = "6 min"\ncv = 0', "cv", "greater than 0"),
        ('mean = "6 min"\ncv = nan', "cv", "finite"),
        ('mean = "6 min"\ncv = 1\ndistribution = "exponential"', "cv", "must be absent"),
        ('mean = "6 min"\nlow = 3', "low", "must be absent"),
        ('distribution = "triangular"\nlow = 3\nmode = 9\nhigh = 6', "", "must have low <= mode <= high"),
        ('distribution = "uniform"\nlow = 6\nhigh = 6', "", "must have low <= high, and low below high"),
        ('distribution = "uniform"\nlow = 6', "", "must have high"),
        ('distribution = "uniform"\nlow = 3\nhigh = 6\nmean = 4', "mean", "must be absent"),
        ('distribution = "normal"\nmean = 4', "distribution", "'exponential', 'lognormal'"),
        ('by = { "08:00" = "6 min" }', "by", 'must start at "00:00"'),
        ('mean = 1\nby = { "08:00" = 0 }', "by.08:00", "must be longer than 0 s"),
        ('mean = 1\nby = { "8h" = 1 }', "by.8h", "must be a time of day"),
        ("mean = 1\nby = {}", "by", "must be a table"),
        ('distribution = "empirical"', "", "must have a file, or times, if it is empirical (got none)"),
        ('distribution = "empirical"\nfile = "times.csv"\nmean = 3', "mean", "must be absent"),
        ('distribution = "empirical"\ntimes = []', "times", "at least 1"),
        ('distribution = "empirical"\ntimes = [-1]', "times.0", "greater than or equal to 0"),
        ("mean = 3\ntimes = [3]", "times", "must be absent"),
        ('mean = "6 parsecs"', "mean", "must be a time in"),
        ("mean = 3\nmedian = 2", "median", "not permitted"),
    ],
)
def test_mistakes_in_a_distribution_are_told_where_they_stand(broken_rules, written, place, rule):
    rules = broken_rules(Distribution, written)
    assert rule in rules[place]


@pytest.mark.parametrize("written", [True, "soon", ["6 min"], None])
def test_what_is_no_time_and_no_table_is_refused(broken_rules, written):
    assert broken_rules(Handling, {"mean": written}).popitem()[1].startswith("must ")


def test_balking_is_a_share(broken_rules):
    assert list(broken_rules(Patience, 'mean = "6 min"\nbalk = 1.2')) == ["balk"]


def test_days_are_remembered_since_they_count_as_opening_days():
    assert Delay.model_validate("1 day").counts_days
    assert not Delay.model_validate("24 h").counts_days

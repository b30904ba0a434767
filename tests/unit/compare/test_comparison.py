"""``compare``: differences on the same customers, and never a word more than the interval."""

import json
import math

import numpy as np
import pytest
from scipy.special import stdtrit

from channelmix.compare import Change, compare
from channelmix.compare.promised import promised_otherwise
from channelmix.errors import InputError
from channelmix.results import mean_figure
from channelmix.scenario import load
from channelmix.simulate import run

BASE = """\
schema = 1
name = "Today"

[period]
start = 2024-03-04
days = 1
warm_up = "0 s"

[run]
replications = 12
seed = 3

[demand]
day_factor = { cv = 0.15 }

[channels.phone]
kind = "voice"
hours = { mon-fri = "09:00-12:00" }
arrivals = { per_hour = 60 }
handling = "4 min"
patience = "3 min"
target = { share = 0.80, within = "20 s" }

[groups.desk]
handles = ["phone"]
agents = { mon-fri = { "09:00" = 4, "12:00" = 0 } }
cost_per_hour = 30
"""
MORE = """\
schema = 1
name = "One more"
base = "today.toml"

[groups.desk]
agents = { mon-fri = { "09:00" = 5, "12:00" = 0 } }
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "today.toml").write_text(BASE)
    (tmp_path / "more.toml").write_text(MORE)
    return tmp_path / "today.toml", tmp_path / "more.toml"


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "today.toml").write_text(BASE)
    (folder / "more.toml").write_text(MORE)
    return compare([folder / "today.toml", folder / "more.toml"])


def test_all_scenarios_meet_the_same_customers(comparison):
    first, second = (each.counts.channels["first_attempts"] for each in comparison.runs)
    assert np.array_equal(first, second)
    assert comparison.differences[0].channels["phone"]["first_attempts"].verdict == "same"


def test_a_difference_is_second_minus_first(comparison):
    change = comparison.differences[0].channels["phone"]["abandoned_share"].estimate
    shares = [each.figures.channels["phone"]["abandoned_share"].value for each in comparison.runs]
    assert change.mean == pytest.approx(shares[1] - shares[0])


def test_differences_are_surer_than_two_runs_by_themselves(comparison):
    """Half the variance of the difference, at the very least, goes with the common customers."""
    paired = comparison.differences[0].channels["phone"]["service_level"].estimate
    alone = [each.figures.channels["phone"]["service_level"].standard_error for each in comparison.runs]
    assert (paired.high - paired.low) / 2 / 2.2 < math.hypot(*alone) / math.sqrt(2)


def test_this_check_notices_other_customers(files):
    first, second = run(files[0], seed=3), run(files[1], seed=4)
    assert not np.array_equal(first.counts.channels["first_attempts"], second.counts.channels["first_attempts"])


def test_a_fifth_agent_surely_costs_more_and_surely_loses_fewer(comparison):
    difference = comparison.differences[0]
    assert difference.total["cost"].verdict == "more"
    assert difference.channels["phone"]["abandoned_share"].verdict == "less"
    assert difference.channels["phone"]["service_level"].verdict == "more"


@pytest.mark.parametrize(
    ("others", "verdict"),
    [([5, 6, 7], "more"), ([-5, -6, -7], "less"), ([0, 0, 0], "same"), ([-1, 1, 0.5], "unsure"), ([2], None)],
)
def test_a_verdict_says_no_more_than_the_interval(others, verdict):
    against = mean_figure([0.0] * len(others))
    assert Change.of(mean_figure(others), against).verdict == verdict


def test_intervals_hold_together_over_all_that_is_told_of_all_scenarios(comparison, files):
    """One other scenario is told by its cost and one promise; two of them by twice as much."""
    change = comparison.differences[0].total["cost"]
    assert comparison.family == 2
    half, shared = (each.high - each.low for each in (change.estimate, change.together))
    assert shared == pytest.approx(half * stdtrit(11, 1 - 0.05 / 4) / stdtrit(11, 1 - 0.05 / 2), rel=1e-6)
    assert compare([*files, load(files[1], ["name='Other'"])], replications=2).family == 4


def test_one_replication_gives_no_verdict_at_all(files):
    changes = compare(files, replications=1).differences[0].total
    assert {change.verdict for change in changes.values()} == {None}


def test_replications_and_seed_are_those_of_the_first_scenario(comparison):
    assert {(each.replications, each.seed) for each in comparison.runs} == {(12, 3)}


def test_a_channel_that_only_one_scenario_has_is_compared_with_nothing(files, tmp_path):
    email = '[channels.email]\nkind = "deferred"\narrivals = { per_day = 5 }\nhandling = "5 min"\n'
    (tmp_path / "email.toml").write_text(
        f'schema = 1\nname = "Email"\nbase = "today.toml"\n{email}[groups.desk]\nhandles = ["phone", "email"]\n'
    )
    difference = compare([files[0], tmp_path / "email.toml"], replications=2).differences[0]
    assert list(difference.channels) == ["phone"]


def test_other_days_are_told_to_be_other_customers(files):
    later = load(files[0], ["period.start=2024-03-05"])
    differences = compare([files[0], files[1], later], replications=2).differences
    assert [each.same_period for each in differences] == [True, False]


def test_a_strategy_meets_the_first_attempts_of_today(files):
    """Volumes that count all contacts are read in the first scenario that has the same arrivals."""
    counts = "channels.phone.arrivals={ per_hour = 60, counts = 'offered' }"
    redial = "channels.phone.redial={ share = 0.6, after = '10 min' }"
    own = "channels.phone.arrivals={ per_hour = 61, counts = 'offered' }"
    today, more, other = (
        load(files[0], [counts, redial]),
        load(files[1], [counts, redial]),
        load(files[1], [own, redial]),
    )
    runs = compare([today, more, other], replications=2).runs
    factors = [each.offered_fit.factors["phone"] for each in runs]
    assert factors[0] == factors[1] < 1
    assert factors[2] > factors[0]


def test_the_summary_is_the_same_bytes_every_time(files):
    comparison = compare(files, replications=3)
    summary = json.loads(comparison.json())
    assert list(summary) == [
        "schema", "replications", "seed", "confidence", "scenarios", "differences", "ranking", "pairs", "front",
    ]  # fmt: skip
    assert summary["differences"][0]["total"]["cost"].keys() >= {"mean", "low", "high", "verdict"}
    assert compare(files, replications=3, workers=2).json() == comparison.json()


def test_differences_come_as_a_tidy_frame(comparison):
    frame = comparison.frame
    assert list(frame.columns)[:8] == ["scenario", "kind", "name", "figure", "mean", "low", "high", "verdict"]
    assert set(frame["kind"]) == {"channel", "group", "total"}


def test_progress_runs_over_all_scenarios_together(files):
    told = []
    compare(files, replications=2, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_one_scenario_alone_is_no_comparison(files):
    with pytest.raises(InputError, match=r"two scenarios or more \(got 1\)"):
        compare(files[:1])


def test_scenarios_of_one_name_are_told_apart_in_all_that_is_said_of_them(files):
    found = compare([files[0], files[0], files[1]])
    names = [scenario["scenario"] for scenario in found.summary["scenarios"]]
    assert len(set(names)) == 3
    assert [row["scenario"] for row in found.summary["front"]] == names
    assert [change["scenario"] for change in found.summary["differences"]] == names[1:]
    assert set(found.frame["scenario"]) == set(names[1:])


def test_a_figure_of_which_neither_way_is_better_selects_nothing(files):
    with pytest.raises(InputError, match=r"--select phone.offered: neither more nor less of it is better"):
        compare(files[:2], select="phone.offered=1")


def promising(tmp_path, target, name="sooner"):
    """Return a scenario with a fifth agent and another target."""
    path = tmp_path / f"{name}.toml"
    path.write_text(f"{MORE.replace('One more', name)}\n[channels.phone]\ntarget = {target}\n")
    return path


def test_shares_within_other_times_are_neither_subtracted_nor_ranked(files, tmp_path):
    found = compare([files[0], promising(tmp_path, '{ share = 0.9, within = "10 s" }'), files[1]])
    sooner, more = found.differences
    assert sooner.channels["phone"]["service_level"].estimate.mean is None
    assert sooner.as_dict()["not_compared"] == ["phone.service_level"]
    assert sooner.channels["phone"]["wait_mean_s"].estimate.mean < 0
    assert more.channels["phone"]["service_level"].estimate.mean > 0
    assert "not_compared" not in more.as_dict()
    assert list(found.ranking) == ["total.cost_per_year"]
    assert all(row["kept_share"]["mean"] is None for row in found.front)
    assert found.runs[1].figures.channels["phone"]["service_level"].value > 0
    with pytest.raises(
        InputError, match=r"figure: the scenarios promise unlike things of phone, so phone.service_level"
    ):
        found.pairs("phone.service_level")


@pytest.mark.parametrize(
    ("target", "is_same"),
    [
        ('{ share = 0.9, within = "20 s" }', True),
        ('{ share = 0.8, within = "30 s" }', False),
        ('{ share = 0.8, within = "20 s", formula = "answered" }', False),
        ('{ share = 0.8, within = "20 s", clock = "hours" }', False),
        ('{ share = 0.8, within = "20 s", measured_to = "reply" }', False),
        ('{ share = 0.8, within = "20 s", short_abandon = "5 s" }', False),
    ],
)
def test_only_how_large_a_share_is_promised_makes_no_difference_to_what_it_counts(files, tmp_path, target, is_same):
    scenarios = [load(path).scenario for path in (files[0], promising(tmp_path, target))]
    assert promised_otherwise(scenarios) == (frozenset() if is_same else {("phone", "service_level")})


@pytest.mark.parametrize("asked", [{"select": "phone.service_level=1pp"}, {"precision": ["phone.service_level=1pp"]}])
def test_nobody_plays_on_for_a_difference_of_unlike_promises(files, tmp_path, asked):
    option = next(iter(asked))
    with pytest.raises(InputError, match=f"--{option}: the scenarios promise unlike things of phone"):
        compare([files[0], promising(tmp_path, '{ share = 0.9, within = "10 s" }')], **asked)

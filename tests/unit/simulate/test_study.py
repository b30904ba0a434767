"""``run``: a scenario file in, a summary out, the same bytes every time."""

import io
import json

import pandas as pd
import pytest

import channelmix as cm
from channelmix.errors import InputError
from channelmix.scenario import load
from channelmix.simulate import inputs_digest, run
from channelmix.simulate.manifest import intervals_of

SMALL = """\
schema = 1
name = "Small desk"

[period]
start = 2024-03-04
days = 1
warm_up = "0 s"

[run]
replications = 3
seed = 7

[channels.phone]
kind = "voice"
hours = { mon-fri = "09:00-12:00" }
arrivals = { per_hour = 40 }
handling = { mean = "4 min", distribution = "exponential" }
patience = "3 min"
target = { share = 0.80, within = "20 s" }
redial = { share = 0.5, after = "10 min" }

[channels.email]
kind = "deferred"
arrivals = { per_day = 20 }
handling = "5 min"

[groups.desk]
handles = ["phone", "email"]
agents = { mon-fri = { "09:00" = 3, "13:00" = 0 } }
cost_per_hour = 30
shrinkage = 0.25
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def test_the_summary_has_the_form_of_the_design(small):
    summary = json.loads(run(small).json())
    assert list(summary) == [
        "schema", "scenario", "replications", "seed", "inputs_sha256", "channels", "groups", "total",
    ]  # fmt: skip
    assert (summary["schema"], summary["scenario"], summary["replications"], summary["seed"]) == (1, "Small desk", 3, 7)
    assert list(summary["channels"]) == ["phone", "email"]
    assert list(summary["groups"]) == ["desk"]
    assert summary["channels"]["phone"]["service_level"].keys() == {"mean", "low", "high"}
    assert summary["channels"]["email"]["service_level"] == {"mean": None, "low": None, "high": None}


def test_the_formula_of_the_service_level_stands_beside_it(small):
    channels = run(small).summary["channels"]
    names = list(channels["phone"])
    assert names[names.index("service_level") + 1] == "service_level_formula"
    assert (channels["phone"]["service_level_formula"], channels["email"]["service_level_formula"]) == ("offered", None)


def test_the_same_seed_gives_the_same_bytes_whatever_the_workers(small):
    once = run(small).json()
    assert run(small, engine="reference", workers=2).json() == once
    assert run(load(small)).json() == once


def test_another_seed_or_number_of_replications_gives_other_figures(small):
    assert run(small, seed=8).summary["channels"] != run(small).summary["channels"]
    assert run(small, replications=2).summary["replications"] == 2


def test_costs_of_a_fixed_plan_are_exact(small):
    desk = run(small, replications=2).summary["groups"]["desk"]
    assert desk["paid_hours"]["mean"] == pytest.approx(3 * 4 / 0.75, rel=0.05)
    assert desk["cost"]["mean"] == pytest.approx(30 * desk["paid_hours"]["mean"])


def test_volumes_given_as_offered_stand_beside_what_was_simulated(small):
    plain = load(small, ["channels.phone.arrivals={ per_hour = 40, counts = 'offered' }"])
    result = run(plain, replications=30)
    phone = result.summary["channels"]["phone"]
    assert phone["offered_given"]["mean"] == pytest.approx(120)
    assert phone["offered"]["low"] <= 120 <= phone["offered"]["high"]
    assert phone["first_attempts"]["high"] < 120
    assert list(phone)[:2] == ["offered", "offered_given"]


def test_results_come_as_tidy_frames(small):
    result = run(small)
    assert list(result.channels.columns) == ["channel", "figure", "mean", "low", "high"]
    assert set(result.channels["channel"]) == {"phone", "email"}
    assert list(result.groups.columns) == ["group", "figure", "mean", "low", "high"]
    assert list(result.total["figure"]) == ["cost", "cost_per_contact", "cost_per_year", "paid_hours", "fte"]
    intervals = result.intervals
    assert len(intervals) == 96 * 3
    phone = intervals[intervals["name"] == "phone"]
    assert phone["offered"].sum() == pytest.approx(result.summary["channels"]["phone"]["offered"]["mean"])
    assert phone["start"].iloc[36] == "2024-03-04T09:00"


def test_progress_is_told_to_the_end(small):
    told = []
    run(small, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replications": 0}, r"replications must be a whole number of 1 or more \(got 0\)"),
        ({"seed": -1}, r"seed must be a whole number of 0 or more \(got -1\)"),
        ({"workers": 1.5}, r"workers must be a whole number of 1 or more \(got 1.5\)"),
        ({"engine": "slow"}, r"engine must be one of fast, reference \(got 'slow'\)"),
    ],
)
def test_numbers_out_of_range_are_refused_before_anything_is_simulated(small, options, message):
    with pytest.raises(InputError, match=message):
        run(small, **options)


def test_the_digest_of_the_inputs_minds_what_decides_the_figures_only(small):
    digest = inputs_digest(load(small))
    assert inputs_digest(load(small, ["run.replications=9"])) == digest
    assert inputs_digest(load(small, ["channels.phone.patience='4 min'"])) != digest
    small.write_text(f"# a comment\n{SMALL}")
    assert inputs_digest(load(small)) == digest


def test_the_digest_minds_the_content_of_data_files(tmp_path, small):
    volumes = tmp_path / "volumes.csv"
    small.write_text(SMALL.replace("arrivals = { per_hour = 40 }", 'arrivals = { file = "volumes.csv" }'))
    digests = set()
    for contacts in (40, 41):
        volumes.write_text(f"start,channel,contacts\n2024-03-04 09:00,phone,{contacts}\n")
        digests.add(inputs_digest(load(small)))
    assert len(digests) == 2
    assert run(small).summary["channels"]["phone"]["first_attempts"]["mean"] == pytest.approx(41, rel=0.5)


def test_staff_of_a_file_is_on_duty_as_it_says(tmp_path, small):
    (tmp_path / "plan.csv").write_text("start;group;agents\n04-03-2024 09:00;desk;2\n04-03-2024 10:00;desk;4\n")
    small.write_text(
        SMALL.replace('agents = { mon-fri = { "09:00" = 3, "13:00" = 0 } }', 'agents = { file = "plan.csv" }')
    )
    intervals = run(small).intervals.query("name == 'desk'").set_index("start")["agents"]
    assert (intervals["2024-03-04T08:45"], intervals["2024-03-04T09:15"], intervals["2024-03-04T10:45"]) == (0, 2, 4)


def test_intervals_are_stored_as_the_frame_has_them():
    played = cm.run("webshop_nl/plus_chat", replications=2)
    kept = pd.read_parquet(io.BytesIO(intervals_of([played])))
    pd.testing.assert_frame_equal(kept, played.intervals, check_dtype=False)
    both = pd.read_parquet(io.BytesIO(intervals_of([played, played])))
    assert both["scenario"].tolist() == [played.name] * 2 * len(kept)

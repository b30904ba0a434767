"""The comparison with the annual report shows the published figures as they are and says what was fitted."""

import importlib.util
from pathlib import Path

import pytest
import tomli

FOLDER = Path(__file__).parents[2] / "scenarios" / "town_hall_nl"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("compare_published", FOLDER / "compare_published.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_published_figures_are_those_of_the_annual_report(script):
    assert script.published() == {2016: (37, 19), 2017: (45, 14), 2018: (71, 6), 2019: (67, 7)}


def test_the_comparison_states_fitted_values_beside_figures_seen_and_unseen(script, monkeypatch):
    monkeypatch.setattr(script, "simulated", lambda year, **how: ((50.0, 10.0), (1.0, 0.5)))
    lines = list(script.comparison())
    assert lines[-1] == "2 values fitted to 4 figures, 4 figures unseen"
    assert [line.split()[:2] for line in lines[2:6]] == [
        ["2016", "fitted"], ["2017", "fitted"], ["2018", "predicted"], ["2019", "predicted"],
    ]  # fmt: skip
    assert "4 figures predicted: 11.2 points off on average" in lines


def test_years_differ_in_calls_talk_and_messages_only_never_in_what_was_fitted():
    for year in range(2016, 2020):
        document = tomli.loads((FOLDER / f"{year}.toml").read_text(encoding="utf-8"))
        assert set(document["channels"]["phone"]) == {"arrivals", "handling"}
        assert "agents" not in document.get("groups", {}).get("front_office", {})
        assert document["channels"]["phone"]["arrivals"]["counts"] == "offered"


def test_the_fitted_values_are_marked_as_fitted_in_the_base():
    text = (FOLDER / "base.toml").read_text(encoding="utf-8")
    fitted = [line for line in text.splitlines() if line.rstrip().endswith("# FITTED")]
    assert [line.split()[0] for line in fitted] == ["patience", "agents"]


def test_calls_a_day_times_working_days_are_the_calls_of_the_report(shelf):
    working_days = {2016: 254, 2017: 253, 2018: 253, 2019: 254}
    calls = {2016: 214_997, 2017: 198_490, 2018: 174_444, 2019: 163_408}
    for year, days in working_days.items():
        document = tomli.loads((shelf / "town_hall_nl" / f"{year}.toml").read_text(encoding="utf-8"))
        per_day = document["channels"]["phone"]["arrivals"]["per_day"]["mon-fri"]
        assert per_day * days == pytest.approx(calls[year], abs=0.05 * days + 1)

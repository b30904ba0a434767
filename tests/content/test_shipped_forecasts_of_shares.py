"""Surveys and share series that ship: each figure as in the table of facts, each example as its page says."""

import csv
import importlib.util
import re

import numpy as np
import pytest

from channelmix.forecast.choice import adoption, surveys
from channelmix.forecast.choice.backtest import Series, leave_out, scores


@pytest.fixture
def forecasts(shelf):
    return shelf.parent / "forecasts"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_survey_of_whatsapp_is_a_sourced_fact_or_says_how_it_was_computed(shelf, forecasts):
    facts = {
        (row["quantity"], row["year"], row["value"], row["source"]) for row in rows_of(shelf / "facts/adoption.csv")
    }
    for row in rows_of(forecasts / "surveys_whatsapp.csv"):
        key = (row["question"], row["date"], row["share"].removesuffix(" %"), row["source"])
        assert key in facts or "computed by us" in row["remark"], key
        assert row["address"].startswith("http")


@pytest.mark.parametrize("country", ["NL", "DE"])
def test_the_stored_curve_is_what_its_surveys_give(country, forecasts):
    import pandas as pd

    stored = pd.read_parquet(forecasts / f"{country.lower()}_whatsapp" / "adoption.parquet")
    table = surveys.read(forecasts / "surveys_whatsapp.csv")
    fitted = adoption.fit(table, channel="whatsapp", country=country)
    days = np.array(["2020-07-01", "2025-07-01"], "datetime64[D]")
    wanted = np.quantile(fitted.shares(days, 200, 1), (0.1, 0.5, 0.9), axis=0)
    kept = stored.assign(date=pd.to_datetime(stored["date"])).pivot(index="draw", columns="date", values="share")
    assert np.quantile(kept[list(pd.to_datetime(days))], (0.1, 0.5, 0.9), axis=0) == pytest.approx(wanted, abs=0.005)


def test_the_failed_forecast_of_2015_prints_what_its_page_says(forecasts):
    path = forecasts / "failed_forecast_2015" / "backtest.py"
    spec = importlib.util.spec_from_file_location("failed_forecast", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.backtest()
    page = (path.parent / "README.md").read_text(encoding="utf-8")
    printed = dict(re.findall(r"^([a-z ]+?) +([\d.]+) %$", page, re.MULTILINE))
    assert {name: pytest.approx(float(value), abs=0.3) for name, value in printed.items()} == {
        name: 100 * value for name, value in found.items()
    }
    assert found["low"] < found["actual"] < found["high"]
    assert found["chance of digital above voice"] < 0.05


def test_forecasts_of_government_services_beat_persistence_as_their_page_says(forecasts):
    services = {}
    for row in rows_of(forecasts / "govuk_digital_shares" / "digital_shares.csv"):
        years = int(row["quarter"][:4]) + int(row["quarter"][-1]) / 4
        services.setdefault(row["slug"], []).append((years, float(row["digital_share"])))
    series = {slug: Series(*np.array(sorted(points)).T) for slug, points in services.items()}
    found = {(score.method, score.left_out): score for score in scores(leave_out(series))}
    assert found["damped trend", 4].error == pytest.approx(3.73, abs=0.01)
    assert found["damped trend", 8].error == pytest.approx(6.20, abs=0.01)
    for steps in (4, 8):
        assert found["damped trend", steps].error < found["persistence", steps].error
        assert 0.76 < found["damped trend", steps].covered_80 < 0.84
    page = (forecasts / "govuk_digital_shares" / "README.md").read_text(encoding="utf-8")
    assert "Open Government Licence" in page
    assert "3.73 and 6.20" in page

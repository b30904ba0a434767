"""Pictures of stored forecasts: what they show is what is stored, for eyes, for tables and for those who cannot see."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from channelmix.forecast.fitting.curve import fit_curve
from channelmix.forecast.fitting.view import view_of
from channelmix.report.errors_chart import errors_chart
from channelmix.report.forecast_charts import Fan, Marked, adoption_chart, forecast_chart
from channelmix.report.forecast_html import forecast_html
from channelmix.report.forecast_pictures import view_pictures
from channelmix.scenario.stored import stored_forecast

SURVEYS = [
    {"date": year, "channel": "whatsapp", "share": share, "kind": "use", "n": 1000, "question": "did"}
    for year, share in ((2021, "10 %"), (2022, "14 %"), (2023, "19 %"))
]
DAYS = [date(2026, month, 1) for month in (1, 2, 3)]
FAN = Fan(DAYS, [8.0, 8.0, 7.0], [10.0, 11.0, 10.0], [12.0, 13.0, 14.0])


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forecasts") / "nl"
    fit_curve(SURVEYS, channel="whatsapp", until=date(2030, 1, 1)).save(folder)
    return stored_forecast(str(folder))


def heights(svg, style):
    points = re.search(rf'points="([^"]+)" class="{style}"', svg)[1]
    return [float(pair.split(",")[1]) for pair in points.split()]


def test_an_adoption_picture_has_its_surveys_its_prior_and_a_table_of_what_is_stored(stored):
    (picture,) = view_pictures(view_of(stored), marked=Marked(date(2026, 3, 4), "played here"))
    assert picture.svg.count('class="seen"') == len(SURVEYS)
    assert picture.svg.count('class="before"') == 2
    assert "played here" in picture.svg
    assert picture.sheet.columns == ("before the surveys", "after them")
    low, middle, high = np.quantile(fit_curve(SURVEYS, channel="whatsapp").curve.shares, (0.1, 0.5, 0.9), axis=0)[:, -1]
    assert low < middle < high


def test_a_mark_outside_the_picture_is_left_out():
    assert "far away" not in forecast_chart("phone", FAN, marked=Marked(date(2031, 1, 1), "far away"))


def test_higher_values_stand_higher_and_the_middle_lies_within_its_band():
    svg = forecast_chart("phone", FAN, [(date(2025, 12, 1), 20.0)])
    middle, band = heights(svg, "curve"), heights(svg, "band")
    assert middle[1] < middle[0] == middle[2]
    assert all(high < at < low for high, at, low in zip(band[:3], middle, band[:2:-1], strict=True))


@pytest.mark.parametrize("days", [1, 2, 8, 40, 400, 2000, 20_000])
def test_dates_of_any_span_get_at_least_one_and_at_most_seven_names(days):
    ends = [date(2000, 1, 1), date.fromordinal(date(2000, 1, 1).toordinal() + days)]
    svg = adoption_chart("x", Fan(ends, [0.1, 0.1], [0.2, 0.2], [0.3, 0.3]))
    names = [name for name in re.findall(r">([^<]+)</text>", svg) if "%" not in name]
    assert 1 <= len(names) <= 7


def test_names_from_files_cannot_steer_the_page(stored):
    page = forecast_html(_view_named(stored, "<script>alert(1)</script>"))
    assert "<script" not in page
    assert "default-src 'none'" in page


def _view_named(stored, name):
    view = view_of(stored)
    return replace(view, curves=tuple(replace(each, channel=name) for each in view.curves))


def test_methods_that_err_far_more_are_named_and_do_not_flatten_the_picture():
    svg, beyond = errors_chart("x", ["1-7", "8-28"], {"a": [0.1, 0.1], "b": [0.12, 0.1], "c": [0.2, 0.9]}, ours="a")
    assert beyond == ("c 90.0 %",)
    assert ">c<" not in svg
    placed = [float(y) for y in re.findall(r'y="([\d.]+)"(?: class="figure")?>[ab]<', svg)]
    assert abs(placed[0] - placed[1]) >= 12

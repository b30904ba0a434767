"""The privacy policy of 2016 as a dated shock: its page says what its commands give."""

import re
from datetime import date

import numpy as np
import pytest

from channelmix.forecast.choice.shock_words import parsed_shock
from channelmix.forecast.fitting.curve import fit_curve

LINE = "2016-08-25 keeps 54..97 %: WhatsApp shares data with Facebook"
CASES = {
    "no shock": (),
    "shock": (parsed_shock(LINE),),
    "half back a year": (parsed_shock(LINE.replace(" %:", " % half back after 1 years:")),),
}


def test_the_page_of_the_privacy_policy_prints_what_its_command_gives(shelf):
    folder = shelf.parent / "forecasts"
    page = (folder / "privacy_policy_2016" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^([a-z ]+), (\d{4}-\d\d-\d\d) +([\d.]+) +([\d.]+) +([\d.]+)$", page, re.MULTILINE)
    assert len(rows) == 5
    assert LINE in page
    curves = {
        name: fit_curve(
            folder / "surveys_whatsapp.csv", channel="whatsapp", country="NL", until=date(2020, 12, 31), shocks=shocks
        ).curve
        for name, shocks in CASES.items()
    }
    for name, day, *printed in rows:
        shares = curves[name].at(np.array([day], "datetime64[D]"))
        assert 100 * np.quantile(shares, (0.1, 0.5, 0.9)) == pytest.approx(list(map(float, printed)), abs=0.15)
    at_once = [curves[name].at(np.array(["2016-08-26"], "datetime64[D]"))[:, 0] for name in ("shock", "no shock")]
    assert [round(100 * float((shares <= 0.075).mean())) for shares in at_once] == [17, 4]

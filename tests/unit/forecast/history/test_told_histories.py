"""What an audit says so that nobody is misled: counts that cannot be, options without effect, days with a name."""

from datetime import date

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.forecast.history import audit_history, decisions_of

HEAD = "date,channel,offered,answered"


def codes(history, code: str):
    return [entry for entry in history.findings if entry.code == code]


def test_more_answered_than_offered_is_told_with_what_is_done_about_it(audit, rows) -> None:
    exchanged = [[day, name, contacts, contacts * 1.2] for day, name, contacts in rows()]
    history = audit(exchanged, head=HEAD)
    (finding,) = codes(history, "volume")
    assert "more contacts are answered than offered in 70 of 70 rows" in finding.found
    assert (finding.verdict, finding.count) == ("repaired", 70)
    assert "offered is the volume; look whether the two columns are exchanged" in finding.action
    other = audit(exchanged, "volume=answered_and_abandoned", head=HEAD)
    volume, more = (float(np.nansum(each.channels["phone"].daily.values)) for each in (history, other))
    assert more == pytest.approx(volume * 1.2)


def test_a_contact_that_crosses_the_end_of_an_interval_is_no_such_finding(audit, rows) -> None:
    crossing = [[day, name, contacts, contacts + 1] for day, name, contacts in rows()]
    assert codes(audit(crossing, head=HEAD), "volume") == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"subdivision": "BY"}, "subdivision must be part of a country (got 'BY')"),
        ({"timezone": ""}, "timezone must be a name such as Europe/Amsterdam (got '')"),
        ({"timezone": "Mars/Olympus"}, "(got 'Mars/Olympus')"),
        ({"channels": ["phone=x", "phone=y"]}, "--channel must give phone once (got x and y)"),
    ],
)
def test_an_option_that_could_have_no_effect_is_refused(audit, rows, settings, message: str) -> None:
    with pytest.raises(InputError) as error:
        audit(rows(), **settings)
    assert message in str(error.value)


def test_a_decision_given_twice_alike_is_one() -> None:
    assert decisions_of(["totals=keep", "totals=keep"])["totals"] == "keep"


def test_a_timezone_for_times_without_an_offset_is_said_to_move_nothing(audit, rows) -> None:
    (finding,) = codes(audit(rows(), timezone="Europe/Amsterdam"), "timezone")
    assert "Europe/Amsterdam moves nothing" in finding.action


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/x.csv", "https://a.example/x.csv", "s3://bucket/x.parquet"])
def test_an_address_that_is_none_of_a_database_is_told_so(address: str) -> None:
    with pytest.raises(InputError, match="histories must be files on disk or tables of a database"):
        audit_history(address)


def test_a_public_holiday_far_from_its_weekday_is_named_and_asks_for_no_event(audit, rows) -> None:
    def contacts(day: date) -> int:
        return 20 if day in (date(2026, 4, 27), date(2026, 5, 12)) else 200

    history = audit(rows(200, contacts=contacts), country="NL")
    (feast,), (other,) = codes(history, "busy_holidays"), codes(history, "outliers")
    assert feast.examples == ("2026-04-27 Koningsdag 20 instead of about 200",)
    assert "event" not in feast.action
    assert other.examples == ("2026-05-12 20 instead of about 200",)
    assert codes(audit(rows(200, contacts=contacts)), "busy_holidays") == []


@pytest.mark.parametrize(
    ("name", "cell", "seconds"),
    [
        ("Gemiddelde afhandeltijd (s)", "240", 240),
        ("Gem. afhandeltijd [sec.]", "240", 240),
        ("Bearbeitungszeit (min)", "4", 240),
        ("AHT (mm:ss)", "4:00", 240),
        ("Average handle time (seconds)", "240", 240),
    ],
)
def test_a_handling_time_is_found_by_its_name_whatever_unit_it_carries(audit, rows, name, cell, seconds) -> None:
    timed = [[*row, cell] for row in rows()]
    history = audit(timed, head=f"Datum,Kanaal,Aantal,{name}")
    assert history.columns["handling"] == name
    assert np.nanmean(history.channels["phone"].handling_s) == pytest.approx(seconds)

"""Broken and odd histories: each ends in a clear message or a stated repair, never in a traceback or a silent guess."""

import re

import numpy as np
import pytest

from channelmix.errors import DataError

GOOD = 70


def changed(rows, at, **cells):
    """Return rows with cells of one row changed: day, channel or contacts."""
    places = {"day": 0, "channel": 1, "contacts": 2}
    for name, value in cells.items():
        rows[at][places[name]] = value
    return rows


def quarter_hours(days=30, *, rate=5, first="2026-03-02"):
    start = np.datetime64(first)
    moments = [
        start + np.timedelta64(d, "D") + np.timedelta64(9 * 60 + 15 * q, "m") for d in range(days) for q in range(32)
    ]
    return [[str(moment).replace("T", " "), "phone", rate + moment.astype(int) % 3] for moment in moments]


UNREADABLE = {
    "empty": ("", "", "must have"),
    "only names of columns": ("", "date,channel,contacts", "must have rows of values"),
    "no date": ("1,2\n3,4", "agents,contacts", "must have a column with a date"),
    "no contacts": ("2026-01-05,a\n2026-01-06,b", "date,remark", "must have a column with numbers of contacts"),
    "dates in words": (
        "soon,phone,3\nlater,phone,4",
        "date,channel,contacts",
        "2 rows without a date that can be read",
    ),
    "single contacts": (
        "\n".join(f"2026-01-{5 + n // 30:02d},{n},{n % 7}" for n in range(300)),
        "date,call_id,seconds",
        "as in a list of single contacts",
    ),
    "numbers of days": (
        "45810,phone,3\n45811,phone,4",
        "date,channel,contacts",
        "look like Excel's day numbers: give that column a date format",
    ),
    "31 February": ("2026-02-31,phone,3", "date,channel,contacts", r"without a date .*2026-02-31"),
    "day or month": (
        "03/04/2026,phone,3\n05/04/2026,phone,3\n04/05/2026,phone,4",
        "date,channel,contacts",
        "decide dates=dmy or dates=mdy",
    ),
    "two clocks": (
        "2026-01-05T08:00:00+01:00,phone,3\n2026-07-06T08:00:00+02:00,phone,4",
        "date,channel,contacts",
        "give --timezone",
    ),
    "some with offset": (
        "2026-01-05T08:00:00+01:00,phone,3\n2026-01-05 09:00,phone,4",
        "date,channel,contacts",
        "some rows carry an offset",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_one_clear_message(audit, case: str) -> None:
    text, head, message = UNREADABLE[case]
    with pytest.raises(DataError) as error:
        audit(text, head=head)
    assert "history.csv" in str(error.value)
    assert re.search(message, str(error.value)), str(error.value)


def oddity(history, code: str):
    """Return the one finding with a code."""
    (finding,) = [entry for entry in history.findings if entry.code == code]
    return finding


ODD = {
    "one row": (lambda r: r(1), "short", "refused", "has 1 day"),
    "three weeks": (lambda r: r(21), "short", "refused", "has 21 days"),
    "a quarter": (lambda r: r(90), "short", "note", "less than a year"),
    "all zeros": (lambda r: r(contacts=lambda day: 0), "empty", "refused", "has no contacts at all"),
    "all empty": (lambda r: r(contacts=lambda day: "n/a"), "empty", "refused", "has no numbers"),
    "below zero": (lambda r: changed(r(), 9, contacts=-4), "negative", "repaired", "history.csv:11 -4"),
    "text in numbers": (lambda r: changed(r(), 9, contacts="12 calls"), "unreadable", "refused", "'12 calls'"),
    "infinite": (lambda r: changed(r(), 9, contacts="inf"), "unreadable", "refused", "'inf'"),
    "future": (lambda r: changed(r(), 69, day="2027-03-01"), "future", "repaired", "2027-03-01"),
    "all future": (lambda r: [[f"2036{row[0][4:]}", *row[1:]] for row in r()], "future", "refused", "all rows"),
    "a slip in the century": (
        lambda r: changed(r(), 40, day="1723-03-01"),
        "ancient",
        "refused",
        "(got year 1723 in 1 row of 70)",
    ),
    "copies": (lambda r: [*r(), r()[3]], "copies", "repaired", "history.csv:5"),
    "duplicates": (lambda r: [*r(), changed(r(), 3, contacts=7)[3]], "duplicates", "refused", "several rows"),
    "totals": (lambda r: [*r(), ["Total", "", 9999]], "totals", "repaired", "history.csv:72"),
    "gap": (
        lambda r: [row for n, row in enumerate(r()) if n not in (20, 21)],
        "missing_days",
        "repaired",
        "2026-01-25",
    ),
    "zero outage": (lambda r: changed(r(), 30, contacts=0), "outages", "repaired", "2026-02-04"),
    "spike": (lambda r: changed(r(), 30, contacts=900), "outliers", "note", "900 instead of about"),
    "a slipped separator": (lambda r: changed(r(), 9, contacts="12" + "0" * 18), "huge", "refused", "history.csv:11"),
    "weekly": (lambda r: r(350)[::7], "interval", "refused", "7 days apart"),
    "odd minutes": (
        lambda r: [["2026-01-05 08:01:07", "phone", 1], ["2026-01-05 08:03", "phone", 1]],
        "interval",
        "refused",
        "common grid",
    ),
    "ended channel": (
        lambda r: [*r(), *[[row[0], "fax", 3] for row in r(29)]],
        "ended",
        "refused",
        "ends on 2026-02-02",
    ),
    "late channel": (
        lambda r: [*r(), *[[row[0], "chat", 3] for row in r()[40:]]],
        "launch",
        "note",
        "begins on 2026-02-14",
    ),
    "spelt in two ways": (
        lambda r: [*r()[:40], *[[d, "Phone ", n] for d, _, n in r()[40:]]],
        "channels",
        "note",
        "Phone → phone",
    ),
    "few zeros left out": (
        lambda r: [*r(), *[[row[0], "letter", 1] for row in r()[::3]], [r()[-1][0], "letter", 1]],
        "copies",
        "repaired",
        "same row",
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_told_and_repaired_or_refused(audit, rows, case: str) -> None:
    make, code, verdict, text = ODD[case]
    finding = oddity(audit(make(rows)), code)
    assert (finding.verdict, text in str(finding)) == (verdict, True), str(finding)


def test_a_good_history_has_nothing_to_tell_but_its_length(audit, rows) -> None:
    history = audit(rows(GOOD))
    assert [finding.code for finding in history.findings] == ["short", "part_month"]
    assert history.channels["phone"].daily.values[:3].tolist() == [100, 110, 120]


def test_more_than_twenty_five_kinds_are_tried() -> None:
    assert len(UNREADABLE) + len(ODD) >= 25


def test_a_decision_changes_what_is_done(audit, rows) -> None:
    broken = [*rows(), changed(rows(), 3, contacts=7)[3]]
    found = {
        word: audit(broken, f"duplicates={word}").channels["phone"].daily.values[3]
        for word in ("sum", "first", "last", "max")
    }
    assert found == {"sum": 137, "first": 130, "last": 7, "max": 130}


def test_a_negative_number_becomes_unknown_and_not_zero(audit, rows) -> None:
    values = audit(changed(rows(), 9, contacts=-4)).channels["phone"].daily.values
    assert np.isnan(values[9])
    assert np.isnan(values).sum() == 1


def test_a_decision_that_does_not_exist_is_told_with_the_known_ones(audit, rows) -> None:
    with pytest.raises(DataError, match="duplicate is not a decision; did you mean 'duplicates'"):
        audit(rows(), "duplicate=sum")
    with pytest.raises(DataError, match="duplicates must be refuse or sum"):
        audit(rows(), "duplicates=add")


def test_intervals_left_out_are_zero_and_a_silent_morning_is_unknown(audit) -> None:
    rows = quarter_hours()
    silent = [row for n, row in enumerate(rows) if not 10 * 32 + 4 <= n < 10 * 32 + 14 and n != 5 * 32 + 7]
    history = audit(silent)
    daily = history.channels["phone"].daily
    assert history.minutes == 15
    assert oddity(history, "missing_intervals").count == 11
    assert oddity(history, "outages").examples == ("2026-03-12",)
    assert np.flatnonzero(np.isnan(daily.values)).tolist() == [10]
    assert audit(silent, "outages=keep").channels["phone"].daily.values[10] > 0


def test_a_day_cut_in_two_is_left_out(audit) -> None:
    history = audit(quarter_hours()[:-20])
    assert oddity(history, "partial_days").found.startswith("2026-03-31")
    assert str(history.channels["phone"].daily.days[-1]) == "2026-03-30"


def test_the_hour_that_clocks_repeat_is_added_up_and_the_hour_they_skip_is_no_gap(audit) -> None:
    hours = [f"2026-10-{day:02d} {hour:02d}:00,phone,4" for day in range(1, 32) for hour in range(24)]
    again = [f"2026-10-25 02:00,phone,{number}" for number in (4, 5)]
    history = audit("\n".join([*hours, again[1]]), head="start,channel,contacts")
    assert oddity(history, "clock_change").verdict == "repaired"
    assert history.channels["phone"].daily.values[24] == 24 * 4 + 5


def test_times_with_an_offset_are_moved_to_local_time(audit) -> None:
    hours = [
        f"2026-{month}-{day:02d}T{hour:02d}:00:00Z,phone,4"
        for month, days in (("06", 30), ("01", 31))
        for day in range(1, days + 1)
        for hour in range(8, 16)
    ]
    history = audit("\n".join(hours), head="start,channel,contacts", timezone="Europe/Amsterdam")
    intraday = history.channels["phone"].intraday
    first_hours = {
        str(day)[:7]: int(np.argmax(row > 0)) for day, row in zip(intraday.days, intraday.values, strict=True)
    }
    assert first_hours == {"2026-01": 9, "2026-06": 10}


def test_offered_that_is_not_answered_and_abandoned_is_told_and_may_be_decided(audit, rows) -> None:
    triples = [[day, channel, number, number - 20, 10] for day, channel, number in rows()]
    head = "date,channel,offered,answered,abandoned"
    finding = oddity(audit(triples, head=head), "volume")
    assert "offered is the volume" in str(finding)
    other = audit(triples, "volume=answered_and_abandoned", head=head)
    assert other.channels["phone"].daily.values[0] == 90


def test_redials_are_taken_out_only_when_asked(audit, rows) -> None:
    triples = [[day, channel, number, number - 20, 20] for day, channel, number in rows()]
    head = "date,channel,offered,answered,abandoned"
    assert "overstates need" in str(oddity(audit(triples, head=head), "redials"))
    assert audit(triples, head=head, redials=0.5).channels["phone"].daily.values[0] == 90


def test_holidays_without_contacts_count_as_closed(audit, rows) -> None:
    history = audit([row for row in rows(150) if row[0] not in ("2026-04-27", "2026-05-14")], country="NL")
    daily = history.channels["phone"].daily
    assert oddity(history, "holidays").count == 2
    assert daily.days[~daily.open].astype(str).tolist() == ["2026-04-27", "2026-05-14"]


def test_the_order_of_rows_does_not_matter(audit) -> None:
    rows = quarter_hours()
    one, other = audit(rows).channels["phone"], audit(rows[::-1]).channels["phone"]
    assert np.array_equal(one.daily.values, other.daily.values)
    assert np.array_equal(one.intraday.values, other.intraday.values)


def test_a_name_for_a_channel_that_is_not_there_is_told_and_changes_nothing(audit, rows) -> None:
    history = audit(rows(), channels=["fone=voice"])
    (told,) = [str(finding) for finding in history.findings if "--channel names" in str(finding)]
    assert "which the table does not have (it has phone)" in told
    assert "did you mean 'phone'" in told
    assert list(history.channels) == ["phone"]


def test_columns_and_cells_that_are_not_read_are_named(audit, rows) -> None:
    wider = [[*row, 80.5] for row in rows()]
    wider[9].append("234")
    history = audit(wider, head="date,channel,contacts,service level")
    assert oddity(history, "columns").found == "column service level is not read"
    assert oddity(history, "beyond").examples[0].endswith("history.csv:11")
    assert history.columns == {"day": "date", "channel": "channel", "offered": "contacts"}


def test_dutch_and_german_reports_are_read_with_the_channels_they_mean(audit, rows) -> None:
    heads = {"Telefoon": "Datum;Kanaal;Aangeboden;Gemiddelde afhandeltijd", "Telefon": "Datum;Kanal;Anzahl;AHT"}
    for name, head in heads.items():
        history = audit([[row[0], name, row[2], "4:10"] for row in rows()], head=head, separator=";")
        assert set(history.channels) == {"phone"}
        assert history.channels["phone"].handling_s[0] == 250
        assert f"{name} → phone (voice)" in oddity(history, "channels").found


def test_names_that_look_like_one_channel_are_kept_apart_and_told(audit, rows) -> None:
    both = [*rows(), *([day, "Telefoon", 3] for day, _, _ in rows())]
    history = audit(both)
    assert set(history.channels) == {"phone", "telefoon"}
    assert any("look like one channel, phone" in finding.found for finding in history.findings)


def test_a_wide_table_takes_no_rate_or_total_for_a_channel(audit, rows) -> None:
    history = audit([[day, count, 40, count + 40, 80] for day, _, count in rows()], head="date,phone,email,Total,SL %")
    assert set(history.channels) == {"phone", "email"}
    assert oddity(history, "totals").found == "column Total adds up others"
    assert oddity(history, "columns").found == "column SL % is not read"


def test_a_second_line_of_names_and_a_line_cut_short_are_left_out(audit, rows) -> None:
    history = audit([["", "name", "number"], *rows(), ["2026-03-16"]])
    assert oddity(history, "headings").examples[0].endswith(":2")
    assert oddity(history, "cut_short").count == 1
    assert set(history.channels) == {"phone"}


def test_a_quotation_mark_left_open_is_told_with_its_line(audit, rows) -> None:
    broken = rows()
    broken[4][1] = '"phone'
    with pytest.raises(DataError, match=r"history\.csv:6: a quotation mark in this line is not closed"):
        audit(broken)


def test_a_hole_of_two_years_does_not_close_the_weekdays(audit, rows) -> None:
    history = audit([*([f"2024{day[4:]}", name, count] for day, name, count in rows()), *rows()])
    assert history.channels["phone"].daily.open.all()


def test_a_coarser_stretch_is_spread_and_days_beside_intervals_stay_days(audit) -> None:
    fine = quarter_hours()
    coarse = [[when, name, 20] for when, name, _ in fine[: 15 * 32] if when.endswith((":00", ":30"))]
    by_day = [[f"2026-03-{day:02d}", "email", 400] for day in range(2, 31)]
    history = audit([*coarse, *fine[15 * 32 :], *by_day])
    assert "comes by 30 minutes from 2026-03-02 to 2026-03-16" in next(
        finding.found for finding in history.findings if finding.code == "grain" and finding.channel == "phone"
    )
    assert history.channels["phone"].intraday.values[3][36:38].tolist() == [10, 10]
    assert history.channels["email"].intraday is None
    assert not [finding for finding in history.findings if finding.code == "missing_intervals"]


def test_a_history_of_another_age_is_one_clear_message(audit, rows) -> None:
    with pytest.raises(DataError, match=r"dates must lie in 1970 or later \(got year 1 in all rows\)"):
        audit([[f"0001{day[4:]}", name, count] for day, name, count in rows()])

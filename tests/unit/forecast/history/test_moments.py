"""When a row was: start and interval columns beside a date, hours, long dates, and what is missing or unclear."""

import numpy as np
import pytest

from channelmix.errors import DataError

DAYS = 30
FIRST = np.datetime64("2026-03-02")


def half_hours(write):
    """Return a line for each half-hour from 8 to 18 of each day: what ``write`` makes of day, hour and minute."""
    days = [FIRST + np.timedelta64(number, "D") for number in range(DAYS)]
    return "\n".join(write(day, hour, minute) for day in days for hour in range(8, 18) for minute in (0, 30))


WRITTEN = {
    "interval beside date": ("date,interval,contacts", lambda d, h, m: f"{d},{h:02d}:{m:02d} - {h:02d}:{m + 29},5"),
    "start beside date": ("date,start,contacts", lambda d, h, m: f"{d},{h:02d}:{m:02d},5"),
    "moment beside date": ("date,start,contacts", lambda d, h, m: f"{d},{d} {h:02d}:{m:02d},5"),
    "Dutch": ("Datum,Begintijd,Aantal", lambda d, h, m: f"{d},{h:02d}:{m:02d}:00,5"),
    "digits only": ("date,time,contacts", lambda d, h, m: f"{d},{h:02d}{m:02d},5"),
}


@pytest.mark.parametrize("layout", WRITTEN)
def test_the_time_of_day_is_read_wherever_it_stands(audit, layout: str) -> None:
    head, write = WRITTEN[layout]
    history = audit(half_hours(write), head=head)
    (channel,) = history.channels.values()
    assert history.minutes == 30
    assert channel.daily.values.tolist() == [100.0] * DAYS


def test_an_hour_may_be_a_number(audit) -> None:
    history = audit(half_hours(lambda d, h, m: f"{d},{h},7"), "copies=once", head="date,hour,contacts")
    assert history.minutes == 60
    assert history.channels["contacts"].daily.values.tolist() == [70.0] * DAYS


def test_rows_that_differ_in_a_column_that_is_not_read_are_no_copies(audit) -> None:
    history = audit(half_hours(lambda d, h, m: f"{d},{100 * h + m} o'clock,5"), head="date,when,contacts")
    (finding,) = history.refused
    assert (finding.code, finding.count) == ("duplicates", DAYS)


def test_a_row_without_a_time_among_intervals_is_refused(audit) -> None:
    text = half_hours(lambda d, h, m: f"{d},{h:02d}:{m:02d},5").replace("2026-03-05,09:30", "2026-03-05,")
    (finding,) = audit(text, head="date,time,contacts").refused
    assert "1 row without a time of day on days of intervals (2026-03-05)" in str(finding)


def test_midnights_of_programs_that_leave_out_their_time_are_read(audit) -> None:
    moments = [FIRST + np.timedelta64(hour, "h") for hour in range(24 * DAYS)]
    written = [str(moment.astype("datetime64[m]")).replace("T", " ").removesuffix(" 00:00") for moment in moments]
    text = "\n".join(f"{moment},5" for moment in written)
    history = audit(text, head="timestamp,contacts")
    assert not history.refused
    assert history.channels["contacts"].daily.values.tolist() == [120.0] * DAYS


@pytest.mark.parametrize(
    "text",
    ["Montag, 5. Januar 2026", "maandag 5 januari 2026", '"Monday, January 5, 2026"', "Jan 5 2026"],
)
def test_long_dates_of_spreadsheets_are_read(audit, text: str) -> None:
    history = audit(f"{text};phone;3", head="date;channel;contacts")
    assert str(history.channels["phone"].daily.days[0]) == "2026-01-05"


@pytest.mark.parametrize(("text", "way_out"), [
    ("2026-01", "too coarse"), ("Jan 2026", "too coarse"), ("", "merged cells hold it in the first only"),
])  # fmt: skip
def test_what_is_no_day_is_told_with_a_way_out(audit, text: str, way_out: str) -> None:
    with pytest.raises(DataError, match=way_out):
        audit(f"2026-01-05,phone,3\n{text},phone,3")


@pytest.mark.parametrize(("separator", "text", "other"), [(",", "1.204", "comma"), (";", "1,204", "point")])
def test_a_sign_that_may_part_thousands_or_decimals_is_not_guessed(
    audit, rows, separator: str, text: str, other: str
) -> None:
    table = rows(contacts=lambda day: text if day.day < 9 else 980)
    head = separator.join(["date", "channel", "contacts"])
    (finding,) = audit(table, separator=separator, head=head).refused
    assert (finding.code, f"decide decimal={other} if it is 1204 contacts" in str(finding)) == ("decimal", True)
    decided = audit(table, f"decimal={other}", separator=separator, head=head)
    assert decided.channels["phone"].daily.values[0] == 1204


@pytest.mark.parametrize(
    "text", ["May 5, 2026", "March 5, 2026", "Tue 5 May 2026", "2026-05-05T00:00:00.000", "20260505"]
)
def test_months_are_not_taken_for_weekdays(audit, text: str) -> None:
    day = audit(f"{text};phone;3", head="date;channel;contacts").channels["phone"].daily.days[0]
    assert str(day) == ("2026-03-05" if "March" in text else "2026-05-05")


def test_dates_with_a_weekday_before_them_are_not_guessed_either(audit) -> None:
    with pytest.raises(DataError, match="decide dates=dmy or dates=mdy"):
        audit("Wed 03/04/2026,phone,3\nSun 04/05/2026,phone,4\nTue 05/05/2026,phone,4")


def test_a_channel_with_one_contact_a_week_is_open_all_the_same(audit, rows) -> None:
    daily = (
        audit(rows(140, contacts=lambda day: int(day.toordinal() % 11 == 0 and day.weekday() < 6)))
        .channels["phone"]
        .daily
    )
    assert daily.open.mean() > 0.8
    assert daily.values.sum() == sum(d.toordinal() % 11 == 0 and d.weekday() < 6 for d in daily.days.astype(object))

"""Which days the bad ones are, and why: only what the figures show."""

from types import SimpleNamespace

from channelmix.report.worst_days import few_notes, told_worst, weekday_sheet, worst_notes
from channelmix.scenario.units import Duration


def day(weekday, hours, contacts=100.0, level=0.9, *, staffed=True):
    told = {"mean": level, "low": level - 0.01, "high": level + 0.01}
    return {"weekday": weekday, "agent_hours": hours, "contacts": contacts, "level": told, "staffed": staffed}


def study_of(*weekdays, share=1.0, worst=5, within="1 day"):
    entry = {
        "worst_day": {"mean": 0.2, "low": 0.1, "high": 0.3}, "weekdays": list(weekdays), "few_days": 0,
        "worst_weekday": {"weekday": worst, "share": share},
    }  # fmt: skip
    channel = SimpleNamespace(target=SimpleNamespace(within=Duration.read(within)))
    scenario = SimpleNamespace(channels={"email": channel}, period=SimpleNamespace(days=7))
    case = SimpleNamespace(name="Today", scenario=scenario)
    return SimpleNamespace(cases=[case], spread=[{"email": entry}], worst_days_of=lambda: {"email": {}})


def test_the_worst_weekday_is_named_where_at_least_half_of_the_worst_days_fall_on_it():
    shares = (1.0, 0.6, 0.4)
    known = {"mean": 0.2, "low": 0.1, "high": 0.3}
    told = [told_worst({"worst_day": known, "worst_weekday": {"weekday": 5, "share": share}}) for share in shares]
    assert told == ["always a Saturday", "mostly a Saturday", ""]
    unknown = {**known, "low": None, "high": None}
    assert told_worst({"worst_day": unknown, "worst_weekday": {"weekday": 5, "share": 1.0}}) == "", "of too few days"


def test_few_agents_many_contacts_or_nobody_the_day_after_are_the_reason_where_they_show():
    week = [day(weekday, 48.0) for weekday in range(5)]
    (line,) = worst_notes(study_of(*week, day(5, 14.0), day(6, 48.0)), [0])
    assert line == (
        "worst on Saturday (email): 14.0 agent hours are planned then for all that its agents serve, 48.0 on its other "
        "days"
    )
    (line,) = worst_notes(study_of(*week, day(5, 48.0, contacts=150.0), day(6, 48.0)), [0])
    assert line == "worst on Saturday (email): 150 contacts come then, 100 on its other days"
    (line,) = worst_notes(study_of(*week, day(5, 48.0), day(6, 0.0, staffed=False)), [0])
    assert line == "worst on Saturday (email): nobody who serves it is on duty the day after"


def test_no_reason_is_given_where_none_shows_or_no_weekday_stands_out():
    week = [day(weekday, 48.0) for weekday in range(7)]
    assert list(worst_notes(study_of(*week), [0])) == []
    assert list(worst_notes(study_of(*week[:5], day(5, 14.0), week[6], share=0.4), [0])) == []
    closed_after = study_of(*week[:5], day(5, 48.0), day(6, 0.0, staffed=False), within="20 s")
    assert list(worst_notes(closed_after, [0])) == [], "a call is not answered the day after"


def test_every_weekday_has_its_level_and_one_without_agents_says_so():
    study = study_of(day(0, 48.0), day(6, 0.0, level=0.0, staffed=False))
    sheet = weekday_sheet(study)
    assert sheet is not None
    assert sheet.columns == ("Monday", "Sunday")
    monday, sunday = sheet.rows[0].cells
    assert (monday.text, monday.interval) == ("90.0 %", "89.0–91.0 · 100 contacts · 48.0 h")
    assert sunday.verdict == "nobody on duty"


def test_days_of_few_contacts_are_told():
    study = study_of(day(0, 48.0))
    assert list(few_notes(study)) == []
    study.spread[0]["email"]["few_days"] = 3
    assert list(few_notes(study)) == ["days on which fewer than 10 contacts are due do not decide: email (3 days)"]

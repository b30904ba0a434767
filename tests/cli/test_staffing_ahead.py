"""``staff --months`` and ``--forecast``: what they print and keep, and what they refuse."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.forecast.store.draws import Draws, Profiles
from channelmix.forecast.store.writing import Version, store_version
from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.staffing import staff

QUICK = (
    "--set", "period.interval=1 h", "--set", 'channels.phone.hours={mon="09:00-10:00", thu="09:00-11:00"}',
    "--replications", "4", "--workers", "1",
)  # fmt: skip


def store(folder: Path, name: str, levels: np.ndarray) -> None:
    """Store a forecast of three months, tried for the first two: so many calls a day in each of its draws."""
    first = np.datetime64("2027-03-01")
    days, count = 92, len(levels)
    contacts = np.broadcast_to(levels[None, :, None], (1, count, days)).copy()
    shares = np.zeros((1, 7, 24))
    shares[:, :, 9:12] = 1 / 3
    card = {
        "made": datetime.now(tz=UTC), "first": first.item(), "last": date(2027, 5, 31), "channels": ["phone"],
        "draws": count, "history": {"last": date.today()}, "validation": {"until": date(2027, 4, 30)},
    }  # fmt: skip
    draws = Draws(
        ("phone",), first + np.arange(days).astype("timedelta64[D]"), contacts, np.full(contacts.shape, np.nan)
    )
    version = Version(card=card, recipe={"name": name}, draws=draws, profiles=Profiles(("phone",), 60, shares))
    store_version(folder / "forecasts" / name, version)


@pytest.fixture
def forecast(folder: Path) -> None:
    """A stored forecast of 40 to 80 calls a day in 20 draws."""
    store(folder, "service", np.linspace(40, 80, 20))


@pytest.fixture
def ahead(cli, forecast, monkeypatch):
    monkeypatch.setattr("channelmix.staffing.ahead.study.SIMULATED", 2)

    def run(*words: str):
        return cli("staff", "small.toml", "--forecast", "service", *QUICK, *words)

    return run


def test_a_dry_run_of_months_tells_how_many_weeks_are_searched_and_how_long_that_may_take(ahead) -> None:
    answer = ahead("--months", "2027-03..2027-05", "--dry-run")
    assert answer.code == 0, answer.err
    assert "4 replications of each of 2 runs" in answer.out
    assert "Nothing was kept" in answer.out
    assert not Path("runs").exists()


def test_months_tell_people_hours_and_money_by_level_and_what_was_simulated(ahead, cli) -> None:
    answer = ahead("--months", "2027-03..2027-05", "--risk", "0.8", "--attrition", "0.2", "--json")
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    assert found["levels"] == ["p10", "p50", "p80", "p90"]
    assert [month["validated"] for month in found["months"]] == [True, True, False]
    for month in found["months"]:
        fte = [month["levels"][level]["total"]["fte"] for level in found["levels"]]
        assert fte == sorted(fte)
        assert fte[0] < fte[-1]
        level = month["levels"]["p50"]["total"]
        assert level["cost"] == pytest.approx(30 * level["paid_hours"])
    march = found["months"][0]
    assert march["levels"]["p50"]["total"]["paid_hours"] == pytest.approx(
        march["levels"]["p50"]["total"]["fte"] * 36 / 7 * 31, rel=0.15
    )
    assert march["people"][""]["people"] >= march["levels"]["p80"]["total"]["fte"] - 1e-9
    (planned,) = (week for week in found["simulated"] if week["is_plan"])
    assert planned["month"] == "2027-03"
    assert float(planned["level"][1:]) == pytest.approx(80, abs=6)
    assert all(0 <= week["kept"] <= week["promises"] for week in found["simulated"])
    assert march["simulated"][planned["level"]] == planned["fte"]
    assert [week["month"] for week in found["simulated"]] == sorted(week["month"] for week in found["simulated"])
    assert found["error"]["fte"][""] >= found["error"]["largest"] * min(week["fte"] for week in found["simulated"])
    assert found["error"]["largest"] < 0.25
    (kept,) = Path("runs").iterdir()
    assert {"months.csv", "months.svg", "plan.xlsx", "summary.json"} <= {file.name for file in kept.iterdir()}
    assert json.loads((kept / "summary.json").read_text()) == found
    plan = f'groups.front_office.agents={{file="{kept.as_posix()}/plan.xlsx"}}'
    assert ahead_runs_back(plan)
    for language, words, needed in (
        ("nl", "Een maand is haar typische week", "front_office: nodig"),
        ("de", "Ein Monat ist seine typische Woche", "front_office: benötigt"),
    ):
        assert cli("report", str(kept), "--language", language).code == 0
        told = sheet_texts(kept / "plan.xlsx")
        assert any(words in text for text in told)
        assert needed in told
        assert not [text for text in told for english in ("FTE", "hires", "weeks", "the ") if english in text]
        assert ahead_runs_back(plan)
    (kept / "plan.json").write_text('{"groups": [{"group": "front_office"}]}')
    broken = cli("report", str(kept))
    assert (broken.code, "Traceback" in broken.err) == (2, False)
    assert "plan.json: plan.xlsx cannot be made of it" in broken.err


def sheet_texts(path: Path) -> list[str]:
    """Return all texts of a workbook."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return [cell for row in rows for cell in row if isinstance(cell, str)]


def ahead_runs_back(setting: str) -> bool:
    """Tell whether the plan of the first month is read back as staff."""
    from channelmix.scenario import load

    return any(line.agents for line in load("small.toml", [setting, "period.start=2027-03-01"]).plans["front_office"])


def test_months_as_csv_and_as_tables_carry_the_marks_that_belong_to_them(ahead) -> None:
    table = ahead("--months", "2027-05", "--csv", "comma", "--no-run-folder")
    rows = list(csv.DictReader(io.StringIO(table.out.lstrip("\ufeff")), delimiter=";"))
    assert {row["validated"] for row in rows} == {"no"}
    assert [row["level"] for row in rows if row["group"] == "all groups"] == ["p10", "p50", "p90"]
    assert "," in rows[0]["fte"]
    page = ahead("--months", "2027-05", "--no-run-folder").out
    for part in (
        "not validated",
        "What each month needs",
        "Hires and leavers",
        "Searched and simulated",
        "checks passed",
        "keeping up with the middle of the forecast",
        "nobody leaves",
    ):
        assert part in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--months", "2027"), "must be written 2027-01..2029-12"),
        (("--months", "2027-03..2027-09"), "must lie within the forecast service, 2027-03-01 to 2027-05-31"),
        (("--months", "2027-02..2027-03"), "(got 2027-02..2027-03)"),
        (("--months", "2027-03", "--risk", "90"), "--risk must be a share between 0 and 1 (got 90); write 0.9"),
        (("--months", "2027-03", "--attrition", "1"), "--attrition must be a share from 0 to below 1 (got 1)"),
        (("--months", "2027-03", "--attrition", "nan"), "--attrition must be a share"),
        (("--months", "2027-03", "--shifts"), "--shifts tells of one plan"),
        (("--months", "2027-03", "--require-targets"), "--require-targets tells of one plan, not of months"),
        (("--months", "2027-03", "--plan", "small.toml"), "ends in .xlsx or .csv"),
        (("--months", "2027-03", "--forecast", "servise"), "did you mean 'service'"),
    ],
)
def test_months_that_cannot_be_are_one_line_and_exit_code_2(ahead, words, told) -> None:
    answer = ahead(*words)
    assert (answer.code, "Traceback" in answer.err) == (2, False)
    assert told in answer.err
    assert not Path("runs").exists() or not any(Path("runs").iterdir())


@pytest.mark.parametrize("levels", [np.array([60.0]), np.zeros(20)])
def test_months_of_which_all_weeks_are_alike_need_one_week_searched(cli, folder: Path, levels: np.ndarray) -> None:
    store(folder, "alike", levels)
    answer = cli("staff", "small.toml", "--forecast", "alike", *QUICK, "--months", "2027-03..2027-04", "--json")
    assert answer.code == 0, answer.err
    assert len(json.loads(answer.out)["simulated"]) == 1


def test_months_need_a_forecast(cli) -> None:
    answer = cli("staff", "small.toml", "--months", "2027-03", *QUICK)
    assert answer.code == 2
    assert "--months needs a forecast of arrivals (got none)" in answer.err


def test_a_plan_for_more_of_the_paths_has_more_people_and_says_in_how_many_it_kept_its_promise(cli, forecast) -> None:
    def found(risk: str) -> dict:
        words = ("--forecast", "service", "--risk", risk, "--json", "--no-run-folder", "--set", 'staffing.per="day"')
        answer = cli("staff", "small.toml", *QUICK, *words)
        assert answer.code == 0, answer.err
        assert "not validated" not in answer.err
        return json.loads(answer.out)

    careless, careful = found("0.3"), found("0.95")
    hours = [each["groups"]["front_office"]["paid_hours"] for each in (careless, careful)]
    assert hours[0] < hours[1]
    assert careless["risk"]["reached"] < careful["risk"]["reached"]
    for mine in (careless["risk"], careful["risk"]):
        assert (mine["chosen_on"], mine["paths"], mine["draws"], mine["other_draws"]) == (100, 200, 10, True)
        assert mine["low"] < mine["reached"] < mine["high"] or mine["reached"] == mine["high"] == 1
    assert careless["risk"]["high"] < 0.95 < careful["risk"]["high"]


def test_a_forecast_under_one_plan_takes_its_days_and_names_what_it_does_not_take(cli, forecast) -> None:
    answer = cli("staff", "small.toml", *QUICK, "--forecast", "service", "--json", "--no-run-folder")
    offered = json.loads(answer.out)["channels"]["phone"]["offered"]["mean"]
    assert 30 < offered < 90
    beyond = cli("staff", "small.toml", "--forecast", "service", "--set", "period.start=2028-03-06", "--no-run-folder")
    assert (beyond.code, "covers 2027-03-01 to 2027-05-31" in beyond.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--risk", "0.9"), "--risk needs a forecast of arrivals (got none)"),
        (("--forecast", "service", "--risk", "1.0"), "--risk must be a share between 0 and 1 (got 1)"),
        (("--forecast", "service", "--risk", "0.9", "--promises"), "--risk is built for plans by interval only"),
        (
            ("--forecast", "nl_whatsapp"),
            "must have a channel with arrivals of small.toml: phone (got an adoption curve)",
        ),
        (("--attrition", "0.2"), "--attrition tells of months"),
    ],
)
def test_paths_that_cannot_be_kept_are_told(cli, forecast, words, told) -> None:
    answer = cli("staff", "small.toml", *QUICK, *words)
    assert (answer.code, "Traceback" in answer.err) == (2, False)
    assert told in answer.err


def test_in_python_attrition_without_months_and_an_unknown_engine_are_refused(forecast) -> None:
    with pytest.raises(InputError, match=r"attrition tells of months \(got 0\.2 without months\)"):
        staff("small.toml", attrition=0.2)
    with pytest.raises(InputError, match=r"engine must be one of .* \(got 'quick'\)"):
        staff("small.toml", months="2027-03", forecast="service", engine="quick")


def test_in_python_months_are_played_by_the_engine_that_was_asked_for(forecast, monkeypatch) -> None:
    asked = []

    def refuse(*_: object, engine: str | None, **__: object) -> None:
        asked.append(engine)
        raise InputError("enough")

    monkeypatch.setattr("channelmix.staffing.ahead.weeks.find_requirement", refuse)
    with pytest.raises(InputError, match="enough"):
        staff("small.toml", months="2027-03", forecast="service", engine="reference")
    assert asked == ["reference"]


def test_months_warn_of_work_that_falls_due_while_nobody_is_there_as_a_plan_of_one_week_does(ahead) -> None:
    night = ("--set", 'channels.phone.when_closed="queue"', "--set", "channels.phone.target.share=0.05")
    answer = ahead("--months", "2027-03", "--json", *night)
    assert answer.code == 0, answer.err
    (caution,) = json.loads(answer.out)["cautions"]
    assert "channels.phone.target runs on while nobody is on duty" in caution
    assert "hires are counted" not in answer.err
    assert caution in answer.err
    (kept,) = Path("runs").iterdir()
    assert any("Please note: channels.phone.target runs on" in text for text in sheet_texts(kept / "plan.xlsx"))


def test_months_that_begin_with_nobody_say_that_hires_are_counted_from_nobody(ahead) -> None:
    answer = ahead("--months", "2027-03", "--json", "--set", "groups.front_office.agents=0")
    assert answer.code == 0, answer.err
    (caution,) = json.loads(answer.out)["cautions"]
    assert caution.startswith("groups.front_office.agents gives nobody, and hires are counted from the agents of")
    assert caution in answer.err
    for language in ("nl", "de"):
        with speaking(language) as spoken:
            assert "hires" not in told_caution(caution)
        assert spoken.missing == set()

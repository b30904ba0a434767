"""The commands about history and forecasts, as an analyst uses them."""

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from channelmix.cli.forecasting import forecast


def history(days: int = 60, *, contacts: int = 100) -> str:
    first = date(2026, 1, 5)
    lines = [f"{first + timedelta(days=n)},phone,{contacts + n % 7}" for n in range(days)]
    return "\n".join(["date,channel,contacts", *lines]) + "\n"


@pytest.mark.parametrize("member", forecast.members, ids=lambda member: str(member.name))
def test_every_command_of_the_family_has_help_an_example_and_described_options(cli, member) -> None:
    answer = cli("forecast", str(member.name), "--help")
    assert answer.code == 0
    assert f"Example: channelmix forecast {member.name}" in " ".join(answer.out.split())
    options = [option for option in member.params if hasattr(option, "hidden") and not option.hidden]
    assert [option.opts for option in options if not option.help] == []


def test_an_audit_prints_what_it_found_and_what_may_be_decided(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history() + "2026-01-05,phone,100\n", encoding="utf-8")
    answer = cli("forecast", "audit", "history.csv", "--country", "NL")
    assert answer.code == 0
    assert "61 rows by day · read as generic" in answer.out
    assert "--decide copies=[once]|sum" in answer.out


def test_an_audit_that_finds_an_obstacle_ends_with_2_and_still_tells_everything(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history(10), encoding="utf-8")
    answer = cli("forecast", "audit", "history.csv")
    assert answer.code == 2
    assert "Stands in the way of a forecast" in answer.out
    assert "1 finding in the way of a forecast" in answer.err


def test_an_audit_as_json_is_for_programs(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history(), encoding="utf-8")
    content = json.loads(cli("forecast", "audit", "history.csv", "--json").out)
    assert content["channels"]["phone"]["days_known"] == 60
    assert [finding["code"] for finding in content["findings"]] == ["short", "part_month"]


def test_a_history_that_is_not_there_is_told_with_its_neighbour(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history(), encoding="utf-8")
    answer = cli("forecast", "audit", "histori.csv")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'history.csv'" in answer.err


def two_channels(days: int = 200, *, phone: int = 100, first: date = date(2026, 1, 5)) -> str:
    lines = ["date,channel,contacts"]
    chance = random.Random(first.toordinal())
    for number in range(days):
        day = first + timedelta(days=number)
        busy = 1.2 if day.weekday() == 0 else 1.0
        for channel, level in (("phone", phone), ("whatsapp", 30 + number / 20)):
            lines.append(f"{day},{channel},{round(chance.gauss(level * busy, level**0.5 * 2))}")
    return "\n".join(lines) + "\n"


SURVEYS = """\
date,channel,share,kind,n,source
2024-07-01,whatsapp,20 %,use,1000,invented
2025-07-01,whatsapp,27 %,use,,invented
"""
FIT = ("forecast", "fit", "history.csv", "--name", "service", "--engine", "ridge", "--draws", "20")


@pytest.fixture
def history_file(folder: Path) -> Path:
    path = folder / "history.csv"
    path.write_text(two_channels(), encoding="utf-8")
    return path


def test_a_first_fit_stores_a_forecast_and_says_what_it_rests_on(cli, folder: Path, history_file: Path) -> None:
    (folder / "surveys.csv").write_text(SURVEYS, encoding="utf-8")
    answer = cli(*FIT, "--surveys", "surveys.csv", "--until", "2027-03-31")
    assert answer.code == 0, answer.err
    assert "version 1" in answer.out
    assert "n is not told; it counts as 500 people" in answer.out
    assert (folder / "forecasts" / "service" / "draws.parquet").is_file()
    content = json.loads(cli("forecast", "show", "service", "--json", "--day", "2026-12-01").out)
    assert {entry["channel"] for entry in content["months"]} == {"phone", "whatsapp"}
    assert (content["day"]["date"], content["day"]["minutes"]) == ("2026-12-01", 30)
    assert {entry["channel"] for entry in content["day"]["intervals"]} == {"phone", "whatsapp"}
    assert all(entry["p10"] <= entry["p50"] <= entry["p90"] for entry in content["day"]["intervals"])
    assert cli("forecast", "show", "service", "--json", "--day", "2036-12-01").code == 2


def test_a_refit_keeps_the_recipe_and_diff_says_which_input_moved_the_months(cli, history_file: Path) -> None:
    assert cli(*FIT).code == 0
    history_file.write_text(two_channels() + two_channels(40, phone=130, first=date(2026, 7, 24)).partition("\n")[2])
    again = cli("forecast", "fit", "--name", "service")
    assert again.code == 0, again.err
    assert "since the last version, all channels" in again.err
    assert "alarm" in again.err
    found = json.loads(cli("forecast", "diff", "service@1", "service", "--json").out)
    assert found["steps"][0]["input"] == "new days"
    moved = found["after"]["phone"][1] / found["before"]["phone"][1] - 1
    assert moved > 0.05
    text = cli("forecast", "diff", "service@1", "service", "--fast").out
    assert "service@1 → service@2" in text
    assert "not looked for, with --fast" in text
    assert "How service@1 did on days that came since" in text
    assert "of 40 days within what should hold 8 of 10): alarm" in " ".join(text.split())
    assert found["since"][0].startswith("all channels: ")
    same = " ".join(cli("forecast", "diff", "service", "service").out.split())
    assert ("no input differs" in same, "came since" in same) == (True, False)


def test_three_years_are_shown_month_by_month_at_first_and_all_of_them_in_a_page(
    cli, folder: Path, history_file: Path
) -> None:
    assert cli(*FIT, "--until", "2029-06").code == 0
    shown = cli("forecast", "show", "service", "--html", "page.html").out
    assert [f"2026-{month}" in shown for month in ("08", "09", "10", "11", "12")] == [True] * 5
    assert ("2028-02" in shown, "2028-03" in shown) == (False, True)
    assert "one a quarter" in shown
    assert "2029-06" in shown
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert all(f">{year}-{month:02d}" in page for year in (2027, 2028) for month in range(1, 13))


def test_new_actuals_that_nothing_can_be_held_against_are_named(cli, folder: Path, history_file: Path) -> None:
    assert cli(*FIT).code == 0
    (folder / "other.csv").write_text(two_channels(40, first=date(2026, 1, 5)).replace("phone", "fax"))
    told = cli("forecast", "show", "service", "--actuals", "other.csv").out
    assert "new actuals of fax are not held against anything: the forecast has phone, whatsapp" in told
    assert "there are no new actuals of phone" in told
    assert "0 days in common, and drift needs 7" in told
    assert "--table x names nothing" in cli("forecast", "audit", "other.csv", "--table", "x").out


def test_a_refit_worse_than_persistence_is_refused_with_4_unless_forced(
    cli, folder: Path, history_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from channelmix.forecast.fitting.gate import Verdict

    assert cli(*FIT).code == 0
    monkeypatch.setattr("channelmix.forecast.fitting.refit.verdict", lambda past, recipe: Verdict(0.2, 0.1, 6))
    refused = cli(*FIT)
    assert (refused.code, refused.out) == (4, "")
    assert "refit of service is refused" in refused.err
    assert "--force stores it all the same" in refused.err
    assert not (folder / "forecasts" / "service" / "versions").exists()
    forced = cli(*FIT, "--force")
    assert forced.code == 0
    assert "worse than persistence; stored all the same, as forced" in forced.out


def test_the_gate_itself_finds_a_series_that_persistence_forecasts_better() -> None:
    import numpy as np

    from channelmix.forecast.fitting.gate import verdict
    from channelmix.forecast.fitting.recipe import Recipe
    from channelmix.forecast.fitting.totals import Beside

    days = np.datetime64("2025-01-06") + np.arange(420).astype("timedelta64[D]")
    week = np.array([120.0, 110, 100, 105, 115, 60, 30])
    regular = np.random.default_rng(1).poisson(np.tile(week, 60)[None, :]).astype(float)
    jumps = np.repeat(np.random.default_rng(2).choice([30.0, 300.0, 900.0], 15), 28)[None, :]
    passed = {}
    for name, contacts in (("regular", regular), ("jumps", jumps)):
        past = Beside(("phone",), days, contacts, np.full((1, 420), np.nan), np.ones((1, 420), bool))
        passed[name] = verdict(past, Recipe()).passed
    assert passed == {"regular": True, "jumps": False}


def test_the_gate_sees_channels_that_change_places_while_their_sum_is_calm() -> None:
    import numpy as np

    from channelmix.forecast.fitting.gate import verdict
    from channelmix.forecast.fitting.recipe import Recipe
    from channelmix.forecast.fitting.totals import Beside

    days = np.datetime64("2025-01-06") + np.arange(420).astype("timedelta64[D]")
    total = np.random.default_rng(1).poisson(np.tile([1200.0, 1100, 1000, 1050, 1150, 600, 300], 60)).astype(float)
    found = {}
    for name, shares in (("calm", [0.3]), ("jumps", [0.1, 0.9])):
        part = np.rint(total * np.resize(np.repeat(shares, 75), 420))
        contacts = np.stack([part, total - part])
        past = Beside(("chat", "phone"), days, contacts, np.full((2, 420), np.nan), np.ones((2, 420), bool))
        found[name] = verdict(past, Recipe())
    assert found["calm"].passed
    assert not found["calm"].worse
    assert not found["jumps"].passed
    assert found["jumps"].wape <= found["jumps"].persistence
    assert found["jumps"].told().startswith("of the channels it errs by")


def test_events_and_shocks_are_told_in_a_line_and_kept_in_the_recipe(cli, folder: Path, history_file: Path) -> None:
    lines = ("bill 2026-03-02..2026-03-06 felt 1 day before", "bill 2027-03-01..2027-03-05 felt 1 day before")
    made = cli(*FIT, "--event", lines[0], "--event", lines[1])
    assert made.code == 0, made.err
    recipe = (folder / "forecasts" / "service" / "recipe.toml").read_text(encoding="utf-8")
    assert recipe.count("[[event]]") == 2
    assert "lags = [-1, 0]" in recipe
    wrong = cli(*FIT, "--event", "bill in March")
    assert (wrong.code, "an event must be written as" in wrong.err) == (2, True)
    wrong = cli(*FIT, "--shock", "phone in March")
    assert (wrong.code, "a shock must be written as" in wrong.err) == (2, True)
    assert cli(*FIT, "--event", "bill 2027-03-05..2027-03-01").code == 2


def test_a_backtest_stands_beside_the_plain_methods_and_is_kept(cli, folder: Path, history_file: Path) -> None:
    assert cli(*FIT).code == 0
    words = ("--origins", "2", "--horizon", "14", "--series", "all channels", "--html", "backtest.html")
    answer = cli("forecast", "backtest", "service", *words)
    assert answer.code == 0, answer.err
    for method in ("channelmix", "seasonal naive", "mean of six weeks", "persistence"):
        assert method in answer.out
    assert "14 days ahead at 2 past moments, WAPE: channelmix" in cli("forecast", "show", "service").out
    assert (folder / "backtest.html").read_text(encoding="utf-8").count("<svg") == 1
    assert cli("forecast", "backtest", "service", "--origins", "100").code == 2
    assert "did you mean 'phone'" in cli("forecast", "backtest", "service", "--series", "fone").err


def test_an_override_is_dated_kept_by_a_refit_and_withdrawn(cli, history_file: Path) -> None:
    assert cli(*FIT).code == 0
    days = ("--from", "2026-08-03", "--to", "2026-08-09")
    made = cli("forecast", "override", "service", *days, "--factor", "1.5", "--reason", "campaign")
    assert made.code == 0
    assert "1: * × 1.5 on 2026-08-03 to 2026-08-09: campaign" in made.err
    assert cli("forecast", "fit", "--name", "service").code == 0
    assert "campaign" in cli("forecast", "show", "service").out
    mixed = cli("forecast", "override", "service", "--withdraw", "1", "--channel", "phone", "--to", "2026-08-03")
    assert (mixed.code, "--withdraw 1 takes an override back and has no --channel, --to" in mixed.err) == (2, True)
    assert "withdrawn" in cli("forecast", "override", "service", "--withdraw", "1").err
    assert cli("forecast", "override", "service", "--withdraw", "1").code == 2
    assert cli("forecast", "override", "service", *days, "--factor", "1.5").code == 2
    wrong = cli("forecast", "override", "service", *days, "--factor", "2", "--reason", "x", "--channel", "fone")
    assert (wrong.code, "did you mean 'phone'" in wrong.err) == (2, True)
    late = cli("forecast", "override", "service", "--from", "2036-08-03", "--factor", "2", "--reason", "x")
    assert (late.code, "override: days must be among" in late.err) == (2, True)


def test_an_override_of_an_adoption_curve_is_refused_and_says_what_to_do(cli) -> None:
    answer = cli("forecast", "override", "nl_whatsapp", "--from", "2027-03-01", "--factor", "-1", "--reason", "x")
    assert answer.code == 2
    assert "nl_whatsapp is an adoption curve, which has none; 'channelmix forecast adoption' fits it" in answer.err


def test_a_stored_forecast_as_a_page_needs_nothing_from_outside(cli, folder: Path, history_file: Path) -> None:
    assert cli(*FIT).code == 0
    assert cli("forecast", "show", "service", "--html", "page.html").code == 0
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "http:" not in page
    assert "https:" not in page


def test_adoption_is_stored_and_moves_customers_of_a_scenario(cli, folder: Path) -> None:
    (folder / "surveys.csv").write_text(SURVEYS, encoding="utf-8")
    words = ("--channel", "whatsapp", "--until", "2028-12-31", "--name", "whatsapp", "--draws", "50")
    answer = cli("forecast", "adoption", "surveys.csv", *words)
    assert answer.code == 0, answer.err
    assert "before the surveys" in answer.out
    picture = (folder / "forecasts" / "whatsapp" / "plots" / "whatsapp.svg").read_text(encoding="utf-8")
    assert picture.count("<circle") == 2
    shown = cli("forecast", "show", "whatsapp")
    assert "Share of people who use whatsapp" in shown.out
    assert "2028" in shown.out
    scenario = (
        (folder / "small.toml")
        .read_text(encoding="utf-8")
        .replace('handles = ["phone"]', 'handles = ["phone", "mail"]')
    )
    shift = '\n[[channel_shift]]\nfrom = "phone"\nto = "mail"\nshare = { adoption = "whatsapp", since = 2025-07-01 }\n'
    mail = '\n[channels.mail]\nkind = "deferred"\nhandling = "2 min"\n'
    (folder / "moved.toml").write_text(scenario + mail + shift, encoding="utf-8")
    ran = cli("run", "moved.toml", "--json", "--quiet")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["channels"]["mail"]["offered"]["mean"] > 0
    assert "of phone to mail: what it gains from 2025-07-01 to 20" in cli("run", "moved.toml", "--quiet").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("forecast", "fit", "--name", "service"), "HISTORY must be given"),
        (("forecast", "fit", "history.csv", "--name", "../evil"), "name must be"),
        (("forecast", "fit", "history.csv", "--name", "x", "--until", "soon"), "must be a date"),
        (("forecast", "show", "servise"), "no forecast is stored under that name"),
        (
            ("forecast", "override", "nl_whatsapp", "--withdraw", "1"),
            "nl_whatsapp is an adoption curve",
        ),
        (("forecast", "diff", "a", "b"), "no forecast is stored under that name"),
        (("forecast", "diff", "nl_whatsapp", "de_whatsapp"), "nl_whatsapp is an adoption curve, which has none"),
        (("forecast", "adoption", "nowhere.csv", "--channel", "x", "--name", "y"), "does not exist"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(cli, history_file: Path, words, message: str) -> None:
    answer = cli(*words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert "Traceback" not in answer.err

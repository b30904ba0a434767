"""``sweep``: every strategy at every point, the price of a promise, what matters most."""

import json
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

AGENTS = "groups.front_office.agents"


@pytest.fixture
def sweep(cli):
    return lambda *words: cli("sweep", "small.toml", *words, "--workers", "1", "--replications", "6")


def test_points_prices_and_pictures_are_kept(sweep, folder: Path) -> None:
    answer = sweep("--vary", f"{AGENTS}=2..4")
    assert answer.code == 0, answer.err
    for title in ("Answered in time", "Mean wait for an agent", "People and money"):
        assert answer.out.count(title) == 1
    assert "occupancy of front_office" in answer.out
    assert answer.out.count("nothing cheaper reaches as much of contacts in time: 2, 3, 4") == 1
    (kept,) = (folder / "runs").iterdir()
    frame = pd.read_csv(kept / "sweep.csv")
    assert sorted(frame[AGENTS].unique()) == [2, 3, 4]
    level = frame[(frame.figure == "service_level")].set_index(AGENTS)["mean"]
    assert level.is_monotonic_increasing
    assert {path.name for path in kept.iterdir()} >= {"summary.json", "manifest.json", "price.svg"}
    picture = ElementTree.fromstring((kept / "price.svg").read_text(encoding="utf-8"))
    assert len(picture.findall("{http://www.w3.org/2000/svg}circle")) == 3


def test_a_point_has_the_figures_of_a_run_with_that_setting(sweep, cli) -> None:
    swept = json.loads(sweep("--vary", f"{AGENTS}=2..3", "--json", "--no-run-folder").out)
    run = json.loads(
        cli("run", "small.toml", "--set", f"{AGENTS}=2", "--replications", "6", "--json", "--no-run-folder").out
    )
    row = next(row for row in swept["figures"] if row["figure"] == "service_level" and row[AGENTS] == 2)
    assert {end: row[end] for end in ("mean", "low", "high")} == run["channels"]["phone"]["service_level"]


def test_one_setting_at_a_time_tells_what_matters_most(sweep, folder: Path) -> None:
    words = ("--vary", f"{AGENTS}=2..4", "--vary", "channels.phone.patience=2 min,4 min", "--design", "one")
    answer = sweep(*words, "--by", "phone.service_level")
    told = answer.out[answer.out.index("What moves service level of phone of Small most") :]
    assert told.index(AGENTS) < told.index("channels.phone.patience")
    assert list((folder / "runs").glob("*/tornado.svg"))


def test_strategies_are_ranked_at_every_point(sweep) -> None:
    answer = sweep("larger.toml", "--vary", "channels.phone.arrivals.per_day=40,90")
    best = answer.out[answer.out.index("Best in contacts in time") :]
    assert best.count("One agent more") == 2
    assert len(re.findall(r"\+3\d,\d{3} \(", best)) == 2, "what it costs more than the cheapest stands beside it"
    assert "larger.toml: " not in answer.out


def test_a_strategy_whose_name_a_spreadsheet_would_calculate_is_kept_as_text(sweep, cli, folder: Path) -> None:
    (folder / "small.toml").replace(folder / "=cmd.toml")
    larger = (folder / "larger.toml").read_text(encoding="utf-8").replace('"small.toml"', '"=cmd.toml"')
    (folder / "larger.toml").write_text(larger, encoding="utf-8")
    words = (
        "sweep",
        "=cmd.toml",
        "larger.toml",
        "--vary",
        "groups.front_office.shrinkage=0.1,0.2",
        "--by",
        "total.cost",
    )
    assert cli(*words, "--replications", "2", "--quiet").code == 0
    (kept,) = (folder / "runs").iterdir()
    for table in kept.glob("*.csv"):
        lines = table.read_text(encoding="utf-8").splitlines()
        cells = [cell for line in lines for cell in line.split(",")]
        assert not [cell for cell in cells if cell.startswith("=")], table.name
    assert "'=cmd" in (kept / "best.csv").read_text(encoding="utf-8")
    assert cli("report", str(kept)).code == 0
    assert "'=cmd" not in (kept / "report.html").read_text(encoding="utf-8")


def test_the_file_itself_may_say_what_varies(sweep, folder: Path) -> None:
    small = folder / "small.toml"
    table = f'\n[[sweep]]\nkey = "{AGENTS}"\nvalues = [2, 5]\n'
    small.write_text(small.read_text(encoding="utf-8") + table, encoding="utf-8")
    swept = json.loads(sweep("--json", "--no-run-folder").out)
    assert swept["points"] == [{AGENTS: 2}, {AGENTS: 5}]


def test_a_group_that_is_not_there_is_named_beside_those_that_are(sweep, folder: Path) -> None:
    table = '\n[[sweep]]\nkey = "groups.front_ofice.agents"\nvalues = [2, 5]\n'
    small = folder / "small.toml"
    small.write_text(small.read_text(encoding="utf-8") + table, encoding="utf-8")
    answer = sweep()
    assert answer.code == 2
    assert "no group there is (got front_ofice; there are front_office); did you mean 'front_office'?" in answer.err


def test_who_is_best_over_two_settings_is_a_map_and_what_turns_the_ranking_is_told(sweep, folder: Path) -> None:
    vary = ("--vary", "channels.phone.arrivals.per_day=40,90", "--vary", "channels.phone.patience=2 min,4 min")
    told = sweep("larger.toml", *vary).out
    assert "channels.phone.arrivals.per_day down, channels.phone.patience across" in told
    answer = sweep("larger.toml", *vary, "--design", "one", "--by", "total.cost_per_year")
    assert "how far Small is ahead of the next" in answer.out
    assert answer.out.count("stays ahead") == 2
    first, second = sorted((folder / "runs").iterdir(), key=lambda path: (path / "log.jsonl").stat().st_mtime)
    assert len(pd.read_csv(first / "best.csv")) == 4
    assert list(pd.read_csv(second / "ranking.csv")["leader"]) == ["small.toml"] * 2
    cells = ElementTree.fromstring((first / "best.svg").read_text(encoding="utf-8"))
    assert len(cells.findall("{http://www.w3.org/2000/svg}rect")) == 4
    for picture in [*first.glob("*.svg"), *second.glob("*.svg")]:
        text = picture.read_text(encoding="utf-8")
        assert "prefers-color-scheme: dark" in text
        assert ElementTree.fromstring(text).find("{http://www.w3.org/2000/svg}desc").text
        assert not re.search(r"\bnan\b|\binf\b|None", text)


def test_what_nobody_decides_has_no_price(sweep, folder: Path) -> None:
    arrivals = ("--vary", "channels.phone.arrivals.per_day=40,90")
    answer = sweep("larger.toml", *arrivals)
    assert "no price of a promise: nobody decides channels.phone.arrivals.per_day" in answer.out
    assert not list((folder / "runs").glob("*/price.*"))
    one = sweep("larger.toml", *arrivals, "--vary", f"{AGENTS}=2,9", "--design", "one").out
    (price,) = [table for table in one.split("\n\n") if table.startswith("Price of contacts in time")]
    table, _, note = price.partition("only what somebody decides has a price: ")
    assert "per_day" not in table
    assert table.count("agents = ") == 1, price
    assert note.startswith("channels.phone.arrivals.per_day as in the file")


def test_strategies_of_one_name_are_told_apart_by_their_files(sweep, folder: Path) -> None:
    text = (folder / "small.toml").read_text(encoding="utf-8")
    (folder / "twin.toml").write_text(text.replace('"09:00" = 3', '"09:00" = 5'), encoding="utf-8")
    out = sweep("twin.toml", "--vary", "channels.phone.arrivals.per_day=40,90").out
    assert "Small (small.toml): per_day = 40" in out
    assert "Small (twin.toml): per_day = 40" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "something to vary"),
        (("--vary", "groups.front_office.agent=1..3"), "did you mean"),
        (("--vary", f"{AGENTS}=1..3", "--by", "phone.offered"), "neither more nor less"),
    ],
)
def test_what_cannot_be_swept_is_told(sweep, words: tuple[str, ...], message: str) -> None:
    answer = sweep(*words, "--no-run-folder")
    assert (answer.code, message in answer.err) == (2, True), answer.err


SERVICE = "channels.phone.target.share"


@pytest.mark.parametrize(
    ("vary", "runs", "way_on"),
    [
        ((f"{AGENTS}=1..5001/5001",), "5,001 runs (5,001 points, 1 scenario)", "--many goes on"),
        ((f"{AGENTS}=1..1000/1000", f"{SERVICE}=0.1..0.9/1000"), "1,000,000 runs", "at most 100,000 points"),
    ],
)
def test_more_runs_than_anybody_means_are_refused_with_their_number_and_time(sweep, vary, runs, way_on) -> None:
    answer = sweep(*(word for text in vary for word in ("--vary", text)), "--no-run-folder")
    assert (answer.code, answer.out) == (2, "")
    assert re.search(r"6 replications each: about [\d.,]+ (s|min|h|days) with 1 worker; for fewer: ", answer.err)
    assert runs in answer.err
    assert way_on in answer.err


def test_many_runs_go_on_when_asked_to_and_the_size_of_a_large_sweep_is_told_beforehand(sweep, monkeypatch) -> None:
    from channelmix.cli import sweep_size

    monkeypatch.setattr(sweep_size, "WORTH_A_WORD", 2)
    monkeypatch.setattr(sweep_size, "SURE", 2)
    words = ("--vary", f"{AGENTS}=2..4", "--no-run-folder")
    assert sweep(*words).code == 2
    answer = sweep(*words, "--many")
    assert answer.code == 0
    assert answer.err.startswith("Sweep of 3 runs (3 points, 1 scenario), 6 replications each: about ")
    assert "Sweep of" not in sweep(*words, "--many", "--quiet").err


def test_a_dry_run_tells_the_runs_and_plays_few_of_them(sweep) -> None:
    answer = sweep("--vary", f"{AGENTS}=1..5001/5001", "--dry-run")
    assert answer.code == 0, answer.err
    assert answer.out.startswith("6 replications of each of 5,001 runs, 60 first contacts each, 1 worker: about ")


def test_a_setting_that_every_point_replaces_is_refused_but_where_one_varies_at_a_time_it_counts(sweep) -> None:
    words = ("--vary", f"{AGENTS}=2,9", "--set", f"{AGENTS}=4", "--no-run-folder")
    answer = sweep(*words)
    assert (answer.code, f"--set {AGENTS}=4: has no effect beside {AGENTS}, which varies" in answer.err) == (2, True)
    assert sweep(*words, "--design", "one").code == 0
    part = sweep("--vary", "groups.front_office.shrinkage=0.1,0.2", "--set", f"{AGENTS}=4", "--no-run-folder")
    assert part.code == 0, part.err


def test_tables_vary_as_they_stand_in_a_file(sweep, cli, folder: Path) -> None:
    answer = sweep("--vary", f'{AGENTS}={{ "09:00" = 2, "12:00" = 0 }},9')
    assert answer.code == 0, answer.err
    assert '{ "09:00" = 2, "12:00" = 0 }' in answer.out
    (kept,) = (folder / "runs").iterdir()
    assert set(pd.read_csv(kept / "sweep.csv")[AGENTS]) == {'{ "09:00" = 2, "12:00" = 0 }', "9"}
    assert cli("report", str(kept)).code == 0
    assert sweep("--vary", f"{AGENTS}={{ 09 }},9").err.startswith("--vary: a table or list must be written in TOML")


def test_steps_that_are_not_even_are_told(sweep) -> None:
    told = "whole numbers from 1 to 5 in 4 steps are not evenly spaced: 1, 2, 4, 5"
    assert f"{AGENTS}: {told}" in sweep("--vary", f"{AGENTS}=1..5/4", "--no-run-folder").out
    assert "evenly" not in sweep("--vary", f"{AGENTS}=1..5/3", "--no-run-folder").out


def test_the_speed_of_a_plain_share_is_refused_once_with_what_it_needs(cli) -> None:
    vary = "channel_shift[*].share.speed=0.5,1,2"
    answer = cli("sweep", "webshop_nl/plus_whatsapp", "webshop_nl/phone_email", "--vary", vary, "--dry-run")
    assert answer.code == 2
    told = [line for line in answer.err.splitlines() if line.startswith("--vary")]
    assert len(told) == 1
    assert "channel_shift[1].share is a plain share (got 0.13)" in told[0]
    assert 'speed needs share = { adoption = "NAME", since = DATE }' in told[0]


def test_what_is_wrong_with_every_value_is_told_once(sweep) -> None:
    answer = sweep("--vary", "channels.phone.patience.deep=1,2,3", "--dry-run")
    told = [line for line in answer.err.splitlines() if line.startswith("--vary")]
    assert told == [
        '--vary channels.phone.patience.deep: goes below a setting that is one value (got "3 min"); '
        "set the whole as a table"
    ]


def test_a_plan_is_listed_once_for_settings_that_play_no_role_in_it(sweep, folder: Path) -> None:
    shifted = """\
schema = 1
base = "small.toml"
name = "Shifted"
[channels.email]
kind = "deferred"
handling = "5 min"
[groups.front_office]
handles = ["phone", "email"]
[[channel_shift]]
from = "phone"
to = "email"
share = 0.2
"""
    (folder / "shifted.toml").write_text(shifted, encoding="utf-8")
    answer = sweep("shifted.toml", "--vary", "channel_shift[*].share=0.1,0.3")
    waits = answer.out.split("Mean wait for an agent\n")[1].split("\n\n")[0].splitlines()[2:]
    assert [line.split("  ")[0] for line in waits] == ["Small", "Shifted: share = 0.1", "Shifted: share = 0.3"]


def test_the_guide_sweeps_adoption_speed_with_the_files_that_it_shows(cli, folder: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "compare_and_repeat.md").read_text(encoding="utf-8")
    shown = guide[guide.index("`by_curve.toml`") :]
    (folder / "by_curve.toml").write_text(shown.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    commands = shown.split("```sh\n")[1].split("```")[0].replace("\\\n", " ").splitlines()
    for command in commands:
        more = ["--dry-run"] if " sweep " in command else []
        answer = cli(*shlex.split(command)[1:], *more)
        assert answer.code == 0, answer.err

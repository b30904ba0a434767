"""``report`` of sweeps and months ahead, and of run folders that somebody has harmed: told, never a traceback."""

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from channelmix.report.kept_html import kept_html
from channelmix.report.language import speaking

LEVEL = {"total": {"fte": 10.0, "paid_hours": 1600.0, "cost": 50_000.0}}
MONTHS: dict[str, Any] = {
    "scenario": "Today", "currency": "EUR", "forecast": {"phone": "service"}, "replications": 4, "seed": 1,
    "hires_for": "p80", "months": [
        {"month": month, "validated": month < "2027-03", "levels": {"p10": LEVEL, "p50": LEVEL, "p90": LEVEL},
         "people": {"": {"hires": 1.0, "leavers": 0.5, "people": 11.0}}}
        for month in ("2027-01", "2027-02", "2027-03")
    ],
}  # fmt: skip
PYTHONS_OWN = ("Error", "NoneType", "'int'", "'str'", "'float'", "'list'", "object", "validation")


def newest(folder: Path) -> Path:
    return max((folder / "runs").iterdir())


@pytest.fixture
def compared(cli: Callable, folder: Path) -> Path:
    assert cli("compare", "small.toml", "larger.toml", "--replications", "3").code == 0
    return newest(folder)


def test_a_sweep_has_its_points_its_settings_and_who_is_best(cli: Callable, folder: Path) -> None:
    vary = ("--vary", "channels.phone.handling=200,600", "--vary", "groups.front_office.shrinkage=0.1,0.2")
    assert cli("sweep", "small.toml", "larger.toml", "--design", "one", *vary, "--replications", "3").code == 0
    answer = cli("report")
    assert (answer.code, answer.out.split()) == (0, [f"runs/{newest(folder).name}/report.html"]), answer.err
    text = html.unescape((newest(folder) / "report.html").read_text(encoding="utf-8"))
    for words in ("Small: handling time of phone = 200 s", "One agent more: as in the file", "cost a year",
                  "Small: shrinkage of front_office = 10\N{NO-BREAK SPACE}%",
                  "How far One agent more stays ahead in contacts in time",
                  "Which is best", "Cheapest of what can be decided: "):  # fmt: skip
        assert words in text
    assert "channels." not in text
    (newest(folder) / "ranking.csv").write_text("key,leader,least_at,least\nx,y,1,word\n", encoding="utf-8")
    answer = cli("report")
    assert (answer.code, "ranking.csv:2: must have a setting" in answer.err) == (2, True)


def test_a_grid_of_two_settings_begins_with_which_plan_is_best_at_how_many_points(cli: Callable, folder: Path) -> None:
    vary = ("--vary", "channels.phone.handling=200,600", "--vary", "period.start=2027-03-01,2027-06-07")
    assert cli("sweep", "small.toml", "larger.toml", *vary, "--replications", "3").code == 0
    assert cli("report").code == 0
    text = html.unescape((newest(folder) / "report.html").read_text(encoding="utf-8"))
    answer = text.partition('class="answer"')[2].partition("</section>")[0]
    assert "Judged by contacts in time, of the 4 points: One agent more surely leads at 3 (by " in answer
    assert "; Small surely leads at none; at 1 it is not sure which plan is best." in answer
    assert "Whether these change which plan is best is not sure: handling time of phone, start of the period." in answer
    assert "period.start" not in text


def test_months_ahead_have_a_picture_with_its_table_and_the_hires() -> None:
    with speaking("de"):
        text = html.unescape(kept_html(Path("x"), MONTHS, {}))
    for words in ("Monate voraus: Today", "März 2027", "<svg", "ab hier nicht", "Einstellungen", "EUR im Monat",
                  "2027: 3,0 VZÄ einzustellen, 1,5 VZÄ gehen; 150.000 EUR in der Mitte der Prognose."):  # fmt: skip
        assert words in text


def test_months_of_several_groups_have_a_picture_of_each_and_the_weeks_simulated() -> None:
    months = [
        {**month, "levels": {level: {**found, "groups": {"front": found["total"], "back": found["total"]}}
                             for level, found in month["levels"].items()}}
        for month in MONTHS["months"]
    ]  # fmt: skip
    week = {"month": "2027-02", "level": "p40", "fte": 9.5, "kept": 98, "promises": 100, "off": -0.02}
    moved = {"adoption": "curve", "from": "phone", "to": "chat", "shares": [{"p50": 0.02}, {"p50": 0.1}]}
    found = {**MONTHS, "months": months, "simulated": [week], "adoption": [moved]}
    text = html.unescape(kept_html(Path("x"), found, {})).replace("\N{NO-BREAK SPACE}", " ")
    for words in ("front: FTE needed", "back: FTE needed", "98 of 100", "−2.0 %", "Jan 2027</text>",
                  "phone to chat: 2.0 % of customers have changed by"):  # fmt: skip
        assert words in text


def test_months_say_which_groups_begin_with_more_or_fewer_people_than_they_need() -> None:
    months = json.loads(json.dumps(MONTHS["months"]))
    needed, moves = LEVEL["total"], {"hires": 0.0, "leavers": 0.5}
    for month in months:
        month["levels"]["p50"]["groups"] = {"front": needed, "back": needed, "shop": needed}
        off = {"front": 20.0, "back": -4.0, "shop": 0.1}
        month["people"] |= {name: {**moves, "people": needed["fte"] + by} for name, by in off.items()}
    text = html.unescape(kept_html(Path("x"), {**MONTHS, "months": months}, {}))
    for words in (
        "More FTE than needed in January 2027: front 20.0.",
        "Fewer FTE than needed in January 2027: back 4.0.",
    ):
        assert f"<p>{words}</p>" in text


def test_months_say_who_does_whose_work_how_sure_each_group_is_and_what_was_warned_of() -> None:
    months = json.loads(json.dumps(MONTHS["months"]))
    moves = {"hires": 0.0, "leavers": 0.5, "people": 9.0}
    for month in months:
        month["levels"] = {level: {**each, "groups": {"front": each["total"], "both": each["total"]}}
                           for level, each in month["levels"].items()}  # fmt: skip
        month["people"] |= {"front": {**moves, "help_got": 2.4}, "both": {**moves, "help_given": 2.4}}
        month["people"]["both"]["helps"] = {"front": 2.4}
    warned = {"error": {"fte": {"front": 0.6, "both": None}}, "cautions": ["channels.email.target runs on at night"]}
    text = html.unescape(kept_html(Path("x"), {**MONTHS, **warned, "months": months}, {}))
    for words in (
        "both does front's work before anybody is hired for it: 2.4 FTE in January 2027, at most 2.4 FTE",
        "up to ±0.6 FTE off on the weeks left out", "Please note", "channels.email.target runs on at night",
    ):  # fmt: skip
        assert words in text
    assert text.count("FTE off on the weeks left out") == 1


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("months", 0, "month"), "2027-13", "must be a month such as 2027-03 (got '2027-13')"),
        (("months", 1, "levels", "p50"), None, "months[2].levels.p50 must be a table"),
        (("months", 0, "people"), {}, "must tell of all groups together"),
        (("months",), [], "must not be empty"),
    ],
)
def test_months_that_are_none_are_told(place: tuple[Any, ...], value: object, told: str) -> None:
    with pytest.raises(Exception, match=r"summary\.json") as caught:
        kept_html(Path("x"), changed(MONTHS, place, value), {})
    assert told in str(caught.value)


def changed(content: Any, place: tuple[Any, ...], value: object) -> Any:
    """Return content with another value at a place."""
    found = json.loads(json.dumps(content))
    at = found
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = value
    return found


HARM: list[tuple[str, tuple[Any, ...], object, str]] = [
    ("spread.json", ("scenarios", 0, "phone", "waits_s", "p99"), "soon", "waits_s.p99 must be a number (got 'soon')"),
    ("spread.json", ("scenarios", 0, "phone", "waits_s", "p90"), 1e30, "must be at most 1e+15"),
    ("spread.json", ("scenarios", 0, "phone"), -1, "must be a table (got '-1')"),
    ("spread.json", ("scenarios", 0), "x", "scenarios[1] must be a table"),
    (
        "spread.json",
        ("scenarios", 0, "phone"),
        {"waits_s": dict.fromkeys(("p50", "p80", "p90", "p95", "p99"), 1.0)},
        "scenarios[1].phone must have at_once_share beside waits_s",
    ),
    ("spread.json", ("scenarios", 0, "phone"), {"closed_days": 3}, "must have closed_level beside closed_days"),
    ("summary.json", ("differences", 0, "total", "cost_per_year", "mean"), "a lot", "mean must be a number"),
    ("summary.json", ("ranking", "total.cost_per_year", 1, "scenario"), 7, "scenario must be text (got '7')"),
    ("summary.json", ("front", 0, "kept_share"), [], "front[1].kept_share must be a table"),
    ("summary.json", ("scenarios", 0, "channels", "phone", "offered", "low"), 1e200, "must be at most 1e+15"),
    ("summary.json", ("scenarios", 1, "channels", "phone", "offered"), "many", "mean with low and high (got 'many')"),
    ("summary.json", ("differences",), [], "differences must have 1 entries (got '0')"),
    ("manifest.json", ("scenarios", 1, "resolved"), [], "scenarios[2].resolved must be a table"),
    ("manifest.json", ("scenarios", 0, "resolved", "channels", "phone", "kind"), "smoke", "(got 'smoke')"),
    ("manifest.json", ("scenarios", 0, "estimates"), 5, "estimates must be a table (got '5')"),
    ("manifest.json", ("scenarios", 0, "path"), None, "path must be text"),
]


def test_words_for_numbers_anywhere_are_told_with_their_place(cli: Callable, compared: Path) -> None:
    for file, place, value, told in HARM:
        sound = (compared / file).read_bytes()
        (compared / file).write_text(json.dumps(changed(json.loads(sound), place, value)), encoding="utf-8")
        answer = cli("report", str(compared), "--out", "reports")
        assert answer.code == 2, (file, place, answer.err)
        assert told in answer.err
        assert not any(word in answer.err for word in PYTHONS_OWN), answer.err
        assert cli("runs", "show", str(compared)).code in (0, 2)
        (compared / file).write_bytes(sound)


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"NaN", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_json_of_a_run_is_told(cli: Callable, compared: Path, content: bytes) -> None:
    (compared / "spread.json").write_bytes(content)
    answer = cli("report", str(compared), "--out", "reports")
    assert (answer.code, answer.out) == (2, "")
    assert "spread.json: " in answer.err
    assert not any(word in answer.err for word in PYTHONS_OWN), answer.err


def test_intervals_of_another_kind_are_told(cli: Callable, compared: Path) -> None:
    path, sound = compared / "intervals.parquet", pq.read_table(compared / "intervals.parquet")

    def told(table: pa.Table) -> str:
        pq.write_table(table, path)
        answer = cli("report", str(compared), "--out", "reports")
        assert (answer.code, answer.out) == (2, "")
        return answer.err

    def swapped(name: str, values: pa.Array) -> pa.Table:
        return sound.set_column(sound.column_names.index(name), name, values)

    count = len(sound)
    assert "none called agents" in told(sound.drop_columns(["agents"]))
    assert "offered must be numbers (got 'string')" in told(swapped("offered", pa.array(["x"] * count)))
    assert "offered must be numbers from 0 on" in told(swapped("offered", pa.array([float("nan")] * count)))
    assert "start must be local times" in told(swapped("start", pa.array(["soon"] * count)))
    assert "the channels and groups of 2 scenarios" in told(swapped("name", pa.array(["x"] * count)))
    assert "the same intervals" in told(sound.slice(3))
    assert "the channels and groups of 2 scenarios" in told(sound.slice(0, count // 2))


def test_a_comparison_without_a_plan_to_propose_says_why(cli: Callable, folder: Path) -> None:
    hard = ("--set", "channels.phone.target.share=0.999")
    assert cli("compare", "small.toml", "larger.toml", "--replications", "3", *hard).code == 0
    answer = cli("report")
    assert answer.code == 0, answer.err
    assert "plan.xlsx" not in answer.out
    none = (
        "no plan.xlsx (none is proposed, for over the whole period no plan is sure to meet all targets, judged on 3 rep"
    )
    assert none in answer.err
    assert "'channelmix staff FILE' searches for a plan" in answer.err


def test_a_plan_that_keeps_each_promise_by_itself_is_named_where_over_the_whole_period_none_is_sure(
    cli: Callable, folder: Path
) -> None:
    """One replication tells nothing of the whole period, and promises by the day are judged on more of them."""
    plans = ("small.toml", "small.toml+groups.front_office.agents=1+name=Few")
    told = cli("compare", *plans, "--set", 'staffing.per="day"', "--replications", "1").out
    assert "All targets met over the whole period, sure at 95 % on 1 replication: none." in told
    assert re.search(r"Promises kept, each day by itself, judged on \d\d+ replications: Small (\d+) of \1; Few", told)
    answer = cli("report", "--language", "de")
    assert "judged on 1 replication; each promise by itself is kept by Small: after 'run' of that plan" in answer.err
    (page,) = (folder / "runs").rglob("report.html")
    told = answer_of(page)
    assert told[0].startswith("<p>Gehaltene Servicezusagen, jeder Tag für sich betrachtet, beurteilt anhand von ")
    none = "Über den ganzen Zeitraum ist bei keinem Plan sicher, dass er alle Ziele erreicht, beurteilt anhand von 1 "
    assert told[1].startswith(f"<p><small>{none}")


def answer_of(page: Path) -> list[str]:
    """Return the lines of the answer on the first screen of a page, with their marks."""
    answer = page.read_text(encoding="utf-8").partition('<section class="answer"')[2].partition("</section>")[0]
    return re.findall(r"<p>.*?</p>", answer)


@pytest.mark.parametrize(
    ("language", "kept", "none"),
    [
        ("en", r"<p>Both plans keep every promise, day by day \((\d+) of \1 each; judged on \d\d+ replications\)\.</p>",
         "Over the whole period no plan is sure to meet all targets, judged on 1 replication."),
        ("nl", r"<p>Beide plannen komen elke serviceafspraak na, dag voor dag \(elk (\d+) van \1; beoordeeld over ",
         "Over de hele periode haalt geen enkel plan met zekerheid alle doelen, beoordeeld over 1 replicatie."),
        ("de", r"<p>Beide Pläne halten jede Servicezusage, Tag für Tag \(je (\d+) von \1; beurteilt anhand von \d\d+ ",
         "Über den ganzen Zeitraum ist bei keinem Plan sicher, dass er alle Ziele erreicht, beurteilt anhand von "),
    ],
)  # fmt: skip
def test_a_report_begins_with_the_promises_that_all_plans_keep_and_then_with_what_they_cost(
    cli: Callable, folder: Path, language: str, kept: str, none: str
) -> None:
    plans = ("small.toml", "small.toml+groups.front_office.agents=9+name=Many")
    assert cli("compare", *plans, "--set", 'staffing.per="day"', "--replications", "1").code == 0
    assert cli("report", "--language", language).code == 0
    (page,) = (folder / "runs").rglob("report.html")
    told = answer_of(page)
    assert re.match(kept, told[0])
    assert "Small" in told[1]
    assert "<small>" not in told[1]
    assert told[2].startswith(f"<p><small>{none}")


def test_no_plan_is_proposed_where_costs_are_not_known_and_that_is_said(cli: Callable, folder: Path) -> None:
    unpriced = ("--set", "groups.front_office.cost_per_hour=false", "--set", "channels.phone.target.share=0.01")
    plans = ("small.toml", "small.toml+groups.front_office.agents=9")
    assert cli("compare", *plans, *unpriced, "--replications", "3").code == 0
    assert "no plan.xlsx (none is proposed, for which plan costs least is not known: hours" in cli("report").err

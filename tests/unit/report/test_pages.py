"""What a planner reads: targets judged, the best marked, differences with their certainty, estimates named."""

from dataclasses import replace
from pathlib import Path

import pytest

from channelmix.report.cases import Case, verdict
from channelmix.report.comparison_page import certainty, comparison_page
from channelmix.report.figures import CHANNEL
from channelmix.report.numbers import Kind, number, written, written_difference
from channelmix.report.run_page import run_page
from channelmix.results import Estimate
from channelmix.scenario import load
from channelmix.scenario.units import Duration

SCENARIO = """\
schema = 1
name = "Desk: today"
period = { start = 2027-03-01, days = 1 }
[channels.phone]
kind = "voice"
arrivals = { per_hour = 10 }
handling = "5 min"
target = { share = 0.80, within = "20 s", formula = "answered" }
[channels.email]
kind = "deferred"
arrivals = { per_hour = 1 }
handling = "5 min"
[groups.desk]
handles = ["phone", "email"]
agents = 2
[sources]
"channels.phone.handling" = "estimate of ours: a guess"
"channels.email" = "estimate of ours: all of it"
"""


def figure(mean: float, width: float = 0.0) -> dict[str, float]:
    return {"mean": mean, "low": mean - width, "high": mean + width}


def change(mean: float, width: float) -> dict[str, object]:
    sign = "more" if mean - width > 0 else "less" if mean + width < 0 else "unsure"
    return {**figure(mean, width), "verdict": sign if width else "same"}


def summary(level: float, cost: float) -> dict[str, object]:
    phone = {"offered": figure(240, 10), "service_level": figure(level, 0.01), "wait_mean_s": figure(20, 1)}
    return {
        "scenario": "Desk: today", "replications": 1000, "seed": 3,
        "channels": {"phone": phone, "email": {"offered": figure(24, 2), "service_level": {"mean": None}}},
        "groups": {"desk": {"occupancy": figure(0.8, 0.01), "overtime_hours": figure(0), "cost": figure(cost)}},
        "total": {"cost_per_year": figure(cost, 5), "fte": figure(12.3)},
    }  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Case:
    path = tmp_path / "desk.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    loaded = load(path)
    return Case(
        name="Desk: today",
        scenario=loaded.scenario,
        summary=summary(0.85, 5000),
        estimates=loaded.estimates,
        unsourced=loaded.unsourced,
        warnings=[],
    )


@pytest.fixture
def dearer(case: Case) -> Case:
    return replace(case, name="Desk: more agents", summary=summary(0.90, 6000))


@pytest.fixture
def difference() -> dict[str, object]:
    phone = {"offered": change(0, 0), "service_level": change(0.05, 0.01), "wait_mean_s": change(1, 2)}
    return {
        "scenario": "Desk: more agents", "against": "Desk: today", "same_period": True, "channels": {"phone": phone},
        "groups": {}, "total": {"cost_per_year": change(1000, 0.5), "fte": change(0, 0)},
    }  # fmt: skip


def rows(page, title: str) -> dict[str, tuple]:
    (sheet,) = [sheet for sheet in page.sheets if sheet.title.startswith(title)]
    return {row.label.strip(): row.cells for row in sheet.rows}


def test_a_run_tells_replications_seed_formula_and_target(case: Case) -> None:
    page = run_page(case)
    assert "1,000 replications · seed 3" in page.subtitle
    (note,) = [note for note in page.sheets[0].notes if "phone" in note]
    assert note == "phone: target 80 % answered within 20 s, of the answered (formula 'answered')"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(0.85, 0.80, 0.90), "met"), (Estimate(0.75, 0.70, 0.79), "missed"),
        (Estimate(0.85, 0.79, 0.91), "not sure"), (Estimate(0.85, None, None), "not sure"),
        (Estimate(None, None, None), ""),
    ],
)  # fmt: skip
def test_a_target_is_met_or_missed_only_where_the_interval_says_so(estimate: Estimate, words: str) -> None:
    assert verdict(estimate, 0.80) == words


def test_what_is_nothing_everywhere_has_no_column(case: Case) -> None:
    columns = run_page(case).sheets[1].columns
    assert "occupancy" in columns
    assert "overtime hours" not in columns


def test_given_volumes_stand_beside_simulated_ones(case: Case) -> None:
    case.summary["channels"]["phone"]["offered_given"] = figure(250)
    assert "phone: 250 contacts given, 240 simulated" in run_page(case).sheets[0].notes


def test_estimates_of_ours_are_named_table_by_table(case: Case) -> None:
    remark, without = run_page(case).remarks
    assert "Estimates of ours" in remark.title
    assert (without.title, without.lines) == (
        "Without a source (2 settings; name it under [sources])", ("channels.phone: arrivals", "groups.desk: agents")
    )  # fmt: skip
    assert "channels.phone: handling" in remark.lines
    assert any(line.startswith("channels.email: ") for line in remark.lines)


def test_the_best_is_marked_by_a_sign_and_alike_ones_are_not(case: Case, dearer: Case, difference) -> None:
    page = comparison_page([case, dearer], [difference])
    assert [cell.text for cell in rows(page, "Service")["service level"]] == ["85.0 %", "*90.0 %"]
    assert [cell.text for cell in rows(page, "People")["cost a year, EUR"]] == ["*5,000", "6,000"]
    assert [cell.text for cell in rows(page, "Service")["mean wait for an agent"]] == ["20 s", "20 s"]


def test_differences_tell_direction_interval_and_certainty(case: Case, dearer: Case, difference) -> None:
    found = rows(comparison_page([case, dearer], [difference]), "Differences from today")
    (level,), (wait,), (cost,) = found["service level"], found["mean wait for an agent"], found["cost a year, EUR"]
    assert (level.text, level.interval, level.verdict) == ("+5.0 pt", "+4.0 to +6.0", "better, sure")
    assert (wait.text, wait.interval, wait.verdict) == ("+1.0 s", "−1.0 to +3.0", "not sure")
    assert (cost.text, cost.verdict) == ("+1,000", "worse, sure")
    assert "contacts" not in found  # never differs


def test_the_common_beginning_of_names_is_said_once(case: Case, dearer: Case, difference) -> None:
    page = comparison_page([case, dearer], [difference])
    assert page.headline == "Desk: 2 scenarios on the same customers"
    assert page.sheets[0].columns == ("today", "more agents")


def test_the_cheapest_and_the_keepers_of_promises_are_said_in_words(case: Case, dearer: Case, difference) -> None:
    findings = comparison_page([case, dearer], [difference]).findings
    assert findings.lines == (
        "Cheapest: today, 5,000 EUR a year.",
        "All targets met over the whole period, sure at 95 % on 1,000 replications: today, more agents.",
        "Agents are held as each scenario gives them. What is cheaper at equal service is another question: let "
        "'channelmix staff' size each for its targets, and compare the plans.",
        "more agents against today: 5.0 points more of phone answered within 20 s (4.0 to 6.0), "
        "1,000 EUR a year more (1,000 to 1,000) (sure at 95 %).",
    )  # fmt: skip


def test_the_line_of_a_plan_claims_nothing_that_is_not_sure(case: Case, dearer: Case, difference) -> None:
    phone = {"service_level": change(0.05, 0.06), "wait_mean_s": change(-9, 1)}
    unsure = {**difference, "channels": {"phone": phone}, "total": {"cost_per_year": change(1000, 1001)}}
    (*_, line) = comparison_page([case, dearer], [unsure]).findings.lines
    assert line.startswith("more agents against today: not sure: +5.0 pt of phone")
    assert "sure at 95 %" not in line
    other_days = comparison_page([case, dearer], [{**difference, "same_period": False}])
    assert "points more" not in " ".join(other_days.findings.lines)


def test_table_and_sentence_give_one_verdict_that_of_all_that_is_told_together(case: Case, dearer: Case) -> None:
    """Each by itself the changes are sure, together they are not, and no page may say that they are."""
    together = {"low_together": -1.0, "high_together": 1.0, "verdict_together": "unsure"}
    found = {
        "scenario": "Desk: more agents", "same_period": True, "groups": {},
        "channels": {"phone": {"service_level": {**change(0.05, 0.01), **together}}},
        "total": {"cost_per_year": {**change(-100, 1), **together}},
    }  # fmt: skip
    page = comparison_page([case, dearer], [found])
    assert "sure" not in " ".join(page.findings.lines[1:]).replace("not sure", "").replace(
        "sure at 95 % on 1,000 rep", ""
    )
    cells = [cell for row in page.sheets[-1].rows for cell in row.cells if cell.text]
    assert {cell.verdict for cell in cells} == {"not sure"}
    assert {cell.interval for cell in cells} == {"−100.0 to +100.0", "−1 to +1"}


def test_scenarios_of_other_days_are_warned_about(case: Case, dearer: Case, difference) -> None:
    page = comparison_page([case, dearer], [{**difference, "same_period": False}])
    assert page.remarks[0].title == "Not on the same days"
    assert page.remarks[0].lines[0].startswith("Desk: more agents")


@pytest.mark.parametrize(
    ("verdict_of_figures", "figure", "words"),
    [
        ("more", "service_level", "better, sure"), ("more", "wait_mean_s", "worse, sure"), ("less", "offered", "sure"),
        ("unsure", "service_level", "not sure"), ("same", "service_level", "the same"), (None, "service_level", ""),
    ],
)  # fmt: skip
def test_certainty_is_said_in_words(verdict_of_figures: str | None, figure: str, words: str) -> None:
    assert certainty({"mean": 5.0, "verdict": verdict_of_figures}, CHANNEL[figure]) == words


def test_what_is_sure_but_rounded_to_0_is_called_so_in_table_and_sentence(case: Case, dearer: Case, difference) -> None:
    tiny = {**difference, "channels": {"phone": {"service_level": change(-0.0003, 0.0001)}}}
    page = comparison_page([case, dearer], [tiny])
    ((level,),) = [rows(page, "Differences from today")["service level"]]
    assert (level.text, level.interval, level.verdict) == ("0.0 pt", "0.0 to 0.0", "sure, but rounds to 0")
    assert "no change worth naming of phone answered within 20 s" in page.findings.lines[-1]


def test_the_interval_of_a_sure_difference_does_not_look_as_if_it_held_0() -> None:
    assert written_difference(Estimate(-0.0008, -0.0013, -0.0003), Kind.SHARE) == ("−0.1 pt", "−0.1 to −0.03")
    assert written_difference(Estimate(-0.0008, -0.0016, 0.0), Kind.SHARE) == ("−0.1 pt", "−0.2 to 0.0")
    assert written_difference(Estimate(230.0, 0.3, 460.0), Kind.MONEY) == ("+230", "+0.3 to +460")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, Kind.SHARE, "–"), (0.0, Kind.TIME, "0.0 s"), (59.6, Kind.TIME, "60 s"), (599.4, Kind.TIME, "599 s"),
        (1983.0, Kind.TIME, "33.0 min"), (3599.0, Kind.TIME, "1.0 h"),
        (3600.0, Kind.TIME, "1.0 h"), (172800.0, Kind.TIME, "2.0 days"), (0.05, Kind.MONEY, "0.05"),
        (1234567.8, Kind.MONEY, "1,234,568"), (-0.0004, Kind.SHARE, "0.0 %"), (0.0001, Kind.SHARE, "0.01 %"),
            (-12.3, Kind.HOURS, "−12.3"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_people(value: float | None, kind: Kind, text: str) -> None:
    assert number(value, kind) == text


@pytest.mark.parametrize("seconds", [0.4, 61.0, 599.0, 601.0, 3500.0, 4000.0, 172000.0, 400000.0])
def test_a_time_as_it_is_printed_can_be_given_as_a_setting(seconds: float) -> None:
    assert Duration.read(number(seconds, Kind.TIME)).seconds == pytest.approx(seconds, rel=0.05)


def test_figures_of_a_row_share_their_unit() -> None:
    quick, slow = Estimate(300, 240, 360), Estimate(36000, 32400, 39600)
    assert written(quick, Kind.TIME) == ("300 s", "240–360")
    assert written(quick, Kind.TIME, [quick, Estimate(1800, 900, 2700)]) == ("5.0 min", "4.0–6.0")
    assert written(quick, Kind.TIME, [quick, slow]) == ("300 s", "240–360")  # 0.1 h would say nothing
    assert written(slow, Kind.TIME, [quick, slow, quick]) == ("10.0 h", "9.0–11.0")  # nor would 36,000 s


def test_a_single_replication_tells_nothing_of_the_error() -> None:
    assert written(Estimate(5.0, None, None), Kind.COUNT) == ("5.0", "?")
    assert written_difference(Estimate(None, None, None), Kind.COUNT) == ("–", "")

"""What the page lists of earlier runs: each can be told from the others, and each can be looked at."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_reporting_other_kinds import MONTHS
from tests.web.conftest import Visitor, words_of

SWEEP: dict[str, Any] = {
    "schema": 1, "replications": 4, "seed": 1, "strategies": ["small.toml"],
    "points": [{"groups.front_office.shrinkage": 0.1}, {"groups.front_office.shrinkage": 0.2}],
    "figures": [
        {"strategy": "small.toml", "point": point, "kind": "total", "name": "", "figure": figure, "mean": mean,
         "low": mean - 0.01, "high": mean + 0.01}
        for point in (1, 2) for figure, mean in (("kept_share", 0.8), ("cost_per_year", 1000.0 * point))
    ],
}  # fmt: skip


def kept(workspace: Path, name: str, command: list[str], summary: dict[str, Any], seed: int = 1) -> None:
    """Keep a run folder as a command would."""
    folder = workspace / "runs" / name
    folder.mkdir(parents=True)
    scenario = {
        "name": "Small", "path": "small.toml", "inputs": [], "estimates": {}, "warnings": [],
        "resolved": {"channels": {}, "groups": {}},
    }  # fmt: skip
    manifest = {
        "schema": 1, "command": command, "place": str(workspace), "replications": 4, "seed": seed, "versions": {},
        "finished": "2027-03-01T09:00:05+00:00", "scenarios": [scenario],
    }  # fmt: skip
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_sweeps_and_months_ahead_have_pictures_tables_and_a_report(visitor: Visitor, workspace: Path) -> None:
    kept(workspace, "20270301T090000Z-sweep-0a", ["sweep", "small.toml", "--vary", "x=1,2"], SWEEP)
    kept(workspace, "20270302T090000Z-months-0b", ["staff", "small.toml", "--months", "2027-01..2027-03"], MONTHS)
    for name, words in (
        ("20270301T090000Z-sweep-0a", ("shrinkage of front_office", "20\N{NO-BREAK SPACE}%", "Points")),
        ("20270302T090000Z-months-0b", ("FTE needed", "Mar 2027", "hires")),
    ):
        answer = visitor.get(f"/runs/{name}")
        assert answer.status_code == 200
        assert "<svg" in answer.text
        assert "results.xlsx" not in answer.text
        report = visitor.get(f"/runs/{name}/report.html")
        assert report.status_code == 200
        for word in words:
            assert word in answer.text.replace("March 2027", "Mar 2027")
            assert word in report.text.replace("March 2027", "Mar 2027")


PRICES = """\
strategy,groups.front_office.shrinkage,reached,reached_low,reached_high,cost_per_year,cost_per_year_low,cost_per_year_high,surely_more
small.toml,0.2,0.8,0.79,0.81,1000,990,1010,
small.toml,0.1,0.9,0.89,0.91,2000,1990,2010,True
small.toml,0.05,0.91,0.89,0.93,2010,1990,2030,False
"""


def priced(workspace: Path, prices: str) -> str:
    """Keep a sweep that left the price of a promise, and return its name."""
    name = "20270301T090000Z-sweep-0a"
    kept(workspace, name, ["sweep", "small.toml", "--vary", "x=1,2"], SWEEP)
    folder = workspace / "runs" / name
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenarios"][0]["resolved"]["money"] = {"currency": "EUR"}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "price.csv").write_text(prices, encoding="utf-8")
    return name


def test_the_price_of_a_promise_is_a_picture_with_its_table(visitor: Visitor, workspace: Path) -> None:
    answer = visitor.get(f"/runs/{priced(workspace, PRICES)}", language="nl")
    assert "De prijs van contacten op tijd" in answer.text
    assert "80,0% voor 1.000 EUR per jaar: shrinkage van front_office = 20%; 90,0% voor 2.000 EUR" in answer.text
    told = words_of(answer.text)
    assert "1 shrinkage van front_office = 20%" in told
    assert "3 shrinkage van front_office = 5% (?)" in told
    assert "het is niet zeker dat deze variant meer haalt" in told
    assert "surely_more" not in told


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("much", "must have a cost and what it reaches, with their intervals, in each row (got"),
        ("0.79,0.79", "must have a cell for each column (got more or fewer cells)"),
    ],
)
def test_a_broken_price_is_told_without_a_path(visitor: Visitor, workspace: Path, harm: str, told: str) -> None:
    answer = visitor.get(f"/runs/{priced(workspace, PRICES.replace('0.79', harm))}")
    assert answer.status_code == 422
    assert told in answer.text
    assert str(workspace) not in answer.text


def test_runs_of_the_same_plan_can_be_told_apart(visitor: Visitor, workspace: Path) -> None:
    kept(workspace, "20270301T090000Z-small-0a", ["run", "small.toml"], {})
    kept(workspace, "20270301T090001Z-small-0b", ["run", "small.toml", "--seed", "7"], {}, seed=7)
    kept(
        workspace, "20270301T090002Z-sweep-0c", ["sweep", "small.toml", "--vary", "channels.phone.handling=2,3"], SWEEP
    )
    compared = ["compare", "small.toml", 'small.toml+groups.a.agents=3+name="Small, three"']
    kept(workspace, "20270301T090003Z-page-0d", compared, {})
    told = words_of(visitor.get("/").text)
    for words in ("One plan · Mon 1 Mar 2027 09:00:05 UTC · 4 replications · seed 1", "seed 7", "Comparison",
                  "Sweep", "handling time of phone: 2 s, 3 s"):  # fmt: skip
        assert words in told
    assert "groups.a.agents" not in told
    assert "channels.phone" not in told, "settings are called by names that people read"


def test_a_manifest_of_odd_words_is_listed_and_does_not_stop_the_page(visitor: Visitor, workspace: Path) -> None:
    kept(workspace, "20270301T090000Z-small-0a", [], {})
    path = workspace / "runs" / "20270301T090000Z-small-0a" / "manifest.json"
    found = json.loads(path.read_text())
    for name, value in (("command", 5), ("seed", "x"), ("finished", []), ("replications", 1e400), ("scenarios", "x")):
        path.write_text(json.dumps({**found, name: value}), encoding="utf-8")
        assert visitor.get("/").status_code == 200
        answer = visitor.get("/runs/20270301T090000Z-small-0a")
        assert answer.status_code == 422
        assert "Traceback" not in answer.text

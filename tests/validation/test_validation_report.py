"""The page of published cases is current: same scenarios, same replications, same words, and nothing far off."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
QUICK = ("mmck", "prio-mm1", "cc-mmcab", "cc-telethon", "urgentcare111-iat0.8-n13")
"""Cases whose first replications are played again here; the others are when the page is made."""


def module(name: str) -> ModuleType:
    full = f"channelmix_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


cases, page = module("open_cases"), module("validation_page")
RESULTS = json.loads(cases.RESULTS.read_text(encoding="utf-8"))
REMAKE = "python benchmarks/validation_report.py"


def test_every_scenario_has_a_case_published_figures_and_results():
    files = {path.stem for path in cases.HERE.glob("*.toml")}
    assert files == set(cases.CASES) == set(cases.published()) == set(RESULTS)
    for name, case in cases.CASES.items():
        assert set(case.measures) == set(cases.published()[name]["figures"]) == set(RESULTS[name]["figures"])


def test_the_page_is_what_the_results_say():
    assert (ROOT / "docs" / "validation.md").read_text(encoding="utf-8") == page.page(), REMAKE


def test_results_are_of_the_scenarios_as_they_are():
    assert {name: found["scenario_sha256"] for name, found in RESULTS.items()} == {
        name: cases.digest(name) for name in RESULTS
    }, REMAKE


@pytest.mark.parametrize("name", QUICK)
def test_the_first_replication_of_a_case_is_as_it_was(name):
    again = cases.play(name, cases.prepared(name), 0)
    for figure, values in RESULTS[name]["figures"].items():
        assert again[figure] == pytest.approx(values["first"][0], rel=1e-12), REMAKE


def test_every_figure_lies_within_four_standard_errors_of_what_it_should_be():
    far = {
        (name, figure): z
        for name, found in RESULTS.items()
        for figure, z in page.z_scores(name, found).items()
        if abs(z) > 4
    }
    assert far == {}


def test_this_check_notices_what_the_buggy_program_printed_for_the_policy_it_describes():
    """Control: the service level printed for SimpleMSKWithRerouting belongs to another policy."""
    found = RESULTS["cc-simplemsk-rerouting-intended"]["figures"]["SL"]
    printed = cases.published()["cc-simplemsk-rerouting-as-built"]["figures"]["SL"]["published"]
    assert abs(cases.z_score(found["mean"], found["error"], {"reference": printed})) > 4


def test_formulas_equal_what_is_printed_to_its_digits():
    for label, _, printed, ours in page.FORMULAS:
        digits = len(f"{printed!r}".rstrip("0").replace(".", "").lstrip("0"))
        assert float(f"{ours():.{min(digits, 9)}g}") == pytest.approx(printed, rel=10.0 ** (1 - min(digits, 9))), label

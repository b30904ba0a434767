"""
Plays every published case again, and writes tests/validation/results.json and docs/validation.md.

    python benchmarks/validation_report.py                 # all cases, two minutes on one core
    python benchmarks/validation_report.py cc-mmc mmck     # these only; the others keep their results
    python benchmarks/validation_report.py --render        # the page only, from the results that are there
"""

import importlib.util
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


def load_module(name: str) -> ModuleType:
    """Import a module of tests/validation, which is no package."""
    spec = importlib.util.spec_from_file_location(f"channelmix_{name}", ROOT / "tests" / "validation" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def measured(name: str) -> dict:
    """Play a case and return its results as they are kept."""
    cases = load_module("open_cases")
    simulation = cases.prepared(name)
    replications = cases.CASES[name].replications
    played = [cases.play(name, simulation, replication) for replication in range(replications)]
    figures = {}
    for figure in cases.CASES[name].measures:
        mean, error = cases.summed([each[figure] for each in played])
        kept = [each[figure] for each in played[: cases.KEPT]]
        figures[figure] = {"mean": mean, "error": error, "first": kept}
    return {"scenario_sha256": cases.digest(name), "replications": replications, "seed": cases.SEED, "figures": figures}


def main(arguments: list[str]) -> None:
    """Play what is asked for, and write the page."""
    cases, page = load_module("open_cases"), load_module("validation_page")
    results = json.loads(cases.RESULTS.read_text(encoding="utf-8")) if cases.RESULTS.exists() else {}
    names = [] if "--render" in arguments else [name for name in cases.CASES if name in arguments or not arguments]
    with ProcessPoolExecutor(max_workers=2) as pool:
        for name, found in zip(names, pool.map(measured, names), strict=True):
            results[name] = found
            kept = {each: results[each] for each in cases.CASES if each in results}
            cases.RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            worst = max(abs(z) for z in page.z_scores(name, found).values())
            print(f"{time.strftime('%H:%M:%S')} {name}: largest z {worst:.1f}", flush=True)
    (ROOT / "docs" / "validation.md").write_text(page.page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

"""
The page docs/validation.md: published figures beside ours, from the results that are kept.
"""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from channelmix.queueing import (
    DeterministicHandling,
    ErlangA,
    ErlangC,
    FiniteLines,
    Goal,
    blocked_share,
    lines_needed,
    processor_sharing_time,
    rostered_agents,
    waits_by_rank,
)


def _open_cases() -> ModuleType:
    name = "channelmix_open_cases"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("open_cases.py"))
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


cases = _open_cases()

HEAD = """# Validation

What others have published, beside what channelmix computes and simulates. The page is generated: `python
benchmarks/validation_report.py` plays every case again, and a test compares the page, the scenarios and the first
replications of each case with what is kept.

- **published**: as printed, with its 95 % interval where there is one. Most are estimates from few replications.
- **should be**: exact, or the mean of 10,000 days and more by an independent program written for this purpose, with its
  standard error.
- **z**: how many standard errors ours lies from what it should be, both errors counted. Beyond 4 is a fault.

All scenarios are files under `tests/validation/cases/`, played with seed 1.
"""

WRONG = (
    (
        "SimpleMSKWithRerouting (ContactCenters)", "service level 57.9 %", "49.9 % for the policy described",
        "the comparison of waits never updates its best one, so a freed agent takes from the last queue of its list"
        " that is not empty; both policies are simulated above, and the one that was built agrees with the print",
    ),
    ("pyworkforce, documentation", "B(17, 10) = 0.0183", "0.012949", "0.0183 is near B(10, 5) = 0.018385"),
    ("PRODYNA, tests", "B(200, 180) = 0.012, C(25, 20) = 0.261", "0.010325, 0.209103", "not explained"),
    ("most_queue, M/D/n", "P(wait) = 0.6446 for 20 agents, load 18", "0.523265", "5 and 10 agents are right"),
    (
        "pyworkforce", "ASA = mean wait of all callers", "mean wait of the answered",
        "with 13 agents 7.5 s against 6.9 s; both are right, under their own names",
    ),
    (
        "Ciw, test of processor sharing", "third contact done at 5.0", "3.5",
        "a projection with those present at that moment, which shortens when others leave",
    ),
)  # fmt: skip

LEFT_OUT = """## What is left out, and why

- **KSL walk-in clinic** (KSLBook, chapter 7): triage and doctor are stations in series, and patients balk at the length
  of the second line. A contact here has one line at a time. (Its printed figures belong to the code, a patient every 6
  minutes and 5 doctors, and not to the text, which says every 4 minutes and 4 doctors.)
- Some traces of Ciw: agents who are all replaced when the plan changes, work that stops at the end of a shift, work
  that begins anew after an interruption, and ranks that rise after a wait. Here agents finish what they have begun, and
  interrupted work resumes.
- Telethon's corrected occupancy of 64.05 % (TelethonOcc.res): its definition was not recomputed.
- Rosters and skill mixes (pyworkforce), and curve fits (Bass, NIST Rat42), are no waiting lines.

Urgent care's utilisation counts only calls that *ended* within the 1,000 minutes, so even a team that is never idle
stays below 100 %.
"""

Formula = tuple[str, str, float, Callable[[], float]]
FORMULAS: tuple[Formula, ...] = (
    ("B(10 lines, 5 erlang)", "PyPI erlanglib 1.2.0", 0.01838457, lambda: blocked_share(5.0, 10)),
    ("B(10, 20)", "PyPI erlanglib 1.2.0", 0.53796317, lambda: blocked_share(20.0, 10)),
    ("lines for 1 % loss, 708 erlang", "PyPI erlanglib 1.2.0", 736, lambda: lines_needed(708.0, blocked=0.01)),
    (
        "C(14 agents, 10 erlang), in 20 s",
        "pyworkforce",
        0.8883500191794669,
        lambda: _c(10.0, 14, 180.0).service_level(20.0),
    ),
    ("agents for 80/20, 10 erlang", "pyworkforce", 14, lambda: _needed(10.0, 180.0, 20.0)),
    ("with 30 % shrinkage", "pyworkforce", 20, lambda: rostered_agents(14, shrinkage=0.3)),
    ("C(40, 33.3), waits at all", "PyPI call_center_tools", 0.1907, lambda: _c(100 / 3, 40, 120.0).delayed_share),
    ("C(40, 33.3), ASA in s", "PyPI call_center_tools", 3.43, lambda: _c(100 / 3, 40, 120.0).asa_s),
    ("C(35, 33.3), in 20 s", "PyPI call_center_tools", 0.4724, lambda: _c(100 / 3, 35, 120.0).service_level(20.0)),
    ("agents for 80/60, 20 erlang", "phubers/erlang", 23, lambda: _needed(20.0, 180.0, 60.0)),
    ("A(14, 10), abandoned", "pyworkforce", 0.013984, lambda: _a(10.0, 14, 3.0, 5.0).abandoned_share),
    ("A(14, 10), occupancy", "pyworkforce", 0.704297, lambda: _a(10.0, 14, 3.0, 5.0).occupancy),
    ("A(13, 10.5), mean wait in s", "A-Herzog", 9.912803, lambda: 60.0 * _a(10.5, 13, 3.0, 5.0).wait_mean_s),
    ("A(9, 10.5), mean wait in s", "A-Herzog", 56.618436, lambda: 60.0 * _a(10.5, 9, 3.0, 5.0).wait_mean_s),
    ("M/M/4/6, load 5, busy signal", "mmarzolla/queueing", 0.293543, lambda: _k(5.0, 4, 6).blocked_share),
    ("M/D/5, load 4.5, waits at all", "most_queue", 0.7478285, lambda: _d(4.5, 5).delayed_share),
    ("M/D/10, load 9, waits at all", "most_queue", 0.6468613, lambda: _d(9.0, 10).delayed_share),
    ("M/M/1, two ranks, sojourn of the second", "Ciw", 6.0, lambda: 1.0 + _second_rank(0.2, 0.6)),
    ("processor sharing, 4 against 5, sojourn", "Ciw", 1.0, lambda: processor_sharing_time(0.8, handling=0.2)),
)


def _second_rank(*loads: float) -> float:
    return float(waits_by_rank(loads, agents=1, handling=1.0)[1])


def _c(load: float, agents: int, handling: float) -> ErlangC:
    return ErlangC(load=load, agents=agents, handling=handling)


def _a(load: float, agents: int, handling: float, patience: float) -> ErlangA:
    return ErlangA(load=load, agents=agents, handling=handling, patience=patience)


def _k(load: float, agents: int, lines: int) -> FiniteLines:
    return FiniteLines(load=load, agents=agents, lines=lines, handling=1.0)


def _d(load: float, agents: int) -> DeterministicHandling:
    return DeterministicHandling(load=load, agents=agents, handling=1.0)


def _needed(load: float, handling: float, within: float) -> int:
    return ErlangC.agents_needed(Goal(share=0.8, within=within), load=load, handling=handling)


def z_scores(name: str, found: Mapping) -> dict[str, float]:
    """Return the z-score of every figure of a case."""
    known = cases.published()[name]["figures"]
    return {
        figure: cases.z_score(values["mean"], values["error"], known[figure])
        for figure, values in found["figures"].items()
    }


def page() -> str:
    """Return the page, from the results that are kept."""
    results = json.loads(cases.RESULTS.read_text(encoding="utf-8"))
    scores = [z for name in results for z in z_scores(name, results[name]).values()]
    beyond = sum(abs(z) > 2 for z in scores)
    said = (
        f"{len(results)} scenarios, {len(scores)} figures. The largest |z| is {max(map(abs, scores)):.1f}; {beyond} of"
        f" {len(scores)} lie beyond 2, where chance alone puts about one in twenty. (Figures of one case come from the"
        " same days, and so do not err independently.)"
    )
    return "\n".join([HEAD, said, "", *_formulas(), *_cases(results), *_traces(), *_wrong(), LEFT_OUT])


def _formulas() -> Iterator[str]:
    yield "## Formulas\n"
    yield "Ours equals the printed value to the digits printed; many more stand in `tests/validation/formulas/`.\n"
    yield "| figure | source | published | ours |"
    yield "|---|---|---:|---:|"
    for label, source, printed, ours in FORMULAS:
        yield f"| {label} | {source} | {printed:.8g} | {ours():.8g} |"
    yield ""


def _cases(results: Mapping) -> Iterator[str]:
    yield "## Simulated\n"
    for name, found in results.items():
        known, scores = cases.published()[name], z_scores(name, found)
        yield f"### {cases.CASES[name].title}\n"
        yield f"{known['source']}. `{name}.toml`, {found['replications']} replications.\n"
        yield "| figure | published | should be | ours | z |"
        yield "|---|---:|---:|---:|---:|"
        for figure, values in found["figures"].items():
            yield f"| {figure} | {_printed(known['figures'][figure])} | {_right(known['figures'][figure])} | " + (
                f"{values['mean']:.6g} ± {values['error']:.2g} | {scores[figure]:+.1f} |"
            )
        yield ""


def _traces() -> Iterator[str]:
    expected = json.loads((cases.HERE / "traces" / "expected.json").read_text(encoding="utf-8"))
    yield "## Traces\n"
    yield "A few contacts with given times, from the tests of github.com/CiwPython/Ciw. Every start and every end is as"
    yield "worked out by hand (`tests/validation/test_traces.py`):\n"
    yield from (f"- {trace['title']}: {len(trace['contacts'])} contacts" for trace in expected.values())
    yield ""


def _wrong() -> Iterator[str]:
    yield "## Where published numbers are wrong\n"
    yield "| where | printed | right | why |"
    yield "|---|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in WRONG)
    yield ""


def _printed(figure: Mapping) -> str:
    if "published" not in figure:
        return "–"
    low, high = figure.get("published_ci95", (None, None))
    return f"{figure['published']:.8g}" + (f" ({low:g} to {high:g})" if low is not None else "")


def _right(figure: Mapping) -> str:
    error = f" ± {figure['reference_se']:.2g}" if "reference_se" in figure else ""
    return f"{figure['reference']:.7g}{error}"

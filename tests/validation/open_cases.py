"""
Cases that others have published, as scenario files: how each figure is measured, and how often each is played.

``cases/NAME.toml`` is the scenario, ``cases/published.json`` what was printed and what it should be, ``results.json``
what ``benchmarks/validation_report.py`` last simulated. A measure gives, for one replication, the two numbers whose
sums over replications are divided; a plain mean divides by 1.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from channelmix.engine.inputs import SECOND, Contacts, Operation, Outcomes
from channelmix.scenario import load
from channelmix.simulate.prepare import FileData, prepare
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.tallies import Tally

HERE = Path(__file__).parent / "cases"
RESULTS = Path(__file__).with_name("results.json")
SEED = 1
KEPT = 2
"""Replications whose numbers results.json keeps, so that a test can see whether they are still the same."""

MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
Pair = tuple[float, float]
Measure = Callable[[Tally], Pair]


@dataclass(frozen=True)
class Case:
    """One scenario: what it is called in the report, how often it is played, what is measured."""

    title: str
    replications: int
    measures: Mapping[str, Measure]


def BY_LOG(day: Tally) -> Pair:  # noqa: N802
    """Stand for a measure that takes the log of contacts: see ``urgent_care`` and ``until_all_have_left``."""
    raise NotImplementedError("measured on the log of contacts, by functions of its own")


def count(name: str, channel: int = 0) -> Measure:
    return lambda day: (float(day.channels[name][channel]), 1.0)


def total(name: str) -> Measure:
    return lambda day: (float(day.channels[name].sum()), 1.0)


def ratio(name: str, *of: str, channel: int = 0, unit: int = 1) -> Measure:
    def measure(day: Tally) -> Pair:
        return day.channels[name][channel] / unit, float(sum(day.channels[each][channel] for each in of))

    return measure


def busy_of(agent_hours: float, *, unit: float = 1.0) -> Measure:
    return lambda day: (unit * day.agents["busy"].sum() / HOUR / agent_hours, 1.0)


def busy_until(interval: int, *, group: int = 0) -> Measure:
    """Return occupancy up to an interval, as a ratio of sums."""

    def measure(day: Tally) -> Pair:
        return float(day.agents["busy"][group, :interval].sum()), float(day.agents["on_duty"][group, :interval].sum())

    return measure


def occupancy(group: int = 0) -> Measure:
    return lambda day: (float(day.agents["busy"][group].sum()), float(day.agents["on_duty"][group].sum()))


def good_in(channel: int, period: int) -> Measure:
    """Return those answered in time who arrived in a period of two hours."""
    return lambda day: (float(day.by_arrival["good"][channel, 8 * period : 8 * period + 8].sum()), 1.0)


def over_1660(name: str, unit: int = 1) -> Measure:
    return lambda day: (day.channels[name][0] / unit / 1660.0, 1.0)


EIGHT_HOURS = {
    "good": count("good"),
    "SL_served": ratio("good", "answered"),
    "speed_of_answer": ratio("answered_waited", "answered", unit=MINUTE),
    "occupancy": busy_until(32),
}
UNTIMED = {name: measure for name, measure in EIGHT_HOURS.items() if name != "speed_of_answer"}
THREE_TYPES = {
    "served": total("answered"),
    "abandoned": total("abandoned"),
    "SL": lambda day: (float(day.channels["good"].sum()), float(day.channels["due"].sum())),
    "occ0": BY_LOG,
}
FIRST_PERIOD = {f"good_k{channel}_p0": good_in(channel, 0) for channel in range(3)}
CALL_CENTER = {
    "arrivals": count("offered"),
    "wait": over_1660("waited", SECOND),
    "good": over_1660("good"),
    "lost": over_1660("abandoned"),
}
DELAYED = {"delayed": ratio("delayed", "queued")}
WAIT_S = {"wait_s": ratio("waited", "queued", unit=SECOND)}


def sojourn(channel: int) -> Measure:
    return lambda day: (
        (day.channels["waited"][channel] + day.channels["handling"][channel]) / MINUTE,
        float(day.channels["queued"][channel]),
    )


CASES: dict[str, Case] = {
    "erlc-phubers": Case("Erlang C, 25 agents", 300, {**DELAYED, "asa_s": ratio("waited", "queued", unit=SECOND)}),
    "erlc-100calls": Case(
        "Erlang C, 14 agents",
        500,
        {**DELAYED, "within_20_s": ratio("good", "due"), "asa_s": ratio("waited", "queued", unit=SECOND)},
    ),
    "erla-pyworkforce": Case(
        "Erlang A, 13 agents",
        500,
        {
            **DELAYED,
            "abandoned": ratio("abandoned", "queued"),
            "occupancy": occupancy(),
            "within_20_s": ratio("good", "due"),
        },
    ),
    "erla-herzog": Case("Erlang A, overloaded", 300, WAIT_S),
    "mmck": Case(
        "Finite lines, M/M/4/6",
        500,
        {"blocked": ratio("rejected", "offered"), "wait_h": ratio("waited", "queued", unit=HOUR)},
    ),
    "mdc": Case("Constant handling, M/D/5", 500, {"wait_min": ratio("waited", "queued", unit=MINUTE), **DELAYED}),
    "prio-mmc-10": Case(
        "Two ranks, ten agents",
        300,
        {
            "high_wait_min": ratio("waited", "queued", unit=MINUTE),
            "low_wait_min": ratio("waited", "queued", unit=MINUTE, channel=1),
        },
    ),
    "prio-mm1": Case("Two ranks, one agent", 500, {"high_sojourn_min": sojourn(0), "low_sojourn_min": sojourn(1)}),
    "n-model": Case(
        "N-shaped skills",
        300,
        {
            **{f"{name}_abandoned": ratio("abandoned", "queued", channel=place) for place, name in enumerate("ab")},
            **{
                f"{name}_wait_min": ratio("waited", "queued", unit=MINUTE, channel=place)
                for place, name in enumerate("ab")
            },
            **{f"{name}_delayed": ratio("delayed", "queued", channel=place) for place, name in enumerate("ab")},
            "occupancy_one": occupancy(0),
            "occupancy_two": occupancy(1),
        },
    ),
    **{
        f"processor-sharing-{arrivals}-{service}": Case(
            f"Processor sharing, {arrivals} against {service}", 3000, {"sojourn_min": sojourn(0)}
        )
        for arrivals, service in ((3, 5), (4, 5), (3, 6))
    },
    "capacitated-ps": Case(
        "Limited processor sharing",
        100,
        {
            "idle": lambda day: (
                float((day.agents["on_duty"] - day.agents["busy"]).sum()),
                float(day.agents["on_duty"].sum()),
            ),
            "sojourn_min": sojourn(0),
        },
    ),
    "mt-mu-eq-theta-0.5": Case("Rise and fall, half wait", 500, DELAYED),
    "mt-mu-eq-theta-0.9": Case("Rise and fall, nine in ten wait", 500, DELAYED),
    "cc-mmc": Case("MMC", 2000, EIGHT_HOURS),
    "cc-mmcab": Case("MMCAb", 2000, {"abandoned": count("abandoned"), **EIGHT_HOURS, "SL_all": ratio("good", "due")}),
    "cc-mmcblocked": Case(
        "MMCBlocked",
        2000,
        {"blocked": count("rejected"), **EIGHT_HOURS, "SL_all": ratio("good", "answered", "rejected")},
    ),
    "cc-mmcclrq": Case(
        "MMCClrQ", 2000, {"disconnected": count("cleared"), **UNTIMED, "SL_all": ratio("good", "answered", "cleared")}
    ),
    "cc-simplemsk": Case(
        "SimpleMSK", 1000, {**THREE_TYPES, **{f"good_k{k}_p{p}": good_in(k, p) for k in range(3) for p in range(3)}}
    ),
    "cc-simplemsk-rerouting-as-built": Case("SimpleMSKWithRerouting, as built", 1000, {**THREE_TYPES, **FIRST_PERIOD}),
    "cc-simplemsk-rerouting-intended": Case("SimpleMSKWithRerouting, as described", 1000, THREE_TYPES),
    "cc-telethon": Case(
        "Telethon",
        2000,
        {
            "arr": count("offered"),
            "served": count("answered"),
            "aband": count("abandoned"),
            "msg": count("diverted"),
            "disc": count("cleared"),
            "good": count("good"),
            "speed": ratio("answered_waited", "answered", unit=MINUTE),
            "occ": busy_of(12 * 20, unit=100.0),
        },
    ),
    "ssj-callcenter-a10": Case("CallCenter, strong busyness", 2000, CALL_CENTER),
    "ssj-callcenter-a400": Case("CallCenter, weak busyness", 2000, CALL_CENTER),
    **{
        f"urgentcare111-{name}": Case(f"Urgent care 111, {name}", 1000, {"wait": BY_LOG, "util": BY_LOG})
        for name in ("iat0.4-n13", "iat0.6-n11", "iat0.6-n13", "iat0.6-n15", "iat0.8-n13")
    },
}


def play(name: str, simulation: Simulation, replication: int) -> dict[str, Pair]:
    """Return what one replication of a case gives for each figure."""
    if name.startswith("urgentcare111"):
        return urgent_care(simulation, replication)
    day, measures = simulation.play(replication), CASES[name].measures
    found = {figure: measure(day) for figure, measure in measures.items() if measure is not BY_LOG}
    if name.startswith("cc-simplemsk"):
        found["occ0"] = until_all_have_left(day, *simulation.lived(replication))
    return {figure: found[figure] for figure in measures}


def until_all_have_left(day: Tally, operation: Operation, contacts: Contacts, outcomes: Outcomes) -> Pair:
    """Return the busy time of the first group, and its time on duty until the last contact has left after six hours."""
    last = max(int(outcomes.ended[outcomes.arrived >= 0].max()), 6 * HOUR)
    agents = int(operation.plan_agents[operation.plan_group == 0][-1])
    on_duty = day.agents["on_duty"][0, :24].sum() + agents * (last - 6 * HOUR)
    return float(day.agents["busy"][0].sum()), float(on_duty)


def urgent_care(simulation: Simulation, replication: int) -> dict[str, Pair]:
    """Return the mean wait (min) of calls begun in 1,000 minutes, and the time of those that ended in it (per cent)."""
    operation, contacts, outcomes = simulation.lived(replication)
    end = 1000 * MINUTE
    turn = contacts.turn_at[:-1]
    started, replied = outcomes.started[turn], outcomes.replied[turn]
    begun = (started >= 0) & (started < end)
    done = begun & (replied >= 0) & (replied <= end)
    wait = float((started - outcomes.joined)[begun].mean()) / MINUTE
    agents = int(operation.agents_at_start[0])
    return {"wait": (wait, 1.0), "util": (100.0 * float((replied - started)[done].sum()) / (agents * end), 1.0)}


def prepared(name: str) -> Simulation:
    """Return a case ready to play."""
    loaded = load(HERE / f"{name}.toml")
    return prepare(loaded.scenario, seed=SEED, files=FileData.of(loaded))


def digest(name: str) -> str:
    """Return the SHA-256 of a case's scenario file."""
    return hashlib.sha256((HERE / f"{name}.toml").read_bytes()).hexdigest()


def published() -> dict[str, dict]:
    """Return what was printed, by case: source and figures."""
    return json.loads((HERE / "published.json").read_text(encoding="utf-8"))


def summed(pairs: list[Pair]) -> tuple[float, float]:
    """Return the ratio of sums and its standard error (delta method)."""
    above, below = np.array(pairs).T
    value = above.sum() / below.sum()
    pulls = (above - value * below) / below.sum()
    return float(value), math.sqrt(float((pulls**2).sum()) * len(pulls) / (len(pulls) - 1))


def z_score(mean: float, error: float, figure: Mapping[str, float]) -> float:
    """Return how many standard errors, the reference's included, a mean lies from the reference."""
    return (mean - figure["reference"]) / math.hypot(error, figure.get("reference_se", 0.0))

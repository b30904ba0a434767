"""
What the plan saves against Erlang C for each queue by itself, at the service that Erlang C's plan really gives.

    python benchmarks/staff_erlang.py 60

The Tuesday of ``staff_week.toml``. As planners do it today: each channel has people of its own, in each quarter
of an hour as many as Erlang C says for its calls and its target, rounded up; chats and WhatsApp conversations as
calls of places, three and four to an agent; email as its work, spread over the day. That plan is simulated. Then
``staff`` finds agents for the three groups of the scenario who share skills, with the service that came out
as the target of the day. Told are paid hours of both, and the service of both on the same fresh customers.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import numpy as np

from channelmix.queueing import ErlangC, Goal
from channelmix.scenario import Loaded, load
from channelmix.simulate import run
from channelmix.staffing import staff
from channelmix.staffing.load import Load, load_of
from channelmix.staffing.problem import FIRST_SEARCH, Problem, problem_of

WEEK = Path(__file__).with_name("staff_week.toml")
TUESDAY = ("period.start=2027-03-02", "period.days=1", 'period.warm_up="1 day"')
PLACES = {"chat": 3, "whatsapp": 4}


def erlang_c(problem: Problem, load: Load, name: str, number: int) -> np.ndarray:
    """Return the agents of a channel by itself in each interval, as Erlang C has them."""
    channel = problem.scenario.channels[name]
    held = PLACES.get(name, 1)
    slower = problem.scenario.groups["all_round"].slowdown[held - 1] if held > 1 else 1.0
    open_now = problem.space.allowed.any(axis=0)
    busy = load.active[number] * slower + load.held[number]
    places = np.where(open_now, busy + busy[~open_now].sum() / open_now.sum(), 0.0)
    if name == "email":
        return np.where(open_now, np.ceil(places[open_now].mean()), 0).astype(int)
    goal = Goal(share=channel.target.share, within=channel.target.within.seconds)
    handling = channel.handling.expected_seconds * slower
    needed = [ErlangC.agents_needed(goal, load=max(each, 1e-9), handling=handling) for each in places]
    return np.where(open_now, np.ceil(np.array(needed) / held), 0).astype(int)


def by_queue(folder: Path) -> Loaded:
    """Return the scenario with a group of its own for each channel, staffed by Erlang C."""
    problem = problem_of(load(WEEK, TUESDAY), seed=1)
    until = problem.simulation.horizons[0]
    pilots = [problem.simulation.population.contacts(1, FIRST_SEARCH + n, until) for n in range(8)]
    brought = load_of(problem.simulation.operation, pilots)
    lines = ["start,group,agents"]
    groups = []
    for number, name in enumerate(problem.scenario.channels):
        agents = erlang_c(problem, brought, name, number)
        for day in range(-1, 6):
            for start, n in zip(problem.starts, agents, strict=True):
                lines.append(f"{start + timedelta(days=day):%Y-%m-%d %H:%M},{name}_team,{n}")
        held = (
            f"concurrency = {{ {name} = {PLACES[name]} }}\nslowdown = [1.0, 1.15, 1.3, 1.5]\n" if name in PLACES else ""
        )
        groups.append(
            f'[groups.{name}_team]\nhandles = ["{name}"]\nagents = {{ file = "erlang.csv" }}\nshrinkage = 0.30\n'
            f"cost_per_hour = 31\n{held}"
        )
    (folder / "erlang.csv").write_text("\n".join(lines))
    text = WEEK.read_text()
    (folder / "erlang.toml").write_text(text[: text.index("[groups.")] + "\n".join(groups))
    return load(folder / "erlang.toml", TUESDAY)


def told(name: str, summary: dict, hours: float) -> None:
    """Print a plan's hours and service."""
    shares = {channel: figures["service_level"]["mean"] for channel, figures in summary["channels"].items()}
    print(f"{name:<24}{hours:8.1f} paid hours  " + "  ".join(f"{each} {100 * s:.1f} %" for each, s in shares.items()))


if __name__ == "__main__":
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as place:
        today = run(by_queue(Path(place)), replications=replications, workers=2).summary
        reached = {name: figures["service_level"]["mean"] for name, figures in today["channels"].items()}
        told("Erlang C, queue by queue", today, today["total"]["paid_hours"]["mean"])
        asked = [f"channels.{name}.target.share={min(share, 0.99):.4f}" for name, share in reached.items()]
        scenario = load(
            WEEK,
            (
                *TUESDAY,
                *asked,
                "channels.whatsapp.response_target=false",
                'staffing.per="day"',
                "staffing.confidence=0.51",
            ),
        )
        found = staff(scenario, replications=replications, workers=2)
        hours = sum(group["paid_hours"] for group in found.summary["groups"].values())
        told("found for the same", found.summary, hours)
        print(f"saved: {100 * (1 - hours / today['total']['paid_hours']['mean']):.1f} % of paid hours")

"""
The compiled engine against the reference engine and the natural SimPy program, on one core and in one process.

W1 is one phone queue: 30 calls a minute, exponential handling of 5 min and patience of 3 min, 150 agents, 10 h. W2 is
phone, chat, email and WhatsApp with three groups at about 90 % load, 10 h. Run as ``python benchmarks/engines.py``; it
prints contacts a second, the drawing of customers and all counting included, best of five (of one for the slow ones).
"""

import time
from datetime import date

from reference_engine import W1, natural_simpy

from channelmix.scenario.model import Scenario
from channelmix.simulate.engines import engine_called
from channelmix.simulate.prepare import prepare
from channelmix.simulate.simulation import Simulation

HOURS = {"mon-sun": "00:00-10:00"}


def exponential(mean: str) -> dict[str, str]:
    return {"mean": mean, "distribution": "exponential"}


W2 = {
    "schema": 1,
    "period": {"start": date(2026, 3, 2), "days": 1, "warm_up": "0 s"},
    "channels": {
        "phone": {
            "kind": "voice", "hours": HOURS, "arrivals": {"per_hour": 1200}, "handling": exponential("5 min"),
            "patience": exponential("3 min"),
        },
        "chat": {"kind": "chat", "hours": HOURS, "arrivals": {"per_hour": 480}, "handling": exponential("10 min")},
        "email": {
            "kind": "deferred", "hours": HOURS, "when_closed": "reject", "arrivals": {"per_hour": 300},
            "handling": exponential("6 min"),
        },
        "whatsapp": {
            "kind": "messaging", "hours": HOURS, "when_closed": "reject", "arrivals": {"per_hour": 360},
            "handling": exponential("8 min"),
        },
    },
    "groups": {
        "front": {"handles": ["phone", "email"], "agents": 110},
        "digital": {"handles": ["chat", "whatsapp"], "agents": 30, "concurrency": {"chat": 3, "whatsapp": 4}},
        "universal": {
            "handles": ["phone", "chat", "whatsapp", "email"], "agents": 36, "concurrency": {"chat": 3, "whatsapp": 4}
        },
    },
}  # fmt: skip


def ready(scenario: dict[str, object]) -> Simulation:
    return prepare(Scenario.model_validate(scenario), seed=1)


def rate(work, times: int) -> float:
    """Return the best number of contacts a second; ``work`` takes a replication and returns its contacts."""
    rates = []
    for replication in range(times):
        started = time.process_time()
        contacts = work(replication)
        rates.append(contacts / (time.process_time() - started))
    return max(rates)


def parts(simulation: Simulation) -> str:
    """Return nanoseconds a contact of drawing, playing and all together."""
    play, stop = engine_called("fast"), simulation.horizons[0]
    drawn = [simulation.population.contacts(1, number, stop) for number in range(3)]
    drawing = rate(lambda number: simulation.population.contacts(1, number, stop).rows, 5)
    playing = rate(lambda number: [play(simulation.operation, drawn[number])] and drawn[number].rows, 3)
    return f"drawing {1e9 / drawing:.0f} ns, playing {1e9 / playing:.0f} ns"


def main() -> None:
    slow = rate(natural_simpy, 1)
    print(f"natural SimPy, W1: {slow:,.0f} contacts a second")
    for name, scenario in (("W1", W1), ("W2", W2)):
        simulation = ready(scenario)
        simulation.play(0)
        offered = lambda number, each=simulation: int(each.play(number).channels["offered"].sum())  # noqa: E731
        fast = rate(offered, 5)
        print(f"{name} compiled: {fast:,.0f}, {fast / slow:.0f} times natural SimPy on W1; {parts(simulation)}")


if __name__ == "__main__":
    main()

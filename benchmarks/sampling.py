"""
What a contact costs before the simulation starts: arrival, handling, patience and possible returns.

Run as ``python benchmarks/sampling.py``; prints nanoseconds of processor time a first contact,
the best of ten replications. A compiled engine plays a simple phone day in about 100 ns a
contact, so drawing its customers should take no more than half of that.
"""

from datetime import date
from time import process_time

from channelmix.calendars import LocalClock
from channelmix.demand import prepare
from channelmix.scenario.model import Scenario

PHONE = {
    "kind": "voice",
    "arrivals": {"per_day": 1_000_000},
    "handling": {"mean": "5 min", "distribution": "exponential"},
    "patience": "3 min",
}
REDIAL = {"redial": {"share": 0.42, "after": "20 min"}}
CHAT = {"kind": "messaging", "arrivals": {"per_day": 300_000}, "handling": "2 min", "turns": 3, "reply_delay": "4 min"}
PROFILE = {"day": {"08:00": 0.6, "09:00": 1.3, "12:00": 0.9, "18:00": 0}}

STUDIES = {
    "phone, exponential": {"phone": PHONE},
    "phone, with a profile": {"phone": {**PHONE, "arrivals": {"per_day": 1_000_000, "profile": "day"}}},
    "phone, lognormal with wrap-up": {"phone": {**PHONE, "handling": "5 min", "wrap_up": "30 s"}},
    "phone, 42 % redial": {"phone": {**PHONE, **REDIAL}},
    "phone and WhatsApp in turns": {"phone": PHONE, "whatsapp": CHAT},
    "phone, 3,000 a day": {"phone": {**PHONE, "arrivals": {"per_day": 3000}}},
}


def nanoseconds(channels) -> float:
    """Return the processor time of one first contact."""
    several = {name: 3 for name, channel in channels.items() if channel["kind"] == "messaging"}
    groups = {"team": {"handles": list(channels), "agents": 1, "concurrency": several}}
    period = {"start": date(2026, 3, 2), "days": 1}
    scenario = Scenario.model_validate({"period": period, "channels": channels, "groups": groups, "profiles": PROFILE})
    population = prepare(scenario, LocalClock("UTC", date(2026, 3, 2), days=1))
    return min(_one(population, replication) for replication in range(10))


def _one(population, replication: int) -> float:
    start = process_time()
    contacts = population.contacts(1, replication, int(population.clock.day_start[-1]))
    return (process_time() - start) / contacts.first * 1e9


def main() -> None:
    """Measure each study."""
    for name, channels in STUDIES.items():
        print(f"{name:32} {nanoseconds(channels):6.0f} ns a first contact")


if __name__ == "__main__":
    main()

"""
A sweep of the W2 day: 200 points, 100 replications each, 4.7e8 contacts.

``python benchmarks/sweep.py [POINTS] [REPLICATIONS] [WORKERS]``; the goal is 90 s on two cores and 1 GB.
"""

import resource
import sys
import time
from pathlib import Path

import channelmix as cm

W2 = Path(__file__).with_name("w2.toml")


def main() -> None:
    points, replications, workers = (int(word) for word in [*sys.argv[1:], *("200", "100", "2")[len(sys.argv) - 1 :]])
    cm.run(W2, replications=1, engine="fast")
    vary = [f"groups.phone_email.agents=96..115/{points // 10}", "groups.universal.agents=44..53/10"]
    started, used = time.perf_counter(), time.process_time()
    swept = cm.sweep(W2, vary=vary, replications=replications, seed=1, engine="fast", workers=workers)
    swept.json()
    taken, used = time.perf_counter() - started, time.process_time() - used
    contacts = replications * sum(
        figures["offered"]["mean"] for trial in swept.trials for figures in trial.run.summary["channels"].values()
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(swept.points)} points x {replications} replications, {contacts:.2e} contacts, {workers} threads: "
        f"{taken:.0f} s, {used:.0f} s of processor ({1e9 * used / contacts:.0f} ns a contact), {memory:,.0f} MB"
    )


if __name__ == "__main__":
    main()

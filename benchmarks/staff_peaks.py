"""
How even the plans of ``staff`` are: agents who stand in one interval only, and ups and downs beside the fewest.

Run as ``python benchmarks/staff_peaks.py FILE SEED...``. A peak is an interval in which a group has more agents than in
both beside it on the same day. The fewest ups and downs are one rise to the mean of each day and one fall.
"""

import sys
import time

import numpy as np

from channelmix.scenario import load
from channelmix.staffing.requirement import Requirement, find_requirement
from channelmix.staffing.ripples import ups_and_downs
from channelmix.staffing.trials import is_missed


def main(path: str, seeds: list[int]) -> None:
    """Search a plan for each seed, and print how even it is, what it costs and what it keeps on fresh customers."""
    loaded = load(path)
    for seed in seeds:
        begun = time.process_time()
        found = find_requirement(loaded, replications=loaded.scenario.run.replications, seed=seed)
        took = time.process_time() - begun
        short = int((found.check.room + found.check.error < 0).sum())
        missed = int(is_missed(found.check, found.trials.confidence).sum())
        print(f"seed {seed}: {evenness(found)}; cost {found.problem.space.cost(found.plan):,.0f}")
        print(f"  kept by less than was asked {short} of {found.cells.count}, clearly missed {missed}; {took:.0f} s")


def evenness(found: Requirement) -> str:
    """Return peaks, agents in them, and ups and downs of a plan in words."""
    space, peaks, agents, both_ways, fewest = found.problem.space, 0, 0, 0, 0
    for group, numbers in enumerate(found.plan):
        for day in np.unique(space.day):
            on_duty = numbers[(space.day == day) & (space.most[group] > 0)]
            if len(on_duty):
                beyond = on_duty[1:-1] - np.maximum(on_duty[:-2], on_duty[2:])
                peaks += int((beyond > 0).sum())
                agents += int(beyond[beyond > 0].sum())
                both_ways += ups_and_downs(on_duty)
                fewest += 2 * int(np.ceil(on_duty.mean()))
    return f"{peaks} peaks, {agents} agents in them; {both_ways} up and down, {fewest} at least"


if __name__ == "__main__":
    main(sys.argv[1], [int(each) for each in sys.argv[2:]] or [1])

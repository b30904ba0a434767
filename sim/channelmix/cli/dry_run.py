"""
How long will it take, and of how many contacts? Two replications of each scenario are played, and the second is timed.

Of very large ones only a part of the customers is played, so that the answer comes at once.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from channelmix.cli.console import tell, write
from channelmix.cli.jobs import Effort, Job
from channelmix.cli.waiting import saying_why

if TYPE_CHECKING:
    from channelmix.simulate.sizes import Size

TRIAL = 2
"""Replications of a trial: the first also pays for what is done only once."""


def tell_expected_time(job: Job, effort: Effort, *, as_json: bool) -> None:
    """Print what would be done and how long it would take; keep nothing."""
    from channelmix.report.numbers import counted, duration
    from channelmix.simulate.sizes import size_of
    from channelmix.simulate.workers import processors

    sizes = [size_of(loaded) for loaded in job.loaded]
    here = replace(effort, workers=min(effort.workers, processors()))  # more workers than cores are no quicker
    told = (job.expected_seconds or partial(expected_seconds, job, sizes))(here)
    seconds = told if isinstance(told, float) else sum(told.values())
    names = [loaded.scenario.name for loaded in job.loaded]
    contacts = [round(size.counted) for size in sizes]
    if as_json:
        plan = {"schema": 1, "scenarios": names, "replications": effort.replications, "seed": effort.seed,
                "workers": effort.workers, "contacts": contacts, "expected_seconds": round(seconds, 1),
                **({} if isinstance(told, float) else {"parts": {name: round(s, 1) for name, s in told.items()}}),
                **({} if job.parts is None else {"runs": job.parts})}  # fmt: skip
        write(json.dumps(plan, indent=2, ensure_ascii=False) + "\n")
        return
    what = counted(len(names), "scenario") if job.parts is None else f"each of {counted(job.parts, 'run')}"
    amount = f"{counted(effort.replications, 'replication')} of {what}"
    each = " to ".join(dict.fromkeys(f"{end:,}" for end in (min(contacts), max(contacts))))
    work = f"{amount}, {each} first contacts each, {counted(effort.workers, 'worker')}"
    idle = f"if {counted(here.workers, 'core')} {'has' if here.workers == 1 else 'have'} no other work, else longer"
    what_for, parts = ("", "") if isinstance(told, float) else _parts(told)
    tell(f"{work}: about {duration(seconds)}{what_for}, {idle}{parts}. Nothing was kept.")


def _parts(seconds: Mapping[str, float]) -> tuple[str, str]:
    """Return what a single part is for, and what of several takes how long, with what nobody can tell beforehand."""
    from channelmix.report.numbers import duration

    each = ", ".join(f"{name} {duration(mine)}" for name, mine in seconds.items())
    what_for, listed = ("", f" ({each})") if len(seconds) > 1 else (" for the plan", "")
    return what_for, f"{listed}; --margins and --against come on top"


def expected_seconds(job: Job, sizes: "Sequence[Size]", effort: Effort) -> float:
    """Return how long a job would take, from a trial on one worker."""
    if any(size.is_large(effort.engine) for size in sizes):
        return _of_a_part(job, sizes, effort)
    moments = [time.perf_counter()]
    with saying_why(lambda done, total: moments.append(time.perf_counter()), job.loaded, quiet=False) as progress:
        job.simulate(replace(effort, replications=TRIAL, workers=1, progress=progress))
    return expectation(moments, replications=effort.replications, workers=effort.workers)


def _of_a_part(job: Job, sizes: "Sequence[Size]", effort: Effort) -> float:
    """Return how long a job would take, from a part of the customers of each scenario."""
    from channelmix.simulate.sizes import seconds_of_one

    each = [
        seconds_of_one(loaded, size, seed=effort.seed, engine=effort.engine)
        for loaded, size in zip(job.loaded, sizes, strict=True)
    ]
    parts = (job.parts or len(each)) / len(each)
    return sum(each) * parts * effort.replications / min(effort.workers, effort.replications)


def expectation(moments: Sequence[float], *, replications: int, workers: int) -> float:
    """
    Return the expected seconds from the moments of a trial: its start, then the end of each replication.

    Examples:
        >>> expectation([0.0, 3.0, 4.0], replications=100, workers=2)
        52.0
    """
    ends = moments[1:]
    one_of_each = sum(second - first for first, second in zip(ends[::TRIAL], ends[1::TRIAL], strict=True))
    once = moments[-1] - moments[0] - TRIAL * one_of_each
    return once + one_of_each * replications / min(workers, replications)

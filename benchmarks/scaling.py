"""
What a study costs on threads, processes and a dask cluster, against one thread: seconds, and processor seconds of all.

``python benchmarks/scaling.py [REPLICATIONS]`` plays the W2 day; dask needs the extra ``cluster``. On a machine that
does other work too only processor seconds can be compared: where they stay the same, nothing is lost to sharing.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import channelmix as cm

W2 = Path(__file__).with_name("w2.toml")


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 200

    def play(**where: Any) -> Any:
        return cm.run(W2, replications=replications, engine="fast", **where)

    play()
    base, whole = measured("1 thread", play, None)
    measured("2 threads", lambda: play(workers=2, executor="threads"), (base, whole))
    started = time.perf_counter()
    found = play(workers=2, executor="processes")
    tell("2 processes, their start counted", time.perf_counter() - started, None, found, (base, whole))
    for workers in (1, 2, 3):
        on_dask(workers, play, (base, whole))


def on_dask(workers: int, play: Callable[..., Any], base: tuple[float, bytes]) -> None:
    """Measure a local cluster, its start not counted."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, protocol="tcp") as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        executor = client.get_executor()
        client.run(warm)  # the engine is loaded, as it is once for a whole study
        before = sum(client.run(time.process_time).values())
        started, own = time.perf_counter(), time.process_time()
        found = play(workers=workers, executor=executor)
        taken = time.perf_counter() - started
        used = time.process_time() - own + sum(client.run(time.process_time).values()) - before
    tell(f"dask, {workers} workers", taken, used, found, base)


def warm() -> None:
    """Load all that a study needs, which is done once."""
    cm.run(W2, replications=1, engine="fast")


def measured(name: str, play: Callable[[], Any], base: tuple[float, bytes] | None) -> tuple[float, bytes]:
    """Measure one way of playing, and return its processor seconds and bytes."""
    started, before = time.perf_counter(), time.process_time()
    found = play()
    taken, used = time.perf_counter() - started, time.process_time() - before
    return tell(name, taken, used, found, base)


def tell(
    name: str, taken: float, used: float | None, found: Any, base: tuple[float, bytes] | None
) -> tuple[float, bytes]:
    """Print one row; the bytes must be those of one thread."""
    if base is not None and found.json() != base[1]:
        raise SystemExit(f"{name}: other bytes than one thread")
    words = (
        ""
        if used is None
        else f", {used:.1f} s of processor, {used / (base[0] if base else used):.2f} times those of one"
    )
    print(f"{name}: {taken:.1f} s{words}")
    return used or 0.0, found.json()


if __name__ == "__main__":
    main()

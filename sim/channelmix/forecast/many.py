"""
Many series fitted at once, in parallel, with progress.

Each series is a job of its own for any ``concurrent.futures.Executor``; the results do not depend on how many
workers there are or who finishes first. A series that cannot be forecast does not stop the others: it is returned
with its error.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context

from channelmix.errors import InputError
from channelmix.forecast.engine_names import Engine
from channelmix.forecast.need import Need, fit
from channelmix.forecast.series import Daily, Event

Told = Callable[[int, int, str], None]
"""Told after each series: how many of how many are done, and which one it was."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """
    What became of many series.

    Attributes:
        needs: Forecasts by name, in the order given.
        refused: Why others have none, by name.
    """

    needs: Mapping[str, Need]
    refused: Mapping[str, InputError]


def fit_many(
    series: Mapping[str, Daily],
    *,
    country: str | None = None,
    subdivision: str | None = None,
    events: Sequence[Event] = (),
    engine: Engine = "mean",
    seed: int = 0,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Told | None = None,
) -> Fitted:
    """
    Return the forecasts of many series.

    Args:
        series: Histories by name.
        country: Of their public holidays, as in ``need.fit``; so are ``subdivision``, ``events``, ``engine``, ``seed``.
        subdivision: See above.
        events: See above.
        engine: See above.
        seed: See above.
        workers: Processes, 1 or more; absent: one per core.
        executor: Used instead of processes of our own, and left open.
        progress: Told after each series.
    """
    results: dict[str, Need | InputError] = {}
    with _pool(executor, workers) as pool:
        jobs = {
            pool.submit(_fit, daily, country, subdivision, tuple(events), engine, seed): name
            for name, daily in series.items()
        }
        for done, job in enumerate(as_completed(jobs), start=1):
            results[jobs[job]] = job.result()
            if progress is not None:
                progress(done, len(jobs), jobs[job])
    needs = {name: found for name in series if isinstance(found := results[name], Need)}
    refused = {name: found for name in series if isinstance(found := results[name], InputError)}
    return Fitted(needs, refused)


def _fit(
    daily: Daily, country: str | None, subdivision: str | None, events: tuple[Event, ...], engine: Engine, seed: int
) -> Need | InputError:
    try:
        return fit(daily, country=country, subdivision=subdivision, events=events, engine=engine, seed=seed)
    except InputError as error:
        return error


@contextmanager
def _pool(executor: Executor | None, workers: int | None) -> Iterator[Executor]:
    """Yield the executor to use; processes of our own start fresh and are closed at the end."""
    if executor is not None:
        yield executor
        return
    context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield pool

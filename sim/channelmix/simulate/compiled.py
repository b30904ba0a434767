"""
Playing and counting a replication in compiled code: the quick way to a ``Tally``.

``tallies.tally`` is the readable way, and both give the same numbers to the last one.
"""

import threading
from weakref import WeakKeyDictionary

import numpy as np

from channelmix import streams
from channelmix.demand import arrivals, distributions, placing
from channelmix.demand.distributions import Numbers
from channelmix.demand.piecewise import DayRate
from channelmix.engine import kernel
from channelmix.engine.inputs import DAY, HOUR, NEVER, Times
from channelmix.engine.kernel import book, drawing
from channelmix.simulate.memory import keep_freed_memory
from channelmix.simulate.service import Promises
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.tallies import Tally
from channelmix.simulate.tariffs import Tariff
from channelmix.simulate.waits import Histogram

_ENOUGH: WeakKeyDictionary[Simulation, int] = WeakKeyDictionary()
"""
Which end would have been far enough in all earlier replications, with some time to spare; it decides how long the next
takes, never what comes out. In W3 no more than an hour of the day after is drawn then: 5 % less time. A population that
keeps its customers keeps them by their end, so that there it is the end that was tried: searches for staff, which play
the same customers under many plans, took three times as long with an end for each.
"""
_SPARE = HOUR
_READY: WeakKeyDictionary[Simulation, kernel.Ready] = WeakKeyDictionary()
_DRAWING = threading.Lock()
"""
Held while customers are drawn: a thread that draws holds Python's own lock again and again for moments, and two that
draw at once are slower than one. The others play and count meanwhile, which takes twice as long as drawing and needs
no lock.
"""


def play(simulation: Simulation, replication: int) -> Tally:
    """Play one replication and count it."""
    ready = _READY.get(simulation)
    if ready is None:
        keep_freed_memory()
        draw_in_compiled_code()
        asked = questions(simulation.promises, simulation.prices.tariff)
        ready = _READY[simulation] = kernel.Ready.of(simulation.operation, asked)
    enough = _ENOUGH.get(simulation, 0)
    for end in ends_of(simulation, enough):
        with _DRAWING:
            contacts = simulation.population.contacts(simulation.seed, replication, end)
        answers = ready.counted(contacts, stop=end)
        if answers is not None:
            break
    assert answers is not None
    over_at = max(answers.over_at + _SPARE, simulation.operation.count_until)
    needed = end if simulation.population.keeps_customers else min(over_at, end)
    _ENOUGH[simulation] = max(enough, needed)
    return tally_of(answers)


def draw_in_compiled_code() -> None:
    """Let numbers of chance be worked out and placed by compiled code from now on; they are the same."""
    drawing.make_ready()
    streams.hash_with(drawing.uniforms_of)
    distributions.round_with(drawing.times_of)
    arrivals.follow_with(_follow)
    placing.place_with(placing.Placing(drawing.put, drawing.put_turns, drawing.in_order))


def _follow(gaps: Numbers, rate: DayRate, factor: float, limit: float) -> Times | None:
    return drawing.times_below(gaps, limit, factor, edges=rate.edges, expected=rate.expected, pace=rate.pace)


def ends_of(simulation: Simulation, enough: int = 0) -> list[int]:
    """
    Return the ends to try, rising: a near one first, enough where nothing is left over longer than a night.

    Args:
        simulation: Of which a replication is to be played.
        enough: The end that has been far enough so far; 0: none has been tried.
    """
    near = simulation.operation.count_until + DAY
    ends = {min(near, simulation.horizons[0]), *simulation.horizons}
    return sorted({end for end in ends if end > enough} | ({enough} if enough else set()))


def questions(promises: Promises, tariff: Tariff) -> kernel.Questions:
    """Return promises and prices as the compiled engine takes them."""
    return kernel.Questions(
        formula=np.array([-1 if name is None else book.FORMULAS.index(name) for name in promises.formula], np.int64),
        within=promises.within,
        to_reply=promises.to_reply,
        short_abandon=promises.short_abandon,
        respond_within=promises.respond_within,
        window=np.full(len(promises.within), NEVER) if tariff.window is None else tariff.window,
        changes=tariff.changes,
    )


def tally_of(answers: kernel.Answers) -> Tally:
    """Return what the compiled engine counted, by name."""
    by_arrival, by_work = _columns(answers.by_arrival, book.BY_ARRIVAL), _by_name(answers.by_work, book.BY_WORK)
    return Tally(
        channels={
            **dict(zip(book.BY_ARRIVAL, by_arrival.sum(axis=2), strict=True)),
            **_by_name(answers.sums, book.SUMS),
            **_by_name(answers.paid, book.PAID),
            "backlog_end": by_work["backlog"][:, -1],
        },
        waits=tuple(Histogram(*waits) for waits in answers.waits),
        by_arrival=dict(zip(book.BY_ARRIVAL, by_arrival, strict=True)),
        by_work=by_work,
        agents=_by_name(answers.agents, book.AGENTS),
    )


def _by_name(table: Times, names: tuple[str, ...]) -> dict[str, Times]:
    """Return columns of a table, its last axis, by name."""
    return dict(zip(names, _columns(table, names), strict=True))


def _columns(table: Times, names: tuple[str, ...]) -> Times:
    """Return columns of a table one after the other; ``numpy.moveaxis`` takes twice as long as the rest."""
    last = table.ndim - 1
    return table[..., : len(names)].transpose(last, *range(last)).copy()

"""
As many replications as it takes: until every interval that was named is narrow enough.

Intervals are looked at only at fixed numbers of replications, the same in every study, so the
number of workers changes nothing, and the number at which a study ended tells all that is
needed to repeat it. Few looks keep the intervals honest: looking after every replication and
stopping at the first lucky one would make them too narrow (Law, Simulation Modeling and Analysis,
5th ed. 2015, 9.4.1; Chow and Robbins, Annals of Mathematical Statistics 36, 1965).
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from channelmix.simulate.figures import FigureSet
from channelmix.simulate.named import read_wish

FIRST_LOOK = 40
STEP = 20
"""All looks are at multiples of this, so that the sections of quantiles are of one size."""

GROWTH = 1.25
MOST = 10_000
"""Replications at which a study ends unless told otherwise."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is asked for, and when to give up."""

    wishes: Sequence[str]
    """Such as ``phone.service_level=0.5pp``."""
    most: int = MOST
    """Replications."""
    seconds: float | None = None
    """Of this machine's time; where it ends the study, the number of replications depends on the machine."""


@dataclass(frozen=True)
class Reached:
    """How narrow one figure's interval has become; the widest of several."""

    wish: str
    asked: float | None
    """Half-width asked for, in units of the figure; None if there is nothing to measure."""
    half_width: float | None

    @property
    def met(self) -> bool:
        """Whether it is narrow enough."""
        return self.half_width is not None and self.asked is not None and self.half_width <= self.asked


@dataclass(frozen=True)
class Precision:
    """How a study that went on until it was precise enough has ended."""

    reached: tuple[Reached, ...]
    replications: int
    ended_by: str
    """"precision", "replications" or "time"."""

    @property
    def met(self) -> bool:
        """Whether all wishes are met."""
        return all(each.met for each in self.reached)


def looks(most: int) -> Iterator[int]:
    """
    Yield the numbers of replications at which intervals are looked at, the last being ``most``.

    Examples:
        >>> list(looks(150))
        [40, 60, 80, 100, 140, 150]
    """
    count = FIRST_LOOK
    while count < most:
        yield count
        count = -(-math.ceil(count * GROWTH) // STEP) * STEP
    yield most


@dataclass(frozen=True)
class Look:
    """What is looked at after some replications."""

    figures: FigureSet
    """What relative wishes are relative to."""
    judged: Sequence[FigureSet]
    """Those whose intervals must be narrow; each of them."""


def until_precise(goal: Goal, play: Callable[[int], Look]) -> Precision:
    """
    Play on until all wishes are met or the budget ends.

    Args:
        goal: Wishes and budget.
        play: Returns the figures after so many replications; called with rising numbers.

    Raises:
        InputError: If a wish cannot be understood.
    """
    started = time.monotonic()
    first = play(1)
    for text in goal.wishes:
        read_wish(text, first.figures, option="--precision")
    state = Precision((), 0, "replications")
    wanted = 0.0
    for count in looks(goal.most):
        if count < 0.8 * wanted and count < goal.most:
            continue
        if _allowed(state, started, goal) < count:
            return replace(state, ended_by="time")
        look = play(count)
        reached = tuple(_reached(text, look) for text in goal.wishes)
        state = Precision(reached, count, "replications")
        if state.met:
            return replace(state, ended_by="precision")
        wanted = min(max(_needed(each, count) for each in reached), _allowed(state, started, goal))
    return state


def _allowed(state: Precision, started: float, goal: Goal) -> float:
    """Return how many replications the time allows for, to judge by those so far."""
    if goal.seconds is None or not state.replications:
        return math.inf
    return state.replications * goal.seconds / (time.monotonic() - started)


def _reached(text: str, look: Look) -> Reached:
    wish = read_wish(text, look.figures, option="--precision")
    value = wish.name.of(look.figures).value
    widths = [wish.name.of(figures).half_width() for figures in look.judged]
    known = [width for width in widths if width is not None]
    asked = None if value is None else wish.asks(value)
    return Reached(str(wish), asked, max(known) if len(known) == len(widths) else None)


def _needed(reached: Reached, count: int) -> float:
    """Return how many replications are likely to be needed."""
    if reached.half_width is None or not reached.asked:
        return 0.0
    return count * (reached.half_width / reached.asked) ** 2

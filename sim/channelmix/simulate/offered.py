"""
Volumes that count every contact -> first attempts.

Telephone systems report all contacts offered, returns included; customers are simulated from
their first attempt on. A few pilot replications of the operation as it is (without channel
shifts and events, which the reports do not contain) tell how many contacts so many first
attempts become, and each channel's volume is scaled until that meets the given number.

The pilots have streams of their own and always the same number, so the factors depend on the
scenario and the seed only. They are staffed by the scenario's own agents: a plan file put in their
place meets the customers that these explain (``Loaded.of_demand``). A comparison finds the factor of
given arrivals once, in the first scenario that has them: a strategy meets the customers of today,
not those that its own waits would explain.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from channelmix.demand.days import OpenDays
from channelmix.demand.forecasts import ForecastRates
from channelmix.demand.rates import FileRates, day_rate
from channelmix.scenario.model import Scenario
from channelmix.simulate.counts import Counts, add_up
from channelmix.simulate.frame import Frame, frame_of
from channelmix.simulate.prepare import FileData, prepare

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

PILOTS = 4
FIRST_PILOT = 2**31
"""Number of the first pilot replication, beyond those of any study."""

MOST_ROUNDS = 8
CLOSE_ENOUGH = 0.002
"""Relative difference between given and simulated at which the search ends."""

_STEEPEST = 4.0


@dataclass(frozen=True)
class OfferedFit:
    """How volumes that count all contacts become first attempts."""

    factors: Mapping[str, float] = field(default_factory=dict)
    """First attempts per contact given, by channel; only channels whose arrivals count all contacts."""
    given: Mapping[str, float] = field(default_factory=dict)
    """Contacts given for the counted period, by channel."""


def offered_of(
    loaded: "Loaded", *, seed: int, files: FileData, known: Mapping[str, float] | None = None
) -> OfferedFit:  # fmt: skip
    """
    Return by how much to scale volumes, as the scenario's own agents explain them, whoever was put in their place.

    Args:
        loaded: The scenario.
        seed: The study's seed.
        files: Content of the files that it names.
        known: Factors of channels that are settled already.
    """
    own = loaded.of_demand
    return fit_offered(own.scenario, seed=seed, files=replace(files, plans=own.plans, around={}), known=known)


def fit_offered(
    scenario: Scenario, *, seed: int, files: FileData, known: Mapping[str, float] | None = None
) -> OfferedFit:
    """
    Return by how much to scale the channels whose arrivals are given as offered.

    Args:
        scenario: A scenario; if none of its arrivals counts all contacts, nothing is simulated.
        seed: The study's seed.
        files: Content of the files that the scenario names.
        known: Factors of channels that are settled already.
    """
    names = [name for name, channel in scenario.channels.items() if _counts_all(channel.arrivals)]
    frame = frame_of(scenario)
    given = {name: expected_contacts(scenario, name, frame, files) for name in names}
    settled = {name: factor for name, factor in (known or {}).items() if name in names}
    today = scenario.model_copy(update={"channel_shift": (), "events": ()})
    wanted = [name for name in names if name not in settled]
    return OfferedFit(settled | _search(today, wanted, settled, seed=seed, files=files), given)


def _search(
    today: Scenario, names: Sequence[str], settled: Mapping[str, float], *, seed: int, files: FileData
) -> dict[str, float]:
    search = {name: _Search() for name in names}
    goal: Mapping[str, float] = {}
    for _ in range(MOST_ROUNDS if names else 0):
        counts = _pilot(today, seed, files, {**settled, **{name: each.factor for name, each in search.items()}})
        goal = goal or _sums(counts, "first_attempts", today)
        offered = _sums(counts, "offered", today)
        if max(search[name].move(goal[name], offered[name]) for name in names) <= CLOSE_ENOUGH:
            break
    return {name: each.tried for name, each in search.items()}


def _counts_all(arrivals: object) -> bool:
    return getattr(arrivals, "counts", None) == "offered"


@dataclass
class _Search:
    """One channel's factor, moved along the line through its last two trials on double logarithmic paper."""

    factor: float = 1.0
    """What to try next."""
    tried: float = 1.0
    """What was tried last."""
    _offered: float = 0.0

    def move(self, goal: float, offered: float) -> float:
        """Take in what the factor made of the goal, and return the relative gap."""
        if not goal or not offered:
            self.tried = self.factor
            return 0.0
        steepness = 1.0
        if self._offered and self._offered != offered and self.factor != self.tried:
            steepness = math.log(offered / self._offered) / math.log(self.factor / self.tried)
        self.tried, self._offered = self.factor, offered
        self.factor *= (goal / offered) ** (1 / min(max(steepness, 1.0), _STEEPEST))
        return abs(goal / offered - 1)


def _pilot(scenario: Scenario, seed: int, files: FileData, factors: Mapping[str, float]) -> Counts:
    simulation = prepare(scenario, seed=seed, files=files, volume_factors=factors)
    return add_up(simulation.play(FIRST_PILOT + number) for number in range(PILOTS))


def _sums(counts: Counts, column: str, scenario: Scenario) -> dict[str, float]:
    return dict(zip(scenario.channels, counts.channels[column].sum(axis=0).tolist(), strict=True))


def expected_contacts(scenario: Scenario, name: str, frame: Frame, files: FileData) -> float:
    """Return the contacts that a channel's arrivals give for the counted period, before any factor."""
    clock, open_days = frame.clock, OpenDays(scenario, frame.clock)
    counted = [day for day in range(clock.days) if frame.count_from <= clock.day_start[day] < frame.count_until]
    if name in files.forecasts:
        totals = ForecastRates(files.forecasts[name], clock).totals.mean(axis=0)
        return math.fsum(float(totals[day]) * open_days.volume(day) for day in counted)
    rows = files.volumes.get(name)
    if rows is None:
        rates = [day_rate(scenario, name, day, open_days, clock) for day in counted]
        return math.fsum(rate.total for rate in rates if rate is not None)
    of_file = FileRates(rows, clock)
    expected = [(of_file.rate(day), open_days.volume(day)) for day in counted]
    return math.fsum(rate.total * volume for rate, volume in expected if rate is not None)

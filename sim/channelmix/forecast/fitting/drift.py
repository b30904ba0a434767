"""
Drift: do new actuals still look like draws of the forecast?

Sums over the days that have passed are held against the same sums in every draw, counting noise
added. The place of the actual among them, as a standard normal number, is the standardised error:
beyond 2.6 it happens once in a hundred times by chance, and the alarm goes.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from channelmix.forecast.choice.times import generator
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Reals
from channelmix.forecast.store.draws import Draws

WATCH, ALARM = 1.96, 2.58
_RECENT_DAYS = 28
_LEAST_DAYS = 7


@dataclass(frozen=True)
class Drift:
    """How a channel's actuals lie among the draws."""

    channel: str
    days: int
    actual: float
    expected: float
    error: float
    """Standardised: so many standard deviations above the forecast."""
    recent: float
    """The same of the last four weeks."""
    held: int
    """Days whose actual lay within what holds 8 of 10 draws, counting noise included."""

    @property
    def state(self) -> str:
        """Return "alarm", "watch" or "as forecast"."""
        worst = max(abs(self.error), abs(self.recent))
        return "alarm" if worst >= ALARM else "watch" if worst >= WATCH else "as forecast"

    def __str__(self) -> str:
        return (
            f"{self.channel}: {self.actual:,.0f} contacts in {self.days} days where {self.expected:,.0f} were forecast "
            f"({100 * (self.actual / self.expected - 1):+.1f} %; standardised error {self.error:+.1f}, last four weeks "
            f"{self.recent:+.1f}; {self.held} of {self.days} days within what should hold 8 of 10): {self.state}"
        )


def drifts(draws: Draws, actual: Beside) -> list[Drift]:
    """Return how each channel of new actuals lies among the draws, all channels together first; [] if days are few."""
    common, of_draws, of_actual = np.intersect1d(draws.days, actual.days, return_indices=True)
    names = [name for name in draws.channels if name in actual.channels]
    if len(common) < _LEAST_DAYS or not names:
        return []
    paths = {name: draws.of(name)[:, of_draws] for name in names}
    values = {name: actual.contacts[actual.channels.index(name)][of_actual] for name in names}
    if len(names) > 1:
        paths = {"all channels": np.asarray(sum(paths.values())), **paths}
        values = {"all channels": np.asarray(sum(values.values())), **values}
    found = [_drift(name, paths[name], values[name]) for name in paths]
    return [each for each in found if each is not None]


def not_held(draws: Draws, actual: Beside) -> list[str]:
    """Return what to say of new actuals that are not held against a forecast, and why."""
    alien = [name for name in actual.channels if name not in draws.channels]
    silent = [name for name in draws.channels if name not in actual.channels]
    days = len(np.intersect1d(draws.days, actual.days))
    found = []
    if alien:
        known = ", ".join(draws.channels)
        found.append(f"new actuals of {', '.join(alien)} are not held against anything: the forecast has {known}")
    if silent:
        found.append(f"there are no new actuals of {', '.join(silent)}")
    if days < _LEAST_DAYS:
        found.append(
            f"new actuals and forecast have {days} days in common, and drift needs {_LEAST_DAYS}: the forecast has "
            f"{draws.days[0]} to {draws.days[-1]}, the actuals {actual.days[0]} to {actual.days[-1]}"
        )
    return found


def _drift(name: str, paths: Reals, values: Reals) -> Drift | None:
    known = ~np.isnan(values)
    paths, values = paths[:, known], values[known]
    if len(values) < _LEAST_DAYS or not paths.any():
        return None
    noisy = generator(1, f"drift/{name}").poisson(paths).astype(np.float64)
    low, high = np.quantile(noisy, (0.1, 0.9), axis=0)
    return Drift(
        name, len(values), float(values.sum()), float(np.median(paths.sum(axis=1))),
        _standardised(noisy.sum(axis=1), float(values.sum())),
        _standardised(noisy[:, -_RECENT_DAYS:].sum(axis=1), float(values[-_RECENT_DAYS:].sum())),
        int(((low <= values) & (values <= high)).sum()),
    )  # fmt: skip


def _standardised(sums: Reals, actual: float) -> float:
    """
    Return the place of a number among draws as a standard normal; beyond the draws by their own spread.

    Examples:
        >>> draws = np.arange(101.0)
        >>> round(_standardised(draws, 50.0), 2), _standardised(draws, 300.0) > 5
        (0.0, True)
    """
    low, middle, high = np.quantile(sums, [0.1, 0.5, 0.9])
    within = (np.sum(sums < actual) + 0.5 * np.sum(sums == actual) + 0.25) / (len(sums) + 0.5)
    if low <= actual <= high:
        return float(ndtri(within))
    spread = max((high - middle) if actual > middle else (middle - low), 1e-9) / 1.2816
    return float((actual - middle) / spread)

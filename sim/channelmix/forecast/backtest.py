"""
Backtest: what forecasts would have been worth, had they been made at past moments.

At each origin every method sees only the days before it and forecasts the days after; what came is held against
it. Ours always stands beside the plain methods, on the same days. Days without a value and closed days are not
scored.

Public: ``roll(daily, methods, origins=13, horizon=28) -> Scores``; ``Scores.by_method()``, ``.by_horizon()``,
``.by_kind()`` give rows of plain numbers; ``compare(daily, country=..., ...)`` does it all with the usual methods.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from channelmix.errors import DataError
from channelmix.forecast.bands import EDGES, KINDS, kinds_of
from channelmix.forecast.engine_names import Engine
from channelmix.forecast.methods import Method, Prediction, ours, plain_methods
from channelmix.forecast.need import LEAST_DAYS
from channelmix.forecast.regressors import Calendar
from channelmix.forecast.scores import LEVELS, interval_score, naive_error, pinball, wape
from channelmix.forecast.series import Daily, Event, Flags, Reals

OURS = "channelmix"

Progress = Callable[[int, int], None]
"""Told after each step: how many of how many are done."""

_LOW_80, _HIGH_80 = LEVELS.index(0.1), LEVELS.index(0.9)
_LOW_95, _HIGH_95 = LEVELS.index(0.025), LEVELS.index(0.975)


@dataclass(frozen=True)
class Row:
    """
    The scores of one method on some days.

    Attributes:
        method: Its name.
        days: Which days: all, a class of horizons, or a kind of day.
        count: How many were scored.
        wape: Summed absolute errors over contacts, a fraction.
        mase: Mean absolute error over that of repeating last week in the history known then.
        pinball: Mean pinball loss over all levels, relative to mean contacts.
        interval_score_80: Mean interval score of the central 80 %, relative to mean contacts; 95 likewise.
        interval_score_95: See above.
        coverage_80: Share of days inside the central 80 %; 95 likewise.
        coverage_95: See above.
        bias: Summed errors (forecast less actual) over contacts.
    """

    method: str
    days: str
    count: int
    wape: float
    mase: float
    pinball: float
    interval_score_80: float
    interval_score_95: float
    coverage_80: float
    coverage_95: float
    bias: float


@dataclass(frozen=True, eq=False)
class Scores:
    """
    Everything that was forecast and what came, one column per scored day.

    Attributes:
        methods: Names, in the order given.
        origin: Number of the origin of each day, from 0.
        ahead: Days ahead, from 1.
        kind: Index into ``bands.KINDS``.
        actual: Contacts that came.
        naive: Naive error of the history known at the origin.
        points: Forecasts, shape ``(methods, days)``.
        quantiles: At ``scores.LEVELS``, shape ``(methods, levels, days)``.
    """

    methods: tuple[str, ...]
    origin: NDArray[np.int64]
    ahead: NDArray[np.int64]
    kind: NDArray[np.int64]
    actual: Reals
    naive: Reals
    points: Reals
    quantiles: Reals

    def by_method(self) -> list[Row]:
        """Return one row per method over all days."""
        return self._rows("all", np.ones(len(self.actual), bool))

    def by_horizon(self) -> list[Row]:
        """Return one row per class of horizons and method."""
        edges = [0, *(edge for edge in EDGES if edge < self.ahead.max()), int(self.ahead.max())]
        rows = []
        for low, high in pairwise(edges):
            rows += self._rows(f"{low + 1}-{high} days ahead", (self.ahead > low) & (self.ahead <= high))
        return rows

    def by_kind(self) -> list[Row]:
        """Return one row per kind of day and method, for kinds that came up."""
        kinds = [number for number in range(len(KINDS)) if (self.kind == number).any()]
        return [row for number in kinds for row in self._rows(KINDS[number], self.kind == number)]

    def of(self, method: str) -> Row:
        """Return the row of one method over all days."""
        return next(row for row in self.by_method() if row.method == method)

    def _rows(self, days: str, use: Flags) -> list[Row]:
        if not use.any():
            return []
        return [self._row(number, name, days, use) for number, name in enumerate(self.methods)]

    def _row(self, number: int, name: str, days: str, use: Flags) -> Row:
        actual, point, levels = self.actual[use], self.points[number, use], self.quantiles[number][:, use]
        mean = max(float(actual.mean()), 1e-12)
        low_80, high_80, low_95, high_95 = levels[[_LOW_80, _HIGH_80, _LOW_95, _HIGH_95]]
        return Row(
            method=name,
            days=days,
            count=int(use.sum()),
            wape=wape(actual, point),
            mase=float(np.mean(np.abs(actual - point) / self.naive[use])),
            pinball=float(pinball(actual, levels).mean()) / mean,
            interval_score_80=float(interval_score(actual, low_80, high_80, 0.8).mean()) / mean,
            interval_score_95=float(interval_score(actual, low_95, high_95, 0.95).mean()) / mean,
            coverage_80=float(((actual >= low_80) & (actual <= high_80)).mean()),
            coverage_95=float(((actual >= low_95) & (actual <= high_95)).mean()),
            bias=float((point - actual).sum()) / (mean * len(actual)),
        )


def roll(
    daily: Daily,
    methods: Mapping[str, Method],
    *,
    origins: int | Sequence[int] = 13,
    horizon: int = 28,
    calendar: Calendar | None = None,
    progress: Progress | None = None,
) -> Scores:
    """
    Return how methods did at past moments of a history.

    Args:
        daily: The history.
        methods: By name.
        origins: How many moments, ``horizon`` days apart, the last one ``horizon`` days before the end; or how many
            days were known at each.
        horizon: How many days ahead to forecast.
        calendar: Tells which days are holidays or events; absent: none are.
        progress: Told after each forecast.

    Raises:
        DataError: If the history is too short for the first of the origins.
    """
    known = _known_days(daily, origins, horizon)
    parts = []
    for number, count in enumerate(known):
        days = daily.days[count : count + horizon]
        predictions = []
        for place, method in enumerate(methods.values()):
            predictions.append(method(daily.until(count), days))
            if progress is not None:
                progress(number * len(methods) + place + 1, len(known) * len(methods))
        special = np.zeros(len(days), bool) if calendar is None else calendar.special(days)
        parts.append(_scored(daily, number, count, special=special, said=dict(zip(methods, predictions, strict=True))))
    return _joined(parts)


def _scored(daily: Daily, number: int, count: int, *, special: Flags, said: Mapping[str, Prediction]) -> Scores:
    """Return what was said after ``count`` known days beside what came."""
    after = slice(count, count + len(special))
    use = daily.known[after]
    every = np.full(int(use.sum()), number)
    return Scores(
        methods=tuple(said),
        origin=every,
        ahead=np.arange(1, len(use) + 1)[use],
        kind=kinds_of(daily.days[after], special)[use],
        actual=daily.values[after][use],
        naive=np.full(len(every), naive_error(daily.until(count))),
        points=np.array([prediction.point[use] for prediction in said.values()]),
        quantiles=np.array([prediction.quantiles[:, use] for prediction in said.values()]),
    )


def _joined(parts: Sequence[Scores]) -> Scores:
    """Return the days of all origins side by side."""
    columns = [field.name for field in fields(Scores) if field.name != "methods"]
    joined = {name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in columns}
    return Scores(parts[0].methods, **joined)


def compare(
    daily: Daily,
    *,
    country: str | None = None,
    subdivision: str | None = None,
    events: Sequence[Event] = (),
    engine: Engine = "mean",
    origins: int | Sequence[int] = 13,
    horizon: int = 28,
    progress: Progress | None = None,
) -> Scores:
    """Return how our forecast and the plain methods did; arguments as of ``need.fit`` and ``roll``."""
    mine = ours(engine, country=country, subdivision=subdivision, events=events)
    calendar = Calendar(country, subdivision, tuple(events))
    methods = {OURS: mine, **plain_methods()}
    return roll(daily, methods, origins=origins, horizon=horizon, calendar=calendar, progress=progress)


def _way_out(daily: Daily, horizon: int) -> str:
    """Return how many origins of a horizon a history has room for."""
    count = len(daily.days)
    room = sum(int(daily.until(days).known.sum()) >= LEAST_DAYS for days in range(count - horizon, 0, -horizon))
    if not room:
        return "take a shorter horizon"
    return f"take a shorter horizon, or at most {room} origin{'s' if room > 1 else ''} of {horizon} days"


def _known_days(daily: Daily, origins: int | Sequence[int], horizon: int) -> list[int]:
    count = len(daily.days)
    if horizon < 1:
        raise DataError(f"horizon must be 1 day or more (got {horizon})")
    known = [count - horizon * back for back in range(origins, 0, -1)] if isinstance(origins, int) else list(origins)
    if not known:
        raise DataError("origins must name at least one moment (got none)")
    for days in known:
        seen = int(daily.until(max(days, 0)).known.sum())
        if seen < LEAST_DAYS or days >= count:
            raise DataError(
                f"{daily.name}: a backtest needs {LEAST_DAYS} known days before each origin and one after it "
                f"(got {seen} before one, of {count} days in all); {_way_out(daily, horizon)}"
            )
    if not any(daily.known[days : days + horizon].any() for days in known):
        raise DataError(f"{daily.name}: no day after any origin has a value; there is nothing to score")
    return known

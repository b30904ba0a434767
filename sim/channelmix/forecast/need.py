"""
Need: how many contacts a day, over all channels together or in one, and how sure we are.

``fit`` learns from a daily history; the ``Need`` it returns gives point forecasts, intervals and sample paths for
any later days. Two engines work on the log scale: a robust calendar regression with a moving level (``ridge``) and
Prophet; ``engine="mean"`` averages both where the history is long enough for Prophet and says so where it is not.

Guaranteed: never below zero; exactly zero on closed days; the same history, seed and days give the same numbers, in
whatever order the rows came; a history multiplied by a factor gives a forecast multiplied by it; more draws leave
the first ones as they were. Missing days are left out, not filled in. ``validated_horizon`` tells how far ahead
forecasts of this very series have been tried; what lies beyond is marked by ``validated``.

Public: ``fit(daily, *, country, subdivision, events, engine, seed) -> Need``; ``Need.ahead(count)``,
``Need.forecast(days)``, ``Need.intervals(days, levels)``, ``Need.paths(days, draws, seed=..., noise=True)``,
``Need.validated_horizon``, ``Need.validated(days)``, ``Need.settings`` (plain numbers and strings, for a recipe or
model card) and ``Need.notes`` (what a reader must know). Average handling time beside volume: ``handling.py``.
Many series at once, in parallel: ``many.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from channelmix.errors import DataError, InputError
from channelmix.forecast import prophet_engine, ridge, sparse
from channelmix.forecast.bands import Bands, bands_from, kinds_of
from channelmix.forecast.engine_names import ENGINES, Engine
from channelmix.forecast.logscale import LogScale, closed_weekdays
from channelmix.forecast.prophet_engine import ProphetFit
from channelmix.forecast.regressors import Calendar, horizon_days
from channelmix.forecast.ridge import OriginErrors, Ridge
from channelmix.forecast.series import Daily, Days, Event, Flags, Paths, Reals, weekdays
from channelmix.streams import customer_ids, uniforms

LEAST_DAYS = 14
"""Open days with a value that any forecast needs: two of each weekday."""
PROPHET_SHARE = 0.3
"""Of Prophet in the mean. With this share the mean beat or equalled either engine on every long series tried."""

_RARE_ZERO = 0.1
"""Up to this share of zeros, a holiday that was always zero counts as closed."""
_FEWEST_ORIGINS = 4
"""Past moments at which Prophet alone is tried; more would take too long."""


@dataclass(frozen=True, eq=False)
class Need:
    """
    A fitted daily series.

    Attributes:
        history: What was learned from.
        calendar: Holidays and events, past and planned.
        scale: Between contacts and logarithms.
        ridge: The calendar regression.
        prophet: The other engine, or None.
        prophet_share: Its share in the forecast on the log scale.
        bands: How wrong the forecast has been.
        closed_holidays: Holidays on which nothing ever came in.
        seed: Of sample paths, unless another is given.
        factor: Multiplies everything; 1 unless the series is sparse.
        settings: What was used and chosen, as plain values.
        notes: What a reader of the forecast must know, in sentences.
    """

    history: Daily
    calendar: Calendar
    scale: LogScale
    ridge: Ridge
    prophet: ProphetFit | None
    prophet_share: float
    bands: Bands
    closed_holidays: tuple[str, ...]
    seed: int
    factor: float = 1.0
    settings: dict[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def validated_horizon(self) -> int:
        """How many days ahead forecasts of this series have been tried at three or more past moments; 0 if none."""
        return self.bands.validated_horizon

    def ahead(self, count: int) -> Days:
        """Return the ``count`` days that follow the history."""
        return horizon_days(self.history.days[-1], count)

    def validated(self, days: ArrayLike) -> Flags:
        """Return which of ``days`` lie within the horizon that was tried."""
        return self._ahead(_as_days(days)) <= self.validated_horizon

    def open_on(self, days: ArrayLike) -> Flags:
        """Return which of ``days`` are open, as far as the history tells: by weekday, and closed holidays."""
        wanted = _as_days(days)
        closed = np.isin(weekdays(wanted), closed_weekdays(self.history.days, self.history.open))
        return ~(closed | _on_holidays(self.calendar, wanted, self.closed_holidays))

    def forecast(self, days: ArrayLike, *, is_open: Flags | None = None) -> Reals:
        """
        Return the middle forecast of ``days``, contacts per day: the median, or the mean where days without
        contacts are common and the median would be zero.

        Args:
            days: Days after the history, in order.
            is_open: Which of them are open; absent: ``open_on``.
        """
        wanted = _as_days(days)
        middle = self._mean(wanted) if self.scale.sparse else self.scale.values(self._logs(wanted))
        return self._closed(wanted, is_open, middle)

    def intervals(self, days: ArrayLike, levels: Sequence[float], *, is_open: Flags | None = None) -> Reals:
        """
        Return quantiles of the contacts of each day, shape ``(len(levels), len(days))``.

        Args:
            days: Days after the history, in order.
            levels: Quantile levels, such as ``(0.1, 0.5, 0.9)`` for an 80 % interval and its middle.
            is_open: Which of the days are open; absent: ``open_on``.
        """
        wanted = _as_days(days)
        logs, sizes = self._logs(wanted), self._sizes(wanted)
        rows = [self.factor * self.scale.values(logs + sizes * self.bands.quantile(level)) for level in levels]
        return np.array([self._closed(wanted, is_open, row) for row in rows])

    def paths(
        self,
        days: ArrayLike,
        draws: int,
        *,
        seed: int | None = None,
        noise: bool = True,
        is_open: Flags | None = None,
    ) -> Paths:
        """
        Return draws of the future whose days are related as those of the past were.

        Args:
            days: Days after the history, in order.
            draws: Number of paths, 1 or more.
            seed: Absent: that of the fit.
            noise: With the scatter of counting (Poisson) in. A simulation that draws single customers adds it
                itself and wants ``False``: the expected contacts of the day, day factor in, with equal means.
            is_open: Which of the days are open; absent: ``open_on``.
        """
        wanted = _as_days(days)
        if draws < 1:
            raise InputError(f"draws must be 1 or more (got {draws})")
        ahead, logs, sizes = self._ahead(wanted), self._logs(wanted), self._sizes(wanted)
        level, own = (self._normals(purpose, wanted, draws, seed) for purpose in ("level", "day"))
        values = self._values(logs, sizes, self.bands.mixed(ahead, level.copy(), own))
        if not noise and self.scale.sparse:
            values = sparse.expected(self.scale, self._mean(wanted), self.bands.mixed(ahead, level, own))
        elif not noise:
            full = values.mean(axis=0)
            values = self._values(logs, sizes, self.bands.mixed(ahead, level, own * self._kept(ahead, logs, sizes)))
            mean = values.mean(axis=0)
            values *= np.divide(full, mean, out=np.ones_like(full), where=mean > 0)
        return Paths(wanted, self._closed(wanted, is_open, values))

    def _ahead(self, days: Days) -> NDArray[np.int64]:
        return np.asarray(np.maximum((days - self.history.days[-1]).astype(np.int64), 1))

    def _logs(self, days: Days) -> Reals:
        logs = self.ridge.logs(days)
        if self.prophet is None:
            return logs
        return (1 - self.prophet_share) * logs + self.prophet_share * self.prophet.logs(days)

    def _sizes(self, days: Days) -> Reals:
        return self.bands.size(self._ahead(days), kinds_of(days, self.calendar.special(days)))

    def _normals(self, purpose: str, days: Days, draws: int, seed: int | None) -> Reals:
        ordinals = days.astype(np.int64) + 719_163
        names = np.stack([customer_ids(draw, ordinals) for draw in range(draws)])
        stream = f"need/{self.history.name}/{purpose}"
        return np.asarray(ndtri(uniforms(self.seed if seed is None else seed, 0, stream, names)))

    def _values(self, logs: Reals, sizes: Reals, normal: Reals) -> Reals:
        return self.factor * self.scale.values(logs + sizes * self.bands.errors_at(normal))

    def _mean(self, days: Days) -> Reals:
        return self.factor * sparse.mean_of(self.scale, self._logs(days), self._sizes(days), self.bands.scores)

    def _kept(self, ahead: NDArray[np.int64], logs: Reals, sizes: Reals) -> Reals:
        """Return the part of each day's own noise that is not the scatter of counting."""
        contacts = np.maximum(self.scale.values(logs), 1e-9)
        counting = contacts / (contacts + self.scale.offset * self.scale.unit) ** 2
        own = np.maximum(self.bands.own_share(ahead) * sizes**2, 1e-12)
        return np.sqrt(np.maximum(1.0 - counting / own, 0.0))

    def _closed(self, days: Days, is_open: Flags | None, values: Reals) -> Reals:
        return np.where(self.open_on(days) if is_open is None else np.asarray(is_open, bool), values, 0.0)


def fit(
    daily: Daily,
    *,
    country: str | None = None,
    subdivision: str | None = None,
    events: Sequence[Event] = (),
    engine: Engine = "mean",
    seed: int = 0,
) -> Need:
    """
    Return the forecast of a daily history.

    Args:
        daily: The history; at least 14 open days with a value.
        country: ISO code whose public holidays count, such as NL; absent: none.
        subdivision: Its part, such as BY.
        events: Own events, past and planned ones.
        engine: "ridge", "prophet", or "mean" of both.
        seed: Of sample paths.

    Raises:
        DataError: If the history is too short or has no contacts.
        InputError: If the engine or country is unknown, or Prophet is asked for by name and not installed.

    Examples:
        >>> days = np.arange("2026-01-05", "2026-03-02", dtype="datetime64[D]")
        >>> week = np.array([120, 100, 90, 95, 110, 0, 0])
        >>> need = fit(Daily.of(days, np.tile(week, 8)), engine="ridge")
        >>> need.forecast(need.ahead(7)).round()
        array([120., 100.,  90.,  95., 110.,   0.,   0.])
    """
    if engine not in ENGINES:
        raise InputError(f"engine must be one of {', '.join(ENGINES)} (got {engine!r})")
    calendar = Calendar(country, subdivision, tuple(sorted(events, key=lambda event: (event.first, event.name))))
    closed = _closed_holidays(daily, calendar)
    learned = daily.known & ~_on_holidays(calendar, daily.days, closed)
    _require_enough(daily, learned)
    scale = LogScale.of(daily.values, learned, daily.days)
    logs = np.where(learned, scale.logs(np.where(learned, daily.values, 0.0)), 0.0)
    regression = ridge.fit(daily.days, logs, learned, scale=scale, calendar=calendar, trust=np.ones(len(logs)))
    share, notes = _prophet_share(engine, int((daily.days[-1] - daily.days[0]).astype(np.int64)) + 1)
    prophet = prophet_engine.fit(daily.days, logs, learned, calendar) if share else None
    origins = regression.origins if share < 1 else _prophet_origins(daily.days, logs, learned, calendar=calendar)
    bands = bands_of(origins, regression, calendar)
    notes += _notes(regression, bands, closed)
    settings = settings_of(daily, calendar, bands, regression.settings | {"engine": engine, "prophet_share": share})
    settings["closed_holidays"] = list(closed)
    found = Need(daily, calendar, scale, regression, prophet, share, bands, closed, seed, 1.0, settings, tuple(notes))
    return _meeting_last_year(found, learned) if scale.sparse else found


def _meeting_last_year(found: Need, learned: Flags) -> Need:
    """Return a sparse series' forecast with the sum over the last year right."""
    recent = np.flatnonzero(learned)[-365:]
    days, actual = found.history.days[recent], found.history.values[recent]
    return replace(found, factor=sparse.factor_to_meet(actual, found.forecast(days)))


def _as_days(days: ArrayLike) -> Days:
    return np.asarray(days, "datetime64[D]").ravel()


def _require_enough(daily: Daily, learned: Flags) -> None:
    if np.isnan(daily.values).all():
        way_out = "intervals without a row are unknown, and so is their day: write their 0, or let an audit do it"
        raise DataError(f"{daily.name}: no day has a known number of contacts (got {len(daily.days)} days); {way_out}")
    if not np.nan_to_num(daily.values).any():
        raise DataError(f"{daily.name}: has no contacts at all; there is nothing to forecast")
    if (count := int(learned[-ridge.MOST_DAYS :].sum())) < LEAST_DAYS:
        way_out = "add history, or state the volume in the scenario"
        where = f" in the last {ridge.MOST_DAYS:,} days" if len(learned) > ridge.MOST_DAYS else ""
        raise DataError(
            f"{daily.name}: a forecast needs {LEAST_DAYS} open days with a value{where} (got {count}); {way_out}"
        )


def _on_holidays(calendar: Calendar, days: Days, names: Sequence[str]) -> Flags:
    found = calendar.holidays(days) if names else {}
    dates = [found[name] for name in names if name in found]
    return np.isin(days, np.concatenate(dates)) if dates else np.zeros(len(days), bool)


def _closed_holidays(daily: Daily, calendar: Calendar) -> tuple[str, ...]:
    """Return the holidays on which a series that is otherwise rarely zero was closed or zero every time."""
    usual = ~np.isin(weekdays(daily.days), closed_weekdays(daily.days, daily.open))
    known = daily.known
    if known.any() and (daily.values[known] == 0).mean() > _RARE_ZERO:
        return ()
    nothing = usual & (~daily.open | (daily.values == 0))
    something = usual & daily.open & (daily.values > 0)
    dates = calendar.holidays(daily.days)
    return tuple(
        name
        for name in sorted(dates)
        if nothing[np.isin(daily.days, dates[name])].any() and not something[np.isin(daily.days, dates[name])].any()
    )


def _prophet_share(engine: Engine, days: int) -> tuple[float, list[str]]:
    """Return the share of Prophet, and what to tell if it is not what the name of the engine promises."""
    if engine != "mean":
        return float(engine == "prophet"), []
    if days < prophet_engine.LEAST_DAYS:
        return 0.0, [f"ridge engine alone: Prophet needs {prophet_engine.LEAST_DAYS} days of history (got {days})"]
    if not prophet_engine.available():
        return 0.0, ["ridge engine alone: prophet is not installed (pip install 'channelmix[forecast]')"]
    return PROPHET_SHARE, []


def _prophet_origins(days: Days, logs: Reals, learned: Flags, *, calendar: Calendar) -> tuple[OriginErrors, ...]:
    """Return Prophet's errors after a few past moments."""
    result = []
    for back in ridge.inner_origins(len(days))[:_FEWEST_ORIGINS]:
        origin = len(days) - back
        early = learned & (np.arange(len(days)) < origin)
        asked = np.flatnonzero(learned & (np.arange(len(days)) >= origin))
        if len(asked) and early.sum() >= LEAST_DAYS:
            model = prophet_engine.fit(days[:origin], logs[:origin], early[:origin], calendar)
            errors = logs[asked] - model.logs(days[asked])
            result.append(OriginErrors(asked - origin + 1, days[asked], errors))
    return tuple(result)


def bands_of(origins: tuple[OriginErrors, ...], regression: Ridge, calendar: Calendar) -> Bands:
    """Return how wrong forecasts have been, from errors at past moments or, without any, inside the history."""
    none = np.zeros(0, "datetime64[D]")
    tried = np.concatenate([none, *(origin.days for origin in origins)])
    special = {"origins": calendar.special(tried), "residuals": calendar.special(regression.residuals.days)}
    return bands_from(origins, regression.residuals, special, sparse=regression.scale.sparse)


def _notes(regression: Ridge, bands: Bands, closed: Sequence[str]) -> list[str]:
    notes = []
    if not regression.regressors.seasonal:
        notes.append("less than a year of history: the forecast knows no time of year")
    if not bands.validated_horizon:
        notes.append("too short to be tried on past moments: intervals rest on the scatter inside it, not validated")
    if closed:
        notes.append(f"closed on {', '.join(closed)}, as always before")
    return notes


def settings_of(daily: Daily, calendar: Calendar, bands: Bands, chosen: dict[str, object]) -> dict[str, object]:
    """Return what was used and chosen as plain values."""
    return chosen | {
        "first_day": str(daily.days[0]),
        "last_day": str(daily.days[-1]),
        "country": calendar.country,
        "subdivision": calendar.subdivision,
        "events": len(calendar.events),
        "validated_horizon": bands.validated_horizon,
        "error_size_by_horizon": {
            str(edge): round(float(size), 5) for edge, size in zip(bands.edges, bands.sizes, strict=True)
        },
        "error_factor_by_kind_of_day": [round(float(factor), 4) for factor in bands.kind_factors],
        "shared_part_of_errors": round(bands.shared, 4),
    }

"""
Half-hours one week ahead: the day's need times the shrunken profile, against the mean of four same weekdays.

``python benchmarks/forecast/half_hours.py FOLDER`` for the bank that the target was set on (WAPE at most 5.75 %,
12 origins a week apart); ``python benchmarks/forecast/half_hours.py FILE.csv MOMENT_COLUMN VALUE_COLUMN MINUTES
[COUNTRY]`` for any other series of intervals, added up to half-hours (to hours, if they do not fit). Also printed:
how half-hours scatter given the day's total, and how busyness of morning and afternoon is related, in the data and
in our paths.
"""

import sys
from pathlib import Path

import numpy as np
from real_series import BANK, folder, read_intraday, weeks_before

from channelmix.forecast import need, shape
from channelmix.forecast.series import Intraday, Reals, weekdays

ORIGINS, WEEK = 12, 7


def known_until(history: Intraday, last: np.datetime64) -> Intraday:
    """Return the days up to ``last``."""
    use = history.days <= last
    return Intraday(history.days[use], history.values[use], history.minutes, history.name)


def four_weeks(past: Intraday, days: np.ndarray) -> Reals:
    """Return the mean of the last four known same weekdays, 0 where a weekday has none."""
    known = ~np.isnan(past.values).any(axis=1)
    by_weekday = [past.values[known & (weekdays(past.days) == number)][-4:] for number in range(7)]
    nothing = np.zeros(past.values.shape[1])
    return np.array(
        [by_weekday[number].mean(axis=0) if len(by_weekday[number]) else nothing for number in weekdays(days)]
    )


def backtest(history: Intraday, country: str | None, engine: str = "ridge") -> dict[str, float]:
    """Return the WAPE of ours and of the plain method over all intervals of all origins."""
    errors = {"channelmix": 0.0, "mean of four same weekdays": 0.0, "channelmix, days": 0.0}
    total = 0.0
    for last in weeks_before(history.days[-1], ORIGINS):
        past = known_until(history, last)
        after = (history.days > last) & (history.days <= last + np.timedelta64(WEEK, "D"))
        days, actual = history.days[after], history.values[after]
        fitted = need.fit(past.daily(), country=country, engine=engine)
        totals = fitted.forecast(days)
        said = shape.fit(past).split(days, totals)
        errors["channelmix"] += float(np.nansum(np.abs(said - actual)))
        errors["mean of four same weekdays"] += float(np.nansum(np.abs(four_weeks(past, days) - actual)))
        errors["channelmix, days"] += float(np.nansum(np.abs(totals - actual.sum(axis=1))))
        total += float(np.nansum(actual))
    return {name: 100 * error / total for name, error in errors.items()}


def scatter(values: Reals, profiles: Reals) -> tuple[float, float]:
    """Return dispersion of intervals given the day's total, and the correlation of the day's two halves."""
    expected = values.sum(axis=1, keepdims=True) * profiles
    use = expected > 5
    dispersion = float(((values - expected) ** 2 / np.maximum(expected, 1e-9))[use].mean())
    middle = int(np.searchsorted(profiles.mean(axis=0).cumsum(), 0.5))
    halves = [values[:, :middle].sum(axis=1), values[:, middle:].sum(axis=1)]
    busyness = [
        half / np.maximum(profiles[:, part].sum(axis=1), 1e-9)
        for half, part in zip(halves, (slice(middle), slice(middle, None)), strict=True)
    ]
    return dispersion, float(np.corrcoef(*busyness)[0, 1])


def by_weekday(values: Reals, days: np.ndarray) -> Reals:
    """Return each day relative to the mean total of its weekday."""
    totals = values.sum(axis=1)
    means = np.array(
        [totals[weekdays(days) == number].mean() if (weekdays(days) == number).any() else 1.0 for number in range(7)]
    )
    return values / means[weekdays(days)][:, None] * totals.mean()


def within_day(history: Intraday, country: str | None) -> None:
    """Print how days stray in the data and in paths of ours."""
    whole = ~np.isnan(history.totals) & (history.totals > 0)
    days, values = history.days[whole], history.values[whole]
    learned = shape.fit(history)
    dispersion, _ = scatter(values, learned.weights[weekdays(days)])
    _, relation = scatter(by_weekday(values, days), learned.weights[weekdays(days)])
    print(f"  in the data: dispersion {dispersion:.2f}, correlation of the halves {relation:.2f}")
    fitted = need.fit(history.daily(), country=country, engine="ridge")
    ahead = fitted.ahead(28)
    ahead = ahead[fitted.open_on(ahead)]
    drawn = learned.paths(fitted.paths(ahead, 100, noise=False), seed=1)
    counted = np.random.default_rng(1).poisson(drawn).astype(float)
    pairs = [scatter(counted[draw], learned.weights[weekdays(ahead)])[0] for draw in range(100)]
    relations = [
        scatter(by_weekday(counted[:, day], ahead[[day] * 100]), learned.weights[weekdays(ahead[[day] * 100])])[1]
        for day in range(len(ahead))
    ]
    print(f"  in our paths: dispersion {np.mean(pairs):.2f}, correlation of the halves {np.mean(relations):.2f}")
    print(f"  {learned.settings}")


def main() -> None:
    """Score the bank of the folder, or any file."""
    if len(sys.argv) > 4:
        path, moment, value, minutes, *rest = sys.argv[1:]
        country = rest[0] if rest else None
        history = read_intraday(Path(path), moment, value, minutes=int(minutes), name=value)
    else:
        data = folder()
        if data is None:
            return
        if not (data / BANK).exists():
            print(f"skipped: {BANK} is not there")
            return
        history, country = read_intraday(data / BANK, "timestamp", "calls", minutes=5, name="bank"), "US"
    history = history.coarser(30 if 30 % history.minutes == 0 else 60)
    for name, error in backtest(history, country).items():
        print(f"  {name:<28} WAPE {error:.2f} %")
    within_day(history, country)


if __name__ == "__main__":
    main()

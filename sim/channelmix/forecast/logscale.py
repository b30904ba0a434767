"""
The scale on which volumes are learned: logarithms of contacts relative to the series' own size.

A small share of the day's own scatter is added before the logarithm is taken, so that days with few or no
contacts do not look like catastrophes (Bartlett, "The use of transformations", Biometrics 3, 1947: half a count
for Poisson counts). Multiplying a history by any factor multiplies unit and scatter and nothing else.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.forecast.series import Days, Flags, Reals, weekdays

_OFFSET = 0.5
_SMALLEST, _LARGEST = 0.01, 1.0
"""Of the scatter that is believed, relative to the unit."""
_FEW_ZEROS = 0.1
"""A larger share of days without a contact is the series' nature, not a mishap."""
_NORMAL = 1.4826


@dataclass(frozen=True)
class LogScale:
    """
    Turns contacts into logarithms and back.

    Attributes:
        unit: Median of the busy days.
        offset: Added to contacts / unit before the logarithm.
        sparse: Whether days without contacts are common.
    """

    unit: float
    offset: float
    sparse: bool = False

    @staticmethod
    def of(values: Reals, learned: Flags, days: Days) -> "LogScale":
        """Return the scale of a history, from the days that are ``learned``; some of them must be above zero."""
        unit = median_above_zero(values[learned])
        past = np.where(learned, values, np.nan)
        steps = past[7:] - past[:-7]
        steps = steps[~np.isnan(steps)]
        if (values[learned] == 0).mean() > _FEW_ZEROS:
            return LogScale(unit, _sparse_offset(steps, float(values[learned].mean()), unit), sparse=True)
        scatter = _NORMAL * float(np.median(np.abs(steps))) / np.sqrt(2) / unit if len(steps) else _LARGEST
        return LogScale(unit, _OFFSET * float(np.clip(scatter, _SMALLEST, _LARGEST)) ** 2)

    def logs(self, values: Reals) -> Reals:
        """Return contacts on the log scale; NaN stays NaN."""
        return np.log(values / self.unit + self.offset)

    def values(self, logs: Reals) -> Reals:
        """Return contacts of what is on the log scale, never below zero."""
        return np.maximum(np.exp(logs) - self.offset, 0.0) * self.unit


def _sparse_offset(steps: Reals, mean: float, unit: float) -> float:
    """Return half the variance per contact, of days a week apart, where zeros are common; half a contact if Poisson."""
    variance = float((steps**2).mean()) / 2 if len(steps) else mean**2
    return float(np.clip(_OFFSET * variance / (mean * unit), _OFFSET * _SMALLEST**2, _LARGEST))


def median_above_zero(values: Reals) -> float:
    """Return the median of those values that are above zero."""
    return float(np.median(values[values > 0]))


def centre_of(values: Reals) -> float:
    """Return the median, 0 of nothing."""
    return float(np.median(values)) if len(values) else 0.0


def scatter_of(values: Reals) -> float:
    """Return the standard deviation that the median distance from zero stands for, above 0."""
    return _NORMAL * float(np.median(np.abs(values))) + 1e-9


def closed_weekdays(days: Days, is_open: Flags) -> list[int]:
    """Return the weekdays (0 = Monday) on which a history is never open."""
    opens = np.bincount(weekdays(days), weights=is_open, minlength=7)
    return [weekday for weekday in range(7) if opens[weekday] == 0]

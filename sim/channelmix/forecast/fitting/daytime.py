"""
The shape of the day by channel: learned from intervals, or assumed by name where the history has days only.
"""

import numpy as np

from channelmix.forecast import shape
from channelmix.forecast.history import History
from channelmix.forecast.store.draws import Profiles

OFFICE = "office"
_MINUTES = 30


def profiles_of(history: History, named: str | None) -> Profiles:
    """
    Return the profiles of a history's channels: their own, or the named shape where it has days only.

    Raises:
        DataError: If there is no shape of that name.
    """
    names = tuple(sorted(history.channels))
    minutes = history.minutes if history.minutes < 1440 else _MINUTES
    assumed = shape.named(named or OFFICE, minutes)
    channels = {name: history.channels[name].intraday for name in names}
    found = [assumed if intraday is None else shape.fit(intraday) for intraday in channels.values()]
    weights = np.array([each.weights for each in found])
    straying = tuple(each.within_day for each in found)
    return Profiles(names, minutes, weights, straying, tuple(name for name in names if channels[name] is None))

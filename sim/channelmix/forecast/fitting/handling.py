"""
Handling time ahead, by channel.

Where the history does not tell handling times there are none, and the scenario's own hold.
"""

import numpy as np

from channelmix.forecast.fitting.recipe import Recipe
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.handling import fit_handling
from channelmix.forecast.series import Days, Reals

_LEAST_DAYS = 28


def handling_paths(past: Beside, days: Days, recipe: Recipe) -> Reals:
    """Return drawn mean handling times in seconds, NaN where unknown, shape ``(channels, draws, days)``."""
    paths = np.full((len(past.channels), recipe.draws, len(days)), np.nan)
    for row, name in enumerate(past.channels):
        seconds = np.where(past.handling_s[row] > 0, past.handling_s[row], np.nan)
        contacts = np.nan_to_num(past.contacts[row])
        if ((contacts > 0) & ~np.isnan(seconds)).sum() < _LEAST_DAYS:
            continue
        fitted = fit_handling(
            past.days, seconds, np.where(np.isnan(seconds), 0.0, contacts), country=recipe.country,
            subdivision=recipe.subdivision, events=recipe.events, seed=recipe.seed, name=f"handling of {name}",
        )  # fmt: skip
        drawn = fitted.paths(days, recipe.draws, noise=True).values
        paths[row] = np.where(drawn > 0, drawn, np.nan)
    return paths

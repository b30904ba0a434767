"""
Do the last days of a history look like the model? A step of last week is told, though no fit can know yet if it stays.

The last one and two weeks are forecast from the days before them, by the regression engine and the channels' own
shares, and what came is held against those draws, counting noise in. Nothing of the forecast is changed by it.
"""

from collections.abc import Iterator
from dataclasses import replace

from channelmix.errors import DataError
from channelmix.forecast.fitting.drift import Drift, drifts
from channelmix.forecast.fitting.recipe import Recipe
from channelmix.forecast.fitting.totals import Beside

WINDOWS = (7, 14)
"""Days at the end that are held against a forecast from before them."""
STRANGE = 3.0
"""Standardised error beyond which it is told: three times in a thousand by chance, and several sums are tried."""
_LEAST_LEARNED = 70
_DRAWS = 200


def notes(past: Beside, recipe: Recipe) -> list[str]:
    """Return what to know if the last days do not look like those before; nothing if they do."""
    found = max(strange(past, recipe), key=lambda each: abs(each.error), default=None)
    if found is None:
        return []
    change = found.actual / found.expected - 1
    first, last = past.days[-found.days], past.days[-1]
    return [
        f"the last {found.days} days do not look like the model: {found.channel} had {found.actual:,.0f} contacts "
        f"where {found.expected:,.0f} were to be expected from the days before ({100 * change:+.0f} %, "
        f"standardised error {found.error:+.1f}); if that passes, name it and fit again (--event "
        f'"what it was {first}..{last}"); if it stays, the forecast follows only as days come in: raise or lower it by '
        "'channelmix forecast override' until then"
    ]


def strange(past: Beside, recipe: Recipe) -> Iterator[Drift]:
    """Yield how the last days lie among a forecast from before them, of each sum that chance does not explain."""
    from channelmix.forecast.fitting.fit import paths_of

    plain = replace(recipe, engine="ridge", draws=_DRAWS, shocks=())
    for days in WINDOWS:
        end = len(past.days) - days
        if end < _LEAST_LEARNED:
            continue
        try:
            before = paths_of(past.until(end), None, plain, days=past.days[end:]).draws
        except DataError:
            continue
        found = [each for each in drifts(before, past) if each.expected > 0 and abs(each.error) >= STRANGE]
        yield from (found[:1] if found and found[0].channel == "all channels" else found)

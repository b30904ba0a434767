"""
What adoption curves move in a scenario, in words: which share of customers, between which days.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from channelmix.forecast.store.stored import load_adoption
from channelmix.scenario.changes import Adopted

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

_LEVELS = (0.1, 0.5, 0.9)


def adoption_notes(loaded: "Loaded") -> tuple[str, ...]:
    """Return what each stored curve of a scenario moves by the last day of the period, 8 of 10 draws in brackets."""
    return tuple(_notes(loaded))


def _notes(loaded: "Loaded") -> Iterator[str]:
    last = loaded.scenario.period.end - timedelta(days=1)
    for place, stored in loaded.adoptions.items():
        shift = loaded.scenario.channel_shift[place]
        if not isinstance(shift.share, Adopted):
            continue
        read = shift.share.read_on(last)
        moved = load_adoption(stored.folder).moved(np.array([read], "datetime64[D]"), np.datetime64(shift.share.since))
        low, middle, high = np.quantile(moved, _LEVELS)
        least, share, most = (f"{100 * each:.1f} %" for each in (low, middle, high))
        yield (
            f"adoption {stored.label} moves {share} ({least} to {most}) of {shift.from_} to {shift.to}: "
            f"what it gains from {shift.share.since} to {read}"
        )

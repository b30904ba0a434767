"""
Many settings, one study: what a promise costs, what matters most, and where the ranking turns.

``points`` reads what is to be varied and lays out the points; ``strategies`` loads scenario files
at a point; ``playing`` plays every strategy at every point on the same customers; ``answers`` reads
the price of a promise, the tornado and the best strategy of each point off the figures;
``sweeping`` holds it together.
"""

from collections.abc import Sequence

from channelmix.sweep.playing import play_all
from channelmix.sweep.points import Axis, Point, design, ends, how_many, read_axis, uneven
from channelmix.sweep.strategies import Strategies
from channelmix.sweep.sweeping import Swept, sweep

__all__: Sequence[str] = [
    "Axis", "Point", "Strategies", "Swept", "design", "ends", "how_many", "play_all", "read_axis", "sweep",
    "uneven",
]  # fmt: skip

"""
Which scenario is better, by how much, and how sure.

``playing`` plays scenarios on the same customers; ``comparison`` tells each from the first;
``promised`` tells where their shares in time do not count the same;
``together`` makes intervals that hold all at once; ``ranking`` tells how probably each is the
best; ``front`` finds what nothing else beats in both cost and service; ``selection`` drops
scenarios until the best is found with a promised probability.
"""

from channelmix.compare.comparison import Change, Comparison, Difference
from channelmix.compare.playing import compare
from channelmix.compare.selection import Selection

__all__ = ["Change", "Comparison", "Difference", "Selection", "compare"]

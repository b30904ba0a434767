"""
Where a job's replications are kept: in its run folder, to go on with, and in the cache, for later runs.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from channelmix.cli.console import say

if TYPE_CHECKING:
    from channelmix.runs import Draft
    from channelmix.simulate.cache import Cache, Cached
    from channelmix.simulate.replications import Keeper
    from channelmix.simulate.store import Store


@dataclass
class Keeping:
    """Keeps the replications of every scenario of a job."""

    draft: "Draft | None"
    """The run folder in the making, if there is one."""
    caches: bool
    """Whether what other runs have played may be taken, and this one's be left for others."""
    _told: bool = False
    _cached: "list[Cached]" = field(default_factory=list)

    def keeper(self, number: int) -> "Keeper | None":
        """Return what keeps the replications of a scenario."""
        own = self._own(number)
        cache = self._cache() if self.caches else None
        if cache is None:
            return own
        from channelmix.simulate.cache import Cached

        self._cached.append(Cached(cache, own))
        return self._cached[-1]

    def _own(self, number: int) -> "Store | None":
        from channelmix.simulate.store import Store

        if self.draft is None:
            return None
        return Store(self.draft.blocks / str(number), on_trouble=self._tell)

    def _tell(self, reason: str) -> None:
        """Say once, and at once, that a run folder cannot be written: hours of work may hang on it."""
        if self._told:
            return
        self._told = True
        say(
            f"What is played cannot be kept now (got '{reason}'); without room the run folder cannot be written in the "
            "end either. Make room, and the rest is kept; or stop with Ctrl-C, and 'channelmix resume' goes on later"
        )

    def _cache(self) -> "Cache | None":
        from channelmix.simulate.cache import default_cache

        return default_cache()

    def hand_over(self) -> None:
        """Leave what was played for later runs, within the size of the cache."""
        for cached in self._cached:
            cached.hand_over()
        if self._cached:
            self._cached[-1].cache.trim()

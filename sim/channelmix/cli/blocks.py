"""
Where a job's replications are kept: in its run folder, to go on with, and in the cache, for later runs.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
    _stores: "list[Store]" = field(default_factory=list)
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
        self._stores.append(Store(self.draft.blocks / str(number)))
        return self._stores[-1]

    def _cache(self) -> "Cache | None":
        from channelmix.simulate.cache import default_cache

        return default_cache()

    @property
    def reasons(self) -> set[str]:
        """Why replications could not be kept in the run folder."""
        return {store.broken for store in self._stores if store.broken}

    def hand_over(self) -> None:
        """Leave what was played for later runs, within the size of the cache."""
        for cached in self._cached:
            cached.hand_over()
        if self._cached:
            self._cached[-1].cache.trim()

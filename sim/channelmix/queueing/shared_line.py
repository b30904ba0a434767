"""
One line, several kinds of callers: what each kind meets when all wait together, first come first served.

Whoever waits next is served next, whatever the kind, so all are offered the same waits; what each makes of them
depends on its own patience. Exact for Poisson arrivals of every kind and one exponential handling time, since the
whole line is then M/M/n+G with the mixed patience of all (F. Baccelli and G. Hebuterne, 1981, as in
``offered_wait``). Any load and any number of agents from 1 to 100,000.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from channelmix.queueing.checks import broken, require_load, require_positive, require_share_below_one
from channelmix.queueing.durations import Array, Duration, Mixture, Never
from channelmix.queueing.impatience import ImpatientLine
from channelmix.queueing.offered_wait import OfferedWait


@dataclass(frozen=True, kw_only=True)
class Kind:
    """
    One kind of callers.

    Attributes:
        load: Its offered load in erlangs, 0 or more.
        patience: How long they wait.
        balk: Share of them who leave at once on finding all agents busy, below 1.
    """

    load: float
    patience: Duration = field(default_factory=Never)
    balk: float = 0.0

    def __post_init__(self) -> None:
        require_load(self.load)
        require_share_below_one("balk", self.balk)


def mixed(kinds: Sequence[Kind]) -> Kind:
    """
    Return all kinds as one, with the patience of a caller of any kind.

    Raises:
        ValueError: If there is no kind, or none with a load.

    Examples:
        >>> from channelmix.queueing.durations import Exponential
        >>> both = mixed([Kind(load=3.0, patience=Exponential(60.0)), Kind(load=1.0, patience=Exponential(20.0))])
        >>> both.load, both.patience.mean
        (4.0, 50.0)
    """
    present = [kind for kind in kinds if kind.load > 0.0]
    if not present:
        raise broken("kinds", "must have a load above 0 together", [kind.load for kind in kinds])
    if len(present) == 1:
        return present[0]
    load = math.fsum(kind.load for kind in present)
    staying = math.fsum(kind.load * (1.0 - kind.balk) for kind in present)
    shares = [kind.load * (1.0 - kind.balk) / staying for kind in present]
    patience = Mixture(shares=shares, parts=[kind.patience for kind in present])
    return Kind(load=load, patience=patience, balk=1.0 - staying / load)


@dataclass(frozen=True, kw_only=True)
class SeenBy(ImpatientLine):
    """
    A line as one kind of its callers meets it.

    Attributes:
        line: The line of all kinds together.
        kind: The kind.
        handling: Mean handling time, the same for all, seconds.

    Examples:
        >>> from channelmix.queueing.durations import Exponential
        >>> from channelmix.queueing.general_patience import GeneralPatience
        >>> calls, letters = Kind(load=6.0, patience=Exponential(120.0)), Kind(load=3.0)
        >>> both = mixed([calls, letters])
        >>> line = GeneralPatience(load=9.0, agents=9, handling=300.0, patience=both.patience)
        >>> [round(SeenBy(line=line, kind=kind, handling=300.0).abandoned_share, 6) for kind in (calls, letters)]
        [0.214571, 0.0]
    """

    line: ImpatientLine
    kind: Kind
    handling: float

    def __post_init__(self) -> None:
        require_positive("handling", self.handling)

    @property
    def contacts_per_second(self) -> float:
        """Contacts of the kind that arrive per second."""
        return self.kind.load / self.handling

    @cached_property
    def all_busy_share(self) -> float:
        """Share that finds no agent with room: the same for all kinds."""
        return self.line.all_busy_share

    @cached_property
    def _line(self) -> OfferedWait:
        offered = self.line._line
        return _OfferedTo(
            arrivals=offered.arrivals, departures=offered.departures, patience=self.kind.patience,
            balk=self.kind.balk, of_all=offered,
        )  # fmt: skip

    @property
    def _log_free_weight(self) -> float:
        return self.line._log_free_weight


@dataclass(frozen=True, kw_only=True)
class _OfferedTo(OfferedWait):
    """The offered wait of a whole line, with the patience of one kind of callers."""

    of_all: OfferedWait

    @cached_property
    def _mode(self) -> float:
        return self.of_all._mode

    def _exponent(self, t: Array) -> Array:
        return self.of_all._exponent(t)

    @cached_property
    def _edges(self) -> Array:
        return self.of_all._edges

"""
Goals: what customers and planners ask of a line, and the fewest agents who reach it.

Any of the usual promises, alone or together: a service level within a time, a ceiling on the share that waits, on
the share that hangs up, on the average speed of answer, on occupancy. ``agents_for`` asks a line with 1, 2, ... agents
whether it keeps them; it relies on every one becoming easier with one more agent. Ten lines are looked at on average,
so an answer takes some 10 ms with patience of any distribution, at 10 agents as at 100,000.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from channelmix.queueing.checks import (
    Formula,
    broken,
    require_load,
    require_positive_share,
    require_share,
    require_share_below_one,
    require_time,
)
from channelmix.queueing.search import fewest

_ROUNDING = 1e-9
"""14 erlangs are no more than 0.7 of 20 agents."""


class Line(Protocol):
    """The figures of a line that goals are about."""

    @property
    def delayed_share(self) -> float:
        """Share of contacts that wait at all."""

    @property
    def abandoned_share(self) -> float:
        """Share of contacts that hang up."""

    @property
    def asa_s(self) -> float:
        """Mean wait of the answered."""

    @property
    def occupancy(self) -> float:
        """Share of their time that agents are busy."""

    def service_level(self, within: float, formula: Formula = "offered") -> float:
        """Return the share of contacts served in time."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """
    What a line has to achieve; what is not named is not asked.

    Attributes:
        share: Service level: at least this share, below 1, ...
        within: ... answered within so many seconds, ...
        formula: ... read by this formula.
        max_delayed: Most that may wait at all, above 0.
        max_abandoned: Most that may hang up.
        max_asa_s: Longest average speed of answer, above 0, seconds.
        max_occupancy: Highest share of their time that agents may be busy, above 0.

    Raises:
        ValueError: If one is out of range.

    Examples:
        >>> from channelmix.queueing.erlang_a import ErlangA
        >>> line = ErlangA(load=10.0, agents=13, handling=180.0, patience=300.0)
        >>> Goal(share=0.8, within=20.0).met_by(line), Goal(max_abandoned=0.02).met_by(line)
        (True, False)
    """

    share: float = 0.0
    within: float = 0.0
    formula: Formula = "offered"
    max_delayed: float = 1.0
    max_abandoned: float = 1.0
    max_asa_s: float = math.inf
    max_occupancy: float = 1.0

    def __post_init__(self) -> None:
        require_share_below_one("share", self.share)
        require_time("within", self.within)
        require_positive_share("max_delayed", self.max_delayed)
        require_share("max_abandoned", self.max_abandoned)
        require_positive_share("max_occupancy", self.max_occupancy)
        if not self.max_asa_s > 0.0:
            raise broken("max_asa_s", "must be above 0", self.max_asa_s)

    def met_by(self, line: Line) -> bool:
        """Return whether the line keeps every promise; what was not asked is not computed."""
        return (
            (self.share == 0.0 or line.service_level(self.within, self.formula) >= self.share)
            and (self.max_delayed == 1.0 or line.delayed_share <= self.max_delayed)
            and (self.max_abandoned == 1.0 or line.abandoned_share <= self.max_abandoned)
            and (self.max_asa_s == math.inf or line.asa_s <= self.max_asa_s)
            and (self.max_occupancy == 1.0 or line.occupancy <= self.max_occupancy + _ROUNDING)
        )


def agents_for(goal: Goal, line_at: Callable[[int], Line], *, load: float, at_least: int = 1) -> int:
    """
    Return the fewest agents with whom a line reaches a goal.

    Args:
        goal: What is asked.
        line_at: Gives the line before so many agents.
        load: Offered load in erlangs; 0 needs nobody. The search begins a little above it.
        at_least: The smallest answer allowed: where nobody hangs up, the first number above the load.

    Raises:
        ValueError: If ``load`` is out of range, or not even 16 million agents reach the goal.

    Examples:
        >>> from channelmix.queueing.erlang_a import ErlangA
        >>> from channelmix.queueing.retrials import with_redials
        >>> def with_redialling(agents):
        ...     line_at = lambda load: ErlangA(load=load, agents=agents, handling=180.0, patience=60.0)
        ...     return with_redials(line_at, load=10.0, redials=0.5)[1]
        >>> agents_for(Goal(max_abandoned=0.05), with_redialling, load=10.0)
        14
    """
    require_load(load)
    if load == 0.0:
        return 0
    return fewest(lambda agents: goal.met_by(line_at(agents)), at_least=at_least, guess=math.ceil(load))


def agents_that_keep_up(load: float) -> int:
    """
    Return the fewest agents whose line does not grow without end if nobody hangs up.

    Examples:
        >>> agents_that_keep_up(9.5), agents_that_keep_up(10.0)
        (10, 11)
    """
    require_load(load)
    return math.floor(load * (1.0 + _ROUNDING)) + 1

"""
The waiting contacts of a channel, in four lines, and who of them is first for a group.

*Handed over*: for the second group only. *Going*: conversations that go on, work that was put
aside, calls back that have fallen due. *New*: those who wait for a first answer. *Promised*:
those who will be called back within a time. Each line is in order of joining it.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channelmix.engine.inputs import NEVER

if TYPE_CHECKING:
    from channelmix.engine.agents import Agent, Group

Line = OrderedDict[int, "Case"]


@dataclass(eq=False)
class Case:
    """A contact that has arrived, with its place in its life."""

    row: int
    number: int
    channel: int
    turn: int
    """Index of the turn now waited for, worked on or thought about."""
    agent: "Agent | None" = None
    """Who works on it, has put it aside, holds it or knows it, while on duty."""
    line: Line | None = None
    """Where it waits."""
    asked: int = 0
    """When it began to wait for an agent."""
    ranked_by: int = 0
    """Who is first within a rank: ``asked``, or when it is due."""
    held: bool = False
    """Whether its slot is kept while the customer thinks."""
    wrapping: bool = False
    """Whether the customer has left and the agent does the wrap-up."""
    gone: bool = False
    """Whether the customer has silently left."""
    called_back: bool = False
    """Whether the customer has hung up and waits to be called back."""
    began: int = 0
    """When the work now done, or put aside, was started."""
    remaining: int = 0
    """Work left at factor 1, as of ``since``."""
    since: int = 0
    """When ``remaining`` was last brought up to date, or the pause began."""
    rest: int | None = None
    """Work left at speed 1 and factor 1 when its agent went home."""
    stamp: int = 0
    """Grows whenever a scheduled end or slot release becomes void."""

    @property
    def order(self) -> tuple[int, int]:
        """Its place among contacts of one rank, lowest first."""
        return self.ranked_by, self.number


class Queue:
    """The waiting contacts of one channel."""

    def __init__(self, channel: int, *, due_order: bool) -> None:
        self.channel = channel
        self.due_order = due_order
        self.handed: Line = OrderedDict()
        self.going: Line = OrderedDict()
        self.new: Line = OrderedDict()
        self.promised: Line = OrderedDict()
        self.size = 0

    def add(self, case: Case, line: Line) -> None:
        """Let a contact wait at the end of one of the lines."""
        self.size += 1
        case.line = line
        line[case.number] = case

    def remove(self, case: Case) -> None:
        """Take a contact out of its line."""
        assert case.line is not None
        self.size -= 1
        del case.line[case.number]
        case.line = None

    def keeps(self, group: "Group") -> bool:
        """Whether anybody waits who may be served by the group, now or later."""
        if group.opens_after[self.channel] != NEVER and (self.going or self.new or self.promised):
            return True
        return group.is_second[self.channel] and bool(self.handed)

    def head(self, group: "Group", now: int) -> Case | None:
        """
        Return the contact that comes first for a group; None if none may be served by it yet.

        Those handed over and those going on come before new ones, and these before promised calls
        back; in due order whoever is due first.
        """
        heads = self._heads(group, now)
        return min(heads, key=lambda case: case.order, default=None) if self.due_order else next(heads, None)

    def _heads(self, group: "Group", now: int) -> Iterator[Case]:
        opens_after = group.opens_after[self.channel]
        going = [_first(self.going)] if self.going and opens_after != NEVER else []
        if self.handed and group.is_second[self.channel]:
            going.append(_first(self.handed))
        if going:
            yield min(going, key=lambda case: case.order)
        for line in (self.new, self.promised):
            if line and now - (case := _first(line)).asked >= opens_after:
                yield case


def _first(line: Line) -> Case:
    return next(iter(line.values()))

"""
What is paid for when: answered contacts, messages and templates, counted by the prices that hold.

A tariff cuts time where any price of the scenario changes. A contact is paid at the price of the
day on which it arrives, a message or template at that of the day on which it is sent.
"""

from dataclasses import dataclass, field

import numpy as np

from channelmix.engine.inputs import NEVER, Flags, Indices, Outcome, Times
from channelmix.simulate.lives import Lives


@dataclass(frozen=True, eq=False)
class Tariff:
    """When prices change, and from when on answers need a template."""

    changes: Times = field(default_factory=lambda: np.empty(0, np.int64))
    """(K - 1,) moments at which prices change, in order."""
    window: Times | None = None
    """(C,) how long after the customer's last message agents may answer freely; NEVER: always. None: everywhere."""


def paid(lives: Lives, tariff: Tariff, channels: int) -> dict[str, Times]:
    """
    Return what has a price, by channel and price: shape (C, K) each.

    Args:
        lives: Counted contacts.
        tariff: When prices change.
        channels: C.
    """
    turns = lives.turn
    sent = (turns.life >= 0) & (turns.replied >= 0)
    window = np.full(channels, NEVER) if tariff.window is None else tariff.window
    late = sent & (turns.replied - turns.written > window[turns.channel])
    answered = lives.ended_as(Outcome.ANSWERED)
    return {
        "paid_contacts": _counted(lives.channel, lives.arrived, answered, tariff, channels),
        "paid_messages": _counted(turns.channel, turns.replied, sent, tariff, channels),
        "paid_templates": _counted(turns.channel, turns.replied, late, tariff, channels),
    }


def _counted(channel: Indices, moment: Times, which: Flags, tariff: Tariff, channels: int) -> Times:
    counts = np.zeros((channels, len(tariff.changes) + 1), np.int64)
    period = np.searchsorted(tariff.changes, moment[which], side="right")
    np.add.at(counts, (channel[which], period), 1)
    return counts

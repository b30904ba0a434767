"""
Contact history in: any export, audited before anything is fitted to it.

``table`` opens it, ``profiles`` knows what its columns are called, ``cells`` and ``rows`` read it,
``repairs`` and ``days`` settle what is odd, and ``reading`` puts it together: a ``History``, with
every finding and the decision that would change it.
"""

from channelmix.forecast.history.days import ChannelHistory
from channelmix.forecast.history.decisions import CHOICES, Decisions, decisions_of
from channelmix.forecast.history.findings import Finding
from channelmix.forecast.history.reading import History, audit_history, read_history

__all__ = [
    "CHOICES", "ChannelHistory", "Decisions", "Finding", "History", "audit_history", "decisions_of", "read_history",
]  # fmt: skip

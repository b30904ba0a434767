"""
Can a run be believed? Its books are checked, and every channel is put beside the nearest exact model.

``books`` replays some replications and holds their log of contacts against what was counted: Little's law, flow
balance, occupancy. ``pools`` says which contacts and agents make one line, ``lines`` which exact formula comes
nearest and what it gives, ``assumptions`` in words which of its assumptions the scenario breaks. Where all of them
hold, the simulated figure has a z-score; beyond four standard errors one of the two is wrong.
"""

from channelmix.audit.books import Check
from channelmix.audit.report import Audit, audit

__all__ = ["Audit", "Check", "audit"]

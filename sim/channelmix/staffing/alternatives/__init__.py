"""
Reading a plan by its alternatives: what other promises, skills and concurrency would need.

``promises``, ``skills`` and ``concurrency`` say what may be otherwise, each as a scenario that differs in that
alone; ``asked`` knows which of them are wanted, and ``searching`` finds the fewest agents for each as it did for the
plan, on the same customers, so that all of them keep their promises and can be compared.
"""

from channelmix.staffing.alternatives.alternative import Alternative
from channelmix.staffing.alternatives.asked import KINDS, require_alternatives
from channelmix.staffing.alternatives.searching import Alternatives, alternatives_of

__all__ = ["KINDS", "Alternative", "Alternatives", "alternatives_of", "require_alternatives"]

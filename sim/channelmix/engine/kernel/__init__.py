"""
The same contact life as ``engine/reference.py``, compiled: plain loops over arrays.

It gives the same outcome contact for contact, to the last bit, many times faster. ``run`` takes
and returns what the reference takes and returns; ``layout`` says where things stand, ``play``
is the loop, ``life`` the events, ``handing_out`` who gets what. What ``Operation.rules_used`` names
stands in ``rare_waits``, ``rare_lines`` and ``rare_choice``, and is compiled only for operations that use it.
``rows`` gives a contact its row and takes it back, ``later`` keeps returns that are far off, ``deadlines`` says when a
reply is due, and ``fetching`` asks early for memory that is needed soon.
``Ready`` plays and counts in one go: ``counting`` is the compiled twin of ``simulate/tallies.py``, ``book`` says where
its figures stand.
"""

from channelmix.engine.kernel.book import Answers, Questions
from channelmix.engine.kernel.running import Ready, run, warm

__all__ = ["Answers", "Questions", "Ready", "run", "warm"]

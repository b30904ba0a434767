"""
From expected volumes to the customers of a replication.

``days`` says when channels are open; ``piecewise``, ``rates`` and ``expected`` when contacts are
expected, ``logs`` when they came; ``arrivals`` who comes, ``shifts`` on which channel, ``returns``
what may follow; ``contacts`` fills in what each contact is like, ``population`` puts it together.
"""

from channelmix.demand.logs import LogRow
from channelmix.demand.population import Customers, Population, prepare
from channelmix.demand.rates import VolumeRow

__all__ = ["Customers", "LogRow", "Population", "VolumeRow", "prepare"]

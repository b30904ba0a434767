"""
From expected volumes to the customers of a replication.

``days`` says when channels are open; ``piecewise``, ``rates`` and ``expected`` when contacts are
expected; ``arrivals`` who comes, ``shifts`` on which channel, ``returns`` what may follow;
``contacts`` fills in what each contact is like, and ``population`` puts it together.
"""

from channelmix.demand.population import Customers, Population, prepare
from channelmix.demand.rates import VolumeRow

__all__ = ["Customers", "Population", "VolumeRow", "prepare"]

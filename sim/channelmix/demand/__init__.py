"""
From expected volumes to the customers of a replication.

``days`` and ``rates`` say when contacts are expected, ``arrivals`` who comes first and on which
channel, ``returns`` what may follow, ``population`` puts it together for the engines.
"""

from channelmix.demand.population import Customers, Population, prepare
from channelmix.demand.rates import VolumeRow

__all__ = ["Customers", "Population", "VolumeRow", "prepare"]

"""
Scenario times replications gives results: the one room that knows all the others.

``operation`` turns a scenario into what the engine takes; ``simulation`` plays one replication
and counts it (``lives``, ``service``, ``backlog``, ``waits``, ``tallies``); ``replications``
plays many, in order, on as many processes as wanted; ``figures`` and ``intervals`` turn the
counts into figures with intervals; ``study`` holds it together behind ``run``.
"""

from channelmix.simulate.study import Run, inputs_digest, run

__all__ = ["Run", "inputs_digest", "run"]

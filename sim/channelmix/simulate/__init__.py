"""
Scenario times replications gives results: the one room that knows all the others.

``prepare`` turns a scenario into what the engine takes (``frame``, ``staff``, ``operation``,
``promises``); ``simulation`` plays one replication and counts it (``lives``, ``service``,
``backlog``, ``waits``, ``tallies``); ``replications`` plays many, in order, on as many processes
as wanted; ``counts`` adds them up; ``figures`` and ``intervals`` make figures of them; ``offered``
takes returns out of reported volumes; ``study`` holds it together behind ``run``.
"""

from channelmix.simulate.study import Run, inputs_digest, run

__all__ = ["Run", "inputs_digest", "run"]

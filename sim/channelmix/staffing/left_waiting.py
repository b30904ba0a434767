"""
Answers that a plan of least cost lets wait: later ones without a promise, and those to customers who think at closing.
"""

from collections.abc import Iterator

import numpy as np

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import Flags
from channelmix.scenario.cautions import goes_on_later, left_open
from channelmix.scenario.model import Scenario
from channelmix.scenario.units import day_and_time
from channelmix.staffing.problem import Problem


def later_answers(scenario: Scenario) -> Iterator[str]:
    """
    Yield channels whose conversations queue again at each turn, and that promise the first answer only.

    Where an agent's slot stays held while the customer thinks, as in chat, later answers need no promise.
    """
    for name, channel in scenario.channels.items():
        queues_again = channel.turns is not None and channel.turns.mean > 1 and channel.released_after is not None
        if queues_again and channel.target is not None and channel.response_target is None:
            yield (
                f"channels.{name}.target promises the first answer only: later answers have no promise, so that a plan "
                "of least cost may let them wait; add response_target"
            )


def left_at_closing(problem: Problem) -> Iterator[str]:
    """
    Yield what to say of live channels with turns that close when nobody who serves them may be on duty any longer.

    Args:
        problem: What has to be staffed: its opening hours, and where agents may stand.

    Returns:
        A sentence for each such channel, with the first of its closings that is so.
    """
    space, days = problem.space, OpenDays(problem.scenario, problem.clock)
    for number, (name, channel) in enumerate(problem.scenario.channels.items()):
        if not goes_on_later(channel) or channel.hours is None:
            continue
        able = problem.simulation.operation.weight[:, number] > 0
        on_duty: Flags = np.asarray(space.allowed[able].any(axis=0))
        for _, closes in days.gates(name).reshape(-1, 2).tolist():
            at = int(np.searchsorted(space.grid, closes, side="right")) - 1
            if 0 < at < len(on_duty) and on_duty[at - 1] and not on_duty[at]:
                yield f"channels.{name}.turns {left_open(day_and_time(problem.clock.local(closes)))}"
                break

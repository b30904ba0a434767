"""
Answers that nobody is promised, so that a plan of least cost may let them wait.
"""

from collections.abc import Iterator

from channelmix.scenario.model import Scenario


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

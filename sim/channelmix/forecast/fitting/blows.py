"""
Dated shocks in a forecast of contacts: what a channel loses goes to the others, the need stays.

A shock that lies before the last survey of its channel is learned from the surveys. Any other acts on the
operation's own shares: those to come if it is still ahead, what is left of it if it lies behind and heals.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice.shock_words import told
from channelmix.forecast.choice.shocks import Shock
from channelmix.forecast.choice.times import generator, years_of
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Days, Reals
from channelmix.scenario.suggest import did_you_mean


def require_known(shocks: Sequence[Shock], past: Beside) -> None:
    """
    Stop if a shock cannot be applied.

    Raises:
        DataError: If its channel is not one of the history's, or is the only one.
    """
    for shock in shocks:
        if shock.channel not in past.channels:
            hint = did_you_mean(shock.channel, past.channels)
            known = ", ".join(past.channels)
            raise DataError(
                f"shock of {shock.at}: channel must be one of {known} (got {shock.channel!r}){hint}. "
                f"{launch(shock.channel)}"
            )
        if len(past.channels) == 1:
            raise DataError(
                f"shock of {shock.at}: {shock.channel} is the only channel, so nobody takes what it loses; "
                "an override or an [[event]] says that contacts fall"
            )


def launch(channel: str) -> str:
    """
    Return how a channel that is still to open gets its contacts: in the scenario of a period after its first day.

    Examples:
        >>> launch("whatsapp")[:50]
        'whatsapp still to open? A fit knows only channels '
    """
    return (
        f"{channel} still to open? A fit knows only channels that had contacts; in a scenario of days after it opens, "
        f'[[channel_shift]] with from = "phone", to = "{channel}", share = 0.1 moves customers to it'
    )


def kept(past: Beside, shocks: Sequence[Shock], days: Days, *, draws: int, seed: int) -> Reals:
    """Return what each channel keeps of its share, shape ``(draws, days, channels)``; 1 without shocks."""
    factors = np.ones((draws, len(days), len(past.channels)))
    every = np.append(days, past.days[-1])
    for shock in shocks:
        normals = generator(seed, f"shock/{shock.channel}/{shock.at}").standard_normal(draws)
        part = shock.kept(normals, years_of(every))
        factors[:, :, past.channels.index(shock.channel)] *= part[:, :-1] / part[:, -1:]
    return factors


def divided_shocks(
    shocks: Sequence[Shock], surveyed_until: Mapping[str, np.datetime64]
) -> tuple[dict[str, list[Shock]], list[Shock]]:
    """Return the shocks that surveys tell of, by channel, and those that act on the operation's own shares."""
    learned: dict[str, list[Shock]] = {}
    own = []
    for shock in shocks:
        last = surveyed_until.get(shock.channel)
        if last is not None and np.datetime64(shock.at) <= last:
            learned.setdefault(shock.channel, []).append(shock)
        else:
            own.append(shock)
    return learned, own


def notes(shocks: Sequence[Shock]) -> list[str]:
    """Return what a reader must know of shocks that act on shares."""
    return [f"shock to {each.channel}, {told(each)}; what it loses goes to the other channels" for each in shocks]

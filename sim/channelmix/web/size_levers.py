"""
How many contacts a channel has and how long they take, as levers: each in per cent of what the plan has now.

Offered where a plan states a number; volumes of files and forecasts, and times measured one by one, stay as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channelmix.report.language import say
from channelmix.scenario.paths import dotted
from channelmix.web.lever import Lever

if TYPE_CHECKING:
    from channelmix.scenario import Loaded
    from channelmix.scenario.channel import Channel

_NOW = 100
_LEAST, _MOST = 10, 1000
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Sized(Lever):
    """A number, or one for each weekday, in per cent of what it is now."""

    now: Sequence[float]
    """One number, or seven, Monday first."""

    def settings(self, text: str) -> list[str]:
        """Return the changed numbers as a setting."""
        value = self.number(text)
        if value == _NOW:
            return []
        sized = [f"{number * value / _NOW:.10g}" for number in self.now]
        if len(sized) == 1:
            return [f"{self.key}={sized[0]}"]
        return [f"{self.key}={{ {', '.join(f'{day} = {number}' for day, number in zip(_DAYS, sized, strict=True))} }}"]

    def told(self, text: str) -> str:
        """Say the size."""
        return f"{self.short} {self.number(text):.4g} %"


def sizes(loaded: "Loaded") -> Iterator[Lever]:
    """Yield the levers of a plan's volumes and handling times."""
    for name, channel in loaded.scenario.channels.items():
        yield from _of_volume(name, channel)
        handling = channel.handling
        if handling.mean is not None and handling.mean.seconds and not handling.by:
            key = dotted(("channels", name, "handling", "mean"))
            yield _sized(key, say("{channel}: handling time", channel=name), [handling.mean.seconds])


def _of_volume(name: str, channel: "Channel") -> Iterator[Lever]:
    arrivals = channel.arrivals
    if arrivals is None:
        return
    label = say("{channel}: volume", channel=name)
    if arrivals.per_day is not None and any(arrivals.per_day.by_weekday):
        yield _sized(dotted(("channels", name, "arrivals", "per_day")), label, arrivals.per_day.by_weekday)
    elif arrivals.per_hour:
        yield _sized(dotted(("channels", name, "arrivals", "per_hour")), label, [arrivals.per_hour])


def _sized(key: str, label: str, now: Sequence[float]) -> Lever:
    return Sized(key=key, label=label, hint="%", value=str(_NOW), low=_LEAST, high=_MOST, whole=False, now=now)

"""
Why a plan is not sure to meet its targets: which of them it misses or may miss, and how many replications would tell.

A plan whose mean keeps a target probably meets it, and is left out of a proposal only because its interval reaches
below. An interval narrows with the root of the number of replications, so about how many would settle it is known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log10

from channelmix.report.amounts import percent
from channelmix.report.cases import Case, verdict
from channelmix.report.figures import estimate_of
from channelmix.report.language import say, told_number
from channelmix.report.numbers import Kind, points, written
from channelmix.results import Estimate

TARGETS = {"service_level": "target", "response_level": "response_target"}
"""Figures that a target belongs to, and where a channel's settings have it."""
MOST = 5_000
"""More replications than these are not recommended to anybody."""


@dataclass(frozen=True)
class Doubt:
    """A target that is not surely met."""

    channel: str
    figure: str
    """``service_level`` or ``response_level``."""
    level: Estimate
    share: float
    """What was promised."""

    @property
    def is_missed(self) -> bool:
        """Whether it is surely missed."""
        return verdict(self.level, self.share) == "missed"

    @property
    def is_probably_met(self) -> bool:
        """Whether the mean keeps it, and only the interval reaches below."""
        return not self.is_missed and self.level.mean is not None and self.level.mean >= self.share

    def replications(self, played: int) -> int | None:
        """
        Return about how many replications would settle it if the mean stays; None where MOST would not.

        Examples:
            >>> Doubt("phone", "service_level", Estimate(0.82, 0.79, 0.85), 0.8).replications(40)
            90
        """
        mean, low, high = self.level.mean, self.level.low, self.level.high
        if mean is None or low is None or high is None or mean == self.share:
            return None
        reach = mean - low if mean > self.share else high - mean
        needed = max(played * (reach / (mean - self.share)) ** 2, played + 1)
        return None if needed > MOST else _rounded_up(needed)


def _rounded_up(needed: float) -> int:
    """Return a number rounded up to one digit, or to two from 100 on."""
    unit = 10 ** max(int(log10(needed)) - (needed >= 100), 0)
    return int(ceil(needed / unit - 1e-9) * unit)


def doubts_of(case: Case) -> list[Doubt]:
    """Return the targets of a plan that it does not surely meet."""
    found = []
    for channel, figures in case.summary["channels"].items():
        for figure, setting in TARGETS.items():
            target, level = getattr(case.scenario.channels[channel], setting), estimate_of(figures, figure)
            if target is not None and level.mean is not None and verdict(level, target.share) != "met":
                found.append(Doubt(channel, figure, level, target.share))
    return found


def probably_meets_all(case: Case) -> bool:
    """Whether by the means all targets are met, though not surely."""
    found = doubts_of(case)
    return bool(found) and all(doubt.is_probably_met for doubt in found)


def needed(case: Case) -> int | None:
    """Return about how many replications would settle all doubts; None where MOST would not."""
    each = [doubt.replications(case.summary["replications"]) for doubt in doubts_of(case)]
    known = [number for number in each if number is not None]
    return max(known) if known and len(known) == len(each) else None


def told_replications(count: int) -> str:
    """Return a number of replications, for a sentence that has their name."""
    return told_number(f"{count:,}")


def reasons(case: Case) -> str:
    """Return why a plan is not sure to meet its targets: the second half of a sentence, which begins with a verb."""
    return "; ".join(_reasons(doubts_of(case)))


_LATER = {
    "missed": "misses its target for later messages in {channel} ({level}, target {share})",
    "below": "may miss its target for later messages in {channel} ({level}, target {share}, interval {interval})",
    "above": (
        "probably meets its target for later messages in {channel} ({level}, {points} above it), but the interval "
        "reaches below: {interval}"
    ),
}
_FIRST = {
    "missed": "misses its target in {channel} ({level}, target {share})",
    "below": "may miss its target in {channel} ({level}, target {share}, interval {interval})",
    "above": (
        "probably meets its target in {channel} ({level}, {points} above it), but the interval reaches below: "
        "{interval}"
    ),
}


def _reasons(doubts: Sequence[Doubt]) -> Iterator[str]:
    for doubt in sorted(doubts, key=lambda each: (not each.is_missed, each.is_probably_met)):
        state = "missed" if doubt.is_missed else "above" if doubt.is_probably_met else "below"
        texts = _FIRST if doubt.figure == "service_level" else _LATER
        level, interval = written(doubt.level, Kind.SHARE, bound=doubt.share)
        more = points(abs((doubt.level.mean or 0.0) - doubt.share))
        yield say(texts[state], channel=doubt.channel, level=level, interval=interval, points=more,
                  share=percent(doubt.share))  # fmt: skip

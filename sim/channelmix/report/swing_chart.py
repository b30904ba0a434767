"""
Bars from the worst to the best value of each setting, around nothing; their intervals at both ends.

The setting stands in words above its bar, with the two values that make the ends; what reaches furthest comes first, as
whoever swept has ordered it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.report.amounts import told_unit
from channelmix.report.drawing import Axis, frame, line, numbers_below, ticks_beside
from channelmix.report.language import say
from channelmix.report.lettering import WIDTH, headed
from channelmix.report.numbers import Kind, written_difference
from channelmix.results import Estimate

_LEFT, _RIGHT, _STEP, _TOP = 16.0, WIDTH - 20.0, 40.0, 6.0


@dataclass(frozen=True)
class Bar:
    """One setting: at which of its values a figure changes least and most, and by how much."""

    name: str
    at: tuple[str, str]
    ends: tuple[Estimate, Estimate]

    @property
    def label(self) -> str:
        """The setting with its two values; one value where both ends are the same."""
        return f"{self.name}: {self.at[0]}" if self.at[0] == self.at[1] else f"{self.name}: {self.at[0]} … {self.at[1]}"


def swing_chart(title: str, kind: Kind, bars: Sequence[Bar]) -> str:
    """Return the chart; every bar has both its means."""
    reach = [end for bar in bars for each in bar.ends for end in (each.mean, each.low, each.high) if end is not None]
    axis = Axis([0.0, *reach], kind, start=_LEFT, end=_RIGHT, marks=3)
    marks, top = [], _TOP
    for bar in bars:
        words, lower = headed(bar.label, _told(bar, kind), top)
        marks += [*words, *_bar(bar, axis, top + lower)]
        top += _STEP + lower
    bottom = top
    marks += numbers_below(axis, bottom, label=lambda tick: _change(axis, tick))
    told = "; ".join(f"{bar.label}: {_told(bar, kind)}" for bar in bars)
    return frame(title, told, bottom + 20, marks="".join(marks))


def _bar(bar: Bar, axis: Axis, top: float) -> list[str]:
    start, end = sorted(axis(each.mean or 0.0) for each in bar.ends)
    box = f'<rect x="{start:.1f}" y="{top + 18:.1f}" width="{max(end - start, 1):.1f}" height="12" class="heat3"/>'
    zero = line((axis(0.0), top + 14), (axis(0.0), top + 34), "target")
    marks = [*ticks_beside(axis, top + 15, top + 33), zero, box]
    for each in bar.ends:
        if each.low is not None and each.high is not None:
            marks.append(line((axis(each.low), top + 24), (axis(each.high), top + 24), "whisker"))
        x = axis(each.mean or 0.0)
        marks.append(line((x, top + 16), (x, top + 32), "whisker"))
    return marks


def _change(axis: Axis, tick: float) -> str:
    """Return a tick as a difference: with its sign, and shares differ by points."""
    label = axis.label(tick)
    label = label.replace(told_unit(" %"), told_unit(" pt")) if axis.kind is Kind.SHARE else label
    return f"+{label}" if tick > 0 else label


def _told(bar: Bar, kind: Kind) -> str:
    return f" {say('to')} ".join(written_difference(each, kind)[0] for each in bar.ends)

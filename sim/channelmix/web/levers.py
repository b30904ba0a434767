"""
The levers that matter to a manager, as a scenario has them: each a field with its value now.

A lever is named after the setting that it moves, so that a link with moved levers means the same
whenever it is opened. What a visitor writes becomes a number within bounds, or one of the offered
years, before it becomes part of a setting.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channelmix.errors import InputError
from channelmix.report.language import say
from channelmix.report.plain import clean
from channelmix.scenario.changes import Adopted
from channelmix.scenario.paths import dotted
from channelmix.scenario.steps import StaffPlan, Steps
from channelmix.web.curves import Curve, curves_to
from channelmix.web.lever import MINUS, Lever
from channelmix.web.size_levers import sizes

if TYPE_CHECKING:
    from channelmix.scenario import Loaded
    from channelmix.scenario.group import Group

MOST_AGENTS, MOST_CONTACTS = 500, 20
_NAMED = 3
"""So many changes stand in the name of a changed plan."""


@dataclass(frozen=True, kw_only=True)
class Share(Lever):
    """A share in per cent."""

    def settings(self, text: str) -> list[str]:
        """Return the share as a setting."""
        value = self.number(text)
        return [] if value == float(self.value) else [f"{self.key}={value / 100:.10g}"]

    def told(self, text: str) -> str:
        """Say the share."""
        return f"{self.short} {self.number(text):.4g} %"


@dataclass(frozen=True, kw_only=True)
class Slots(Lever):
    """How many conversations an agent holds at once."""

    def settings(self, text: str) -> list[str]:
        """Return the number as a setting."""
        value = self.number(text)
        return [] if value == float(self.value) else [f"{self.key}={value:.0f}"]

    def told(self, text: str) -> str:
        """Say the number."""
        return f"{self.short} {self.number(text):.0f}"


@dataclass(frozen=True, kw_only=True)
class Agents(Lever):
    """How many agents more or fewer a group has whenever it is on duty."""

    week: tuple[Steps, ...]
    """The plan that is changed, Monday first."""

    def settings(self, text: str) -> list[str]:
        """Return the changed plan as a setting; never fewer than no agents."""
        more = int(self.number(text))
        if not more:
            return []
        days = (Steps(steps.starts, tuple(max(agents + more, 0) if agents else 0 for agents in steps.values))
                for steps in self.week)  # fmt: skip
        return [f"{self.key}={_toml(StaffPlan(tuple(days)).write())}"]

    def told(self, text: str) -> str:
        """Say how many."""
        more = int(self.number(text))
        return f"{self.short} {'+' if more > 0 else MINUS}{abs(more)}"


@dataclass(frozen=True, kw_only=True)
class Year(Lever):
    """The year of an adoption curve, in place of the shares that move to its channel."""

    curve: Curve
    shifts: Sequence[tuple[str, str]]
    """Dotted key of each share, and the day up to which volumes contain what has moved."""

    def settings(self, text: str) -> list[str]:
        """Return what the curve has moved by that year as settings."""
        if text == self.value:
            return []
        if text not in self.options:
            raise InputError(f"{self.label}: {say('must be one of the years offered')}")
        return [
            f'{key}={{ adoption = "{self.curve.name}", since = {since}, as_of = {text}-07-01 }}'
            for key, since in self.shifts
        ]

    def told(self, text: str) -> str:
        """Say the year."""
        return f"{self.curve.name} {text}"


def levers_of(loaded: "Loaded") -> dict[str, list[Lever]]:
    """Return the levers that a scenario has, by what they are about."""
    found = {
        say("Customers who change channel"): [*_shifts(loaded), *_years(loaded)],
        say("Bots"): list(_bots(loaded)),
        say("Agents"): list(_groups(loaded)),
        say("Volumes and handling times, in per cent of now"): list(sizes(loaded)),
    }
    return {title: levers for title, levers in found.items() if levers}


def _shifts(loaded: "Loaded") -> Iterator[Lever]:
    for place, shift in enumerate(loaded.scenario.channel_shift):
        if not isinstance(shift.share, Adopted):
            yield Share(
                key=dotted(("channel_shift", place, "share")), label=f"{shift.from_} \N{RIGHTWARDS ARROW} {shift.to}",
                hint="%", value=f"{100 * shift.share:.10g}", high=100, whole=False,
            )  # fmt: skip


def _years(loaded: "Loaded") -> Iterator[Lever]:
    """Yield a lever for each channel that customers move to and a stored curve is about."""
    shifts = list(enumerate(loaded.scenario.channel_shift))
    for channel in dict.fromkeys(shift.to for _, shift in shifts):
        curve = curves_to(channel, loaded)
        if curve is None or not curve.years:
            continue
        moved = [
            (dotted(("channel_shift", place, "share")),
             str(shift.share.since if isinstance(shift.share, Adopted) else curve.first))
            for place, shift in shifts if shift.to == channel
        ]  # fmt: skip
        yield Year(
            key=f"year.{channel}", label=say("adoption of {channel} as in", channel=channel), hint=curve.name,
            value=say("as in the plan"), options=[str(year) for year in curve.years], curve=curve, shifts=moved,
        )  # fmt: skip


def _bots(loaded: "Loaded") -> Iterator[Lever]:
    for name, channel in loaded.scenario.channels.items():
        if channel.bot is not None:
            yield Share(
                key=dotted(("channels", name, "bot", "containment")), hint="%", high=100, whole=False,
                label=say("{channel}: the bot resolves", channel=name), value=f"{100 * channel.bot.containment:.10g}",
            )  # fmt: skip


def _most(group: "Group") -> int:
    """Return the most agents at any time of a week: no more can go."""
    return int(max((max(steps.values, default=0) for steps in group.agents.by_weekday), default=0))


def _groups(loaded: "Loaded") -> Iterator[Lever]:
    for name, group in loaded.scenario.groups.items():
        if name not in loaded.plans:
            yield Agents(
                key=dotted(("groups", name, "agents")), label=say("{group}: agents", group=name), hint=_on_duty(group),
                value="0", low=-_most(group), high=MOST_AGENTS, week=group.agents.by_weekday,
            )  # fmt: skip
        for channel, number in group.concurrency.items():
            yield Slots(
                key=dotted(("groups", name, "concurrency", channel)), value=str(number), low=1, high=MOST_CONTACTS,
                label=say("{group}: {channel} at once", group=name, channel=channel),
            )  # fmt: skip


def _on_duty(group: "Group") -> str:
    """Say how many agents a group has now."""
    numbers = sorted({int(agents) for steps in group.agents.by_weekday for agents in steps.values if agents})
    if not numbers:
        return ""
    now = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}\N{EN DASH}{numbers[-1]}"
    return say("more or fewer than {now}", now=now)


def _toml(value: object) -> str:
    """Return numbers and tables of them as TOML on one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{json.dumps(key)} = {_toml(item)}' for key, item in value.items())} }}"
    return f"{value:.0f}"


def changed(levers: Sequence[Lever], given: Mapping[str, str], name: str) -> tuple[str, ...]:
    """
    Return the settings that a visitor's levers change, the plan's new name among them; none if nothing changes.

    Args:
        levers: Those of the plan.
        given: What the visitor wrote, by key; what is absent or empty stays.
        name: Name of the plan.

    Raises:
        InputError: If something is not a number within bounds, or two levers move the same.
    """
    texts = ((lever, given.get(lever.key, "").strip()) for lever in levers)
    moved = [(lever, text, settings) for lever, text in texts if text and (settings := lever.settings(text))]
    if not moved:
        return ()
    settings = [setting for _, _, found in moved for setting in found]
    keys = [setting.partition("=")[0] for setting in settings]
    if len(set(keys)) < len(keys):
        raise InputError(say("move either the shares that change channel or the year of their adoption, not both"))
    told = [lever.told(text) for lever, text, _ in moved]
    more = [say("{count} changes more", count=len(told) - _NAMED)] if len(told) > _NAMED else []
    # A plus before a name may begin a setting where plans are named on the command line.
    new_name = f"{name.replace('+', '&')}, {', '.join([*told[:_NAMED], *more])}"
    plain = clean(new_name).replace("\n", " ").replace("\t", " ")
    return (*settings, f"name={json.dumps(plain, ensure_ascii=False)}")

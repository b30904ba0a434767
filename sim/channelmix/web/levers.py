"""
The levers that matter to a manager, as a scenario has them: each a field with its value now.

A lever names one setting, so that a link with changed levers means the same whenever it is opened.
What a visitor writes becomes a number within bounds before it becomes part of a setting.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from channelmix.errors import InputError
from channelmix.report.plain import clean
from channelmix.scenario.changes import Adopted
from channelmix.scenario.paths import dotted
from channelmix.scenario.steps import StaffPlan, Steps

if TYPE_CHECKING:
    from channelmix.scenario import Loaded
    from channelmix.scenario.group import Group

MOST_AGENTS, MOST_CONTACTS = 500, 20
MINUS = "\N{MINUS SIGN}"
_NAMED = 3
"""So many changes stand in the name of a changed plan."""


@dataclass(frozen=True)
class Lever:
    """One field of the form."""

    key: str
    """Dotted name of the setting; with agents, of the group's plan."""
    kind: str
    """"share" (in per cent), "slots" or "agents" (how many more)."""
    label: str
    value: float
    low: float
    high: float
    agents: "tuple[Steps, ...] | None" = None
    """With agents: the plan that is changed, Monday first."""

    @property
    def shown(self) -> str:
        """The value as the field shows it."""
        return f"{self.value:.10g}"

    def read(self, text: str) -> float:
        """
        Return what a visitor wrote as a number.

        Raises:
            InputError: If it is none, or out of bounds.
        """
        try:
            found = float(text.strip().replace(",", ".").replace(MINUS, "-"))
        except ValueError:
            found = math.nan
        whole = self.kind == "share" or found.is_integer()
        if not self.low <= found <= self.high or not whole:
            kind = "a number" if self.kind == "share" else "a whole number"
            raise InputError(
                f"{self.label}: must be {kind} from {self.low:g} to {self.high:g} (got {clean(text)[:40]!r})"
            )
        return found

    def setting(self, value: float) -> str:
        """Return the change as a setting."""
        if self.agents is not None:
            return f"{self.key}={_changed_plan(self.agents, int(value))}"
        return f"{self.key}={value / 100:.10g}" if self.kind == "share" else f"{self.key}={value:.0f}"

    def told(self, value: float) -> str:
        """Say the change in few words."""
        if self.agents is not None:
            return f"{self.label} {'+' if value > 0 else MINUS}{abs(value):.0f}"
        return f"{self.label} {value:.4g}{' %' if self.kind == 'share' else ''}"


def levers_of(loaded: "Loaded") -> list[Lever]:
    """Return the levers that a scenario has."""
    return [*_shifts(loaded), *_bots(loaded), *_groups(loaded)]


def _shifts(loaded: "Loaded") -> Iterator[Lever]:
    for place, shift in enumerate(loaded.scenario.channel_shift):
        if not isinstance(shift.share, Adopted):
            key = dotted(("channel_shift", place, "share"))
            yield Lever(key, "share", f"{shift.from_} to {shift.to}", 100 * shift.share, 0, 100)


def _bots(loaded: "Loaded") -> Iterator[Lever]:
    for name, channel in loaded.scenario.channels.items():
        if channel.bot is not None:
            key = dotted(("channels", name, "bot", "containment"))
            yield Lever(key, "share", f"{name} bot resolves", 100 * channel.bot.containment, 0, 100)


def _groups(loaded: "Loaded") -> Iterator[Lever]:
    for name, group in loaded.scenario.groups.items():
        if name not in loaded.plans:
            yield Lever(
                dotted(("groups", name, "agents")), "agents", f"{name} agents", 0, -MOST_AGENTS, MOST_AGENTS,
                group.agents.by_weekday,
            )  # fmt: skip
        yield from _slots(name, group)


def _slots(name: str, group: "Group") -> Iterator[Lever]:
    for channel, number in group.concurrency.items():
        key = dotted(("groups", name, "concurrency", channel))
        yield Lever(key, "slots", f"{name} {channel} at once", number, 1, MOST_CONTACTS)


def _changed_plan(week: Sequence[Steps], more: int) -> str:
    """Return a plan with so many more agents whenever there are any, as TOML; never fewer than none."""
    days = (Steps(steps.starts, tuple(max(agents + more, 0) if agents else 0 for agents in steps.values))
            for steps in week)  # fmt: skip
    return _toml(StaffPlan(tuple(days)).write())


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
        InputError: If something is not a number within bounds.
    """
    moved = []
    for lever in levers:
        text = given.get(lever.key, "")
        if text.strip() and (value := lever.read(text)) != float(lever.shown):
            moved.append((lever, value))
    if not moved:
        return ()
    told = [lever.told(value) for lever, value in moved]
    more = [f"{len(told) - _NAMED} more"] if len(told) > _NAMED else []
    new_name = f"{name}, {', '.join([*told[:_NAMED], *more])}".replace("+", "plus ")
    text = json.dumps(clean(new_name).replace("\n", " ").replace("\t", " "), ensure_ascii=False)
    return (*(lever.setting(value) for lever, value in moved), f"name={text}")

"""
What a plan changes against the first, in words: who moves to which channel, what bots do, how many people it has.
"""

from collections.abc import Iterator, Sequence

from channelmix.report.language import say
from channelmix.report.numbers import Kind, number
from channelmix.report.plan_moves import Resolved, told_moves
from channelmix.report.plan_table import fte_of
from channelmix.report.setting_words import told_setting
from channelmix.report.stored import Study
from channelmix.scenario.paths import dotted

_MOST_NAMED = 3
"""Settings that are named if there are more than one besides."""
_UNSAID = frozenset({"schema", "name", "description", "run", "sources", "base", "sweep"})


def told_changes(study: Study, place: int) -> str:
    """Return what a plan changes against the first, in a sentence; nothing where nothing is known to differ."""
    changes = changes_of(study, place)
    return say("What it changes: {changes}.", changes=changes) if changes else ""


def changes_of(study: Study, place: int) -> str:
    """Return what a plan changes against the first, in words; nothing where nothing is known to differ."""
    parts = [*told_moves(study.resolved, place), *_people(study, place)]
    if not parts and study.resolved:
        parts = list(_others(study.resolved[0], study.resolved[place]))
    return "; ".join(parts)


def _people(study: Study, place: int) -> Iterator[str]:
    """Yield the full-time equivalents of each group that has others in the first plan, and the groups that are gone."""
    mine, first = study.cases[place], study.cases[0]
    for group in mine.summary["groups"]:
        now = number(fte_of(mine, group).mean, Kind.HOURS)
        if group not in first.summary["groups"]:
            yield say("{fte} FTE in {group}, which is new", fte=now, group=group)
        elif now != (before := number(fte_of(first, group).mean, Kind.HOURS)):
            yield say("{fte} FTE in {group} instead of {before}", fte=now, group=group, before=before)
        elif study.resolved and _agents(study, place, group) != _agents(study, 0, group):
            yield say("{group} has another roster of as many FTE", group=group)
    for group in first.summary["groups"]:
        if group not in mine.summary["groups"]:
            yield say("no {group} any more", group=group)


def _agents(study: Study, place: int, group: str) -> object:
    groups: dict[str, dict[str, object]] = study.resolved[place].get("groups", {})
    return groups.get(group, {}).get("agents")


def _others(first: Resolved, mine: Resolved) -> Iterator[str]:
    """Yield the settings in which two plans differ, the first few of them."""
    keys = [dotted(path) for path in _differing(first, mine, ())]
    named = keys if len(keys) <= _MOST_NAMED + 1 else keys[:_MOST_NAMED]
    yield from map(told_setting, named)
    if len(named) < len(keys):
        yield say("{count} changes more", count=len(keys) - len(named))


def _differing(first: object, mine: object, path: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if isinstance(first, dict) and isinstance(mine, dict) and len(path) < 3:
        for key in dict.fromkeys([*first, *mine]):
            if path or key not in _UNSAID:
                yield from _differing(first.get(key), mine.get(key), (*path, str(key)))
    elif first != mine:
        yield tuple(path)

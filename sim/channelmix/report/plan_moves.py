"""
Who changes channel in a plan and what bots take over, as far as the plan that others are told against has it otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channelmix.report.amounts import percent, told_list
from channelmix.report.language import say

Resolved = Mapping[str, Any]
"""A scenario with all base files laid together."""


def told_moves(resolved: Sequence[Resolved], place: int) -> list[str]:
    """Return who changes channel in a plan, and what bots take over, as far as the first plan has it otherwise."""
    if not resolved:
        return []
    first, mine = resolved[0], resolved[place]
    return [*_moves(first, mine), *_bots(first, mine)]


def _moves(first: Resolved, mine: Resolved) -> Iterator[str]:
    """Yield the shifts of a plan, those of one size to one channel together."""
    shifts, before = (list(each.get("channel_shift") or ()) for each in (mine, first))
    if shifts == before:
        return
    if not shifts:
        yield say("nobody changes channel")
    sizes: dict[tuple[str, str], list[str]] = {}
    for shift in shifts:
        sizes.setdefault((_size(shift.get("share")), str(shift.get("to"))), []).append(str(shift.get("from")))
    for (size, to), origins in sizes.items():
        names = told_list(dict.fromkeys(origins))
        text = "{share} of {channels} moves to {to}" if size else "a curve moves {channels} to {to}"
        yield say(text, share=size, channels=names, to=to)


def _size(share: object) -> str:
    """Return a share that moves; nothing where a curve tells it."""
    return percent(share) if isinstance(share, int | float) else ""


def _bots(first: Resolved, mine: Resolved) -> Iterator[str]:
    for name, channel in mine.get("channels", {}).items():
        share, before = (_contained(each) for each in (channel, first.get("channels", {}).get(name, {})))
        if share != before and share is not None:
            yield say("a bot resolves {share} of {channel}", share=percent(share), channel=name)


def _contained(channel: Resolved) -> float | None:
    share = (channel.get("bot") or {}).get("containment")
    return share if isinstance(share, int | float) else None

"""
Rules between the tables about contacts that wait: where they go on, who takes over, what is put aside.
"""

from collections.abc import Iterator

from channelmix.scenario.checks import Finding, Rule, must_be
from channelmix.scenario.draft import Draft
from channelmix.scenario.kinds import KINDS
from channelmix.scenario.settings import quoted


def overflow_leads_to_channels(draft: Draft) -> Iterator[Finding]:
    """Who has waited too long goes to another channel, or leaves."""
    for name, channel in draft.known_channels.items():
        if channel.overflow is None:
            continue
        target, path = channel.overflow.to, ("channels", name, "overflow", "to")
        if target == name:
            yield Finding(path, f'must be another channel, or "leave" (got {quoted(target)})')
        elif target != "leave" and target not in draft.channels:
            yield Finding(path, must_be('a channel of this scenario, or "leave"', target, ["leave", *draft.channels]))


def transfers_lead_to_groups(draft: Draft) -> Iterator[Finding]:
    """Contacts are handed over to a group that handles their channel."""
    for name, channel in draft.known_channels.items():
        if channel.transfer is None:
            continue
        target, path = channel.transfer.to, ("channels", name, "transfer", "to")
        group = draft.known_groups.get(target)
        if target not in draft.groups:
            yield Finding(path, must_be("a group of this scenario", target, draft.groups))
        elif group is not None and name not in group.channels:
            yield Finding(path, f"must be a group that handles {name} (got {quoted(target)})")


def live_work_is_not_put_aside(draft: Draft) -> Iterator[Finding]:
    """Only work that can wait is interruptible."""
    for name, group in draft.known_groups.items():
        for place, channel in enumerate(group.interruptible):
            known = draft.known_channels.get(channel)
            if known is not None and KINDS[known.kind].live and draft.gives("channels", channel, "kind"):
                text = f"must be a channel of kind messaging or deferred (got {quoted(channel)}, of kind {known.kind})"
                yield Finding(("groups", name, "interruptible", place), text)


WAITING_RULES: tuple[Rule, ...] = (overflow_leads_to_channels, transfers_lead_to_groups, live_work_is_not_put_aside)
"""Every such rule; breaking one is a mistake."""

"""
Which settings somebody decides, and which merely come about: only the first have a price; and which play no role.

How many agents are planned, how many chats one holds and what a channel costs is decided; how quickly
customers take up a channel, what day it is and how long a talk lasts is not, whatever plan one buys.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from channelmix.scenario.paths import parse_dotted

_COMES_ABOUT = {
    "channels": {"arrivals", "handling", "wrap_up", "patience", "response_patience", "silent", "silent_time", "turns",
                 "reply_delay", "inactive_after", "redial", "unresolved", "late", "backlog_start"},
    "groups": {"shrinkage", "speed", "slowdown"},
    "channel_shift": {"ratio", "induced"},
}  # fmt: skip
"""Settings of a table's entries that nobody decides."""

_TABLES = {"period", "demand", "profiles", "events", "run"}
"""Tables of which nothing is decided."""


def is_decided(key: str) -> bool:
    """
    Return whether somebody decides a setting, so that it can be bought.

    Examples:
        >>> is_decided("groups.desk.agents"), is_decided("channel_shift[*].share"), is_decided("channels.chat.bot")
        (True, True, True)
        >>> is_decided("channel_shift[*].share.speed"), is_decided("period.start"), is_decided("groups.desk.shrinkage")
        (False, False, False)
    """
    table, *rest = map(str, parse_dotted(key.replace("[*]", "[1]")))
    if table in _TABLES:
        return False
    is_pace = table == "channel_shift" and rest[1:2] == ["share"] and len(rest) > 2
    return not is_pace and not (len(rest) > 1 and rest[1] in _COMES_ABOUT.get(table, ()))


def without_role(keys: Iterable[str], resolved: Mapping[str, Any]) -> frozenset[str]:
    """
    Return the settings that play no role in a plan: those of all entries of a list of which it has none.

    Examples:
        >>> sorted(without_role(["channel_shift[*].share", "period.start"], {"channel_shift": []}))
        ['channel_shift[*].share']
    """
    return frozenset(key for key in keys if "[*]" in key and not resolved.get(key.partition("[")[0]))

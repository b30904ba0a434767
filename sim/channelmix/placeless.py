"""
Warnings for those who read a page or a workbook: without the place in a file, which only its author can go to.

A warning begins with where it stands, ``today.toml:12:5: channels.phone.redial moves nobody``, for a terminal and an
editor. The setting that follows says what is meant to everybody.
"""

import re

_SCENARIO = re.compile(r"(?:--set .+?|[^\n]+?\.toml(?::\d+:\d+)?): ")
_DATA = re.compile(r"(?P<file>[^\n]+?\.(?:xlsx|xlsm|xlsb|xls|ods|csv|parquet)):(?P<cell>\d+:\d+:)? ", re.IGNORECASE)


def without_place(warning: str) -> str:
    """
    Return a warning without file, line and column; a file of data or of a plan keeps its name, and the cell follows.

    Examples:
        >>> without_place("my week.toml:3:1: channel_shift[1].from moves nobody: no customer begins there")
        'channel_shift[1].from moves nobody: no customer begins there'
        >>> without_place("plans/plan.xlsx:5:3: desk!C5 gives desk 50 agents on Mon 1 Mar 09:00")
        'plan.xlsx, desk!C5 gives desk 50 agents on Mon 1 Mar 09:00'
        >>> without_place("plans/plan.xlsx: rows for night are not used: no such name under [groups]")
        'plan.xlsx: rows for night are not used: no such name under [groups]'
        >>> without_place("channels.phone.target runs on while nobody is on duty: of the 3 h of work that wait")
        'channels.phone.target runs on while nobody is on duty: of the 3 h of work that wait'
    """
    scenario, data = _SCENARIO.match(warning), _DATA.match(warning)
    if scenario is not None:
        return warning[scenario.end() :]
    if data is not None:
        name = re.split(r"[/\\]", data["file"])[-1]
        return f"{name}{', ' if data['cell'] else ': '}{warning[data.end() :]}"
    return warning


def as_sentence(warning: str) -> str:
    """
    Return a warning without its place, with a full stop where it ends with no other.

    Examples:
        >>> as_sentence("a.toml:3:1: x.after brings customers back after 5 s; is another unit meant, such as 5 min?")
        'x.after brings customers back after 5 s; is another unit meant, such as 5 min?'
        >>> as_sentence("nobody of desk is needed")
        'nobody of desk is needed.'
    """
    told = without_place(warning)
    return told if told.endswith((".", "?", "!")) else f"{told}."

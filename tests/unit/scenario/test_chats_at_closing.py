"""Conversations that are open when a chat closes are told of where nobody is on duty for them any longer."""

import pytest

from channelmix.scenario import load

CHAT = {
    'kind = "voice"': 'kind = "chat"\nturns = 3\nreply_delay = "1 min"\npatience = "3 min"',
    'handles = ["phone"]': 'handles = ["phone"]\nconcurrency = { phone = 2 }',
}


@pytest.mark.parametrize(
    ("old", "new", "is_told"),
    [
        ("", "", True),
        ('"18:00" = 0', '"18:00" = 1', False),
        ("turns = 3", "turns = 1", False),
        ("turns = 3", 'turns = 3\nwhen_closed = "queue"', False),
    ],
)
def test_conversations_open_at_closing_are_told_only_where_nobody_stays_for_them(desk, old, new, is_told) -> None:
    path = desk(agents='{ "08:00" = 3, "18:00" = 0 }', hours='hours = { mon-fri = "08:00-18:00" }\n')
    text = path.read_text()
    for voice, chat in CHAT.items():
        text = text.replace(voice, chat)
    path.write_text(text.replace(old, new))
    assert any("leave conversations open at closing" in line for line in load(path).warnings) == is_told


@pytest.mark.parametrize(
    ("hours", "agents", "when"),
    [
        ('{ mon-fri = "08:00-24:00" }', '{ mon-fri = { "08:00" = 3 } }', "mon 24:00"),
        ('{ mon-fri = "08:00-24:00" }', '{ mon-fri = { "00:00" = 1, "00:30" = 0, "08:00" = 3 } }', "fri 24:00"),
        ('{ mon-sun = "00:00-24:00" }', '{ mon-fri = { "08:00" = 3 } }', None),
        ('{ mon-fri = ["08:00-12:00", "13:00-20:00"] }', '{ "08:00" = 3, "12:00" = 0, "13:00" = 3 }', "mon 12:00"),
        ('{ mon-fri = ["08:00-12:00", "13:00-20:00"] }', '{ "08:00" = 3, "20:00" = 1 }', None),
        ('{ mon-fri = ["08:00-12:00", "13:00-20:00"] }', '{ "13:00" = 3 }', None),
    ],
)
def test_chats_left_open_are_told_of_every_closing_at_noon_and_at_midnight_too(desk, hours, agents, when) -> None:
    path = desk(agents=agents, hours=f"hours = {hours}\n")
    text = path.read_text()
    for voice, chat in CHAT.items():
        text = text.replace(voice, chat)
    path.write_text(text)
    told = [line for line in load(path).warnings if "leave conversations open at closing" in line]
    assert [f"({when})" in line for line in told] == ([] if when is None else [True])

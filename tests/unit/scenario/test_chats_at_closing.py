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

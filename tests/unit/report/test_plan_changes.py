"""What a plan changes, in words: moves of one size together, bots, and nothing that both plans have."""

from channelmix.report.plan_moves import told_moves


def plan(*shifts: tuple[str, str, object], bot: float | None = None) -> dict[str, object]:
    channels = {"phone": {"bot": None}, "chat": {"bot": bot and {"containment": bot}}}
    return {
        "channels": channels,
        "channel_shift": [dict(zip(("from", "to", "share"), each, strict=True)) for each in shifts],
    }


def test_moves_of_one_size_to_one_channel_stand_together() -> None:
    mine = plan(("phone", "chat", 0.2), ("email", "chat", 0.2), ("letter", "chat", 0.1))
    assert told_moves([plan(), mine], 1) == ["20 % of phone, email moves to chat", "10 % of letter moves to chat"]


def test_curves_bots_and_moves_that_end_are_named_and_what_both_have_is_not() -> None:
    curved = plan(("phone", "chat", {"adoption": "nl_chat"}), bot=0.3)
    assert told_moves([plan(), curved], 1) == ["a curve moves phone to chat", "a bot resolves 30 % of chat"]
    assert told_moves([curved, curved], 1) == []
    assert told_moves([curved, plan(bot=0.3)], 1) == ["nobody changes channel"]

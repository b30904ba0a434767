"""What a plan changes, in words: moves of one size together, bots, and nothing that both plans have."""

from types import SimpleNamespace
from typing import Any

from channelmix.report.plan_changes import told_changes
from channelmix.report.plan_moves import told_moves


def plan(*shifts: tuple[str, str, object], bot: float | None = None) -> dict[str, object]:
    channels = {"phone": {"bot": None}, "chat": {"bot": bot and {"containment": bot}}}
    return {
        "channels": channels,
        "channel_shift": [dict(zip(("from", "to", "share"), each, strict=True)) for each in shifts],
    }


def test_moves_of_one_size_to_one_channel_stand_together() -> None:
    mine = plan(("phone", "chat", 0.2), ("email", "chat", 0.2), ("letter", "chat", 0.1))
    assert told_moves([plan(), mine], 1) == ["20 % of phone and email moves to chat", "10 % of letter moves to chat"]


def test_curves_bots_and_moves_that_end_are_named_and_what_both_have_is_not() -> None:
    curved = plan(("phone", "chat", {"adoption": "nl_chat"}), bot=0.3)
    assert told_moves([plan(), curved], 1) == ["a curve moves phone to chat", "a bot resolves 30 % of chat"]
    assert told_moves([curved, curved], 1) == []
    assert told_moves([curved, plan(bot=0.3)], 1) == ["nobody changes channel"]


def study(*people: dict[str, float], resolved: list[dict[str, Any]]) -> Any:
    """Return plans with so many full-time equivalents of 36 hours in each group."""

    def figure(value: float) -> dict[str, float]:
        return dict.fromkeys(("mean", "low", "high"), value)

    cases = [
        SimpleNamespace(summary={
            "groups": {name: {"paid_hours": figure(36 * fte)} for name, fte in groups.items()},
            "total": {"paid_hours": figure(36 * sum(groups.values())), "fte": figure(sum(groups.values()))},
        })
        for groups in people
    ]  # fmt: skip
    return SimpleNamespace(cases=cases, resolved=resolved)


def test_people_are_told_by_group_where_they_differ_and_groups_that_are_new_or_gone() -> None:
    before, after = {"desk": 3.0, "calls": 5.0, "post": 1.0}, {"desk": 4.0, "calls": 5.0, "chats": 1.5}
    resolved = [{"groups": {name: {"agents": 3} for name in groups}} for groups in (before, after)]
    assert told_changes(study(before, after, resolved=resolved), 1) == (
        "What it changes: 4.0 FTE in desk instead of 3.0; 1.5 FTE in chats, which is new; no post any more."
    )


def test_another_roster_of_as_many_people_is_told() -> None:
    early, late = ({"groups": {"desk": {"agents": {start: 3}}}} for start in ("08:00", "10:00"))
    plans = study({"desk": 3.0}, {"desk": 3.0}, resolved=[early, late])
    assert told_changes(plans, 1) == "What it changes: desk has another roster of as many FTE."


def test_settings_are_named_where_neither_moves_nor_people_differ_and_only_a_few_of_them() -> None:
    def with_settings(number: int, *more: str) -> dict[str, Any]:
        return {"name": f"Plan {number}", "groups": {"desk": {"shrinkage": number}},
                "channels": {"phone": dict.fromkeys(("handling", "patience", "wrap_up", *more), number)}}  # fmt: skip

    plans = study({"desk": 3.0}, {"desk": 3.0}, resolved=[with_settings(1), with_settings(2)])
    assert told_changes(plans, 1) == (
        "What it changes: shrinkage of desk; handling time of phone; patience of phone; wrap-up of phone."
    )
    plans.resolved = [with_settings(number, "lines") for number in (1, 2)]
    assert told_changes(plans, 1).endswith("handling time of phone; patience of phone; 2 changes more.")
    assert told_changes(study({"desk": 3.0}, {"desk": 3.0}, resolved=[with_settings(1)] * 2), 1) == ""

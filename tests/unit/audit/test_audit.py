"""An audit names the nearest exact model, what the scenario breaks, and notices books that do not add up."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.audit import audit
from channelmix.report.exact_page import _notes, audit_sheets
from channelmix.scenario import load
from channelmix.simulate import run

HEAD = """
schema = 1
name = "Audited"
[period]
start = 2026-03-02
days = 1
warm_up = "{warm_up}"
"""
EXP = 'distribution = "exponential"'
PHONE = f'kind = "voice"\narrivals = {{ per_hour = 60 }}\nhandling = {{ mean = "3 min", {EXP} }}\n'
LEAVES = 'patience = "2 min"\n'
EMAIL = f'kind = "deferred"\narrivals = {{ per_hour = 20 }}\nhandling = {{ mean = "3 min", {EXP} }}\n'
CHAT = f'kind = "chat"\narrivals = {{ per_hour = 12 }}\nhandling = {{ mean = "3 min", {EXP} }}\n'
SLOW = "concurrency = { chat = 3 }\nslowdown = [1.0, 1.2, 1.5]"
PROFILE = '[profiles.day]\n"08:00" = 1\n"10:00" = 2\n"14:00" = 1\n"20:00" = 0\n'
OF_THE_DAY = 'per_day = 900, profile = "day"'


def team(agents, handles='["phone"]', more=""):
    return {"team": f"handles = {handles}\nagents = {agents}\n{more}"}


TEAM = team(5)
TWO = team(6, '["phone", "email"]')
ONE_RANK = team(6, '[["phone", "email"]]')


@pytest.fixture
def audited(tmp_path):
    def of(channels: dict[str, str], groups: dict[str, str], *, tables="", replications=2, warm_up="2 h"):
        text = HEAD.format(warm_up=warm_up) + tables
        text += "".join(f"[channels.{name}]\n{lines}\n" for name, lines in channels.items())
        text += "".join(f"[groups.{name}]\n{lines}\n" for name, lines in groups.items())
        (tmp_path / "audited.toml").write_text(text)
        played = run(load(tmp_path / "audited.toml"), replications=replications)
        return played, audit(played)

    return of


def handled(how, per_hour=60, more=""):
    return {"phone": f'kind = "voice"\narrivals = {{ per_hour = {per_hour} }}\nhandling = {how}\n{more}'}


MODELS = [
    ("Erlang C (M/M/n)", {"phone": PHONE}, TEAM),
    ("Erlang A (M/M/n+M)", {"phone": PHONE + LEAVES}, team(4)),
    ("M/M/n+G", {"phone": f'{PHONE}patience = {{ mean = "2 min", cv = 1.5 }}'}, team(4)),
    ("M/M/n+G", {"phone": PHONE + LEAVES, "email": EMAIL}, ONE_RANK),
    ("finite lines (M/M/c/K)", {"phone": f"{PHONE}lines = 6"}, team(4)),
    ("finite lines (M/M/c/K)", handled('"3 min"', more="lines = 4"), team(4)),
    (
        "retrials",
        {"phone": f"{PHONE}lines = 4\nredial = {{ share = 0.6, after = {{ mean = '2 min', {EXP} }} }}"},
        team(4),
    ),
    ("ranks (Cobham)", {"phone": PHONE, "email": EMAIL}, TWO),
    ("ranks (Cobham)", handled('"3 min"', per_hour=8), team(1)),
    ("constant handling (M/D/n)", handled('{ mean = "3 min", distribution = "deterministic" }'), TEAM),
    ("limited processor sharing", {"chat": CHAT}, team(1, '["chat"]', SLOW)),
]


@pytest.mark.parametrize(("model", "channels", "groups"), MODELS, ids=[model for model, _, _ in MODELS])
def test_a_scenario_that_is_a_model_is_put_beside_it_and_agrees(audited, model, channels, groups):
    _, found = audited(channels, groups, replications=4, warm_up="4 h")
    assert [each.model for each in found.comparisons] == [model] * len(channels)
    for each in found.comparisons:
        assert each.broken == ()
        assert {figure.name for figure in each.figures} >= {"wait_mean_s", "occupancy"}
        assert all(abs(figure.z) < 4 for figure in each.figures if figure.z is not None)
        assert any(figure.z is not None for figure in each.figures)
    assert found.holds, [check.text for check in found.checks if not check.holds]


def test_longer_calls_than_the_model_is_told_lie_far_from_it(audited):
    """Control: a run of other calls than those of the scenario that is audited."""
    slower, _ = audited({"phone": PHONE.replace("3 min", "4.4 min")}, TEAM, replications=6)
    stated, _ = audited({"phone": PHONE}, TEAM, replications=6)
    found = audit(replace(slower, loaded=stated.loaded))
    assert max(abs(figure.z) for figure in found.comparisons[0].figures if figure.z is not None) > 4


BREAKS = {
    "phone: handling is lognormal (cv 1.3)": ({"phone": PHONE.replace(EXP, "cv = 1.3")}, TEAM, ""),
    "arrivals change over the period": ({"phone": PHONE.replace("per_hour = 60", OF_THE_DAY)}, team(9), PROFILE),
    "agents change over the period": ({"phone": PHONE}, team('{ "00:00" = 4, "12:00" = 5 }'), ""),
    "volumes differ from day to day (day_factor cv 0.1)": (
        {"phone": PHONE}, TEAM, "[demand]\nday_factor = { cv = 0.1, shared = 0 }\n",
    ),
    "phone: customers who gave up try again": (
        {"phone": f'{PHONE}{LEAVES}redial = {{ share = 0.5, after = "9 min" }}'}, TEAM, "",
    ),
    "channels have ranks; the model serves first come first": ({"phone": PHONE + LEAVES, "email": EMAIL}, TWO, ""),
    "agents have different skills: team (phone, email), inbox (email)": (
        {"phone": PHONE, "email": EMAIL}, TWO | {"inbox": 'handles = ["email"]\nagents = 1'}, "",
    ),
    "several agents slow down": ({"chat": CHAT}, team(2, '["chat"]', SLOW), ""),
    "agents hold different numbers of contacts (phone 1, chat 3)": (
        {"phone": PHONE, "chat": CHAT}, team(6, '[["phone", "chat"]]', SLOW), "",
    ),
    "chat: contacts take 3 turns": (
        {"chat": f'{CHAT}turns = 3\nreply_delay = "1 min"'}, team(4, '["chat"]', SLOW), "",
    ),
    "channels of one line have different handling times": (
        {"phone": PHONE, "email": EMAIL.replace("3 min", "4.4 min")}, TWO, "",
    ),
    "nobody leaves: the model's line grows without end": ({"phone": PHONE}, team(3), ""),
}  # fmt: skip


@pytest.mark.parametrize("words", BREAKS)
def test_an_assumption_that_a_scenario_breaks_is_named_in_words_and_no_z_score_is_given(audited, words):
    channels, groups, tables = BREAKS[words]
    _, found = audited(channels, groups, tables=tables, replications=1)
    assert all(any(words in reason for reason in each.broken) for each in found.comparisons), found.comparisons[
        0
    ].broken
    assert all(figure.z is None for each in found.comparisons for figure in each.figures)
    assert found.holds, [check.text for check in found.checks if not check.holds]


def test_a_day_that_changes_is_taken_interval_by_interval_and_comes_near(audited):
    phone = PHONE.replace("per_hour = 60", OF_THE_DAY) + LEAVES
    agents = team('{ "08:00" = 5, "10:00" = 8, "14:00" = 5, "20:30" = 0 }')
    _, found = audited({"phone": phone}, agents, tables=PROFILE, replications=5)
    (phone_line,) = found.comparisons
    assert "modified offered load" in phone_line.taken
    figures = {figure.name: figure for figure in phone_line.figures}
    assert figures["abandoned_share"].model == pytest.approx(figures["abandoned_share"].simulated.value, rel=0.25)
    assert figures["occupancy"].model == pytest.approx(figures["occupancy"].simulated.value, rel=0.05)
    assert phone_line.agents == pytest.approx((2 * 5 + 4 * 8 + 6.5 * 5) / 12.5), (
        "the night, without agents, is left out"
    )
    (line, *_) = _notes(phone_line.as_dict())
    assert f"load {phone_line.load:.4g} for 5.96 agents on average while anybody is on duty" in line


def failing(found):
    return [(check.law, check.place) for check in found.checks if not check.holds]


def tampered(played, part, name, change):
    """Return a run one of whose counts is wrong in its first replication."""
    columns = {key: values.copy() for key, values in getattr(played.counts, part).items()}
    columns[name][0] += change
    return replace(played, counts=replace(played.counts, **{part: columns}))


@pytest.mark.parametrize(
    ("part", "name", "change", "law"),
    [
        ("channels", "waited", 1, ("littles_law", "phone")),
        ("channels", "abandoned", -1, ("flow_balance", "phone")),
        ("channels", "offered", 1, ("flow_balance", "phone")),
        ("groups", "used", 1, ("occupancy", "team")),
        ("groups", "busy", -1, ("occupancy", "team")),
        ("groups", "on_duty", -(10**12), ("occupancy", "team")),
    ],
)
def test_books_that_are_off_by_one_are_noticed(audited, part, name, change, law):
    """Control: one microsecond, one contact; nothing else changes."""
    played, found = audited({"phone": f'{PHONE}patience = "2 min"\nwrap_up = "20 s"'}, TEAM, replications=1)
    assert failing(found) == []
    assert failing(audit(tampered(played, part, name, np.int64(change)))) == [law]


OPEN = 'hours = { mon = "08:00-20:00" }\n'
WHOLE_LIFE = {
    "phone": f'{PHONE}{LEAVES}{OPEN}wrap_up = "20 s"\nredial = {{ share = 0.4, after = "10 min" }}',
    "chat": f'{CHAT}{OPEN}patience = "4 min"\nturns = 3\nreply_delay = "1 min"',
    "whatsapp": f"""kind = "messaging"\n{OPEN}arrivals = {{ per_hour = 9 }}
        handling = "4 min"\nturns = 2\nreply_delay = "9 min"\ninactive_after = "3 min"
        bot = {{ containment = 0.3, time = "45 s" }}""",
    "email": f'{EMAIL}unresolved = {{ share = 0.2, after = "2 h" }}\nhours = {{ mon = "09:00-17:00" }}',
}
LIVE = """handles = ["phone", "chat"]
    agents = { mon = { "08:00" = 5, "20:00" = 0 } }
    concurrency = { chat = 2 }
    slowdown = [1.0, 1.3]"""
DESK = """handles = ["whatsapp", "email"]
    agents = { mon = { "08:00" = 3, "18:00" = 0 } }
    concurrency = { whatsapp = 3 }"""
BOTH = """handles = [["phone", "email"], "whatsapp"]
    agents = 1
    interruptible = ["email"]
    concurrency = { whatsapp = 2 }
    speed = { phone = 1.2 }"""


def test_the_books_of_a_whole_life_add_up_over_closed_nights_turns_wrap_up_slow_down_and_interruption(audited):
    _, found = audited(WHOLE_LIFE, {"live": LIVE, "desk": DESK, "both": BOTH}, warm_up="12 h", replications=1)
    assert [check.text for check in found.checks if not check.holds] == []
    assert len(found.checks) == 2 * 4 + 3


RARE = {
    "phone": f"""{PHONE}{LEAVES}{OPEN}lines = 9\nredial = {{ share = 0.4, after = "10 min" }}
        callback = {{ after = "30 s", share = 0.5, within = "2 h" }}
        transfer = {{ share = 0.2, to = "both", handling = "6 min" }}
        groups = ["live", {{ group = "desk", after = "30 s" }}]""",
    "chat": f"""{CHAT}{OPEN}patience = "1 min"\nsilent = 0.5\nsilent_time = "40 s"
        turns = 3\nreply_delay = "1 min"\nresponse_patience = "3 min"
        overflow = {{ after = "2 min", to = "email" }}""",
    "email": f'''{EMAIL}hours = {{ mon = "09:00-17:00" }}\ntarget = {{ share = 0.8, within = "1 h", clock = "hours" }}
        late = {{ share = 0.3, after = "5 min", to = "phone" }}\ndiscipline = "due"''',
}
RARE_LIVE = """handles = ["phone", "chat"]
    agents = { mon = { "08:00" = 3, "20:00" = 0 } }
    concurrency = { chat = 3 }
    slowdown = [1.0, 1.2, 1.5]
    drain = ["phone"]"""
RARE_DESK = """handles = ["email", "phone"]
    agents = { mon = { "08:00" = 2, "18:00" = 0 } }
    interruptible = ["email"]"""
RARE_BOTH = 'handles = ["phone", "email"]\nagents = 1\nspeed = { email = 1.3 }'


def test_the_books_of_the_rarer_rules_add_up_as_well(audited):
    """Calls back, transfer, silent leaving, overflow, chasing, due order, draining, interruption, further groups."""
    groups = {"live": RARE_LIVE, "desk": RARE_DESK, "both": RARE_BOTH}
    _, found = audited(RARE, groups, warm_up="12 h", replications=1)
    assert [check.text for check in found.checks if not check.holds] == []
    assert len(found.comparisons[0].broken) > 15


def test_the_tables_show_exact_beside_simulated_and_the_laws_with_their_numbers(audited):
    _, found = audited({"phone": f'{PHONE}patience = "2 min"'}, TEAM)
    beside, books = audit_sheets(found.as_dict())
    assert beside.rows[0].label == "phone, abandoned"
    assert beside.rows[0].cells[2].text.endswith("standard errors")
    assert "all its assumptions hold" in beside.notes[0]
    assert [row.cells[0].text for row in books.rows] == ["holds"] * 3
    assert "an hour ×" in books.rows[0].cells[2].text

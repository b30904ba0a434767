"""Sweeps in Python: the same figures whoever plays, strategies as files, tidy tables of what a sweep answers."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import channelmix as cm
from channelmix.errors import InputError, ScenarioError
from channelmix.report.kept_price import NOT_SETTINGS
from channelmix.simulate.simulation import Simulation
from channelmix.sweep import Strategies

DESK = """\
schema = 1
name = "Desk"

[period]
start = 2024-03-04
days = 1
warm_up = "0 s"

[run]
replications = 4

[channels.phone]
hours = { mon-fri = "09:00-12:00" }
arrivals = { per_hour = 60 }
handling = "4 min"
patience = "3 min"
target = { share = 0.80, within = "20 s" }

[channels.email]
kind = "deferred"
hours = { mon-fri = "09:00-12:00" }
when_closed = "reject"
handling = "4 min"
target = { share = 0.90, within = "1 h" }

[groups.desk]
handles = ["phone", "email"]
agents = { "09:00" = 4, "12:00" = 0 }
cost_per_hour = 30
"""
SHIFTED = """\
schema = 1
base = "desk.toml"
name = "Shifted"
[[channel_shift]]
from = "phone"
to = "email"
share = 0.2
"""
AGENTS = "groups.desk.agents"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "desk.toml").write_text(DESK.replace("[channels.phone]\n", '[channels.phone]\nkind = "voice"\n'))
    (tmp_path / "shifted.toml").write_text(SHIFTED)
    return [tmp_path / "desk.toml", tmp_path / "shifted.toml"]


def test_the_bytes_are_the_same_whoever_plays(files):
    vary = [f"{AGENTS}=3..7"]
    alone = cm.sweep(files, vary=vary).json()
    assert cm.sweep(files, vary=vary, workers=2, engine="fast").json() == alone
    with ThreadPoolExecutor(2) as executor:
        assert cm.sweep(files, vary=vary, executor=executor).json() == alone


def test_trials_are_played_at_once_where_there_are_many_and_shared_out_where_there_are_few(files, monkeypatch):
    names: dict[int, set[str]] = {}
    play = Simulation.play

    def noted(self, number):
        names.setdefault(id(self.operation), set()).add(threading.current_thread().name)
        return play(self, number)

    monkeypatch.setattr(Simulation, "play", noted)
    swept = cm.sweep(files[0], vary=[f"{AGENTS}=3..10"], workers=2, engine="fast")
    assert len({name for mine in names.values() for name in mine}) >= 2
    assert [len(names[id(trial.run.simulation.operation)]) for trial in swept.trials[1:]] == [1] * 7


def test_progress_of_trials_at_once_is_told_as_one(files):
    told: list[tuple[int, int]] = []
    cm.sweep(files[0], vary=[f"{AGENTS}=3..10"], workers=2, engine="fast", progress=lambda *at: told.append(at))
    assert sorted(told) == told
    assert told[-1] == (32, 32)


def test_a_mistake_at_one_point_ends_all(files):
    with pytest.raises(ScenarioError, match="agents"):
        cm.sweep(files[0], vary=[f"{AGENTS}=3,4,5,6,7,-1"], workers=2, engine="fast")


def test_a_key_may_speak_of_all_entries_of_a_list_and_means_nothing_where_there_are_none(files):
    swept = cm.sweep(files, vary=["channel_shift[*].share=0.1,0.3"])
    desk, shifted = (
        [trial.run.summary["channels"]["phone"]["offered"]["mean"] for trial in swept.trials[place::2]]
        for place in (0, 1)
    )
    assert desk[0] == desk[1]
    assert shifted[0] > shifted[1]
    with pytest.raises(InputError, match=r"--vary money\[\*\].currency: money is no list of tables"):
        Strategies([str(files[0])]).loaded(str(files[0]), {"money[*].currency": "EUR"})


def test_trials_of_which_nothing_differs_are_played_once(files, monkeypatch):
    played = []
    play = Simulation.play
    monkeypatch.setattr(Simulation, "play", lambda self, number: (played.append(number), play(self, number))[1])
    cm.sweep(files[0], vary=[f"{AGENTS}=4,4,4"])
    assert sorted(played) == [0, 1, 2, 3]


def test_a_sweep_that_would_change_nothing_is_refused(files):
    with pytest.raises(InputError, match=r"changes nothing, since no scenario has any channel_shift"):
        cm.sweep(files[0], vary=["channel_shift[*].share=0.1,0.2"])


def test_a_key_of_a_group_that_is_not_there_is_told_with_those_that_are(files):
    with pytest.raises(ScenarioError, match=r"--vary groups.dusk.agents: speaks of no group there is .*there are desk"):
        cm.sweep(files[0], vary=["groups.dusk.agents=2,3"])


def test_what_a_sweep_answers_comes_as_tidy_tables(files):
    swept = cm.sweep(files, vary=[f"{AGENTS}=3..6"])
    table = swept.table("phone.service_level")
    assert list(table.columns) == ["strategy", "point", AGENTS, "mean", "low", "high"]
    assert len(table) == 8
    prices = swept.prices("phone.service_level")
    assert set(prices.columns) - set(NOT_SETTINGS) == {AGENTS}, "a page lists the others as settings"
    assert prices["reached"].is_monotonic_increasing
    assert prices["cost_per_year"].is_monotonic_increasing
    best = swept.best("phone.service_level")
    assert list(best[AGENTS]) == [3, 4, 5, 6]
    assert set(best.columns) == {AGENTS, "strategy", "probability_best", "mean", "low", "high"}
    one = cm.sweep(files[0], vary=[f"{AGENTS}=3..5", "channels.phone.patience=2 min,4 min"], design="one")
    assert list(one.tornado("phone.service_level")["key"]) == [AGENTS, "channels.phone.patience"]
    with pytest.raises(InputError, match="neither more nor less"):
        swept.table("phone.offered")


def test_what_would_change_the_ranking_comes_first(files):
    vary = ["channel_shift[*].share=0.1,0.3", "channels.phone.target.within=20 s,30 s"]
    swept = cm.sweep(files, vary=vary, design="one", replications=6)
    leader, swings = swept.margins("phone.service_level")
    best = swept.table("phone.service_level").query("point == 1").set_index("strategy")["mean"]
    assert leader == best.idxmax()
    assert {swing.key for swing in swings} == {axis.partition("=")[0] for axis in vary}
    assert [swing.changes[0].mean for swing in swings] == sorted(swing.changes[0].mean for swing in swings)
    (worst,) = [swing for swing in swings if swing.key == "channel_shift[*].share"]
    table = swept.table("phone.service_level")
    here = table[table["channel_shift[*].share"] == worst.values[0]].set_index("strategy")["mean"]
    assert worst.changes[0].mean == pytest.approx(here.pop(leader) - here.item())
    cheapest, _ = swept.margins("total.cost_per_contact")
    costs = swept.table("total.cost_per_contact").query("point == 1").set_index("strategy")["mean"]
    assert cheapest == costs.idxmin()


def test_scenarios_must_be_there_and_unlike_each_other(files):
    with pytest.raises(InputError, match="needs a scenario"):
        cm.sweep([], vary=["a=1..2"])
    with pytest.raises(InputError, match="unlike each other"):
        cm.sweep([files[0], files[0]], vary=["a=1..2"])


def test_a_step_of_the_price_within_the_noise_is_not_called_sure(files):
    swept = cm.sweep(files[0], vary=["groups.desk.agents=2,4,9,10"], replications=8)
    steps = {step.trial.point["groups.desk.agents"]: step.surely_more for step in swept.steps("phone.service_level")}
    assert steps[2] is None
    assert steps[4] is True
    assert steps[10] is False, "with nine agents hardly anybody waits"


def test_strategies_of_two_currencies_are_refused(files, tmp_path):
    other = tmp_path / "dollars.toml"
    other.write_text(f'schema = 1\nbase = "{files[0].name}"\n[money]\ncurrency = "USD"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"must have one money\.currency"):
        cm.sweep([files[0], other], vary=[f"{AGENTS}=3,4"])


def test_hours_without_a_price_are_no_step_of_a_price(files, tmp_path):
    free = tmp_path / "free.toml"
    text = f'schema = 1\nbase = "{files[0].name}"\n[groups.desk]\ncost_per_hour = 0\n'
    free.write_text(text, encoding="utf-8")
    swept = cm.sweep([files[0], free], vary=[f"{AGENTS}=3,4"])
    assert {step.trial.strategy for step in swept.steps()} == {str(files[0])}


def test_settings_that_play_no_role_in_a_strategy_have_no_value_in_its_price(files):
    files[1].write_text(f"{SHIFTED}[channels.email]\ncost_per_contact = 0.1\n", encoding="utf-8")
    swept = cm.sweep(files, vary=["channel_shift[*].share=0.1,0.3", f"{AGENTS}=3,4"])
    prices = swept.prices().set_index("strategy")["channel_shift[*].share"]
    assert prices[[str(files[0])]].isna().all()
    assert prices[[str(files[1])]].notna().all()
    mine = [trial.settings for trial in swept.trials if trial.strategy == str(files[0])]
    assert mine == [{AGENTS: 3}, {AGENTS: 4}, {AGENTS: 3}, {AGENTS: 4}]

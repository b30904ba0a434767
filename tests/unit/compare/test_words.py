"""Sentences for managers: never a word more than the figures."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channelmix.compare.comparison import verdict_of
from channelmix.report.managers import choice, price_in_service, sentences
from channelmix.results import Estimate


def change(mean, low, high):
    return {
        "mean": mean, "low": low, "high": high, "verdict": verdict_of(Estimate(mean, low, high)),
        "low_together": low, "high_together": high, "verdict_together": verdict_of(Estimate(mean, low, high)),
    }  # fmt: skip


def case(name):
    target = SimpleNamespace(within="20 s", share=0.8, clock="wall")
    channel = SimpleNamespace(target=target, response_target=None, measured_to="start", hours=None, arrivals=None,
                              overflow=None, when_closed="reject")  # fmt: skip
    period = SimpleNamespace(start=date(2024, 1, 1), closed_on=(), special_days=())
    scenario = SimpleNamespace(channels={"phone": channel}, channel_shift=(), period=period, events=())
    return SimpleNamespace(name=name, scenario=scenario, currency="EUR")


def sentence(level, cost):
    difference = {
        "same_period": True,
        "channels": {"phone": {"service_level": level}},
        "total": {"cost_per_year": cost},
    }
    (text,) = sentences([case("A"), case("B")], [difference])
    return text


def test_what_is_sure_is_told_with_its_size_and_interval():
    text = sentence(change(0.061, 0.04, 0.082), change(41_000.0, 38_000.0, 44_000.0))
    assert text == (
        "B against A: 6.1 points more of phone answered within 20 s (4.0 to 8.2), "
        "41,000 EUR a year more (38,000 to 44,000) (sure at 95 %)."
    )


def test_a_channel_without_a_promise_is_told_by_its_mean_wait():
    waits = {"service_level": change(None, None, None), "wait_mean_s": change(-12.0, -20.0, -4.0)}
    difference = {"same_period": True, "channels": {"phone": waits}, "total": {}}
    (text,) = sentences([case("A"), case("B")], [difference])
    assert text == "B against A: 12 s less mean wait for an agent in phone (4 to 20) (sure at 95 %)."


def test_what_is_not_sure_is_called_so():
    text = sentence(change(0.01, -0.01, 0.03), change(-500.0, -600.0, -400.0))
    assert "not sure: +1.0 pt of phone answered within 20 s (−1.0 to +3.0)" in text
    assert "500 EUR a year less (400 to 600)" in text


@settings(max_examples=60, deadline=None)
@given(st.floats(-0.5, 0.5), st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_and_less_are_said_only_where_the_interval_excludes_no_change(mean, below, above):
    low, high = mean - below, mean + above
    text = sentence(change(mean, low, high), change(None, None, None))
    said = text.partition("; not sure")[0] if "(sure" in text else ""
    is_worth_a_word = "no change worth naming" not in said
    assert is_worth_a_word or abs(mean) < 0.0006
    assert ("points more" in said) == (low > 0 and is_worth_a_word)
    assert ("points less" in said) == (high < 0 and is_worth_a_word)


def test_a_difference_that_rounds_to_nothing_is_no_news_however_sure():
    text = sentence(change(0.0002, 0.0001, 0.0003), change(0.2, 0.1, 0.3))
    assert text == (
        "B against A: no change worth naming of phone answered within 20 s, no change worth naming in cost "
        "(sure at 95 %)."
    )


def test_no_probability_is_called_certain():
    rows = [
        {"scenario": "A", "probability_best": 1.0, "best_in_share_of_replications": 1.0},
        {"scenario": "B", "probability_best": 0.0, "best_in_share_of_replications": 0.0},
    ]
    (line,) = choice({"ranking": {"phone.service_level": rows}})
    assert line == "Best in service level of phone: A, with probability above 99.9 %; in 100 % of the replications."


@pytest.mark.parametrize(
    ("surely", "word"), [(True, "surely beaten by A"), (False, "beaten by A by the means, not surely")]
)
def test_it_is_told_how_surely_a_scenario_is_beaten(surely, word):
    share = {"mean": 0.8, "low": 0.7, "high": 0.9}
    row = {
        "scenario": "A",
        "cost_per_year": share,
        "kept_share": share,
        "on_front": True,
        "beaten_by": None,
        "surely": False,
    }
    beaten = {**row, "scenario": "B", "on_front": False, "beaten_by": "A", "surely": surely}
    assert any(word in line for line in choice({"front": [row, beaten]}))


def test_a_plan_that_alone_meets_all_targets_is_told_to_do_so_when_it_is_called_beaten():
    share = {"mean": 0.8, "low": 0.7, "high": 0.9}
    row = {
        "scenario": "A",
        "cost_per_year": share,
        "kept_share": share,
        "on_front": True,
        "beaten_by": None,
        "surely": False,
    }
    beaten = {**row, "scenario": "B", "on_front": False, "beaten_by": "A", "surely": True}
    told = "But only B surely meets all targets, A does not."
    assert told in choice({"front": [row, beaten]}, ["B"])
    assert told not in choice({"front": [row, beaten]}, ["A", "B"])
    assert told not in choice({"front": [row, beaten]})


def test_a_cheaper_plan_is_told_with_its_price_in_service_where_that_is_sure():
    difference = {"channels": {"phone": {"service_level": change(-0.05, -0.06, -0.04)}}}
    told = price_in_service(case("B"), case("A"), difference)
    assert told == "Its price in service, sure at 95 %: 5.0 points less of phone answered within 20 s (4.0 to 6.0)."
    difference["channels"]["phone"]["service_level"] = change(-0.05, -0.16, 0.06)
    assert "surely loses" in price_in_service(case("B"), case("A"), difference)


def test_longer_waits_and_a_channel_that_is_gone_are_a_price_though_every_level_is_kept():
    kept = {"service_level": change(0.01, -0.01, 0.03)}
    difference = {"channels": {"phone": kept}}
    said = "No channel of both plans surely loses service level, "
    assert price_in_service(case("B"), case("A"), difference) == (f"{said}and in none do customers surely wait longer.")
    kept["wait_mean_s"] = change(6600.0, 6000.0, 7200.0)
    first = case("A")
    first.scenario.channels["chat"] = first.scenario.channels["phone"]
    assert price_in_service(case("B"), first, difference) == (
        f"{said}but it has a price: 1.8 h more mean wait for an agent in phone (1.7 to 2.0); no chat any more."
    )

"""From counts to printed figures: names, formulas and money, on replications written down by hand."""

import numpy as np
import pytest

from channelmix.engine.inputs import SECOND, Outcome
from channelmix.simulate.counts import add_up
from channelmix.simulate.figures import Prices, all_figures
from channelmix.simulate.intervals import interval_table
from channelmix.simulate.tallies import BY_OUTCOME, tally

HOUR = 3600 * SECOND
CHANNEL_FIGURES = [
    "offered", *BY_OUTCOME, "first_attempts", "abandoned_share", "service_level", "response_level", "asa_s",
    "wait_mean_s", "wait_p50_s", "wait_p90_s", "wait_p95_s", "delayed_share", "handling_mean_s", "resolution_mean_s",
    "backlog_end", "backlog_max", "oldest_max_s", "cost",
]  # fmt: skip


def served(make, at, wait, work=60, **more):
    return make.life(at, Outcome.ANSWERED, turns=[(at + wait, at + wait + work)], ended=at + wait + work, **more)


def replication(make, lives, *, on_duty=(0, 0, 0, 0), busy=(0, 0, 0, 0), **promises):
    operation = make.operation()
    contacts, outcomes = make.played(operation, lives)
    outcomes.on_duty[0], outcomes.busy[0], outcomes.used[0] = on_duty, busy, busy
    return tally(operation, contacts, outcomes, make.promises(**promises))


@pytest.fixture
def counts(make):
    """Two replications: 1 of 2 in time, and 3 of 4; 2 agents, then 1; the bot has met one contact."""
    first = [served(make, 0, 10), make.life(5, Outcome.ABANDONED, ended=55)]
    second = [
        served(make, 0, 0, bot=0, joined=0),
        served(make, 0, 20),
        served(make, 2000, 5, wrap_up=30),
        served(make, 2000, 30),
    ]
    half = HOUR // 2
    return add_up(
        [
            replication(make, first, on_duty=[2 * half] * 4, busy=[half] * 4),
            replication(make, second, on_duty=[half] * 4, busy=[half, 0, 0, 0]),
        ]
    )


def prices(**changes):
    plain = {
        "per_answered": np.array([[0.5]]),
        "per_bot_contact": np.array([0.2]),
        "per_message": np.array([[0.1]]),
        "per_template": np.array([[0.0]]),
        "per_month": np.array([30.4375]),
        "per_paid_hour": np.array([30.0]),
        "shrinkage": np.array([0.25]),
        "days": 7,
        "paid_hours_per_fte": 36 * 46.0,
    }
    return Prices(**(plain | changes))


@pytest.fixture
def figures(counts):
    return all_figures(
        counts, prices(), channels=["phone"], groups=["front"], capacity=np.array([2]), formulas=["offered"]
    )


def test_all_figures_of_a_channel_stand_in_the_order_of_the_design(figures):
    assert list(figures.channels["phone"]) == CHANNEL_FIGURES


def test_ratios_are_ratios_of_sums_over_replications(figures):
    phone = figures.channels["phone"]
    assert phone["service_level"].value == pytest.approx(4 / 6)
    assert phone["abandoned_share"].value == pytest.approx(1 / 6)
    assert phone["asa_s"].value == pytest.approx(65 / 5)
    assert phone["wait_mean_s"].value == pytest.approx(115 / 6)
    assert phone["delayed_share"].value == pytest.approx(5 / 6)
    assert phone["handling_mean_s"].value == pytest.approx(66)


def test_counts_and_backlogs_are_means_over_replications(figures):
    phone = figures.channels["phone"]
    assert (phone["offered"].value, phone["answered"].value) == (3.0, 2.5)
    assert phone["backlog_max"].value == 2.0
    assert phone["oldest_max_s"].value == (50 + 30) / 2


def test_quantiles_are_those_of_all_contacts_together(figures):
    assert figures.channels["phone"]["wait_p50_s"].value == 10.0
    assert figures.channels["phone"]["wait_p95_s"].value == 50.0


def test_money_of_a_channel_adds_contacts_bots_messages_and_months(figures):
    per_replication = np.array([0.5 + 0.1, 4 * 0.5 + 0.2 + 4 * 0.1]) + 7
    assert figures.channels["phone"]["cost"].value == pytest.approx(per_replication.mean())


def test_hours_of_a_group_are_paid_with_their_shrinkage(figures):
    front = figures.groups["front"]
    assert list(front) == ["occupancy", "load", "staffed_hours", "paid_hours", "overtime_hours", "cost"]
    assert front["occupancy"].value == pytest.approx((2 + 0.5) / (4 + 2))
    assert front["load"].value == pytest.approx((2 + 0.5) / (4 + 2) / 2)
    assert front["staffed_hours"].value == 3.0
    assert front["paid_hours"].value == pytest.approx(4.0)
    assert front["cost"].value == pytest.approx(120.0)


def test_the_total_scales_the_period_to_a_year(figures):
    total = figures.total
    assert list(total) == ["cost", "cost_per_contact", "cost_per_year", "paid_hours", "fte"]
    channel = np.mean([0.6, 2.6]) + 7
    assert total["cost"].value == pytest.approx(120 + channel)
    assert total["cost_per_contact"].value == pytest.approx((120 + channel) / 2.5)
    assert total["cost_per_year"].value == pytest.approx((120 + channel) * 365.25 / 7)
    assert total["fte"].value == pytest.approx(4.0 * 52.1786 / (36 * 46))


def test_without_a_target_both_service_levels_are_null(make):
    counts = add_up([replication(make, [served(make, 0, 0)], formula=None)] * 3)
    formulas = [None]
    found = all_figures(counts, prices(), channels=["a"], groups=["b"], capacity=np.array([1]), formulas=formulas)
    assert found.channels["a"]["service_level"].value is None
    assert found.channels["a"]["response_level"].value is None


def test_adding_up_in_parts_does_not_depend_on_what_was_played_first(make):
    many = [replication(make, [served(make, 0, number)]) for number in range(45)]
    once, again = add_up(iter(many)), add_up(many)
    assert np.array_equal(once.channels["waited"], again.channels["waited"])
    assert [part.total for part in once.waits[0]] == [3] * 5 + [2] * 15


def test_interval_rows_are_means_and_keep_both_accounts(counts):
    table = interval_table(
        counts, starts=["09:00", "09:30", "10:00", "10:30"], channels=["phone"], groups=["front"],
        capacity=np.array([1]), grid=np.arange(2, 7) * HOUR // 2,
    )  # fmt: skip
    assert table["kind"] == ["channel"] * 4 + ["group"] * 4
    assert table["offered"][:4] == [2.0, 1.0, 0.0, 0.0]
    assert table["service_level"][:4] == [0.75, 0.5, None, None]
    assert table["done_started"][:4] == [1.5, 1.0, 0.0, 0.0]
    assert table["agents"] == [None] * 4 + [1.5] * 4
    assert table["occupancy"][4:] == [pytest.approx(2 / 3), *[pytest.approx(1 / 3)] * 3]

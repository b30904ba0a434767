"""Control variates: known means are right, intervals narrow by the gain told, and still hold the truth."""

import math

import numpy as np
import pytest

from channelmix.engine.inputs import SECOND
from channelmix.scenario.model import Scenario
from channelmix.simulate import run
from channelmix.simulate.prepare import prepare
from channelmix.simulate.tallies import first_work

BUSY = {
    "schema": 1,
    "name": "busy",
    "demand": {"day_factor": {"cv": 0.1, "shared": 0.5}},
    "channels": {
        "phone": {
            "kind": "voice",
            "hours": {"mon-fri": "08:00-18:00"},
            "arrivals": {"per_day": 120},
            "handling": {"mean": "4 min", "cv": 1.2},
            "wrap_up": "30 s",
            "target": {"share": 0.8, "within": "20 s"},
            "unresolved": {"share": 0.2, "after": "1 h", "to": "phone"},
        },
        "whatsapp": {
            "kind": "messaging",
            "arrivals": {"per_day": 60},
            "turns": {"mean": 3},
            "handling": {"distribution": "triangular", "low": "1 min", "mode": "2 min", "high": "6 min"},
            "reply_delay": "2 min",
            "inactive_after": "5 min",
        },
        "email": {"kind": "deferred", "arrivals": {"per_day": 30}, "handling": "5 min"},
    },
    "groups": {
        "desk": {"handles": ["phone", "whatsapp", "email"], "agents": 12, "concurrency": {"whatsapp": 3}}
    },
    "channel_shift": (
        {"from": "phone", "to": "whatsapp", "share": 0.2, "ratio": 1.3, "induced": 0.1},
        {"from": "phone", "to": "email", "share": 0.1, "ratio": 0.5},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def busy():
    from datetime import date, datetime

    events = (
        {"at": datetime(2024, 3, 4, 10), "lasts": "2 h", "multiply": {"phone": 2.0, "whatsapp": 0.5}},
        {"at": datetime(2024, 3, 5, 9), "lasts": "3 h", "multiply": {"phone": 0.4}},
    )
    period = {"start": date(2024, 3, 4), "days": 2, "warm_up": "1 days"}
    return prepare(Scenario.model_validate({**BUSY, "period": period, "events": events}), seed=11)


@pytest.fixture(scope="module")
def drawn(busy):
    """First attempts and their work by channel, of many replications."""
    operation = busy.operation
    contacts = [busy.population.contacts(11, number, operation.count_until) for number in range(300)]
    came = [
        np.bincount(each.channel[: each.first][each.arrival[: each.first] >= operation.count_from], minlength=3)
        for each in contacts
    ]
    return np.array(came), np.array([first_work(operation, each) for each in contacts])


def distances(values, means):
    """Return by how many standard errors the means of columns differ from known ones."""
    errors = values.std(axis=0, ddof=1) / math.sqrt(len(values))
    return np.abs(values.mean(axis=0) - means) / errors


def test_known_numbers_and_work_are_the_means_of_what_is_drawn(busy, drawn):
    """Through shifts that split, merge and invite, events that add and keep away, and several turns."""
    known = busy.population.known_means(busy.operation.count_from, busy.operation.count_until)
    came, work = drawn
    assert distances(came, [each.first_attempts for each in known]).max() < 4
    assert distances(work, [each.work for each in known]).max() < 4


def test_this_check_notices_three_per_cent_fewer_customers(busy, drawn):
    known = busy.population.known_means(busy.operation.count_from, busy.operation.count_until)
    assert distances(drawn[0], [0.97 * each.first_attempts for each in known]).max() > 4


def test_work_of_first_attempts_is_their_turns_and_wrap_up(make):
    operation = make.operation()
    contacts, _ = make.played(
        operation, [make.life(-10, 0, wrap_up=9), make.life(5, 0, wrap_up=3), make.life(10, 0, turns=((1, 2), (3, 4)))]
    )
    contacts.work[:] = np.array([100, 20, 7, 8]) * SECOND
    assert first_work(operation, contacts).tolist() == [38 * SECOND]


def test_gains_are_told_and_are_what_the_interval_shows(desk_file):
    plain, better = (run(desk_file, replications=120, controls=controls) for controls in (False, True))
    gain = better.controlled.gains["phone.abandoned_share"]
    before, after = (each.figures.channels["phone"]["abandoned_share"].half_width() for each in (plain, better))
    assert gain > 1.5
    assert (before / after) ** 2 == pytest.approx(gain, rel=0.05)
    assert better.summary["controls"]["gains"]["phone.abandoned_share"] == gain


def test_what_is_known_is_known_without_doubt(desk_file):
    figure = run(desk_file, replications=60, controls=True).figures.channels["phone"]["first_attempts"]
    assert figure.value == pytest.approx(40)
    assert figure.half_width() == pytest.approx(0, abs=1e-9)


def test_outcomes_still_add_up_to_what_was_offered(desk_file):
    figures = run(desk_file, replications=60, controls=True).figures.channels["phone"]
    parts = ("answered", "abandoned", "rejected", "contained", "cleared", "diverted", "unfinished")
    assert figures["offered"].value == pytest.approx(sum(figures[part].value for part in parts))


def test_too_few_replications_are_left_as_they_are(desk_file):
    few = run(desk_file, replications=8, controls=True)
    assert few.controlled.gains == {}
    assert few.figures.total["cost"].value == run(desk_file, replications=8).figures.total["cost"].value

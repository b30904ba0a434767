"""Years ahead under adoption curves: each month has the mix that the curve says it will have."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from channelmix.demand.forecasts import ForecastVolume
from channelmix.forecast.store.curves import Adoption
from channelmix.simulate.prepare import FileData, prepare
from channelmix.staffing.ahead.adopted import Moved, laid, shiftings_of
from channelmix.staffing.ahead.formula import formula_of
from channelmix.staffing.ahead.levels import futures_of
from channelmix.staffing.ahead.months import Calendar, read_months
from channelmix.staffing.load import load_of

CHAT = """
[channels.chat]
kind = "chat"
hours = { mon-fri = "09:00-12:00" }
handling = "4 min"
target = { share = 0.80, within = "60 s" }
[groups.chatters]
handles = ["chat"]
agents = 2
concurrency = { chat = 1 }
[[channel_shift]]
from = "phone"
to = "chat"
share = { adoption = "nl_whatsapp", since = 2027-03-01 }
"""
FIRST = np.datetime64("2027-03-01")
MONTHS = read_months("2027-03..2027-06")
ORDINARY = Calendar(closed=frozenset(), unusual=frozenset())


def curve(*shares: float) -> Adoption:
    """Return a curve of one draw from the first day to a year later, on straight lines."""
    days = FIRST + np.linspace(0, 365, len(shares)).astype(np.int64)
    return Adoption(days, np.array([shares]))


def volume() -> ForecastVolume:
    """Return a hundred calls a day for half a year, in two draws."""
    shares = np.zeros((7, 24))
    shares[:, 9:12] = 1 / 3
    return ForecastVolume(FIRST, np.full((2, 184), 100.0), np.full((2, 184), np.nan), shares)


@pytest.fixture
def asked(loaded_of, phone):
    """Formula and futures of calls under a curve that moves them to chat."""
    text = phone.replace("2024-03-04\ndays = 1", "2027-03-01\ndays = 7").replace("09:00-11:00", "09:00-12:00") + CHAT

    def build(adoption: Adoption, *changes: str):
        loaded, like = loaded_of(text, *changes), {"phone": volume()}
        shiftings = shiftings_of(loaded.scenario, {0: adoption}, MONTHS, ORDINARY, draws=2)
        futures = replace(futures_of(like, MONTHS, ORDINARY), shiftings=shiftings)
        files = FileData(forecasts=like, adoptions={0: adoption})
        return formula_of(loaded, files, futures, like=like, monday=date(2027, 3, 1), seed=1), futures

    return build


def test_each_month_has_what_the_curve_has_moved_by_its_days_on_average(asked) -> None:
    _, futures = asked(curve(0.2, 0.6))
    (shifting,) = futures.shiftings
    days = [MONTHS[2].first + timedelta(days=number) for number in range(31)]
    gained = np.mean([0.4 * (day - date(2027, 3, 1)).days / 365 for day in days])
    assert shifting.shares.shape == (2, 4)
    assert shifting.shares[0, 2] == pytest.approx(gained / 0.8, rel=0.01)
    assert (np.diff(shifting.shares[0]) > 0).all()


def test_as_of_keeps_all_months_to_one_day_of_the_curve(asked) -> None:
    _, futures = asked(curve(0.2, 0.6), "channel_shift[1].share.as_of=2028-02-29")
    assert np.unique(futures.shiftings[0].shares.round(9)).tolist() == [0.5]


def test_who_moves_takes_less_of_the_group_they_leave_and_more_of_the_one_they_come_to(asked) -> None:
    formula, futures = asked(curve(0.0, 1.0))
    hours = np.array([formula.hours(futures.week(month, np.array([0]))).sum(axis=1) for month in range(4)])
    assert (np.diff(hours[:, 0]) <= 0).all()
    assert (np.diff(hours[:, 1]) >= 0).all()
    assert hours[3, 0] < hours[0, 0]
    assert hours[3, 1] > 1.5 * hours[0, 1]
    work = formula.work(futures.contacts.sum(axis=3), futures.handling_s, futures.moved)
    assert work[0, :, 0] + work[0, :, 1] == pytest.approx(700.0)
    assert (np.diff(work[0, :, 1]) > 0).all()


def test_a_flat_curve_changes_nothing(asked) -> None:
    formula, futures = asked(curve(0.3, 0.3))
    without = replace(futures, shiftings=())
    plain = replace(formula, shiftings=(), changes=())
    for month in range(4):
        week = futures.week(month, np.array([0]))
        assert (formula.hours(week) == plain.hours(without.week(month, np.array([0])))).all()
    work = formula.work(futures.contacts.sum(axis=3), futures.handling_s, futures.moved)
    assert (work[..., 1] == 0).all()
    assert (work[..., 0] == plain.work(futures.contacts.sum(axis=3), futures.handling_s, without.moved)[..., 0]).all()


def test_the_load_of_a_month_is_that_of_customers_of_whom_as_many_have_moved(asked) -> None:
    formula, futures = asked(curve(0.0, 1.0))
    moved = float(futures.shiftings[0].shares[0, 1])
    assert moved < 0.5 * futures.shiftings[0].most
    files = FileData(forecasts={"phone": volume()}, adoptions={0: Moved(np.array([moved]))})
    simulation = prepare(formula.problem.scenario, seed=1, files=files)
    pilots = [simulation.population.contacts(1, 2**30 + n, simulation.horizons[0]) for n in range(8)]
    load = load_of(simulation.operation, pilots).active.sum(axis=1)
    told = (formula.rest.active + formula.parts[0].active + moved * formula.changes[0].active).sum(axis=1)
    assert told == pytest.approx(load, rel=0.08)
    assert told[1] == pytest.approx(moved * 4 / (moved * 4 + (1 - moved) * 3) * told.sum(), rel=0.08)


def test_a_simulated_week_is_played_with_the_shares_of_its_draws_on_every_day(asked) -> None:
    formula, futures = asked(curve(0.0, 1.0))
    played = laid(futures.shiftings, 3, np.array([1, 0]), 4)[0]
    shares = played.moved(np.array(["2020-01-01", "2031-01-01"], "datetime64[D]"), np.datetime64("2027-03-01"))
    assert shares.shape == (8, 2)
    assert np.unique(shares).tolist() == pytest.approx([futures.shiftings[0].shares[0, 3]])
    files = FileData(forecasts={"phone": volume()}, adoptions={0: played})
    simulation = prepare(formula.problem.scenario, seed=1, files=files)
    contacts = simulation.population.contacts(1, 0, simulation.horizons[0])
    came = np.bincount(contacts.channel[: contacts.first], minlength=2)
    share, error = came[1] / came.sum(), np.sqrt(0.25 / came.sum())
    assert share == pytest.approx(float(shares[0, 0]), abs=4 * error)
    assert abs(share - float(futures.shiftings[0].shares[0, 0])) > 4 * error

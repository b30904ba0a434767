"""Months ahead, people: one path of hires, leavers and help for groups that can do one another's work."""

from types import SimpleNamespace

import numpy as np
import pytest

from channelmix.errors import SolverFailed
from channelmix.scenario.group import Group
from channelmix.staffing.ahead.helping import Helping, helpings_of
from channelmix.staffing.ahead.path import path_of
from channelmix.staffing.ahead.people import staffings
from channelmix.staffing.ahead.wording import how_helped

NEEDED = np.array([[17.6, 17.6, 17.4, 18.9, 17.0, 19.4], [9.5, 9.5, 9.3, 10.6, 9.0, 9.9], [0.8] * 6])
START = np.array([18.1, 7.2, 4.9])
PRICES = np.array([29.0, 31.0, 34.0])
HELPINGS = (Helping(2, 0, 1.0, 2), Helping(2, 1, 1.0, 1))
"""The last group does the work of both others."""


def test_a_group_that_serves_all_channels_of_another_can_do_its_work_but_not_the_other_way() -> None:
    plain = {"agents": 1, "concurrency": {"chat": 2}}
    groups = {
        "phone": Group(handles=("phone", "email"), agents=1),
        "digital": Group(handles=("chat", "email"), **plain),
        "allround": Group(handles=("phone", ("chat", "email")), **plain),
        "twin": Group(handles=("email", "phone"), agents=1),
    }
    pairs = {(pair.giver, pair.taker): pair for pair in helpings_of(groups)}
    assert set(pairs) == {(2, 0), (3, 0), (2, 1), (0, 3), (2, 3)}
    assert (pairs[2, 0].beyond, pairs[3, 0].beyond) == (1, 0)


def test_who_is_away_more_or_holds_fewer_contacts_stands_for_less_than_one() -> None:
    text = Group(handles=("chat",), agents=1, concurrency={"chat": 3}, shrinkage=0.2)
    both = Group(handles=("chat", "phone"), agents=1, concurrency={"chat": 2}, shrinkage=0.4)
    (pair,) = helpings_of({"text": text, "both": both})
    assert pair.rate == pytest.approx(0.75 * 2 / 3)


def test_nobody_is_hired_for_a_group_while_another_has_people_who_can_do_its_work() -> None:
    phone, digital, allround = path_of(NEEDED, start=START, attrition=0.0, helpings=HELPINGS, prices=PRICES)
    assert [row.hires for row in digital] == [0.0] * 6
    assert digital[0].got == pytest.approx(2.3)
    assert allround[0].gives == {1: pytest.approx(2.3)}
    assert allround[0].over == pytest.approx(4.9 - 0.8 - 2.3)
    alone = path_of(NEEDED, start=START, attrition=0.0, helpings=(), prices=PRICES)
    assert alone[1][0].hires == pytest.approx(2.3)
    assert sum(row.hires for row in phone) < sum(row.hires for row in alone[0])


def test_a_solver_that_gives_up_is_named_with_what_it_says_and_a_way_out(monkeypatch) -> None:
    given_up = SimpleNamespace(x=None, status=4, message="Numerical difficulties encountered.")
    monkeypatch.setattr("scipy.optimize.linprog", lambda *_, **__: given_up)
    with pytest.raises(SolverFailed, match=r"3 groups over 6 months.* status 4: Numerical .* fewer months"):
        path_of(NEEDED, start=START, attrition=0.0, helpings=HELPINGS, prices=PRICES)


def test_a_group_without_a_price_is_not_hired_as_if_it_worked_for_nothing() -> None:
    needed, pair = np.array([[9.0, 9.0], [2.0, 2.0]]), Helping(1, 0, 1.0, 1)
    unpriced, priced = (
        path_of(needed, start=np.array([4.0, 2.0]), attrition=0.2, helpings=[pair], prices=np.array(prices))
        for prices in ([30.0, 0.0], [30.0, 33.0])
    )
    for path in (unpriced, priced):
        assert path[0][0].hires == pytest.approx(9 - 4 * 0.8 ** (1 / 12), abs=0.01)
        assert path[1][0].hires == pytest.approx(2 - 2 * 0.8 ** (1 / 12), abs=0.01)


@pytest.mark.parametrize("attrition", [0.0, 0.3])
def test_every_group_has_enough_people_in_every_month_and_none_of_them_works_twice(attrition) -> None:
    path = path_of(NEEDED, start=START, attrition=attrition, helpings=HELPINGS, prices=PRICES)
    for rows in path:
        for row in rows:
            assert row.there - row.given + row.got >= row.needed - 1e-5
            assert row.given <= row.there + 1e-5
    there = START
    for month in range(6):
        left, came, now = (
            np.array([getattr(rows[month], name) for rows in path]) for name in ("leavers", "hires", "there")
        )
        assert now == pytest.approx(there - left + came)
        assert left == pytest.approx(there * (1 - (1 - attrition) ** (1 / 12)))
        there = now


def test_groups_that_nobody_helps_hire_as_each_by_itself() -> None:
    useless = (Helping(0, 1, 1e-6, 1),)
    path = path_of(NEEDED, start=START, attrition=0.2, helpings=useless, prices=PRICES)
    for rows, mine, begun in zip(path, NEEDED, START, strict=True):
        alone = staffings(mine.tolist(), start=float(begun), attrition=0.2)
        assert [row.hires for row in rows] == pytest.approx([row.hires for row in alone], abs=1e-4)


def test_help_stays_where_it_is_while_it_may() -> None:
    needed = np.array([[5.0, 5.0, 4.0, 5.0], [5.0, 4.0, 5.0, 5.0], [0.0] * 4])
    path = path_of(needed, start=np.array([4.0, 4.0, 2.0]), attrition=0.0, helpings=HELPINGS, prices=np.zeros(3))
    assert [row.gives for row in path[2]] == [{0: pytest.approx(1), 1: pytest.approx(1)}] * 4


def test_who_does_whose_work_is_said_with_its_first_month_and_its_most() -> None:
    helps = ({"digital": 2.3}, {"digital": 2.6})
    months = [
        {"month": f"2027-0{number}", "people": {"allround": {"helps": mine}, "digital": {"helps": {}}}}
        for number, mine in enumerate(helps, 1)
    ]
    pairs = [{"giver": "allround", "taker": "digital", "rate": 1.03}]
    told = list(how_helped({"months": months, "start_fte": {"digital": 7.2, "allround": 4.9}, "helpers": pairs}))
    assert "allround does digital's work, all of whose channels it serves: 2.3 FTE in 2027-01, at most 2.6" in told[1]
    for month in months:
        month["people"]["allround"]["helps"] = {}
    assert not list(how_helped({"months": months, "start_fte": {"digital": 7.2, "allround": 4.9}, "helpers": pairs}))

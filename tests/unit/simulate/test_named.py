"""Figures by the names users write, and amounts in the units users think in."""

import pytest

from channelmix.errors import InputError
from channelmix.results import mean_figure, share_figure
from channelmix.simulate.figures import FigureSet
from channelmix.simulate.named import Name, all_names, find_name, read_wish

FIGURES = FigureSet(
    channels={
        "phone": {"service_level": share_figure([8, 9], [10, 10]), "asa_s": mean_figure([10, 12])},
        "desk": {"service_level": share_figure([1, 1], [2, 2])},
    },
    groups={"desk": {"occupancy": share_figure([8, 9], [10, 10]), "cost": mean_figure([100, 100])}},
    total={"cost": mean_figure([5, 6])},
    formulas={"phone": "offered"},
)


def test_every_figure_is_found_by_its_own_name():
    names = all_names(FIGURES)
    assert len(names) == 6
    assert all(find_name(f"{name.kind}.{name}", FIGURES, option="x") == name for name in names if name.place)
    assert find_name("total.cost", FIGURES, option="x").of(FIGURES).value == 5.5


def test_a_figure_that_a_channel_and_a_group_of_one_name_share_must_be_told_apart():
    both = FigureSet({"desk": {"cost": mean_figure([1])}}, {"desk": {"cost": mean_figure([2])}}, {}, {})
    with pytest.raises(InputError, match=r"channels\.desk\.cost or groups\.desk\.cost"):
        find_name("desk.cost", both, option="--precision")
    assert find_name("groups.desk.cost", both, option="x").of(both).value == 2


def test_a_misspelt_figure_is_told_with_the_one_meant():
    with pytest.raises(InputError, match=r"got 'phone\.servicelevel'.*did you mean 'phone\.service_level'"):
        find_name("phone.servicelevel", FIGURES, option="--precision")


@pytest.mark.parametrize(
    ("text", "half_width", "relative", "again"),
    [
        ("phone.service_level=0.5pp", 0.005, False, "phone.service_level=0.5pp"),
        ("phone.service_level = 1 point", 0.01, False, "phone.service_level=1pp"),
        ("phone.asa_s=5 s", 5.0, False, "phone.asa_s=5 s"),
        ("phone.asa_s=2", 2.0, False, "phone.asa_s=2 s"),
        ("total.cost=2%", 0.02, True, "total.cost=2%"),
        ("total.cost=1000", 1000.0, False, "total.cost=1000"),
    ],
)
def test_amounts_are_read_in_the_unit_of_the_figure_and_written_again(text, half_width, relative, again):
    wish = read_wish(text, FIGURES, option="--precision")
    assert (wish.half_width, wish.relative, str(wish)) == (half_width, relative, again)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("phone.service_level", "FIGURE=AMOUNT"),
        ("phone.service_level=2%", "write points, such as 2pp"),
        ("phone.asa_s=1pp", "is no share"),
        ("phone.service_level=much", "needs an amount such as 0.5pp"),
        ("phone.asa_s=5 parsecs", "got '5 parsecs'"),
        ("total.cost=0", "1e-12 or more"),
        ("total.cost=nan", "1e-12 or more"),
    ],
)
def test_what_cannot_be_understood_is_told_with_a_way_out(text, message):
    with pytest.raises(InputError, match=message):
        read_wish(text, FIGURES, option="--precision")


def test_it_is_known_which_way_is_better():
    better = [Name("", "", figure).better for figure in ("service_level", "cost", "offered")]
    assert better == [1, -1, 0]

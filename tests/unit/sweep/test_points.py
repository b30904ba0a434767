"""What to vary: read as planners write it, laid out as asked for."""

import pytest

from channelmix.errors import InputError
from channelmix.scenario.changes import Sweep
from channelmix.sweep.points import Axis, axis_of, design, read_axis


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=8..11", (8, 9, 10, 11)),
        ("a=0..100", (0, 25, 50, 75, 100)),
        ("a=0..1", (0, 1)),
        ("a=0.0..1", (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("a=0.1..0.3/3", (0.1, 0.2, 0.3)),
        ("a=4 min, 6 min", ("4 min", "6 min")),
        ("a=false,2,0.5", (False, 2, 0.5)),
        ("a=8..16/4", (8, 11, 13, 16)),
        ("a=0..1/5", (0.0, 0.25, 0.5, 0.75, 1.0)),
    ],
)
def test_values_are_read_as_planners_write_them(text, values):
    assert read_axis(text).values == values


@pytest.mark.parametrize(
    "text", ["a", "=3", "a=", "a=5..5", "a=9..2", "a=x..3", "a=1..3/1", "a=1..3/x", "a=1..nan", "a=1..3/2.5"]
)
def test_what_cannot_be_understood_is_told(text):
    with pytest.raises(InputError, match=r"--vary .*\(got"):
        read_axis(text)


def test_a_table_in_the_file_says_the_same():
    assert axis_of(Sweep(key="a", low=8, high=10, steps=3)) == read_axis("a=8..10")
    assert axis_of(Sweep(key="a", values=(1, "x"))).values == (1, "x")


def test_a_grid_has_every_combination_and_one_at_a_time_begins_with_the_file_as_it_is():
    axes = [read_axis("a=1..2"), read_axis("b=x,y,z")]
    assert len(design(axes)) == 6
    assert design(axes, "one") == [{}, {"a": 1}, {"a": 2}, {"b": "x"}, {"b": "y"}, {"b": "z"}]


def test_a_design_that_fills_the_space_covers_every_half_and_grows_by_adding():
    axes = [Axis("share", (0.0, 1.0), spans=True), Axis("agents", (8, 15), spans=True), read_axis("c=x,y")]
    points = design(axes, "space", points=16)
    assert points == design(axes, "space", points=32)[:16]
    assert {(point["share"] > 0.5, point["c"]) for point in points} == {(a, c) for a in (True, False) for c in "xy"}
    assert {point["agents"] for point in points} == set(range(8, 16))


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ([], "something to vary"),
        (["a=1..2", "a=3..4"], "given once"),
        (["a=0..1/1000", "b=0..1/1000"], "--design space"),
    ],
)
def test_designs_that_make_no_sense_are_told(axes, message):
    with pytest.raises(InputError, match=message):
        design([read_axis(text.replace("0..1", "0.0..1")) for text in axes])


@pytest.mark.parametrize(
    ("kind", "points", "got"),
    [("space", 10**9, "1,000,000,000"), ("one", None, "150,001"), ("grid", None, "5,000,000,000")],
)
def test_more_points_than_a_machine_can_hold_are_refused_before_they_are_laid_out(kind, points, got) -> None:
    axes = [read_axis("groups.desk.shrinkage=0..0.5/100000"), read_axis("channels.phone.lines=1..50000/50000")]
    with pytest.raises(InputError, match=f"at most 100,000 points .got {got}.; for fewer: .*--design space"):
        design(axes, kind, points=points)


def test_a_number_of_points_is_for_a_space_to_fill() -> None:
    with pytest.raises(InputError, match="--points is for --design space"):
        design([read_axis("a=1..2")], points=4)

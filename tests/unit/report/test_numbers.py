"""How times that are read together are written: in one unit wherever one suits them all."""

from channelmix.report.numbers import Kind, written, written_difference
from channelmix.results import Estimate


def differences(*seconds: float) -> list[str]:
    row = [Estimate(each, each, each) for each in seconds]
    return [written_difference(each, Kind.TIME, row)[0] for each in row]


def test_differences_of_a_row_share_a_unit_other_than_that_of_the_middle_one_where_that_suits_them_all() -> None:
    assert differences(22, -1080, 552) == ["+0.4 min", "−18.0 min", "+9.2 min"]
    assert differences(900, 4500, 5400) == ["+0.2 h", "+1.2 h", "+1.5 h"]
    assert differences(600, 4500, 5400) == ["+10.0 min", "+75.0 min", "+90.0 min"]


def test_differences_of_a_row_keep_the_unit_of_the_middle_one_where_it_suits_them_all() -> None:
    assert differences(22, -180, 552) == ["+22 s", "−180 s", "+552 s"]


def test_times_that_no_unit_suits_have_each_their_own() -> None:
    row = [Estimate(each, None, None) for each in (5, 3600, 36000)]
    assert [written(each, Kind.TIME, row)[0] for each in row] == ["5.0 s", "1.0 h", "10.0 h"]


def test_nothing_to_measure_and_no_difference_leave_the_unit_of_the_others() -> None:
    row = [Estimate(each, each, each) for each in (22.0, 1080.0, 0.0)] + [Estimate(None, None, None)]
    assert [written_difference(each, Kind.TIME, row)[0] for each in row] == ["+0.4 min", "+18.0 min", "0.0 min", "–"]


def test_a_sure_difference_never_looks_like_none_for_the_sake_of_a_shared_unit() -> None:
    sure, unsure, large = Estimate(2.0, 1.0, 20.0), Estimate(2.0, -16.0, 20.0), Estimate(1080.0, 1000.0, 1160.0)
    assert written_difference(sure, Kind.TIME, [sure, large])[0] == "+2 s"
    assert written_difference(unsure, Kind.TIME, [unsure, large])[0] == "0.0 min"

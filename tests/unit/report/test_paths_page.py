"""What is said of fresh paths: no more than the interval allows."""

import pytest

from channelmix.report.paths_page import path_sheets

RISK = {
    "asked": 0.9, "level": 0.93, "per": "day", "paths": 200, "draws": 200, "other_draws": True, "chosen_on": 100,
    "reached_there": 0.92, "checks": 1, "goals": [{"promise": "phone: in time", "kept_in": 0.9, "worst": 0.8,
                                                   "worst_from": "2027-03-01"}],
}  # fmt: skip


def notes(**changes):
    (sheet,) = path_sheets({"risk": {**RISK, **changes}})
    return " ".join(sheet.notes)


@pytest.mark.parametrize(
    ("reached", "low", "high", "told"),
    [
        (0.80, 0.74, 0.85, "this falls short of what was asked for"),
        (0.88, 0.83, 0.92, "fewer than asked for, by no more than chance may account for"),
        (0.91, 0.86, 0.94, "as many as asked for, as far as so many paths can tell"),
        (0.97, 0.94, 0.99, "more than asked for"),
    ],
)
def test_the_verdict_on_fresh_paths_follows_the_interval(reached, low, high, told) -> None:
    text = notes(reached=reached, low=low, high=high)
    assert text.count(told) == 1
    assert f"95 % interval {100 * low:.1f} % to {100 * high:.1f} %" in text


def test_it_says_on_which_paths_the_plan_was_chosen_and_on_which_judged() -> None:
    text = notes(reached=0.9, low=0.85, high=0.93)
    assert "judged on 200 fresh paths along 200 draws of the forecast; the plan was chosen on 100 others" in text
    assert "where it was 92 %" in text
    assert "only the customers are new" in notes(reached=0.9, low=0.85, high=0.93, other_draws=False)
    assert "had fallen short on fresh paths before" in notes(reached=0.9, low=0.85, high=0.93, checks=2)


def test_fewer_paths_than_asked_for_never_look_like_as_many() -> None:
    assert "kept in 89.98 % for the promise" in notes(reached=0.89981, low=0.85, high=0.93)

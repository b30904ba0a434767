"""Suggestions: the nearest name, found as fast among thousands as among few."""

import time

from channelmix.scenario.suggest import closest, did_you_mean


def test_among_thousands_of_names_a_misspelt_one_is_still_found() -> None:
    known = [f"channel_{number}" for number in range(5000)]
    assert closest("chanel_4321", known) == "channel_4321"  # wrong in front: found by its end
    assert closest("channel_43x1", known) in known
    assert closest("letterbox", known) is None


def test_thousands_of_misspelt_names_among_thousands_take_seconds() -> None:
    known = [f"channel_{number}" for number in range(2000)]
    started = time.process_time()
    assert all(did_you_mean(f"chanel_{number}", known) for number in range(0, 2000, 10))
    assert time.process_time() - started < 5

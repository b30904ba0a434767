"""From when to when a scenario is simulated and counted, clock changes included."""

from datetime import date

import numpy as np
import pytest

from channelmix.engine.inputs import DAY, HOUR
from channelmix.scenario.warm_up import warm_up_of
from channelmix.simulate.frame import frame_of


def test_live_channels_that_reject_when_closed_need_no_warm_up(scenario_of):
    frame = frame_of(scenario_of())
    assert (frame.first_arrival, frame.count_from, frame.count_until) == (0, 0, DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"redial": {"share": 0.3, "after": "10 min"}},
        {"unresolved": {"share": 0.1, "after": "1 day"}},
        {"bot": {"containment": 0.2, "returns": {"share": 0.1, "after": "1 h"}}},
        {"when_closed": "queue"},
    ],
)
def test_a_week_of_warm_up_is_simulated_where_anything_queues_or_returns(scenario_of, change):
    assert warm_up_of(scenario_of(channels={"phone": change})).seconds == 7 * 86_400


def test_returns_of_nobody_need_no_warm_up(scenario_of):
    assert warm_up_of(scenario_of(channels={"phone": {"redial": {"share": 0.0, "after": "10 min"}}})).seconds == 0


def test_a_stated_warm_up_holds_and_time_begins_at_the_midnight_before_it(scenario_of):
    frame = frame_of(scenario_of(period={"warm_up": "8 h"}))
    assert frame.clock.first_day == date(2024, 3, 3)
    assert (frame.first_arrival, frame.count_from) == (16 * HOUR, 24 * HOUR)


def test_days_of_warm_up_are_local_days_across_a_clock_change(scenario_of):
    spring = {"timezone": "Europe/Amsterdam", "start": date(2024, 4, 2), "warm_up": "7 days"}
    frame = frame_of(scenario_of(period=spring))
    assert frame.clock.first_day == date(2024, 3, 26)
    assert (frame.first_arrival, frame.count_from) == (0, 7 * DAY - HOUR)


def test_days_of_a_clock_change_have_four_intervals_more_or_fewer(scenario_of):
    lengths = {}
    for start in (date(2024, 3, 30), date(2024, 3, 31), date(2024, 10, 27)):
        frame = frame_of(scenario_of(period={"timezone": "Europe/Amsterdam", "start": start}))
        lengths[start.isoformat()] = len(frame.grid) - 1
    assert lengths == {"2024-03-30": 96, "2024-03-31": 92, "2024-10-27": 100}


def test_the_grid_covers_the_counted_period_without_gaps(scenario_of):
    frame = frame_of(scenario_of(period={"days": 3, "interval": "30 min"}))
    assert (frame.grid[0], frame.grid[-1]) == (frame.count_from, frame.count_until)
    assert set(np.diff(frame.grid)) == {HOUR // 2}
    assert frame.interval_starts[:2] == ("2024-03-04T00:00", "2024-03-04T00:30")


def test_the_end_is_looked_for_nearby_first_and_then_up_to_the_cool_down(scenario_of):
    email = {"kind": "deferred", "handling": {"mean": "5 min"}}
    assert frame_of(scenario_of()).horizons == (DAY + 4 * HOUR, 15 * DAY)
    assert frame_of(scenario_of(period={"cool_down": "2 h"})).horizons == (DAY + 2 * HOUR,)
    carried = frame_of(scenario_of(channels={"email": email}, period={"warm_up": "0 s"}))
    assert carried.horizons == (5 * DAY, 15 * DAY)


def test_the_clock_covers_the_whole_cool_down(scenario_of):
    frame = frame_of(scenario_of(period={"timezone": "Europe/Amsterdam", "start": date(2024, 3, 25)}))
    assert frame.clock.day_start[-1] > frame.stop

"""
What a scenario promises and pays, as arrays: service targets and prices by channel and group.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from channelmix.engine.inputs import NEVER, Clock, Operation
from channelmix.results import Reals
from channelmix.scenario.model import Scenario
from channelmix.scenario.prices import Price
from channelmix.scenario.service import ResponseTarget
from channelmix.scenario.typical_week import days_stood_for
from channelmix.simulate.figures import Prices
from channelmix.simulate.frame import Frame
from channelmix.simulate.service import Promises
from channelmix.simulate.tariffs import Tariff
from channelmix.simulate.waiting import microseconds
from channelmix.simulate.watches import Watch


def promises_of(scenario: Scenario, operation: Operation) -> Promises:
    """Return the service targets of a scenario."""
    channels = list(scenario.channels.values())
    targets = [channel.target for channel in channels]
    by_the_wall = bool((operation.promise_clock == Clock.WALL).all())
    return Promises(
        formula=tuple(target.formula if target else None for target in targets),
        within=np.array([_limit(target) for target in targets], np.int64),
        to_reply=np.array([channel.measured_to == "reply" for channel in channels]),
        short_abandon=np.array([target.short_abandon.microseconds if target else 0 for target in targets], np.int64),
        respond_within=np.array([_limit(channel.response_target) for channel in channels], np.int64),
        watch=Watch(None if by_the_wall else operation),
    )


def _limit(target: ResponseTarget | None) -> int:
    return NEVER if target is None else target.within.microseconds


def prices_of(scenario: Scenario, frame: Frame) -> Prices:
    """Return the prices of a scenario in the time that it covers."""
    channels, groups, money = list(scenario.channels.values()), scenario.groups.values(), scenario.money
    starts = _changes(scenario, frame)
    period = scenario.period
    counted = [date.fromordinal(period.start.toordinal() + day) for day in range(period.days)]
    return Prices(
        per_answered=_amounts([channel.cost_per_contact for channel in channels], starts),
        per_bot_contact=np.array([channel.bot.cost_per_contact if channel.bot else 0.0 for channel in channels]),
        per_message=_amounts([channel.cost_per_message for channel in channels], starts),
        per_template=_amounts([channel.cost_per_template for channel in channels], starts),
        per_month=_amounts([channel.cost_per_month for channel in channels], counted).mean(axis=1),
        per_paid_hour=np.array([group.cost_per_hour for group in groups]),
        shrinkage=np.array([group.shrinkage for group in groups]),
        days=days_stood_for(scenario),
        paid_hours_per_fte=money.hours_per_fte_week * money.weeks_per_year,
        tariff=Tariff(
            changes=np.array([frame.clock.at(frame.clock.day_of(day), 0) for day in starts[1:]], np.int64),
            window=np.array([microseconds(channel.window) for channel in channels], np.int64),
        ),
    )


def _changes(scenario: Scenario, frame: Frame) -> list[date]:
    """Return the first day of the clock and the later ones on which any price changes."""
    last = frame.clock.date(frame.clock.days - 1)
    days = {
        day
        for channel in scenario.channels.values()
        for price in (channel.cost_per_contact, channel.cost_per_message, channel.cost_per_template)
        for day in price.since
    }
    return [frame.clock.first_day, *sorted(day for day in days if frame.clock.first_day < day <= last)]


def _amounts(prices: Sequence[Price], days: Sequence[date]) -> Reals:
    return np.array([[price.on(day) for day in days] for price in prices])

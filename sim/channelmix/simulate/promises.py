"""
What a scenario promises and pays, as arrays: service targets and prices by channel and group.
"""

import numpy as np

from channelmix.engine.inputs import NEVER
from channelmix.scenario.model import Scenario
from channelmix.scenario.service import ResponseTarget
from channelmix.simulate.figures import Prices
from channelmix.simulate.service import Promises


def promises_of(scenario: Scenario) -> Promises:
    """Return the service targets of a scenario."""
    channels = list(scenario.channels.values())
    targets = [channel.target for channel in channels]
    return Promises(
        formula=tuple(target.formula if target else None for target in targets),
        within=np.array([_limit(target) for target in targets], np.int64),
        to_reply=np.array([channel.measured_to == "reply" for channel in channels]),
        short_abandon=np.array([target.short_abandon.microseconds if target else 0 for target in targets], np.int64),
        respond_within=np.array([_limit(channel.response_target) for channel in channels], np.int64),
    )


def _limit(target: ResponseTarget | None) -> int:
    return NEVER if target is None else target.within.microseconds


def prices_of(scenario: Scenario) -> Prices:
    """Return the prices of a scenario."""
    channels, groups, money = scenario.channels.values(), scenario.groups.values(), scenario.money
    return Prices(
        per_answered=np.array([channel.cost_per_contact for channel in channels]),
        per_bot_contact=np.array([channel.bot.cost_per_contact if channel.bot else 0.0 for channel in channels]),
        per_message=np.array([channel.cost_per_message for channel in channels]),
        per_month=np.array([channel.cost_per_month for channel in channels]),
        per_paid_hour=np.array([group.cost_per_hour for group in groups]),
        shrinkage=np.array([group.shrinkage for group in groups]),
        days=scenario.period.days,
        paid_hours_per_fte=money.hours_per_fte_week * money.weeks_per_year,
    )

"""
Counts -> the figures of channels, groups and the total, each with what it needs for its interval.

Shares and means per contact are ratios of sums over replications, quantiles are pooled, counts,
hours and money are means. The order of the names here is the order of every summary.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from channelmix.engine.inputs import HOUR, SECOND, Indices
from channelmix.results import Figure, Reals, clustered, mean_figure, nothing, ratio_figure, share_figure
from channelmix.scenario.typical_week import DAYS_PER_YEAR
from channelmix.simulate.counts import Counts
from channelmix.simulate.tallies import BY_OUTCOME
from channelmix.simulate.tariffs import Tariff
from channelmix.simulate.waits import Histogram, quantile_figure

Figures = dict[str, Figure]

DAYS_PER_MONTH = DAYS_PER_YEAR / 12
WEEKS_PER_YEAR = 52.1786


@dataclass(frozen=True, kw_only=True, eq=False)
class Prices:
    """What things cost, for C channels, G groups and K stretches of time in which no price changes."""

    per_answered: Reals
    """(C, K)"""
    per_bot_contact: Reals
    """(C,) contacts that met the bot, contained or not."""
    per_message: Reals
    """(C, K) turns replied to."""
    per_template: Reals
    """(C, K) turns replied to after the window."""
    per_month: Reals
    """(C,) mean over the days of the counted period."""
    per_paid_hour: Reals
    """(G,)"""
    shrinkage: Reals
    """(G,) paid hours are hours on duty / (1 - shrinkage)."""
    days: int
    """Length of the counted period."""
    paid_hours_per_fte: float
    """Hours that a full-time employee works in a year."""
    tariff: Tariff = field(default_factory=Tariff)
    """What the K stretches are."""
    paid_besides: Reals | float = 0.0
    """(G,) paid hours of the period in which nobody is on duty: paid breaks of shifts, and what fills no interval."""
    cost_besides: Reals | float = 0.0
    """(G,) what these cost."""


@dataclass(frozen=True, eq=False)
class Money:
    """Hours and money of every replication."""

    paid_hours: Reals
    """(R, G)"""
    group_cost: Reals
    """(R, G)"""
    channel_cost: Reals
    """(R, C)"""

    @property
    def cost(self) -> Reals:
        """All money together, (R,)."""
        total: Reals = self.group_cost.sum(axis=1) + self.channel_cost.sum(axis=1)
        return total


def money_of(counts: Counts, prices: Prices) -> Money:
    """Return the hours and money of every replication."""
    paid = counts.groups["on_duty"] / HOUR / (1 - prices.shrinkage)
    channel_cost = (
        (counts.channels["paid_contacts"] * prices.per_answered).sum(axis=-1)
        + counts.channels["met_bot"] * prices.per_bot_contact
        + (counts.channels["paid_messages"] * prices.per_message).sum(axis=-1)
        + (counts.channels["paid_templates"] * prices.per_template).sum(axis=-1)
        + prices.per_month * prices.days / DAYS_PER_MONTH
    )
    group_cost = paid * prices.per_paid_hour + prices.cost_besides
    return Money(paid + prices.paid_besides, group_cost, channel_cost)


def channel_figures(counts: Counts, channel: int, cost: Reals, formula: str | None, *, alike: int = 1) -> Figures:
    """
    Return all figures of a channel; without a target its service levels are nothing.

    Args:
        counts: Of all replications.
        channel: Its number.
        cost: Its money in each replication, shape (R,).
        formula: Formula of its service level, None without a target.
    """
    column = {name: values[:, channel] for name, values in counts.channels.items()}
    waits = counts.waits[channel][: -(-counts.replications // alike)]
    pooled = Histogram.merged(waits)
    shares = {
        "abandoned_share": share_figure(column["abandoned"], column["offered"]),
        "service_level": share_figure(column["good"], column["due"]) if formula else nothing(),
        "response_level": share_figure(column["responses_good"], column["responses_due"]),
    }
    return {
        **{name: mean_figure(column[name]) for name in ("offered", *BY_OUTCOME, "first_attempts")},
        **shares,
        "asa_s": ratio_figure(column["answered_waited"] / SECOND, column["answered"]),
        "wait_mean_s": ratio_figure(column["waited"] / SECOND, column["queued"]),
        **{f"wait_p{per_cent}_s": quantile_figure(waits, per_cent, pooled) for per_cent in (50, 90, 95)},
        "delayed_share": share_figure(column["delayed"], column["queued"]),
        "handling_mean_s": ratio_figure(column["handling"] / SECOND, column["answered"]),
        "resolution_mean_s": ratio_figure(column["resolution"] / SECOND, column["answered"]),
        "backlog_end": mean_figure(column["backlog_end"]),
        "backlog_max": mean_figure(column["backlog_max"]),
        "oldest_max_s": mean_figure(column["oldest_max"] / SECOND),
        "cost": mean_figure(cost),
    }


def group_figures(counts: Counts, group: int, capacity: Indices, money: Money) -> Figures:
    """Return all figures of a group; ``capacity`` holds the capacity units of one agent of each group."""
    time = {name: values[:, group] for name, values in counts.groups.items()}
    return {
        "occupancy": share_figure(time["busy"], time["on_duty"]),
        "load": share_figure(time["used"], time["on_duty"] * capacity[group]),
        "staffed_hours": mean_figure(time["on_duty"] / HOUR),
        "paid_hours": mean_figure(money.paid_hours[:, group]),
        "overtime_hours": mean_figure(time["overtime"] / HOUR),
        "cost": mean_figure(money.group_cost[:, group]),
    }


def total_figures(counts: Counts, prices: Prices, money: Money) -> Figures:
    """Return what the whole operation costs and how many people it pays."""
    settled = counts.channels["answered"].sum(axis=1) + counts.channels["contained"].sum(axis=1)
    paid_hours = money.paid_hours.sum(axis=1)
    paid_hours_a_year = paid_hours / prices.days * 7 * WEEKS_PER_YEAR
    return {
        "cost": mean_figure(money.cost),
        "cost_per_contact": ratio_figure(money.cost, settled),
        "cost_per_year": mean_figure(money.cost * DAYS_PER_YEAR / prices.days),
        "paid_hours": mean_figure(paid_hours),
        "fte": mean_figure(paid_hours_a_year / prices.paid_hours_per_fte),
    }


@dataclass(frozen=True, eq=False)
class FigureSet:
    """All figures of a run by name, in the order of the scenario file."""

    channels: dict[str, Figures]
    groups: dict[str, Figures]
    total: Figures
    formulas: dict[str, str | None]
    """Formula of each channel's service level."""

    @property
    def has_cost(self) -> bool:
        """Whether what all costs is known: paid hours without any price are not free."""
        return bool(self.total["cost"].value) or not self.total["paid_hours"].value

    def tells(self, name: str) -> bool:
        """Return whether a figure of the whole operation is known: no cost is, where hours have no price."""
        return self.has_cost or not name.startswith("cost")


def all_figures(
    counts: Counts, prices: Prices, *, channels: Sequence[str], groups: Sequence[str], capacity: Indices,
    formulas: Sequence[str | None], alike: int = 1,
) -> FigureSet:  # fmt: skip
    """Return every figure of a run; ``alike`` replications in a row share a draw of the forecast."""
    money = money_of(counts, prices)

    def of(figures: Figures) -> Figures:
        return {name: clustered(figure, alike) for name, figure in figures.items()}

    return FigureSet(
        channels={
            name: of(channel_figures(counts, number, money.channel_cost[:, number], formulas[number], alike=alike))
            for number, name in enumerate(channels)
        },
        groups={name: of(group_figures(counts, number, capacity, money)) for number, name in enumerate(groups)},
        total=of(total_figures(counts, prices, money)),
        formulas=dict(zip(channels, formulas, strict=True)),
    )

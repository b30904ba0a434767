"""
Several scenarios on the same customers, and how each differs from the first.

All scenarios are played with the same seed and replications, so they meet the same customers:
what chance does to one it does to the others, and differences show much sooner. Each
difference is "second minus first" with its paired 95 % interval, by itself and wide enough to
hold together with all that is told: cost and promises (or waits) of all scenarios. A verdict
never says more than its interval: "more" or "less" only where it excludes zero.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from channelmix.compare.front import front_rows, kept_share
from channelmix.compare.names import names_of
from channelmix.compare.promised import other_promises, promised_otherwise
from channelmix.compare.ranking import chances
from channelmix.compare.selection import Selection
from channelmix.compare.together import all_pairs, shared_confidence, told_figures
from channelmix.errors import InputError
from channelmix.results import CONFIDENCE, Estimate, Figure, Shown, difference, nothing, to_json
from channelmix.simulate import Run
from channelmix.simulate.figures import FigureSet
from channelmix.simulate.named import Name, find_name
from channelmix.simulate.precision import Precision

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1

Changes = dict[str, "Change"]


@dataclass(frozen=True)
class Change:
    """By how much a figure is larger than in the first scenario, and whether that is sure."""

    estimate: Estimate
    together: Estimate
    """With an interval that holds together with those of all figures that are told, of all scenarios."""

    @classmethod
    def of(cls, figure: Figure, against: Figure, *, family: int = 1) -> "Change":
        """
        Return the change of a figure measured on the same customers.

        Args:
            figure: Of this scenario.
            against: Of the first.
            family: How many differences are told and must hold together.
        """
        change = difference(figure, against)
        return cls(change.estimate(), change.estimate(shared_confidence(family)))

    @property
    def verdict(self) -> str | None:
        """ "more", "less", "same" (always the same number) or "unsure"; None where there is no interval."""
        return verdict_of(self.estimate)

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers and the verdicts under their names."""
        return {
            **self.estimate.as_dict(),
            "verdict": self.verdict,
            "low_together": self.together.low,
            "high_together": self.together.high,
            "verdict_together": verdict_of(self.together),
        }


def verdict_of(estimate: Estimate) -> str | None:
    """
    Return what the interval of a difference allows to say.

    Examples:
        >>> verdict_of(Estimate(2.0, 1.0, 3.0)), verdict_of(Estimate(2.0, -1.0, 5.0))
        ('more', 'unsure')
    """
    low, high = estimate.low, estimate.high
    if low is None or high is None:
        return None
    if low == high == 0:
        return "same"
    return "more" if low > 0 else "less" if high < 0 else "unsure"


@dataclass(frozen=True)
class Difference:
    """One scenario against the first: channels and groups that both have, and shares only of what both promise."""

    scenario: str
    against: str
    same_period: bool
    """Whether both simulate the same days, and so the same customers; if not, intervals are still right but wider."""
    channels: dict[str, Changes]
    groups: dict[str, Changes]
    total: Changes
    not_compared: tuple[str, ...] = ()
    """Shares in time of which the two scenarios promise something else, such as ``phone.service_level``."""

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as it stands in the summary."""
        return {
            "scenario": self.scenario,
            "against": self.against,
            "same_period": self.same_period,
            **({"not_compared": list(self.not_compared)} if self.not_compared else {}),
            "channels": {name: _plain(changes) for name, changes in self.channels.items()},
            "groups": {name: _plain(changes) for name, changes in self.groups.items()},
            "total": _plain(self.total),
        }


def _plain(changes: Changes) -> dict[str, Any]:
    return {name: change.as_dict() for name, change in changes.items()}


@dataclass(frozen=True, eq=False)
class Comparison(Shown):
    """Runs of several scenarios on the same customers, and their differences from the first."""

    runs: tuple[Run, ...]
    selection: Selection | None = None
    """Which scenario was chosen, and with what promise, if that was asked for."""
    precision: Precision | None = None
    """How a comparison that went on until its differences were precise enough has ended."""

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The second and each further scenario against the first."""
        found = [_difference(each, self.runs[0], family=self.family) for each in self.runs[1:]]
        first, *others = self.names
        return tuple(replace(each, scenario=name, against=first) for each, name in zip(found, others, strict=True))

    @cached_property
    def names(self) -> list[str]:
        """What the scenarios are called here: their names, told apart where two have the same."""
        return names_of(self.runs)

    @cached_property
    def family(self) -> int:
        """How many differences are told: for each scenario its cost, and its promises or waits by channel."""
        return sum(1 + _told(each, self.runs[0]) for each in self.runs[1:])

    @cached_property
    def promised_otherwise(self) -> frozenset[tuple[str, str]]:
        """Channels, each with the share in time that does not count the same in all scenarios."""
        return promised_otherwise([run.loaded.scenario for run in self.runs])

    @cached_property
    def objectives(self) -> tuple[Name, ...]:
        """Figures by which scenarios are ranked: money, and the promises that all scenarios make of a channel."""
        names = [Name("total", "", "cost_per_year")] if all(run.figures.has_cost for run in self.runs) else []
        for channel in self.runs[0].figures.channels:
            for figure in ("service_level", "response_level"):
                name = Name("channels", channel, figure)
                is_one = (channel, figure) not in self.promised_otherwise
                if is_one and all(_value(name, run) is not None for run in self.runs):
                    names.append(name)
        return tuple(name for name in names if any(_value(name, run) for run in self.runs))

    @cached_property
    def ranking(self) -> dict[str, Any]:
        """For each objective how probably, and how often, each scenario is the best."""
        return {str(name): self.chances(name) for name in self.objectives}

    def chances(self, name: Name) -> list[dict[str, Any]]:
        """Return how probably each scenario is the best in one figure."""
        found = chances([name.of(run.figures) for run in self.runs], name.better)
        rows = zip(self.names, found.best, found.often, strict=True)
        return [
            {"scenario": name, "probability_best": best, "best_in_share_of_replications": often}
            for name, best, often in rows
        ]

    @cached_property
    def front(self) -> list[dict[str, Any]]:
        """Cost a year against the share of contacts in time, and who is beaten by whom; no share of unlike promises."""
        costs = [run.figures.total["cost_per_year"] if run.figures.has_cost else nothing() for run in self.runs]
        kept = [nothing() if self.promised_otherwise else kept_share(run) for run in self.runs]
        return front_rows(self.names, costs, kept)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """All figures and differences as plain values."""
        return {
            "schema": SCHEMA,
            "replications": self.runs[0].replications,
            "seed": self.runs[0].seed,
            "confidence": CONFIDENCE,
            "scenarios": [each.summary | {"scenario": name} for each, name in zip(self.runs, self.names, strict=True)],
            "differences": [each.as_dict() for each in self.differences],
            "ranking": self.ranking,
            "pairs": self._cost_pairs,
            "front": self.front,
            **({} if self.selection is None else {"selection": self.selection.as_dict()}),
        }

    def json(self) -> bytes:
        """Return the summary as JSON: the same bytes for the same inputs."""
        return to_json(self.summary)

    @property
    def frame(self) -> "pd.DataFrame":
        """Differences from the first, one row each: scenario, kind, name, figure, and the columns of ``Change``."""
        import pandas as pd

        return pd.DataFrame([row for each in self.differences for row in _rows(each)], columns=_COLUMNS)

    def pairs(self, figure: str) -> "pd.DataFrame":
        """
        Return every pair of scenarios for one figure, with intervals that hold for all pairs together.

        Args:
            figure: Such as ``phone.service_level``.

        Raises:
            InputError: If there is no such figure, or it is a share in time and scenarios promise unlike ones.
        """
        import pandas as pd

        name = find_name(figure, self.runs[0].figures, option="figure")
        require_one_promise(name, self.runs, option="figure")
        return pd.DataFrame(self._pairs(name), columns=["scenario", "against", "mean", "low", "high", "verdict"])

    def _pairs(self, name: Name) -> list[dict[str, Any]]:
        return [
            {"scenario": self.names[pair.second], "against": self.names[pair.first],
             **pair.estimate.as_dict(), "verdict": verdict_of(pair.estimate)}
            for pair in all_pairs([name.of(run.figures) for run in self.runs])
        ]  # fmt: skip

    @property
    def _cost_pairs(self) -> dict[str, Any]:
        """What every scenario costs more than every one before it: which of two is cheaper may not be sure."""
        return {str(name): self._pairs(name) for name in self.objectives if name.figure == "cost_per_year"}


def require_one_promise(name: Name, runs: Sequence[Run], *, option: str) -> None:
    """
    Make sure that a figure counts the same in all scenarios.

    Raises:
        InputError: If it is a share in time of which they promise something else.
    """
    unlike = promised_otherwise([run.loaded.scenario for run in runs])
    if name.kind == "channels" and (name.place, name.figure) in unlike:
        raise InputError(
            f"{option}: the scenarios promise unlike things of {name.place}, so {name} does not count the same in all "
            f"and is not compared; give them one target, but for its share, or name another figure"
        )


_COLUMNS = ["scenario", "kind", "name", "figure", "mean", "low", "high", "verdict",
            "low_together", "high_together", "verdict_together"]  # fmt: skip


def difference_set(run: Run, first: Run) -> FigureSet:
    """Return all differences of a run from the first as figures; only channels and groups that both have."""
    unlike = other_promises(run.loaded.scenario, first.loaded.scenario)

    def of(mine: Mapping[str, Figure], theirs: Mapping[str, Figure]) -> dict[str, Figure]:
        return {name: difference(figure, theirs[name]) for name, figure in mine.items()}

    mine, theirs = run.figures, first.figures
    return FigureSet(
        channels={
            name: of(alike(mine.channels[name], name, unlike), theirs.channels[name]) for name in _shared(mine, theirs)
        },
        groups={name: of(mine.groups[name], theirs.groups[name]) for name in mine.groups if name in theirs.groups},
        total=of(mine.total, theirs.total),
        formulas=mine.formulas,
    )


def alike(figures: Mapping[str, Figure], channel: str, unlike: Collection[tuple[str, str]]) -> dict[str, Figure]:
    """Return figures of a channel, those that count something else in the other scenario as nothing."""
    return {name: nothing() if (channel, name) in unlike else figure for name, figure in figures.items()}


def _shared(mine: FigureSet, theirs: FigureSet) -> list[str]:
    return [name for name in mine.channels if name in theirs.channels]


def _value(name: Name, run: Run) -> float | None:
    return name.of(run.figures).value if name.is_in(run.figures) else None


def _told(each: Run, first: Run) -> int:
    """Return how many figures of channels are told."""
    mine, theirs, unlike = each.figures, first.figures, other_promises(each.loaded.scenario, first.loaded.scenario)
    pairs = [(alike(mine.channels[name], name, unlike), theirs.channels[name]) for name in _shared(mine, theirs)]
    return sum(
        len(told_figures(name for name, figure in own.items() if None not in (figure.value, other[name].value)))
        for own, other in pairs
    )


def _difference(each: Run, first: Run, *, family: int) -> Difference:
    unlike = other_promises(each.loaded.scenario, first.loaded.scenario)
    mine = {name: alike(figures, name, unlike) for name, figures in each.figures.channels.items()}
    return Difference(
        scenario=each.name,
        against=first.name,
        same_period=_period(each) == _period(first),
        channels=_of_each(mine, first.figures.channels, family=family),
        groups=_of_each(each.figures.groups, first.figures.groups, family=family),
        total=_changes(*(_total(run) for run in (each, first)), family=family),
        not_compared=tuple(sorted(".".join(pair) for pair in unlike)),
    )


def _total(run: Run) -> Mapping[str, Figure]:
    """Return the figures of a whole operation, those of a cost that is not known as nothing."""
    return {name: figure if run.figures.tells(name) else nothing() for name, figure in run.figures.total.items()}


def _period(each: Run) -> tuple[object, ...]:
    period = each.loaded.scenario.period
    return period.start, period.days, period.timezone


def _of_each(
    figures: Mapping[str, Mapping[str, Figure]], against: Mapping[str, Mapping[str, Figure]], *, family: int
) -> dict[str, Changes]:
    return {name: _changes(mine, against[name], family=family) for name, mine in figures.items() if name in against}


def _changes(figures: Mapping[str, Figure], against: Mapping[str, Figure], *, family: int) -> Changes:
    return {name: Change.of(figure, against[name], family=family) for name, figure in figures.items()}


def _rows(each: Difference) -> list[dict[str, Any]]:
    parts = [("channel", name, changes) for name, changes in each.channels.items()]
    parts += [("group", name, changes) for name, changes in each.groups.items()]
    parts.append(("total", "", each.total))
    return [
        {"scenario": each.scenario, "kind": kind, "name": name, "figure": figure, **change.as_dict()}
        for kind, name, changes in parts
        for figure, change in changes.items()
    ]

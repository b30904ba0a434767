"""
One scenario's results, with what a reader must know beside the figures.

Targets, formulas of service level, estimates and warnings travel with the figures, so that
no output can show the one without the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from channelmix.compare.names import names_of
from channelmix.report.amounts import percent, told_span
from channelmix.report.cautions import told_caution
from channelmix.report.figures import CHANNEL, estimate_of
from channelmix.report.language import say
from channelmix.report.numbers import counted
from channelmix.report.sheets import Remark
from channelmix.results import Estimate

if TYPE_CHECKING:
    from channelmix.scenario import Scenario
    from channelmix.scenario.channel import Channel
    from channelmix.scenario.service import ResponseTarget
    from channelmix.simulate import Run

OUT_OF = {
    "offered": "of all who came",
    "answered": "of the answered",
    "late_abandoned": "of the answered and those who gave up after that time",
    "early_abandoned_good": "of all who came, those who gave up earlier counted as in time",
    "offered_and_blocked": "of all who came, those turned away included",
}
"""What each formula of service level divides by; the manual has the exact words. Other languages name them too."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What was simulated, and what came out."""

    name: str
    """What the scenario is called; unlike that of any other case beside it."""
    scenario: "Scenario"
    summary: Mapping[str, Any]
    estimates: Sequence[tuple[str, str]]
    unsourced: Sequence[str]
    warnings: Sequence[str]

    @property
    def currency(self) -> str:
        """The currency of all money."""
        return self.scenario.money.currency


def cases_of(runs: "Sequence[Run]") -> list[Case]:
    """Return runs as cases; where two scenarios have one name, their files tell them apart, else their places."""
    return [
        Case(
            name=name,
            scenario=run.loaded.scenario,
            summary=run.summary,
            estimates=run.loaded.estimates,
            unsourced=run.loaded.unsourced,
            warnings=run.warnings,
        )
        for run, name in zip(runs, names_of(runs), strict=True)
    ]


def verdict(level: Estimate, share: float) -> str:
    """
    Tell whether a promise is kept, as far as the interval allows.

    Examples:
        >>> verdict(Estimate(0.83, 0.81, 0.85), 0.80), verdict(Estimate(0.83, 0.79, 0.87), 0.80)
        ('met', 'not sure')
    """
    if level.mean is None:
        return ""
    if level.low is None or level.high is None:
        return "not sure"
    if level.low >= share:
        return "met"
    return "missed" if level.high < share else "not sure"


def promise_notes(case: Case) -> tuple[str, ...]:
    """Return a sentence for each target of a scenario, with the formula of its service level."""
    promised = [note for name in case.scenario.channels for note in channel_promises(case, name)]
    return (*promised, *clock_notes([case]))


def clock_notes(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return what targets and waits run to, and which clocks stand while closed, once for all scenarios."""
    channels = [entry for case in cases for entry in case.scenario.channels.items()]
    notes = []
    to_reply = dict.fromkeys(name for name, channel in channels if channel.measured_to == "reply")
    if to_reply:
        text = "{channels}: targets run to the finished reply; waits run to the start of the work"
        notes.append(say(text, channels=", ".join(to_reply)))
    standing = dict.fromkeys(name for name, channel in channels if stands_still(channel))
    if standing:
        text = (
            "{channels}: '{wait}' and '{most}' count all hours, nights and closed days too; the target's clock stands "
            "while closed"
        )
        names = {"wait": CHANNEL["wait_mean_s"].label, "most": CHANNEL["wait_p90_s"].label}
        notes.append(say(text, channels=", ".join(standing), **names))
    return tuple(notes)


def stands_still(channel: "Channel | None") -> bool:
    """Whether any promise of a channel stands still while it is closed, so that its waits are of another clock."""
    if channel is None:
        return False
    return any(target is not None and target.clock != "wall" for target in (channel.target, channel.response_target))


def channel_promises(case: Case, name: str, *, level: str = "") -> list[str]:
    """Return what a channel promises, in words, of one ``level`` if any is named; nothing without a target."""
    channel, notes = case.scenario.channels[name], []
    target, later = channel.target, channel.response_target
    if target is not None and level != "response_level":
        notes.append(
            say(
                "{channel}: target {promise}, {out_of} (formula {formula})", channel=name,
                formula=told_formula(target.formula),
                promise=promise(channel.measured_to, target), out_of=say(OUT_OF[target.formula]),
            )
        )  # fmt: skip
    if later is not None and level != "service_level":
        share, within = percent(later.share), told_within(later)
        text = "{channel}: target {share} of later messages replied to within {time}"
        notes.append(say(text, channel=name, share=share, time=within))
    return notes


def told_formula(formula: str) -> str:
    """
    Return a formula of service level by its name, and in other languages by the word that the file has for it too.

    Examples:
        >>> from channelmix.report.language import speaking
        >>> with speaking("nl"):
        ...     told_formula("offered")
        "'aangeboden' = offered"
        >>> told_formula("offered")
        "'offered'"
    """
    told = say(formula)
    return f"'{told}'" if told == formula else f"'{told}' = {formula}"


def promise(measured_to: str, target: "ResponseTarget") -> str:
    """Return a target in words, such as ``80 % answered within 20 s``."""
    text = {"start": "{share} answered within {time}", "reply": "{share} replied to within {time}"}[measured_to]
    return say(text, share=percent(target.share), time=told_within(target))


def told_within(target: "ResponseTarget") -> str:
    """Return the time of a target in words, with its clock where that stands while closed."""
    span = told_span(target.within)
    if target.clock == "wall":
        return span
    return say("{time}, opening days counted" if target.within.counts_days else "{time} of opening time", time=span)


def level_verdict(case: Case, channel: str, figure: str) -> str:
    """Return whether the target that belongs to a figure of a channel is met; nothing without a target."""
    share = promised_share(case, channel, figure)
    return "" if share is None else verdict(estimate_of(case.summary["channels"][channel], figure), share)


def promised_share(case: Case, channel: str, figure: str) -> float | None:
    """Return the share that the target which belongs to a figure of a channel promises; None without a target."""
    settings = case.scenario.channels.get(channel)
    if settings is None:
        return None
    target = {"service_level": settings.target, "response_level": settings.response_target}.get(figure)
    return None if target is None else target.share


def remarks(cases: Sequence[Case]) -> tuple[Remark, ...]:
    """Return the warnings behind the figures, the estimates and what has no source, each said once."""
    warnings = dict.fromkeys(told_caution(warning) for case in cases for warning in case.warnings)
    estimates = sorted({key for case in cases for key, _ in case.estimates})
    unsourced = sorted({key for case in cases for key in case.unsourced})
    found = []
    if warnings:
        found.append(Remark(say("Please note"), tuple(warnings)))
    if estimates:
        settings = counted(len(estimates), "setting")
        title = "Estimates of ours, not measurements ({settings}; 'channelmix check' tells the reasons)"
        found.append(Remark(say(title, settings=settings), tuple(_by_table(estimates))))
    if unsourced:
        title = "Without a source ({settings}; name it under [sources])"
        found.append(Remark(say(title, settings=counted(len(unsourced), "setting")), tuple(_by_table(unsourced))))
    return tuple(found)


def _by_table(keys: Sequence[str]) -> list[str]:
    """
    Return dotted keys grouped by the table they stand in.

    Examples:
        >>> _by_table(["channels.phone.patience", "channels.phone.redial.share", "money.currency"])
        ['channels.phone: patience, redial.share', 'money: currency']
    """

    def table_of(key: str) -> str:
        depth = 2 if key.startswith(("channels.", "groups.")) else 1
        return ".".join(key.split(".")[:depth])

    grouped = {
        table: [key.removeprefix(table).lstrip(".") for key in found] for table, found in groupby(keys, table_of)
    }
    return [f"{table}: {', '.join(filter(None, found))}" if any(found) else table for table, found in grouped.items()]

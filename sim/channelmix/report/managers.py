"""
Sentences for managers, made of figures and never stronger than they are.

Each scenario is told against the first: what each promise gains or loses (the mean wait where
none is made), and what it costs a year. "More" and "less" are said only where the interval that
holds together with those of all that is told excludes no change; the interval always stands
beside the number, and what is not sure is called so.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from channelmix.compare.together import told_figures
from channelmix.report.cases import Case
from channelmix.report.figures import CHANNEL, change_of, verdict_of
from channelmix.report.numbers import Kind, number, written_difference

if TYPE_CHECKING:
    from channelmix.scenario.channel import Channel

Figures = Mapping[str, Any]


def sentences(cases: Sequence[Case], differences: Sequence[Figures]) -> list[str]:
    """
    Return one sentence for each scenario but the first; none for one that simulates other days.

    Args:
        cases: The scenarios; the first is the one that others are told against.
        differences: For each other scenario its figures minus those of the first, laid out as a summary.
    """
    first = cases[0]
    told = [
        _sentence(case, first, change)
        for case, change in zip(cases[1:], differences, strict=True)
        if change["same_period"]
    ]
    return [sentence for sentence in told if sentence]


def _sentence(case: Case, first: Case, difference: Figures) -> str:
    parts = [*_promises(case, difference), *_money(first, difference)]
    if not parts:
        return ""
    sure = [text for text, is_sure in parts if is_sure]
    unsure = [text for text, is_sure in parts if not is_sure]
    clauses = []
    if sure:
        clauses.append(f"{', '.join(sure)} (sure at 95 %)")
    if unsure:
        clauses.append(f"not sure: {', '.join(unsure)}")
    return f"{case.name} against {first.name}: {'; '.join(clauses)}."


def _promises(case: Case, difference: Figures) -> Iterator[tuple[str, bool]]:
    for name, changes in difference["channels"].items():
        for figure in told_figures(key for key, change in changes.items() if change["mean"] is not None):
            what = _what(figure, name, case.scenario.channels[name])
            yield from _told(what, changes[figure], CHANNEL[figure].kind)


def _what(figure: str, name: str, channel: "Channel") -> str:
    """Return what a figure counts, in words that follow a number."""
    if figure == "response_level" and channel.response_target:
        return f"of later messages of {name} replied to within {channel.response_target.within}"
    if figure == "service_level" and channel.target:
        verb = {"start": "answered", "reply": "replied to"}[channel.measured_to]
        return f"of {name} {verb} within {channel.target.within}"
    return f"{CHANNEL[figure].label} in {name}"


def _money(first: Case, difference: Figures) -> Iterator[tuple[str, bool]]:
    change = difference["total"].get("cost_per_year")
    if change and change["mean"] is not None and (change["mean"] or change["verdict"] != "same"):
        yield from _told(f"{first.currency} a year", change, Kind.MONEY)


def _told(what: str, change: Figures, kind: Kind) -> Iterator[tuple[str, bool]]:
    """Yield a change in words, and whether its direction is sure."""
    verdict, estimate = verdict_of({"": change}, ""), change_of({"": change}, "")
    size, interval = written_difference(estimate, kind)
    beside = f" ({interval})" if interval and interval != "?" else ""
    if verdict == "same":
        yield f"no change {what}", True
    elif verdict in {"more", "less"}:
        amount = number(abs(change["mean"]), kind).replace(" %", " points")
        yield f"{amount} {verdict} {what}{beside}", True
    else:
        yield f"{size} {what}{beside}", False


def choice(summary: Figures) -> list[str]:
    """Return what the ranking, the front and a selection say."""
    return [*_chances(summary), *_front(summary), *_selection(summary)]


def _chances(summary: Figures) -> Iterator[str]:
    for figure, rows in summary.get("ranking", {}).items():
        known = [row for row in rows if row["probability_best"] is not None]
        if len(known) < 2:
            continue
        top = max(known, key=lambda row: row["probability_best"])
        if all(row["probability_best"] == top["probability_best"] for row in known):
            continue
        often = top["best_in_share_of_replications"]
        days = "" if often is None else f"; in {100 * often:.0f} % of the replications"
        yield f"Best in {figure}: {top['scenario']}, with probability {probability(top['probability_best'])}{days}."


def probability(share: float) -> str:
    """
    Write a probability without ever calling it certain.

    Examples:
        >>> probability(0.5), probability(1.0)
        ('50 %', 'above 99.9 %')
    """
    return "above 99.9 %" if share > 0.999 else f"{100 * share:.3g} %"


def _front(summary: Figures) -> Iterator[str]:
    rows = summary.get("front", [])
    if not any(row["kept_share"]["mean"] for row in rows) or not any(row["cost_per_year"]["mean"] for row in rows):
        return
    best = [row["scenario"] for row in rows if row["on_front"]]
    yield f"Nothing is both cheaper and keeps more promises than: {', '.join(best)}."
    for row in rows:
        if not row["on_front"]:
            sure = "surely" if row["surely"] else "probably, not surely,"
            yield f"{row['scenario']} is {sure} beaten by {row['beaten_by']} in both."


def _selection(summary: Figures) -> Iterator[str]:
    selection = summary.get("selection")
    if selection:
        yield f"Selected by {selection['procedure']}: {selection['promise']}."

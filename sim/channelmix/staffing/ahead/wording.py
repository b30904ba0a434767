"""
What months ahead are made of and how far they err, in sentences for tables, pictures and workbooks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

ROUGH_FROM = 0.1
"""An error from which on months that were not simulated are called rough (estimate of ours)."""

_ROUGH = " That is much: take months that were not simulated as rough, and staff the weeks that matter by themselves."


def explained(summary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all that a reader must know, the most important first."""
    return tuple(filter(None, (
        how_found(summary),
        how_validated(summary),
        f"A month is its typical week: what its ordinary Mondays, Tuesdays and so on bring on average, public "
        f"holidays, closed and special days left out; paid hours and money are those of the month's open days. "
        f"FTE: paid hours of a typical week / {summary['hours_per_fte_week']:g}.",
        *how_adopted(summary),
        how_levelled(summary),
        how_hired(summary),
        *how_helped(summary),
        *(f"{note[0].upper()}{note[1:]}." for note in summary["notes"]),
    )))  # fmt: skip


def how_found(summary: Mapping[str, Any]) -> str:
    """Return which weeks were simulated, and how far the others may be off."""
    weeks = summary["simulated"]
    told = ", ".join(dict.fromkeys(week["month"] for week in weeks))
    text = (
        f"Searched and simulated: {counted(weeks)}, chosen to stand for all in level and mix of channels: {told}. All "
        "months come from one law fitted to these weeks and to formulas: so many hours for a channel's work and for "
        "the root of its work, none below zero."
    )
    text += _how_long(weeks)
    error = summary["error"]
    if error["largest"] is None:
        return f"{text} A single week tells nothing of the error."
    groups = ", ".join(f"{name} {error['fte'][name]:.1f} FTE" for name in error["groups"])
    each = f" (by group at most: {groups})" if len(error["groups"]) > 1 else ""
    largest, mean = (f"{100 * error[name]:.1f} %" for name in ("largest", "mean"))
    return (
        f"{text} Months not simulated: within {largest} on the weeks left out, {mean} on average: paid hours of each "
        f"simulated week as foretold from the others{each}."
        f"{_ROUGH if error['largest'] > ROUGH_FROM else ''}"
    )


def _how_long(weeks: Sequence[Mapping[str, Any]]) -> str:
    """Return which weeks were searched for a short time, and what was taken off for it; nothing if none was."""
    short = [week for week in weeks if week["search"] == "short"]
    if not short:
        return ""
    saved = 1 - sum(week["paid_hours_a_week"] for week in short) / sum(week["paid_hours_found"] for week in short)
    off = f"{saved:.1%} are taken off" if saved >= 0 else f"{-saved:.1%} are added to"
    return (
        f" Of the weeks {len(weeks) - len(short)} were searched as long as any plan, the others for less time; {off} "
        "the hours of these, which is the difference in the weeks that were searched both ways."
    )


def counted(weeks: Sequence[Any]) -> str:
    """
    Return how many weeks there are.

    Examples:
        >>> counted([1]), counted([1, 2])
        ('1 typical week', '2 typical weeks')
    """
    return f"{len(weeks)} typical week{'s' if len(weeks) != 1 else ''}"


def how_adopted(summary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what each adoption curve moves from the first month to the last, 8 of 10 of its draws in brackets."""
    months = [month["month"] for month in summary["months"]]
    return tuple(
        f"Adoption {each['adoption']} moves customers from {each['from']} to {each['to']} as the months pass: "
        f"{_shares(each['shares'][0])} by {months[0]}, {_shares(each['shares'][-1])} by {months[-1]}, each draw of the "
        f"curve beside one of the forecast{''.join(f'; {note}' for note in each['notes'])}."
        for each in summary["adoption"]
    )


def _shares(levels: Mapping[str, float]) -> str:
    return f"{100 * levels['p50']:.1f} % ({100 * levels['p10']:.1f} % to {100 * levels['p90']:.1f} %)"


def how_levelled(summary: Mapping[str, Any]) -> str:
    """Return what a level is, and why groups need not add up."""
    text = (
        "p10, p50, p90 in files: the figure that 10, 50 or 90 % of the forecast's paths stay below, month by month. "
        "Opening hours and rates of pay are those of the scenario."
    )
    if len(summary["start_fte"]) == 1:
        return text
    return (
        f"{text} Each group's level is its own, and so is that of all together: groups have their busy futures in "
        "different paths, so that theirs need not add up to that of all."
    )


def how_high(level: str) -> str:
    """
    Return a level of the forecast in words.

    Examples:
        >>> how_high("p50"), how_high("p90")
        ('the middle of the forecast', "what 90 % of the forecast's paths stay below")
    """
    return "the middle of the forecast" if level == "p50" else f"what {level[1:]} % of the forecast's paths stay below"


def how_validated(summary: Mapping[str, Any]) -> str:
    """Return from when on the forecast has not been tried on unseen days; nothing if all months have been."""
    if all(month["validated"] for month in summary["months"]):
        return ""
    if summary["validated_until"] is None:
        return "Not validated: the forecast has not been tried on unseen days."
    return f"Not validated: backtests of the forecast reach to {summary['validated_until']}; later months are beyond."


def how_hired(summary: Mapping[str, Any]) -> str:
    """Return what hires and leavers rest on."""
    start = ", ".join(f"{name} {fte:.1f}" for name, fte in summary["start_fte"].items())
    leave = f"{100 * summary['attrition']:.0f} % leave within a year" if summary["attrition"] else "nobody leaves"
    return (
        f"Hires keep up with {how_high(summary['hires_for'])}, from the scenario's own agents on ({start} FTE); "
        f"{leave}; new people are trained when the month begins, and nobody is sent away. Not rounded; people of all "
        "are those of the groups added up, each with its own need at that level."
    )


def helpers(summary: Mapping[str, Any], name: str) -> tuple[list[str], list[str]]:
    """Return the groups whose work some of a group do in any month, and those whose people do this group's."""
    groups, people = list(summary["start_fte"]), [month["people"] for month in summary["months"]]
    gives = [taker for taker in groups if any(each[name]["helps"].get(taker) for each in people)]
    return gives, [giver for giver in groups if any(each[giver]["helps"].get(name) for each in people)]


def how_helped(summary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which group does another's work, before anybody is hired for it."""
    told = tuple(
        f"{giver} does {taker}'s work, all of whose channels it serves: {_most(summary, giver, taker)}; one of {giver} "
        f"stands for {each['rate']:.2f} of {taker}."
        for each in summary["helpers"]
        for giver, taker in [(each["giver"], each["taker"])]
        if taker in helpers(summary, giver)[0]
    )
    if not told:
        return ()
    return (
        "Before anybody is hired, people do the work of another group whose channels they all serve. Of all ways to "
        "have enough people in every month the least wages are taken, and of those the least and steadiest help.",
        *told,
    )


def _most(summary: Mapping[str, Any], giver: str, taker: str) -> str:
    """Return how many of a group do another's work in the first month, and in which month most do."""
    amounts = {month["month"]: month["people"][giver]["helps"].get(taker, 0.0) for month in summary["months"]}
    first, most = next(iter(amounts)), max(amounts, key=lambda month: amounts[month])
    told = f"{amounts[first]:.1f} FTE in {first}"
    return told if first == most else f"{told}, at most {amounts[most]:.1f} FTE, in {most}"

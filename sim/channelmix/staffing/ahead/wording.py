"""
What months ahead are made of and how far they err, in sentences for tables, pictures and workbooks.

Numbers and sentences go through a ``Tongue``, so that a workbook may be in the language of its reader.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channelmix.staffing.tongue import ENGLISH, Tongue

ROUGH_FROM = 0.1
"""An error from which on months that were not simulated are called rough (estimate of ours)."""

Summary = Mapping[str, Any]


def explained(summary: Summary, tongue: Tongue = ENGLISH) -> tuple[str, ...]:
    """Return all that a reader must know, the most important first."""
    say = tongue.say
    month = say(
        "A month is its typical week: what its ordinary Mondays, Tuesdays and so on bring on average, public holidays, "
        "closed and special days left out; paid hours and money are those of the month's open days. FTE: paid hours of "
        "a typical week / {hours}.",
        hours=tongue.number(f"{summary['hours_per_fte_week']:g}"),
    )
    return tuple(filter(None, (
        how_found(summary, tongue), how_validated(summary, tongue), month, *how_adopted(summary, tongue),
        how_levelled(summary, tongue), how_hired(summary, tongue), *how_helped(summary, tongue),
        *(f"{note[0].upper()}{note[1:]}." for note in map(tongue.warning, summary["notes"])),
    )))  # fmt: skip


def how_found(summary: Summary, tongue: Tongue = ENGLISH) -> str:
    """Return which weeks were simulated, and how far the others may be off."""
    return " ".join(_found(summary, tongue))


def _found(summary: Summary, tongue: Tongue) -> Iterator[str]:
    say, weeks = tongue.say, summary["simulated"]
    text = (
        "Searched and simulated: {weeks}, chosen to stand for all in level and mix of channels: {months}. The hours "
        "of all months follow from these weeks and from queueing formulas: so many for each hour of a channel's work, "
        "and so many to spare for its ups and downs, which grow with the square root of the work. More work never "
        "takes fewer hours."
    )
    months = ", ".join(dict.fromkeys(week["month"] for week in weeks))
    yield say(text, weeks=counted(weeks, tongue), months=months)
    yield from _how_long(weeks, tongue)
    error = summary["error"]
    if error["largest"] is None:
        yield say("A single week tells nothing of the error.")
        return
    text = (
        "Months not simulated: within {largest} on the weeks left out, {mean} on average: paid hours of each simulated "
        "week as foretold from the others."
    )
    yield say(text, largest=_share(error["largest"], tongue), mean=_share(error["mean"], tongue))
    if len(error["groups"]) > 1:
        off = {name: tongue.number(f"{error['fte'][name]:.1f}") for name in error["groups"]}
        groups = ", ".join(f"{name} {fte}" for name, fte in off.items())
        yield say("By group at most, FTE: {groups}.", groups=groups)
    if error["largest"] > ROUGH_FROM:
        yield say(
            "That is much: take months that were not simulated as rough, and staff the weeks that matter by themselves."
        )


def _how_long(weeks: Sequence[Summary], tongue: Tongue) -> Iterator[str]:
    """Yield which weeks were searched for a short time, and what was taken off for it; nothing if none was."""
    say, short = tongue.say, [week for week in weeks if week["search"] == "short"]
    if not short:
        return
    saved = 1 - sum(week["paid_hours_a_week"] for week in short) / sum(week["paid_hours_found"] for week in short)
    count = tongue.number(f"{len(weeks) - len(short)}")
    yield say("Of these, {count} were searched as long as any plan, the others for less time.", count=count)
    share = _share(abs(saved), tongue)
    if saved >= 0:
        text = (
            "Off the hours of the others {share} are taken, the difference in the weeks that were searched both ways."
        )
        yield say(text, share=share)
    else:
        text = "To the hours of the others {share} are added, the difference in the weeks that were searched both ways."
        yield say(text, share=share)


def _share(share: float, tongue: Tongue) -> str:
    return tongue.number(f"{100 * share:.1f} %")


def counted(weeks: Sequence[Any], tongue: Tongue = ENGLISH) -> str:
    """
    Return how many weeks there are.

    Examples:
        >>> counted([1]), counted([1, 2])
        ('1 typical week', '2 typical weeks')
    """
    say, count = tongue.say, tongue.number(f"{len(weeks)}")
    return say("{count} typical week", count=count) if len(weeks) == 1 else say("{count} typical weeks", count=count)


def how_adopted(summary: Summary, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """Yield what each adoption curve moves from the first month to the last, 8 of 10 of its draws in brackets."""
    months = [month["month"] for month in summary["months"]]
    for each in summary["adoption"]:
        text = (
            "Adoption {curve} moves customers from {origin} to {to} as the months pass: {first} by {month}, {last} by "
            "{last_month}, each draw of the curve beside one of the forecast{notes}."
        )
        first, last = (_shares(each["shares"][place], tongue) for place in (0, -1))
        notes = "".join(f"; {note}" for note in map(tongue.warning, each["notes"]))
        yield tongue.say(text, curve=each["adoption"], origin=each["from"], to=each["to"], first=first, last=last,
                         month=months[0], last_month=months[-1], notes=notes)  # fmt: skip


def _shares(levels: Mapping[str, float], tongue: Tongue) -> str:
    middle, low, high = (_share(levels[level], tongue) for level in ("p50", "p10", "p90"))
    return f"{middle} ({low}\N{EN DASH}{high})"


def how_levelled(summary: Summary, tongue: Tongue = ENGLISH) -> str:
    """Return what a level is, and why groups need not add up."""
    say = tongue.say
    text = say(
        "p10, p50, p90 in files: the figure that 10, 50 or 90 % of the forecast's paths stay below, month by month. "
        "Opening hours and rates of pay are those of the scenario."
    )
    if len(summary["start_fte"]) == 1:
        return text
    groups = say(
        "Each group's level is its own, and so is that of all together: groups have their busy futures in different "
        "paths, so that theirs need not add up to that of all."
    )
    return f"{text} {groups}"


def how_high(level: str, tongue: Tongue = ENGLISH) -> str:
    """
    Return a level of the forecast in words.

    Examples:
        >>> how_high("p50"), how_high("p90")
        ('the middle of the forecast', "what 90 % of the forecast's paths stay below")
    """
    say = tongue.say
    if level == "p50":
        return say("the middle of the forecast")
    return say("what {share} of the forecast's paths stay below", share=tongue.number(f"{level[1:]} %"))


def how_validated(summary: Summary, tongue: Tongue = ENGLISH) -> str:
    """Return from when on the forecast has not been tried on unseen days; nothing if all months have been."""
    say = tongue.say
    if all(month["validated"] for month in summary["months"]):
        return ""
    if summary["validated_until"] is None:
        return say("Not validated: the forecast has not been tried on unseen days.")
    text = "Not validated: backtests of the forecast reach to {day}; later months are beyond."
    return say(text, day=summary["validated_until"])


def how_hired(summary: Summary, tongue: Tongue = ENGLISH) -> str:
    """Return what hires and leavers rest on."""
    say = tongue.say
    start = ", ".join(f"{name} {tongue.number(f'{fte:.1f}')}" for name, fte in summary["start_fte"].items())
    share = tongue.number(f"{100 * summary['attrition']:.0f} %")
    leave = say("{share} leave within a year", share=share) if summary["attrition"] else say("nobody leaves")
    return say(
        "Hires keep up with {level}, from the scenario's own agents on ({start} FTE); {leave}; new people are trained "
        "when the month begins, and nobody is sent away. Not rounded; people of all are those of the groups added up, "
        "each with its own need at that level.",
        level=how_high(summary["hires_for"], tongue), start=start, leave=leave,
    )  # fmt: skip


def helpers(summary: Summary, name: str) -> tuple[list[str], list[str]]:
    """Return the groups whose work some of a group do in any month, and those whose people do this group's."""
    groups, people = list(summary["start_fte"]), [month["people"] for month in summary["months"]]
    gives = [taker for taker in groups if any(each[name]["helps"].get(taker) for each in people)]
    return gives, [giver for giver in groups if any(each[giver]["helps"].get(name) for each in people)]


def how_helped(summary: Summary, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """Yield which group does another's work, before anybody is hired for it."""
    say = tongue.say
    pairs = [each for each in summary["helpers"] if each["taker"] in helpers(summary, each["giver"])[0]]
    if pairs:
        yield say(
            "Before anybody is hired, people do the work of another group whose channels they all serve. Of all ways "
            "to have enough people in every month the least wages are taken, and of those the least and steadiest "
            "help. Who serves more channels is called away by them, too: where help is much of a group, simulate such "
            "a plan."
        )
    for each in pairs:
        giver, taker = each["giver"], each["taker"]
        amounts = {month["month"]: month["people"][giver]["helps"].get(taker, 0.0) for month in summary["months"]}
        most = max(amounts, key=lambda month: amounts[month])
        text = (
            "{giver} does {taker}'s work, all of whose channels it serves: {first} FTE in {month}, at most {most} FTE, "
            "in {when}; one of {giver} stands for {rate} of {taker}."
        )
        first, highest = (tongue.number(f"{amounts[month]:.1f}") for month in (next(iter(amounts)), most))
        yield say(text, giver=giver, taker=taker, first=first, month=next(iter(amounts)), most=highest, when=most,
                  rate=tongue.number(f"{each['rate']:.2f}"))  # fmt: skip

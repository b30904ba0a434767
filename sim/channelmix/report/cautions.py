"""
Warnings about a scenario, told in the language that is spoken.

They are written in English where the scenario is read, and stand so in run folders. Here they are found again by their
patterns; one that has none stays English. A test sends every caution that the scenario's rules can give through here.
"""

import re
from datetime import date
from functools import cache

from channelmix.report.amounts import told_unit
from channelmix.report.language import say, spoken, told_day, told_number

PATTERNS = (
    "has no agents at any time, so its contacts wait in vain; 'channelmix staff' finds how many it takes",
    "has no agents at any time, like {channels}, so their contacts wait in vain; 'channelmix staff' finds how many it "
    "takes",
    "has times when it is open and nobody is on duty ({times})",
    "stay on duty for {hours} hours a week, in {idle} of which none of its channels is open; those hours are paid too: "
    "give agents by the hour, 0 where they leave",
    "leave conversations open at closing ({when}), when nobody stays on duty: customers who write after that wait "
    "until somebody is back; if that is not meant, keep agents on duty for some minutes more, in 'staff' by "
    "staffing.hours",
    "{what} leave conversations open at closing ({when}), when nobody stays on duty: customers who write after that "
    "wait until somebody is back; if that is not meant, keep agents on duty for some minutes more, in 'staff' by "
    "staffing.hours",
    "has contacts on {days}, when {channel} is closed; there will be none",
    "sends every customer back, up to ten times, so a run takes up to ten times as long (got 1)",
    "brings customers back after {time}; is another unit meant, such as {other}?",
    "makes about {count} first contacts a replication; --dry-run tells how long that takes",
    "has no effect without patience or lines: nobody gives up",
    "has no effect without patience: nobody leaves",
    "begins on {date}, the period on {start}; until then its first price holds",
    "has no effect without window: no answer needs one",
    "is beyond slowdown, which ends with {count} at once; more are taken to slow agents no further (got {number})",
    "counts opening hours only, of which a day has {hours}; a time in days would be due at the same time of day "
    '(got "{within}")',
    "counts opening hours, of which the channel has none, so that all hours count; give it hours",
    "moves nobody: no customer begins there",
    "leads to {channel}, which another shift leaves; those moved here stay: shifts do not chain",
    "multiplies nobody: no customer begins there",
    "lies outside of the period, {start} to {end} (got {moment})",
    "has no row from {span}: nobody is planned there, since each row holds for {time}, the shortest distance "
    "between two; write 0 if that is meant",
    "has {count} agents from {moment} to midnight: each row holds for {time}, the shortest distance between "
    "two; give a row with 0 where they leave",
    "does not fit into shifts that start at {times}; none will start then",
    "cannot be kept by shifts that start at {times}; none will start then (got {length})",
    "takes the agent away for whole intervals of {interval}, {taken} min for each break of {length}; a "
    "shorter period.interval whose edges it keeps costs less",
    "lies inside an interval of {interval}: the shift is paid from {start} but counts from {edge} on; start it then, "
    'or set period.interval = "{shorter}" (got {times})',
    "has more agents than staffing.max_agents, {limit}, in {rows}, the most {agents} on {moment}; they are simulated "
    "as they are",
    "has fewer agents than staffing.min_agents, {limit}, in {rows}, the fewest {agents} on {moment}; they are "
    "simulated as they are",
    "gives the agents with whom first attempts are derived from the volumes of {names}, returns included; if others "
    "were on duty when these were counted, write their numbers here and add the plan: FILE+{plan}",
    "gives nobody, and the volumes of {names} count returns, which depend on who answered: first attempts come out "
    "too low; write who was on duty when these were counted",
    "gives nobody, and on {days}, simulated before or after the period, the scenario's own agents work, in a plan "
    "of 'staff' too: nobody answers what comes then, and what still waits is left to the period; write who is on "
    "duty then, or take whole weeks",
    "{what} gives nobody, and hires are counted from the agents of the scenario: as if nobody were there yet; write"
    " who is there today",
    "rows for {names} are not used: no such name under [{table}]",
    "covers {first} to {last}, the period is {start} to {end}; other days repeat its nearest same weekday",
    "has no rows on {days}, when {channel} is open; nobody will come then",
    "has no rows on {days}, which are simulated before or after the period; nobody works then, and work may wait when "
    "it begins; a plan added to a scenario with agents of its own, FILE+PLAN, keeps these on such days",
    "has no rows on {days}; nobody works then",
    "has agents on {days}, closed by period.closed_on; nobody works then, and nobody is paid",
    "has {count} contacts at times when {channel} is closed; they will be turned away",
    "has contacts at times that the clocks skip ({times}); they come in the rest of that day",
    "has contacts at times that the clocks show twice ({times}); they come the first time",
    "is {time} a contact on average, sooner than people are done with one; a bare number counts seconds: is {other} "
    "meant?",
    "is {time} a turn on average, sooner than people are done with one; a bare number counts seconds: is {other} "
    "meant?",
    "has {count} contacts on {day} and at most {usual} on any other day; mend it if a digit slipped in",
    "stopped before this was found: {left}",
    "is {time} on average, sooner than people give up waiting; a bare number counts seconds: is {other} meant?",
    "is {time}, sooner than anybody has read what came; a bare number counts seconds: is {other} meant?",
    "is {most}, and that of every other group at most {usual}; mend it if a digit slipped in",
    "lets an agent hold {most} contacts at once, and every other number of the kind is at most {usual}; mend "
    "it if a digit slipped in",
    "says that each of {number} contacts at once takes {factor} times as long, so that one after the other is "
    "done sooner; 1.25 is 25 % longer",
    "gives {group} {count} agents on {moment}, where all its other numbers are at most {usual}; mend it if a digit "
    "slipped in",
    "has {count} contacts on {moment}, where all other rows of the channel have at most {usual}; mend it if a digit "
    "slipped in",
    "has a handling_s of {mean} on average, sooner than people are done with a contact; write seconds there, not "
    "minutes",
    "its sheet of shifts is not simulated, the sheets of groups are: it adds up to {here} agents of {group} on "
    "{moment}, where the sheet of the group says {there}, and differs at {count} more times; change both alike, "
    "or delete the sheet of shifts, which is not shown and counts only for what is paid besides",
    "its sheet of shifts is not simulated, the sheets of groups are: it adds up to {here} agents of {group} on "
    "{moment}, where the sheet of the group says {there}; change both alike, or delete the sheet of shifts, which "
    "is not shown and counts only for what is paid besides",
    "its sheet of shifts pays {paid} hours for {shift} of {group} on {moment}, which lasts {hours}, and so {count} "
    "more shifts: as much is counted, as where travel is paid; else write there the hours that one agent is paid",
    "its sheet of shifts pays {paid} hours for {shift} of {group} on {moment}, which lasts {hours}: as much is "
    "counted, as where travel is paid; else write there the hours that one agent is paid",
    "its sheet of shifts names {group}, of which the plan has no sheet: nothing is paid for shifts of such groups",
    "its sheet of shifts has a shift on {moment}, a day that the sheet of its group has not: nothing is paid "
    "for shifts on such days",
    "its sheet of shifts pays {paid} hours for {shift} of {group} on {moment}, which lasts {hours} without its "
    "breaks; others that are paid for less: {count}: so little is counted; else write there the hours that one "
    "agent is paid",
    "its sheet of shifts pays {paid} hours for {shift} of {group} on {moment}, which lasts {hours} without its "
    "breaks: so little is counted; else write there the hours that one agent is paid",
    "lies outside of the plan and is not read (got {got}); delete it, or put it where it belongs",
    "are on duty on {days}, when none of their channels is open; those hours are paid too: give 0 there, or hours to a "
    "channel",
    "bring {count} contacts and {work} hours of work a day on average, and those who serve them are on duty for "
    "{hours}: much of it is never done; check these numbers, handling and agents",
    "bring {count} contacts and, with the channels that share their people ({names}), {work} hours of work a day on "
    "average, and those who serve them are on duty for {hours}: much of it is never done; check these numbers, "
    "handling and agents",
    "are on duty for {hours} hours a day on average, up to {most} at once, with the groups that share their channels "
    "({names}) for {together}, and all work of these channels is {work} hours at most: check agents, the volumes and "
    "handling",
    "are on duty for {hours} hours a day on average, up to {most} at once, and all work of their channels is {work} "
    "hours at most: check agents, the volumes and handling",
    "forecast {name}: what it has of {channel} on {days} does not come, {closed} is closed then",
    "forecast {name}: its history has days only, so the hours of the day of {channel} are assumed; "
    "'profile' beside 'forecast' gives your own",
    "adoption {name} begins on {first}: what moved from {since} until then is not counted",
    "adoption {name} ends on {last}: its last share holds on {read}, the last day on which it is read",
    "adoption {name} moves {share} ({low} to {high}) of {giver} to {taker}: what it gains from {since} to {read}",
    "forecast {name} is not validated: no backtest was made",
    "forecast {name} is not validated from {since} on: backtests reach to {until}",
    "forecast {name} is stale: its history ends {days} days ago, more than {limit}; refit it",
    "forecast {name} is stale: the last survey it used is {days} days ago, more than {limit}; refit it",
    "{what} runs on while nobody is on duty: of the {work} of work that wait at opening ({moment}) {due} fall due in "
    "the first hour after opening; add {keys}, so that the promise stands still while closed",
    "{what} runs on while nobody is on duty: of the {work} of work that wait at opening ({moment}) {overdue} fall due "
    "before anybody is back; add {keys}, so that the promise stands still while closed",
    "{what} runs on while nobody is on duty: of the {work} of work that wait at opening ({moment}) {due} fall due in "
    "the first hour after opening and {overdue} before anybody is back; add {keys}, so that the promise stands still "
    "while closed",
    "{what} runs on while nobody is on duty: of the {work} of work that wait at opening ({moment}) {due} fall due in "
    "the first hour after opening; add {keys}, so that the promise stands still while closed, or {per}",
    "{what} runs on while nobody is on duty: of the {work} of work that wait at opening ({moment}) {overdue} fall due "
    "before anybody is back; add {keys}, so that the promise stands still while closed, or {per}",
    "{what} runs on while nobody is on duty: of the {work} of work that wait at opening ({moment}) {due} fall due in "
    "the first hour after opening and {overdue} before anybody is back; add {keys}, so that the promise stands still "
    "while closed, or {per}",
    "{what} begins for all of the night at once: {work} of work wait at opening ({moment}) and fall due within "
    "{within}; promise more time, or set {per}",
    "{what} holds for every day by itself, one on which nobody is on duty, too: {work} of work wait at opening "
    "({moment}) and fall due within {within}, which takes many agents there; promise more time, or set {per}",
    "are up to {agents} at once, through whom the simulation goes again and again; --dry-run tells how long that takes",
    "agents are planned and paid for whole intervals of {interval}, {planned} a day, of which they may be on duty for "
    "{hours}; set a shorter period.interval",
    "about {count} of {channel} wait at opening ({moment}); every free agent takes one, and {live} must wait until it "
    "is done; add {keys}, so that they come first",
    "{of} on {moment}: {came}, too near to {limit} to be sure of it; no more is asked for, since that would take a "
    "crowd of people around it",
    "{of} on {moment}: {came}, where {bound} is promised; no more is asked for, since that would take a "
    "crowd of people around it",
    "{of} on {moment}: {came}, where {bound} is promised; no more is asked for: {many} people of {group} on "
    "{at} instead of {few}, at most {usual} on other days, would bring {share} and cost {price} a year more",
    "{of} on {moment}: {came}, where {bound} is promised; no more is asked for: {many} people of {group} on "
    "{at} instead of {few} would bring {share} and cost {price} a year more",
    "{many} people of {group} on {at} are there for {of} on {moment} ({few} without that, at most {usual} on other "
    "days): {came}, and without them {share}, where {bound} is promised, and the plan {price} a year cheaper",
    "{many} people of {group} on {at} are there for {of} on {moment} ({few} without that): {came}, and without them "
    "{share}, where {bound} is promised, and the plan {price} a year cheaper",
    "{what} promises the first answer only: later answers have no promise, so that a plan of least cost may let them "
    "wait; add response_target",
    "{count} conversations of {channel} still wait for an answer when {day} ends, {share} of those that begin in a day "
    "and {work} of work with all answers to come: the day after begins with them, and what is promised of them is kept",
    "{count} conversations of {channel} still wait for an answer when {day} ends, {share} of those that begin in a day "
    "and {work} of work with all answers to come: the day after begins with them",
    "{count} of {channel} still wait when {day} ends, {share} of what comes in a day and {work} of work: the day after "
    "begins with them, and what is promised of them is kept",
    "{count} of {channel} still wait when {day} ends, {share} of what comes in a day and {work} of work: the day after "
    "begins with them",
    "forecast, but not used, since no arrivals of the scenario bear the name: {channels}",
    "not forecast, the same in every month and path: {channels}",
    "as_of in the scenario keeps all months to {day}",
    "the curve ends on {day}, its last share holds from then on",
    "nobody can take {channel} at {moment}: all {count} of {group} have their break",
    "nobody can take {channel} at {moment}: the only one of {group} has a break",
    "{count} of {every} breaks lie in the first or last half hour of their shift; max_without_break in the template "
    "says how long people may work in a row",
    "in {count} of {every} shifts people are on duty while none of their channels is open, for {hours} hours in all; "
    "starts and lengths in the templates decide that",
    "{channel} is open and nobody is on duty for it: {first}-{first_end}, {second}-{second_end}, "
    "{third}-{third_end} and {count} more, {hours} in all; staffing.min_agents asks for somebody of a group throughout",
    "{channel} is open and nobody is on duty for it: {first}-{first_end}, {second}-{second_end}, "
    "{third}-{third_end}, {hours} in all; staffing.min_agents asks for somebody of a group throughout",
    "{channel} is open and nobody is on duty for it: {first}-{first_end}, {second}-{second_end}, "
    "{hours} in all; staffing.min_agents asks for somebody of a group throughout",
    "{channel} is open and nobody is on duty for it: {first}-{first_end}; "
    "staffing.min_agents asks for somebody of a group throughout",
    "one agent alone is on duty for {channel} for {limit} and more: "
    "{first}-{first_end}, {second}-{second_end}, {third}-{third_end} and {count} more, {hours} in all; "
    "nobody is there in a break; {key} = 2 keeps two on duty throughout",
    "one agent alone is on duty for {channel} for {limit} and more: "
    "{first}-{first_end}, {second}-{second_end}, {third}-{third_end}, {hours} in all; nobody is there in a break; "
    "{key} = 2 keeps two on duty throughout",
    "one agent alone is on duty for {channel} for {limit} and more: "
    "{first}-{first_end}, {second}-{second_end}, {hours} in all; nobody is there in a break; "
    "{key} = 2 keeps two on duty throughout",
    "one agent alone is on duty for {channel} for {limit} and more: "
    "{first}-{first_end}; nobody is there in a break; "
    "{key} = 2 keeps two on duty throughout",
    "{file} is made of shifts, and the plan found is not: agents who come and go at any interval cost less than "
    "shifts can, so that what yours takes more may be no saving; add --shifts",
    "{file} is made of shifts, and the plan found is not: agents who come and go at any interval cost less than "
    "shifts can, so that what yours takes more may be no saving; give [[work_shift]] and add --shifts",
    "the plan found is not made of shifts: if yours is, what it takes more may be no saving; --shifts beside --against "
    "holds it against shifts",
    "stands beside the shrinkage of {groups}, as in {count} templates: if that holds breaks, they are paid "
    "twice; take them out of it",
    "stands beside the shrinkage of {groups}: if that holds breaks, they are paid twice; take them out of it",
    "is the name of {other}, too, for the same people on the same days, so that in tables only their times tell "
    'them apart; give each a name of its own (got "{name}")',
    "lets nobody work this shift (got {got})",
    'has no day of the period, {first} to {last}: nobody can work this shift (got "{days}")',
    "holds no whole interval of {interval}: nobody can work this shift (got {length})",
    "never meets the hours in which its groups may be on duty: nobody can work this shift (got {times})",
    "never meets the hours in which its groups may be on duty: nobody will start then (got {times})",
    "{plan}: paid hours and cost of {groups} are those of the hours on duty, without paid breaks: agents are given by "
    "the interval, and nothing tells what their shifts are paid",
    "nobody of {group} is needed: it may never be on duty; see staffing.hours, max_agents and opening hours",
    "nobody of {group} is needed: no template of [[work_shift]] is for it",
    "nobody of {group} is needed: nothing is promised of its channels",
    "nobody of {group} is needed: no work comes to its channels",
    "nobody of {group} is needed: its promises are kept by {others}, whose hours cost no more",
    "nobody of {group} is needed: its promises are kept by {others}, whose hours cost more but bring more",
    "agents of {group} are busy {share} of their time in this plan; {key} caps it",
    "{first} to {last}, simulated before the period, is staffed as the scenario says: what it leaves over is "
    "in the plan, so look at that staff, or plan whole weeks",
    "{first}, simulated before the period, is staffed as the scenario says: what it leaves over is in the "
    "plan, so look at that staff, or plan whole weeks",
    "the plan takes {much} in shifts, {share} more than {other} with agents who come and go at any interval",
    "the plan takes {much} in shifts, {share} less than {other} with agents who come and go at any interval",
)
"""What warnings say after their place."""

_GAP = re.compile(r"\\{(\w+)\\}")


def told_caution(text: str) -> str:
    """
    Return a warning in the language that is spoken; its place, names and numbers stay as they are.

    Examples:
        >>> told_caution("a.toml:3:1: channel_shift[1].from moves nobody: no customer begins there")
        'a.toml:3:1: channel_shift[1].from moves nobody: no customer begins there'
    """
    if spoken().code == "en":
        return text
    for pattern in PATTERNS:
        found = _expression(pattern).fullmatch(text)
        if found is not None:
            parts = found.groupdict()
            place = parts.pop("place") or ""
            told = {name: _told_part(part) for name, part in parts.items()}
            return f"{place}{say(pattern, **told) if told else say(pattern)}"
    return text


def _told_part(words: str) -> str:
    """
    Return a number, a day or a word of a warning as the language that is spoken has it; names stay as they are.

    Examples:
        >>> from channelmix.report.language import speaking
        >>> with speaking("nl"):
        ...     _told_part("8.7 %"), _told_part("1,200"), _told_part("v1.2"), _told_part("09:00"), _told_part("9.0 h")
        ('8,7%', '1.200', 'v1.2', '09:00', '9,0 u')
        >>> with speaking("nl"):
        ...     _told_part("Mon 1 Mar 08:00"), _told_part("40.6 % in time"), _told_part("EUR 1,200")
        ('ma 1 mrt 08:00', '40,6% op tijd', 'EUR 1.200')
        >>> with speaking("nl"):
        ...     _told_part("mon 18:00")
        'ma 18:00'
    """
    if words in _TERMS:
        return say(words)
    if bound := _BOUND.fullmatch(words):
        return f"{say(bound[1])} {_told_part(bound[2])}"
    if weekly := _WEEKLY.fullmatch(words):
        weekday = date(2024, 1, 1 + _WEEKDAYS.index(weekly[1].capitalize()))
        return f"{told_day(weekday, 'weekday')}{weekly[2]}"
    moment, amount = _MOMENT.fullmatch(words), _AMOUNT.fullmatch(words)
    if moment:
        return f"{_told_day(moment)}{moment[4] or ''}"
    if amount is None or not (amount[4] is None or amount[4] in _TERMS):
        return words
    told = f"{amount[1] or ''}{told_number(amount[2])}{told_unit(' %') if amount[3] else ''}"
    return told if amount[4] is None else f"{told} {say(amount[4])}"


def _told_day(found: re.Match[str]) -> str:
    """Return a day such as Sun 7 Mar, of whatever year."""
    weekday, day_of_month = 1 + _WEEKDAYS.index(found[1]), date(2024, 1 + _MONTHS.index(found[3]), int(found[2]))
    return f"{told_day(date(2024, 1, weekday), 'weekday')} {told_day(day_of_month, 'day of month')}"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOMENT = re.compile(rf"({'|'.join(_WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(_MONTHS)})( \d\d:\d\d)?")
_WEEKLY = re.compile(rf"({'|'.join(_WEEKDAYS).lower()})( \d\d:\d\d)")
"""A time of every week, as scenarios write weekdays."""
_BOUND = re.compile(r"(at least|at most) (.+)")
_AMOUNT = re.compile(r"([A-Z]{3} )?([+-]?\d+(?:,\d{3})*(?:\.\d+)?)( ?%)?(?: (.+))?")
_TERMS = frozenset({
    "at least", "at most", "in time", "of later messages in time", "waiting at all", "giving up",
    "still waiting when the day's work ends", "of the agents' time busy", "paid hours", "h", "row", "rows",
})  # fmt: skip
"""Words that are said of promises, as they stand within sentences."""


_PLACE = r"(?P<place>(?:\S+:(?:\d+:\d+:)?|.+?\.\w+:(?:\d+:\d+:)?|--set .+?:) (?:\S+ )?)?"
"""Where it stands: a file, with or without a line, even if its name has spaces, or a setting of the command line."""


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(_PLACE + _GAP.sub(r"(?P<\1>.+?)", re.escape(pattern)))

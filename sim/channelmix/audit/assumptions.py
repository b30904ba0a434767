"""
What a scenario does that the exact model beside it does not know, in words a planner can read.

An empty answer means that all of the model's assumptions hold, and that figures may differ by chance only.
"""

import math
from collections.abc import Callable, Iterator

from channelmix.audit.lines import CONSTANT, FINITE, RANKS, RETRIALS, SHARED, Model
from channelmix.audit.pools import Part, Pool
from channelmix.queueing import durations
from channelmix.scenario.distributions import Distribution
from channelmix.scenario.model import Scenario
from channelmix.scenario.warm_up import warm_up_of

SETTLES_IN = 5.0
"""Times the relaxation time: what an empty start leaves has faded below a hundredth."""

MOST_AGAIN = 0.8
"""Share that calls again, beyond which the end after ten returns is felt."""

_CHANNEL_RULES = {
    "overflow": "waiting contacts move on (overflow)",
    "callback": "waiting callers may be called back",
    "transfer": "some contacts go on to a second group",
    "late": "overdue answers are chased",
    "response_patience": "customers may leave in the middle of a conversation",
    "backlog_start": "work waits at the start",
    "redial": "customers who gave up try again",
    "unresolved": "customers whose contact did not help come back",
}
_GROUP_RULES = {
    "drain": "agents hold back lower ranks to make room (drain)",
    "interruptible": "work is interrupted for live contacts",
    "reserve": "agents are kept free (reserve)",
}


def broken(scenario: Scenario, pool: Pool, model: Model) -> tuple[str, ...]:
    """Return the assumptions of a model that the channels of a pool break."""
    return (
        *_of_time(scenario, pool),
        *_of_handling(pool, model),
        *_of_patience(pool, model),
        *_of_channels(scenario, pool),
        *_of_lines(pool, model),
        *_of_groups(pool, model),
    )


def _of_time(scenario: Scenario, pool: Pool) -> Iterator[str]:
    if not pool.is_steady:
        changing = [name for name, level in (("arrivals", [each.rates for each in pool.parts]),
                                             ("agents", [pool.agents])) if _changes(level)]  # fmt: skip
        yield f"{' and '.join(changing)} change over the period"
    if scenario.demand.day_factor.cv > 0:
        yield f"volumes differ from day to day (day_factor cv {scenario.demand.day_factor.cv:g})"
    warm_up = warm_up_of(scenario).seconds
    if pool.is_steady and warm_up < SETTLES_IN * _relaxation(pool):
        need = SETTLES_IN * _relaxation(pool) / 60.0
        yield f"the simulation starts empty and the warm-up of {warm_up / 60.0:.3g} min is shorter than {need:.3g} min"
    if any(each.settings.closed_rule == "queue" and each.settings.hours is not None for each in pool.parts):
        yield "contacts wait while the channel is closed"
    idle = int(((pool.agents < 0.5) & (sum(each.rates for each in pool.parts) > 0.0)).sum())
    if idle:
        yield f"nobody is on duty in {idle} of {len(pool.agents)} intervals though contacts come"


def _changes(levels: list[durations.Array]) -> bool:
    return any(float(level.max() - level.min()) > 1e-9 * abs(float(level.max())) for level in levels)


def _relaxation(pool: Pool) -> float:
    """Return about how long a line takes to forget its start, seconds."""
    load = sum(float(part.rates[0]) * part.handling.mean / part.holds for part in pool.parts)
    handling = max(part.handling.mean * max(pool.slowdown) for part in pool.parts)
    agents = float(pool.agents[0]) / max(pool.slowdown)
    spare = (agents**0.5 - load**0.5) ** 2 if agents > load else 0.0
    draining = handling / spare if spare > 0.0 else math.inf
    patience = max(part.patience.mean for part in pool.parts)
    lines = [part.settings.lines for part in pool.parts]
    filling = sum(filter(None, lines)) * handling / max(agents, 1.0) if all(lines) else math.inf
    return max(handling, min(draining, patience, filling))


def _of_handling(pool: Pool, model: Model) -> Iterator[str]:
    one_agent = model is RANKS and float(pool.agents.max()) <= 1.0
    known = model is CONSTANT or one_agent or _never_waits(pool, model)
    yield from _said_of(pool, "{names}: handling changes over the day", lambda part: _changing(part.settings.handling))
    if not known:
        yield from _said_of(pool, "{names}: handling is {text}; the model's is exponential", _unlike_exponential)
    means = {round(part.handling.mean, 9) for part in pool.parts}
    if len(means) > 1 and not one_agent:
        yield "channels of one line have different handling times; the model's have one"
    if one_agent and any(len(names) > 1 for group in pool.groups.values() for names in group.ranks):
        yield "channels share a rank"
    yield from _said_of(pool, "{names}: contacts take {text} turns; the model's take one", _turns)


def _said_of(pool: Pool, sentence: str, text_of: Callable[[Part], str]) -> Iterator[str]:
    """Yield a sentence for each text that is true of some channels, with their names."""
    by_text: dict[str, list[str]] = {}
    for part in pool.parts:
        by_text.setdefault(text_of(part), []).append(part.name)
    for text, names in by_text.items():
        if text:
            yield sentence.format(names=", ".join(names), text=text)


def _changing(given: Distribution | None) -> str:
    return "" if given is None or given.by is None else "by"


def _unlike_exponential(part: Part) -> str:
    return "" if isinstance(part.handling, durations.Exponential) else _described(part.settings.handling)


def _turns(part: Part) -> str:
    turns = part.settings.turns
    return f"{turns.mean:g}" if turns is not None and turns.mean > 1 else ""


def _never_waits(pool: Pool, model: Model) -> bool:
    """Whether there is no room to wait: then only the mean of handling times matters (B. A. Sevastyanov 1957)."""
    return model is FINITE and pool.parts[0].settings.lines == round(float(pool.agents.min())) and pool.is_steady


def _described(given: Distribution) -> str:
    cv = f" (cv {given.cv:g})" if given.cv is not None else ""
    return f"{given.distribution}{cv}"


def _of_patience(pool: Pool, model: Model) -> Iterator[str]:
    yield from _said_of(pool, "{names}: patience changes over the day", lambda part: _changing(part.settings.patience))
    patience = pool.parts[0].settings.patience
    if model is FINITE and patience is not None and patience.distribution != "exponential":
        yield f"patience is {_described(patience)}; the model's is exponential"


def _of_channels(scenario: Scenario, pool: Pool) -> Iterator[str]:
    for key, text in _CHANNEL_RULES.items():
        names = [part.name for part in pool.parts if getattr(part.settings, key)]
        if names and not (pool.calls_again and key == "redial"):
            yield f"{', '.join(names)}: {text}"
    yield from _said_of(pool, "{names}: {text}", _special)
    redial = pool.parts[0].settings.redial
    if pool.calls_again and redial is not None:
        if redial.after.distribution != "exponential":
            yield f"customers call again after a time that is {_described(redial.after)}; the model's is exponential"
        if redial.share > MOST_AGAIN:
            share = f"{100 * redial.share:.0f} %"
            yield f"customers try at most ten times again, and {share} would; the model's go on for ever"
    yield from _of_arrivals(scenario, pool)


def _special(part: Part) -> str:
    channel = part.settings
    if channel.silent:
        return "some leave without a trace"
    if channel.discipline != "longest_wait":
        return "who is due first is served first"
    if channel.groups is not None and any(choice.after is not None for choice in channel.groups):
        return "a further group takes contacts only after a wait"
    if channel.bot is not None and channel.bot.returns is not None:
        return "some whom the bot sent off come back"
    return ""


def _of_lines(pool: Pool, model: Model) -> Iterator[str]:
    for part in pool.parts:
        lines = part.settings.lines
        if lines is not None and (model not in (FINITE, RETRIALS) or part.settings.wrap_up is not None):
            yield f"{part.name}: at most {lines} contacts at once; the model counts otherwise"


def _of_arrivals(scenario: Scenario, pool: Pool) -> Iterator[str]:
    names = {part.name for part in pool.parts}
    if any(shift.from_ in names or shift.to in names for shift in scenario.channel_shift):
        yield "customers change channel: arrivals are as many as were simulated"
    if any(names & set(event.multiply) for event in scenario.events):
        yield "events change the arrivals: they are as many as were simulated"
    for part in pool.parts:
        arrivals = part.settings.arrivals
        if arrivals is not None and arrivals.contacts is not None:
            yield f"{part.name}: contacts come from a log, not by chance"
        if arrivals is not None and arrivals.forecast is not None:
            yield f"{part.name}: volumes follow a forecast, another draw in each replication"
        if arrivals is not None and arrivals.file is not None:
            yield f"{part.name}: volumes come from a file, whose handling times, if any, the model does not know"


def _of_groups(pool: Pool, model: Model) -> Iterator[str]:
    groups = pool.groups
    if len({group.channels for group in groups.values()}) > 1:
        skills = ", ".join(f"{name} ({', '.join(group.channels)})" for name, group in groups.items())
        yield f"agents have different skills: {skills}; the model pools them"
    if any(len(group.ranks) > 1 for group in groups.values()) and model is not RANKS:
        yield "channels have ranks; the model serves first come first"
    if len({part.holds for part in pool.parts}) > 1:
        held = ", ".join(f"{each.name} {each.holds}" for each in pool.parts)
        yield f"agents hold different numbers of contacts ({held}); the model counts an equal part of an agent for each"
    slows = any(max(group.slowdown) > 1.0 for group in groups.values())
    if slows and model is not SHARED:
        yield "agents slow down with several contacts"
    if model is SHARED and slows and float(pool.agents.max()) > 1.0:
        yield "several agents slow down: the model spreads contacts evenly over them at every moment"
    if len({tuple(sorted(group.speed.items())) for group in groups.values()}) > 1:
        yield "groups work at different speeds"
    for key, text in _GROUP_RULES.items():
        if any(getattr(group, key) for group in groups.values()):
            yield text

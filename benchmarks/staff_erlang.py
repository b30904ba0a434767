"""
Paid hours that a plan by simulation saves against Erlang C for each queue by itself, at equal simulated service.

    python benchmarks/staff_erlang.py 3 20

As planners do it in a spreadsheet: each phone, chat and messaging channel has people of its own, in each quarter of an
hour as many as Erlang C says for its contacts and its target, rounded up; chats and conversations count with handling
time / concurrency, slowed down as at full concurrency; messages of the night are spread over the day. Email, letters
and posts are work, a day's of all that one group does together spread over its hours and rounded up once.

Asked for what is promised, Erlang C gives some queues far more than that and others less, and no hours can be compared.
So it gets what no spreadsheet has: for each queue the share that Erlang C is asked for is moved until its plan, when
simulated, just gives over the week what the scenario promises; where 99 % does not do, it is asked for 99 % of up to
twice the work, told as 99 % and so many % more work. The service
that this plan gives each channel over the week is then what ``staff`` is asked for, over the week, with the scenario's
own groups, who share skills. Told are paid hours of both, and each channel's service over the week and on its worst day
under both on the same customers, new to the plan, as many times as the first argument says with other
customers (the second: weeks each time): what is saved, with its 95 % interval.

At most 98.5 % is asked of ``staff``, and half a point less than any number of agents reaches where that is less.
Where a channel comes out better than under Erlang C, that is not turned into hours; where one comes out worse by more
than chance, below 98.5 %, the line says so.
"""

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from channelmix.errors import InputError
from channelmix.queueing import ErlangC, Goal
from channelmix.results import Reals, student_quantile
from channelmix.scenario import Loaded, load
from channelmix.scenario.group import Group
from channelmix.simulate import Run, run
from channelmix.staffing import Staffed, staff
from channelmix.staffing.load import Load, load_of
from channelmix.staffing.problem import FIRST_SEARCH, Problem, problem_of

HERE = Path(__file__).parent
CASES = {
    "four channels, three groups": str(HERE / "staff_week.toml"),
    "web shop with chat": "webshop_nl/plus_chat",
    "web shop with WhatsApp": "webshop_nl/plus_whatsapp",
    "utility with chat": "utility_de/plus_chat",
    "utility with WhatsApp": "utility_de/plus_whatsapp",
}
PILOTS, MOST_ASKED, LEAST_ASKED, MOST_MORE = 60, 0.99, 0.05, 1.0
NEARLY_ALL = 0.985
"""Most that ``staff`` is asked for: what any number of agents reaches is often little more."""
STEPS = 8
"""Halvings of what Erlang C is asked for: within .8 of a point."""
SHARES = {"target": "service_level", "response_target": "response_level"}


@dataclass(frozen=True, eq=False)
class Team:
    """People of their own for one queue, or for the work of one desk."""

    name: str
    channels: Sequence[str]
    like: Group
    """What they cost, and how many contacts they hold."""
    agents: np.ndarray
    """(I,)"""

    def toml(self, file: Path) -> str:
        """Return the group as a setting."""
        held = ", ".join(f"{each} = {self.like.concurrency[each]}" for each in self.channels if self.held(each) > 1)
        return (
            f'groups.{self.name}={{ handles = {list(self.channels)}, agents = {{ file = "{file}" }}, '
            f"concurrency = {{ {held} }}, slowdown = {list(self.like.slowdown)}, "
            f"shrinkage = {self.like.shrinkage}, cost_per_hour = {self.like.cost_per_hour} }}"
        ).replace("'", '"')

    def held(self, channel: str) -> int:
        """Return how many contacts of a channel an agent holds."""
        return self.like.holds(channel)


def teams_of(problem: Problem, brought: Load, shares: dict[str, float]) -> Iterator[Team]:
    """Yield a team for each queue, with the share that Erlang C is asked for, and one for each desk."""
    scenario, route = problem.scenario, problem.simulation.operation.route
    desks: dict[str, list[int]] = {}
    for number, (name, channel) in enumerate(scenario.channels.items()):
        first = list(scenario.groups)[route[number][0]]
        if channel.kind == "deferred":
            desks.setdefault(first, []).append(number)
        else:
            like = scenario.groups[first]
            agents = erlang_c(problem, brought.active[number], name, like, shares.get(name, channel.target.share))
            yield Team(f"{name}_team", [name], like, agents)
    for group, numbers in desks.items():
        work = brought.active[numbers].sum(axis=0)
        names = [list(scenario.channels)[number] for number in numbers]
        on_duty = problem.space.allowed[list(scenario.groups).index(group)]
        yield Team(f"{group}_desk", names, scenario.groups[group], np.ceil(spread(problem, work, on_duty) - 1e-9))


def spread(problem: Problem, work: Reals, on_duty: np.ndarray) -> Reals:
    """Return work as evenly as can be over the hours of the day on duty on which, or before which, it came; (I,)."""
    result, day = np.zeros(len(work)), problem.space.day
    days = np.unique(day[on_duty])
    serving = days[np.searchsorted(days, day) % len(days)]
    for each in days:
        mine = on_duty & (day == each)
        result[mine] = work[serving == each].sum() / mine.sum()
    return result


def erlang_c(problem: Problem, work: Reals, name: str, like: Group, share: float) -> np.ndarray:
    """Return the agents of a channel by itself in each interval, as Erlang C has them."""
    channel, held = problem.scenario.channels[name], like.holds(name)
    number = list(problem.scenario.channels).index(name)
    able = problem.simulation.operation.weight[:, number] > 0
    on_duty = problem.space.allowed[able].any(axis=0)
    if channel.hours is not None or channel.closed_rule == "reject":
        on_duty = on_duty & (work > 0)
    night = 0.0 if channel.closed_rule == "reject" else spread(problem, np.where(on_duty, 0.0, work), on_duty)
    faster = like.slowdown[min(held, len(like.slowdown)) - 1] / held
    goal = Goal(share=min(share, MOST_ASKED), within=channel.target.within.seconds)
    handling = channel.handling.expected_seconds * faster
    busy = np.where(on_duty, work + night, 0.0) * faster * (1 + max(share - MOST_ASKED, 0.0))
    needed = [ErlangC.agents_needed(goal, load=each, handling=handling) if each > 0 else 0 for each in busy]
    return np.array(needed, float)


def by_queue(name: str, folder: Path, shares: dict[str, float]) -> Loaded:
    """Return a scenario with people of their own for each queue, as Erlang C has them for some shares, else targets."""
    problem = problem_of(load(name), seed=1)
    until = problem.simulation.horizons[0]
    pilots = [problem.simulation.population.contacts(1, FIRST_SEARCH + n, until) for n in range(PILOTS)]
    teams = list(teams_of(problem, load_of(problem.simulation.operation, pilots), shares))
    file = folder / "erlang.csv"
    rows = [
        f"{start:%Y-%m-%d %H:%M},{team.name},{agents:.0f}"
        for team in teams
        for start, agents in zip(problem.starts, team.agents, strict=True)
    ]
    file.write_text("\n".join(["start,group,agents", *rows]))
    gone = [f"groups.{group}=false" for group in problem.scenario.groups]
    return load(name, (*gone, *(team.toml(file) for team in teams)))


def tuned(name: str, folder: Path, replications: int) -> tuple[Loaded, dict[str, float]]:
    """Return the plan by Erlang C that just gives each queue what is promised over the week, and what it was asked."""
    queues = {key: each for key, each in load(name).scenario.channels.items() if each.kind != "deferred"}
    low, high = dict.fromkeys(queues, LEAST_ASKED), dict.fromkeys(queues, MOST_ASKED + MOST_MORE)
    for _ in range(STEPS):
        middle = {key: (low[key] + high[key]) / 2 for key in queues}
        channels = run(by_queue(name, folder, middle), replications=replications, workers=2).summary["channels"]
        for key, found in queues.items():
            promised = [(getattr(found, target), channels[key][level]) for target, level in SHARES.items()]
            kept = all(level["mean"] >= promise.share for promise, level in promised if promise is not None)
            (high if kept else low)[key] = middle[key]
    return by_queue(name, folder, high), high


@dataclass(frozen=True, eq=False)
class Pair:
    """One comparison: paid hours of both plans, and by channel and promise what either gives."""

    hours: tuple[float, float]
    shares: dict[str, tuple[float, float]]
    worst: dict[str, tuple[float, float]]
    """Service of a promise's channel on its worst day of the week."""
    asked: dict[str, float]
    """What the scenario promises, which Erlang C was asked for."""
    worse: tuple[str, ...]
    """Promises that are kept worse than by Erlang C, by more than chance."""

    @property
    def saved(self) -> float:
        """Share of paid hours."""
        return 1 - self.hours[1] / self.hours[0]


def compared(name: str, today: Loaded, *, seed: int, replications: int) -> Pair:
    """Return one comparison, on customers of one seed."""
    before = run(today, replications=replications, seed=seed, workers=2)
    old = before.summary
    channels = today.scenario.channels
    promises = {
        f"{channel}.{target}": (old["channels"][channel][share], getattr(found, target).share)
        for channel, found in channels.items()
        for target, share in SHARES.items()
        if getattr(found, target) is not None
    }
    shares = {key: min(was["mean"], NEARLY_ALL) for key, (was, _) in promises.items()}
    found = staffed_within_reach(name, shares, seed=seed, replications=replications)
    plan = found.requirement.problem.space.hours(found.requirement.plan).sum()
    new = {key: found.summary["channels"][key.split(".")[0]][SHARES[key.split(".")[1]]] for key in promises}
    return Pair(
        hours=(float(old["total"]["paid_hours"]["mean"]) - overtime(today, old), float(plan)),
        shares={key: (was["mean"], new[key]["mean"]) for key, (was, _) in promises.items()},
        worst={key: (worst_day(before, key), worst_day(found.run, key)) for key in promises},
        asked={key: share for key, (_, share) in promises.items()},
        worse=tuple(key for key, (was, _) in promises.items() if new[key]["high"] < min(was["low"], NEARLY_ALL)),
    )  # fmt: skip


def worst_day(found: Run, promise: str) -> float:
    """Return the service of a promise's channel on its worst day of the week; not a number for replies."""
    channel, target = promise.split(".")
    if target != "target":
        return np.nan
    table = found.intervals
    mine = table[(table["kind"] == "channel") & (table["name"] == channel) & table["service_level"].notna()]
    day = mine["start"].str[:10]
    came = mine["offered"].groupby(day).sum()
    level = (mine["service_level"] * mine["offered"]).groupby(day).sum() / came
    return float(level[came >= 1].min())


def staffed(name: str, shares: dict[str, float], *, seed: int, replications: int) -> Staffed:
    """Return the plan that keeps some shares over the week, as likely as not."""
    asked = [f"channels.{key}.share={share:.4f}" for key, share in shares.items()]
    chosen = load(name, (*asked, 'staffing.per="week"', "staffing.confidence=0.51"))
    return staff(chosen, replications=replications, seed=seed, workers=2)


def staffed_within_reach(name: str, shares: dict[str, float], *, seed: int, replications: int) -> Staffed:
    """Return the plan that keeps some shares, or half a point less than what any number of agents reaches."""
    asked = dict(shares)
    for _ in shares:
        try:
            return staffed(name, asked, seed=seed, replications=replications)
        except InputError as error:
            reached = re.findall(r"channels\.(\S+) cannot be kept: .* as anybody could use ([\d.]+) %", str(error))
            if not reached:
                raise
            asked |= {promise: float(share) / 100 - 0.005 for promise, share in reached}
    return staffed(name, asked, seed=seed, replications=replications)


def overtime(loaded: Loaded, summary: dict) -> float:
    """Return the paid hours of those who stay until their last contact is served, which plans do not count."""
    groups = loaded.scenario.groups
    return sum(
        figures["overtime_hours"]["mean"] / (1 - groups[name].shrinkage) for name, figures in summary["groups"].items()
    )


def told(name: str, pairs: Sequence[Pair], shares: dict[str, float]) -> None:
    """Print what is saved, and the service of both."""
    saved = np.array([pair.saved for pair in pairs])
    reach = student_quantile(0.95, len(saved) - 1) * saved.std(ddof=1) / np.sqrt(len(saved)) if len(saved) > 1 else 0.0
    before, after = np.mean([pair.hours for pair in pairs], axis=0)
    print(f"{name}: Erlang C {before:.0f} paid hours, found {after:.0f}: "
          f"{100 * saved.mean():.1f} % saved (+-{100 * reach:.1f})")  # fmt: skip
    print("  Erlang C was asked for " + ", ".join(map(worded, shares, shares.values())))
    for key, asked in pairs[0].asked.items():
        old, new = np.mean([pair.shares[key] for pair in pairs], axis=0)
        bad, good = np.mean([pair.worst[key] for pair in pairs], axis=0)
        worse = sum(key in pair.worse for pair in pairs)
        print(f"  {key:<28}promised {100 * asked:.0f} %, Erlang C {100 * old:.1f} %, found {100 * new:.1f} %"
              + ("" if np.isnan(bad) else f"; worst day {100 * bad:.0f} and {100 * good:.0f} %")
              + (f"  WORSE in {worse} of {len(pairs)}" if worse else ""))  # fmt: skip


def worded(queue: str, share: float) -> str:
    """Return in words what Erlang C was asked for."""
    more = f" of {100 * (share - MOST_ASKED):.0f} % more work" if share > MOST_ASKED else ""
    return f"{queue} {100 * min(share, MOST_ASKED):.0f} %{more}"


def main(times: int, replications: int, chosen: Sequence[str]) -> None:
    """Compare in each case, so many times."""
    for case in chosen:
        with tempfile.TemporaryDirectory() as place:
            name = CASES[case]
            today, shares = tuned(name, Path(place), replications)
            seeds = range(1, times + 1)
            told(case, [compared(name, today, seed=seed, replications=replications) for seed in seeds], shares)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 3,
        int(sys.argv[2]) if len(sys.argv) > 2 else 20,
        sys.argv[3:] or list(CASES),
    )

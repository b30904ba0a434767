"""
``compare``: play scenarios on the same customers, as far as is asked for.

Either a stated number of replications, or on until the differences are precise enough, or until
the best scenario is found. In all cases scenarios share seed and replications.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from channelmix.arguments import several, text, whole
from channelmix.compare.comparison import Comparison, difference_set, require_one_promise
from channelmix.compare.names import names_of
from channelmix.compare.selection import FIRST_STAGE, STAGE, Contestant, Race, Selection
from channelmix.errors import InputError
from channelmix.results import CONFIDENCE
from channelmix.scenario import Loaded, load
from channelmix.scenario.currencies import require_one_currency
from channelmix.simulate import Run
from channelmix.simulate.customers import Customers
from channelmix.simulate.named import read_wish
from channelmix.simulate.precision import MOST, Goal, Look, until_precise
from channelmix.simulate.replications import Keeper, Progress
from channelmix.simulate.study import Study, begin, goal_of
from channelmix.simulate.workers import sharing_processes

KeeperOf = Callable[[int], Keeper | None]
"""Returns what keeps the replications of the scenario at that place."""


@sharing_processes()
def compare(
    scenarios: Sequence[Loaded | str | Path], *, replications: int | None = None, seed: int | None = None,
    engine: str | None = None, workers: int = 1, executor: Executor | str | None = None,
    progress: Progress | None = None, precision: Goal | Sequence[str] | None = None, controls: bool = False,
    select: str | None = None, most: int = MOST, keeper_of: KeeperOf | None = None,
) -> Comparison:  # fmt: skip
    """
    Simulate several scenarios on the same customers and compare each with the first.

    Args:
        scenarios: Two or more: loaded scenarios, paths or names of shipped ones.
        replications: How many of each; absent: as the first scenario says.
        seed: Names all random numbers; absent: as the first scenario says.
        engine: "fast" or "reference"; absent: fast.
        workers: How many threads or processes; see ``run``.
        executor: Who does the work; see ``run``.
        progress: Called with (replications done, of how many), over all scenarios together.
        precision: How narrow the intervals of differences must become, such as ``["phone.service_level=0.5pp"]``.
        controls: Whether to take the luck of the draw out of the figures by control variates.
        select: A figure and the smallest difference worth caring for, ``phone.service_level=0.5pp``: play on until
            the best scenario is found.
        most: Replications at which a selection gives up.
        keeper_of: What keeps the replications of each scenario.

    Raises:
        InputError: If there are fewer than two scenarios, if they are to be told apart by a share in time of which they
            promise something else, and whatever ``run`` raises.
    """
    scenarios = several("scenarios", scenarios)
    if len(scenarios) < 2:
        raise InputError(f"compare needs two scenarios or more (got {len(scenarios)}); one alone is for run")
    loaded = [each if isinstance(each, Loaded) else load(each) for each in scenarios]
    first = loaded[0].scenario.run
    together = _Together(
        begin_together(
            loaded, seed=first.seed if seed is None else seed, engine=engine, workers=workers, executor=executor,
            progress=progress, controls=controls, keeper_of=keeper_of,
        )
    )  # fmt: skip
    if select is not None and precision is not None:
        raise InputError("compare takes select or precision, each of which says how long to play on (got both)")
    if precision is not None:
        goal = goal_of(precision)
        together.require_one_promise(goal)
        ended = until_precise(goal, together.look)
        return Comparison(together.runs(ended.replications), precision=ended)
    if select is not None:
        return together.selected(text("select", select), whole("most", most, least=FIRST_STAGE))
    count = first.replications if replications is None else replications
    return Comparison(together.runs(whole("replications", count, least=1)))


def begin_together(
    loaded: Sequence[Loaded], *, seed: int, engine: str | None = None, workers: int = 1,
    executor: Executor | str | None = None, progress: Progress | None = None, controls: bool = False,
    keeper_of: KeeperOf | None = None,
) -> list[Study]:  # fmt: skip
    """
    Return scenarios made ready to be played on the same customers; for the arguments see ``compare``.

    Raises:
        InputError: If their money is not of one currency.
    """
    require_one_currency("what is compared", ((each.scenario.money.currency, each.path) for each in loaded))
    studies: list[Study] = []
    customers = Customers()
    for number, each in enumerate(loaded):
        studies.append(
            begin(
                each, seed=seed, engine=engine, workers=workers, executor=executor,
                progress=_part(progress, number, len(loaded)), volume_factors=_factors(each, studies),
                controls=controls, keeper=keeper_of(number) if keeper_of else None, customers=customers,
            )
        )  # fmt: skip
    return studies


def _factors(loaded: Loaded, studies: Sequence[Study]) -> dict[str, float]:
    """Return how volumes that count all contacts were read in an earlier run, where the same arrivals stand in both."""
    factors: dict[str, float] = {}
    for name, channel in loaded.scenario.channels.items():
        for earlier in studies:
            theirs = earlier.loaded.scenario.channels.get(name)
            if theirs is not None and theirs.arrivals == channel.arrivals and name in earlier.offered_fit.factors:
                factors.setdefault(name, earlier.offered_fit.factors[name])
    return factors


def _part(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Return what to tell while one of several runs goes on."""
    if progress is None:
        return None
    return lambda done, of: progress(number * of + done, parts * of)


@dataclass(frozen=True)
class _Together:
    """Scenarios that are played as far as each other."""

    studies: Sequence[Study]

    def runs(self, count: int) -> tuple[Run, ...]:
        """Return the results of so many replications of each."""
        return tuple(study.run(count) for study in self.studies)

    def look(self, count: int) -> Look:
        """Return the first scenario's figures and the differences of the others from it."""
        first, *others = self.runs(count)
        return Look(first.figures, [difference_set(other, first) for other in others])

    def require_one_promise(self, goal: Goal) -> None:
        """Make sure that what is to become precise can be compared: a difference of unlike shares never does."""
        runs = self.runs(1)
        for wish in goal.wishes:
            require_one_promise(read_wish(wish, runs[0].figures, option="--precision").name, runs, option="--precision")

    def selected(self, text: str, most: int) -> Comparison:
        """Return the comparison at the first stage, and who was chosen in the end."""
        runs = self.runs(FIRST_STAGE)
        wish = read_wish(text, runs[0].figures, option="--select")
        for run in runs:
            if not wish.name.is_in(run.figures):
                raise InputError(f"--select {wish.name}: {run.name} has no {wish.name.kind[:-1]} '{wish.name.place}'")
        name = wish.name
        require_one_promise(name, runs, option="--select")
        if not name.better:
            raise InputError(
                f"--select {name}: neither more nor less of it is better; choose a cost, a level or a wait"
            )
        indifference = wish.asks(name.of(runs[0].figures).value)
        if not indifference:
            raise InputError(f"--select {wish}: needs a difference of its own, since {name} of {runs[0].name} is 0")
        race = Race(len(runs), name.better, indifference)
        last = list(runs)
        count = FIRST_STAGE
        while len(race.look([name.of(last[place].figures) for place in race.alive], count)) > 1 and count < most:
            count = min(count + STAGE, most)
            for place in race.alive:
                last[place] = self.studies[place].run(count)
        contestants = tuple(
            Contestant(called, run.replications, name.of(run.figures).value, place not in race.alive)
            for place, (called, run) in enumerate(zip(names_of(runs), last, strict=True))
        )
        best = names_of(runs)[race.alive[0]] if len(race.alive) == 1 else None
        return Comparison(runs, selection=Selection(name, indifference, CONFIDENCE, contestants, best))

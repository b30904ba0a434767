"""Small operations written down by hand, in whole seconds, to try the rules of the contact life one by one."""

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from tests.arrays import unused_rules

from channelmix.engine import reference
from channelmix.engine.inputs import NEVER, SECOND, Contacts, Operation, Outcomes, Reason

DAY = 86_400


@dataclass
class Contact:
    """One row: times in seconds; ``turns`` are (work, reply delay) pairs; ``returns`` are reason -> (row, after)."""

    at: float = 0
    work: float = 10
    channel: int = 0
    patience: float | None = None
    wrap_up: float = 0
    turns: Sequence[tuple[float, float]] | None = None
    bot: tuple[float, bool] | None = None
    returns: Mapping[Reason, tuple[int, float]] = field(default_factory=dict)
    first: bool = True
    later_patience: float | None = None
    silent: float | None = None
    """Seconds that an agent loses when the customer has silently gone; None: the customer does not go silently."""
    takes_callback: bool = False
    transferred: bool = False


@dataclass
class Desk:
    """One group: its plan as (second, agents) steps, the channels in order of rank, their weights."""

    plan: Sequence[tuple[float, int]] = ((0, 1),)
    tiers: Sequence[Sequence[int]] = ((0,),)
    capacity: int = 1
    weights: Mapping[int, int] = field(default_factory=dict)
    slowdown: Sequence[float] = (1.0,)
    speed: Mapping[int, float] = field(default_factory=dict)
    opens_after: Mapping[int, float | None] = field(default_factory=dict)
    """Seconds that new contacts of a channel wait before this group may take them; None: it takes none that is new."""
    reserve: Mapping[int, int] = field(default_factory=dict)
    drains: Sequence[int] = ()
    interruptible: Sequence[int] = ()


def microseconds(seconds: float | None) -> int:
    return NEVER if seconds is None else round(seconds * SECOND)


def make_contacts(rows: Sequence[Contact]) -> Contacts:
    turns = [row.turns or [(row.work, 0)] for row in rows]
    flat = [turn for row_turns in turns for turn in row_turns]
    child = np.full((len(rows), len(Reason)), -1)
    after = np.zeros((len(rows), len(Reason)), np.int64)
    for number, row in enumerate(rows):
        for reason, (target, delay) in row.returns.items():
            child[number, reason], after[number, reason] = target, microseconds(delay)
    return Contacts(
        first=sum(row.first for row in rows),
        channel=np.array([row.channel for row in rows]),
        arrival=np.array([microseconds(row.at) for row in rows]),
        attempt=np.array([0 if row.first else 1 for row in rows]),
        bot_time=np.array([microseconds(row.bot[0]) if row.bot else -1 for row in rows]),
        contained=np.array([bool(row.bot and row.bot[1]) for row in rows]),
        patience=np.array([microseconds(row.patience) for row in rows]),
        wrap_up=np.array([microseconds(row.wrap_up) for row in rows]),
        turn_at=np.cumsum([0, *map(len, turns)]),
        work=np.array([microseconds(work) for work, _ in flat]),
        reply_delay=np.array([microseconds(delay) for _, delay in flat]),
        response_patience=np.array(
            [microseconds(row.later_patience) for row, mine in zip(rows, turns, strict=True) for _ in mine]
        ),
        silent=np.array([row.silent is not None for row in rows]),
        silent_time=np.array([microseconds(row.silent or 0) for row in rows]),
        takes_callback=np.array([row.takes_callback for row in rows]),
        transferred=np.array([row.transferred for row in rows]),
        child=child,
        after=after,
    )


@dataclass
class Played:
    """Outcomes in seconds, for comparing by eye."""

    outcomes: Outcomes

    def __getattr__(self, name: str) -> list[float]:
        values = getattr(self.outcomes, name)
        return [value / SECOND if value >= 0 else -1 for value in values.ravel().tolist()]

    @property
    def ends(self) -> list[int]:
        return self.outcomes.outcome.tolist()


def keeping(desks: Sequence[Desk], channels: int) -> dict[str, np.ndarray]:
    """Return what each group waits for, keeps free and puts aside, by group and channel."""

    def table(value_of: object, kind: type) -> np.ndarray:
        return np.array([[value_of(desk, channel) for channel in range(channels)] for desk in desks], kind)

    return {
        "opens_after": table(lambda desk, channel: microseconds(desk.opens_after.get(channel, 0)), np.int64),
        "reserve": table(lambda desk, channel: desk.reserve.get(channel, 0), np.int64),
        "drains": table(lambda desk, channel: channel in desk.drains, bool),
        "interruptible": table(lambda desk, channel: channel in desk.interruptible, bool),
    }


def play_operation(
    rows: Sequence[Contact],
    *desks: Desk,
    channels: int = 1,
    hours: Mapping[int, Sequence[tuple[float, bool]]] | None = None,
    grid: Sequence[float] = (0, DAY),
    engine: Callable[[Operation, Contacts], Outcomes] = reference.run,
    **rules: object,
) -> Played:
    """Play ``rows`` (first contacts sorted by time come first) against ``desks`` and return what happened."""
    desks = desks or (Desk(),)
    weight = np.zeros((len(desks), channels), np.int64)
    rank = np.full((len(desks), channels), -1)
    speed = np.ones((len(desks), channels))
    for group, desk in enumerate(desks):
        for tier, members in enumerate(desk.tiers):
            for channel in members:
                rank[group, channel] = tier
                weight[group, channel] = desk.weights.get(channel, desk.capacity)
        for channel, value in desk.speed.items():
            speed[group, channel] = value
    steps = max(len(desk.slowdown) for desk in desks)
    gates = sorted((when, c, opens) for c, switches in (hours or {}).items() for when, opens in switches if when > 0)
    plan = sorted((when, g, n) for g, desk in enumerate(desks) for when, n in desk.plan if when > 0)
    route = np.full((channels, len(desks)), -1)
    for channel in range(channels):
        able = [group for group in range(len(desks)) if rank[group, channel] >= 0]
        route[channel, : len(able)] = able
    settings: dict[str, object] = {
        **unused_rules(channels, len(desks)),
        **keeping(desks, channels),
        "when_closed": np.zeros(channels, np.int64),
        "clears_at_closing": np.zeros(channels, bool),
        "inactive_after": np.full(channels, NEVER),
        "lines": np.full(channels, NEVER),
        "open_at_start": np.array([dict(hours or {}).get(c, [(0, True)])[0] == (0, True) for c in range(channels)]),
        "gate_time": np.array([microseconds(when) for when, _, _ in gates], np.int64),
        "gate_channel": np.array([channel for _, channel, _ in gates], np.int64),
        "gate_opens": np.array([opens for _, _, opens in gates], bool),
        "capacity": np.array([desk.capacity for desk in desks]),
        "weight": weight,
        "rank": rank,
        "slowdown": np.array([[*desk.slowdown, *[desk.slowdown[-1]] * (steps - len(desk.slowdown))] for desk in desks]),
        "speed": speed,
        "route": route,
        "agents_at_start": np.array([dict(desk.plan).get(0, 0) for desk in desks]),
        "plan_time": np.array([microseconds(when) for when, _, _ in plan], np.int64),
        "plan_group": np.array([group for _, group, _ in plan], np.int64),
        "plan_agents": np.array([agents for _, _, agents in plan], np.int64),
        "day_start": np.arange(15) * DAY * SECOND,
        "day_is_open": np.ones((channels, 14), bool),
        "count_from": 0,
        "count_until": DAY * SECOND,
        "stop": 14 * DAY * SECOND,
        "grid": np.array([microseconds(edge) for edge in grid]),
    }
    settings.update(rules)
    return Played(engine(Operation(**settings), make_contacts(rows)))


@pytest.fixture(scope="session")
def play():
    return play_operation


@pytest.fixture(scope="session")
def contact():
    return Contact


@pytest.fixture(scope="session")
def desk():
    return Desk


@pytest.fixture(scope="session", autouse=True)
def _without_cache() -> Iterator[None]:
    """Play all anew, here and in commands started from here: what comes out of a cache tests nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHANNELMIX_CACHE_MB", "0")
        yield


@pytest.fixture(autouse=True)
def _hearing() -> Iterator[None]:
    """Hear Ctrl-C, here and in commands started from here, also where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)

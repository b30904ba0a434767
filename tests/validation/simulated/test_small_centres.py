"""
The simulation against small contact centres solved exactly as Markov chains (markov.py), figure by figure.

Each centre stands in several sizes, so that no single set of numbers can hide a fault, and has a control: a
simulation that differs a little from what the chain was told must lie more than four standard errors away.
Rates are per unit of five minutes. CHANNELMIX_TEST_EFFORT=20 plays all sizes, not only the first, and twenty times
as many days.
"""

import os

import pytest

pytestmark = pytest.mark.no_cover  # watched line by line it takes three times as long

DAYS = 8
UNIT = 300.0
"""Seconds."""
EVERY_SIZE = int(os.environ.get("CHANNELMIX_TEST_EFFORT", "1")) > 1


def in_sizes(sizes):
    return pytest.mark.parametrize("sizes", sizes if EVERY_SIZE else sizes[:1])


def exponential(rate):
    return {"mean": f"{UNIT / rate:.6f} s", "distribution": "exponential"}


def channel(arrivals, service, hang_up, **more):
    patience = {"patience": exponential(hang_up)} if hang_up else {}
    return {"arrivals": {"per_hour": 3600.0 / UNIT * arrivals}, "handling": exponential(service), **patience, **more}


def share(above, below="queued", place=0):
    return (lambda day: day.channels[above][place]), (lambda day: day.channels[below][place])


def units(above, below="queued", place=0):
    return (lambda day: day.channels[above][place] / (1e6 * UNIT)), (lambda day: day.channels[below][place])


def agents_time(above, below="on_duty", place=0):
    return (lambda day: day.agents[above][place].sum()), (lambda day: day.agents[below][place].sum())


def of_line(chain, place=0):
    """Return measures and exact values of a channel whose contacts all join the line."""
    return [(share("abandoned", place=place), chain.abandoned), (units("waited", place=place), chain.wait)]


@pytest.fixture
def farthest(make, play, z):
    """Return how many standard errors the farthest of several figures lies from its exact value."""

    def of(channels, groups, expected, days=DAYS):
        played = play(make(channels, groups, period={"warm_up": "2 h"}), days)
        return max(abs(z(played, *measure, value)) for measure, value in expected)

    return of


# ---------------------------------------------------------------------- chat


CHATS = [
    {"arrivals": 6.0, "service": 1.0, "agents": 3, "concurrency": 3, "slowdown": (1.0, 1.2, 1.5), "hang_up": 0.5},
    {"arrivals": 2.5, "service": 0.5, "agents": 2, "concurrency": 4, "slowdown": (1.0, 1.3), "hang_up": 1.5},
    {"arrivals": 4.0, "service": 2.0, "agents": 1, "concurrency": 2, "slowdown": (1.0, 1.6), "hang_up": 0.3},
]  # fmt: skip


def chat(sizes, **changes):
    own = {**sizes, **changes}
    group = {"handles": ["chat"], "agents": own["agents"], "concurrency": {"chat": own["concurrency"]}}
    settings = channel(own["arrivals"], own["service"], own["hang_up"], kind="chat")
    return {"chat": settings}, {"team": {**group, "slowdown": list(own["slowdown"])}}


def of_chat(chain):
    return [
        *of_line(chain),
        (share("delayed"), chain.all_busy),
        (units("handling", "answered"), chain.handling),
        (agents_time("busy"), chain.occupancy),
    ]


@in_sizes(CHATS)
def test_chats_several_at_once_with_slow_down_are_those_of_the_chain(markov, farthest, sizes):
    expected = of_chat(markov.chat(**sizes, line=40))
    assert farthest(*chat(sizes), expected) < 4


def test_the_check_of_chats_notices_a_tenth_more_slow_down(markov, farthest):
    expected = of_chat(markov.chat(**CHATS[0], line=40))
    assert farthest(*chat(CHATS[0], slowdown=(1.1, 1.32, 1.65)), expected) > 4


# ---------------------------------------------------------------------- patience of any shape


STAGES = [
    {"stages": 2, "agents": 3, "rate": 12.0, "line": 10},
    {"stages": 3, "agents": 2, "rate": 30.0, "line": 7},
    {"stages": 2, "agents": 1, "rate": 8.0, "line": 9},
]
"""Stages of patience are left at a rate each; arrivals keep the agents busy with a tenth to spare."""


def staged(sizes, *, cv=None):
    stages, rate, arrivals = sizes["stages"], sizes["rate"], 0.9 * sizes["agents"]
    patience = {"mean": f"{UNIT * stages / rate:.6f} s", "cv": cv or stages**-0.5, "distribution": "gamma"}
    phone = {**channel(arrivals, 1.0, 0), "patience": patience}
    return {"phone": phone}, {"team": {"handles": ["phone"], "agents": sizes["agents"]}}


def of_stages(markov, sizes):
    stages = sizes["stages"]
    chain = markov.patience_in_phases(
        arrivals=0.9 * sizes["agents"], service=1.0, agents=sizes["agents"], mix=(1.0, *[0.0] * (stages - 1)),
        phases=tuple((sizes["rate"], stage + 1 if stage + 1 < stages else -1) for stage in range(stages)),
        line=sizes["line"],
    )  # fmt: skip
    return [*of_line(chain), (share("delayed"), chain.all_busy)]


@in_sizes(STAGES)
def test_patience_in_stages_is_that_of_the_chain(markov, farthest, sizes):
    assert farthest(*staged(sizes), of_stages(markov, sizes)) < 4


def test_the_check_of_patience_notices_a_wider_one_of_the_same_mean(markov, farthest):
    assert farthest(*staged(STAGES[0], cv=2.0), of_stages(markov, STAGES[0])) > 4


# ---------------------------------------------------------------------- calling again


def again(arrivals, service, agents, lines, hang_up, share, pause):
    return {
        "arrivals": arrivals, "service": service, "agents": agents, "lines": lines, "hang_up": hang_up,
        "redial": share, "after_busy": share, "pause": pause,
    }  # fmt: skip


CALLS_AGAIN = [
    again(5.0, 1.0, 5, 8, hang_up=1.0, share=0.6, pause=1.0),
    again(2.0, 0.5, 4, 4, hang_up=1.0, share=0.5, pause=3.0),
    again(8.0, 1.0, 6, 30, hang_up=2.0, share=0.4, pause=0.5),
]


def calls_again(sizes, **changes):
    own = {**sizes, **changes}
    redial = {"share": own["redial"], "after": {"mean": f"{UNIT * own['pause']} s", "distribution": "exponential"}}
    phone = channel(own["arrivals"], own["service"], own["hang_up"], lines=own["lines"], redial=redial)
    return {"phone": phone}, {"team": {"handles": ["phone"], "agents": own["agents"]}}


def of_calls(chain, arrivals):
    return [
        (share("abandoned", "offered"), chain.abandoned),
        (share("rejected", "offered"), chain.busy_signal),
        (share("offered", "first_attempts"), chain.calls / arrivals),
        (units("waited", "offered"), chain.wait),
    ]


def judged(expected):
    """Leave out what cannot vary: a busy signal or a wait that never comes."""
    return [(measure, value) for measure, value in expected if value > 1e-9]


@in_sizes(CALLS_AGAIN)
def test_calls_after_hanging_up_and_busy_signals_are_those_of_the_chain(markov, farthest, sizes):
    expected = of_calls(markov.retrials(**sizes, orbit=70), sizes["arrivals"])
    assert farthest(*calls_again(sizes), judged(expected)) < 4


def test_the_check_of_calls_notices_a_quarter_more_who_call_again(markov, farthest):
    expected = of_calls(markov.retrials(**CALLS_AGAIN[0], orbit=70), 5.0)
    assert farthest(*calls_again(CALLS_AGAIN[0], redial=0.75), expected) > 4


# ---------------------------------------------------------------------- ranks with patience


RANKS = [
    {"arrivals": (2.0, 2.0), "service": (1.0, 0.8), "agents": 4, "hang_up": (1.0, 0.4)},
    {"arrivals": (0.6, 0.9), "service": (2.0, 1.0), "agents": 1, "hang_up": (0.5, 0.5)},
    {"arrivals": (1.0, 4.0), "service": (0.5, 1.5), "agents": 5, "hang_up": (2.0, 0.2)},
]


def ranked(sizes, *, one_rank=False):
    names = ("first", "second")
    channels = {
        name: channel(sizes["arrivals"][place], sizes["service"][place], sizes["hang_up"][place])
        for place, name in enumerate(names)
    }
    return channels, {"team": {"handles": [list(names)] if one_rank else list(names), "agents": sizes["agents"]}}


def of_ranks(chains):
    return [pair for place, chain in enumerate(chains) for pair in of_line(chain, place)]


@in_sizes(RANKS)
def test_two_ranks_with_patience_are_those_of_the_chain(markov, farthest, sizes):
    assert farthest(*ranked(sizes), of_ranks(markov.ranks_with_patience(**sizes, line=60))) < 4


def test_the_check_of_ranks_with_patience_notices_one_rank_for_both(markov, farthest):
    assert farthest(*ranked(RANKS[0], one_rank=True), of_ranks(markov.ranks_with_patience(**RANKS[0], line=60))) > 4


# ---------------------------------------------------------------------- N-shaped skills


SKILLS = [
    {"arrivals": (4.0, 3.0), "service": 1.0, "agents": (3, 4), "hang_up": (0.5, 1.0)},
    {"arrivals": (2.5, 0.8), "service": 0.5, "agents": (2, 3), "hang_up": (1.0, 0.3)},
    {"arrivals": (1.0, 3.0), "service": 1.0, "agents": (1, 3), "hang_up": (0.4, 0.8)},
]


def skilled(sizes, *, second=("b", "a")):
    channels = {
        "a": channel(sizes["arrivals"][0], sizes["service"], sizes["hang_up"][0], groups=["one", "two"]),
        "b": channel(sizes["arrivals"][1], sizes["service"], sizes["hang_up"][1]),
    }
    one, two = sizes["agents"]
    return channels, {"one": {"handles": ["a"], "agents": one}, "two": {"handles": list(second), "agents": two}}


def of_skills(chain):
    occupancies = [(agents_time("busy", place=place), chain.occupancy[place]) for place in (0, 1)]
    return [*of_line(chain.a, 0), *of_line(chain.b, 1), *occupancies]


@in_sizes(SKILLS)
def test_n_shaped_skills_are_those_of_the_chain(markov, farthest, sizes):
    assert farthest(*skilled(sizes), of_skills(markov.n_model(**sizes, line=25))) < 4


def test_the_check_of_skills_notices_the_other_order_of_the_second_group(markov, farthest):
    assert farthest(*skilled(SKILLS[0], second=("a", "b")), of_skills(markov.n_model(**SKILLS[0], line=25))) > 4

"""
Reserves, silent leaving, overflow and interruption against exact values, small systems in steady state.

The chains are written here, state by state, without regard to how the engine works; overflow for
good is patience of one length (Baccelli and Hebuterne), and a call that puts mail aside does not
notice the mail: M/M/n alone for the calls, and for both together (equal handling times).
Rates are per unit of five minutes.
"""

import pytest

from channelmix.queueing import Deterministic, ErlangC, GeneralPatience

pytestmark = pytest.mark.no_cover  # watched line by line it takes three times as long

UNIT = 300.0
"""Seconds."""
DAYS = 6


def exponential(rate):
    return {"mean": f"{UNIT / rate:.6f} s", "distribution": "exponential"}


def channel(arrivals, service, hang_up=0.0, **more):
    patience = {"patience": exponential(hang_up)} if hang_up else {}
    return {"arrivals": {"per_hour": 3600.0 / UNIT * arrivals}, "handling": exponential(service), **patience, **more}


def share(above, below="queued", place=0):
    return (lambda day: day.channels[above][place]), (lambda day: day.channels[below][place])


def units(above, below="queued", place=0):
    return (lambda day: day.channels[above][place] / (1e6 * UNIT)), (lambda day: day.channels[below][place])


@pytest.fixture
def farthest(make, play, z):
    """Return how many standard errors the farthest of several figures lies from its exact value."""

    def of(channels, groups, expected, days=DAYS):
        played = play(make(channels, groups, period={"warm_up": "2 h", "cool_down": "6 h"}), days)
        return max(abs(z(played, *measure, value)) for measure, value in expected)

    return of


# Reserves: the second channel waits while no more than ``kept`` agents are free.


def reserve(markov, arrivals, hang_up, agents, kept, line=40):
    """Return the chain of busy agents and both lines; handling has rate 1."""

    def moves(state):
        busy, first, second = state
        if busy < agents:
            yield arrivals[0], (busy + 1, first, second)
        elif first < line:
            yield arrivals[0], (busy, first + 1, second)
        if agents - busy > kept:
            yield arrivals[1], (busy + 1, first, second)
        elif second < line:
            yield arrivals[1], (busy, first, second + 1)
        if first:
            yield busy, (busy, first - 1, second)
        elif second and agents - (busy - 1) > kept:
            yield busy, (busy, first, second - 1)
        else:
            yield busy, (busy - 1, first, second)
        yield first * hang_up[0], (busy, first - 1, second)
        yield second * hang_up[1], (busy, first, second - 1)

    return markov.solve((0, 0, 0), moves, at_the_cut=lambda state: max(state[1:]) == line)


RESERVE = {"arrivals": (2.0, 2.5), "hang_up": (1.0, 0.5), "agents": 5}


def kept_free(kept, tiers=("phone", "mail")):
    phone, mail = (channel(RESERVE["arrivals"][place], 1.0, RESERVE["hang_up"][place]) for place in (0, 1))
    group = {"handles": list(tiers), "agents": RESERVE["agents"], "reserve": {"phone": kept}}
    return {"phone": phone, "mail": mail}, {"team": group}


def of_reserve(markov, kept):
    chain = reserve(markov, **RESERVE, kept=kept)
    expected = []
    for place in (0, 1):
        queue = chain.mean(lambda state, place=place: state[1 + place])
        lost = queue * RESERVE["hang_up"][place] / RESERVE["arrivals"][place]
        expected += [(share("abandoned", place=place), lost)]
        expected += [(units("waited", place=place), queue / RESERVE["arrivals"][place])]
    return expected


def test_agents_kept_free_for_calls_are_those_of_the_chain(markov, farthest):
    assert farthest(*kept_free(1), of_reserve(markov, 1)) < 4


def test_the_check_of_reserves_notices_one_agent_more_kept(markov, farthest):
    assert farthest(*kept_free(2), of_reserve(markov, 1), days=3) > 4


# Silent leaving: a place and a line stay taken, and an agent loses time.


def silent(markov, arrivals, agents, hang_up, quiet, ghost, lines):
    """Return the chain of agents at work, agents with nobody, and the line: 1 a customer, 0 one who has gone."""

    def served(at_work, with_nobody, waiting):
        if not waiting:
            return at_work, with_nobody, ()
        return at_work + waiting[0], with_nobody + 1 - waiting[0], waiting[1:]

    def moves(state):
        at_work, with_nobody, waiting = state
        if at_work + with_nobody < agents:
            yield arrivals, (at_work + 1, with_nobody, ())
        elif at_work + with_nobody + len(waiting) < lines:
            yield arrivals, (at_work, with_nobody, (*waiting, 1))
        yield at_work, served(at_work - 1, with_nobody, waiting)
        yield with_nobody * ghost, served(at_work, with_nobody - 1, waiting)
        for place, present in enumerate(waiting):
            if present:
                rest = waiting[place + 1 :]
                yield hang_up * quiet, (at_work, with_nobody, (*waiting[:place], 0, *rest))
                yield hang_up * (1 - quiet), (at_work, with_nobody, (*waiting[:place], *rest))

    return markov.solve((0, 0, ()), moves)


SILENT = {"arrivals": 2.0, "agents": 2, "hang_up": 2.0, "quiet": 0.5, "ghost": 3.0, "lines": 6}


def leaving_silently(**changes):
    own = {**SILENT, **changes}
    chat = channel(own["arrivals"], 1.0, own["hang_up"], kind="chat", silent=own["quiet"], lines=own["lines"])
    chat["silent_time"] = exponential(own["ghost"])
    return {"chat": chat}, {"team": {"handles": ["chat"], "agents": own["agents"], "concurrency": {"chat": 1}}}


def of_silence(markov):
    chain = silent(markov, **SILENT)
    present = chain.mean(lambda state: sum(state[2]))
    busy = chain.mean(lambda state: state[0] + state[1]) / SILENT["agents"]
    agents_time = (lambda day: day.agents["busy"][0].sum()), (lambda day: day.agents["on_duty"][0].sum())
    full = chain.mean(lambda state: state[0] + state[1] + len(state[2]) == SILENT["lines"])
    joined = SILENT["arrivals"] * (1 - full)
    return [
        (share("rejected", "offered"), full),
        (share("abandoned"), SILENT["hang_up"] * present / joined),
        (units("waited"), present / joined),
        (agents_time, busy),
    ]


def test_customers_who_leave_silently_are_those_of_the_chain(markov, farthest):
    assert farthest(*leaving_silently(), of_silence(markov)) < 4


def test_the_check_of_silence_notices_when_all_say_that_they_leave(markov, farthest):
    assert farthest(*leaving_silently(quiet=0.0), of_silence(markov), days=3) > 4


# Overflow for good after one wait.


def overflowing(seconds):
    phone = channel(5.5, 1.0, overflow={"after": seconds, "to": "leave"})
    return {"phone": phone}, {"team": {"handles": ["phone"], "agents": 5}}


def test_those_who_overflow_are_those_of_patience_of_one_length(farthest):
    exact = GeneralPatience(load=5.5, handling=UNIT, agents=5, patience=Deterministic(150.0))
    expected = [(share("diverted"), exact.abandoned_share), (units("waited"), exact.wait_mean_s / UNIT)]
    assert farthest(*overflowing(150), expected) < 4
    assert farthest(*overflowing(240), expected, days=4) > 4


# Interruption.


def interrupting(**group):
    mail = channel(2.4, 1.0, kind="deferred")
    team = {"handles": ["phone", "mail"], "agents": 4, **group}
    return {"phone": channel(1.0, 1.0), "mail": mail}, {"team": team}


def test_calls_that_put_mail_aside_do_not_notice_it_and_nothing_is_lost(farthest):
    alone, together = (ErlangC(load=rate, handling=UNIT, agents=4) for rate in (1.0, 3.4))
    first = alone.wait_mean_s / UNIT
    mail = ((together.wait_mean_s / UNIT) * 3.4 - first * 1.0) / 2.4
    resolved = [(units("resolution", "answered", place), 1.0 + wait) for place, wait in ((0, first), (1, mail))]
    expected = [(units("waited"), first), *resolved]
    assert farthest(*interrupting(interruptible=["mail"]), expected, days=10) < 4
    assert farthest(*interrupting(), expected, days=4) > 4

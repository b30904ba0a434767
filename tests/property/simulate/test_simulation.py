"""What must hold in every replication, whoever plays it and however many agents there are."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.engine import reference
from channelmix.engine.inputs import NEVER, Contacts, Outcome
from channelmix.simulate import compiled
from channelmix.simulate.counts import add_up
from channelmix.simulate.lives import counted_lives
from channelmix.simulate.prepare import prepare
from channelmix.simulate.tallies import BY_OUTCOME, tally

CONTACT_ARRAYS = [name for name in Contacts.__dataclass_fields__ if name != "first"]


def same_tallies(one, other):
    columns = [
        np.array_equal(getattr(one, part)[name], getattr(other, part)[name])
        for part in ("channels", "by_arrival", "by_work", "agents")
        for name in getattr(one, part)
    ]
    waits = [
        np.array_equal(getattr(mine, name), getattr(theirs, name))
        for mine, theirs in zip(one.waits, other.waits, strict=True)
        for name in ("bins", "counts", "sums")
    ]
    return all(columns) and all(waits)


class Noted:
    """A population that notes until when the customers of each replication were asked for."""

    def __init__(self, inner, *, keeps_customers):
        self.inner, self.keeps_customers, self.asked = inner, keeps_customers, set()

    def contacts(self, seed, replication, until):
        self.asked.add((replication, until))
        return self.inner.contacts(seed, replication, until)


def overlap(start, end, operation):
    """Time between start and end that lies in the counted period."""
    clipped = np.minimum(end, operation.count_until) - np.maximum(start, operation.count_from)
    return int(np.maximum(clipped, 0).sum())


@pytest.fixture(scope="module")
def simulation(busy_center):
    return prepare(busy_center(), seed=3)


@pytest.fixture(scope="module")
def played(simulation):
    operation = simulation.operation
    contacts = simulation.population.contacts(3, 0, operation.stop)
    return operation, contacts, reference.run(operation, contacts)


def test_the_same_replication_is_the_same_every_time(simulation, busy_center):
    again = prepare(busy_center(), seed=3)
    assert same_tallies(simulation.play(1), again.play(1))


def test_another_replication_or_seed_is_another_day(simulation, busy_center):
    other = prepare(busy_center(), seed=4)
    assert not same_tallies(simulation.play(0), simulation.play(1))
    assert not same_tallies(simulation.play(0), other.play(0))


def test_stopping_early_changes_no_figure(simulation):
    """The short horizons end when all counted contacts have; the long one plays the whole cool-down."""
    whole = replace(simulation, horizons=simulation.horizons[-1:])
    assert same_tallies(simulation.play(0), whole.play(0))


def test_replications_drawn_only_as_far_as_earlier_ones_needed_are_those_drawn_further(simulation, busy_center):
    """The first is drawn until a day later, the others no longer than it took plus an hour."""
    later = [compiled.play(simulation, number) for number in range(4)][-1]
    assert compiled._ENOUGH[simulation] < compiled.ends_of(simulation)[0]
    assert same_tallies(later, compiled.play(prepare(busy_center(), seed=3), 3))


def test_customers_who_are_kept_are_drawn_once_whoever_plays_first(busy_center):
    ends = {}
    for keeps in (True, False):
        population = Noted(prepare(busy_center(), seed=3).population, keeps_customers=keeps)
        for numbers in ((0, 1, 2, 3), (3, 2, 1, 0)):
            simulation = replace(prepare(busy_center(), seed=3), population=population)
            for number in numbers:
                compiled.play(simulation, number)
        ends[keeps] = len(population.asked)
    assert ends[True] == 4
    assert ends[False] > 4, "control: who are drawn anew are drawn as far as is needed"


def test_a_replication_that_takes_longer_than_earlier_ones_is_drawn_again_further(busy_center):
    simulation = prepare(busy_center(), seed=3)
    played = compiled.play(simulation, 0)
    compiled._ENOUGH[simulation] = simulation.operation.count_until  # some are still inside then
    assert same_tallies(played, compiled.play(simulation, 0))
    assert compiled._ENOUGH[simulation] > simulation.operation.count_until


def test_another_agent_changes_no_customer(busy_center):
    few, many = (prepare(busy_center(calls=agents), seed=3) for agents in (11, 12))
    few_contacts, many_contacts = (each.population.contacts(3, 0, each.operation.stop) for each in (few, many))
    assert all(np.array_equal(getattr(few_contacts, name), getattr(many_contacts, name)) for name in CONTACT_ARRAYS)
    assert not same_tallies(few.play(0), many.play(0))


def test_this_check_notices_customers_of_another_channel_mix(busy_center):
    with_email, without = (
        prepare(busy_center(channels=names), seed=3).population.contacts(3, 0, NEVER)
        for names in (("phone", "chat", "whatsapp", "email"), ("phone", "chat", "whatsapp"))
    )
    assert with_email.rows > without.rows


def test_every_contact_offered_has_one_outcome(simulation):
    channels = simulation.play(2).channels
    assert np.array_equal(channels["offered"], sum(channels[name] for name in BY_OUTCOME))


def test_agents_are_busy_exactly_as_long_as_their_calls_last(played):
    """Calls take one agent each, so agents' time and contacts' time are the same to the microsecond."""
    operation, contacts, outcomes = played
    calls = contacts.channel[: contacts.rows] == 0
    first = contacts.turn_at[:-1][calls]
    started, replied = outcomes.started[first], outcomes.replied[first]
    by_group = outcomes.group[calls]
    mine = (started >= 0) & (by_group == 1)
    spent = overlap(started[mine], replied[mine] + contacts.wrap_up[calls][mine], operation)
    assert spent == int(outcomes.busy[1].sum())


def test_contacts_waiting_times_their_wait_obeys_littles_law(played, simulation):
    """The time integral of the number waiting, from its changes, equals the waits within the period."""
    operation, contacts, outcomes = played
    turns = counted_lives(operation, contacts, outcomes).turn
    until = np.where(turns.started >= 0, turns.started, np.where(turns.gone >= 0, turns.gone, operation.stop))
    asked = turns.asked >= 0
    minutes = np.arange(operation.count_from, operation.count_until, 60_000_000) + 30_000_000
    waiting = np.searchsorted(np.sort(turns.asked[asked]), minutes, side="right") - np.searchsorted(
        np.sort(until[asked]), minutes, side="right"
    )
    spent = overlap(turns.asked[asked], until[asked], operation)
    assert waiting.mean() == pytest.approx(spent / (operation.count_until - operation.count_from), rel=0.02)


def test_backlog_at_the_end_of_an_interval_is_what_came_less_what_went(played, simulation):
    operation, contacts, outcomes = played
    counted = tally(operation, contacts, outcomes, simulation.promises)
    email = 3
    rows = contacts.channel == email
    edges = operation.grid[1:]
    came = np.searchsorted(np.sort(outcomes.joined[rows & (outcomes.joined >= 0)]), edges, side="right")
    started = outcomes.started[contacts.turn_at[:-1][rows]]
    went = np.searchsorted(np.sort(started[started >= 0]), edges, side="right")
    assert np.array_equal(counted.by_work["backlog"][email], came - went)


def test_redials_and_returns_are_counted_as_offered_but_not_as_first_attempts(simulation):
    channels = add_up(simulation.play(number) for number in range(2)).channels
    assert channels["offered"][:, 0].sum() > channels["first_attempts"][:, 0].sum()
    assert np.array_equal(channels["offered"][:, 3], channels["first_attempts"][:, 3])


def test_nobody_is_counted_who_came_in_the_warm_up(played):
    operation, contacts, outcomes = played
    lives = counted_lives(operation, contacts, outcomes)
    assert lives.arrived.min() >= operation.count_from
    assert outcomes.arrived[outcomes.outcome != Outcome.UNBORN].min() < operation.count_from

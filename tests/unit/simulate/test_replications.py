"""Replications of one simulation: each played once, and what is known already not again."""

import numpy as np
import pytest

from channelmix.scenario import load
from channelmix.simulate.counts import add_up
from channelmix.simulate.prepare import prepare
from channelmix.simulate.replications import Replications, gaps
from channelmix.simulate.workers import Where

DESK = """\
schema = 1
name = "Desk"
[period]
start = 2024-03-04
days = 1
warm_up = "0 s"
[channels.phone]
kind = "voice"
hours = { mon-fri = "09:00-10:00" }
arrivals = { per_hour = 40 }
handling = "4 min"
patience = "3 min"
[groups.desk]
handles = ["phone"]
agents = { mon-fri = { "09:00" = 3, "10:00" = 0 } }
"""


class Kept:
    """A keeper in memory."""

    def __init__(self, blocks=()):
        self.blocks = dict(blocks)

    def meant_for(self, digest):
        self.digest = digest

    def known(self):
        return list(self.blocks.items())

    def keep(self, first, part):
        self.blocks[first] = part


@pytest.fixture(scope="module")
def simulation(tmp_path_factory):
    path = tmp_path_factory.mktemp("desk") / "desk.toml"
    path.write_text(DESK)
    return prepare(load(path).scenario, seed=1)


def same(counts, others):
    columns = [name for name in counts.channels if not np.array_equal(counts.channels[name], others.channels[name])]
    waits = [[(h.bins.tolist(), h.sums.tolist()) for h in each] for each in counts.waits[0:1]]
    theirs = [[(h.bins.tolist(), h.sums.tolist()) for h in each] for each in others.waits[0:1]]
    sums = all(np.array_equal(counts.by_work[name], others.by_work[name]) for name in counts.by_work)
    return columns == [] and waits == theirs and sums and counts.replications == others.replications


@pytest.mark.parametrize("where", [Where(1), Where(2, "threads"), Where(7, "threads"), Where(2, "processes")])
def test_counts_are_the_same_wherever_they_come_from(simulation, where):
    alone = add_up(simulation.play(number) for number in range(25))
    assert same(Replications(simulation, where).first(25), alone)


def test_more_replications_are_added_to_those_that_are_there(simulation):
    growing = Replications(simulation)
    growing.first(1)
    growing.first(7)
    assert same(growing.first(25), Replications(simulation).first(25))
    assert growing.played == 25


def test_what_was_kept_is_not_played_again(simulation):
    kept = Kept()
    Replications(simulation, keeper=kept).first(10)
    again = Replications(simulation, keeper=Kept(kept.blocks))
    assert same(again.first(12), Replications(simulation).first(12))
    assert again.played == 2


def test_kept_blocks_that_reach_beyond_what_is_wanted_are_left_alone(simulation):
    kept = Kept({5: add_up((simulation.play(number) for number in range(5, 15)), first=5)})
    part = Replications(simulation, keeper=kept)
    assert same(part.first(8), Replications(simulation).first(8))
    assert part.first(20).replications == 20


def test_this_check_notices_other_replications(simulation):
    assert not same(add_up(simulation.play(number) for number in range(1, 4)), Replications(simulation).first(3))


def test_progress_runs_to_the_end_and_counts_what_was_known(simulation):
    told = []
    kept = Kept({0: add_up(simulation.play(number) for number in range(3))})
    Replications(simulation, keeper=kept).first(5, progress=lambda done, of: told.append((done, of)))
    assert told == [(3, 5), (4, 5), (5, 5)]


def test_gaps_are_what_is_missing():
    assert gaps([], 3) == [range(0, 3)]
    assert gaps([range(0, 3)], 3) == []

"""Short traces from the tests of Ciw, played contact by contact: every start and every end is as worked out by hand."""

import json
from collections import Counter
from pathlib import Path

import pytest

from channelmix.engine.inputs import SECOND
from channelmix.scenario import load
from channelmix.simulate.prepare import FileData, prepare

TRACES = Path(__file__).parent / "cases" / "traces"
EXPECTED = json.loads((TRACES / "expected.json").read_text(encoding="utf-8"))
MINUTE = 60 * SECOND


def lived(name, settings=()):
    loaded = load(TRACES / f"{name}.toml", settings)
    simulation = prepare(loaded.scenario, seed=1, files=FileData.of(loaded))
    return simulation, *simulation.lived(0)


def contacts_of(simulation, operation, contacts, outcomes):
    """Return channel, arrival, start and end of every contact of the day, in minutes."""
    turn = contacts.turn_at[:-1]
    mine = (outcomes.arrived >= 0) & (outcomes.arrived < operation.count_until)
    columns = (contacts.channel, outcomes.arrived, outcomes.started[turn], outcomes.ended)
    return Counter(
        (simulation.channels[channel], *(None if time < 0 else round(time / MINUTE, 6) for time in times))
        for channel, *times in zip(*(column[mine] for column in columns), strict=True)
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_every_contact_of_a_trace_starts_and_ends_when_it_should(name):
    played = lived(name)
    assert contacts_of(*played) == Counter(tuple(row) for row in EXPECTED[name]["contacts"])
    utilisation = EXPECTED[name].get("utilisation")
    if utilisation is not None:
        outcomes = played[-1]
        assert outcomes.busy.sum() / outcomes.on_duty.sum() == pytest.approx(utilisation, rel=1e-12)


def test_this_check_notices_a_second_agent():
    played = lived("reneging", ["groups.team.agents=2"])
    assert contacts_of(*played) != Counter(tuple(row) for row in EXPECTED["reneging"]["contacts"])


def test_every_trace_is_expected_to_do_something():
    assert {path.stem for path in TRACES.glob("*.toml")} == set(EXPECTED)

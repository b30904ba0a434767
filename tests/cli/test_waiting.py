"""A word where the first replication alone takes long."""

import time
from types import SimpleNamespace

import pytest

import channelmix.simulate.engines  # noqa: F401  # asked for the words: to load it takes longer than these tests wait
from channelmix.cli.waiting import saying_why


@pytest.fixture
def loaded():
    return [SimpleNamespace(warnings=("channels.phone.redial.share sends every customer back",))] * 2


def test_who_waits_is_told_why_once(loaded, capsys) -> None:
    with saying_why(lambda done, total: None, loaded, quiet=False, patience=0.01):
        time.sleep(0.1)
    told = capsys.readouterr().err
    assert told.startswith("The first replication is not done after 0.01 s")
    assert told.count("sends every customer back") == 1


@pytest.mark.parametrize("quiet", [True, False])
def test_nothing_is_said_of_a_job_that_gets_on_or_is_quiet(loaded, capsys, quiet: bool) -> None:
    heard = []
    with saying_why(lambda done, total: heard.append(done), loaded, quiet=quiet, patience=0.1) as progress:
        progress(1, 2)
        time.sleep(0.2)
    assert (heard, capsys.readouterr().err) == ([1], "")


def test_what_makes_a_run_slow_is_said_before_it_and_not_again(capsys) -> None:
    slow = "groups.desk.agents are up to 100,000 at once; --dry-run tells how long that takes"
    loaded = [SimpleNamespace(warnings=(slow, "channels.phone.patience has no effect"))] * 2
    with saying_why(lambda done, total: None, loaded, quiet=False, patience=60.0):
        told = capsys.readouterr().err
    assert told.strip() == slow
    assert capsys.readouterr().err == ""

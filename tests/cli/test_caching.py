"""What an earlier run has played is not played again, and that is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

RUN = ("run", "small.toml", "--replications", "6", "--json")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHANNELMIX_CACHE_MB", "50")
    monkeypatch.setenv("CHANNELMIX_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize("kept", [(), ("--no-run-folder",)])
def test_the_second_run_takes_what_the_first_has_played_and_says_so(cli: Callable, kept: tuple[str, ...]) -> None:
    first, second = cli(*RUN, *kept), cli(*RUN, *kept)
    assert "From the cache" not in first.err
    assert "From the cache: 6 replications" in second.err
    assert second.out == first.out
    for words in (("--no-cache",), ("--engine", "reference")):
        anew = cli(*RUN, *kept, *words)
        assert "From the cache" not in anew.err
        assert anew.out == first.out


def test_compare_and_sweep_take_what_run_has_played(cli: Callable) -> None:
    cli(*RUN)
    compared = cli("compare", "small.toml", "larger.toml", "--replications", "6", "--workers", "1")
    assert "From the cache: 6 replications" in compared.err
    swept = cli(
        "sweep", "small.toml", "--vary", "groups.front_office.agents=3,4", "--replications", "6", "--workers", "1"
    )
    again = cli(
        "sweep", "small.toml", "--vary", "groups.front_office.agents=3,4", "--replications", "6", "--workers", "1"
    )
    assert "From the cache: 12 replications" in again.err
    assert again.out == swept.out


def test_a_study_until_precise_is_not_played_again_either(cli: Callable) -> None:
    words = ("run", "small.toml", "--precision", "phone.service_level=6pp", "--json")
    first, second = cli(*words), cli(*words)
    assert second.out == first.out
    assert "From the cache: 40 replications" in second.err


def test_rerun_plays_anew(cli: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from channelmix.simulate.simulation import Simulation

    cli(*RUN)
    (kept,) = (folder / "runs").glob("[!.]*")
    played = []
    play = Simulation.play
    monkeypatch.setattr(Simulation, "play", lambda self, number: (played.append(number), play(self, number))[1])
    assert cli("rerun", str(kept)).code == 0
    assert sorted(played) == list(range(6))


def test_the_cache_is_emptied_on_request(cli: Callable, cache: Path) -> None:
    cli(*RUN)
    assert "to remove; --yes removes them" in cli("runs", "clean", "--cache").err
    assert "removed" in cli("runs", "clean", "--cache", "--yes").err
    assert list(cache.rglob("*.npz")) == []
    assert "From the cache" not in cli(*RUN).err

"""Which engine plays, and why not the other."""

import sys

import pytest

import channelmix as cm
from channelmix.errors import InputError
from channelmix.simulate import engines

needs_numba = pytest.mark.skipif(not engines.is_compiler_there(), reason="the compiled engine needs numba")


@needs_numba
def test_the_fast_engine_plays_what_it_knows():
    assert engines.engine_for() == "fast"
    assert engines.hindrance() is None


def test_the_reference_engine_plays_when_asked_for():
    assert engines.engine_for("reference") == "reference"


def test_without_numba_the_reference_engine_plays_and_the_reason_is_told(monkeypatch):
    monkeypatch.setattr(engines, "is_compiler_there", lambda: False)
    assert engines.engine_for("fast") == "reference"
    assert "numba is not installed" in engines.hindrance()


def test_a_small_run_does_not_wait_for_the_compiler(monkeypatch):
    monkeypatch.setattr(engines, "_is_loaded", lambda: False)
    monkeypatch.setattr(engines, "_is_kept", lambda: False)
    assert engines.engine_for(contacts=engines.SMALL_RUN - 1) == "reference"


@needs_numba
def test_machine_code_that_is_kept_plays_all_but_tiny_runs(monkeypatch):
    monkeypatch.setattr(engines, "_is_loaded", lambda: False)
    monkeypatch.setattr(engines, "_is_kept", lambda: True)
    assert engines.engine_for(contacts=engines.TINY_RUN) == "fast"
    assert engines.engine_for(contacts=engines.TINY_RUN - 1) == "reference"


def test_an_unknown_engine_is_named():
    with pytest.raises(InputError, match=r"engine must be one of fast, reference \(got 'quick'\)"):
        cm.run("webshop_nl/phone_email", engine="quick", replications=1)


@needs_numba
def test_both_engines_give_the_same_summary_whatever_the_number_of_threads():
    slow = cm.run("webshop_nl/plus_chat", engine="reference", replications=2)
    quick = [cm.run("webshop_nl/plus_chat", engine="fast", replications=2, workers=workers) for workers in (1, 2)]
    assert [each.engine for each in quick] == ["fast", "fast"]
    assert [each.summary for each in quick] == [slow.summary] * 2


def test_an_engine_that_nobody_asked_for_is_not_being_compiled(monkeypatch):
    monkeypatch.delitem(sys.modules, "channelmix.engine.kernel.play", raising=False)
    assert not engines.is_being_compiled()


def test_an_engine_without_machine_code_is_being_compiled(monkeypatch):
    class Waiting:
        is_ready = False

    class Module:
        play = play_whole = Waiting()

    monkeypatch.setitem(sys.modules, "channelmix.engine.kernel.play", Module())
    assert engines.is_being_compiled()
    Waiting.is_ready = True
    assert not engines.is_being_compiled()

"""What numba is told to leave out while the kernel is compiled, and that it is told otherwise afterwards."""

import pytest

hurrying = pytest.importorskip("channelmix.engine.kernel.hurrying", reason="needs numba")


def ways():
    """Return what compiling in haste puts something else in place of."""
    homes = (
        (hurrying._EVENT, "broadcast"),
        (hurrying._POSTPROC.PostProcessor, "run"),
        (hurrying._FUNCTIONS.BaseFunction, "get_call_type"),
    )
    return [getattr(home, name) for home, name in homes]


@pytest.mark.skipif(not hurrying.IS_KNOWN, reason="another inside of numba")
def test_numba_goes_its_own_way_again_after_haste_also_when_compiling_fails():
    before = ways()

    def fails():
        with hurrying.in_haste():
            assert all(now is not own for now, own in zip(ways(), before, strict=True))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert ways() == before


def test_where_numbas_inside_has_changed_it_goes_its_own_way(monkeypatch):
    monkeypatch.setattr(hurrying, "IS_KNOWN", False)
    before = ways()
    with hurrying.in_haste():
        assert ways() == before


def test_how_a_function_is_called_is_looked_for_once_for_each_function_and_kinds_of_values():
    asked = []
    found = hurrying._remembered(lambda *call: asked.append(call) or len(asked))
    one, other = object(), object()
    assert [found(one, None, ("int",), {}) for _ in range(2)] == [1, 1]
    assert [found(one, None, ("float",), {}), found(other, None, ("int",), {})] == [2, 3]
    assert [found(one, None, ("int",), {"named": 1}) for _ in range(2)] == [4, 5]

"""What a library in C prints by itself stays out of the results."""

import ctypes
import os

import numpy as np
import pytest

from channelmix.staffing import limits
from channelmix.staffing.quiet import printing_aside

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no one C library to print with")


def c_prints(text: bytes) -> None:
    ctypes.CDLL(None).puts(text)


def test_what_c_prints_goes_nowhere_and_results_are_printed(capfd) -> None:
    with printing_aside():
        c_prints(b"tmpSolver.run();")
    os.write(1, b"results")
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("results", "")


def test_a_solver_that_prints_leaves_standard_output_alone(capfd, monkeypatch) -> None:
    import scipy.optimize

    solve = scipy.optimize.milp

    def loud(*words: object, **named: object) -> object:
        c_prints(b"tmpSolver.run();")
        return solve(*words, **named)

    monkeypatch.setattr(scipy.optimize, "milp", loud)
    one = np.ones(1, np.int64)
    least = scipy.optimize.LinearConstraint(np.ones((1, 1)), lb=2.5)
    found = limits.within_limits(
        np.ones(1), constraints=least, bounds=scipy.optimize.Bounds(0, 9), integrality=one, nodes=9, gap=0.0, notes=[]
    )
    assert found == [3]
    assert capfd.readouterr() == ("", "")

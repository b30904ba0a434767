"""What ``doctor --warm`` keeps is what a run looks for."""

import subprocess
import sys

import pytest

pytest.importorskip("numba")

WARM_THEN_ASK = """
import numpy as np
from numba import typeof
from channelmix.engine.kernel.play import play, play_whole, take_columns
from channelmix.engine.kernel.running import warm
warm()
memory, columns = typeof(np.empty(1, np.int64)), typeof(np.empty((2, 3), np.int64))
for function, called in ((play, (memory,)), (play_whole, (memory,)), (take_columns, (columns, columns))):
    kept = {**function.stats.cache_hits, **function.stats.cache_misses}
    print(list(kept) == [called])
"""


def test_warming_keeps_machine_code_under_the_types_of_a_call():
    said = subprocess.run([sys.executable, "-c", WARM_THEN_ASK], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True"] * 3

"""What callers from Python may give: numbers of numpy, and no text where a list is meant."""

import numpy as np
import pytest

import channelmix as cm
from channelmix.arguments import whole

SCENARIO = "webshop_nl/today"


def test_a_whole_number_of_numpy_is_one_and_anything_else_is_told() -> None:
    assert whole("seed", np.int64(7)) == 7
    for wrong in ("7", 7.0, True, None, -1, [7]):
        with pytest.raises(cm.InputError, match="seed must be a whole number of 0 or more"):
            whole("seed", wrong)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cm.run(None), "scenario must be a path, or the name of what is shipped .got None"),
        (lambda: cm.run(SCENARIO, replications="3"), "replications must be a whole number of 1 or more .got '3'"),
        (lambda: cm.run(SCENARIO, executor=object()), "executor must be threads or processes, or an executor"),
        (lambda: cm.run(SCENARIO, precision=[3]), "each of precision must be a text .got 3"),
        (lambda: cm.run(SCENARIO, volume_factors="x"), "volume_factors must be a table, channel: factor"),
        (lambda: cm.run(SCENARIO, volume_factors={"x": 1}), "channels in volume_factors must be phone,"),
        (lambda: cm.run(SCENARIO, volume_factors={"phone": float("nan")}), "volume_factors of phone must be a number"),
        (lambda: cm.run(SCENARIO, progress=3), "progress must be a function of"),
        (lambda: cm.load(SCENARIO, "run.seed=3"), "overrides must be a list .got 'run.seed=3'"),
        (lambda: cm.compare(SCENARIO), "scenarios must be a list"),
        (lambda: cm.compare([SCENARIO, 3]), "scenario must be a path"),
        (lambda: cm.compare([SCENARIO] * 2, select="a=1", precision=["a=1"]), "takes select or precision"),
        (lambda: cm.sweep(SCENARIO, vary="run.seed=3,4"), "vary must be a list"),
        (lambda: cm.sweep(SCENARIO, vary=[3]), "each of vary must be a text"),
        (lambda: cm.sweep(SCENARIO, vary=["run.days_per_draw=1,2"], design="x"), "design must be grid, one or space"),
    ],
)
def test_a_wrong_argument_is_named_with_its_rule_and_value(call, message) -> None:
    with pytest.raises(cm.InputError, match=message):
        call()

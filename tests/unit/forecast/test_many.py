"""Many series at once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from channelmix.forecast.many import fit_many
from channelmix.forecast.need import fit
from channelmix.forecast.series import Daily


def test_series_fitted_side_by_side_equal_those_fitted_alone_and_one_bad_one_stops_nothing(make):
    series = {f"line {number}": make(100, seed=number) for number in range(4)}
    series["empty"] = Daily.of(np.datetime64("2026-01-05") + np.arange(50), np.zeros(50))
    told = []
    with ThreadPoolExecutor(2) as pool:
        fitted = fit_many(series, engine="ridge", executor=pool, progress=lambda *step: told.append(step))
    assert list(fitted.needs) == ["line 0", "line 1", "line 2", "line 3"]
    assert "has no contacts at all" in str(fitted.refused["empty"])
    assert [done for done, _, _ in told] == [1, 2, 3, 4, 5]
    for name, need in fitted.needs.items():
        alone = fit(series[name], engine="ridge")
        assert np.array_equal(need.forecast(need.ahead(28)), alone.forecast(alone.ahead(28)))

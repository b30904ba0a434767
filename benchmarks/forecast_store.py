"""
How long it takes to audit, fit, store and read a forecast of three years and three channels.

``python benchmarks/forecast_store.py`` prints processor seconds; the history is the tutorial's, which is generated.
"""

import tempfile
import time
from pathlib import Path

import channelmix.forecast as forecasting
from channelmix.forecast.store.draws import read_draws

HISTORY, SURVEYS = "tutorial/generated_history.csv", "tutorial/generated_surveys.csv"


def timed(label: str, what) -> object:
    start = time.process_time()
    found = what()
    print(f"{label}: {time.process_time() - start:.2f} s")
    return found


def main() -> None:
    settings = {"surveys": SURVEYS, "country": "NL", "until": "2029-12-31"}
    timed("audit, libraries loaded with it", lambda: forecasting.audit(HISTORY, country="NL"))
    timed("fit by the ridge engine", lambda: forecasting.fit(HISTORY, engine="ridge", **settings))
    forecast = timed("fit by the mean with Prophet", lambda: forecasting.fit(HISTORY, **settings))
    with tempfile.TemporaryDirectory() as folder:
        path = timed("store 200 draws of 1,188 days", lambda: forecast.save("service", folder))
        timed("read them, as a simulation does", lambda: read_draws(Path(path) / "draws.parquet"))


if __name__ == "__main__":
    main()

"""
How long the report of five strategies over a week takes, and how large it is.

    python benchmarks/report.py

Simulates the five strategies of the web shop (four to five channels, a week of quarter hours) with few
replications, which the report does not depend on, and then times reading the run folder, the page in three
languages, and the workbook.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from channelmix.report.language import LANGUAGES, speaking
from channelmix.report.results_workbook import results_workbook
from channelmix.report.stored import study_of
from channelmix.report.study_html import study_html

STRATEGIES = [f"webshop_nl/{name}" for name in
              ("phone_email", "plus_chat", "plus_whatsapp", "whatsapp_first_bot", "phone_deflected")]  # fmt: skip
TIMES = 5


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some goes."""
    found = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "channelmix", "compare", *STRATEGIES, "--replications", "4", "--out", place]
        subprocess.run(command, check=True, capture_output=True)
        (folder,) = Path(place).iterdir()

        def read():
            return study_of(folder, *(json.loads((folder / f"{name}.json").read_bytes()) for name in FILES))

        study = read()
        print(f"read the run folder: {seconds(read):.3f} s")
        for language in LANGUAGES:
            with speaking(language):
                size = len(study_html(study).encode())
                print(f"report.html, {language}: {seconds(lambda: study_html(study)):.3f} s, {size / 1000:,.0f} kB")
        print(f"results.xlsx: {seconds(lambda: results_workbook(study)):.3f} s, "
              f"{len(results_workbook(study)) / 1000:,.0f} kB")  # fmt: skip


FILES = ("summary", "manifest")

if __name__ == "__main__":
    main()

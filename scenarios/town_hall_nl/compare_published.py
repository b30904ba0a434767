"""
Published beside simulated: four years of the contact center of 's-Hertogenbosch.

Two numbers of base.toml (agents on duty, mean patience of callers) are fitted to the four figures
of 2016 and 2017; the four figures of 2018 and 2019 are then predicted with the same two numbers.
Nothing else is tuned, and whatever comes out is printed.

    python compare_published.py          print the comparison
    python compare_published.py --fit    search the two numbers again (takes half an hour)
"""

import argparse
import csv
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

from channelmix.scenario import load
from channelmix.simulate import run
from channelmix.simulate.workers import processors

HERE = Path(__file__).resolve().parent
FACTS = HERE.parent / "facts" / "parameters.csv"
FITTED_YEARS = (2016, 2017)
PREDICTED_YEARS = (2018, 2019)
FITTED_VALUES = 2
AGENTS = range(9, 12)
PATIENCE_MINUTES = range(6, 15)

Figures = tuple[float, float]
"""Percent of calls answered within 25 s, and percent abandoned."""


def published() -> dict[int, Figures]:
    """Return the figures of the annual report, by year, from the facts that are shipped."""
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = {row["quantity"]: row for row in csv.DictReader(file) if "'s-Hertogenbosch" in row["source"]}
    years, within, lost = (
        rows[quantity][column].split(";")
        for quantity, column in (
            ("service level within 25 s (target 80)", "year"),
            ("service level within 25 s (target 80)", "value"),
            ("abandonment (target under 7)", "value"),
        )
    )
    return {int(year): (float(fast), float(gone)) for year, fast, gone in zip(years, within, lost, strict=True)}


def simulated(year: int, *overrides: str, workers: int = 1) -> tuple[Figures, Figures]:
    """Return the same two figures of simulated weeks of that year, and half the width of their intervals."""
    phone = run(load(HERE / f"{year}.toml", overrides), workers=workers).summary["channels"]["phone"]
    within, lost = phone["service_level"], phone["abandoned_share"]
    margins = (50 * (within["high"] - within["low"]), 50 * (lost["high"] - lost["low"]))
    return (100 * within["mean"], 100 * lost["mean"]), margins


def misfit(pair: tuple[int, int]) -> tuple[float, int, int]:
    """Return by how many points agents and patience miss the fitted years (root mean square), and the pair."""
    agents, minutes = pair
    overrides = (
        f'groups.front_office.agents={{ mon-fri = {{ "08:30" = {agents}, "17:00" = 0 }} }}',
        f"channels.phone.patience.mean={minutes} min",
    )
    report = published()
    errors = [
        found - given
        for year in FITTED_YEARS
        for found, given in zip(simulated(year, *overrides)[0], report[year], strict=True)
    ]
    return (sum(error**2 for error in errors) / len(errors)) ** 0.5, agents, minutes


def comparison() -> Iterator[str]:
    """Yield the lines of the table, the errors and the count of what was fitted."""
    yield "                   answered within 25 s         abandoned"
    yield "                 published      simulated   published      simulated"
    errors: dict[str, list[float]] = {"fitted": [], "predicted": []}
    for year, report in published().items():
        kind = "fitted" if year in FITTED_YEARS else "predicted"
        found, margins = simulated(year, workers=processors())
        errors[kind] += [now - given for now, given in zip(found, report, strict=True)]
        cells = (
            f"{given:9.0f} % {now:6.1f} ± {margin:3.1f} %"
            for given, now, margin in zip(report, found, margins, strict=True)
        )
        yield f"{year} {kind:10} {'  '.join(cells)}"
    for kind, points in errors.items():
        yield f"{len(points)} figures {kind}: {sum(map(abs, points)) / len(points):.1f} points off on average"
    yield f"{FITTED_VALUES} values fitted to {len(errors['fitted'])} figures, {len(errors['predicted'])} figures unseen"


def main() -> None:
    """Print the comparison, or the best pairs of a new search."""
    parser = argparse.ArgumentParser(description="Published beside simulated, 2016 to 2019.")
    parser.add_argument("--fit", action="store_true", help="search agents and patience again")
    if parser.parse_args().fit:
        with ProcessPoolExecutor() as pool:
            for error, agents, minutes in sorted(pool.map(misfit, product(AGENTS, PATIENCE_MINUTES)))[:10]:
                print(f"{agents} agents, patience {minutes} min: {error:.1f} points off (root mean square)")
    else:
        for line in comparison():
            print(line)


if __name__ == "__main__":
    main()

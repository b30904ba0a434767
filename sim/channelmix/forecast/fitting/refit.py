"""
A forecast fitted and stored: the gate first, drift since the last version told, the old version kept.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channelmix.forecast.fitting.drift import Drift, drifts
from channelmix.forecast.fitting.fit import Progress, fit_inputs, read_inputs
from channelmix.forecast.fitting.gate import require_passed, verdict
from channelmix.forecast.fitting.recipe import Recipe
from channelmix.forecast.fitting.view import View, view_of
from channelmix.forecast.store.draws import DRAWS, read_draws
from channelmix.forecast.store.folders import require_name, require_place
from channelmix.scenario.stored import CARD, StoredForecast, read_card


@dataclass(frozen=True, eq=False)
class Refit:
    """What a fit has stored."""

    view: View
    drifts: tuple[Drift, ...]
    """How the days that are new lay among the draws of the version before; none at a first fit."""


def refit(
    folder: Path, recipe: Recipe, *, force: bool = False, frame: Any = None, surveys: Any = None,
    progress: Progress | None = None,
) -> Refit:  # fmt: skip
    """
    Fit a recipe and store it as a new version.

    Args:
        folder: The forecast's folder.
        recipe: What to fit.
        force: Whether to store even what is worse than persistence.
        frame: A data frame in the place of the recipe's history.
        surveys: A table of surveys in the place of the recipe's.
        progress: Told what is being fitted.

    Raises:
        DataError: If the inputs cannot be used, or nothing can be stored there.
        RefitRefused: If a version is there, the new one is worse than persistence, and it is not forced.
    """
    require_name(folder.name)
    require_place(folder)
    inputs = read_inputs(recipe, frame=frame, surveys=surveys)
    if progress is not None:
        progress("past moments, for the gate")
    past = inputs.past
    found = verdict(past, recipe)
    is_refit = (folder / CARD).is_file()
    if is_refit and not force:
        require_passed(found, folder.name)
    drift = tuple(drifts(read_draws(folder / DRAWS), past)) if is_refit and (folder / DRAWS).is_file() else ()
    forecast = fit_inputs(inputs, validation=None if found is None else found.as_dict(), progress=progress)
    card = forecast.card
    if drift:
        card["drift"] = [str(each) for each in drift]
    if found is not None and not found.passed:
        forced = "stored all the same, as forced" if is_refit else "use it with care"
        card["notes"] = [*card["notes"], f"on unseen days it is worse than persistence; {forced}"]
    elif found is not None and found.worse:
        names = ", ".join(found.worse)
        card["notes"] = [*card["notes"], f"on unseen days {names} alone was told better by the week before"]
    forecast.save(folder.name, folder.parent)
    return Refit(view_of(StoredForecast(folder.name, folder, read_card(folder))), drift)

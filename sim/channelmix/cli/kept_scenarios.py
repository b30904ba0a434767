"""
Scenarios as a run folder keeps them, so that a report can ask more of them after their files have changed or gone.

The manifest holds every scenario with all defaults. That is all there is to a scenario that names no
data file; one that does is read again from the copies that the run folder keeps.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.cli.kept_inputs import restore
from channelmix.cli.showing import assignments

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

REPEATABLE = ("run", "compare")
"""Commands whose scenarios the manifest holds whole; a sweep loads them anew at every point."""


def write_scenarios(manifest: Mapping[str, Any], folder: Path) -> list[Path]:
    """
    Write the scenarios of a manifest as files; none if it does not hold them whole.

    Args:
        manifest: Of a run folder.
        folder: Where to.
    """
    scenarios: Sequence[Mapping[str, Any]] = manifest["scenarios"]
    if manifest["command"][0] not in REPEATABLE or any(map(_has_data, scenarios)):
        return []
    files = [folder / f"{number}.toml" for number, _ in enumerate(scenarios)]
    for file, scenario in zip(files, scenarios, strict=True):
        file.write_text("\n".join(assignments(scenario["resolved"])) + "\n", encoding="utf-8")
    return files


def kept_scenario(manifest: Mapping[str, Any], place: int, *, kept: Path, folder: Path) -> "Loaded | None":
    """
    Return a scenario of a run folder as it was simulated; None if it cannot be had any more.

    Args:
        manifest: Of the run folder.
        place: Which of its scenarios.
        kept: The run folder.
        folder: Where it may be written to be read.
    """
    from channelmix.errors import ChannelmixError
    from channelmix.scenario import load
    from channelmix.scenario.elsewhere import below, reading_from

    files = write_scenarios(manifest, folder)
    if not files and restore(manifest, kept, folder):
        return None
    scenario = manifest["scenarios"][place]
    file = files[place] if files else below(folder, Path(manifest["place"]) / scenario["path"])
    try:
        with reading_from(folder):
            loaded = load(file)
    except ChannelmixError:
        return None
    return loaded if loaded.resolved() == scenario["resolved"] else None


def _has_data(scenario: Mapping[str, Any]) -> bool:
    return any(not entry["path"].endswith(".toml") for entry in scenario["inputs"])

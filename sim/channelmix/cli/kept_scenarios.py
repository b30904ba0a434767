"""
Scenarios as a run folder keeps them, so that a run can be repeated after its files have changed or gone.

The manifest holds every scenario with all defaults. That is all there is to a scenario that names no
data file; one that does needs that file, and is repeated from where it was.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


def kept_scenario(manifest: Mapping[str, Any], place: int, folder: Path) -> "Loaded | None":
    """
    Return a scenario of a run folder as it was simulated; None if it cannot be had any more.

    Args:
        manifest: Of the run folder.
        place: Which of its scenarios.
        folder: Where it may be written to be read.
    """
    from channelmix.errors import ChannelmixError
    from channelmix.scenario import load

    files = write_scenarios(manifest, folder)
    if not files and any(changed_since(manifest)):
        return None
    scenario = manifest["scenarios"][place]
    file = files[place] if files else Path(manifest["place"]) / scenario["path"]
    try:
        loaded = load(file)
    except ChannelmixError:
        return None
    return loaded if loaded.resolved() == scenario["resolved"] else None


def _has_data(scenario: Mapping[str, Any]) -> bool:
    return any(not entry["path"].endswith(".toml") for entry in scenario["inputs"])


def changed_since(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield in words which files are no longer what the run has read."""
    place = Path(manifest["place"])
    inputs = {entry["path"]: entry["sha256"] for scenario in manifest["scenarios"] for entry in scenario["inputs"]}
    for name, before in inputs.items():
        try:
            content = (place / name).read_bytes()
        except OSError:
            yield f"{name} is gone"
            continue
        if hashlib.sha256(content).hexdigest() != before:
            yield f"{name} has changed"

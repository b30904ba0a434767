"""
Scenarios as a run folder keeps them, so that a run can be repeated after its files have changed or gone.

The manifest holds every scenario with all defaults. That is all there is to a scenario that names no
data file; one that does needs that file, and is repeated from where it was.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from channelmix.cli.showing import assignments

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

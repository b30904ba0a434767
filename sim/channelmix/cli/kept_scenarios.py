"""
Scenarios as a run folder keeps them, so that a report can ask more of them after their files have changed or gone.

The manifest holds every scenario with all defaults. That is all there is to a scenario that names no
data file; one that does is read again from the copies that the run folder keeps.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.cli.kept_inputs import restore
from channelmix.cli.showing import assignments
from channelmix.scenario.elsewhere import below
from channelmix.scenario.paths import dotted
from channelmix.scenario.toml_values import toml

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
        file.write_text(_text(scenario), encoding="utf-8")
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
    from channelmix.scenario.elsewhere import reading_from

    scenario = manifest["scenarios"][place]
    for file in _files(manifest, place, kept=kept, folder=folder):
        with suppress(ChannelmixError), reading_from(folder):
            loaded = load(file, _put_in(scenario))
            if loaded.resolved() == scenario["resolved"]:
                return loaded
    return None


def _files(manifest: Mapping[str, Any], place: int, *, kept: Path, folder: Path) -> Iterator[Path]:
    """Yield the files that may give a scenario as it was: its own, and its settings as they were with all changes."""
    files = write_scenarios(manifest, folder)
    if files:
        yield files[place]
    elif not restore(manifest, kept, folder):
        scenario = manifest["scenarios"][place]
        own = below(folder, Path(manifest["place"]) / scenario["path"])
        yield own
        changed = own.with_name(f"as-simulated-{place}.toml")
        changed.write_text(_text(scenario), encoding="utf-8")
        yield changed


def _text(scenario: Mapping[str, Any]) -> str:
    """Return a scenario of a manifest as the text of a file, with the agents of its own file if others were put in."""
    groups = scenario["resolved"]["groups"]
    own = {name: {**groups[name], "agents": agents} for name, agents in scenario.get("own_agents", {}).items()}
    return "\n".join(assignments({**scenario["resolved"], "groups": {**groups, **own}})) + "\n"


def _put_in(scenario: Mapping[str, Any]) -> list[str]:
    """Return the agents who were put in place of the file's own, as settings; none where the demand follows nobody."""
    groups, own = scenario["resolved"]["groups"], scenario.get("own_agents", {})
    return [
        f"{dotted(('groups', name, 'agents'))}={toml(groups[name]['agents'])}"
        for name in own
        if own[name] != groups[name]["agents"]
    ]


def _has_data(scenario: Mapping[str, Any]) -> bool:
    return any(not entry["path"].endswith(".toml") for entry in scenario["inputs"])

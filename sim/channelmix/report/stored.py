"""
A run folder read back as what the report draws: cases, differences, and the period by interval.

Nothing is worked out anew: figures, intervals and verdicts are those of summary.json. Of the
resolved scenario only what stands beside figures is read, which needs no file but the folder's.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.compare.names import told_apart
from channelmix.errors import RunFolderError
from channelmix.report.cases import Case
from channelmix.report.figures import estimate_of
from channelmix.report.numbers import counted
from channelmix.report.plan_promises import Goal, Promises, cautions_of, goals_of
from channelmix.report.sound import check_manifest, check_names, check_shape, check_spread, check_summary
from channelmix.report.stored_intervals import Row, intervals_of
from channelmix.report.stored_names import without_family
from channelmix.results import Estimate

if TYPE_CHECKING:
    from channelmix.forecast.fitting.used import Used
    from channelmix.report.swept import Swept
    from channelmix.scenario import Scenario

Figures = Mapping[str, Any]
SPREAD = "spread.json"
"""File of a run folder: how waits and days are spread."""

_OF_A_CHANNEL = ("kind", "target", "response_target", "hours", "when_closed", "overflow", "arrivals")
"""Settings that stand beside figures, and those that tell whether others use a channel than in another plan."""
_PAY = ("shrinkage", "cost_per_hour")
"""Settings of a group by which hours on duty are paid."""
_OF_ALL = ("schema", "name", "period", "money", "profiles", "events", "channel_shift")


@dataclass(frozen=True, kw_only=True)
class Study:
    """What a run or a comparison found; a run is a study of one case."""

    cases: Sequence[Case]
    differences: Sequence[Figures]
    """For each case but the first its figures minus those of the first."""
    summary: Figures
    """As it stands in summary.json."""
    intervals: Sequence[Sequence[Row]]
    """For each case a row for each channel and interval, then one for each group and interval."""
    resolved: Sequence[dict[str, Any]] = ()
    """For each case its scenario with all base files laid together."""
    spread: Sequence[Figures] = ()
    """For each case how waits and days are spread, by channel; empty where an older version ran it."""

    places: Sequence[Path] = ()
    """For each case the folder of its scenario file."""
    outlook: "Sequence[Used]" = ()
    """The stored forecasts that the cases rest on, as ``forecasts_used`` finds them."""
    goals: Sequence[Goal] = ()
    """What was asked of the plan, where ``staff`` found it or a run judged it."""
    swept: "Swept | None" = None
    """A sweep of the same plans, to be shown beside them."""

    def worst_days_of(self) -> dict[str, dict[int, Estimate]]:
        """Return for each channel with a target its service on the worst day in twenty, by place of the case."""
        found: dict[str, dict[int, Estimate]] = {}
        for place, channels in enumerate(self.spread):
            for channel, entry in channels.items():
                if entry.get("worst_day"):
                    found.setdefault(channel, {})[place] = estimate_of(entry, "worst_day")
        return found

    def closed_days_of(self) -> dict[str, tuple[float, float]]:
        """Return the least and the largest share in time of what came to a channel while nobody serves it all day."""
        found: dict[str, list[float]] = {}
        for channels in self.spread:
            for channel, entry in channels.items():
                if entry.get("closed_days"):
                    found.setdefault(channel, []).append(entry["closed_level"])
        return {channel: (min(levels), max(levels)) for channel, levels in found.items()}

    def days_counted(self) -> str:
        """Return in words over how many simulated days the worst one in twenty was found."""
        days = max((entry.get("days", 0) for channels in self.spread for entry in channels.values()), default=0)
        return counted(days, "simulated day")


def study_of(folder: Path, summary: Figures, manifest: Figures) -> Study:
    """
    Return what a run folder holds.

    Args:
        folder: The folder, for its intervals.parquet and for messages.
        summary: Content of its summary.json.
        manifest: Content of its manifest.json.

    Raises:
        RunFolderError: If it is the folder of another command, or of another version.
    """
    summaries = summary.get("scenarios", [summary])
    if not summaries or not (isinstance(summaries, list) and all(map(_is_played, summaries))):
        raise RunFolderError(
            f"{folder}: a report is made of what 'run' or 'compare' left (got '{told_command(manifest)}')"
        )
    check_summary(folder / "summary.json", summary)
    judged = [check_shape(folder / "summary.json", Promises, each) for each in summaries]
    check_manifest(folder / "manifest.json", manifest)
    cases = _cases(folder / "manifest.json", summaries, manifest["scenarios"])
    if cautions := cautions_of(folder):
        cases = [replace(case, warnings=(*case.warnings, *cautions)) for case in cases]
    for case, found in zip(cases, summaries, strict=True):
        check_names(folder / "summary.json", "channels", found["channels"], there=case.scenario.channels)
        check_names(folder / "summary.json", "groups", found["groups"], there=case.scenario.groups)
    return Study(
        cases=cases,
        differences=summary.get("differences", ()),
        summary=summary,
        intervals=intervals_of(folder / "intervals.parquet", cases),
        resolved=[each["resolved"] for each in manifest["scenarios"]],
        places=[Path(manifest.get("place", ".")) / Path(each["path"]).parent for each in manifest["scenarios"]],
        spread=_spread(folder / SPREAD, len(cases)),
        goals=goals_of(folder) or (judged[0].goals if len(judged) == 1 else ()),
    )


def _is_played(summary: object) -> bool:
    return isinstance(summary, dict) and {"channels", "groups", "total"} <= set(summary)


def told_command(manifest: Figures) -> str:
    """Return the command that left a folder, as far as its manifest tells."""
    words = manifest.get("command")
    return str(words[0]) if isinstance(words, list) and words else "something else"


def _spread(path: Path, cases: int) -> Sequence[Figures]:
    """Return how waits and days are spread; nothing where there is no such file."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise RunFolderError(f"{path}: cannot be read (got '{error.strerror or error}'); run the study again") from None
    except (ValueError, RecursionError):
        raise RunFolderError(f"{path}: must be JSON as a run writes it (got other text); run the study again") from None
    check_spread(path, found, cases)
    scenarios: Sequence[Figures] = found["scenarios"]
    return scenarios


def _cases(path: Path, summaries: Sequence[Figures], manifests: Sequence[Figures]) -> list[Case]:
    if len(manifests) != len(summaries):
        raise RunFolderError(
            f"{path}: must tell of {len(summaries)} scenarios, as summary.json does (got {len(manifests)}); "
            f"run the study again"
        )
    names = told_apart(*([each[key] for each in manifests] for key in ("name", "path")))
    return [
        Case(
            name=name,
            scenario=_scenario(path, each),
            summary=found,
            estimates=tuple(each["estimates"].items()),
            unsourced=(),
            warnings=each["warnings"],
        )
        for name, found, each in zip(names, summaries, manifests, strict=True)
    ]


def _scenario(path: Path, played: Figures) -> "Scenario":
    """Return the part of a scenario that stands beside figures: its days, money and promises, and who comes where."""
    from pydantic import ValidationError

    from channelmix.scenario.model import Scenario

    resolved, text = played["resolved"], "cannot be read by this version"
    try:
        channels = {
            name: {**{key: value for key, value in channel.items() if key in _OF_A_CHANNEL}, "handling": "1 s"}
            for name, channel in resolved["channels"].items()
        }
        groups = {
            name: {
                "handles": group["handles"],
                "agents": _plan_file(group),
                "concurrency": group["concurrency"],
                **{key: group[key] for key in _PAY if key in group},
            }
            for name, group in resolved["groups"].items()
        }
        kept = {key: resolved[key] for key in _OF_ALL if key in resolved}
        return Scenario.model_validate_json(json.dumps({**kept, "channels": channels, "groups": groups}))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place, got = ".".join(map(str, fault["loc"])), str(fault["input"])[:60]
        text = f"resolved.{place} {text}" if place else text
    except (KeyError, AttributeError, TypeError):
        got = "channels and groups of another shape"
    raise RunFolderError(f"{path}: {text} (got '{got}'); run the study again") from None


def _plan_file(group: Figures) -> object:
    """Return the plan from which a group has its agents; 0 where the scenario itself gives them, which nobody reads."""
    agents = group.get("agents")
    return agents if isinstance(agents, dict) and "file" in agents else 0


def plain_names(cases: Sequence[Case]) -> tuple[str, list[Case]]:
    """Return what most names begin with, up to a colon, and the cases without it where that leaves them apart."""
    family, names = without_family([case.name for case in cases])
    return family, [replace(case, name=name) for case, name in zip(cases, names, strict=True)]


def numbered(cases: Sequence[Case]) -> list[Case]:
    """Return cases with their numbers before their names, so that names that are cut can be told apart."""
    if len(cases) == 1:
        return list(cases)
    return [replace(case, name=f"{number} {case.name}") for number, case in enumerate(cases, 1)]


def unnumbered(cases: Sequence[Case]) -> list[Case]:
    """Return numbered cases under their names alone, for sentences."""
    if len(cases) == 1:
        return list(cases)
    return [replace(case, name=case.name.removeprefix(f"{number} ")) for number, case in enumerate(cases, 1)]

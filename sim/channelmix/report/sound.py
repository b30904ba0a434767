"""
Whether the files of a run folder hold what a report is made of: their shape, checked before anything is drawn.

Somebody may have edited a file, or a disk may have broken it. What is wrong is told by file, place, rule and value;
figures are numbers of a size that can be drawn, or nothing.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channelmix.errors import RunFolderError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LARGEST = 1e15
"""No figure is so large."""

Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)] | None
Level = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=LARGEST)]
Count = Annotated[int, Field(ge=0, le=int(LARGEST))]


class Strict(BaseModel):
    """Values of the very type; what is not known here is let be."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)


class Figure(Strict):
    """A mean with its interval; nothing where there was nothing to measure."""

    mean: Number
    low: Number
    high: Number


Moment = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?$")]


class Shift(Strict):
    """So many agents who work a shift with breaks at the same times."""

    group: str
    shift: str
    start: Moment
    end: Moment
    breaks: list[list[Moment]]
    agents: Count
    paid_hours: Seconds | None = None
    cost_per_hour: Seconds | None = None


class Scenario(Strict):
    """The figures of one scenario."""

    scenario: str = ""
    channels: dict[str, dict[str, Figure | str | None]] = {}
    groups: dict[str, dict[str, Figure | str | None]] = {}
    total: dict[str, Figure | str | None] = {}


class _Drawn(Scenario):
    replications: Annotated[int, Field(ge=1)]
    seed: int
    shifts: list[Shift] = []


class _Change(Figure):
    low_together: Number = None
    high_together: Number = None
    verdict: str | None = None
    verdict_together: str | None = None


class _Difference(Strict):
    scenario: str
    same_period: bool
    channels: dict[str, dict[str, _Change]]
    groups: dict[str, dict[str, _Change]] = {}
    total: dict[str, _Change]


class _Chance(Strict):
    scenario: str
    probability_best: Level | None
    best_in_share_of_replications: Level | None


class _Pair(Figure):
    scenario: str
    against: str
    verdict: str | None


class _Front(Strict):
    scenario: str
    on_front: bool
    surely: bool
    beaten_by: str | None
    kept_share: Figure
    cost_per_year: Figure


class _Contestant(Strict):
    scenario: str
    dropped: bool


class _Selection(Strict):
    by: str
    procedure: str
    indifference: Annotated[float, Field(ge=0, le=LARGEST)]
    confidence: Level
    best: str | None
    contestants: list[_Contestant]


class _Comparison(Strict):
    scenarios: list[_Drawn]
    differences: list[_Difference] = []
    ranking: dict[str, list[_Chance]] = {}
    pairs: dict[str, list[_Pair]] = {}
    front: list[_Front] = []
    selection: _Selection | None = None


class _Weekday(Strict):
    weekday: Annotated[int, Field(ge=0, le=6)]
    staffed: bool
    contacts: Annotated[float, Field(ge=0, le=LARGEST)]
    agent_hours: Annotated[float, Field(ge=0, le=LARGEST)]
    level: Figure


class _WorstWeekday(Strict):
    weekday: Annotated[int, Field(ge=0, le=6)]
    share: Level


class _Spread(Strict):
    at_once_share: Level = 0.0
    waits_s: dict[Literal["p50", "p80", "p90", "p95", "p99"], Seconds] = {}
    days: Count = 0
    few_days: Count = 0
    worst_day: Figure | None = None
    worst_weekday: _WorstWeekday | None = None
    weekdays: list[_Weekday] = []
    closed_days: Count = 0
    closed_level: Level = 0.0


class _Spreads(Strict):
    scenarios: list[dict[str, _Spread]]


class _Input(Strict):
    path: str
    sha256: str


class _Resolved(Strict):
    channels: dict[str, dict[str, Any]]
    groups: dict[str, dict[str, Any]]
    channel_shift: list[dict[str, Any]] | None = None


class _Played(Strict):
    name: str
    path: str
    inputs: list[_Input]
    resolved: _Resolved
    estimates: dict[str, str]
    warnings: list[str]


class _Manifest(Strict):
    command: list[str] = []
    place: str = "."
    scenarios: list[_Played]


def check_summary(path: Path, summary: Mapping[str, Any]) -> None:
    """
    Make sure that a summary.json can be drawn.

    Raises:
        RunFolderError: If something in it is not what a run or a comparison writes.
    """
    if "scenarios" not in summary:
        _check_scenarios(path, [check_shape(path, _Drawn, summary)])
        return
    _check_scenarios(path, check_shape(path, _Comparison, summary).scenarios)
    count, names = len(summary["scenarios"]), {each["scenario"] for each in summary["scenarios"]}
    lengths = {
        "differences": (len(summary.get("differences", ())), count - 1),
        "front": (len(summary.get("front", ())), count),
        **{f"ranking.{figure}": (len(rows), count) for figure, rows in summary.get("ranking", {}).items()},
        **{
            f"pairs.{figure}": (len(rows), count * (count - 1) // 2)
            for figure, rows in summary.get("pairs", {}).items()
        },
    }
    for place, (found, wanted) in lengths.items():
        if found != wanted and (found or place == "differences"):
            raise wrong(path, place, f"must have {wanted} entries", got=found)
    for at, row in enumerate(summary.get("front", ()), 1):
        if not (row["on_front"] or row["beaten_by"] in names):
            raise wrong(path, f"front[{at}].beaten_by", "must name one of the scenarios", got=row["beaten_by"])


def check_figures(path: Path, summary: Mapping[str, Any]) -> None:
    """
    Make sure that the figures of any summary can be written as a table.

    Raises:
        RunFolderError: If one is no figure.
    """
    scenarios = summary.get("scenarios", [summary])
    found = check_shape(path, _Listed, {"scenarios": scenarios, "differences": summary.get("differences", [])})
    _check_words(path, found.scenarios)


def _check_scenarios(path: Path, scenarios: Iterable[_Drawn]) -> None:
    """Make sure that what a scenario says of words and groups belongs to it."""
    for scenario in scenarios:
        _check_words(path, [scenario])
        for at, shift in enumerate(scenario.shifts, 1):
            if shift.group not in scenario.groups:
                raise wrong(path, f"shifts[{at}].group", "must be one of the groups", got=shift.group)


def _check_words(path: Path, scenarios: Iterable[Scenario]) -> None:
    """Make sure that only names of formulas are words."""
    for scenario in scenarios:
        for owner in (*scenario.channels.values(), *scenario.groups.values(), scenario.total):
            for name, figure in owner.items():
                if isinstance(figure, str) and not name.endswith("_formula"):
                    raise wrong(path, name, "must be a mean with low and high", got=figure)


class _Listed(Strict):
    scenarios: list[Scenario]
    differences: list[_Difference]


def check_manifest(path: Path, manifest: Mapping[str, Any]) -> None:
    """
    Make sure that what a manifest says of its scenarios can be read.

    Raises:
        RunFolderError: If it cannot.
    """
    check_shape(path, _Manifest, manifest)


def check_spread(path: Path, spread: object, cases: int) -> None:
    """
    Make sure that a spread.json tells how waits and days are spread.

    Raises:
        RunFolderError: If it does not, or of another number of scenarios.
    """
    found = check_shape(path, _Spreads, spread)
    if len(found.scenarios) != cases:
        raise wrong(path, "scenarios", f"must be {cases}, as in summary.json", got=len(found.scenarios))
    for at, channels in enumerate(found.scenarios, 1):
        for name, entry in channels.items():
            if len(entry.waits_s) not in (0, 5):
                raise wrong(path, f"scenarios[{at}].{name}.waits_s", "must have p50 to p99", got=list(entry.waits_s))
            for figure, partner in (("waits_s", "at_once_share"), ("closed_days", "closed_level")):
                if getattr(entry, figure) and partner not in entry.model_fields_set:
                    raise wrong(path, f"scenarios[{at}].{name}", f"must have {partner} beside {figure}", got="nothing")


def check_names(path: Path, what: str, here: Iterable[str], *, there: Iterable[str]) -> None:
    """
    Make sure that a file names what the manifest names.

    Raises:
        RunFolderError: If it does not.
    """
    odd = sorted(set(here) ^ set(there))
    if odd:
        raise RunFolderError(
            f"{path}: {what} must be those of manifest.json (got '{', '.join(odd)[:60]}' in one only); "
            f"run the study again"
        )


Shape = TypeVar("Shape", bound=Strict)


def check_shape(path: Path, shape: type[Shape], content: object) -> Shape:
    """
    Return what a file holds, as far as its shape names it.

    Raises:
        RunFolderError: If it is of another shape.
    """
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise told(path, error.errors(include_url=False, include_context=True)[0]) from None


def told(path: Path, fault: "ErrorDetails") -> RunFolderError:
    """Return the first fault that was found in a file as an error that people understand."""
    place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]
                    if part not in _ALTERNATIVES).lstrip(".")  # fmt: skip
    if fault["type"] == "missing":
        return wrong(path, place, "is missing", got=", ".join(map(str, fault["input"])) or "nothing")
    rule = next((rule for start, rule in _RULES.items() if fault["type"].startswith(start)), "is not what a run writes")
    context = fault.get("ctx", {})
    return wrong(path, place, rule.format(**{key: context.get(key, "") for key in ("ge", "le", "expected")}),
                  got=fault["input"])  # fmt: skip


_ALTERNATIVES = frozenset({"Figure", "str", "[key]", "constrained-float", "float"})
"""What pydantic adds to a place to tell which of several shapes it tried."""

_RULES = {
    "string_pattern": "must be a month such as 2027-03", "too_short": "must not be empty",
    "float": "must be a number", "finite": "must be a number that is finite", "int": "must be a whole number",
    "string": "must be text", "bool": "must be true or false", "list": "must be a list", "dict": "must be a table",
    "model": "must be a table", "greater": "must be at least {ge:g}", "less": "must be at most {le:g}",
    "literal": "must be {expected}",
}  # fmt: skip


def wrong(path: Path, place: str, rule: str, *, got: object) -> RunFolderError:
    """Return what is wrong at a place of a file, with what stands there."""
    return RunFolderError(f"{path}: {place or 'it'} {rule} (got '{str(got)[:60]}'); run the study again")

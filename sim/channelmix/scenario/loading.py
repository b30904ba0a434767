"""
``load``: a scenario file, its bases and its data files, read, merged, checked, or all their mistakes.

What comes back is complete: every name it uses exists, every file it names has been read, every
value knows its file and line. Nothing is simulated, and no number is changed on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from channelmix.arguments import path_of, texts
from channelmix.errors import Mistake, ScenarioError
from channelmix.scenario.bases import Family, Place, without_unopened_channels
from channelmix.scenario.cautions import AGENT_CAUTIONS, CAUTIONS, somebody_ever_comes
from channelmix.scenario.checks import RULES, Finding, findings
from channelmix.scenario.data_files import DataFiles, named_files, read_data_files
from channelmix.scenario.dates import CALENDAR_RULES
from channelmix.scenario.document import SourceFile, cut_down, oversized, told_oversized, unreadable
from channelmix.scenario.draft import Draft, draft_of
from channelmix.scenario.elsewhere import elsewhere
from channelmix.scenario.forecast_uses import read_forecast_uses
from channelmix.scenario.logs import LogLine
from channelmix.scenario.merge import apply_override, read_override
from channelmix.scenario.messages import mistakes_of, real_path
from channelmix.scenario.model import Scenario
from channelmix.scenario.nodes import Node, find, plain, walk
from channelmix.scenario.odd_numbers import ODD_NUMBERS
from channelmix.scenario.own_agents import follows_own_agents, with_own_agents
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.places import keys_at
from channelmix.scenario.positions import Position
from channelmix.scenario.readers import PlanLine, VolumeLine
from channelmix.scenario.resolved import Shown, resolved, show
from channelmix.scenario.samples import Samples, read_samples
from channelmix.scenario.shift_checks import SHIFT_CAUTIONS, SHIFT_RULES
from channelmix.scenario.shift_lines import ShiftLine
from channelmix.scenario.shipped import shipped_path
from channelmix.scenario.stored import StoredForecast
from channelmix.scenario.stretches import STRETCH_CAUTIONS, STRETCH_RULES
from channelmix.scenario.suggest import did_you_mean
from channelmix.scenario.template_checks import TEMPLATE_CAUTIONS, TEMPLATE_RULES
from channelmix.scenario.waiting_checks import WAITING_RULES
from channelmix.scenario.work_and_people import people_and_work

ESTIMATE = "estimate of ours"
"""How the source of a value begins that nobody has measured."""

MEASURED = frozenset(
    {
        "arrivals", "handling", "wrap_up", "patience", "response_patience", "turns", "reply_delay", "redial",
        "unresolved", "late", "bot", "agents", "slowdown", "speed", "shrinkage", "cost_per_hour",
    }
)  # fmt: skip
"""Settings of channels and groups that say how the world is; the others are decisions."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A scenario that has been checked, and where all of it comes from."""

    scenario: Scenario
    path: str
    """The file, as messages call it."""
    files: tuple[SourceFile, ...]
    """Every file that was read: the scenario, its bases, volumes and plans."""
    positions: Mapping[str, Position]
    """Where each key stands, by dotted name; items of a list count from 1."""
    warnings: tuple[str, ...]
    """What is allowed but probably not meant."""
    agent_warnings: frozenset[str]
    """Those of the warnings of which a plan has no use that takes the place of the agents given."""
    sources: Mapping[str, str]
    """Where values come from, by dotted name of the setting."""
    volumes: Mapping[str, tuple[VolumeLine, ...]]
    """What the volume files say, by channel."""
    logs: Mapping[str, tuple[LogLine, ...]]
    """What the logs of contacts say, by channel."""
    plans: Mapping[str, tuple[PlanLine, ...]]
    """What the files of staff plans say, by group."""
    plans_of_shifts: tuple[str, ...]
    """Names of those files that tell of which shifts their plan is made, too."""
    shifts: Mapping[str, tuple[ShiftLine, ...]]
    """Those shifts, by group."""
    forecasts: Mapping[str, StoredForecast]
    """Stored forecasts of arrivals, by channel."""
    adoptions: Mapping[int, StoredForecast]
    """Stored adoption curves, by place of the shift."""
    tree: Node
    """The merged file itself."""
    own_agents: "Loaded | None" = None
    """
    The scenario with the agents of its own files, where others were put in and something still follows its own: volumes
    that count returns, or days around the period of which a plan says nothing.
    """

    @property
    def of_demand(self) -> "Loaded":
        """The scenario whose agents explain how many of the contacts given were returns; never a plan put in."""
        return self.own_agents or self

    def without_own_agents(self) -> "Loaded":
        """Return the scenario with nothing said of its agents for which a plan that takes their place has no use."""
        return replace(self, warnings=tuple(each for each in self.warnings if each not in self.agent_warnings))

    @property
    def estimates(self) -> tuple[tuple[str, str], ...]:
        """Settings whose value is an estimate of ours, with the text of their source."""
        return tuple((key, text) for key, text in self.sources.items() if text.casefold().startswith(ESTIMATE))

    @property
    def unsourced(self) -> tuple[str, ...]:
        """Settings that somebody must have measured or guessed, and for which no source is named."""
        found = [(path, node) for path, node in walk(self.tree) if len(path) == 3 and path[2] in MEASURED]
        return tuple(
            dotted(path)
            for path, node in found
            if dotted(path) not in self.sources and all(below.source is None for _, below in walk(node))
        )

    @cached_property
    def _resolved(self) -> dict[str, Any]:
        return resolved(self.scenario, self.tree)

    def resolved(self) -> dict[str, Any]:
        """Return the scenario with all defaults as plain values, the same wherever its files lie."""
        return self._resolved

    def shown(self) -> tuple[Shown, ...]:
        """Return every resolved value with the place it comes from, or none if it is a default."""
        return show(self._resolved, self.tree)


def load(path: str | FilePath, overrides: Sequence[str] = ()) -> Loaded:
    """
    Read a scenario file with all it builds on.

    Args:
        path: The file, or the name of a shipped scenario such as ``webshop_nl/plus_chat``.
        overrides: Settings to change, each written ``dotted.key=value``.

    Raises:
        ScenarioError: With all mistakes of all files.

    Examples:
        >>> load("webshop_nl/plus_chat", ["run.replications=5"]).scenario.run.replications
        5
    """
    changes = texts("overrides", overrides)
    loaded = _load(_place_of(path), changes)
    return with_own_agents(loaded, lambda kept: _load(_place_of(path), kept), changes)


def _load(place: Place, changes: Sequence[str]) -> Loaded:
    family = Family()
    tree = family.read(place)
    _stop_at(place, family.mistakes)
    tree, mistakes = _overridden(tree, changes)
    _stop_at(place, mistakes)
    tree = without_unopened_channels(tree)
    return _Loading(place, family, tree).loaded()


def _place_of(path: str | FilePath) -> Place:
    given = FilePath(path_of("scenario", path))
    shipped = shipped_path(str(path)) if unreadable(elsewhere(given)) else None
    if shipped is None:
        return Place(elsewhere(given), str(given))
    here = FilePath.cwd()
    return Place(elsewhere(shipped), str(shipped.relative_to(here) if shipped.is_relative_to(here) else shipped))


def _stop_at(place: Place, mistakes: Sequence[Mistake]) -> None:
    if mistakes:
        raise ScenarioError(place.shown_as, mistakes)


def _overridden(tree: Node, overrides: Sequence[str]) -> tuple[Node, list[Mistake]]:
    """Return the tree with every ``--set`` applied, and what was wrong with them."""
    mistakes: list[Mistake] = []
    for text in overrides:
        try:
            override = read_override(text)
            below, tree = tree, apply_override(tree, override)
        except (ValueError, LookupError) as error:
            mistakes.append(Mistake(f"--set {text}", 0, 0, str(error.args[0])))
        else:
            mistakes += _idle(override.idle_removal(below), tree)
    return tree, mistakes


def _idle(removals: Sequence[tuple[Path, Node]], tree: Node) -> list[Mistake]:
    """Return the mistakes among removals of what is not there: of names, and of settings that do not exist."""
    mistakes = []
    for path, node in removals:
        name, known = str(path[-1]), keys_at(path[:-1])
        if known is None:
            others = map(str, (find(tree, path[:-1]) or tree).items)
            text = f"{dotted(path)} must name what a base sets (got false){did_you_mean(name, others)}"
            mistakes.append(Mistake(*node.position, text))
        elif name not in known:
            text = f"{dotted(path)} is not a known setting{did_you_mean(name, known)}"
            mistakes.append(Mistake(*node.position, text))
    return mistakes


@dataclass(frozen=True)
class _Loading:
    """One scenario on its way from a merged tree to a checked model."""

    place: Place
    family: Family
    tree: Node

    def loaded(self) -> Loaded:
        """Return the checked scenario, or raise all its mistakes."""
        _stop_at(self.place, self._oversized())
        scenario, mistakes, draft = self._model()
        mistakes += [*self.family.source_mistakes, *_idle(self.family.idle, self.tree)]
        rules = (*RULES, *WAITING_RULES, *SHIFT_RULES, *TEMPLATE_RULES, *STRETCH_RULES, *CALENDAR_RULES)
        mistakes += [self._mistake(finding) for finding in findings(draft, rules)]
        data = read_data_files(self.tree, self._data_paths, draft)
        uses = read_forecast_uses(self.tree, draft, self.place.path.parent)
        _stop_at(self.place, [*mistakes, *data.mistakes, *self._samples.mistakes, *uses.mistakes])
        assert scenario is not None
        warnings, replaced = self._warned(scenario, draft, data)
        return Loaded(
            scenario=scenario,
            path=self.place.shown_as,
            files=(*self.family.files, *data.files, *self._samples.files, *uses.files),
            positions={dotted(path): node.position for path, node in walk(self.tree) if path},
            warnings=(*warnings, *uses.warnings),
            agent_warnings=replaced,
            sources={**uses.sources, **self._sources},
            volumes=data.volumes,
            logs=data.logs,
            plans=data.plans,
            plans_of_shifts=tuple(data.plans_of_shifts),
            shifts=data.shifts,
            forecasts=uses.arrivals,
            adoptions=uses.adoptions,
            tree=self.tree,
        )

    def _warned(self, scenario: Scenario, draft: Draft, data: DataFiles) -> tuple[list[str], frozenset[str]]:
        """
        Return what is probably not meant, and what of it goes where a plan takes the place of the agents given.

        That is what is said of people, as long as nothing follows them beside the plan. Work that nobody could ever do
        stays, since volumes and times may be mistyped as well.
        """
        worth_a_word = (*CAUTIONS, *ODD_NUMBERS, *SHIFT_CAUTIONS, *TEMPLATE_CAUTIONS, *STRETCH_CAUTIONS)
        held = list(people_and_work(draft, data))
        of_people = [finding for finding in held if finding.path[0] == "groups"]
        in_vain, of_agents, others, beyond, spare = (
            [str(self._mistake(finding)) for finding in found]
            for found in (
                findings(draft, [somebody_ever_comes]), findings(draft, AGENT_CAUTIONS), findings(draft, worth_a_word),
                [finding for finding in held if finding not in of_people], of_people,
            )
        )  # fmt: skip
        replaced = [] if follows_own_agents(scenario) else [*of_agents, *spare, *data.plan_warnings]
        every = [*in_vain, *of_agents, *others, *beyond, *spare, *data.plan_warnings, *data.warnings]
        return every, frozenset([*in_vain, *replaced])  # that nobody is there, other cautions say where it matters

    def _oversized(self) -> list[Mistake]:
        """Return the mistakes of whole numbers that no program can count with."""
        found = oversized(self.tree)
        told = replace(self, tree=cut_down(self.tree))._model()[1] if found else []
        return [told_oversized(path, node, told) for path, node in found.items()]

    def _model(self) -> tuple[Scenario | None, list[Mistake], Draft]:
        values = self._values()
        try:
            return Scenario.model_validate(values), [], draft_of(values, ())
        except ValidationError as error:
            wrong = [real_path(fault["loc"], self.tree, fault["type"]) for fault in error.errors()]
            return None, mistakes_of(error, self.tree), draft_of(values, wrong)

    def _values(self) -> dict[str, Any]:
        """Return the merged file as plain values: data files where they lie, sources by dotted name."""
        values: dict[str, Any] = plain(self.tree)
        for (table, name, key, last), path in self._data_paths.items():
            values[str(table)][name][key][last] = path.as_posix()
        self._samples.put_into(values)
        return {"name": self.place.path.stem, **values, "sources": self._sources}

    @cached_property
    def _data_paths(self) -> dict[Path, FilePath]:
        return {path: self._beside(node) for path, node in named_files(self.tree).items()}

    @cached_property
    def _samples(self) -> Samples:
        return read_samples(self.tree, self._beside)

    def _beside(self, node: Node) -> FilePath:
        place = self.family.places.get(node.position.file)
        return elsewhere(FilePath(node.value)) if place is None else place.beside(node.value).path

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {dotted(path): node.source for path, node in walk(self.tree) if node.source is not None}

    def _mistake(self, finding: Finding) -> Mistake:
        """Return a finding with the place of the setting to blame, or of what stands nearest above it."""
        path = finding.path
        while find(self.tree, path) is None:
            path = path[:-1]
        node = find(self.tree, path) or self.tree
        return Mistake(*node.value_position, f"{dotted(path)} {finding.text}")

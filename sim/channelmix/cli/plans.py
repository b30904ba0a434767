"""
A scenario as changed on the command line: ``today.toml+plan.xlsx``, ``today.toml+channel_shift[1].share=0.2``.

``--set`` changes every scenario of a command, what follows a plus only the one before it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from channelmix.errors import InputError, ScenarioError

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

LONGEST = 60
"""Changes of more letters make no name."""

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")

_SETTING = re.compile(r"\+(?=[A-Za-z_][\w.\[\]\"' -]*=)")
"""Where a setting begins: at a plus before a dotted name and an equals sign."""


def load_with_plan(source: str, settings: Sequence[str] = ()) -> "Loaded":
    """
    Return a scenario; what stands after a plus is a plan file that takes the place of its agents, or a setting.

    Groups that the file does not name keep their own agents. Settings are written as with ``--set``, after the plan
    if there is one.

    Raises:
        ScenarioError: If the scenario, or the plan, has mistakes.
        InputError: If the plan names none of the groups.
    """
    from channelmix.scenario import load

    check_source(source)
    if is_there(source):
        return load(source, settings)
    source, *own = _SETTING.split(source)
    settings = [*settings, *own]
    scenario, plus, plan = _parted(source)
    if not plus or is_there(source) or not plan.casefold().endswith(ENDINGS):
        return _named_by(own, load(source, settings), lambda name: load(source, [*settings, name]))
    return staffed_by(scenario, Path(plan), settings)


def check_source(source: str) -> None:
    """
    Refuse a plan or another table that stands where a scenario should, and a plan of another ending after a plus.

    Raises:
        InputError: If that is so.
    """
    scenario, plus, plan = _parted(source)
    if is_there(source):
        if source.casefold().endswith(ENDINGS):
            raise InputError(
                f"{source} is a table, not a scenario; a plan follows its scenario and a plus: FILE.toml+{source}"
            )
    elif plus and is_there(scenario) and "=" not in plan and not plan.casefold().endswith(ENDINGS):
        raise InputError(
            f"{source}: what follows a plus is a plan that ends in {', '.join(ENDINGS)}, or a setting such as "
            f"key=value (got {plan})"
        )


def scenario_of(source: str) -> str:
    """
    Return the scenario's own name, without a plan or settings after a plus; a plus may stand in a name, too.

    Examples:
        >>> scenario_of("today.toml+plan.xlsx"), scenario_of("a+b.toml"), scenario_of("a+b.toml+run.seed=2")
        ('today.toml', 'a+b.toml', 'a+b.toml')
    """
    if is_there(source):
        return source
    plain = _SETTING.split(source)[0]
    scenario, plus, plan = _parted(plain)
    return scenario if plus and not is_there(plain) and plan.casefold().endswith(ENDINGS) else plain


def refuse_plan(source: str) -> None:
    """
    Refuse a plan after a scenario where one is searched for.

    Raises:
        InputError: If there is one.
    """
    check_source(source)
    scenario, plus, plan = _parted(source)
    if plus and not is_there(source) and plan.casefold().endswith(ENDINGS):
        raise InputError(
            f"{source}: 'staff' searches a plan of its own; 'channelmix run {source}' tells what that plan keeps, and "
            f"'channelmix staff {scenario} --against {plan}' holds it against the one found"
        )


def _named_by(own: Sequence[str], loaded: "Loaded", again: Callable[[str], "Loaded"]) -> "Loaded":
    """Return a scenario under a name that says what was changed in it alone, unless it was given a name of its own."""
    from channelmix.scenario.toml_values import toml

    changes = ", ".join(own)
    if not own or any(change.partition("=")[0].strip() == "name" for change in own) or len(changes) > LONGEST:
        return loaded
    return again(f"name={toml(f'{loaded.scenario.name} ({changes})')}")


def _parted(source: str) -> tuple[str, str, str]:
    """Return what stands before a plus, the plus, and what follows: the last plus that follows a file's name."""
    pluses = [place for place, sign in enumerate(source) if sign == "+"]
    place = next((place for place in reversed(pluses) if is_there(source[:place])), source.rfind("+"))
    return (source[:place], "+", source[place + 1 :]) if pluses else ("", "", source)


def is_there(source: str) -> bool:
    """Return whether there is a file or folder of that name; a long row of settings can be no name of one."""
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False


def staffed_by(scenario: str, plan: Path, settings: Sequence[str] = (), *, is_named: bool = True) -> "Loaded":
    """
    Return a scenario whose groups take their agents from a plan file, as far as the file names them.

    Args:
        scenario: A file or the name of a shipped scenario.
        plan: The plan file.
        settings: Other changes.
        is_named: Whether the scenario is called by the plan, too.
    """
    from channelmix.scenario import load
    from channelmix.scenario.document import UnreadableError
    from channelmix.scenario.elsewhere import as_it_was, elsewhere
    from channelmix.scenario.paths import dotted
    from channelmix.scenario.readers import read_plan
    from channelmix.scenario.toml_values import toml

    plan = elsewhere(plan)
    plain = load(scenario, settings)
    try:
        named = {line.group for line in read_plan(plan, week_of=plain.scenario.period.start)}
    except UnreadableError as error:
        raise ScenarioError(str(plan), error.mistakes) from None
    groups = [name for name in plain.scenario.groups if None in named or name in named]
    if not groups:
        known = ", ".join(plain.scenario.groups)
        got = ", ".join(sorted(filter(None, named)))
        raise InputError(f"{plan} must name groups of {scenario}: {known} (got {got})")
    if None in named and len(groups) > 1:
        raise InputError(_whose(scenario, plan, groups))
    _check_settings(plan, groups, settings)
    notes = _notes(plan, [name for name in plain.scenario.groups if name not in groups])
    path = as_it_was(plan.resolve())
    name = [f"name={toml(f'{plain.scenario.name} ({plan.name})')}"] if is_named else []
    agents = [f"groups.{dotted((group,))}.agents={{file={toml(path.as_posix())}}}" for group in groups]
    loaded = load(scenario, [*settings, *agents, *name])
    shown = {f"--set {setting}: ": f"{plan}: " for setting in agents} | {f"{path}:": f"{plan}:"}
    return replace(loaded, warnings=(*(_shown(warning, shown) for warning in loaded.warnings), *notes))


def _shown(warning: str, names: Mapping[str, str]) -> str:
    """Return a warning under the name that the user gave its place."""
    called = next((place for place in names if warning.startswith(place)), "")
    return names.get(called, "") + warning.removeprefix(called)


def _whose(scenario: str, plan: Path, groups: Sequence[str]) -> str:
    """Return what to say of a plan that leaves open which of several groups it is for."""
    from channelmix.scenario.paths import dotted
    from channelmix.scenario.toml_values import toml

    first, path = groups[0], toml(plan.as_posix())
    return (
        f"{plan} must say whose agents it gives, for {scenario} has {len(groups)} groups: {', '.join(groups)} "
        f"(got rows of no group); name it in a column group, or with 'group: {first}' in the first cell of a table of "
        f"times by days, or give all to one: {scenario}+{dotted(('groups', first, 'agents'))}={{file={path}}}"
    )


def _notes(plan: Path, missing: Sequence[str]) -> list[str]:
    """Return what to say of groups and sheets that a plan passes over."""
    from channelmix.scenario.document import UnreadableError
    from channelmix.scenario.plan_sheets import sheet_notes

    try:
        return list(sheet_notes(plan, missing=missing))
    except UnreadableError as error:
        raise ScenarioError(str(plan), error.mistakes) from None


def _check_settings(plan: Path, groups: Sequence[str], settings: Sequence[str]) -> None:
    """
    Refuse settings of agents whom a plan file gives.

    Raises:
        InputError: If there is one.
    """
    from channelmix.scenario.merge import read_override

    for setting in settings:
        place = read_override(setting).path
        if len(place) >= 3 and (place[0], place[2]) == ("groups", "agents") and place[1] in groups:
            raise InputError(
                f"{setting}: has no effect beside {plan.name}, which gives the agents of {place[1]}; "
                f"change the plan, or leave one of them out"
            )

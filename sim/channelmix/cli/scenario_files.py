"""
Commands about scenario files: ``new``, ``check``, ``show`` and ``schema``. None of them simulates.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from channelmix.cli.commands import PathName, as_json, command, settings
from channelmix.cli.console import say, tell, write
from channelmix.cli.plans import load_with_plan
from channelmix.errors import InputError, ScenarioError

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

STARTER = Path(__file__).parent / "starter.toml"

source = click.argument("source", metavar="FILE", type=str)


@command("new", example="channelmix new today.toml")
@click.argument("target", metavar="FILE", type=PathName(path_type=Path, dir_okay=False))
@click.option("--from", "shipped", metavar="NAME", help="Copy a shipped scenario, with the files it reads.")
def new(*, target: Path, shipped: str | None) -> None:
    """
    Write a scenario to start from, with a comment on every line.

    An existing file is never overwritten; where one has the name of a file that the copy reads, that gets another name.
    """
    from channelmix.cli.starting import Copies, copies_of, write_new

    copies = Copies({target: STARTER.read_bytes()}, {}) if shipped is None else copies_of(shipped, target)
    written = write_new(copies.files)
    for path in copies.files:
        say(f"{path} is written." if path in written else f"{path} is there already, with the same content.")
    for kept, path in copies.renamed.items():
        say(f"{kept} has other content and is left alone; {path} stands in its place as base.")
    say(f"Next: channelmix check {target}, then channelmix run {target}")


@command("check", example="channelmix check today.toml plan.toml")
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
@settings
@as_json
def check(*, sources: tuple[str, ...], settings: tuple[str, ...], as_json: bool) -> int:
    """
    Tell every mistake of scenario files, with its place.

    Ends with exit code 2 if there is a mistake. today.toml+plan.xlsx is today.toml with the agents of that plan file.
    """
    verdicts = []
    for source in sources:
        try:
            verdicts.append(_verdict(source, _checked(source, settings)))
        except ScenarioError as error:
            verdicts.append(_verdict(source, error))
            if not as_json:
                say(str(error))
    if as_json:
        write(_json({"schema": 1, "files": verdicts}))
    else:
        for verdict in (each for each in verdicts if each["ok"]):
            tell("\n".join(_good_news(verdict)))
    return 0 if all(verdict["ok"] for verdict in verdicts) else InputError.exit_code


@command("show", example="channelmix show webshop_nl/plus_whatsapp")
@source
@settings
@as_json
def show(*, source: str, settings: tuple[str, ...], as_json: bool) -> None:
    """
    Print a scenario with all its base files resolved: each value, and the line it comes from.

    What has no line is a default of the format. today.toml+plan.xlsx is today.toml with the agents of that plan file.
    """
    from channelmix.cli.showing import lines_of, resolved_json

    loaded = load_with_plan(source, settings)
    if as_json:
        write(_json(resolved_json(loaded)))
    else:
        write("".join(f"{line}\n" for line in lines_of(loaded)))


@command("schema", example="channelmix schema > scenario.schema.json")
def schema() -> None:
    """
    Print the JSON Schema of scenario files.

    Editors use it to complete keys and to mark mistakes while you write.
    """
    from channelmix.scenario import json_schema

    write(_json(json_schema()))


def _checked(source: str, settings: tuple[str, ...]) -> "Loaded":
    """Return a scenario of which all is right, what ``[[sweep]]`` would try included."""
    from channelmix.scenario.varied import misfits

    loaded = load_with_plan(source, settings)
    mistakes = misfits(loaded.path, loaded, settings)
    if mistakes:
        raise ScenarioError(loaded.path, mistakes)
    return loaded


def _verdict(source: str, found: "Loaded | ScenarioError") -> dict[str, Any]:
    from channelmix.scenario.waiting_over_night import overnight_notes

    if isinstance(found, ScenarioError):
        mistakes = [asdict(mistake) for mistake in found.mistakes]
        return {"file": source, "ok": False, "mistakes": mistakes, "warnings": [], "estimates": {}, "unsourced": []}
    return {"file": source, "ok": True, "mistakes": [], "warnings": [*found.warnings, *overnight_notes(found.scenario)],
            "estimates": dict(found.estimates), "unsourced": list(found.unsourced)}  # fmt: skip


def _good_news(verdict: Mapping[str, Any]) -> Iterator[str]:
    yield f"{verdict['file']}: no mistakes"
    for warning in verdict["warnings"]:
        yield f"  note: {warning}"
    if verdict["estimates"]:
        yield f"  estimates of ours, which nobody has measured ({len(verdict['estimates'])}):"
        yield from (f"    {key}: {text}" for key, text in verdict["estimates"].items())
    if verdict["unsourced"]:
        yield f"  without a source ({len(verdict['unsourced'])}): {', '.join(verdict['unsourced'])}"


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

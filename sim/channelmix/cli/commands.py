"""
What all commands share: an example, ``--debug``, and the options of those that simulate.

Nothing here imports more than click.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

import rich_click as click

Function = TypeVar("Function", bound=Callable[..., Any])


class Command(click.RichCommand):
    """A command with one line that shows how it is used."""

    def __init__(self, *arguments: Any, example: str = "", **settings: Any) -> None:
        super().__init__(*arguments, epilog=f"Example: {example}", **settings)
        self.example = example
        self.params.append(click.Option(["--debug"], is_flag=True, expose_value=False, hidden=True))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """
        Read the words of a command.

        Raises:
            UsageError: If an option stands where another one's value should, which would else be taken for it.
        """
        options = {name: each for each in self.get_params(ctx) if isinstance(each, click.Option) for name in each.opts}
        for name, follows in pairwise(args):
            option = options.get(name)
            if option is not None and follows in options and not option.is_flag and option.flag_value != "":
                raise click.UsageError(f"{name} needs {option.metavar or 'a value'} after it (got {follows}).", ctx)
        return super().parse_args(ctx, args)


class Family(click.RichGroup):
    """A command with commands of its own below it, such as ``forecast``."""

    def __init__(self, name: str, *, summary: str, members: Sequence[Command]) -> None:
        super().__init__(name=name, help=summary, commands={str(member.name): member for member in members})
        self.members = tuple(members)
        self.example = members[0].example
        self.epilog = f"Example: {self.example}"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of its commands, in the order in which they are used."""
        return [str(member.name) for member in self.members]


class PathName(click.Path):
    """A file or folder by its name, which is not empty: an empty one would mean the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or refuse an empty name."""
        if value == "":
            self.fail("must be the name of a file or folder (got '')", param, ctx)
        return super().convert(value, param, ctx)


def command(name: str, *, example: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command of the given name; its docstring is the help."""
    decorate: Callable[[Callable[..., Any]], Command] = click.command(name, cls=Command, example=example)
    return decorate


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the user said about how to simulate; None: as the scenario or the machine has it."""

    replications: int | None
    seed: int | None
    engine: str | None
    workers: int | None
    settings: tuple[str, ...]
    out: Path
    no_run_folder: bool
    dry_run: bool
    as_json: bool
    csv: str | None
    quiet: bool


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
settings = click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE",
    help="Change a setting, for instance --set channels.phone.patience='4 min'. May be repeated.",
)  # fmt: skip

_SIMULATION = (
    click.option(
        "--replications", type=click.IntRange(min=1, max=1_000_000), metavar="N",
        help="How often to play the period. Absent: as in FILE.",
    ),
    click.option(
        "--seed", type=click.IntRange(min=0, max=2**53 - 1), metavar="N",
        help="Which chances to draw; the same seed gives the same figures. Absent: as in FILE.",
    ),
    settings,
    click.option(
        "--engine", type=click.Choice(["reference", "fast"]),
        help="Which engine to use; both give the same figures. Absent: the fastest there is.",
    ),
    click.option(
        "--workers", type=click.IntRange(min=1), metavar="N",
        help="How many replications to play at once: in threads, with the reference engine in processes. "
        "Absent: one a core.",
    ),
    click.option(
        "--out", type=PathName(path_type=Path), default=Path("runs"), show_default=True, metavar="DIR",
        help="Where run folders go.",
    ),
    click.option("--no-run-folder", is_flag=True, help="Keep no run folder."),
    click.option("--dry-run", is_flag=True, help="Simulate little, and tell how long all of it would take."),
    as_json,
    click.option(
        "--csv", type=click.Choice(["point", "comma"]),
        help="Print figures as CSV: with decimal points, or decimal commas and semicolons (Dutch, German Excel).",
    ),
    click.option("--quiet", is_flag=True, help="Print no progress and no messages but errors."),
)  # fmt: skip


def simulation_options(function: Function) -> Function:
    """Give a command the common options, handed to it as one ``options``."""

    @functools.wraps(function)
    def gathered(**given: Any) -> Any:
        options = Options(**{name: given.pop(name) for name in Options.__dataclass_fields__})
        return function(options=options, **given)

    decorated: Any = gathered
    for option in reversed(_SIMULATION):
        decorated = option(decorated)
    return cast("Function", decorated)

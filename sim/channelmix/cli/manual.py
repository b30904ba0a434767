"""
The manual's page of the commands, printed from the commands themselves.

``python -m channelmix.cli.manual > docs/reference/commands.md`` brings the page up to date; a test
compares the two.
"""

import inspect
from collections.abc import Iterator

import rich_click as click

from channelmix.cli.app import ORDER, commands
from channelmix.cli.commands import Command, Family

OPENING = """\
# Commands

This page is printed from the commands. `channelmix COMMAND --help` says the same.

FILE is a scenario file, or the name of a shipped scenario such as `webshop_nl/plus_whatsapp`. Results go to standard
output; progress and messages go to standard error, so that a pipe or a file gets results only. `--debug`, after any
command, prints the traceback of a fault of channelmix itself.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a fault of channelmix: it asks you to report it, and keeps what is needed in a log |
| 2 | something in the input is wrong; nothing was run |
| 3 | a target that was required is missed |
| 4 | a refit of a forecast was refused |
| 5 | a cluster does not answer or has gone, or workers die again and again; what was finished is kept for `resume` |
| 130 | interrupted; nothing is left half-written |

## Run folders

`run` and `compare` leave a folder `runs/<time>-<name>-<hash>/`, whole or not at all:

| file | what is in it |
|---|---|
| `manifest.json` | the inputs with their SHA-256, the resolved scenarios, seed, engine, workers, versions, holidays |
| `summary.json` | the figures, as `--json` prints them: the same bytes for the same inputs and seed |
| `figures.csv` | all figures, one a row, for Excel; with decimal commas if `--csv comma` is given |
| `intervals.parquet` | the period by interval, by arrival and (`done_`) by work done |
| `spread.json` | how waits and days are spread, by channel: quantiles of waits, service on the worst day in twenty |
| `inputs/` | copies of all files that were read, for `rerun` and `report` |
| `log.jsonl` | what happened when |
| `report.html`, `results.xlsx`, `plan.xlsx` | pictures, tables, workbooks, once `report` has made them |
"""


def page() -> str:
    """Return the page in Markdown."""
    top = click.Context(commands, info_name="channelmix")
    return "\n".join([OPENING, *(section for command in ORDER for section in _sections(command, top))])


def _sections(command: Command | Family, context: click.Context) -> Iterator[str]:
    """Yield the section of a command, or one for each command of a family."""
    if isinstance(command, Command):
        yield _section(command, context)
        return
    below = click.Context(command, info_name=command.name, parent=context)
    yield "\n".join([f"## {command.name}", "", inspect.cleandoc(command.help or ""), ""])
    yield from (_section(member, below) for member in command.members)


def _section(command: Command, context: click.Context) -> str:
    usage = command.get_usage(click.Context(command, info_name=command.name, parent=context)).removeprefix("Usage: ")
    help_text = inspect.cleandoc(command.help or "")
    name = " ".join([*context.command_path.split()[1:], str(command.name)])
    level = "#" * (len(name.split()) + 1)
    return "\n".join([f"{level} {name}", "", help_text, "", "```text", *_one_line(usage), "```", "",
                      "For example:", "", "```text", command.example, "```", "", *_options(command)])  # fmt: skip


def _one_line(usage: str) -> Iterator[str]:
    yield " ".join(usage.split())


def _options(command: Command) -> Iterator[str]:
    options = [
        parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden
    ]
    if not options:
        return
    yield "| option | meaning |"
    yield "|---|---|"
    for option in options:
        yield f"| `{_written(option)}` | {_meaning(option)} |"
    yield ""


def _written(option: click.Option) -> str:
    name = option.opts[0]
    if option.is_flag:
        return name
    value = "\\|".join(option.type.choices) if isinstance(option.type, click.Choice) else option.metavar or "TEXT"
    return f"{name} {value}"


def _meaning(option: click.Option) -> str:
    default = f" Absent: `{option.default}`." if option.show_default else ""
    return f"{option.help}{default}"


if __name__ == "__main__":
    print(page(), end="")

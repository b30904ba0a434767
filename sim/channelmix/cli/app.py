"""
The tree of commands: what ``channelmix --help`` shows, and nothing that is not there yet.

Every command carries one example, which the help, the manual and the tests all use.
"""

from typing import Any

import rich_click as click

import channelmix
from channelmix.cli import (
    comparing,
    doctor,
    forecasting,
    keeping,
    reporting,
    running,
    scenario_files,
    serving,
    staffing,
    sweeping,
)
from channelmix.cli.commands import Command, Family

HELP = """\
Simulate the channel mix of a contact center: waits, staffing and cost of each strategy.

A scenario file states an operation, or what differs from another one. FILE is such a file, or the
name of a shipped scenario. To begin: channelmix compare webshop_nl/phone_email webshop_nl/plus_whatsapp
"""

ORDER: tuple[Command | Family, ...] = (
    scenario_files.new, scenario_files.check, scenario_files.show, running.run, comparing.compare,
    staffing.staff, sweeping.sweep, reporting.report, serving.serve,
    forecasting.forecast,
    keeping.resume, keeping.rerun, keeping.runs,
    scenario_files.schema, doctor.doctor,
)  # fmt: skip
"""Commands in the order in which a planner meets them."""


class Commands(click.RichGroup):
    """A group that keeps the order in which its commands were given."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the planner's order."""
        return list(self.commands)


@click.group(
    cls=Commands,
    help=HELP,
    commands={str(command.name): command for command in ORDER},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(channelmix.__version__, message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Print the traceback of a fault of channelmix itself.")
def commands(**_: Any) -> None:
    """Hold the commands; the options are read elsewhere."""

"""
Options that commands about forecasts share, and how they print.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click

from channelmix.cli.commands import PathName
from channelmix.cli.console import results, say, write
from channelmix.errors import InputError

if TYPE_CHECKING:
    from channelmix.forecast.history import Decisions
    from channelmix.report.sheets import Page
    from channelmix.scenario.stored import StoredForecast

Function = TypeVar("Function", bound=Callable[..., Any])


class _Day(click.ParamType[date]):
    """A date such as 2029-12-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or tell what one looks like."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"must be a date such as 2029-12-31 (got {value!r}).", param, ctx)


class _LastDay(_Day):
    """A date, or a month such as 2029-12 for its last day."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or tell what one looks like."""
        from channelmix.forecast.fitting.last_days import last_day

        try:
            return value if isinstance(value, date) else last_day(value)
        except ValueError:
            self.fail(f"must be a date such as 2029-12-31, or a month such as 2029-12 (got {value!r}).", param, ctx)


class _PageFile(click.Path):
    """A file that a page will be written to: found out before the work that fills it."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or tell why no file can be written there."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        above = path.parent
        if not above.is_dir():
            what = "is a file" if above.exists() else "does not exist"
            self.fail(f"must lie in a folder that is there, and {above} {what} (got {value!r}).", param, ctx)
        try:
            tempfile.TemporaryFile(dir=above).close()
        except OSError as error:
            self.fail(f"must lie in a folder that can be written to (got {value!r}: {error.strerror}).", param, ctx)
        return path


DAY, LAST_DAY = _Day(), _LastDay()

html_option = click.option("--html", type=_PageFile(), metavar="FILE", help="Write a page with pictures.")

name_option = click.option("--name", required=True, metavar="NAME", help="What the forecast is stored as.")
folder_option = click.option(
    "--folder", type=PathName(path_type=Path), default=Path("forecasts"), show_default=True, metavar="DIR",
    help="Where forecasts are stored.",
)  # fmt: skip
quiet_option = click.option("--quiet", is_flag=True, help="Print no progress and no messages but errors.")

_HISTORY = (
    click.option(
        "--profile", metavar="NAME", help="Layout of the export: a shipped one or a TOML file. Absent: what fits.",
    ),
    click.option(
        "--table", metavar="NAME", help="Sheet of a workbook; table or SELECT of a database. Absent: the only one.",
    ),
    click.option(
        "--decide", "decide", multiple=True, metavar="KEY=WORD",
        help="What to do about a finding, as the audit names it. May be repeated.",
    ),
    click.option(
        "--channel", "channels", multiple=True, metavar="NAME=name",
        help="What scenarios call a channel of the table. May be repeated.",
    ),
    click.option(
        "--timezone", metavar="ZONE",
        help="Local time of the operation, such as Europe/Amsterdam, for times with an offset.",
    ),
    click.option(
        "--redials", type=click.FloatRange(0, 1), default=0.0, metavar="SHARE",
        help="Share of those who hang up who call again at once; taken out of the volume. Absent: 0.",
    ),
    click.option("--country", metavar="CODE", help="Country whose public holidays matter, such as NL."),
    click.option("--subdivision", metavar="CODE", help="Its province or state, such as BY."),
)  # fmt: skip
"""How a history is read."""


def history_options(function: Function) -> Function:
    """Give a command the options that say how a history is read."""
    decorated = function
    for option in reversed(_HISTORY):
        decorated = option(decorated)
    return decorated


def decisions_from(settings: dict[str, Any], known: "Decisions | None" = None) -> "Decisions":
    """Take the options about reading a history out of ``settings`` and add them to decisions already known."""
    from channelmix.forecast.history import Decisions, decisions_of

    given = decisions_of(
        settings.pop("decide"), channels=settings.pop("channels"),
        timezone=settings.pop("timezone"), redials=settings.pop("redials"),
    )  # fmt: skip
    before = known or Decisions()
    return Decisions(
        {**before.words, **given.words}, given.timezone or before.timezone, {**before.channels, **given.channels},
        given.redials or before.redials,
    )  # fmt: skip


def show(page: "Page", as_json: dict[str, Any] | None) -> None:
    """Print a page, or its content as JSON where that was asked for."""
    if as_json is None:
        from channelmix.report.terminal import print_page

        print_page(page, results())
        return
    import json

    write(json.dumps(as_json, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n")


def write_page(path: Path, text: str) -> None:
    """
    Write a page and say so.

    Raises:
        InputError: If it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written (got '{error.strerror}'); choose another --html") from None
    say(f"{path} is written.")


def stored_in(name: str, folder: Path) -> "StoredForecast":
    """Return a stored forecast by its name: of the folder, else beside, here or shipped."""
    from channelmix.scenario.stored import stored_forecast

    own, _, version = name.partition("@")
    here = str(folder / own) if (folder / own / "card.toml").is_file() else own
    return stored_forecast(f"{here}@{version}" if version else here)

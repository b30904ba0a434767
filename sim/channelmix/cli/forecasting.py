"""
Commands about contact history and stored forecasts: ``channelmix forecast ...``.

Each parses its words, calls ``channelmix.forecast``, and prints a page or JSON.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click

from channelmix.cli.commands import Family, as_json, command
from channelmix.cli.console import results, say, write
from channelmix.errors import InputError

if TYPE_CHECKING:
    from channelmix.report.sheets import Page

Function = TypeVar("Function", bound=Callable[..., Any])

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
    decorated: Any = function
    for option in reversed(_HISTORY):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


@command("audit", example="channelmix forecast audit history.csv --country NL")
@click.argument("history", metavar="HISTORY")
@history_options
@as_json
def audit(*, history: str, as_json: bool, **settings: Any) -> int:
    """
    Tell what is odd about a contact history, what will be done about it, and what you may decide.

    HISTORY is a CSV, Parquet or Excel file, or a database address such as postgresql+psycopg://user@host/database.
    Ends with exit code 2 if something stands in the way of a forecast.
    """
    from channelmix.forecast.history import audit_history, decisions_of
    from channelmix.report.audit_page import audit_page
    from channelmix.report.numbers import counted

    decisions = decisions_of(
        settings.pop("decide"), channels=settings.pop("channels"),
        timezone=settings.pop("timezone"), redials=settings.pop("redials"),
    )  # fmt: skip
    found = audit_history(history, decisions=decisions, **settings)
    show(audit_page(found), found.as_dict() if as_json else None)
    if found.refused and not as_json:
        say(f"{counted(len(found.refused), 'finding')} in the way of a forecast; decide or correct.")
    return InputError.exit_code if found.refused else 0


def show(page: "Page", as_json: dict[str, Any] | None) -> None:
    """Print a page, or its content as JSON where that was asked for."""
    if as_json is None:
        from channelmix.report.terminal import print_page

        print_page(page, results())
        return
    import json

    write(json.dumps(as_json, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n")


forecast = Family(
    "forecast", summary="Turn contact history and surveys into forecasts: audit, fit, judge, store, compare.",
    members=(audit,),
)  # fmt: skip

"""``channelmix forecast show``, ``diff`` and ``override``: what a stored forecast says, and what is done to it."""

import getpass
from datetime import date
from pathlib import Path
from typing import Any

import rich_click as click

from channelmix.cli.commands import as_json, command
from channelmix.cli.console import say
from channelmix.cli.forecast_options import (
    DAY,
    decisions_from,
    folder_option,
    history_options,
    html_option,
    show,
    stored_in,
    write_page,
)
from channelmix.errors import InputError

name_argument = click.argument("name", metavar="NAME")


@command("show", example="channelmix forecast show service --actuals new.csv")
@name_argument
@click.option("--actuals", metavar="HISTORY", help="New contact history: tells whether the forecast drifts from it.")
@html_option
@click.option("--day", type=DAY, metavar="DATE", help="One day by the interval, in place of months and days.")
@history_options
@folder_option
@as_json
def show_forecast(
    *, name: str, folder: Path, actuals: str | None, html: Path | None, day: date | None, as_json: bool, **settings: Any
) -> None:
    """
    Print a stored forecast: months, two weeks by day, how good it was on unseen days, overrides, versions.

    NAME@3 is its third version.
    """
    from channelmix.forecast.fitting.view import view_of
    from channelmix.report.forecast_days import day_numbers, shown_page

    decisions = decisions_from(settings)
    view = view_of(stored_in(name, folder), actuals=actuals, decisions=decisions, **settings)
    if html is not None:
        from channelmix.report.forecast_html import forecast_html

        write_page(html, forecast_html(view))
    if not as_json:
        show(shown_page(view, date.today(), day), None)
        return
    show(shown_page(view, date.today()), view.as_dict() | ({} if day is None else {"day": day_numbers(view, day)}))


@command("diff", example="channelmix forecast diff service@1 service")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--fast", is_flag=True, help="Tell which months moved, and do not find out why.")
@folder_option
@as_json
def diff(*, old: str, new: str, fast: bool, folder: Path, as_json: bool) -> None:
    """
    Tell which months moved between two versions of a forecast, and which input moved them.

    The inputs that differ are exchanged one after the other, and the forecast is fitted again after each.
    """
    from channelmix.forecast.fitting.diff import difference
    from channelmix.report.forecast_page import difference_page

    found = difference(stored_in(old, folder), stored_in(new, folder), why=not fast)
    show(difference_page(found), found.as_dict() if as_json else None)


@command("override", example="channelmix forecast override service --channel phone --from 2027-03-01 --to 2027-03-14 "
         "--factor 1.2 --reason 'annual bill'")  # fmt: skip
@name_argument
@click.option("--channel", metavar="NAME", help="Whose contacts. Absent: those of all channels.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="First day.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="Last day. Absent: the first.")
@click.option("--factor", type=float, metavar="X", help="Contacts are multiplied by it.")
@click.option("--reason", metavar="TEXT", help="Why; it is kept with your name and the day.")
@click.option("--withdraw", type=int, metavar="N", help="Withdraw the N-th override instead of making one.")
@folder_option
def override(*, name: str, folder: Path, withdraw: int | None, **given: Any) -> None:
    """
    Correct a stored forecast by what you know better, kept apart from it, dated and reversible.

    Scenarios use the forecast with all overrides in force; a refit keeps them.
    """
    from channelmix.forecast.store.overrides import read_overrides, write_overrides
    from channelmix.forecast.store.overrides import withdraw as withdrawn

    if "@" in name:
        raise InputError(
            f"overrides hold for the current version, and a refit keeps them: NAME must have no version "
            f"(got {name}); give {name.partition('@')[0]}"
        )
    stored = stored_in(name, folder)
    if not stored.channels:
        raise InputError(
            f"overrides multiply contacts, and {stored.label} is an adoption curve, which has none; "
            "'channelmix forecast adoption' fits it to more surveys or with a --shock"
        )
    if withdraw is not None and (idle := [_option(key) for key, value in given.items() if value is not None]):
        raise InputError(
            f"--withdraw {withdraw} takes an override back and has no {', '.join(idle)}; leave one of them out"
        )
    known = read_overrides(stored.folder)
    changed = (*known, _made(stored, given)) if withdraw is None else withdrawn(known, withdraw, date.today())
    write_overrides(stored.folder, changed)
    for number, each in enumerate(changed, 1):
        say(f"{number}: {each}")


def _option(key: str) -> str:
    """Return the option that an argument of ``override`` comes from."""
    return f"--{_CALLED.get(key, key)}"


_CALLED = {"first": "from", "last": "to"}


def _made(stored: Any, given: dict[str, Any]) -> Any:
    from channelmix.forecast.store.draws import read_draws
    from channelmix.forecast.store.overrides import Override, applied, checked_override, require_days

    missing = [_option(key) for key in ("first", "factor", "reason") if given[key] is None]
    if missing:
        raise InputError(f"{', '.join(missing)} must be given, or --withdraw N")
    made = checked_override(Override(
        given["channel"] or "*", given["first"], given["last"] or given["first"], given["factor"], given["reason"],
        date.today(), _user(),
    ))  # fmt: skip
    draws = read_draws(stored.folder / "draws.parquet")
    require_days(made, draws)
    applied(draws, [made])
    return made


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""

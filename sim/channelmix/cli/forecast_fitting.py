"""``channelmix forecast fit`` and ``adoption``: what makes a stored forecast."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from channelmix.cli.commands import as_json, command
from channelmix.cli.console import say
from channelmix.cli.forecast_options import (
    DAY,
    LAST_DAY,
    decisions_from,
    folder_option,
    history_options,
    name_option,
    quiet_option,
    show,
)
from channelmix.errors import InputError

if TYPE_CHECKING:
    from channelmix.forecast.fitting.recipe import Recipe


def _shocks(context: click.Context, option: click.Parameter, lines: tuple[str, ...]) -> Any:
    """Return the shocks of an option; None if it was not given, so that those of a recipe stay."""
    from channelmix.forecast.choice.shock_words import parsed_shock

    return tuple(map(parsed_shock, lines)) or None


def _events(context: click.Context, option: click.Parameter, lines: tuple[str, ...]) -> Any:
    """Return the events of an option; None if it was not given."""
    from channelmix.forecast.fitting.event_words import parsed_event

    return tuple(map(parsed_event, lines)) or None


shock_option = click.option(
    "--shock", "shocks", multiple=True, callback=_shocks, metavar="LINE",
    help="A dated blow to a channel, such as 'whatsapp 2027-03-01 keeps 40..80 % for 3 days: outage' or "
    "'... half back after 2 years'. The shares: 9 in 10, and 1 in 10, would say more is kept. May be repeated.",
)  # fmt: skip

_FIT = (
    click.option("--surveys", metavar="FILE", help="Survey points of channels: date, channel, share, kind, n, source."),
    click.option(
        "--until", type=LAST_DAY, metavar="DATE", help="Last day to forecast, or its month. Absent: a year on."
    ),
    click.option(
        "--day-profile", metavar="NAME",
        help="Shape of the day where the history has days only: office, extended or even. Absent: office. "
        "A scenario's own stands in for it: 'profile' beside 'forecast'.",
    ),
    click.option(
        "--event", "events", multiple=True, callback=_events, metavar="LINE",
        help="An event of your own, past or planned, such as 'annual bill 2027-03-01..2027-03-14' or "
        "'... felt 1 day before and 3 days after'. Events of one name share their effect. May be repeated.",
    ),
    shock_option,
    click.option("--engine", metavar="NAME", help="How need is forecast: mean, ridge or prophet. Absent: mean."),
    click.option("--draws", type=int, metavar="N", help="How many futures to keep. Absent: 200."),
    click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Which chances to draw. Absent: 1."),
    click.option("--recipe", "recipe_file", metavar="FILE", help="A recipe to start from. Absent: the stored one."),
    click.option("--force", is_flag=True, help="Store a refit even if it is worse than persistence."),
)  # fmt: skip


def _fit_options(function: Any) -> Any:
    for option in reversed(_FIT):
        function = option(function)
    return function


@command("fit", example="channelmix forecast fit history.csv --surveys surveys.csv --until 2029-12-31 --name service")
@click.argument("history", metavar="[HISTORY]", required=False)
@name_option
@_fit_options
@history_options
@folder_option
@as_json
@quiet_option
def fit(
    *, history: str | None, name: str, folder: Path, as_json: bool, quiet: bool, force: bool, **settings: Any
) -> None:
    """
    Fit a forecast to contact history and surveys, and store it as a new version of NAME.

    Without HISTORY the stored recipe is fitted again. What you give replaces what the recipe says. A refit that
    errs more than persistence on days it has not seen is refused with exit code 4, unless --force is given.
    """
    from channelmix.forecast.fitting.refit import refit
    from channelmix.forecast.store.folders import require_name

    target = folder / require_name(name)
    recipe = _recipe(target, history, settings)

    def tell(step: str) -> None:
        if not quiet:
            say(f"fitting {step} ...")

    done = refit(target, recipe, force=force, progress=tell)
    from channelmix.report.forecast_page import stored_page

    if not quiet:
        for drift in done.drifts:
            say(f"since the last version, {drift}")
    show(stored_page(done.view), done.view.as_dict() if as_json else None)
    if not quiet:
        shown = name if folder == Path("forecasts") else target
        say(f"Kept in {target}; 'channelmix forecast show {shown}' has days and, with --html FILE, pictures.")


def _recipe(target: Path, history: str | None, settings: dict[str, Any]) -> "Recipe":
    """Return the recipe to fit: the stored or named one, with what was given in its place."""
    from channelmix.forecast.fitting.recipe import Recipe, read_recipe

    named, stored = settings.pop("recipe_file"), target / "recipe.toml"
    found = read_recipe(Path(named)) if named else read_recipe(stored) if stored.is_file() else Recipe()
    if history is None and not found.history:
        raise InputError(f"HISTORY must be given: no recipe is stored in {target}")
    decisions = decisions_from(settings, found.decisions)
    return found.changed(history=history, decisions=decisions, **settings)


@command(
    "adoption",
    example="channelmix forecast adoption surveys.csv --channel whatsapp --until 2029-12-31 --name nl_whatsapp",
)
@click.argument("surveys", metavar="SURVEYS")
@name_option
@click.option("--channel", required=True, metavar="NAME", help="Whose adoption.")
@click.option("--country", default="", metavar="CODE", help="Use rows of this country only, and its ceiling.")
@click.option("--age", default="", metavar="BAND", help="Use rows of this age band only, as the table writes it.")
@click.option(
    "--until",
    type=LAST_DAY,
    metavar="DATE",
    help="Last day of the curve, or month. Absent: five years from the last survey.",
)
@click.option("--launched", type=DAY, metavar="DATE", help="Day before which nobody could use the channel.")
@click.option(
    "--draws",
    type=click.IntRange(10, 10_000),
    default=200,
    show_default=True,
    metavar="N",
    help="How many curves to keep.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="N", help="Which chances to draw."
)
@shock_option
@folder_option
@as_json
def adoption(*, surveys: str, name: str, folder: Path, as_json: bool, **settings: Any) -> None:
    """
    Fit the adoption of a channel to survey points, and store it for scenarios.

    A scenario uses it as share = { adoption = "NAME", since = DATE } of a channel shift.
    """
    from channelmix.forecast.fitting.curve import fit_curve
    from channelmix.forecast.store.folders import require_name, require_place
    from channelmix.report.forecast_page import curve_page

    require_place(folder / require_name(name))
    settings["shocks"] = settings["shocks"] or ()
    fitted = fit_curve(surveys, **settings)
    fitted.save(folder / name)
    show(curve_page(fitted), fitted.as_dict() if as_json else None)

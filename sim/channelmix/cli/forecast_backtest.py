"""``channelmix forecast backtest``: what a stored forecast's recipe would have been worth at past moments."""

from pathlib import Path

import rich_click as click

from channelmix.cli.commands import as_json, command
from channelmix.cli.console import say
from channelmix.cli.forecast_options import folder_option, html_option, quiet_option, show, stored_in, write_page


@command("backtest", example="channelmix forecast backtest service --html backtest.html")
@click.argument("name", metavar="NAME")
@click.option(
    "--origins", type=click.IntRange(1, 400), default=13, show_default=True, metavar="N", help="Past moments."
)
@click.option(
    "--horizon", type=click.IntRange(1, 730), default=28, show_default=True, metavar="DAYS", help="How far ahead.",
)  # fmt: skip
@click.option("--series", metavar="NAME", help="One channel, or 'all channels'. Absent: every one of them.")
@html_option
@folder_option
@as_json
@quiet_option
def backtest(
    *, name: str, origins: int, horizon: int, series: str | None, html: Path | None, folder: Path, as_json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """
    Try a forecast's recipe at past moments, beside seasonal naive, six-week mean, persistence and plain Prophet.

    Each method sees only the days before the moment. The scores are kept with the forecast.
    """
    from channelmix.forecast.fitting.backtesting import backtest as tried
    from channelmix.report.backtest_page import backtest_html, backtest_page

    def tell(of_series: str, done: int, of: int) -> None:
        if not quiet and done == of:
            say(f"{of_series}: tried at {origins} past moments")

    found = tried(stored_in(name, folder), origins=origins, horizon=horizon, series=series, progress=tell)
    if html is not None:
        write_page(html, backtest_html(found))
    show(backtest_page(found), found.as_dict() if as_json else None)

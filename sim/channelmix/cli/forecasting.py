"""
Commands about contact history and stored forecasts: ``channelmix forecast ...``.

Each parses its words, calls ``channelmix.forecast``, and prints a page or JSON.
"""

from typing import Any

import rich_click as click

from channelmix.cli import forecast_backtest, forecast_fitting, forecast_judging
from channelmix.cli.commands import Family, as_json, command
from channelmix.cli.console import say
from channelmix.cli.forecast_options import decisions_from, history_options, show
from channelmix.errors import InputError


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
    from channelmix.forecast.history import audit_history
    from channelmix.report.audit_page import audit_page
    from channelmix.report.numbers import counted

    decisions = decisions_from(settings)
    found = audit_history(history, decisions=decisions, **settings)
    show(audit_page(found), found.as_dict() if as_json else None)
    if found.refused and not as_json:
        say(f"{counted(len(found.refused), 'finding')} in the way of a forecast; decide or correct.")
    return InputError.exit_code if found.refused else 0


forecast = Family(
    "forecast", summary="Turn contact history and surveys into forecasts: audit, fit, judge, store, compare.",
    members=(
        audit, forecast_fitting.fit, forecast_fitting.adoption, forecast_backtest.backtest,
        forecast_judging.show_forecast, forecast_judging.diff, forecast_judging.override,
    ),
)  # fmt: skip

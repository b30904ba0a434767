"""
``channelmix.forecast`` in Python: ``audit``, ``fit``, ``load``; any data frame in, any data frame out.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import tomli

from channelmix.arguments import path_of, several, shown, text
from channelmix.errors import DataError, InputError
from channelmix.forecast.choice.shock_words import parsed_shock
from channelmix.forecast.choice.shocks import Shock
from channelmix.forecast.engine_names import Engine
from channelmix.forecast.fitting.event_words import parsed_event
from channelmix.forecast.fitting.fit import Progress, fit_inputs, read_inputs
from channelmix.forecast.fitting.gate import verdict
from channelmix.forecast.fitting.last_days import last_day
from channelmix.forecast.fitting.recipe import DRAWS, Recipe, read_recipe
from channelmix.forecast.fitting.result import Forecast
from channelmix.forecast.history import Decisions
from channelmix.forecast.series import Event
from channelmix.forecast.store.folders import RECIPE
from channelmix.forecast.store.stored import load_draws, load_profiles
from channelmix.scenario.stored import stored_forecast

T = TypeVar("T")


def fit(
    history: Any, *, surveys: Any = None, until: str | date | None = None, country: str | None = None,
    subdivision: str | None = None, profile: str | None = None, table: str | None = None,
    decide: Mapping[str, str] | None = None, channels: Mapping[str, str] | None = None, timezone: str | None = None,
    redials: float = 0.0, day_profile: str | None = None, events: Sequence[Event | str] = (),
    shocks: Sequence[Shock | str] = (), engine: Engine = "mean", draws: int = DRAWS, seed: int = 1,
    progress: Progress | None = None,
) -> Forecast:  # fmt: skip
    """
    Return the forecast of a contact history.

    Args:
        history: A data frame (pandas, polars, pyarrow, anything with an Arrow stream), a path or a database address.
        surveys: Survey points: a data frame, dictionaries, or a path.
        until: Last day to forecast, or its month; absent: a year after the history.
        country: Whose public holidays count, such as NL.
        subdivision: Its part.
        profile: Layout of an export; absent: the one that fits.
        table: Sheet, table or query.
        decide: What to do about findings of the audit, such as ``{"duplicates": "sum"}``.
        channels: Name in the table -> name in scenarios.
        timezone: Local time, for times with an offset.
        redials: Share of those who hang up who call again; taken out of the volume.
        day_profile: Shape of the day where the history has days only.
        events: Own events, past and planned, such as ``"annual bill 2027-03-01..2027-03-14"``.
        shocks: Dated blows to channels, such as ``"whatsapp 2027-03-01 keeps 40..80 % for 3 days: outage"``.
        engine: "mean", "ridge" or "prophet".
        draws: How many futures.
        seed: Equal seeds give equal forecasts.
        progress: Told what is being fitted.

    Raises:
        DataError: If the inputs cannot be used, with everything that stands in the way.
        InputError: If an argument is none of its kind.

    Examples:
        >>> import numpy as np, pandas as pd
        >>> days = pd.date_range("2026-01-05", periods=112)
        >>> frame = pd.DataFrame({"date": days, "channel": "phone", "contacts": 100 + 10 * days.day_of_week})
        >>> forecast = fit(frame, until="2026-05-31", engine="ridge", draws=50)
        >>> forecast.channels, forecast.draws.contacts.shape
        (('phone',), (1, 50, 35))
    """
    texts = {
        "country": country, "subdivision": subdivision, "table": table, "timezone": timezone,
        "day_profile": day_profile,
    }  # fmt: skip
    for name, value in texts.items():
        if value is not None:
            text(name, value)
    if not (surveys is None or isinstance(surveys, str | Path) or hasattr(surveys, "__arrow_c_stream__")):
        surveys = several("surveys", surveys)
    named = str(history) if isinstance(history, str | Path) else ""
    recipe = Recipe(
        history=named, table=table, profile=None if profile is None else str(path_of("profile", profile)),
        until=_date(until), country=country, subdivision=subdivision,
        decisions=_decisions(decide, timezone, channels, redials), day_profile=day_profile,
        surveys=str(surveys) if isinstance(surveys, str | Path) else None, engine=engine, draws=draws, seed=seed,
        events=_lines("events", events, Event, parsed_event), shocks=_lines("shocks", shocks, Shock, parsed_shock),
    )  # fmt: skip
    inputs = read_inputs(recipe, frame=None if named else history, surveys=surveys)
    found = verdict(inputs.past, recipe)
    return fit_inputs(inputs, validation=None if found is None else found.as_dict(), progress=progress)


def load(name: str) -> Forecast:
    """
    Return a stored forecast, overrides applied.

    Args:
        name: Its name, or the path of its folder; with ``@3`` its third version.

    Raises:
        DataError: If there is none, or it holds an adoption curve only.
        InputError: If the name is no text.
    """
    stored = stored_forecast(text("name", name))
    if not stored.channels:
        raise DataError(f"{stored.label} holds an adoption curve, not contacts; scenarios use it in channel_shift")
    card: dict[str, Any] = tomli.loads((stored.folder / "card.toml").read_text(encoding="utf-8"))
    recipe = read_recipe(stored.folder / RECIPE)
    return Forecast(load_draws(stored.folder), load_profiles(stored.folder), card, recipe)


def _lines(name: str, given: Sequence[T | str], kind: type[T], parsed: Callable[[str], T]) -> tuple[T, ...]:
    """Return events or shocks, those written as lines read."""
    listed: list[T | str] = several(name, given)
    return tuple(each if isinstance(each, kind) else parsed(text(f"each of {name}", each)) for each in listed)


def _decisions(
    decide: Mapping[str, str] | None, timezone: str | None, channels: Mapping[str, str] | None, redials: float
) -> Decisions:
    pairs: list[dict[str, str]] = []
    for name, table in (("decide", decide), ("channels", channels)):
        if not (table is None or isinstance(table, Mapping)):
            raise InputError(f"{name} must be a table, such as {{'a': 'b'}} (got {shown(table)})")
        pairs.append(
            {text(f"each of {name}", key): text(f"{name} of {key}", word) for key, word in (table or {}).items()}
        )
    return Decisions(pairs[0], timezone, pairs[1], redials)


def _date(value: str | date | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return last_day(value)
    except (TypeError, ValueError):
        raise DataError(
            f"until must be a date such as 2029-12-31, or a month such as 2029-12 (got {value!r})"
        ) from None

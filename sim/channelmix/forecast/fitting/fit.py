"""
``fit``: a history, a few surveys and a date; a forecast comes back.

The same inputs and seed give the same forecast, whatever the order of rows. Nothing is assumed
silently: what could not be learned stands in the notes of the model card.
"""

import hashlib
import io
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import channelmix
from channelmix.calendars import public_holidays
from channelmix.errors import DataError
from channelmix.forecast import need as need_layer
from channelmix.forecast.choice.shocks import Shock
from channelmix.forecast.fitting import blows, latest
from channelmix.forecast.fitting.before_after import as_file, before_after
from channelmix.forecast.fitting.daytime import OFFICE, profiles_of
from channelmix.forecast.fitting.handling import handling_paths
from channelmix.forecast.fitting.plots import plots_of
from channelmix.forecast.fitting.recipe import Recipe
from channelmix.forecast.fitting.result import Forecast
from channelmix.forecast.fitting.shares import divided
from channelmix.forecast.fitting.totals import Beside, beside
from channelmix.forecast.history import History, read_history
from channelmix.forecast.series import MINUTES_OF_DAY, Days, day_range
from channelmix.forecast.shape import NAMED, named
from channelmix.forecast.store.draws import Draws, Profiles, quiet_weekdays
from channelmix.scenario.stored import shipped_or

if TYPE_CHECKING:
    from channelmix.forecast.choice.adoption import Adoption
    from channelmix.forecast.choice.surveys import Surveys

MOST_YEARS = 10
_FEW_MONTHS = 12
"""A channel with a shorter past is called new; an estimate of ours."""
_LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "prophet", "holidays")

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a forecast is fitted to, read and checked."""

    history: History
    surveys: "Surveys | None"
    recipe: Recipe

    @property
    def past(self) -> Beside:
        """The channels side by side."""
        return beside(self.history)


def read_inputs(recipe: Recipe, *, frame: Any = None, surveys: Any = None, today: date | None = None) -> Inputs:
    """
    Read what a recipe names.

    Args:
        recipe: What to read and how.
        frame: A data frame in the place of the recipe's history.
        surveys: A table of surveys in the place of the recipe's.
        today: Rows after it are future; absent: today.

    Raises:
        DataError: If a source cannot be used, with everything that stands in the way, the last day lies before the
            history's end, or there is no such shape of the day.
    """
    source = frame if frame is not None else recipe.history
    if isinstance(source, str) and not source:
        raise DataError("history must be named: give a file, a database address or a data frame (got none)")
    history = read_history(
        source, profile=recipe.profile, table=recipe.table, decisions=recipe.decisions, country=recipe.country,
        subdivision=recipe.subdivision, today=today,
    )  # fmt: skip
    _days_ahead(beside(history), recipe)
    named(recipe.day_profile or OFFICE, MINUTES_OF_DAY)
    table = surveys if surveys is not None else recipe.surveys
    if table is None:
        return Inputs(history, None, recipe)
    from channelmix.forecast.choice.surveys import read

    return Inputs(history, read(_found(table), today=today), recipe)


def _found(table: Any) -> Any:
    return shipped_or(table) if isinstance(table, str | Path) else table


def fit_inputs(
    inputs: Inputs, *, validation: Mapping[str, Any] | None = None, progress: Progress | None = None
) -> Forecast:
    """
    Return the forecast of inputs that have been read.

    Args:
        inputs: History, surveys and recipe.
        validation: Scores of a backtest, for the model card.
        progress: Told what is being fitted.

    Raises:
        DataError: If the history is too short, or ends after the last day wanted.
    """
    recipe, past = inputs.recipe, inputs.past
    fitted = paths_of(past, inputs.surveys, recipe, progress=progress)
    profiles = profiles_of(inputs.history, recipe.day_profile)
    reach = {"horizon_days": fitted.validated_days, **(validation or {})}
    reach["until"] = past.days[-1].item() + timedelta(days=reach["horizon_days"])
    notes = [*latest.notes(past, recipe), *fitted.notes, *_notes_on_shape(profiles, recipe)]
    card = _card(inputs, fitted.draws, reach, notes=notes)
    card["settings"] = fitted.settings
    card["assumed_shape"] = list(profiles.assumed)
    card["quiet_weekdays"] = quiet_weekdays(fitted.draws)
    unvalidated = np.array([np.datetime64(reach["until"], "D") + np.timedelta64(1, "D")])
    drawn = [before_after(fitted.curves[name], fitted.draws.days[-1].item()) for name in sorted(fitted.curves)]
    files = {**_files(inputs, past), **plots_of(past, fitted.draws, unvalidated), **as_file(drawn)}
    return Forecast(fitted.draws, profiles, card, recipe, files)


@dataclass(frozen=True, eq=False)
class Fitted:
    """Paths of all channels, and what the layers have to say of them."""

    draws: Draws
    validated_days: int
    notes: tuple[str, ...]
    settings: Mapping[str, Any]
    curves: Mapping[str, "Adoption"]
    """Adoption of the channels that surveys tell of."""


def paths_of(
    past: Beside, surveys: "Surveys | None", recipe: Recipe, *, days: Days | None = None,
    progress: Progress | None = None,
) -> Fitted:  # fmt: skip
    """
    Return the paths that a history, surveys and a recipe lead to.

    Args:
        past: The channels of the history, side by side.
        surveys: Survey points, if there are any.
        recipe: Settings.
        days: Days wanted; absent: from the end of the history to the recipe's last day.
        progress: Told what is being fitted.

    Raises:
        DataError: If the history is too short, or ends after the last day wanted.
    """
    tell = progress or (lambda step: None)
    days = _days_ahead(past, recipe) if days is None else days
    blows.require_known(recipe.shocks, past)
    tell("need")
    need = need_layer.fit(
        past.total, country=recipe.country, subdivision=recipe.subdivision, events=recipe.events,
        engine=recipe.engine, seed=recipe.seed,
    )  # fmt: skip
    totals = need.paths(days, recipe.draws, noise=False).values
    tell("choice")
    learned, own = blows.divided_shocks(recipe.shocks, _surveyed_until(surveys))
    curves, notes = _curves(surveys, recipe, past, shocks=learned)
    holidays = _holidays(recipe, past.days, days)
    kept = blows.kept(past, own, days, draws=recipe.draws, seed=recipe.seed)
    shares, factor = divided(past, curves, days, draws=recipe.draws, seed=recipe.seed, holidays=holidays, kept=kept)
    notes += [*blows.notes(own), *_notes_on_launches(past)]
    draws = Draws(past.channels, days, shares * (totals * factor), handling_paths(past, days, recipe))
    settings = {"need": _plain(need.settings), "adoption_curves": sorted(curves)}
    return Fitted(draws, need.validated_horizon, (*need.notes, *notes), settings, curves)


def _days_ahead(past: Beside, recipe: Recipe) -> Days:
    last = past.days[-1].item()
    until = recipe.until or last + timedelta(days=365)
    if until <= last:
        raise DataError(f"until must lie after the last day of the history, {last} (got {until})")
    if (until - last).days > 366 * MOST_YEARS:
        raise DataError(f"until must lie within {MOST_YEARS} years of the history's end, {last} (got {until})")
    return day_range(past.days[-1] + np.timedelta64(1, "D"), (until - last).days)


def _surveyed_until(surveys: "Surveys | None") -> dict[str, np.datetime64]:
    """Return the day of the last survey of use of each channel."""
    rows = () if surveys is None else surveys.kind("use")
    return {row.channel: np.datetime64(row.date) for row in sorted(rows, key=lambda row: row.date)}


def _curves(
    surveys: "Surveys | None", recipe: Recipe, past: Beside, *, shocks: Mapping[str, Sequence[Shock]]
) -> tuple[dict[str, "Adoption"], list[str]]:
    """Return the adoption of each channel of the history that surveys of use tell of, and what to know."""
    if surveys is None:
        return {}, []
    from channelmix.forecast.choice import adoption, words

    notes = [f"surveys: {warning}" for warning in surveys.warnings]
    country = recipe.country or ""
    curves: dict[str, Adoption] = {}
    for channel in surveys.channels:
        rows = [row for row in surveys.rows if row.channel == channel]
        if channel not in past.channels:
            told = f"surveys tell of {channel}, which the history does not have; they are not used."
            notes.append(f"{told} {blows.launch(channel)}")
        elif not any(row.kind == "use" for row in rows):
            notes.append(f"surveys of {channel} tell who could or would use it, not who does; they are not used")
        else:
            own = country if any(row.country.casefold() == country.casefold() for row in rows) else ""
            curves[channel] = adoption.fit(
                surveys, channel=channel, country=own, seed=recipe.seed, shocks=shocks.get(channel, ())
            )
            notes += [f"surveys of {channel}: {text}" for text in words.of(curves[channel])]
    if curves:
        notes.append(
            f"shares alone cannot tell whether {', '.join(curves)} takes contacts over or invites new ones: who gives "
            "what it gains, and how much of it is new, differs from draw to draw by what others have seen"
        )
    return curves, notes


def _holidays(recipe: Recipe, *spans: Days) -> frozenset[np.datetime64]:
    if recipe.country is None:
        return frozenset()
    years = {int(str(day)[:4]) for span in spans for day in (span[0], span[-1])}
    found = public_holidays(recipe.country, recipe.subdivision, range(min(years), max(years) + 1))
    return frozenset(np.datetime64(day) for day in found)


def _notes_on_launches(past: Beside) -> list[str]:
    """Return which channels are so new that their share rests on little."""
    return [
        f"{name} has contacts since {first} only: how its share will move rests on {months} months"
        for name, (first, months) in past.launched().items()
        if months < _FEW_MONTHS
    ]


def _notes_on_shape(profiles: Profiles, recipe: Recipe) -> Sequence[str]:
    if not profiles.assumed:
        return ()
    shape = recipe.day_profile or OFFICE
    hours = [hour for hour, weight in NAMED[shape].items() if weight]
    return (
        f"the history has days only: the shape of the day of {', '.join(profiles.assumed)} is assumed ('{shape}', "
        f"{min(hours):02d}:00 to {max(hours) + 1:02d}:00, an estimate of ours); a scenario's own stands in for it with "
        "'profile' beside 'forecast'",
    )


def _card(inputs: Inputs, draws: Draws, validation: Mapping[str, Any], *, notes: Sequence[str]) -> dict[str, Any]:
    history, surveys = inputs.history, inputs.surveys
    findings = [f"{finding.verdict}: {finding}" for finding in history.findings if finding.verdict != "note"]
    card: dict[str, Any] = {
        "made": datetime.now(tz=UTC).replace(microsecond=0), "first": draws.days[0].item(),
        "last": draws.days[-1].item(), "channels": list(draws.channels), "draws": draws.count,
        "seed": inputs.recipe.seed, "stale_after_days": inputs.recipe.stale_after_days,
        "notes": list(notes), "validation": dict(validation),
        "history": {
            "source": history.source, "sha256": history.sha256, "rows": history.rows, "first": history.first,
            "last": history.last, "minutes": history.minutes, "profile": history.profile, "repairs": findings,
        },
        "versions": _versions(),
    }  # fmt: skip
    if surveys is not None:
        card["surveys"] = {"source": surveys.file, "points": len(surveys.rows), "sha256": _digest(surveys)}
    return card


def _versions() -> dict[str, str]:
    found = {"channelmix": channelmix.__version__, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def _digest(surveys: "Surveys") -> str:
    return hashlib.sha256(repr(surveys.rows).encode()).hexdigest()


def _plain(settings: Mapping[str, object]) -> dict[str, object]:
    """Return settings as TOML can hold them."""
    return {
        key: value if isinstance(value, bool | int | float | str | list) else str(value)
        for key, value in settings.items()
        if value is not None
    }


def _files(inputs: Inputs, past: Beside) -> dict[str, bytes]:
    """Return what is kept beside the draws: the days that were learned from, and the surveys."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = len(past.days)
    table = pa.table(
        {
            "date": pa.array(np.tile(past.days, len(past.channels))),
            "channel": np.repeat(np.array(past.channels, object), count),
            "contacts": pa.array(past.contacts.ravel(), mask=np.isnan(past.contacts.ravel())),
            "handling_s": pa.array(past.handling_s.ravel(), mask=np.isnan(past.handling_s.ravel())),
            "open": past.open.ravel(),
        }
    )
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    files = {"history.parquet": stream.getvalue()}
    if inputs.surveys is not None:
        files["surveys.csv"] = surveys_csv(inputs.surveys.rows)
    return files


def surveys_csv(rows: Sequence[Any]) -> bytes:
    """Return survey points as a CSV file that can be read again."""
    import csv

    names = (
        "date",
        "channel",
        "share",
        "kind",
        "n",
        "question",
        "country",
        "age",
        "population",
        "source",
        "address",
        "remark",
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if getattr(row, name) is None else getattr(row, name) for name in names])
    return text.getvalue().encode()

"""
A recipe: what is fitted to which data, so that it can be fitted again.

It is written beside the forecast as ``recipe.toml``, may be edited there, and is what a refit starts from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from numbers import Integral
from pathlib import Path
from typing import Any

import tomli

from channelmix.errors import DataError
from channelmix.forecast.choice.shock_words import shock_of, shock_table
from channelmix.forecast.choice.shocks import Shock
from channelmix.forecast.engine_names import ENGINES, Engine
from channelmix.forecast.fitting.recipe_kinds import wrong_settings
from channelmix.forecast.history import Decisions
from channelmix.forecast.series import Event
from channelmix.scenario.suggest import did_you_mean

DRAWS = 200
_EVENT_KEYS = ("name", "first", "last", "lags")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All that decides a forecast beside the numbers themselves."""

    history: str = ""
    """Path or database address; "" for a data frame."""
    table: str | None = None
    profile: str | None = None
    decisions: Decisions = field(default_factory=Decisions)
    surveys: str | None = None
    until: date | None = None
    """Last day to forecast; None: a year after the history."""
    country: str | None = None
    subdivision: str | None = None
    day_profile: str | None = None
    """Shape of the day where the history has days only."""
    engine: Engine = "mean"
    draws: int = DRAWS
    seed: int = 1
    events: tuple[Event, ...] = ()
    shocks: tuple[Shock, ...] = ()
    """Dated blows to single channels."""
    stale_after_days: int | None = None

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            hint = did_you_mean(str(self.engine), ENGINES)
            raise DataError(f"engine must be one of {', '.join(ENGINES)} (got {self.engine!r}){hint}")
        if not (_is_whole(self.draws) and 10 <= self.draws <= 10_000):
            raise DataError(f"draws must be a whole number from 10 to 10,000 (got {self.draws!r})")
        if not (_is_whole(self.seed) and self.seed >= 0):
            raise DataError(f"seed must be a whole number of 0 or more (got {self.seed!r})")
        if not (self.until is None or type(self.until) is date):
            raise DataError(f"until must be a date such as 2029-12-31 (got {self.until!r})")
        nameless = [shock for shock in self.shocks if not shock.channel]
        if nameless:
            raise DataError(
                f"shock of {nameless[0].at}: channel must be named, as in 'whatsapp {nameless[0].at} keeps'"
            )

    def as_dict(self) -> dict[str, Any]:
        """Return the recipe as TOML has it."""
        decide = dict(self.decisions.words)
        history = {
            "source": self.history or None, "table": self.table, "profile": self.profile,
            "timezone": self.decisions.timezone, "redials": self.decisions.redials or None,
            "decide": decide or None, "channels": dict(self.decisions.channels) or None,
        }  # fmt: skip
        content: dict[str, Any] = {
            "until": self.until, "country": self.country, "subdivision": self.subdivision,
            "day_profile": self.day_profile, "engine": self.engine, "draws": self.draws, "seed": self.seed,
            "stale_after_days": self.stale_after_days, "surveys": self.surveys,
            "history": _without_none(history), "event": [_event_dict(event) for event in self.events],
            "shock": [shock_table(shock) for shock in self.shocks],
        }  # fmt: skip
        return {key: value for key, value in _without_none(content).items() if value not in ({}, [])}

    def changed(self, **given: Any) -> "Recipe":
        """Return the recipe with what was given in place of what it says; None gives nothing."""
        return replace(self, **_without_none(given))


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _without_none(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value is not None}


def _event_dict(event: Event) -> dict[str, Any]:
    return {"name": event.name, "first": event.first, "last": event.last, "lags": list(event.lags)}


def read_recipe(path: Path) -> Recipe:
    """
    Read a recipe from its TOML file.

    Raises:
        DataError: If it is no recipe.
    """
    try:
        content = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise DataError(f"{path} is not a recipe that can be read ({error})") from error
    return _recipe_of(content, str(path))


def _recipe_of(content: Mapping[str, Any], place: str) -> Recipe:
    plain = ("until", "country", "subdivision", "day_profile", "engine", "draws", "seed", "stale_after_days", "surveys")
    _require_known(content, (*plain, "history", "event", "shock"), place)
    wrong = [f"{place}: {problem}" for problem in wrong_settings(content)]
    if wrong:
        raise DataError("\n".join(wrong))
    history = dict(content.get("history", {}))
    _require_known(
        history, ("source", "table", "profile", "timezone", "redials", "decide", "channels"), f"{place}: history"
    )
    decisions = Decisions(
        dict(history.get("decide", {})), history.get("timezone"), dict(history.get("channels", {})),
        float(history.get("redials", 0.0)),
    )  # fmt: skip
    return Recipe(
        history=str(history.get("source", "")), table=history.get("table"), profile=history.get("profile"),
        decisions=decisions, events=tuple(_event(entry, place) for entry in content.get("event", ())),
        shocks=tuple(shock_of(entry, place) for entry in content.get("shock", ())),
        **{key: content[key] for key in plain if key in content},
    )  # fmt: skip


def _require_known(content: Mapping[str, Any], known: Sequence[str], place: str) -> None:
    unknown = sorted(content.keys() - set(known))
    if unknown:
        raise DataError(f"{place}: {unknown[0]} is not a setting of a recipe{did_you_mean(unknown[0], known)}")


def _event(entry: Mapping[str, Any], place: str) -> Event:
    _require_known(entry, _EVENT_KEYS, f"{place}: event")
    first = entry.get("first")
    last = entry.get("last", first)
    if "name" not in entry or type(first) is not date or type(last) is not date:
        raise DataError(f"{place}: an event must have a name, and first and last day as 2027-03-01 (got {dict(entry)})")
    early, late = entry.get("lags", (0, 0))
    return Event(str(entry["name"]), first, last, (int(early), int(late)))

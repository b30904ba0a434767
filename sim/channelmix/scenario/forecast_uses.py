"""
The stored forecasts that a scenario names: found, and held against what it asks of them.

A forecast must have the channel and cover the period; an adoption curve must not stand beside a
forecast that has the channel it moves customers to, and with it what has been adopted. That a forecast
is stale, reaches further than any backtest, or is a curve read where it does not reach, is a warning that
every output repeats.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path as FilePath

from channelmix.errors import DataError, Mistake
from channelmix.scenario.changes import Adopted
from channelmix.scenario.document import SourceFile
from channelmix.scenario.draft import Draft
from channelmix.scenario.nodes import Node, find
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.settings import quoted
from channelmix.scenario.stored import CARD, NUMBERS, StoredForecast, stored_forecast
from channelmix.scenario.suggest import did_you_mean
from channelmix.scenario.week import WEEKDAYS


@dataclass
class ForecastUses:
    """The forecasts of a scenario, and what is wrong with their use."""

    arrivals: dict[str, StoredForecast] = field(default_factory=dict)
    """By channel."""
    adoptions: dict[int, StoredForecast] = field(default_factory=dict)
    """By place of the shift, from 0."""
    files: list[SourceFile] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def sources(self) -> dict[str, str]:
        """Where the values come from that a forecast or curve gives, by dotted name of the setting."""
        curves = dict.fromkeys(found.source for found in self.adoptions.values())
        return {
            **{dotted(("channels", name, "arrivals")): found.source for name, found in self.arrivals.items()},
            **({"channel_shift": "; ".join(curves)} if curves else {}),
        }


def read_forecast_uses(tree: Node, draft: Draft, beside: FilePath, today: date | None = None) -> ForecastUses:
    """
    Find every stored forecast of a scenario.

    Args:
        tree: The merged scenario.
        draft: The scenario as far as it can be read.
        beside: Folder of the scenario file.
        today: For telling stale forecasts; absent: today.
    """
    uses = ForecastUses()
    for path, name in _named(draft):
        node = find(tree, path) or tree
        try:
            found = stored_forecast(name, beside)
        except DataError as error:
            uses.mistakes.append(Mistake(*node.value_position, f"{dotted(path)}: {error}"))
            continue
        problem = _problem(path, found, draft, uses)
        if problem:
            uses.mistakes.append(Mistake(*node.value_position, f"{dotted(path)} {problem}"))
        elif path[0] == "channels":
            uses.arrivals[str(path[1])] = found
        else:
            uses.adoptions[int(path[1])] = found
    _gather(uses, draft, today or date.today())
    return uses


def _named(draft: Draft) -> Iterator[tuple[Path, str]]:
    """Yield the settings that name a forecast, with the name."""
    for name, channel in draft.known_channels.items():
        if channel.arrivals is not None and channel.arrivals.forecast is not None:
            yield ("channels", name, "arrivals", "forecast"), channel.arrivals.forecast
    for place, shift in enumerate(draft.channel_shift):
        if shift is not None and isinstance(shift.share, Adopted):
            yield ("channel_shift", place, "share", "adoption"), shift.share.adoption


def _problem(path: Path, found: StoredForecast, draft: Draft, uses: ForecastUses) -> str | None:
    if path[0] == "channels":
        return _problem_of_arrivals(str(path[1]), found, draft)
    shift = draft.channel_shift[int(path[1])]
    assert shift is not None
    if not (found.folder / "adoption.parquet").is_file():
        return (
            f"must name a stored adoption curve, as 'channelmix forecast adoption' makes one (got {quoted(found.name)})"
        )
    for name in (shift.from_, shift.to):
        forecast = uses.arrivals.get(name)
        if forecast is not None and shift.to in forecast.channels:
            return (
                f"must not stand beside forecast arrivals of {name}: forecast {forecast.label} has {shift.to} too, "
                "with what has been adopted. A plain share moves more than that"
            )
    return None


def _problem_of_arrivals(channel: str, found: StoredForecast, draft: Draft) -> str | None:
    if channel not in found.channels:
        known = ", ".join(found.channels) or "none"
        return (
            f"must be a forecast with the channel {channel} (got one of {known}){did_you_mean(channel, found.channels)}"
        )
    if draft.period is None or found.first is None or found.last is None:
        return None
    start, end = draft.period.start, draft.period.end - timedelta(days=1)
    if start < found.first or end > found.last:
        return f"covers {found.first} to {found.last}; the period is {start} to {end}"
    return None


def _gather(uses: ForecastUses, draft: Draft, today: date) -> None:
    """List the files that were read, and tell what is not validated or stale."""
    everything = [*uses.arrivals.values(), *uses.adoptions.values()]
    for found in {forecast.folder: forecast for forecast in everything}.values():
        for path in (found.folder / name for name in (CARD, *NUMBERS)):
            if path.is_file():
                content = path.read_bytes()
                uses.files.append(SourceFile(path.as_posix(), sha256(content).hexdigest(), len(content)))
        period = draft.period
        unvalidated = period and found.unvalidated(period.start, period.end - timedelta(days=1))
        uses.warnings += [text for text in (unvalidated, found.stale(today)) if text]
    uses.warnings += _shapes_not_measured(uses, draft)
    for name, found in uses.arrivals.items():
        uses.warnings += _lost_while_closed(name, found, draft)
    for place, found in uses.adoptions.items():
        uses.warnings += _out_of_reach(place, found, draft)


def _shapes_not_measured(uses: ForecastUses, draft: Draft) -> Iterator[str]:
    """Yield what to say of channels whose days have a shape that their forecast assumes, forecast by forecast."""
    told: dict[str, list[str]] = {}
    for name, found in uses.arrivals.items():
        arrivals = draft.known_channels[name].arrivals
        if name in found.assumed_shape and (arrivals is None or arrivals.profile is None):
            told.setdefault(found.label, []).append(name)
    for label, names in told.items():
        yield (
            f"forecast {label}: its history has days only, so the hours of the day of {', '.join(names)} are assumed; "
            "'profile' beside 'forecast' gives your own"
        )


def _lost_while_closed(name: str, found: StoredForecast, draft: Draft) -> Iterator[str]:
    """Yield what to say of weekdays of the period on which a channel that turns customers away is closed."""
    channel, period = draft.known_channels[name], draft.period
    if period is None or channel.hours is None or channel.closed_rule != "reject":
        return
    played = {(period.start + timedelta(days=day)).weekday() for day in range(min(period.days, len(WEEKDAYS)))}
    closed = [WEEKDAYS[day] for day in sorted(played) if not channel.hours.by_weekday[day]]
    days = [day for day in closed if day not in found.quiet_weekdays(name)]
    if days:
        yield f"forecast {found.label}: what it has of {name} on {', '.join(days)} does not come, {name} is closed then"


def _out_of_reach(place: int, found: StoredForecast, draft: Draft) -> Iterator[str]:
    """Yield what to say of a curve that is read where it does not reach: its first or last share holds there."""
    shift, period = draft.channel_shift[place], draft.period
    if shift is None or period is None or not isinstance(shift.share, Adopted):
        return
    label, first, last = found.label, found.first, found.last
    if first is not None and shift.share.since < first:
        yield f"adoption {label} begins on {first}: what moved from {shift.share.since} until then is not counted"
    read = shift.share.read_on(period.end - timedelta(days=1))
    if last is not None and read > last:
        yield f"adoption {label} ends on {last}: its last share holds on {read}, the last day on which it is read"

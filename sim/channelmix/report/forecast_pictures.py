"""
Pictures of a stored forecast, ready for any page: ``view_pictures(view_of(stored), marked=Marked(day, words))``.

For each channel its contacts ahead beside those that came, and for each channel that surveys tell of, its
adoption before and after them. Each picture has its table and its notes, as those of the report.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from channelmix.report.forecast_charts import Fan, Marked, adoption_chart, forecast_chart
from channelmix.report.language import say
from channelmix.report.numbers import Kind, number
from channelmix.report.picture import Picture
from channelmix.report.sheets import Cell, Row, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.fitting.before_after import BeforeAfter
    from channelmix.forecast.fitting.steps import Stretch
    from channelmix.forecast.fitting.view import View

_MOST_BEHIND = 36
"""Weeks or months behind that are shown at most; never more than three times those ahead."""
_CONTACTS_A = {"week": "{channel}: contacts a week", "month": "{channel}: contacts a month"}
_FROM = {"week": "week from", "month": "month from"}
_BAND = "line: middle of the draws; band: holds 8 of 10 futures"


def view_pictures(view: "View", *, marked: Marked | None = None) -> tuple[Picture, ...]:
    """
    Return the pictures of a stored forecast.

    Args:
        view: From ``forecast.fitting.view.view_of(stored_forecast(name))``, of contacts or of an adoption curve.
        marked: A date to be pointed at in each of them; absent: the last day that a backtest has tried.
    """
    return (*_contacts(view, marked or _tried(view)), *_adoption(view, marked))


def _tried(view: "View") -> Marked | None:
    until = view.stored.validated_until
    return None if until is None else Marked(until, say("not validated from here"))


def _contacts(view: "View", marked: Marked | None) -> Iterator[Picture]:
    for channel, found in view.stretches().items():
        yield _channel(channel, found, marked)


def _channel(channel: str, found: "Stretch", marked: Marked | None) -> Picture:
    title = say(_CONTACTS_A[found.step], channel=channel)
    fan = Fan(found.days, *map(tuple, found.quantiles.tolist()))
    behind = found.past[-min(_MOST_BEHIND, 3 * len(found.days)) :]
    since = dict(behind)
    rows = tuple(
        Row(str(day), (_cell(values, Kind.COUNT), Cell(number(since.get(day), Kind.COUNT))))
        for day, values in zip(found.days, found.quantiles.T.tolist(), strict=True)
    )
    sheet = Sheet(title, say(_FROM[found.step]), (say("forecast"), say("came")), rows)
    chart = forecast_chart(title, fan, behind, marked=marked)
    return Picture(title, chart, sheet, (say(_BAND), say("thin line up to the dot: what came")))


def _adoption(view: "View", marked: Marked | None) -> Iterator[Picture]:
    if view.curves:
        yield from (_surveyed(each, marked) for each in view.curves)
    elif view.curve is not None:
        days = tuple(view.curve.days.tolist())
        yield _picture(str(view.stored.card.get("channel", "it")), days, _quantiles(view), surveys=(), marked=marked)


def _surveyed(each: "BeforeAfter", marked: Marked | None) -> Picture:
    return _picture(each.channel, each.days, each.posterior, surveys=each.surveys, marked=marked, before=each.prior)


def _quantiles(view: "View") -> tuple[tuple[float, ...], ...]:
    import numpy as np

    assert view.curve is not None
    return tuple(map(tuple, np.quantile(view.curve.shares, (0.1, 0.5, 0.9), axis=0).tolist()))


def _picture(
    channel: str, days: tuple[date, ...], after: tuple[tuple[float, ...], ...],
    *, surveys: tuple[tuple[date, float], ...], marked: Marked | None, before: tuple[tuple[float, ...], ...] = (),
) -> Picture:  # fmt: skip
    title = say("share of people who contact companies by {channel}", channel=channel)
    fan, prior = Fan(days, *after), Fan(days, *before) if before else None
    columns = (say("before the surveys"), say("after them")) if before else (say("share"),)
    rows = tuple(
        Row(str(day), tuple(_cell([values[at] for values in fans], Kind.SHARE) for fans in (before, after) if fans))
        for at, day in enumerate(days)
        if day.month == days[0].month
    )
    notes = [say("line: middle of the curves; band: holds 8 of 10 futures")]
    if surveys:
        notes.append(say("dots: surveys of use; dashed: where 8 of 10 curves lay before them"))
    chart = adoption_chart(title, fan, before=prior, surveys=surveys, marked=marked)
    return Picture(title, chart, Sheet(title, say("at"), columns, rows), tuple(notes))


def _cell(values: list[float], kind: Kind) -> Cell:
    low, middle, high = (number(value, kind) for value in values)
    return Cell(middle, f"{low.removesuffix(' %')}–{high.removesuffix(' %')}")

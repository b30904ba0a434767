"""
Pictures of a forecast as SVG: months behind and ahead, with the band that holds eight of ten draws.

Plain lines and text, readable without JavaScript and in print; the figures stand in ``draws.parquet``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Days, Reals
from channelmix.forecast.store.draws import Draws

WIDTH, HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 16, 40, 40
_PAST, _AHEAD, _BAND = "#333333", "#0b62a4", "#9cc5e8"
_FULL_MONTH = 27

Scale = Callable[[Any], Reals]


@dataclass(frozen=True, eq=False)
class _Months:
    """A channel's months: known ones, and quantiles of those ahead."""

    past: Days
    contacts: Reals
    ahead: Days
    quantiles: Reals
    """10, 50 and 90 %, shape ``(3, months)``."""


def plots_of(past: Beside, draws: Draws, unvalidated_from: Days | None = None) -> dict[str, bytes]:
    """Return a picture for each channel, by file name."""
    return {
        f"plots/{name}.svg": _picture(name, _months(past, draws, name), unvalidated_from).encode()
        for name in draws.channels
    }


def _months(past: Beside, draws: Draws, name: str) -> _Months:
    contacts = past.contacts[past.channels.index(name)]
    month = past.days.astype("datetime64[M]")
    known = [
        m for m in np.unique(month) if (month == m).sum() >= _FULL_MONTH and not np.isnan(contacts[month == m]).all()
    ]
    # A month with unknown days counts its known days' mean for them.
    sums = [float(np.nanmean(contacts[month == m]) * (month == m).sum()) for m in known]
    months, totals = draws.months()
    full = np.array([(draws.days.astype("datetime64[M]") == m).sum() >= _FULL_MONTH for m in months])
    row = totals[draws.channels.index(name)][:, full]
    return _Months(
        np.array(known, "datetime64[M]"), np.array(sums), months[full], np.quantile(row, [0.1, 0.5, 0.9], axis=0)
    )


def _picture(name: str, months: _Months, unvalidated_from: Days | None) -> str:
    every = np.concatenate([months.past, months.ahead]).astype(np.int64)
    first, last = int(every.min()), max(int(every.max()), int(every.min()) + 1)
    top = _nice(float(max(months.contacts.max(initial=0.0), months.quantiles.max(initial=0.0), 1.0)))

    def x(month: Days) -> Reals:
        return np.asarray(_LEFT + (month.astype(np.int64) - first) / (last - first) * (WIDTH - _LEFT - _RIGHT))

    def y(values: Reals) -> Reals:
        return np.asarray(HEIGHT - _BOTTOM - values / top * (HEIGHT - _TOP - _BOTTOM))

    low, middle, high = months.quantiles
    band = [*zip(x(months.ahead), y(high), strict=True), *zip(x(months.ahead)[::-1], y(low)[::-1], strict=True)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(name)}: contacts a month</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="20" font-size="14" font-weight="bold">{escape(name)}: contacts a month</text>',
        f'<text x="{WIDTH - _RIGHT}" y="20" text-anchor="end" fill="#555">black: known · blue: median, '
        "band: 8 of 10 draws</text>",
        *_grid(top, y),
        *_years(first, last, x),
        f'<polygon points="{_points(band)}" fill="{_BAND}" fill-opacity="0.6"/>',
        f'<polyline points="{_points(zip(x(months.past), y(months.contacts), strict=True))}" fill="none" '
        f'stroke="{_PAST}" stroke-width="1.6"/>',
        f'<polyline points="{_points(zip(x(months.ahead), y(middle), strict=True))}" fill="none" stroke="{_AHEAD}" '
        'stroke-width="2"/>',
    ]
    if unvalidated_from is not None and unvalidated_from[0] <= months.ahead[-1].astype("datetime64[D]"):
        place = float(x(unvalidated_from.astype("datetime64[M]"))[0])
        parts += [
            f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}" stroke="#a33" '
            'stroke-dasharray="4 3"/>',
            f'<text x="{place + 4:.1f}" y="{_TOP + 12}" fill="#a33">not validated from here</text>',
        ]
    return "\n".join([*parts, "</svg>\n"])


def _nice(value: float) -> float:
    """Return a round number not below a value."""
    step = 10 ** np.floor(np.log10(value))
    return float(next(step * factor for factor in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * factor >= value))


def _grid(top: float, y: Scale) -> list[str]:
    lines = []
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        place = float(y(np.array(part * top)))
        lines.append(
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{place:.1f}" y2="{place:.1f}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 6}" y="{place + 4:.1f}" text-anchor="end" fill="#555">{part * top:,.0f}</text>'
        )
    return lines


def _years(first: int, last: int, x: Scale) -> list[str]:
    lines = []
    for month in range(first, last + 1):
        if month % 12 == 0:
            place = float(x(np.array([month], "datetime64[M]"))[0])
            lines.append(
                f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM + 5}" stroke="#bbb"/>'
                f'<text x="{place:.1f}" y="{HEIGHT - _BOTTOM + 20}" text-anchor="middle" fill="#555">'
                f"{1970 + month // 12}</text>"
            )
    return lines


def _points(pairs: "Sequence[tuple[float, float]] | zip[tuple[float, float]]") -> str:
    return " ".join(f"{float(a):.1f},{float(b):.1f}" for a, b in pairs)


def shares_picture(
    title: str, years: Days, prior: Reals, posterior: Reals, points: Sequence[tuple[np.datetime64, float]]
) -> str:
    """
    Return prior and posterior of a share side by side.

    Args:
        title: What is shown.
        years: Days, shape ``(K,)``.
        prior: 10, 50 and 90 % before the surveys, shape ``(3, K)``.
        posterior: The same after them.
        points: Surveys: day and share.
    """
    first, last = int(years[0].astype("datetime64[M]").astype(int)), int(years[-1].astype("datetime64[M]").astype(int))
    points = [point for point in points if first <= int(point[0].astype("datetime64[M]").astype(int)) <= last]

    def x(days: Any) -> Reals:
        months = np.asarray(days, "datetime64[M]").astype(np.int64)
        return np.asarray(_LEFT + (months - first) / max(last - first, 1) * (WIDTH - _LEFT - _RIGHT))

    def y(values: Any) -> Reals:
        return np.asarray(HEIGHT - _BOTTOM - np.asarray(values) * (HEIGHT - _TOP - _BOTTOM))

    dots = "".join(
        f'<circle cx="{float(x(day)):.1f}" cy="{float(y(share)):.1f}" r="4" fill="{_PAST}"/>' for day, share in points
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<text x="{_LEFT}" y="20" font-size="14" font-weight="bold">{escape(title)}</text>',
            f'<text x="{WIDTH - _RIGHT}" y="20" text-anchor="end" fill="#555">grey: before the surveys · blue: after '
            "them, 8 of 10 curves · dots: surveys</text>",
            *(_share_line(part, float(y(part))) for part in (0.0, 0.25, 0.5, 0.75, 1.0)),
            *_years(first, last, x),
            _band(x(years), y(prior), "#cccccc", "#888888"),
            _band(x(years), y(posterior), _BAND, _AHEAD),
            dots,
            "</svg>\n",
        ]
    )


def _share_line(part: float, height: float) -> str:
    return (
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{height:.1f}" y2="{height:.1f}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 6}" y="{height + 4:.1f}" text-anchor="end" fill="#555">{part:.0%}</text>'
    )


def _band(x: Reals, quantiles: Reals, fill: str, line: str) -> str:
    low, middle, high = quantiles
    edge = [*zip(x, high, strict=True), *zip(x[::-1], low[::-1], strict=True)]
    return (
        f'<polygon points="{_points(edge)}" fill="{fill}" fill-opacity="0.6"/>'
        f'<polyline points="{_points(zip(x, middle, strict=True))}" fill="none" stroke="{line}" stroke-width="2"/>'
    )

"""
Pictures of a forecast as SVG: weeks or months behind and ahead, with the band that holds eight of ten draws.

Plain lines and text, readable without JavaScript and in print; the figures stand in ``draws.parquet``.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import numpy as np

from channelmix.forecast.fitting.steps import Stretch, stretch
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Days, Reals
from channelmix.forecast.store.draws import Draws

WIDTH, HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 16, 40, 40
_PAST, _AHEAD, _BAND = "#333333", "#0b62a4", "#9cc5e8"

Scale = Callable[[Any], Reals]


def plots_of(past: Beside, draws: Draws, unvalidated_from: Days | None = None) -> dict[str, bytes]:
    """Return a picture for each channel of which a whole week or month lies ahead, by file name."""
    drawn = {name: stretch(draws, name, past) for name in draws.channels}
    return {
        f"plots/{name}.svg": _picture(name, each, unvalidated_from).encode()
        for name, each in drawn.items()
        if each is not None
    }


def _picture(name: str, drawn: Stretch, unvalidated_from: Days | None) -> str:
    """Return a channel's whole weeks or months; one of which some days only are known or forecast is not drawn."""
    behind, ahead = (np.array(days, "datetime64[D]") for days in ([day for day, _ in drawn.past], drawn.days))
    contacts = np.array([value for _, value in drawn.past])
    every = np.concatenate([behind, ahead]).astype(np.int64)
    first, last = int(every.min()), max(int(every.max()), int(every.min()) + 1)
    top = _nice(float(max(contacts.max(initial=0.0), drawn.quantiles.max(initial=0.0), 1.0)))

    def x(days: Days) -> Reals:
        return np.asarray(_LEFT + (days.astype(np.int64) - first) / (last - first) * (WIDTH - _LEFT - _RIGHT))

    def y(values: Reals) -> Reals:
        return np.asarray(HEIGHT - _BOTTOM - values / top * (HEIGHT - _TOP - _BOTTOM))

    title = f"{escape(name)}: contacts a {drawn.step}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="20" font-size="14" font-weight="bold">{title}</text>',
        f'<text x="{WIDTH - _RIGHT}" y="20" text-anchor="end" fill="#555">black: known · blue: median, '
        "band: 8 of 10 draws</text>",
        *_grid(top, y),
        *_years(first, last, x),
        f'<polyline points="{_points(zip(x(behind), y(contacts), strict=True))}" fill="none" '
        f'stroke="{_PAST}" stroke-width="1.6"/>',
        _band(x(ahead), y(drawn.quantiles), _BAND, line=_AHEAD),
    ]
    if unvalidated_from is not None and unvalidated_from[0] <= ahead[-1]:
        place = float(x(np.maximum(unvalidated_from, every.min().astype("datetime64[D]")))[0])
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
    """Return a line at the beginning of each year between two days."""
    ends = np.array([first, last], "datetime64[D]").astype("datetime64[Y]")
    lines = []
    for year in np.arange(ends[0], ends[1] + 1):
        begin = year.astype("datetime64[D]")
        if begin.astype(np.int64) >= first:
            place = float(x(np.array([begin]))[0])
            lines.append(
                f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM + 5}" stroke="#bbb"/>'
                f'<text x="{place:.1f}" y="{HEIGHT - _BOTTOM + 20}" text-anchor="middle" fill="#555">{year}</text>'
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
    first, last = (int(day.astype("datetime64[D]").astype(int)) for day in (years[0], years[-1]))
    points = [point for point in points if years[0] <= point[0] <= years[-1]]

    def x(days: Any) -> Reals:
        passed = np.asarray(days, "datetime64[D]").astype(np.int64) - first
        return np.asarray(_LEFT + passed / max(last - first, 1) * (WIDTH - _LEFT - _RIGHT))

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
            _band(x(years), y(prior), "#cccccc", line="#888888"),
            _band(x(years), y(posterior), _BAND, line=_AHEAD),
            dots,
            "</svg>\n",
        ]
    )


def _share_line(part: float, height: float) -> str:
    return (
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{height:.1f}" y2="{height:.1f}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 6}" y="{height + 4:.1f}" text-anchor="end" fill="#555">{100 * part:.0f} %</text>'
    )


def _band(x: Reals, quantiles: Reals, fill: str, *, line: str) -> str:
    low, middle, high = quantiles
    edge = [*zip(x, high, strict=True), *zip(x[::-1], low[::-1], strict=True)]
    return (
        f'<polygon points="{_points(edge)}" fill="{fill}" fill-opacity="0.6"/>'
        f'<polyline points="{_points(zip(x, middle, strict=True))}" fill="none" stroke="{line}" stroke-width="2"/>'
    )

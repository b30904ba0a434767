"""
What was thought of an adoption curve before the surveys, what they leave open, and the surveys: kept to be drawn.

``curves.json`` lies beside the draws of a stored forecast, whether it is an adoption curve or
contacts that follow some. Nothing is computed from it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice.shock_words import edges

if TYPE_CHECKING:
    from channelmix.forecast.choice.adoption import Adoption

FILE = "curves.json"
LEVELS = (0.1, 0.5, 0.9)
_MONTHS_APART = 3

Values = tuple[float, ...]


@dataclass(frozen=True)
class BeforeAfter:
    """One channel's adoption by surveys: quantiles at ``LEVELS`` before and after them."""

    channel: str
    days: tuple[date, ...]
    prior: tuple[Values, ...]
    """Low, middle and high shares, each as long as ``days``."""
    posterior: tuple[Values, ...]
    surveys: tuple[tuple[date, float], ...]
    """Day and share of each survey of use."""


def before_after(curve: "Adoption", last: date) -> BeforeAfter:
    """Return what is drawn of a curve, from its first survey to a last day."""
    used = [(row.date, row.share) for row in curve.surveys.kind("use")]
    first = np.datetime64(min(day for day, _ in used), "M")
    end = np.datetime64(max(last, max(day for day, _ in used)), "M") + _MONTHS_APART
    days = np.arange(first, end + 1, _MONTHS_APART).astype("datetime64[D]")
    bends = np.array(edges(next(iter(curve.fitted.values())).model.shocks), "datetime64[D]")
    days = np.unique(np.concatenate([days, bends[(bends > days[0]) & (bends < days[-1])]]))
    quantiles = curve.side_by_side(days, LEVELS)
    return BeforeAfter(
        curve.channel, tuple(days.tolist()), _rows(quantiles["prior"]), _rows(quantiles["posterior"]), tuple(used)
    )


def _rows(values: Any) -> tuple[Values, ...]:
    return tuple(tuple(round(float(value), 5) for value in row) for row in values)


def as_file(curves: Sequence[BeforeAfter]) -> Mapping[str, bytes]:
    """Return the file by its name; nothing if there are no curves."""
    if not curves:
        return {}
    content = [
        {
            "channel": each.channel, "levels": LEVELS, "days": [str(day) for day in each.days], "prior": each.prior,
            "posterior": each.posterior, "surveys": [[str(day), share] for day, share in each.surveys],
        }
        for each in curves
    ]  # fmt: skip
    return {FILE: json.dumps({"schema": 1, "curves": content}).encode()}


def read_before_after(folder: Path) -> tuple[BeforeAfter, ...]:
    """
    Return what a stored forecast keeps of its curves; nothing if it has none, or is older than the file.

    Raises:
        DataError: If the file is not what ``as_file`` writes.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            BeforeAfter(
                str(each["channel"]), tuple(map(date.fromisoformat, each["days"])), _rows(each["prior"]),
                _rows(each["posterior"]), tuple((date.fromisoformat(day), share) for day, share in each["surveys"]),
            )
            for each in content["curves"]
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is not what a fit writes ({error}); fit the forecast again") from error

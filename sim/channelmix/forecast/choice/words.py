"""What the surveys of a channel cannot tell, in words for whoever reads the forecast."""

from collections.abc import Iterator

import numpy as np

from channelmix.forecast.choice.adoption import Adoption
from channelmix.forecast.choice.survey_cells import whole_years

_HARDLY = 0.8
"""A spread that shrank by less than a fifth: hardly anything was learned."""
_CLEAR = 0.7
_ROUGH = 200


def of(adoption: Adoption) -> tuple[str, ...]:
    """Return what is not known, most important first; empty only if the surveys tell everything."""
    return tuple(text for part in (_points, _ceiling, _curves, _shocks, _kinds, _sampling) for text in part(adoption))


def _points(adoption: Adoption) -> Iterator[str]:
    rows = adoption.surveys.kind("use")
    if len({row.date for row in rows}) == 1:
        yield f"one survey of {rows[0].date.year} tells a level and nothing of growth: growth is wholly assumed"
    elif whole_years(rows[0].date, rows[-1].date) < 2:
        years = whole_years(rows[0].date, rows[-1].date)
        yield f"{len(rows)} surveys within {years:.1f} years hardly tell growth from the noise of samples"
    if len(adoption.questions) == 1:
        yield "only one question was asked: its wording may move the level by ten points, unseen"
    unknown = sum(row.n is None for row in rows)
    if unknown:
        yield f"{unknown} of {len(rows)} surveys do not tell how many were asked; they count as 500 people each"
    if all(row.share in (0.0, 1.0) for row in rows):
        yield "every survey found nobody or everybody: how near to it the truth lies is not known"


def _ceiling(adoption: Adoption) -> Iterator[str]:
    ceilings = adoption.ceilings()
    before, after = (float(np.ptp(ceilings[name])) for name in ("prior", "posterior"))
    low, high = ceilings["posterior"][0], ceilings["posterior"][-1]
    if after > _HARDLY * before:
        ends = f"{100 * low:.0f} % to {100 * high:.0f} %"
        yield f"where adoption ends is assumed, not seen: a ceiling of {ends}, as before the surveys"


def _curves(adoption: Adoption) -> Iterator[str]:
    listed = sorted(adoption.chances.items(), key=lambda pair: -pair[1])
    if len(listed) > 1 and listed[0][1] < _CLEAR:
        text = ", ".join(f"{name} {100 * chance:.0f} %" for name, chance in listed)
        yield f"the surveys do not tell the shapes of curves apart ({text}); all of them are kept"


def _shocks(adoption: Adoption) -> Iterator[str]:
    last = max(row.date for row in adoption.surveys.kind("use"))
    for fitted in list(adoption.fitted.values())[:1]:
        for shock in fitted.model.shocks:
            if shock.at >= last:
                low, high = shock.keeps
                kept = f"{100 * low:.0f} % to {100 * high:.0f} %"
                yield f"no survey after {shock.at} shows what the shock did; it keeps {kept}, assumed"


def _kinds(adoption: Adoption) -> Iterator[str]:
    wishes = len(adoption.surveys.kind("preference"))
    if wishes:
        yield f"{wishes} survey{'s' if wishes > 1 else ''} of preference left out: a wish is not use"


def _sampling(adoption: Adoption) -> Iterator[str]:
    if adoption.effective < _ROUGH:
        yield f"the quantiles are rough: {adoption.effective:.0f} effective draws; give fewer curves or simpler surveys"

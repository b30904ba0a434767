"""
What may come: the adoption curves and forecasts that a study rests on, with the date that it simulates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from channelmix.report.amounts import percent
from channelmix.report.forecast_charts import Marked
from channelmix.report.forecast_pictures import view_pictures
from channelmix.report.language import say
from channelmix.report.numbers import Kind, counted, number
from channelmix.report.picture import Picture
from channelmix.report.stored import Study
from channelmix.scenario.stored import StoredForecast


def outlook_pictures(study: Study) -> list[Picture]:
    """Return a picture for each curve and forecast of a study's ``outlook``."""
    marked = Marked(study.cases[0].scenario.period.start, say("simulated here"))
    found = []
    for used in study.outlook:
        stored = used.view.stored
        notes = [say("forecast {name}, version {version}", name=stored.label, version=stored.version)]
        notes += _tried(stored.card.get("validation", {}))
        if not used.is_named:
            notes.append(_asked(stored, _moved(study, stored.card.get("channel"))))
        pictures = view_pictures(used.view, marked=marked)
        found += [replace(picture, notes=(*picture.notes, *notes)) for picture in pictures]
    return found


def _asked(stored: StoredForecast, shares: str) -> str:
    """Return what the surveys asked that a curve rests on, in the words of the newest of use, where it is kept."""
    from channelmix.forecast.choice.surveys import read

    path = stored.folder / "surveys.csv"
    used = [row for row in read(path).kind("use") if row.question] if path.is_file() else []
    if not used:
        return say(_SOMETHING_ASKED, shares=shares)
    newest = max(used, key=lambda row: row.date)
    return say(_ASKED, year=newest.date.year, question=newest.question, shares=shares)


_ASKED = (
    "what the newest survey asked ({year}): “{question}”; that is no share of contacts, and the plans do not use it: "
    "they move shares of contacts of their own ({shares})"
)
_SOMETHING_ASKED = (
    "what the surveys asked: who had contact with some company; that is no share of contacts, and the plans do not "
    "use it: they move shares of contacts of their own ({shares})"
)


def _moved(study: Study, channel: object) -> str:
    """Return the shares of contacts that plans move by numbers to the channel of the shipped curves, each once."""
    shifts = [shift for resolved in study.resolved for shift in resolved.get("channel_shift") or ()]
    shares = {shift["share"] for shift in shifts if shift["to"] == channel and isinstance(shift["share"], int | float)}
    return ", ".join(map(percent, sorted(shares)))


def _tried(validation: Mapping[str, Any]) -> Iterator[str]:
    """Yield how far forecasts were from what came, where that was tried on unseen days."""
    if "gate_wape" in validation:
        yield say(
            "against what came: {days} ahead, at {moments} past moments, it erred by {ours} of the contacts, the same "
            "weekday of the week before by {theirs}",
            days=counted(int(validation["gate_days_ahead"]), "day"), moments=validation["gate_origins"],
            ours=number(validation["gate_wape"], Kind.SHARE),
            theirs=number(validation["gate_persistence_wape"], Kind.SHARE),
        )  # fmt: skip

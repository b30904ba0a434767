"""Stored forecasts beside a study: the date simulated, the version, and how near forecasts have been to what came."""

import html
from dataclasses import replace
from datetime import date
from pathlib import Path

from channelmix.forecast.fitting.used import Used, forecasts_used
from channelmix.forecast.fitting.view import view_of
from channelmix.report.cases import Case
from channelmix.report.outlook import outlook_pictures
from channelmix.report.stored import Study
from channelmix.scenario import Scenario
from channelmix.scenario.stored import stored_forecast

SCENARIO = Scenario.model_validate({
    "schema": 1, "name": "x", "period": {"start": date(2026, 3, 2), "days": 1, "timezone": "Europe/Amsterdam"},
    "channels": {"phone": {"kind": "voice", "arrivals": {"per_day": 1}, "handling": "5 min"}},
    "groups": {"desk": {"handles": ["phone"], "agents": 1}},
})  # fmt: skip


def study(*used: Used) -> Study:
    case = Case(name="x", scenario=SCENARIO, summary={}, estimates=(), unsourced=(), warnings=())
    return Study(cases=[case], differences=(), summary={}, intervals=[()], outlook=used)


def told_asked(country: str) -> str:
    moves = {"period": {"country": country}, "channel_shift": [{"from": "phone", "to": "whatsapp", "share": 0.1}]}
    (picture,) = outlook_pictures(study(*forecasts_used([moves], [Path()])))
    (asked,) = [note for note in picture.notes if "asked" in note]
    return asked


def test_a_study_that_moves_people_to_whatsapp_is_shown_the_surveys_of_its_country() -> None:
    moves = {"period": {"country": "NL"}, "channel_shift": [{"from": "phone", "to": "whatsapp", "share": 0.1}]}
    (used,) = forecasts_used([moves], [Path()])
    assert (used.view.stored.label, used.is_named) == ("nl_whatsapp", False)
    (picture,) = outlook_pictures(study(used))
    assert "simulated here" in html.unescape(picture.svg)
    asked = "what the newest survey asked (2016): “Consumers 13+ who had contact with a company via WhatsApp"
    assert any(note.startswith(asked) for note in picture.notes)
    assert told_asked("DE").startswith("what the newest survey asked (2018): “Has contacted companies via messenger")
    assert forecasts_used([{**moves, "period": {"country": "FR"}}], [Path()]) == []
    assert forecasts_used([{"period": {"country": "NL"}}], [Path()]) == []


def test_a_forecast_that_is_gone_is_left_out() -> None:
    gone = {"channels": {"phone": {"arrivals": {"forecast": "no_such_forecast"}}}}
    assert forecasts_used([gone], [Path()]) == []


def test_what_was_tried_on_unseen_days_stands_below_the_picture() -> None:
    stored = stored_forecast("nl_whatsapp")
    tried = {"gate_days_ahead": 28, "gate_origins": 3, "gate_wape": 0.071, "gate_persistence_wape": 0.124}
    card = {**stored.card, "validation": tried}
    (picture,) = outlook_pictures(study(Used(view_of(replace(stored, card=card)), is_named=True)))
    (note,) = [note for note in picture.notes if note.startswith("against what came")]
    assert "28 days ahead, at 3 past moments, it erred by 7.1 % of the contacts" in note
    assert note.endswith("the week before by 12.4 %")

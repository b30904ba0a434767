"""Operations with everything switched on, small enough to be played many times."""

from datetime import date

import pytest

from channelmix.scenario.model import Scenario

CHANNELS = {
    "phone": {
        "kind": "voice",
        "hours": {"mon-fri": "08:00-18:00"},
        "arrivals": {"per_day": 150},
        "handling": {"mean": "5 min", "cv": 1.2},
        "wrap_up": "40 s",
        "patience": {"mean": "4 min", "distribution": "exponential", "balk": 0.05},
        "target": {"share": 0.8, "within": "20 s"},
        "redial": {"share": 0.4, "after": {"mean": "15 min", "distribution": "exponential"}},
        "unresolved": {"share": 0.2, "after": "1 day", "to": {"phone": 3, "whatsapp": 1}},
        "lines": 12,
    },
    "chat": {
        "kind": "chat",
        "hours": {"mon-fri": "09:00-17:00"},
        "arrivals": {"per_day": 40},
        "handling": "6 min",
        "patience": "3 min",
        "bot": {"containment": 0.3, "time": "45 s", "returns": {"share": 0.2, "after": "2 h", "to": "phone"}},
    },
    "whatsapp": {
        "kind": "messaging",
        "arrivals": {"per_day": 30},
        "turns": {"mean": 3},
        "handling": {"mean": "7 min", "per": "conversation"},
        "reply_delay": {"mean": "4 min", "cv": 2},
        "inactive_after": "5 min",
        "response_target": {"share": 0.9, "within": "15 min"},
    },
    "email": {
        "kind": "deferred",
        "arrivals": {"per_day": 25},
        "handling": "8 min",
        "target": {"share": 0.9, "within": "8 h"},
    },
}
OFFICE = {"08:00": 4, "12:00": 3, "13:00": 5, "18:00": 0}
GROUPS = {
    "front": {
        "handles": ["phone", ["chat", "whatsapp"], "email"],
        "agents": {"mon-fri": OFFICE},
        "concurrency": {"chat": 2, "whatsapp": 3},
        "slowdown": [1.0, 1.2, 1.4],
        "cost_per_hour": 30.0,
        "shrinkage": 0.3,
    },
    "calls": {"handles": ["phone"], "agents": {"mon-fri": {"08:00": 11, "18:00": 0}}, "cost_per_hour": 28.0},
}


@pytest.fixture(scope="session")
def busy_center():
    """Build the operation, with changes of the phone channel, of the agents of a group, or of the period."""

    def build(*, phone=None, calls=11, channels=("phone", "chat", "whatsapp", "email"), **period):
        chosen = {name: CHANNELS[name] for name in channels}
        chosen["phone"] = chosen["phone"] | (phone or {})
        groups = {**GROUPS, "calls": GROUPS["calls"] | {"agents": {"mon-fri": {"08:00": calls, "18:00": 0}}}}
        return Scenario.model_validate(
            {
                "schema": 1,
                "name": "busy",
                "period": {"start": date(2024, 3, 5), "days": 2, "warm_up": "1 day", **period},
                "demand": {"day_factor": {"cv": 0.1, "shared": 0.5}},
                "channels": chosen,
                "groups": groups,
            }
        )

    return build

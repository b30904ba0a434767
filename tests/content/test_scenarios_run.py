"""Every shipped scenario can be simulated, and a strategy moves the customers it says it moves."""

import pytest

from channelmix.scenario import load
from channelmix.simulate import run

STRATEGIES = ("phone_email", "plus_chat", "plus_whatsapp", "whatsapp_first_bot", "phone_deflected")
VARIANTS = ("slow_adoption", "outage_day", "newsletter_day")
SHIPPED = [
    *(f"{folder}/{name}" for folder in ("webshop_nl", "utility_de") for name in (*STRATEGIES, *VARIANTS)),
    *(f"town_hall_nl/{year}" for year in range(2016, 2020)),
]
BRIEFLY = ("period.days=1", "period.warm_up=0 s")


def _channels(name, *overrides):
    return run(load(name, (*BRIEFLY, *overrides)), replications=1).summary["channels"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_day_of_a_shipped_scenario_answers_contacts_in_every_channel(name):
    as_given = ("channels.phone.arrivals.counts=first_attempts",) if name.startswith("town_hall") else ()
    day = ("period.start=2026-03-03",) if name.endswith("newsletter_day") else ()
    for channel, figures in _channels(name, *as_given, *day).items():
        assert figures["offered"]["mean"] > 0, channel
        assert figures["answered"]["mean"] > 0, channel
        assert figures["unfinished"]["mean"] == 0, channel


def test_whatsapp_takes_its_share_of_first_calls_from_the_web_shop():
    today, slow, planned = (
        _channels(f"webshop_nl/{name}", "period.days=2")["phone"]["first_attempts"]["mean"]
        for name in ("phone_email", "slow_adoption", "plus_whatsapp")
    )

    def moved(share, calls):
        return 1 - calls / today == pytest.approx(share, abs=4 * (share * (1 - share) / today) ** 0.5)

    assert moved(0.13, planned)
    assert moved(0.07, slow)
    assert not moved(0.30, planned)
    assert planned < slow < today


def test_an_outage_brings_more_calls_than_the_same_day_without_it():
    day = ("period.start=2026-03-04",)
    outage, ordinary = (_channels(f"webshop_nl/{name}", *day) for name in ("outage_day", "plus_whatsapp"))
    assert outage["phone"]["first_attempts"]["mean"] > 1.2 * ordinary["phone"]["first_attempts"]["mean"]
    assert outage["whatsapp"]["first_attempts"]["mean"] > ordinary["whatsapp"]["first_attempts"]["mean"]

"""A scenario draws its demand from a stored forecast: level, shape and draw, and its doubts in every output."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from channelmix.errors import ScenarioError
from channelmix.forecast.series import weekdays
from channelmix.forecast.store.draws import Profiles, quiet_weekdays
from channelmix.forecast.store.overrides import Override, write_overrides
from channelmix.forecast.within_day import WithinDay
from channelmix.scenario import load
from channelmix.scenario.changes import Adopted
from channelmix.simulate import run
from channelmix.simulate.adopted import adoption_notes
from channelmix.simulate.prepare import FileData, prepare

SCENARIO = """\
schema = 1
name = "Forecast"
[period]
start = {start}
days = {days}
[run]
replications = 4
{run}
[demand]
day_factor = {{ cv = 0.5 }}
[channels.phone]
kind = "voice"
arrivals = {arrivals}
handling = "2 min"
[channels.chat]
kind = "chat"
handling = "2 min"
[groups.team]
handles = ["phone", "chat"]
agents = 20
concurrency = {{ chat = 2 }}
{shift}
"""
FORECAST = '{ forecast = "service" }'


@pytest.fixture
def scenario(tmp_path):
    def write(arrivals=FORECAST, *, start="2027-03-01", days=7, run="", shift=""):
        path = tmp_path / "scenario.toml"
        path.write_text(
            SCENARIO.format(start=start, days=days, run=run, shift=shift, arrivals=arrivals), encoding="utf-8"
        )
        return path

    return write


def arrivals_of(path, replications):
    """Return the number of first contacts of each replication, and their seconds of the day."""
    loaded = load(path)
    simulation = prepare(loaded.scenario, seed=1, files=FileData.of(loaded))
    parts = [
        simulation.population.contacts(1, number, simulation.operation.count_until) for number in range(replications)
    ]
    clock = simulation.population.clock
    return np.array([part.first for part in parts]), [clock.second_of_day(part.arrival[: part.first]) for part in parts]


def test_each_replication_takes_its_own_draw_with_poisson_arrivals_and_no_day_factor(stored, scenario) -> None:
    stored()
    counts, times = arrivals_of(scenario(), 40)
    for draw, level in enumerate((40.0, 80.0)):
        mine = counts[draw::2]
        assert mine.mean() == pytest.approx(7 * level, abs=4 * np.sqrt(7 * level / len(mine)))
        assert 0.3 < mine.var(ddof=1) / mine.mean() < 2.2  # chi-squared with 19 degrees, 1 in 1,000 each side
    assert counts[0] != counts[2]
    hours = np.bincount(np.concatenate(times) // 3600, minlength=24)
    assert hours[:9].sum() + hours[12:].sum() == 0
    assert hours[9] / hours.sum() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(hours.sum()))


def test_this_check_would_notice_the_day_factor_that_does_not_apply(stored, scenario) -> None:
    counts, _ = arrivals_of(scenario("{ per_day = 40 }"), 20)
    assert counts.var(ddof=1) / counts.mean() > 2.2


def test_a_profile_beside_it_shapes_its_days_and_leaves_their_level(stored, scenario) -> None:
    stored(assumed_shape=["phone"])
    own = '\n[profiles.late]\nmon-sun = { "18:30" = 1, "20:00" = 3, "21:00" = 0 }\n'
    path = scenario('{ forecast = "service", profile = "late" }', shift=own)
    counts, times = arrivals_of(path, 20)
    seconds = np.concatenate(times)
    assert seconds.min() >= 18.5 * 3600
    assert seconds.max() < 21 * 3600
    late = (seconds >= 20 * 3600).mean()
    assert late == pytest.approx(3 / 4.5, abs=4 * np.sqrt(2 / 9 / len(seconds)))
    assert load(path).warnings == ()
    assert counts.sum() == arrivals_of(scenario(), 20)[0].sum()
    (of_one_day,) = [arrivals_of(scenario(FORECAST, days=1), 20)[1]]
    tuesdays = own.replace("mon-sun", "tue")
    (same,) = [arrivals_of(scenario('{ forecast = "service", profile = "late" }', days=1, shift=tuesdays), 20)[1]]
    assert np.concatenate(same).tolist() == np.concatenate(of_one_day).tolist()


def test_a_shape_of_the_day_that_is_assumed_is_told_in_every_run(stored, scenario) -> None:
    stored(assumed_shape=["phone"])
    assert "has days only, so the hours of the day of phone are assumed" in " ".join(load(scenario()).warnings)


def test_only_days_that_have_contacts_are_told_as_lost_while_closed(stored, scenario) -> None:
    hours = '{ forecast = "service" }\nhours = { mon-fri = "08:00-20:00" }'
    stored()
    assert "what it has of phone on sat, sun does not come" in " ".join(load(scenario(hours)).warnings)
    stored(quiet_weekdays={"phone": ["sun"]})
    assert "what it has of phone on sat does not come" in " ".join(load(scenario(hours)).warnings)


def test_weekdays_with_next_to_nothing_are_found(draws) -> None:
    some = draws()
    assert quiet_weekdays(some) == {}
    sundays = weekdays(some.days) == 6
    without = replace(some, contacts=np.where(sundays, 0.001, some.contacts))
    assert quiet_weekdays(without) == {name: ["sun"] for name in some.channels}


def test_replications_may_share_a_draw(stored, scenario) -> None:
    stored()
    counts, _ = arrivals_of(scenario(run="days_per_draw = 2"), 4)
    assert [count > 7 * 60 for count in counts] == [False, False, True, True]


def test_figures_of_a_run_say_which_forecast_they_rest_on_and_how_far_it_was_tried(stored, scenario) -> None:
    stored()
    beyond = run(scenario(start="2027-03-10"))
    assert beyond.summary["forecasts"] == {
        "service": {"version": 1, "validated_until": "2027-03-14", "validated": False}
    }
    assert "not validated from 2027-03-15 on: backtests reach to 2027-03-14" in " ".join(beyond.loaded.warnings)
    within = run(scenario())
    assert within.summary["forecasts"]["service"]["validated"] is True
    assert within.loaded.warnings == ()


def test_a_stale_forecast_is_told_in_every_run(stored, scenario) -> None:
    stored(history={"last": date.today() - timedelta(days=200)})
    assert "is stale: its history ends 200 days ago" in " ".join(load(scenario()).warnings)


def test_the_same_inputs_give_the_same_bytes_and_an_override_changes_them(stored, scenario) -> None:
    folder = stored()
    path = scenario()
    first = run(path)
    assert run(path, workers=1).json() == first.json()
    write_overrides(folder, [Override("phone", date(2027, 3, 1), date(2027, 3, 7), 2.0, "campaign", date(2026, 11, 1))])
    other = run(path)
    assert other.inputs_sha256 != first.inputs_sha256
    assert (
        other.summary["channels"]["phone"]["offered"]["mean"]
        > 1.7 * first.summary["channels"]["phone"]["offered"]["mean"]
    )


def test_forecast_handling_takes_the_place_of_the_scenarios_mean(stored, scenario, draws) -> None:
    stored(draws=draws(handling=300.0))
    figures = run(scenario()).summary["channels"]["phone"]
    assert figures["handling_mean_s"]["mean"] == pytest.approx(300, rel=0.15)


def test_offered_volumes_of_a_forecast_are_taken_for_all_contacts(stored, scenario) -> None:
    stored()
    result = run(scenario('{ forecast = "service", counts = "offered" }'))
    assert result.summary["channels"]["phone"]["offered_given"]["mean"] == pytest.approx(7 * 60)


@pytest.mark.parametrize(
    ("arrivals", "settings", "message"),
    [
        ('{ forecast = "servise" }', {}, "did you mean 'service'"),
        (
            '{ forecast = "other" }',
            {},
            "must be a forecast with the channel phone (got one of fone); did you mean 'fone'",
        ),
        (FORECAST, {"start": "2027-03-25"}, "covers 2027-03-01 to 2027-03-28; the period is 2027-03-25 to 2027-03-31"),
        ('{ forecast = "service@3" }', {}, "has the versions 1 (got 3)"),
    ],
)
def test_a_forecast_that_does_not_fit_is_told_at_its_place(
    stored, scenario, draws, arrivals, settings, message
) -> None:
    stored()
    stored("other", draws(channels=("fone",)))
    with pytest.raises(ScenarioError) as error:
        load(scenario(arrivals, **settings))
    assert message in str(error.value)
    assert "scenario.toml:13:25: channels.phone.arrivals.forecast" in str(error.value)


SHIFT = '[[channel_shift]]\nfrom = "phone"\nto = "chat"\nshare = { adoption = "nl_whatsapp", since = 2026-03-01 }'


def test_an_adoption_curve_moves_the_share_of_its_draw(stored_curve, scenario) -> None:
    stored_curve()
    path = scenario("{ per_day = 400 }", shift=SHIFT, days=1)
    path.write_text(path.read_text().replace("cv = 0.5", "cv = 0.0"))
    loaded = load(path)
    population = prepare(loaded.scenario, seed=1, files=FileData.of(loaded)).population
    until = int(population.clock.day_start[1])
    parts = [population.contacts(1, number, until) for number in range(20)]
    moved = np.array([[np.sum(part.channel[: part.first] == 1), part.first] for part in parts])
    for draw, share in enumerate((0.25, 0.75)):
        got, of = moved[draw::2].sum(axis=0)
        assert got / of == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / of))


def test_an_adoption_curve_may_be_read_on_another_day_than_the_simulated(stored_curve, scenario) -> None:
    stored_curve()
    path = scenario("{ per_day = 400 }", shift=SHIFT.replace(" }", ", as_of = 2026-03-01 }"), days=1)
    loaded = load(path)
    population = prepare(loaded.scenario, seed=1, files=FileData.of(loaded)).population
    until = int(population.clock.day_start[1])
    parts = [population.contacts(1, number, until) for number in range(4)]
    assert all(not np.any(part.channel[: part.first] == 1) for part in parts)


def test_customers_who_come_half_as_fast_are_on_a_day_where_the_curve_was_half_the_time_before() -> None:
    days = date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 11)

    def read(speed: float) -> list[str]:
        share = Adopted(adoption="nl_whatsapp", since=date(2026, 3, 1), speed=speed)
        return [str(share.read_on(day)) for day in days]

    assert read(1.0) == ["2026-02-27", "2026-03-01", "2026-03-11"]
    assert read(0.5) == ["2026-02-27", "2026-03-01", "2026-03-06"]
    assert read(2.0) == ["2026-02-27", "2026-03-01", "2026-03-21"]


def test_an_adoption_curve_beside_a_forecast_of_its_channel_is_an_error(stored, stored_curve, scenario, draws) -> None:
    stored(draws=draws(channels=("phone", "chat")))
    stored_curve()
    with pytest.raises(ScenarioError, match="must not stand beside forecast arrivals of phone: forecast service has"):
        load(scenario(shift=SHIFT))
    with pytest.raises(ScenarioError, match="must name a stored adoption curve"):
        load(scenario("{ per_day = 40 }", shift=SHIFT.replace("nl_whatsapp", "service")))


def test_a_channel_to_come_takes_from_forecast_arrivals_what_its_curve_moves(stored, stored_curve, scenario) -> None:
    stored()
    stored_curve()
    loaded = load(scenario(shift=SHIFT, days=1))
    population = prepare(loaded.scenario, seed=1, files=FileData.of(loaded)).population
    until = int(population.clock.day_start[1])
    parts = [population.contacts(1, number, until) for number in range(40)]
    moved = np.array([[np.sum(part.channel[: part.first] == 1), part.first] for part in parts])
    for draw, (contacts, share) in enumerate(((40, 0.25), (80, 0.75))):
        got, of = moved[draw::2].sum(axis=0)
        assert of == pytest.approx(20 * contacts, abs=4 * np.sqrt(20 * contacts))
        assert got / of == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / of))


def test_what_a_curve_moves_is_said_with_the_days_between_which_it_is_read(stored_curve, scenario) -> None:
    stored_curve()
    (note,) = adoption_notes(load(scenario("{ per_day = 200 }", start="2026-08-28", days=2, shift=SHIFT)))
    gained = (0.3 - 0.2) / 0.8, (0.5 - 0.2) / 0.8
    days = (date(2026, 8, 29) - date(2026, 3, 1)).days / 365
    low, high = (2 * days * share for share in gained)
    shares = ((low + high) / 2, 0.9 * low + 0.1 * high, 0.1 * low + 0.9 * high)
    told = "{:.1f} % ({:.1f} % to {:.1f} %) of phone to chat".format(*(100 * share for share in shares))
    assert note == f"adoption nl_whatsapp moves {told}: what it gains from 2026-03-01 to 2026-08-29"


def test_a_forecast_is_the_source_of_what_it_gives(stored, stored_curve, scenario) -> None:
    stored(), stored_curve(kind="adoption")
    loaded = load(scenario(shift=SHIFT))
    assert "channels.phone.arrivals" not in loaded.unsourced
    assert loaded.sources["channels.phone.arrivals"].startswith("forecast service, version 1 of ")
    assert loaded.sources["channel_shift"].startswith("adoption curve nl_whatsapp, version 1 of ")
    assert "channels.phone.arrivals" in load(scenario("{ per_day = 200 }")).unsourced


def test_a_curve_read_where_it_does_not_reach_says_so(stored_curve, scenario) -> None:
    stored_curve(first=date(2026, 3, 1), last=date(2027, 3, 4))
    warnings = "\n".join(load(scenario("{ per_day = 40 }", shift=SHIFT.replace("2026-", "2025-"))).warnings)
    assert "adoption nl_whatsapp begins on 2026-03-01: what moved from 2025-03-01 until then is not counted" in warnings
    assert "adoption nl_whatsapp ends on 2027-03-04: its last share holds on 2027-03-07" in warnings
    within = "\n".join(load(scenario("{ per_day = 40 }", shift=SHIFT, days=4)).warnings)
    assert "begins on" not in within
    assert "ends on" not in within


def test_single_days_stray_from_their_profile_and_keep_their_total(stored, scenario, draws, profiles) -> None:
    straying = Profiles(("phone",), 60, profiles().shares, (WithinDay(0.5, 400.0),))
    stored(draws=draws((4000.0,)), profiles=straying)
    counts, times = arrivals_of(scenario(days=1), 30)
    first = np.array([np.mean(np.asarray(seconds) < 10 * 3600) for seconds in times])
    assert counts.mean() == pytest.approx(4000, abs=4 * np.sqrt(4000 / 30))
    assert first.std() > 3 * np.sqrt(0.25 / 4000)


def test_this_check_notices_days_that_do_not_stray(stored, scenario, draws) -> None:
    stored(draws=draws((4000.0,)))
    _, times = arrivals_of(scenario(days=1), 30)
    first = np.array([np.mean(np.asarray(seconds) < 10 * 3600) for seconds in times])
    assert first.std() < 2 * np.sqrt(0.25 / 4000)


def test_callers_come_while_it_is_open_and_the_day_keeps_its_total(stored, scenario) -> None:
    stored()
    path = scenario(days=1)
    path.write_text(path.read_text().replace('kind = "voice"', 'kind = "voice"\nhours = "10:00-12:00"'))
    counts, times = arrivals_of(path, 40)
    assert min(map(min, times)) >= 10 * 3600
    assert counts[0::2].mean() == pytest.approx(40, abs=4 * np.sqrt(40 / 20))


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ('{ mon-fri = "08:00-20:00" }', "what it has of phone on sat, sun does not come, phone is closed then"),
        ('{ mon-sun = "08:00-20:00" }', None),
    ],
)
def test_what_a_forecast_has_of_closed_days_is_said_not_to_come(stored, scenario, hours, told) -> None:
    stored()
    warnings = "\n".join(load(scenario(), [f"channels.phone.hours={hours}"]).warnings)
    assert (told in warnings) if told else ("does not come" not in warnings)

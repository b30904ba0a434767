"""What is stored comes back, every version is kept, and overrides lie beside the forecast, not in it."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast.store.curves import Adoption
from channelmix.forecast.store.draws import Draws, read_draws, read_profiles
from channelmix.forecast.store.folders import require_name
from channelmix.forecast.store.overrides import (
    Override,
    applied,
    checked_override,
    read_overrides,
    withdraw,
    write_overrides,
)
from channelmix.forecast.store.stored import load_draws
from channelmix.forecast.store.tomlio import to_toml
from channelmix.forecast.store.writing import Version, store_version
from channelmix.scenario.stored import read_card, stored_forecast


def test_draws_and_profiles_come_back_as_they_were(stored, draws, profiles) -> None:
    rng = np.random.default_rng(1)
    given = draws(channels=("phone", "email"))
    given = Draws(
        given.channels, given.days, rng.gamma(2, 20, given.contacts.shape), rng.gamma(9, 40, given.contacts.shape)
    )
    folder = stored(draws=given)
    back = read_draws(folder / "draws.parquet")
    assert back.channels == given.channels
    assert np.array_equal(back.contacts, given.contacts)
    assert back.handling_s == pytest.approx(given.handling_s, rel=1e-6)
    assert np.array_equal(read_profiles(folder / "profile.parquet").shares, profiles(("phone", "email")).shares)


def test_the_columns_are_those_that_the_design_names(stored) -> None:
    import pandas as pd

    frame = pd.read_parquet(stored() / "draws.parquet")
    assert list(frame.columns) == ["draw", "date", "channel", "contacts", "handling_s"]
    assert frame.handling_s.isna().all()


def test_days_add_up_to_months_in_each_draw(draws) -> None:
    given = draws(days=45)
    months, sums = given.months()
    assert months.astype(str).tolist() == ["2027-03", "2027-04"]
    assert sums.sum(axis=2) == pytest.approx(given.contacts.sum(axis=2))


def test_a_new_version_keeps_the_old_one_and_the_overrides(stored, draws) -> None:
    folder = stored()
    override = Override("phone", date(2027, 3, 1), date(2027, 3, 2), 1.5, "campaign", date(2026, 11, 1), "Ann")
    write_overrides(folder, [override])
    stored(draws=draws((100.0, 300.0)))
    stored(draws=draws((7.0,)))
    assert [read_card(stored_forecast(f"service@{n}", folder.parents[1]).folder)["version"] for n in (1, 2, 3)] == [
        1,
        2,
        3,
    ]
    assert load_draws(stored_forecast("service@1", folder.parents[1]).folder).of("phone")[0, 0] == 40 * 1.5
    assert load_draws(folder).of("phone")[0, :3].tolist() == [10.5, 10.5, 7]
    assert read_overrides(folder) == (override,)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["service"]


def test_a_version_that_cannot_be_written_leaves_the_old_one_as_it_was(stored, draws, profiles) -> None:
    folder = stored()
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    with pytest.raises(TypeError):
        store_version(folder, Version(card={}, recipe={}, files={"plot.svg": "text is no bytes"}))
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before
    assert [path.name for path in folder.parent.iterdir()] == ["service"]


def test_an_override_can_be_withdrawn_and_stays_on_record(stored) -> None:
    folder = stored()
    write_overrides(folder, [Override("*", date(2027, 3, 1), date(2027, 3, 1), 0.5, "holiday", date(2026, 11, 1))])
    assert load_draws(folder).of("phone")[0, 0] == 20
    write_overrides(folder, withdraw(read_overrides(folder), 1, date(2026, 11, 2)))
    assert load_draws(folder).of("phone")[0, 0] == 40
    assert "withdrawn 2026-11-02" in str(read_overrides(folder)[0])
    with pytest.raises(DataError, match="--withdraw must be one of none"):
        withdraw(read_overrides(folder), 1, date(2026, 11, 3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"factor": -1.0}, "factor must be from 0"), ({"last": date(2026, 1, 1)}, "last day must not lie before"),
        ({"reason": " "}, "reason must say why"),
    ],
)  # fmt: skip
def test_an_override_that_makes_no_sense_is_refused(change, message) -> None:
    plain = {
        "channel": "*",
        "first": date(2027, 3, 1),
        "last": date(2027, 3, 1),
        "factor": 1.1,
        "reason": "x",
        "made": date(2027, 1, 1),
    }
    with pytest.raises(DataError, match=message):
        checked_override(Override(**{**plain, **change}))


def test_an_override_of_an_unknown_channel_is_refused(draws) -> None:
    wrong = Override("fone", date(2027, 3, 1), date(2027, 3, 1), 1.1, "x", date(2027, 1, 1))
    with pytest.raises(DataError, match="did you mean 'phone'"):
        applied(draws(), [wrong])


def test_a_broken_row_of_overrides_is_told_by_its_line(stored) -> None:
    folder = stored()
    (folder / "overrides.csv").write_text("channel,first,last,factor,reason,made\nphone,1 March,,2,x,2026-01-01\n")
    with pytest.raises(DataError, match=r"overrides.csv:2: must have"):
        read_overrides(folder)


@pytest.mark.parametrize("name", ["", "../evil", "a b", ".hidden", "a/b"])
def test_a_name_that_is_no_folder_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="name must be"):
        require_name(name)


def test_a_forecast_that_is_not_there_is_told_with_the_nearest_name(stored, tmp_path: Path) -> None:
    stored()
    with pytest.raises(DataError, match="did you mean 'service'"):
        stored_forecast("servise", tmp_path)
    with pytest.raises(DataError, match="has the versions 1"):
        stored_forecast("service@4", tmp_path)


@pytest.mark.parametrize("name", ["draws.parquet", "profile.parquet"])
def test_a_broken_file_is_told_with_the_way_out(stored, name: str) -> None:
    folder = stored()
    (folder / name).write_bytes(b"not parquet")
    with pytest.raises(DataError, match="fit the forecast again"):
        read_draws(folder / name) if name.startswith("draws") else read_profiles(folder / name)


def test_what_has_been_adopted_moves_those_who_were_left_and_a_falling_curve_moves_nobody() -> None:
    days = np.array(["2026-01-01", "2027-01-01"], "datetime64[D]")
    curve = Adoption(days, np.array([[0.2, 0.6], [0.5, 0.3]]))
    assert curve.moved(days, np.datetime64("2026-01-01")).tolist() == [[0, pytest.approx(0.5)], [0, 0]]


def test_toml_is_written_so_that_it_reads_the_same() -> None:
    import tomli

    content = {
        "a": 1,
        "text": 'say "hi"\n',
        "list": [1.5, 2.0],
        "day": date(2027, 1, 2),
        "t": {"b c": True},
        "l": [{"x": 1}],
    }
    assert tomli.loads(to_toml(content)) == content

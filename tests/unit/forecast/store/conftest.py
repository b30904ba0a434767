"""Small forecasts, stored."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from channelmix.forecast.store.curves import Adoption
from channelmix.forecast.store.draws import Draws, Profiles
from channelmix.forecast.store.writing import Version, store_version

FIRST = np.datetime64("2027-03-01")


def make_draws(levels=(40.0, 80.0), *, days: int = 28, channels=("phone",), handling: float = np.nan) -> Draws:
    """Return draws in which every day of a draw has the same level."""
    contacts = np.broadcast_to(np.array(levels)[None, :, None], (len(channels), len(levels), days)).copy()
    return Draws(
        tuple(channels), FIRST + np.arange(days).astype("timedelta64[D]"), contacts, np.full(contacts.shape, handling)
    )


def make_profiles(channels=("phone",)) -> Profiles:
    """Return profiles with all contacts from 9 to 12, half of them in the first hour."""
    shares = np.zeros((len(channels), 7, 24))
    shares[:, :, 9:12] = [0.5, 0.25, 0.25]
    return Profiles(tuple(channels), 60, shares)


@pytest.fixture
def draws():
    return make_draws


@pytest.fixture
def profiles():
    return make_profiles


@pytest.fixture
def stored(tmp_path: Path) -> Callable[..., Path]:
    """Store a forecast under forecasts/ of the temporary folder and return its folder."""

    def run(name: str = "service", draws: Draws | None = None, profiles: Profiles | None = None, **card: Any) -> Path:
        folder = tmp_path / "forecasts" / name
        draws = draws or make_draws()
        content = {
            "made": datetime.now(tz=UTC), "first": draws.days[0].item(), "last": draws.days[-1].item(),
            "channels": list(draws.channels), "draws": draws.count, "history": {"last": date.today()},
            "validation": {"until": date(2027, 3, 14)}, **card,
        }  # fmt: skip
        profiles = profiles or make_profiles(draws.channels)
        store_version(folder, Version(card=content, recipe={"name": name}, draws=draws, profiles=profiles))
        return folder

    return run


@pytest.fixture
def stored_curve(tmp_path: Path) -> Callable[..., Path]:
    def run(name: str = "nl_whatsapp", shares=((0.2, 0.4), (0.2, 0.8)), **card: Any) -> Path:
        folder = tmp_path / "forecasts" / name
        curve = Adoption(np.array(["2026-03-01", "2027-03-01"], "datetime64[D]"), np.array(shares))
        content = {
            "made": datetime.now(tz=UTC),
            "history": {"last": date.today()},
            "validation": {"until": date(2030, 1, 1)},
            **card,
        }
        store_version(folder, Version(card=content, recipe={}, adoption=curve))
        return folder

    return run

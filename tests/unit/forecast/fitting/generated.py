"""Two years of daily contacts by channel, made by a formula and a seed: no contact center has had them."""

import numpy as np
import pandas as pd

CHANNELS = {"phone": 600.0, "email": 120.0, "whatsapp": 60.0}


def history_frame(*, days: int = 730, seed: int = 1, growth: float = 0.6) -> pd.DataFrame:
    """Return rows date, channel, contacts, handling_s; WhatsApp grows, phone and email do so little."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2024-10-01", periods=days)
    week = np.array([1.2, 1.05, 1.0, 0.95, 1.0, 0.25, 0.0])[dates.day_of_week]
    busy = rng.gamma(1 / 0.06**2, 0.06**2, days) * week
    parts = []
    for name, level in CHANNELS.items():
        trend = 1 + growth * np.arange(days) / 730 if name == "whatsapp" else np.ones(days)
        contacts = rng.poisson(level * trend * busy)
        parts.append(
            pd.DataFrame(
                {"date": dates, "channel": name, "contacts": contacts, "handling_s": 300 + rng.normal(0, 5, days)}
            )
        )
    table = pd.concat(parts)
    return table[table.date.dt.day_of_week < 6]


def survey_rows() -> list[dict[str, object]]:
    """Return five points of use of WhatsApp, invented."""
    shares = {2022: 0.10, 2023: 0.14, 2024: 0.19, 2025: 0.22, 2026: 0.27}
    return [
        {"date": f"{year}-07-01", "channel": "whatsapp", "share": share, "kind": "use", "n": 1000, "country": "NL",
         "question": "contacted a company by WhatsApp", "source": "invented"}
        for year, share in shares.items()
    ]  # fmt: skip

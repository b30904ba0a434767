"""Channels that nobody ever serves are told in one line, however many they are."""

import pytest

from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.scenario import load

BASE = """
[period]
start = 2019-03-04
[groups.desk]
handles = ["phone", "email"]
agents = {desk}
[groups.web]
handles = ["web"]
agents = {web}
"""
CHANNELS = "".join(
    f'[channels.{name}]\nkind = "deferred"\nhandling = "4 min"\narrivals = {{ per_day = 9 }}\n'
    for name in ("phone", "email", "web")
)


@pytest.mark.parametrize(
    ("desk", "web", "told"),
    [
        (0, 0, "channels.phone has no agents at any time, like email, web, so their contacts wait in vain"),
        (0, 1, "channels.phone has no agents at any time, like email, so their contacts wait in vain"),
        (1, 0, "channels.web has no agents at any time, so its contacts wait in vain"),
    ],
)
def test_channels_without_agents_are_told_in_one_warning_in_each_language(tmp_path, desk, web, told) -> None:
    (tmp_path / "desk.toml").write_text(BASE.format(desk=desk, web=web) + CHANNELS, encoding="utf-8")
    (warning,) = (each for each in load(tmp_path / "desk.toml").warnings if "no agents at any time" in each)
    assert warning.partition(": ")[2] == f"{told}; 'channelmix staff' finds how many it takes"
    for code in ("nl", "de"):
        with speaking(code) as spoken:
            assert "no agents" not in told_caution(warning)
        assert spoken.missing == set()

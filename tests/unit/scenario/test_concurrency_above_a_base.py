"""What a file says of contacts at once, above a base that says it, too."""

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load

BASE = """
[period]
start = 2019-03-04
[channels.chat]
kind = "chat"
handling = "8 min"
arrivals = { per_day = 50 }
[channels.whatsapp]
kind = "messaging"
handling = "8 min"
arrivals = { per_day = 50 }
[groups.digital]
handles = ["chat", "whatsapp"]
agents = 9
concurrency = { chat = 2, whatsapp = 4 }
"""


@pytest.mark.parametrize("written", ["concurrency = { chat = 3 }", "concurrency.chat = 3"])
def test_a_table_replaces_all_of_it_and_the_mistake_shows_what_to_write(tmp_path, written) -> None:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "above.toml").write_text(f'base = "base.toml"\n[groups.digital]\n{written}\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(tmp_path / "above.toml")
    (told,) = map(str, error.value.mistakes)
    assert told.endswith(
        "groups.digital must state concurrency for whatsapp, such as concurrency = { chat = 3, whatsapp = 3 } "
        "(got none)"
    )


def test_a_value_that_is_set_leaves_the_others_as_they_are(tmp_path) -> None:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    changed = load(tmp_path / "base.toml", ["groups.digital.concurrency.chat=3"])
    assert changed.scenario.groups["digital"].concurrency == {"chat": 3, "whatsapp": 4}

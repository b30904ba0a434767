"""The complete example of the format, keys that are not built yet, the manual's page and the editor's schema."""

from pathlib import Path
from typing import Annotated, Any

import pytest

from channelmix.scenario.keys import sections, unbuilt
from channelmix.scenario.manual import reference
from channelmix.scenario.model import Scenario
from channelmix.scenario.schema import json_schema
from channelmix.scenario.settings import Settings, Unbuilt

ROOT = Path(__file__).parents[3]
EXAMPLE = Path(__file__).with_name("complete.toml")


@pytest.fixture
def example(toml) -> dict[str, Any]:
    """Every part of the format that is built, in one file."""
    return toml(EXAMPLE.read_text(encoding="utf-8"))


def put(raw: dict[str, Any], dotted: str, value: Any) -> None:
    *tables, key = dotted.split(".")
    for table in tables:
        raw = raw[table]
    raw[key] = value


def test_the_complete_example_is_understood(example):
    scenario = Scenario.model_validate(example)
    assert scenario.channels["phone"].arrivals.per_day.by_weekday == (950, 850, 850, 850, 850, 300, 0)
    assert scenario.groups["front_office"].agents.by_weekday[5].at(10 * 3600) == 8
    assert scenario.channels["whatsapp"].bot.returns.destinations("whatsapp") == (("phone", 1.0),)


def test_the_complete_example_written_out_reads_as_before(example):
    scenario = Scenario.model_validate(example)
    assert Scenario.model_validate(scenario.model_dump()) == scenario


def test_every_key_of_the_manual_that_is_built_may_be_written_in_some_place(example):
    """Control for the manual's column: nothing that the example uses is called not built."""
    closed = {name for name in unbuilt() if " = " not in name}
    used = {
        f"channels.NAME.{key}" for channel in example["channels"].values() for key in channel
    } | {f"groups.NAME.{key}" for group in example["groups"].values() for key in group} | set(example)  # fmt: skip
    assert used & closed == set()


class Later(Settings):
    """A table with a key that is still to be built."""

    promised: Annotated[float | None, Unbuilt()] = None
    """Not built."""


def test_using_what_is_not_built_is_an_error_that_says_so(broken_rules):
    rules = broken_rules(Later, {"promised": 0.9})
    assert rules["promised"].startswith("is not built yet; remove it (got ")
    assert Later.model_validate({}).promised is None


def test_the_whole_format_is_built():
    assert list(unbuilt()) == []


@pytest.mark.parametrize(("key", "value"), [("drain", []), ("reserve", {}), ("interruptible", ())])
def test_saying_that_nothing_of_it_is_used_is_no_error(example, key, value):
    put(example, f"groups.front_office.{key}", value)
    assert getattr(Scenario.model_validate(example).groups["front_office"], key) in ((), {})


def test_every_key_says_what_it_means():
    silent = [f"{section.title}.{row.name}" for section in sections() for row in section.rows() if not row.meaning]
    assert silent == []


def test_every_table_of_the_file_has_a_section():
    places = {place for section in sections() for place in section.places}
    assert {"", "period", "channels.NAME", "channels.NAME.bot.returns", "groups.NAME", "channel_shift[]"} <= places


def test_the_manual_is_up_to_date():
    """If this fails: ``python -m channelmix.scenario.manual > docs/reference/scenario.md``."""
    assert (ROOT / "docs" / "reference" / "scenario.md").read_text(encoding="utf-8") == reference()


def test_the_schema_lets_a_file_lean_on_its_base_and_remove_what_it_sets():
    schema = json_schema()
    assert "required" not in schema
    assert {"const": False} in schema["properties"]["groups"]["anyOf"]
    assert "required" not in schema["$defs"]["Channel"]
    assert schema["$defs"]["Target"]["required"] == ["share", "within"]


def test_the_schema_knows_no_null_since_toml_has_none():
    assert "'null'" not in str(json_schema())


def test_the_schema_offers_text_beside_numbers_for_times():
    kinds = [choice.get("type") for choice in json_schema()["$defs"]["Handling"]["anyOf"]]
    assert kinds == ["number", "string", "object"]


def test_the_schema_refuses_unknown_keys_everywhere():
    tables = [table for table in json_schema()["$defs"].values() if "properties" in table]
    assert tables
    assert all(table["additionalProperties"] is False for table in tables)

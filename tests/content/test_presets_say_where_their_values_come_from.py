"""A preset is as good as its sources: each setting has one, or admits to be an estimate of ours."""

import csv
from pathlib import Path

import pytest
import tomli

PRESETS = sorted((Path(__file__).parents[2] / "scenarios" / "presets").glob("*.toml"))
SINGLE = [path for path in PRESETS if not path.stem.startswith(("channels_", "bot_"))]
DEFINITIONS = ("schema", "base", ".kind")
KINDS = {"voice": "", "chat": "concurrency = { NAME = 3 }", "messaging": "concurrency = { NAME = 3 }", "deferred": ""}


def _name(path: Path) -> str:
    return path.stem


def _covered(setting: str, sources: dict[str, str]) -> bool:
    parts = setting.split(".")
    above = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return bool(above & sources.keys()) or any(name.startswith(f"{setting}.") for name in sources)


@pytest.mark.parametrize("path", PRESETS, ids=_name)
def test_every_setting_of_a_preset_has_a_source(path, settings):
    values, sources = settings(path)
    asked = [name for name in values if not name.endswith(DEFINITIONS)]
    assert [name for name in asked if not _covered(name, sources)] == []


@pytest.mark.parametrize("path", PRESETS, ids=_name)
def test_every_source_names_a_setting_of_its_preset(path, settings):
    values, sources = settings(path)
    assert [
        name for name in sources if not any(value == name or value.startswith(f"{name}.") for value in values)
    ] == []


@pytest.mark.parametrize("path", PRESETS, ids=_name)
def test_a_source_is_an_address_or_says_estimate_of_ours(path, settings, addresses):
    _, sources = settings(path)
    assert [name for name, text in sources.items() if not addresses(text) and "estimate of ours" not in text] == []


@pytest.mark.parametrize("folder", ["presets", "webshop_nl", "utility_de", "town_hall_nl"])
def test_every_address_cited_stands_in_the_facts(folder, shelf, settings, addresses):
    known: set[str] = set()
    for name in ("adoption.csv", "parameters.csv"):
        with (shelf / "facts" / name).open(encoding="utf-8", newline="") as file:
            known |= {found for row in csv.DictReader(file) for found in addresses(row["address"])}
    files = sorted((shelf / folder).glob("*.toml"))
    cited = {(path.name, found) for path in files for text in settings(path)[1].values() for found in addresses(text)}
    assert cited
    assert sorted((file, found) for file, found in cited if found not in known) == []


def test_phone_has_sources_and_letters_and_imessage_have_none(shelf, settings, addresses):
    def sourced(preset):
        _, sources = settings(shelf / "presets" / f"{preset}.toml")
        return sum(not text.startswith("estimate of ours") for text in sources.values())

    assert sourced("phone_nl") >= 5
    assert sourced("letter_nl") == 0
    assert sourced("imessage_nl") == 0


def test_there_is_a_preset_of_every_channel_for_both_countries(shelf):
    channels = ["phone", "email", "letter", "chat", "whatsapp_consumer", "whatsapp_business", "messenger", "imessage",
                "sms", "social"]  # fmt: skip
    wanted = {f"{channel}_{country}" for channel in channels for country in ("nl", "de")}
    assert wanted <= {path.stem for path in PRESETS}
    assert {"bot_whatsapp", "bot_chat", "channels_nl", "channels_de"} <= {path.stem for path in PRESETS}


@pytest.mark.parametrize("path", SINGLE, ids=_name)
def test_a_preset_needs_only_arrivals_and_a_group_to_become_a_scenario(path, tmp_path):
    from channelmix.scenario import load

    loaded = load(_scenario_of(path, tmp_path))
    assert len(loaded.scenario.channels) == 1
    assert loaded.estimates or path.stem.startswith("phone")


def _scenario_of(path: Path, folder: Path) -> Path:
    channel = path.stem.rsplit("_", 1)[0].removesuffix("_consumer").removesuffix("_business")
    document = tomli.loads((path.parent / f"{path.stem[:-2]}nl.toml").read_text(encoding="utf-8"))
    while "kind" not in document["channels"][channel]:
        base = document["base"].removeprefix("preset:")
        document = tomli.loads((path.parent / f"{base}.toml").read_text(encoding="utf-8"))
    agents = KINDS[document["channels"][channel]["kind"]].replace("NAME", channel)
    scenario = folder / "scenario.toml"
    scenario.write_text(
        f'schema = 1\nname = "One channel"\nbase = "preset:{path.stem}"\n[period]\nstart = 2026-03-02\ndays = 1\n'
        f"[channels.{channel}]\narrivals = {{ per_day = 10 }}\n"
        f'[groups.team]\nhandles = ["{channel}"]\nagents = 2\n{agents}\n',
        encoding="utf-8",
    )
    return scenario

"""Every figure that ships says who measured it, and nothing ships that nobody can check."""

import csv
import re

import pytest

FILES = ("adoption.csv", "parameters.csv")
COLUMNS = ["quantity", "channel", "value", "low", "high", "unit", "country", "year", "basis", "source", "address",
           "remark"]  # fmt: skip


@pytest.fixture(params=FILES)
def facts(request, shelf):
    with (shelf / "facts" / request.param).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == COLUMNS
    return rows


def test_every_fact_has_a_value_a_unit_a_source_and_a_known_basis(facts):
    incomplete = [row for row in facts if not (row["quantity"] and row["value"] and row["unit"] and row["source"])]
    assert incomplete == []
    assert {row["basis"] for row in facts} <= {"published", "quoted", "derived"}


def test_every_published_or_derived_fact_has_an_address(facts):
    assert [row["quantity"] for row in facts if row["basis"] != "quoted" and "https://" not in row["address"]
            and "http://" not in row["address"]] == []  # fmt: skip


def test_no_remark_carries_a_tag_or_a_doubt_about_the_source(facts):
    doubts = re.compile(r"\[[A-Z]\]|from memory|unverified|not checked", re.IGNORECASE)
    assert [row for row in facts if doubts.search(" ".join(row.values()))] == []


def test_no_fact_stands_twice(facts):
    keys = [(row["quantity"], row["channel"], row["country"], row["year"], row["source"]) for row in facts]
    assert len(keys) == len(set(keys))


def test_the_figures_that_the_scenarios_lean_on_are_there(shelf):
    with (shelf / "facts" / "adoption.csv").open(encoding="utf-8", newline="") as file:
        values = {
            (row["quantity"], row["channel"], row["country"], row["year"]): row["value"] for row in csv.DictReader(file)
        }
    mix = "Share who use the channel for a question or complaint (multiple answers)"
    asked = ("phone", "email", "social", "letter")
    assert [values[mix, channel, "NL", "2014"] for channel in asked] == ["57", "39", "14", "4"]
    contacts = "Consumers 13+ who had contact with a company via WhatsApp in the past year"
    assert [values[contacts, "whatsapp", "NL", year] for year in ("2015", "2016")] == ["7", "13"]
    assert values["Open to WhatsApp for service and support", "whatsapp", "DE", "2017"] == "54"

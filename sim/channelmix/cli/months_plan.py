"""
plan.xlsx of months ahead, written again from a run folder in the language of the report.
"""

import json
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from channelmix.errors import RunFolderError
from channelmix.report.amounts import told_unit
from channelmix.report.cautions import told_caution
from channelmix.report.language import say, spoken, told_day, told_number
from channelmix.staffing.plan_sheet import GroupSheet
from channelmix.staffing.tongue import Tongue

PLAN = "plan.json"
"""The plan of the first month in a run folder, as plain values."""


def months_tongue() -> Tongue:
    """Return the language that is spoken, for workbooks."""
    return Tongue(say, spoken().days, _told, told_caution, told_day)


def _told(number: str) -> str:
    """Return a number, with its per cent if it has one, as the language that is spoken writes it."""
    return f"{told_number(number.removesuffix(' %'))}{told_unit(' %') if number.endswith(' %') else ''}"


def kept_months_workbook(folder: Path, summary: Mapping[str, Any]) -> bytes | None:
    """
    Return plan.xlsx of months ahead; None where the folder does not hold the plan, as older ones do not.

    Args:
        folder: The run folder.
        summary: Content of its summary.json.

    Raises:
        RunFolderError: If summary.json or plan.json does not hold what ``staff --months`` writes.
    """
    from channelmix.staffing.ahead.sheet import months_workbook

    path = folder / PLAN
    if not path.is_file():
        return None
    try:
        plan = [_sheet(each) for each in json.loads(path.read_bytes())["groups"]]
        return months_workbook(summary, plan, months_tongue())
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise RunFolderError(
            f"{path}: plan.xlsx cannot be made of it and summary.json (got {type(error).__name__}: {error}); run "
            "'channelmix staff --months' again"
        ) from None


def _sheet(found: Mapping[str, Any]) -> GroupSheet:
    return GroupSheet(
        group=str(found["group"]), times=tuple(map(time.fromisoformat, found["times"])),
        days=tuple(map(date.fromisoformat, found["days"])), agents=tuple(map(tuple, found["agents"])),
        hours_of_cell=found["hours_of_cell"], shrinkage=found["shrinkage"], cost_per_hour=found["cost_per_hour"],
        twice=tuple(map(tuple, found.get("twice", ()))),
    )  # fmt: skip

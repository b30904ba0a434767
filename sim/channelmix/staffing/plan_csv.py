"""
A plan as a CSV file that Dutch and German Excel opens with a double click.

Semicolons, a byte-order mark, and dates with the day first; the columns start, group, agents. A day on which nobody
may be on duty is one row of 0. It reads back through ``agents = { file = "plan.csv" }``.
"""

import csv
import io
from collections.abc import Sequence

from channelmix.staffing.plan_sheet import GroupSheet


def plan_csv(sheets: Sequence[GroupSheet]) -> bytes:
    """Return the file's content."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["start", "group", "agents"])
    for sheet in sheets:
        for start, agents in sorted([*sheet.filled(), *sheet.without_anybody()]):
            writer.writerow([f"{start:%d-%m-%Y %H:%M:%S}".removesuffix(":00"), sheet.group, agents])
    return text.getvalue().encode("utf-8-sig")

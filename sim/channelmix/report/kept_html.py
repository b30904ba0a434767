"""
The page of any run folder: of a run or comparison its report, of a sweep or of months ahead their pictures and tables.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from channelmix.report.html import document
from channelmix.report.kept_months import is_months, months_parts
from channelmix.report.kept_sweep import is_sweep, sweep_parts

Content = Mapping[str, Any]


def is_study(summary: Content) -> bool:
    """Return whether a summary is that of a run or a comparison, of which workbooks can be made too."""
    return not (is_sweep(summary) or is_months(summary))


def kept_parts(folder: Path, summary: Content, manifest: Content) -> tuple[str, list[str]]:
    """
    Return the title of the page of a sweep or of months ahead, and its pieces of HTML in order.

    Args:
        folder: The run folder.
        summary: Content of its summary.json.
        manifest: Content of its manifest.json.

    Raises:
        RunFolderError: If a file does not hold what the command writes.
    """
    if is_months(summary):
        return months_parts(folder, summary)
    return sweep_parts(folder, summary, manifest)


def kept_html(folder: Path, summary: Content, manifest: Content) -> str:
    """Return the page as a file, in the language that is spoken."""
    return document(*kept_parts(folder, summary, manifest))

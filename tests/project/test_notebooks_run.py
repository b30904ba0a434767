"""Notebooks kept as plain Python run from the first cell to the last, in an empty folder."""

import runpy
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs").rglob("*_notebook.py"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_first_to_last_cell(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    left = runpy.run_path(str(notebook), run_name="notebook")
    tables = [value for value in left.values() if isinstance(value, pd.DataFrame)]
    assert tables
    assert all(len(table) and not table.isna().all(axis=None) for table in tables)


def test_there_is_a_notebook_to_run() -> None:
    assert [path.name for path in NOTEBOOKS] == ["forecast_notebook.py", "studies_notebook.py"]

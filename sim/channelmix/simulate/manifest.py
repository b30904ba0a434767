"""
What a run folder's manifest says: everything that led to the figures, and when and where.

Figures depend on the inputs, the seed and the replications. Whatever else may differ between
two runs (workers, versions, the day) stands here and nowhere else.
"""

import hashlib
import io
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import channelmix

if TYPE_CHECKING:
    from channelmix.scenario import Loaded
    from channelmix.simulate import Run

SCHEMA = 1
LIBRARIES = ("numpy", "scipy", "simpy", "pandas", "pydantic", "holidays", "tzdata")
"""Libraries whose version may matter to a figure."""


def digest_of(loaded: "Sequence[Loaded]") -> str:
    """Return one hash of the inputs of all scenarios; that of a single one stands in its summary too."""
    from channelmix.simulate import inputs_digest

    digests = [inputs_digest(each) for each in loaded]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def manifest(
    loaded: "Sequence[Loaded]", runs: "Sequence[Run]", *, workers: int, command: Sequence[str]
) -> dict[str, Any]:
    """Return the manifest of runs that are complete; ``command`` is what was given to make them."""
    return {
        "schema": SCHEMA,
        "status": "complete",
        "finished": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "command": list(command),
        "place": str(Path.cwd()),
        "replications": runs[0].replications,
        "seed": runs[0].seed,
        "engine": runs[0].engine,
        "workers": workers,
        "versions": versions(),
        "scenarios": [_scenario(each, run) for each, run in zip(loaded, runs, strict=True)],
    }


def intervals_of(runs: "Sequence[Run]") -> bytes:
    """Return the interval tables of all runs as one Parquet file, the scenario in the first column."""
    import pyarrow as pa
    from pyarrow import parquet

    tables = []
    for run in runs:
        columns = run.interval_columns()
        rows = len(columns["kind"])
        columns = {**({"scenario": [run.name] * rows} if len(runs) > 1 else {}), **columns}
        tables.append(pa.Table.from_arrays([_arrow(values) for values in columns.values()], names=list(columns)))
    memory = io.BytesIO()
    parquet.write_table(pa.concat_tables(tables, promote_options="permissive"), memory)
    return memory.getvalue()


def _arrow(values: Sequence[Any]) -> Any:
    """Return texts or numbers (or None) as a column; ``pyarrow.array`` would load pandas, for a third of a second."""
    import numpy as np
    import pyarrow as pa

    if isinstance(values[0], str):
        texts = [value.encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(texts)))
    numbers = np.array([np.nan if value is None else value for value in values], np.float64)
    is_known = np.packbits(~np.isnan(numbers), bitorder="little")
    return pa.Array.from_buffers(pa.float64(), len(numbers), [pa.py_buffer(is_known), pa.py_buffer(numbers)])


def spreads_of(runs: "Sequence[Run]") -> dict[str, Any]:
    """Return how waits and days are spread in each run, for the report."""
    return {"schema": SCHEMA, "scenarios": [run.spread for run in runs]}


def _scenario(loaded: "Loaded", run: "Run") -> dict[str, Any]:
    from channelmix.scenario.own_agents import agents_of

    period = loaded.scenario.period
    return {
        "name": run.name,
        "path": str(loaded.path),
        "inputs_sha256": run.inputs_sha256,
        "inputs": [{"path": str(file.path), "sha256": file.sha256, "bytes": file.bytes} for file in loaded.files],
        "clock": {"timezone": period.timezone, "start": period.start.isoformat(), "days": period.days},
        "holidays": _holidays(loaded),
        "warnings": list(run.warnings),
        "estimates": dict(loaded.estimates),
        "resolved": loaded.resolved(),
        **({} if loaded.own_agents is None else {"own_agents": agents_of(loaded.own_agents)}),
    }


def _holidays(loaded: "Loaded") -> dict[str, str]:
    """Return the public holidays of the scenario's years by date; the data change between releases of their library."""
    from channelmix.calendars import public_holidays

    period = loaded.scenario.period
    if period.country is None:
        return {}
    years = range(period.start.year - 1, period.start.year + period.days // 365 + 2)
    found = public_holidays(period.country, period.subdivision, years)
    return {day.isoformat(): " / ".join(names) for day, names in sorted(found.items())}


def versions() -> dict[str, str]:
    """Return the versions of all that may matter to a figure."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"channelmix": channelmix.__version__, "python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "unknown"
    return found

"""
The period by interval as a run folder keeps it: for each case a row for each channel and group and interval.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.errors import RunFolderError
from channelmix.report.cases import Case
from channelmix.report.sound import LARGEST

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]

COLUMNS = ("kind", "name", "start", "offered", "wait_mean_s", "backlog", "agents")
"""What is drawn of the period by interval."""

_WORDS = COLUMNS[:3]


def intervals_of(path: Path, cases: Sequence[Case]) -> list[list[Row]]:
    """
    Return the rows of each case: all channels, then all groups, each over the same intervals.

    Raises:
        RunFolderError: If the file cannot be read, or holds something else.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        known = pq.read_schema(path).names
        missing = [name for name in COLUMNS if name not in known]
        if missing:
            raise _wrong(path, f"must have the columns {', '.join(COLUMNS)}", f"none called {', '.join(missing)}")
        table = pq.read_table(path, columns=list(COLUMNS))
    except OSError as error:
        raise _wrong(path, "cannot be read", error.strerror or "no Parquet file") from None
    except pa.ArrowException:
        raise _wrong(path, "cannot be read", "no sound Parquet file") from None
    _check_columns(path, table)
    return _by_case(path, table.to_pylist(), cases)


def _check_columns(path: Path, table: "pa.Table") -> None:
    """Make sure that words are words, times are times, and numbers can be drawn."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in COLUMNS:
        column, is_word = table.column(name), name in _WORDS
        kind = column.type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        fits = pa.types.is_string(kind) or pa.types.is_large_string(kind) if is_word else _is_number(kind)
        if not fits or (is_word and column.null_count):
            raise _wrong(path, f"{name} must be {'text' if is_word else 'numbers'}", str(kind))
        if not is_word and len(column) and column.null_count < len(column):
            low, high = (pc.min_max(column)[end].as_py() for end in ("min", "max"))
            is_unknown = pa.types.is_floating(kind) and pc.any(pc.is_nan(column)).as_py()
            if is_unknown or not 0 <= low <= high <= LARGEST:
                raise _wrong(path, f"{name} must be numbers from 0 on that can be drawn", f"{low} to {high}")
    for start in table.column("start").unique().to_pylist():
        try:
            datetime.strptime(start[:16], "%Y-%m-%dT%H:%M")
        except ValueError:
            raise _wrong(path, "start must be local times such as 2027-03-01T08:00", start) from None


def _is_number(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind))


def _by_case(path: Path, rows: Sequence[Row], cases: Sequence[Case]) -> list[list[Row]]:
    """Return the rows of each case, which must be those of its channels and groups in order."""
    blocks = [(name, list(found)) for name, found in groupby(rows, key=lambda row: (row["kind"], row["name"]))]
    wanted = [list(_named(case)) for case in cases]
    if [name for name, _ in blocks] != [name for names in wanted for name in names]:
        got = ", ".join(dict.fromkeys(name for (_, name), _ in blocks)) or "nothing"
        raise _wrong(path, f"must hold the channels and groups of {len(cases)} scenarios, as summary.json does", got)
    found, place = [], 0
    for names in wanted:
        mine = [block for _, block in blocks[place : place + len(names)]]
        if len({tuple(row["start"] for row in block) for block in mine}) > 1:
            raise _wrong(path, "must hold the same intervals for all channels and groups", "some that lack rows")
        found.append([row for block in mine for row in block])
        place += len(names)
    return found


def _named(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what a case has rows of, in order."""
    yield from (("channel", name) for name in case.summary["channels"])
    yield from (("group", name) for name in case.summary["groups"])


def _wrong(path: Path, rule: str, got: str) -> RunFolderError:
    return RunFolderError(f"{path}: {rule} (got '{got[:60]}'); run the study again")

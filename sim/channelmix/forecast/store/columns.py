"""
The Parquet files of the store, read as far as any file can be trusted: columns, their kinds, nothing missing.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from channelmix.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["whole number", "number", "number or nothing", "date", "text", "yes or no"]


def table_of(path: Path, columns: Mapping[str, Kind]) -> "pa.Table":
    """
    Read a Parquet file that must have some columns.

    Args:
        path: The file.
        columns: What each must hold, by its name; only "number or nothing" may have missing values.

    Raises:
        DataError: If it is missing or broken, lacks a column, or one holds something else.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except FileNotFoundError as error:
        raise DataError(f"{path} is missing; fit the forecast again") from error
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path} cannot be read ({error}); fit the forecast again") from error
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        raise DataError(
            f"{path} must have the columns {', '.join(columns)} (got {', '.join(table.column_names)}); "
            "fit the forecast again"
        )
    if not table.num_rows:
        raise DataError(f"{path} must have rows (got none); fit the forecast again")
    for name, kind in columns.items():
        _require_kind(path, name, kind, column=table.column(name))
    return table


def _require_kind(path: Path, name: str, kind: Kind, *, column: "pa.ChunkedArray") -> None:
    import pyarrow.types as is_

    plain = column.type.value_type if is_.is_dictionary(column.type) else column.type
    holds = {
        "whole number": is_.is_integer,
        "number": lambda found: is_.is_integer(found) or is_.is_floating(found),
        "number or nothing": lambda found: is_.is_integer(found) or is_.is_floating(found),
        "date": lambda found: is_.is_date(found) or is_.is_timestamp(found),
        "text": lambda found: is_.is_string(found) or is_.is_large_string(found),
        "yes or no": is_.is_boolean,
    }[kind]
    if not holds(plain):
        raise DataError(f"{path}: {name} must be a {kind} in each row (got {column.type}); fit the forecast again")
    if column.null_count and kind != "number or nothing":
        raise DataError(
            f"{path}: {name} must have a {kind} in each row (got {column.null_count} without); fit the forecast again"
        )

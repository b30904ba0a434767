"""
Data frames of any library as columns of cells: pandas, polars, pyarrow, dictionaries, anything with an Arrow stream.

An index that holds days or has a name is a column like any other. What no Arrow column can hold, such as a text among
numbers, is handed on as it is: the audit tells of it by its row.
"""

from typing import Any

from channelmix.errors import DataError


def columns_of(frame: Any, what: str = "history") -> dict[str, list[Any]]:
    """
    Return the columns of a data frame as lists of cells.

    Args:
        frame: The data frame, a column with an index of days, a dictionary of columns, or a list of rows.
        what: How messages call it.

    Raises:
        DataError: If it is none.

    Examples:
        >>> columns_of([{"date": "2026-03-02", "contacts": 3}, {"date": "2026-03-03"}])
        {'date': ['2026-03-02', '2026-03-03'], 'contacts': [3, None]}
    """
    import pyarrow as pa

    if hasattr(frame, "collect") and hasattr(frame, "lazy"):
        frame = frame.collect()
    if hasattr(frame, "iloc"):
        return _of_pandas(frame)
    if isinstance(frame, list | tuple) and all(isinstance(row, dict) for row in frame):
        return {str(key): [row.get(key) for row in frame] for key in dict.fromkeys(k for row in frame for k in row)}
    try:
        arrow = pa.table(frame)
    except (TypeError, ValueError, pa.ArrowInvalid) as error:
        raise DataError(
            f"{what} must be a path, a database address or a data frame with an Arrow stream, "
            f"as those of pandas, polars and pyarrow (got {type(frame).__name__}: {error})"
        ) from error
    return {str(name): arrow.column(name).to_pylist() for name in arrow.column_names if not name.startswith("__index")}


def _of_pandas(frame: Any) -> dict[str, list[Any]]:
    """Return the columns of a pandas frame, or of a series as its contacts."""
    import pandas as pd

    if isinstance(frame, pd.Series):
        frame = frame.to_frame("contacts" if frame.name is None else frame.name)
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    elif isinstance(frame.index, pd.DatetimeIndex | pd.PeriodIndex):
        frame = frame.rename_axis("date").reset_index()
    twice = frame.columns[frame.columns.duplicated()].tolist()
    if twice:
        raise DataError(f"data frame: columns must have names of their own (got {twice[0]!r} more than once)")
    return {str(name): _cells(frame[name]) for name in frame.columns}


def _cells(column: Any) -> list[Any]:
    import pandas as pd

    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.dt.to_timestamp()
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    return [None if cell is pd.NaT or cell is pd.NA else cell for cell in column.tolist()]

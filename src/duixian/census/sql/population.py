"""What queries read of a population, as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from duixian.census.sql.query import UNKNOWN_LISTS, Query
from duixian.registry.columns import OWNER, record_columns, schema

if TYPE_CHECKING:
    from duixian.registry.population import Population

LISTS = pa.schema([("records", pa.string()), (OWNER, pa.string())])
"""The columns of the table of unknown lists."""


def record_tables(
    population: Population, queries: Sequence[Query]
) -> Iterator[tuple[str, pa.RecordBatchReader]]:
    """The tables of records that queries fold, with what they read of them, and the one of the owners whose
    records are not known whole; each by its name. A table that the population lacks is empty."""
    fields: dict[str, dict[str, None]] = {}
    for one in queries:
        for records, names in one.fields.items():
            fields.setdefault(records, {}).update(dict.fromkeys(names))
    lists = pa.concat_tables(
        [LISTS.empty_table(), *(unknown_list(population, records) for records in fields)]
    )
    yield UNKNOWN_LISTS, lists.to_reader()
    for records, read in fields.items():
        columns = [
            column
            for column in record_columns(population.vocabulary.records_by_name[records])
            if column.name == OWNER or column.name in read
        ]
        wanted = schema(tuple(columns))
        given = population.record_batches(records) if records in population.records else ()
        yield (
            records,
            pa.RecordBatchReader.from_batches(wanted, (batch.select(wanted.names) for batch in given)),
        )


def unknown_list(population: Population, records: str) -> pa.Table:
    """The owners of whom not every record of a kind is known."""
    owners = population.unknown_lists(records) if records in population.records else pa.array([], pa.string())
    return pa.table([pa.repeat(records, len(owners)), owners], schema=LISTS)

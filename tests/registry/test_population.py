"""What a census reads of tables: good rows as canonical batches, the others as rejects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import given

from duixian.registry.columns import ID, OWNER, column_name, recipient_columns, record_columns
from duixian.registry.population import Population, open_population
from tests.registry.row_by_row import Row, read_row_by_row
from tests.registry.tables_as_written import listed, written_tables


def opened(tables: Mapping[str, object], **options: Any) -> Population:
    return open_population(tables, listed(), **options)


def rejected(population: Population) -> dict[tuple[str, int], set[str]]:
    """The codes of each rejected row, rows from 0."""
    population.settle()
    codes: dict[tuple[str, int], set[str]] = {}
    for line in population.rejects.table().to_pylist():
        codes.setdefault((line["table"], line["row"] - 1), set()).add(line["code"])
    return codes


def canonical(population: Population) -> dict[str, list[dict[str, Any]]]:
    """The valid rows of every table."""
    population.settle()
    rows = {
        kind: [row for batch in population.batches(kind) for row in batch.to_pylist()]
        for kind in population.kinds
    }
    return rows | {key: population.record_table(key).to_pylist() for key in population.records}


def expected(table: str, row: Row) -> dict[str, Any]:
    """A good row as a canonical one."""
    words = listed().vocabulary
    records = words.records_by_name.get(table)
    columns = record_columns(records) if records else recipient_columns(words, table)
    facts = {column_name(fact): fact for fact in (records.fields if records else words.facts)}
    found: dict[str, Any] = {OWNER if records else ID: row.key}
    for column in columns[1:]:
        key = facts[column.name].key if column.name in facts else column.name
        value = row.values.get(key)
        found[column.name] = (
            date.fromordinal(int(value)) if value and pa.types.is_date(column.type) else value
        )
    return found


def described(tables: Mapping[str, pa.Table]) -> dict[str, list[Row]]:
    return read_row_by_row(listed(), {key: table.to_pylist() for key, table in tables.items()})


@given(written_tables())
def test_reading_in_bulk_finds_what_reading_row_by_row_finds(tables: dict[str, pa.Table]) -> None:
    plain = described(tables)
    population = opened(tables)
    assert rejected(population) == {
        (table, number): row.codes
        for table, rows in plain.items()
        for number, row in enumerate(rows)
        if row.codes
    }
    assert canonical(population) == {
        table: [expected(table, row) for row in rows if not row.codes] for table, rows in plain.items()
    }


@given(written_tables())
def test_no_row_vanishes(tables: dict[str, pa.Table]) -> None:
    population = opened(tables)
    rows = canonical(population)
    assert population.rows == {key: table.num_rows for key, table in tables.items()}
    for key, table in tables.items():
        assert len(rows[key]) + population.rejects.count[key] == table.num_rows
        assert population.valid[key] == len(rows[key])

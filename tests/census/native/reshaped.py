"""A population whose parts are given in another shape than it would give them itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from duixian.registry.population import Population

Reshape = Callable[[pa.RecordBatch], pa.RecordBatch]


class Piece:
    """Some recipients; it asks the population for the columns that it is asked for."""

    def __init__(self, whole: Reshaped, number: int, rows: slice) -> None:
        self.whole = whole
        self.number = number
        self.rows = rows

    def batches(
        self, columns: Sequence[str] | None = None, records: Mapping[str, Sequence[str]] | None = None
    ) -> Iterator[pa.RecordBatch]:
        whole = self.whole.population.batches(self.whole.kind, columns, records)
        table = pa.Table.from_batches(list(whole)).combine_chunks()
        some = table.slice(self.rows.start, self.rows.stop - self.rows.start)
        yield from (self.whole.reshape(batch) for batch in some.to_batches())


class Reshaped:
    """The recipients of one kind in pieces of so many rows, each reshaped."""

    def __init__(self, population: Population, kind: str, rows: int, reshape: Reshape = lambda b: b) -> None:
        self.population = population
        self.kind = kind
        self.piece_rows = rows
        self.reshape = reshape

    def __getattr__(self, name: str) -> Any:
        return getattr(self.population, name)

    def parts(self, kind: str) -> list[Piece]:
        assert kind == self.kind
        every = sum(batch.num_rows for batch in self.population.batches(kind, []))
        starts = range(0, every, self.piece_rows)
        return [
            Piece(self, number, slice(start, min(start + self.piece_rows, every)))
            for number, start in enumerate(starts)
        ]


def within_more(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows as a slice of a larger batch, so that no column begins where its memory does."""
    larger = pa.Table.from_batches([batch, batch, batch]).combine_chunks().to_batches()[0]
    return larger.slice(batch.num_rows, batch.num_rows)


def with_other_dictionaries(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same values, with dictionaries that hold only what occurs, in the order in which it does."""
    columns = [
        column.cast(pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
        if pa.types.is_dictionary(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def without_empty_columns(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Columns of which nothing is known are left out."""
    kept = [
        name
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
        if column.null_count < len(column)
    ]
    return batch.select(kept)

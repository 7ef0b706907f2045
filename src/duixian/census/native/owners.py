"""Records by their owners: whose they are, and their fields in the order of the owners."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from duixian.census.native.arrow import Blanks, KeyNumbers, address, field_values, frame_of
from duixian.census.native.layout import FieldInput, Input, ListInput
from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import OWNER, column_name

if TYPE_CHECKING:
    from duixian.census.native.loading import Function
    from duixian.registry.population import Population

FILTER_BITS = 16
"""Bits of the filter for each owner: about one id in sixteen that is no owner passes it."""


class FixedKernels(NamedTuple):
    """The kernels that are the same for every list."""

    decode: Function
    find: Function
    group: Function


class Owners:
    """Ids, numbered from 1 in the order in which they came in; 0 is whoever is not among them."""

    def __init__(self, find: Function, ids: int, signs: int) -> None:
        """Room for so many ids with so many signs in all."""
        size = _power_above(2 * ids)
        bits = _power_above(FILTER_BITS * ids)
        self.find = find
        self.slots = np.zeros(size, dtype=np.int32)
        self.filter = np.zeros(bits // 8, dtype=np.int8)
        self.offsets = np.zeros(ids + 2, dtype=np.int64)
        self.signs = np.empty(signs, dtype=np.int8)
        self.totals = np.zeros(1, dtype=np.int64)
        # Keys cannot be chosen to collide where the seed is not known; the results do not depend on it.
        seed = int.from_bytes(os.urandom(7), "little")
        arrays = (self.offsets, self.signs, self.totals)
        self.places = [
            seed,
            address(self.slots),
            size - 1,
            address(self.filter),
            bits - 1,
            *(address(array) for array in arrays),
        ]

    def __len__(self) -> int:
        return int(self.totals[0])

    def frame(
        self, ids: pa.StringArray, result: npt.NDArray[np.int32], *, adding: bool = False
    ) -> npt.NDArray[np.int64]:
        """What the kernel ``find`` is told to write the numbers of some ids."""
        _, offsets, signs = ids.buffers()
        return frame_of(
            offsets.address + 4 * ids.offset if offsets else 0,
            signs.address if signs else 0,
            address(result),
            int(adding),
            *self.places,
        )

    def add(self, ids: pa.StringArray) -> npt.NDArray[np.int32]:
        """Take in ids; gives their numbers."""
        result = np.empty(len(ids), dtype=np.int32)
        frame = self.frame(ids, result, adding=True)
        self.find(address(frame), 0, len(ids))
        return result


class RecordTables:
    """The records that some programs read: ``owners`` numbers their owners, ``arrays`` are what stands in the
    slots of each input, in order."""

    def __init__(
        self, population: Population, kind: str, inputs: Iterable[Input], kernels: FixedKernels
    ) -> None:
        self.vocabulary = population.vocabulary
        self.kernels = kernels
        self.blanks, self.key_numbers = Blanks(), KeyNumbers(population.vocabulary)
        self.arrays: dict[Input, tuple[npt.NDArray[np.generic], ...]] = {}
        inputs = list(inputs)
        fields = {of.records: [] for of in inputs if isinstance(of, ListInput)}
        for of in inputs:
            if isinstance(of, FieldInput):
                fields[of.records].append(of)
        tables = {records: self._table(population, records, fields[records]) for records in fields}
        unknown = {
            records: population.unknown_lists(records)
            if records in population.records
            else pa.array([], pa.string())
            for records in fields
        }
        ids = [table.column(OWNER) for table in tables.values()] + [
            pa.chunked_array([rows]) for rows in unknown.values()
        ]
        self.owners = Owners(
            kernels.find, sum(len(column) for column in ids), sum(_signs(column) for column in ids)
        )
        numbers = {records: self._numbers(table.column(OWNER)) for records, table in tables.items()}
        unsure = {records: self.owners.add(rows) for records, rows in unknown.items()}
        for records in fields:
            known = kind in self.vocabulary.records_by_name[records].kinds and records in population.records
            count, order = self._lists(ListInput(records), numbers[records])
            if not known:
                count[:] = -1
            elif records not in population.complete:
                count[count == 0] = -1
            count[unsure[records]] = -1
            for field in fields[records]:
                self.arrays[field] = (self._field(tables[records], field)[order],)

    def _table(self, population: Population, records: str, fields: Sequence[FieldInput]) -> pa.Table:
        """The records of a kind with the columns that are needed; none where there is no such table."""
        names = [OWNER, *(field.column for field in fields)]
        known = records in population.records
        batches = [batch.select(names) for batch in population.record_batches(records)] if known else []
        return pa.Table.from_batches(batches) if batches else pa.table({OWNER: pa.array([], pa.string())})

    def _numbers(self, column: pa.ChunkedArray) -> npt.NDArray[np.int32]:
        chunks = [self.owners.add(chunk) for chunk in column.chunks]
        return np.concatenate([np.empty(0, dtype=np.int32), *chunks])

    def _lists(
        self, of: ListInput, numbers: npt.NDArray[np.int32]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """How many records each owner has, and the rows of the records, owner by owner."""
        count = np.bincount(numbers, minlength=len(self.owners) + 1).astype(np.int32)
        first = np.zeros(len(count), dtype=np.int32)
        np.cumsum(count[:-1], out=first[1:])
        places, order = first.copy(), np.empty(len(numbers), dtype=np.int32)
        frame = frame_of(address(numbers), address(places), address(order))
        self.kernels.group(address(frame), 0, len(numbers))
        self.arrays[of] = (first, count)
        return count, order

    def _field(self, table: pa.Table, field: FieldInput) -> npt.NDArray[np.generic]:
        if table.num_rows == 0:
            return np.empty(0, dtype=np.int64)
        fact = next(
            fact
            for fact in self.vocabulary.records_by_name[field.records].fields
            if column_name(fact) == field.column
        )
        column = table.column(field.column)
        chunks = [
            field_values(fact, chunk, self.blanks, self.key_numbers, self.kernels.decode)
            for chunk in column.chunks
        ]
        return np.concatenate(chunks)


def _signs(column: pa.ChunkedArray) -> int:
    """How many bytes the texts of a column take."""
    total = 0
    for chunk in column.chunks:
        if len(chunk):
            offsets = np.frombuffer(chunk.buffers()[1], np.int32, len(chunk) + 1, 4 * chunk.offset)
            total += int(offsets[-1]) - int(offsets[0])
    return total


def _power_above(number: int) -> int:
    return 1 << max(6, number.bit_length())

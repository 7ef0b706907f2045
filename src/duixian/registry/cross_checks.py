"""What only all tables together tell: ids that stand twice, records that do, and whose each record is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT
from duixian.registry import matching
from duixian.registry.columns import OWNER
from duixian.registry.converting import Ids
from duixian.registry.faults import Fault, Placed, Rows, faulty_rows
from duixian.registry.ids import EMPTY, find_keys, mixed
from duixian.registry.matching import KeyStore, Pairs, joined, match_shard, repeated_in
from duixian.registry.tables import Block, Table, in_order

RowNumbers = NDArray[np.uint32]

NOBODY, NAMELESS = 0xFFFF_FFFF, 0xFFFF_FFFE
"""What stands for the row of an owner that is not there, and of one that is not named."""


class Collision(Exception):
    """Two different texts have one hash: everything is compared again, with other hashes."""


class Numbering:
    """The rows of several tables, numbered one after the other from 0."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables
        self.firsts: dict[str, int] = {}
        self.rows = 0
        for table in tables:
            self.firsts[table.key] = self.rows
            self.rows += table.rows
        if self.rows >= NAMELESS:
            raise AssertionError(f"{self.rows} rows need wider row numbers")

    def blocks(self) -> Iterator[tuple[Table, Block]]:
        for table in self.tables:
            for block in table.blocks:
                yield table, block

    def number(self, table: Table, block: Block, start: int = 0) -> int:
        """The number of a row of a block."""
        return self.firsts[table.key] + block.first + start

    def by_table(self, rows: RowNumbers) -> Iterator[tuple[Table, Rows]]:
        """Rows in order, as rows of their tables."""
        for table in self.tables:
            first = self.firsts[table.key]
            low, high = np.searchsorted(rows, np.array([first, first + table.rows], np.uint32))
            if high > low:
                yield table, rows[low:high].astype(np.int64) - first

    def rejected(self) -> RowNumbers:
        """The rows that are rejected so far, in order."""
        numbers = [block.rejected + self.number(table, block) for table, block in self.blocks()]
        return np.concatenate([np.zeros(0, np.int64), *numbers]).astype(np.uint32)

    def values(self, rows: RowNumbers, read: Callable[[Table, Block], Iterator[pa.Array]]) -> pa.Array:
        """What blocks hold at these rows, in any order."""
        distinct, places = np.unique(rows, return_inverse=True)
        found = []
        for table, block in self.blocks():
            first = self.number(table, block)
            low, high = np.searchsorted(distinct, np.array([first, first + block.rows], np.uint32))
            if high > low:
                array = pa.concat_arrays(list(read(table, block)))
                found.append(array.take(pa.array(distinct[low:high].astype(np.int64) - first)))
        return pa.concat_arrays(found).take(pa.array(places)) if found else pa.array([], pa.string())

    def ids_of(self, table: Table, rows: Rows) -> pa.StringArray:
        """The ids or owners in these rows of a table."""
        return self.ids((rows + self.firsts[table.key]).astype(np.uint32))

    def ids(self, rows: RowNumbers) -> pa.StringArray:
        """The ids or owners in these rows, as they should be written."""
        return self.values(rows, lambda table, block: (ids.texts for _, ids in table.read_ids(block, 0)))


class Crossed(NamedTuple):
    """What was found: faults of ids and owners and of records by their table, rows of recipients whose ids are
    not their own, records that stand twice, and for each record its owner's row among all recipients (or
    ``NOBODY``, ``NAMELESS``)."""

    faults: list[tuple[Table, Placed]]
    repeated: RowNumbers
    twins: list[tuple[Table, Placed]]
    owners: RowNumbers


Told = Callable[[str, Table, int], None]
"""Told of rows that were read: the step, the table, how many."""


def cross_check(recipients: Numbering, records: Numbering, *, seed: int, workers: int, told: Told) -> Crossed:
    """Read all ids and all records, and compare them. Raises Collision, which another seed avoids."""
    rows = max(recipients.rows, records.rows)
    with (
        closing(KeyStore(rows)) as people,
        closing(KeyStore(rows)) as owned,
        closing(KeyStore(rows)) as alike,
    ):
        check = _CrossCheck(recipients, records, seed, told, people, owned, alike)
        faults = [
            *in_order(check.read_ids, recipients.blocks(), workers),
            *in_order(check.read_records, records.blocks(), workers),
        ]
        for _ in in_order(KeyStore.finish, (people, owned, alike), workers):
            pass
        owners = np.full(records.rows, NOBODY, np.uint32)
        for nameless in check.nameless:
            owners[nameless] = NAMELESS

        def compare(number: int) -> tuple[Pairs, Pairs, Pairs]:
            return *match_shard(people, owned, number, owners), repeated_in(alike, number)

        compared = list(in_order(compare, range(1 << people.bits), workers))
    repeated, doubtful, twins = (joined(pairs) for pairs in zip(*compared, strict=True))
    _confirm(repeated, recipients, recipients)
    _confirm(doubtful, records, recipients)
    return Crossed(
        [one for some in faults for one in some],
        np.union1d(repeated.rows, repeated.others),
        check.twins(twins),
        owners,
    )


def _confirm(pairs: Pairs, numbering: Numbering, others: Numbering) -> None:
    """Compare the texts of pairs that are known by their hashes only."""
    rows, other_rows = pairs.rows[pairs.hashed], pairs.others[pairs.hashed]
    if len(rows) and not pc.all(pc.equal(numbering.ids(rows), others.ids(other_rows))).as_py():
        raise Collision


class _CrossCheck:
    def __init__(  # noqa: PLR0917 -- the three stores go together
        self,
        recipients: Numbering,
        records: Numbering,
        seed: int,
        told: Told,
        people: KeyStore,
        owned: KeyStore,
        alike: KeyStore,
    ) -> None:
        self.recipients = recipients
        self.records = records
        self.seed = seed
        self.told = told
        self.people = people
        self.owned = owned
        self.alike = alike
        self.nameless: list[RowNumbers] = []

    def read_ids(self, where: tuple[Table, Block]) -> list[tuple[Table, Placed]]:
        """Read the ids of a block of recipients."""
        table, block = where
        faults = []
        texts = []
        odd = False
        for start, ids in table.read_ids(block, self.seed):
            faults += self._take_keys(self.people, self.recipients, where, start, ids)
            texts.append(ids.texts)
            odd = odd or ids.odd
        block.odd_ids = odd
        if texts and self.recipients.rows <= matching.ROWS_IN_MEMORY:
            block.ids = texts[0] if len(texts) == 1 else pa.concat_arrays(texts)
        self.told("ids", table, block.rows)
        return faults

    def _take_keys(
        self, store: KeyStore, numbering: Numbering, where: tuple[Table, Block], start: int, ids: Ids
    ) -> list[tuple[Table, Placed]]:
        """Keep the keys of ids or owners, and give their faults as faults of the table."""
        table, block = where
        first = numbering.number(table, block, start)
        keys, classes = ids.keys.keys, ids.keys.classes
        rows = np.arange(first, first + len(keys), dtype=np.uint32)
        there = ids.keys.states != EMPTY
        store.add(*((keys, classes, rows) if there.all() else (keys[there], classes[there], rows[there])))
        column = block.plan.written[block.plan.key.fact.key]
        found = []
        for one in ids.faults:
            told = one.moved(start)
            if len(block.misshapen):
                told = told.without(block.misshapen)
            found.append((table, Placed(column, told.moved(block.first))))
        return found

    def read_records(self, where: tuple[Table, Block]) -> list[tuple[Table, Placed]]:
        """Read a block of records: check its facts, keep the keys of owners, and of what makes two records
        the same."""
        table, block = where
        names = [column.name for column in table.kept]
        faults = []
        odd = False
        for read in table.read(block, names, seed=self.seed):
            assert read.ids is not None
            faults += self._take_keys(self.owned, self.records, where, read.start, read.ids)
            faults += [(table, placed.moved(read.start + block.first)) for placed in read.faults]
            good = read.ids.keys.states != EMPTY
            number = self.records.number(table, block, read.start)
            self.nameless.append((np.flatnonzero(~good) + number).astype(np.uint32))
            good[faulty_rows(read.faults)] = False
            inside = block.rejected[
                (block.rejected >= read.start) & (block.rejected < read.start + len(good))
            ]
            good[inside - read.start] = False
            odd = odd or read.ids.odd
            self._keep_likeness(where, read.start, read.batch, read.ids, np.flatnonzero(good))
        block.odd_ids = odd
        self.told("records", table, block.rows)
        return faults

    def _keep_likeness(
        self, where: tuple[Table, Block], start: int, batch: pa.RecordBatch, ids: Ids, good: Rows
    ) -> None:
        table, block = where
        keys = mixed(ids.keys.keys, ids.keys.classes + np.uint64(1000 * self.records.firsts[table.key]))
        same = np.zeros(batch.num_rows, np.uint64)
        unnamed = np.ones(batch.num_rows, np.bool_)
        if _has_codes(table):
            codes = find_keys(batch.column(OBJECT), self.seed)
            unnamed = codes.states == EMPTY
            same = mixed(codes.keys, codes.classes.astype(np.uint64))
        rows = np.flatnonzero(unnamed)
        if len(rows):
            content = batch if len(rows) == batch.num_rows else batch.take(pa.array(rows))
            same[rows] = self._content_keys(content)
        keys = mixed(keys, same)[good]
        numbers = (good + self.records.number(table, block, start)).astype(np.uint32)
        self.alike.add(keys, np.zeros(len(keys), np.uint8), numbers)

    def _content_keys(self, batch: pa.RecordBatch) -> NDArray[np.uint64]:
        """One key for all that records say."""
        keys = np.full(batch.num_rows, self.seed, np.uint64)
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            if name != OWNER:
                keys = mixed(keys, self._value_keys(array))
        return keys

    def _value_keys(self, array: pa.Array) -> NDArray[np.uint64]:
        if pa.types.is_string(array.type):
            return find_keys(array, self.seed).keys
        if pa.types.is_dictionary(array.type):
            array = array.indices
        elif pa.types.is_date32(array.type):
            array = array.view(pa.int32())
        numbers = array.cast(pa.int64()).fill_null(-(1 << 62)).to_numpy(zero_copy_only=False)
        return np.asarray(numbers).view(np.uint64)

    # --- records that stand twice ----------------------------------------------------------------------------

    def twins(self, pairs: Pairs) -> list[tuple[Table, Placed]]:
        """The faults of records of one owner that are alike or have one code: each row of such a group."""
        faults: list[tuple[Table, Placed]] = []
        for table in self.records.tables:
            first = self.records.firsts[table.key]
            low, high = np.searchsorted(pairs.rows, np.array([first, first + table.rows], np.uint32))
            if high == low:
                continue
            rows, others = pairs.rows[low:high], pairs.others[low:high]
            codes = self._compare(table, rows, others)
            own, named = rows.astype(np.int64) - first, others.astype(np.int64) - first
            faults.append((table, _twin_fault(table, own, named, codes)))
        return faults

    def _compare(self, table: Table, rows: RowNumbers, others: RowNumbers) -> pa.Array:
        """Make sure that each record is the same as another; gives their codes. Raises Collision."""
        names = [column.name for column in table.kept]

        def read(of: Table, block: Block) -> Iterator[pa.Array]:
            for one in of.read(block, names):
                yield one.batch.to_struct_array()

        left, right = (self.records.values(some, read) for some in (rows, others))
        coded = np.zeros(len(rows), np.bool_)
        if _has_codes(table):
            coded = left.field(OBJECT).is_valid().to_numpy(zero_copy_only=False)
        for name in names:
            same = _equal(left.field(name), right.field(name))
            if not np.all(same | coded if name not in (OWNER, OBJECT) else same):
                raise Collision
        return left.field(OBJECT) if OBJECT in names else pa.nulls(len(rows), pa.string())


def _has_codes(table: Table) -> bool:
    """Whether records of the table are told apart by their code. The same thing may have had several awards."""
    return table.key != EARLIER_AWARDS and any(column.name == OBJECT for column in table.kept)


def _equal(left: pa.Array, right: pa.Array) -> NDArray[np.bool_]:
    """Where two columns hold the same, unknown like unknown."""
    if pa.types.is_dictionary(left.type):
        left, right = left.indices, right.indices
    both_unknown = pc.and_(left.is_null(), right.is_null())
    same: NDArray[np.bool_] = pc.or_(
        pc.equal(left, right).fill_null(fill_value=False), both_unknown
    ).to_numpy(zero_copy_only=False)
    return same


def _twin_fault(table: Table, rows: Rows, others: Rows, codes: pa.Array) -> Placed:
    """The fault of records that stand twice: each names the first of its like, and the first the second."""
    alike = np.concatenate([rows, others])
    groups = np.concatenate([others, others])
    alike, places = np.unique(alike, return_index=True)
    groups = groups[places]
    order = np.argsort(groups, kind="stable")  # in each group the rows keep their order
    begins = np.flatnonzero(np.diff(groups[order], prepend=-1))
    lengths = np.diff(np.append(begins, len(order)))
    named = np.empty(len(order), np.int64)
    named[order] = np.repeat(alike[order][begins], lengths)
    named[order[begins]] = alike[order][begins + 1]
    column = table.blocks[0].plan.written.get(OBJECT, "")

    def details(place: int, _code: object) -> dict[str, str]:
        return {"other": f"{table.key}:{named[place] + 1}"}

    raws = pa.concat_arrays([codes, codes]).take(pa.array(places))
    return Placed(column, Fault(alike, "F712", raws, details))

"""A population as tables: recipients and records from many kinds of source, every row checked.

``open_population`` finds the tables. A :class:`Population` gives canonical Arrow batches (see ``columns``) of
the rows that are good, and the rejects; it reads the ids of all tables first, so that duplicates and the owners
of records are known, and the facts as they are asked for. Nothing vanishes: the rows of a table are those that
are valid and those that are rejected.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from duixian.language.diagnostics import Diagnostic, nearest
from duixian.language.library import PolicyList
from duixian.language.values import Value, shown
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.registry.columns import ID, OWNER, column_name, columns_of, role_column, schema
from duixian.registry.converting import refused
from duixian.registry.cross_checks import (
    NAMELESS,
    NOBODY,
    Collision,
    Crossed,
    Numbering,
    RowNumbers,
    cross_check,
)
from duixian.registry.faults import NO_ROWS, Placed, Rows, faulty_rows
from duixian.registry.matching import RecordIndex
from duixian.registry.recipient import RecipientFacts
from duixian.registry.rejects import Reject, Rejects
from duixian.registry.sources.base import Found, SourceError, fault, reading
from duixian.registry.sources.opening import find_tables, source_name
from duixian.registry.tables import Block, Table, in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FactsReader", "Part", "Place", "Population", "Progress", "SourceError", "open_population"]

ALL = "all"
"""What stands for every table of records."""

_SEEDS = 3
"""How often ids are compared anew where two hashes collide, which hardly ever happens once."""

_PYTHON_ROWS = 1 << 12
"""Rows that stand in memory as Python objects at once."""

Place = tuple[int, int]
"""Where a recipient stands in the table of its kind: the number of a part, and the row among its valid ones."""

Progress = Callable[[str, str, int], None]
"""Told of work done: the step (``keeping`` what can be read only once, ``ids``, ``records``, ``facts``), the
table, and how many rows more have been read. Called by several threads."""


def open_population(
    source: str | Path | Mapping[str, object],
    listed: PolicyList,
    *,
    complete: Iterable[str] | str = (),
    strict: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Population:
    """Find the tables of a population: in a folder, a workbook, a DuckDB file, at an address
    ``postgresql://…?schema=NAME``, or in a mapping of names to Arrow tables.

    ``complete`` names the tables of records that hold every record there is, or is ``all``. With ``strict`` any
    fault, also one of a row when it is read, raises SourceError; without it only what keeps a whole table from
    being used does. ``workers`` is how many threads read (by default one a processor).
    """
    said = [complete] if isinstance(complete, str) else list(complete)
    found = find_tables(source)
    try:
        return Population(
            found._replace(complete=[*found.complete, *said]),
            listed,
            name=source_name(source),
            strict=strict,
            workers=workers or os.cpu_count() or 1,
            progress=progress,
        )
    except SourceError:
        found.close()
        raise


class Part:
    """A part of a table of recipients that one thread may read while others read other parts. The order of
    results is that of the parts' numbers, from 0."""

    def __init__(self, population: Population, table: Table, block: Block) -> None:
        self.number = block.number
        self.rows = block.rows
        """How many rows it has, bad ones among them."""
        self._population = population
        self._table = table
        self._block = block

    def batches(
        self,
        columns: Sequence[str] | None = None,
        records: Mapping[str, Sequence[str]] | None = None,
        *,
        ids: bool = True,
    ) -> Iterator[pa.RecordBatch]:
        """Its valid recipients; see :meth:`Population.batches`."""
        return self._population.read_part(self._table, self._block, columns, records or {}, ids=ids)

    def holds(self, ids: pa.StringArray) -> bool:
        """Whether one of its rows, good or bad, has one of these ids; reads nothing else."""
        return any(
            pc.any(pc.is_in(read.texts, ids)).as_py() for _, read in self._table.read_ids(self._block, 0)
        )


class Population:
    """The recipients and records that a census reads.

    ``kinds`` are the kinds of recipient for which there is a table, ``records`` the kinds of record, both in
    the vocabulary's order; ``complete`` are the kinds of record whose table holds every record there is;
    ``warnings`` what was passed over. It may keep files in a temporary folder: close it, or use it in ``with``.
    """

    def __init__(
        self,
        found: Found,
        listed: PolicyList,
        *,
        name: str,
        strict: bool = False,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> None:
        self.listed = listed
        self.vocabulary = listed.vocabulary
        self.strict = strict
        self.workers = workers
        self._progress = progress or (lambda _step, _table, _rows: None)
        self._found = found
        self._folder: Path | None = None
        self._lock = RLock()
        self._prepared = False
        self._refusal: SourceError | None = None
        faults = [*found.faults]
        self._tables = _named(found, listed, faults)
        self.kinds = tuple(key for key, table in self._tables.items() if table.records is None)
        self.records = tuple(key for key, table in self._tables.items() if table.records is not None)
        self.complete = self._completeness(name, found.complete, faults)
        self._plans = {}
        for key, table in self._tables.items():
            more, self._plans[key] = table.plan()
            faults += more
        if not self.kinds:
            known = "、".join(kind.name.zh for kind in self.vocabulary.kinds if not kind.role)
            faults.append(fault(name, "F740", source=name, known=known))
        if any(found.severity == "error" for found in faults) or (strict and faults):
            raise SourceError(faults)
        self.warnings = faults
        self._rejects = Rejects([*self._tables])

    def _completeness(self, name: str, said: Sequence[str], faults: list[Diagnostic]) -> frozenset[str]:
        if ALL in said:
            return frozenset(self.records)
        keys = []
        for word in said:
            declared = self.vocabulary.records_by_name.get(word)
            if declared is not None and declared.key in self.records:
                keys.append(declared.key)
            else:
                near = nearest(word, self.records)
                known = "、".join(self.records) or "—"
                faults.append(fault(name, "F745", near=near, value=shown(word), known=known))
        return frozenset(keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what it keeps in files, and let go of the source."""
        self._found.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    # --- what is asked for -----------------------------------------------------------------------------------

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows each table has."""
        self.prepare()
        return {key: table.rows for key, table in self._tables.items()}

    @property
    def valid(self) -> Mapping[str, int]:
        """How many rows of each table are valid; every row is read before."""
        self.settle()
        return self._valid()

    def _valid(self) -> dict[str, int]:
        return {
            key: sum(block.rows - len(block.rejected) for block in table.blocks)
            for key, table in self._tables.items()
        }

    @property
    def rejects(self) -> Rejects:
        """The rows that are rejected; every row is read before."""
        self.settle()
        return self._rejects

    def batches(
        self,
        kind: str,
        columns: Sequence[str] | None = None,
        records: Mapping[str, Sequence[str]] | None = None,
        *,
        ids: bool = True,
    ) -> Iterator[pa.RecordBatch]:
        """The valid recipients of a kind, in their order, with all canonical columns, or the id and those
        named.

        ``records`` asks for records with some of their columns: a column of lists each, null where the
        recipient's list is not known. Without ``ids`` the id is left out, unless nothing else is asked for; that
        saves reading it again, as whose the records are has been found out.
        """
        for part in self.parts(kind):
            yield from part.batches(columns, records, ids=ids)

    def parts(self, kind: str) -> Sequence[Part]:
        """The table of a kind in parts for several threads."""
        self.prepare()
        table = self._tables[kind]
        return [Part(self, table, block) for block in table.blocks]

    def record_batches(self, records: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The valid records of a kind, in their order, with all canonical columns, or the owner and those
        named. Records of recipients that are rejected for their facts are among them until those have been
        read; they belong to nobody in :meth:`batches`."""
        self.prepare()
        table = self._tables[records]
        names = [
            column.name for column in table.columns if columns is None or column.name in (OWNER, *columns)
        ]
        for block in table.blocks:
            for read in table.read(block, names):
                yield _valid(read.batch, read.start, block.rejected)

    def record_table(self, records: str) -> pa.Table:
        """The valid records of a kind as a table; see :meth:`record_batches`."""
        self.prepare()
        table = self._tables[records]
        return pa.Table.from_batches(self.record_batches(records), schema(table.columns))

    def unknown_lists(self, records: str) -> pa.Array:
        """The ids of recipients whose list of these records is not known whole, as one of them was rejected."""
        self.prepare()
        return self._recipients.ids(self._unknown[records])

    def typed_facts(self, ids: Collection[str] | None = None) -> Iterator[tuple[str, RecipientFacts]]:
        """The facts of valid recipients, all or those with these ids, in the form in which ``decide`` takes
        them; in the order of the tables."""
        chosen = None if ids is None else pa.array([*ids], pa.string())
        for kind in self.kinds:
            asked = {
                key: [column.name for column in self._tables[key].columns if column.name != OWNER]
                for key in self.records
                if kind in self.vocabulary.records_by_name[key].kinds
            }
            reader = FactsReader(self.vocabulary, kind)
            for part in self.parts(kind):
                if chosen is not None and not part.holds(chosen):
                    continue
                for batch in part.batches(records=asked):
                    some = batch if chosen is None else batch.filter(pc.is_in(batch.column(ID), chosen))
                    for start in range(0, some.num_rows, _PYTHON_ROWS):
                        for row in some.slice(start, _PYTHON_ROWS).to_pylist():
                            yield row[ID], reader.facts(row)

    def values_at(
        self, kind: str, rows: Mapping[int, Sequence[int]], read: Mapping[int, Collection[str]]
    ) -> Iterator[tuple[Place, dict[str, Any]]]:
        """What the columns of some facts hold in some valid rows of parts, by the parts' numbers; ``read`` are the keys
        of the facts that are wanted of each part. Roles and dimensions always come."""

        def taken(part: Part) -> tuple[int, list[dict[str, Any]]]:
            columns = columns_of(self.vocabulary, kind, read[part.number])
            table = pa.Table.from_batches(part.batches(columns, ids=False))
            return part.number, table.take(rows[part.number]).to_pylist()

        asked = [part for part in self.parts(kind) if part.number in rows]
        for number, found in in_order(taken, asked, self.workers):
            for row, values in zip(rows[number], found, strict=True):
                yield (number, row), values

    def records_at(
        self, kind: str, records: str, places: Sequence[Place]
    ) -> list[list[dict[str, Any]] | None]:
        """The records of some recipients of a kind, in order; None where the list is not known."""
        rows = np.concatenate([NO_ROWS, *self._numbers(kind, places)]).astype(np.uint32)
        found, starts = self._index[records].at(rows)
        known = starts[1:] > starts[:-1]
        if self._is_complete(kind, records):
            known = ~np.isin(rows, self._unknown[records])
        names = [column.name for column in self._tables[records].columns if column.name != OWNER]

        def read(table: Table, block: Block) -> Iterator[pa.Array]:
            for one in table.read(block, names):
                yield one.batch.to_struct_array()

        values = self._records.values(found + np.uint32(self._records.firsts[records]), read).to_pylist()
        return [
            values[start:stop] if is_known else None
            for start, stop, is_known in zip(
                starts.tolist(), starts[1:].tolist(), known.tolist(), strict=False
            )
        ]

    def _numbers(self, kind: str, places: Sequence[Place]) -> Iterator[Rows]:
        """The numbers, among all recipients, of places in order."""
        table = self._tables[kind]
        for number, some in groupby(places, key=itemgetter(0)):
            block = table.blocks[number]
            valid = np.delete(np.arange(block.rows), block.rejected)
            yield valid[[row for _, row in some]] + self._recipients.number(table, block)

    def settle(self) -> None:
        """Check what nobody has read yet, and that no row has vanished."""
        self.prepare()
        unread = [(table, block) for table, block in self._recipients.blocks() if not block.checked]
        for _ in in_order(lambda one: self._check(*one), unread, self.workers):
            pass
        with self._lock:
            self._refuse_records()
        self._balance()

    def _balance(self) -> None:
        """The rows of every table are those that are valid and those whose faults are listed."""
        rejected = self._rejects.count
        for key, valid in self._valid().items():
            refused_ = rejected.get(key, 0)
            if self.rows[key] != valid + refused_:
                raise AssertionError(f"{key}: {self.rows[key]} rows in, {valid} valid, {refused_} rejected")

    # --- ids, records and owners -----------------------------------------------------------------------------

    def prepare(self) -> None:
        """Read the ids of all tables, and all records; what else there is needs this first."""
        with self._lock:
            if self._refusal is not None:
                raise self._refusal
            if not self._prepared:
                try:
                    with reading(tempfile.gettempdir()):
                        self._prepare()
                except SourceError as error:
                    self._refusal = error
                    raise
                self._prepared = True

    def _prepare(self) -> None:
        for key, table in self._tables.items():
            table.lay_out(self._plans[key], self._keeping_folder, self._note_kept, self.workers)
        self._found.close()
        self._recipients = Numbering([self._tables[key] for key in self.kinds])
        self._records = Numbering([self._tables[key] for key in self.records])
        crossed = self._compared()
        self._refuse(crossed.faults)
        self._refuse_repeated(crossed.repeated)
        self._refuse(crossed.twins)
        for _, block in self._records.blocks():
            block.checked = True
        self._owners = crossed.owners
        self._refuse_strangers(crossed.repeated)
        self._index_records()

    def _keeping_folder(self) -> Path:
        """The folder for what can be read only once; it goes with the population."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="duixian-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _compared(self) -> Crossed:
        def told(step: str, table: Table, rows: int) -> None:
            self._progress(step, table.key, rows)

        for _ in range(_SEEDS):
            try:
                return cross_check(
                    self._recipients,
                    self._records,
                    seed=secrets.randbits(63),
                    workers=self.workers,
                    told=told,
                )
            except Collision:
                continue
        raise AssertionError(
            f"{_SEEDS} hash functions, one after the other, took different texts for the same"
        )

    def _note_kept(self, table: Table, first: int, faults: Sequence[Placed], rows: int) -> None:
        self._note(table, [placed.moved(first) for placed in faults])
        self._progress("keeping", table.key, rows)

    def _note(self, table: Table, faults: Iterable[Placed]) -> None:
        """Note faults of rows of a table, from 0."""
        found = [Reject(table.key, column, one) for column, one in faults if len(one.rows)]
        if self.strict and found:
            raise SourceError([min(found, key=lambda reject: int(reject.fault.rows[0])).diagnostic()])
        self._rejects.add(found)

    def _refuse(self, faults: Iterable[tuple[Table, Placed]]) -> None:
        """Note faults of rows of tables, from 0, and reject these rows."""
        of_tables: dict[str, list[Placed]] = {}
        for table, placed in faults:
            of_tables.setdefault(table.key, []).append(placed)
        for key, some in of_tables.items():
            self._note(self._tables[key], some)
            rows = faulty_rows(some)
            for block in self._tables[key].blocks:
                low, high = np.searchsorted(rows, [block.first, block.first + block.rows])
                block.reject(rows[low:high] - block.first)

    def _refuse_repeated(self, repeated: RowNumbers) -> None:
        """Reject the rows of recipients whose id is not theirs alone."""
        for table, rows in self._recipients.by_table(repeated):
            wrong = refused(self._recipients.ids_of(table, rows), rows, "F729")
            self._refuse([(table, Placed(_key_name(table), wrong))])

    def _refuse_strangers(self, repeated: RowNumbers) -> None:
        """Reject the records of owners that are not there, have no such records or are refused. Of which kind
        an owner is whose id is ``repeated`` nobody knows."""
        self._refused = self._recipients.rejected()
        for key in self.records:
            table, owners = self._tables[key], self._owners_of(key)
            declared = self.vocabulary.records_by_name[key]
            self._refuse_owned(table, owners == NOBODY, "F731")
            for kind in self.kinds:
                if kind not in declared.kinds:
                    first = self._recipients.firsts[kind]
                    name = self.vocabulary.kind_by_name[kind].name
                    names = {"kind": name.zh, "kind_en": name.en, "name": declared.name.zh, "name_en": key}
                    wrong = (owners >= first) & (owners < first + self._tables[kind].rows)
                    self._refuse_owned(table, wrong & ~np.isin(owners, repeated), "F716", **names)
            self._refuse_owned(table, np.isin(owners, self._refused), "F732")

    def _refuse_records(self) -> None:
        """Reject the records of recipients that were refused since."""
        refused_now = self._recipients.rejected()
        since = np.setdiff1d(refused_now, self._refused)
        self._refused = refused_now
        for key in self.records:
            self._refuse_owned(self._tables[key], np.isin(self._owners_of(key), since), "F732")

    def _refuse_owned(self, table: Table, wrong: NDArray[np.bool_], code: str, **details: str) -> None:
        """Reject records for what their owner is."""
        rows = np.flatnonzero(wrong)
        if len(rows):
            one = refused(self._records.ids_of(table, rows), rows, code, **details)
            self._refuse([(table, Placed(_key_name(table), one))])

    def _owners_of(self, records: str) -> RowNumbers:
        """The row, among all recipients, of the owner of each record."""
        first = self._records.firsts[records]
        return self._owners[first : first + self._tables[records].rows]

    def _index_records(self) -> None:
        """Make ready to find each recipient's records, of which there are none where one was rejected."""
        self._unknown: dict[str, RowNumbers] = {}
        self._loaded: dict[tuple[str, str], pa.Array] = {}

        def index(key: str) -> RecordIndex:
            owners = self._owners_of(key).copy()
            owners[np.isin(owners, self._unknown[key])] = NOBODY
            return RecordIndex(owners)

        for key in self.records:
            rejected = np.concatenate(
                [block.rejected + block.first for block in self._tables[key].blocks] or [NO_ROWS]
            )
            unknown = np.unique(self._owners_of(key)[rejected])
            self._unknown[key] = unknown[unknown < NAMELESS]
        self._index = dict(zip(self.records, in_order(index, self.records, self.workers), strict=True))

    # --- facts -----------------------------------------------------------------------------------------------

    def read_part(
        self,
        table: Table,
        block: Block,
        columns: Sequence[str] | None,
        records: Mapping[str, Sequence[str]],
        *,
        ids: bool = True,
    ) -> Iterator[pa.RecordBatch]:
        """The valid rows of a block of recipients; see :meth:`batches`."""
        all_names = [column.name for column in table.columns]
        names = all_names if columns is None else [name for name in all_names if name in (ID, *columns)]
        if not ids:
            names = [name for name in names if name != ID] or [ID]
        fresh = not block.checked
        faults: list[Placed] = []
        for read in table.read(block, names):
            placed = [one.moved(read.start) for one in read.faults]
            if placed and self.strict:
                self._note(table, [one.moved(block.first) for one in placed])
            faults += placed
            batch = read.batch
            for key, fields in records.items():
                batch = batch.append_column(
                    key, self._lists(table, block.first + read.start, batch.num_rows, key, fields)
                )
            yield _valid(
                batch,
                read.start,
                np.union1d(block.rejected, faulty_rows(placed)) if placed else block.rejected,
            )
        if fresh:
            self._finish(table, block, faults)

    def _check(self, table: Table, block: Block) -> None:
        """Read a block only to find its faults."""
        faults = [one.moved(read.start) for read in table.read(block, []) for one in read.faults]
        self._finish(table, block, faults)

    def _finish(self, table: Table, block: Block, faults: Sequence[Placed]) -> None:
        """Note the faults of a block that has been read for the first time."""
        with self._lock:
            if block.checked:
                return
            self._note(table, [placed.moved(block.first) for placed in faults])
            block.reject(faulty_rows(faults))
            block.checked = True
        self._progress("facts", table.key, block.rows)

    def _lists(
        self, table: Table, start: int, rows: int, records: str, fields: Sequence[str]
    ) -> pa.ListArray:
        """The records of some recipients as lists; null where the list is not known."""
        first = self._recipients.firsts[table.key] + start
        places, starts = self._index[records].of(first, rows)
        if self._is_complete(table.key, records):
            known = np.ones(rows, np.bool_)
            unknown = self._unknown[records]
            low, high = np.searchsorted(unknown, np.array([first, first + rows], np.uint32))
            known[unknown[low:high] - np.uint32(first)] = False
        else:
            known = starts[1:] > starts[:-1]
        if fields:
            taken = [self._field(records, name).take(pa.array(places)) for name in fields]
            values = pa.StructArray.from_arrays(taken, list(fields))
        else:
            values = pa.array([{}] * len(places), pa.struct([]))
        buffers = [pa.py_buffer(np.packbits(known, bitorder="little")), pa.py_buffer(starts)]
        return pa.Array.from_buffers(pa.list_(values.type), rows, buffers, children=[values])

    def _is_complete(self, kind: str, records: str) -> bool:
        """Whether recipients of a kind without a record are known to have none."""
        return records in self.complete and kind in self.vocabulary.records_by_name[records].kinds

    def _field(self, records: str, name: str) -> pa.Array:
        """A column of all records of a kind, kept in memory once it has been asked for."""
        with self._lock:
            if (records, name) not in self._loaded:
                table = self._tables[records]
                (column,) = (column for column in table.columns if column.name == name)
                arrays = [pa.array([], column.type)]
                for block in table.blocks:
                    read = [part.batch.column(0) for part in table.read(block, [name])]
                    absent = (
                        sum(map(len, read)) != block.rows
                    )  # a column that is not there has no rows to read
                    arrays += [pa.nulls(block.rows, column.type)] if absent else read
                self._loaded[records, name] = pa.concat_arrays(arrays)
            return self._loaded[records, name]


class FactsReader:
    """Reads canonical rows of recipients of a kind, with lists of records under their keys, into facts as
    ``decide`` takes them. What is None there is unknown."""

    def __init__(self, vocabulary: Vocabulary, kind: str) -> None:
        self.kind = kind
        roles = [role.key for role in vocabulary.kinds if role.role and kind == vocabulary.enterprise]
        self._roles = [(role_column(role), role) for role in roles]
        self._facts = {column_name(fact): fact for fact in vocabulary.facts if kind in fact.kinds}
        self._records = {
            records.key: {column_name(field): field for field in records.fields}
            for records in vocabulary.records
            if kind in records.kinds
        }

    def facts(self, row: Mapping[str, Any]) -> RecipientFacts:
        """The facts of one recipient."""
        has = {role: row.get(name) for name, role in self._roles}
        return RecipientFacts(
            kind=self.kind,
            roles=None if None in has.values() else frozenset(role for role in has if has[role]),
            values=_values(self._facts, row),
            records={
                key: tuple(_values(fields, record) for record in row[key])
                for key, fields in self._records.items()
                if row.get(key) is not None
            },
        )


def _values(facts: Mapping[str, Fact], row: Mapping[str, Any]) -> dict[str, Value]:
    """What a row says of some facts, which are given by column, by their keys."""
    values: dict[str, Value] = {}
    for name, value in row.items():
        fact = facts.get(name)
        if fact is not None and value is not None:
            values[fact.key] = value.toordinal() if fact.type.kind == "date" else value
    return values


def _key_name(table: Table) -> str:
    """What the column of ids or owners is called in the table's source."""
    plan = table.blocks[0].plan
    return plan.written[plan.key.fact.key]


def _valid(batch: pa.RecordBatch, start: int, rejected: Rows) -> pa.RecordBatch:
    """The rows of a batch, which begins at ``start`` of its block, that are not rejected."""
    low, high = np.searchsorted(rejected, [start, start + batch.num_rows])
    if high == low:
        return batch
    good = np.ones(batch.num_rows, np.bool_)
    good[rejected[low:high] - start] = False
    return batch.filter(pa.array(good))


def _named(found: Found, listed: PolicyList, faults: list[Diagnostic]) -> dict[str, Table]:
    """The tables by English key, in the vocabulary's order; unknown ones and such as stand twice are noted."""
    words = listed.vocabulary
    keys = {name: kind.key for kind in words.kinds if not kind.role for name in (kind.key, kind.name.zh)}
    keys |= {name: records.key for name, records in words.records_by_name.items()}
    tables: dict[str, Table] = {}
    names: dict[str, str] = {}
    for name, segments in found.tables:
        key = keys.get(name.strip())
        if key is None:
            known = "、".join(keys)
            faults.append(
                fault(shown(name), "F736", near=nearest(name, keys), table=shown(name), known=known)
            )
        elif key in tables:
            faults.append(fault(segments[0].name, "F737", table=segments[0].name, other=names[key]))
        else:
            tables[key] = Table(listed, key, segments)
            names[key] = segments[0].name
    return {key: tables[key] for key in dict.fromkeys(keys.values()) if key in tables}

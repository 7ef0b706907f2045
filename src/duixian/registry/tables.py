"""The tables of a population: their columns found, their rows read in blocks and checked one for one.

A block is what one thread reads at a time, such as a row group. What can only be read from its beginning to its
end (CSV, workbooks, databases) is read once, and lies from then on in a Parquet file of canonical columns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from duixian.language.diagnostics import Diagnostic, Faults
from duixian.language.library import PolicyList
from duixian.language.source import NOWHERE, Source
from duixian.language.values import shown
from duixian.language.vocabulary import EARLIER_AWARDS, Records
from duixian.registry.columns import (
    ID,
    OWNER,
    Column,
    column_name,
    recipient_columns,
    record_columns,
    role_column,
    schema,
)
from duixian.registry.converting import Ids, as_text, convert, read_ids, type_fault
from duixian.registry.faults import NO_ROWS, Fault, Placed, Rows, faulty_rows
from duixian.registry.headings import Heading, read_headings, recipient_names, record_names
from duixian.registry.sources.base import Piece, Segment, Stored, Streamed, Stretch
from duixian.registry.sources.files import open_file

Flags = NDArray[np.bool_]
T = TypeVar("T")
R = TypeVar("R")


class Plan(NamedTuple):
    """How a segment's columns are read: the id or owner, and the facts. ``written`` are the names they had
    where they came from."""

    key: Heading
    facts: tuple[Heading, ...]
    written: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        """The columns that are read."""
        return [self.key.name, *(heading.name for heading in self.facts)]


class Block:
    """Rows of a table that are read together; ``first`` is its first row in the table, from 0."""

    def __init__(self, number: int, first: int, piece: Piece, plan: Plan, *, checked: bool) -> None:
        self.number = number
        self.first = first
        self.piece = piece
        self.rows = piece.rows
        self.plan = plan
        self.checked = checked
        """Whether the faults of its facts have been noted."""
        self.odd_ids = True
        """Whether an id in it may have to be written otherwise."""
        self.ids: pa.StringArray | None = None
        """Its ids as they should be written, from when they were checked until they are read again."""
        self.rejected = NO_ROWS
        """Its rejected rows, from 0, in order."""
        self.misshapen = NO_ROWS
        """Those among them that could not be read at all."""

    def take_ids(self) -> pa.StringArray | None:
        """Its ids, where they are still kept; they are not from then on."""
        ids, self.ids = self.ids, None
        return ids

    def reject(self, rows: Rows) -> None:
        if len(rows):
            self.rejected = np.union1d(self.rejected, rows)


class Read(NamedTuple):
    """Rows of a block as read: where they begin in it, the canonical columns, the faults of their facts, and
    their ids or owners where those were asked for."""

    start: int
    batch: pa.RecordBatch
    faults: Sequence[Placed]
    ids: Ids | None


Note = Callable[["Table", int, Sequence[Placed], int], None]
"""Takes the faults of some rows of a table: the first of them, from 0, and how many there are."""


class Table:
    """One table: the recipients of a kind, or (``records``) the records of a kind."""

    def __init__(self, listed: PolicyList, key: str, segments: Sequence[Segment]) -> None:
        self.words = listed.vocabulary
        self.listed = listed
        self.key = key
        self.records: Records | None = self.words.records_by_name.get(key)
        self.blocks: list[Block] = []
        self.rows = 0
        self.segments = segments
        declared = self.records
        if declared is None:
            self.columns = recipient_columns(self.words, key)
            self.names = recipient_names(self.words, key)
        else:
            self.columns = record_columns(declared)
            self.names = record_names(declared)
        self.key_column = ID if declared is None else OWNER
        self.kept = self.columns if declared is None else record_columns(declared, every_field=True)
        """The canonical columns, and the fields of records that no rule reads: records may differ in them."""

    # --- headings --------------------------------------------------------------------------------------------

    def plan(self) -> tuple[list[Diagnostic], list[Plan]]:
        """How each segment is read, and what is wrong with its headings."""
        found: list[Diagnostic] = []
        plans = []
        for segment in self.segments:
            faults = Faults(Source(segment.name, ""))
            plan = self._plan(faults, segment.schema)
            found += faults
            if plan is not None:
                plans.append(plan)
        return found, plans

    def _plan(self, faults: Faults, written: pa.Schema) -> Plan | None:
        headings = read_headings(faults, written.names, self.names)
        for heading in headings:
            wrong = type_fault(heading, written.field(written.names.index(heading.name)).type)
            if wrong is not None:
                faults.add(wrong[0], NOWHERE, **wrong[1])
        wanted = {column.name for column in self.kept} | {"roles"}
        key = next((heading for heading in headings if heading.form in ("id", "owner")), None)
        if key is None:
            _note_missing(faults, [self.names[self.key_column]])
        _note_missing(faults, self._missing_roles(headings))
        facts = [heading for heading in headings if heading is not key]
        facts = [one for one in facts if column_name(one.fact) in wanted or one.fact.type.kind == "roles"]
        if key is None:
            return None
        return Plan(key, tuple(facts), {column_name(one.fact): one.name for one in (key, *facts)})

    def _missing_roles(self, headings: Iterable[Heading]) -> list[Heading]:
        """The roles that have no column, where others have one: nobody has said anything of them."""
        written = {heading.fact.key for heading in headings}
        roles = [name for name in self.names if name.startswith(role_column(""))]
        return [self.names[name] for name in roles if name not in written] if written & {*roles} else []

    # --- rows ------------------------------------------------------------------------------------------------

    def lay_out(self, plans: Sequence[Plan], folder: Callable[[], Path], note: Note, workers: int) -> None:
        """Find the blocks. What can only be read once is read, checked and kept in a folder."""
        for segment, plan in zip(self.segments, plans, strict=True):
            if isinstance(segment, Stored):
                self._add(segment, plan, checked=False)
            else:
                self._keep(segment, plan, folder() / f"{self.key}-{len(self.blocks)}.parquet", note, workers)

    def _add(self, segment: Stored, plan: Plan, *, checked: bool) -> list[Block]:
        added = []
        for piece in segment.pieces:
            added.append(Block(len(self.blocks), self.rows, piece, plan, checked=checked))
            self.blocks.append(added[-1])
            self.rows += piece.rows
        return added

    def _keep(self, segment: Streamed, plan: Plan, path: Path, note: Note, workers: int) -> None:
        """Read a segment that can be read only once into a Parquet file of canonical columns."""
        categories = [column.name for column in self.kept if pa.types.is_dictionary(column.type)]
        rejected: list[tuple[Rows, Rows]] = []
        first = self.rows
        convert_one = partial(self._canonical, plan)
        with pq.ParquetWriter(
            path, schema(self.kept), compression="lz4", use_dictionary=categories
        ) as writer:
            for batch, faults, misshapen in in_order(convert_one, segment.stretches(plan.names), workers):
                if batch.num_rows:
                    writer.write_batch(batch)
                    rejected.append((faulty_rows(faults), misshapen))
                    note(self, first, faults, batch.num_rows)
                    first += batch.num_rows
        kept = open_file(path)
        assert isinstance(kept, Stored)
        facts = tuple(self.names[column.name] for column in self.kept[1:])
        own = Plan(self.names[self.key_column], facts, plan.written)
        for block, (rows, misshapen) in zip(self._add(kept, own, checked=True), rejected, strict=True):
            block.reject(rows)
            block.misshapen = misshapen

    def _canonical(self, plan: Plan, stretch: Stretch) -> tuple[pa.RecordBatch, list[Placed], Rows]:
        """Rows with every column that is kept, their faults, and which could not be read at all."""
        raw = stretch.batch
        columns, faults = self._convert(plan, plan.facts, raw)
        columns[self.key_column] = read_ids(self.words, plan.key, raw.column(plan.key.name), 0).texts
        misshapen = np.array([bad.row for bad in stretch.misshapen], np.int64)
        if len(misshapen):
            faults = [Placed(column, one.without(misshapen)) for column, one in faults]
            for bad in stretch.misshapen:
                details = {"found": bad.found, "expected": bad.expected}
                faults.append(Placed("", Fault(np.array([bad.row]), "F742", details=details)))
        return self._batch(self.kept, columns, raw.num_rows), faults, misshapen

    def read(self, block: Block, columns: Sequence[str], *, seed: int | None = None) -> Iterator[Read]:
        """The rows of a block with these canonical columns. Until the block is checked, all its facts are read
        and their faults found. With a seed the ids or owners come with their keys and faults."""
        plan, checked = block.plan, block.checked
        with_key = self.key_column in columns
        wanted = [column for column in self.kept if column.name in columns]
        facts = [one for one in plan.facts if not checked or self._gives(one, columns)]
        kept = block.take_ids() if with_key and seed is None else None
        names = [one.name for one in facts] + ([plan.key.name] if with_key and kept is None else [])
        texts = [one.name for one in facts if one.fact.type.kind == "category"]
        start = 0
        for raw in self._raw(block, names, texts):
            found, faults = self._convert(plan, facts, raw)
            ids = None
            if kept is not None:
                found[self.key_column] = kept.slice(start, raw.num_rows)
            elif with_key and (block.odd_ids or seed is not None):
                ids = read_ids(self.words, plan.key, raw.column(plan.key.name), seed or 0)
                found[self.key_column] = ids.texts
            elif with_key:
                found[self.key_column] = as_text(raw.column(plan.key.name))
            batch = self._batch(wanted, found, raw.num_rows)
            yield Read(start, batch, [] if checked else faults, ids)
            start += raw.num_rows

    def read_ids(self, block: Block, seed: int) -> Iterator[tuple[int, Ids]]:
        """The ids or owners of a block, with their keys and faults, and where they begin in it."""
        start = 0
        for raw in self._raw(block, [block.plan.key.name], ()):
            ids = read_ids(self.words, block.plan.key, raw.column(0), seed)
            yield start, ids
            start += raw.num_rows

    def _raw(self, block: Block, names: Sequence[str], texts: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The rows of a block as they stand in its source; no fewer and no more than it is said to have."""
        came = 0
        for raw in block.piece.read(names or [block.plan.key.name], texts):
            came += raw.num_rows
            yield raw
        if came != block.rows:
            raise AssertionError(f"{self.key}: {block.rows} rows were promised and {came} came")

    def _gives(self, heading: Heading, columns: Sequence[str]) -> bool:
        if heading.fact.type.kind == "roles":
            return any(name.startswith(role_column("")) for name in columns)
        return column_name(heading.fact) in columns

    def _batch(self, columns: Sequence[Column], found: Mapping[str, pa.Array], rows: int) -> pa.RecordBatch:
        """The columns as they should be; unknown where a source does not have them."""
        arrays = [
            found[column.name] if column.name in found else self._unknown(column, rows) for column in columns
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=schema(tuple(columns)))

    def _unknown(self, column: Column, rows: int) -> pa.Array:
        if not pa.types.is_dictionary(column.type):
            return pa.nulls(rows, column.type)
        assert column.fact is not None
        keys = [key for key, _ in self.words.category_by_name[column.fact.type.unit].values]
        return pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int8()), pa.array(keys, pa.string()))

    # --- checks of whole rows --------------------------------------------------------------------------------

    def _convert(
        self, plan: Plan, facts: Iterable[Heading], raw: pa.RecordBatch
    ) -> tuple[dict[str, pa.Array], list[Placed]]:
        """The canonical columns of some facts, and the faults of the rows as far as these facts tell."""
        columns: dict[str, pa.Array] = {}
        faults: list[Placed] = []
        for heading in facts:
            converted = convert(self.words, heading, raw.column(heading.name))
            columns |= converted.columns
            faults += [Placed(heading.name, fault) for fault in converted.faults]
        faulty = np.zeros(raw.num_rows, np.bool_)
        faulty[faulty_rows(faults)] = True
        if self.records is None:
            faults += self._partly_known_roles(columns, faulty)
        else:
            if len(columns) == len(plan.facts):
                faults += self._record_faults(plan, columns, faulty)
            if self.key == EARLIER_AWARDS and "policy" in columns:
                columns["policy"] = self._policy_keys(columns["policy"])
        return columns, faults

    def _partly_known_roles(self, columns: Mapping[str, pa.Array], faulty: Flags) -> Iterator[Placed]:
        """Rows in which some roles are stated and some are not."""
        roles = [array for name, array in columns.items() if name.startswith(role_column(""))]
        if _unknown_alike(roles):
            return
        known = [~_unknown_in(array) for array in roles]
        rows = np.flatnonzero(np.logical_or.reduce(known) & ~np.logical_and.reduce(known) & ~faulty)
        if len(rows):
            yield Placed("roles", Fault(rows, "F743"))

    def _record_faults(self, plan: Plan, columns: Mapping[str, pa.Array], faulty: Flags) -> Iterator[Placed]:
        """Records that say nothing, and earlier awards that name no scheme of the list."""
        nothing = ~faulty
        for array in columns.values():
            if not nothing.any():
                break
            nothing &= _unknown_in(array)
        if nothing.any():
            yield Placed("", Fault(np.flatnonzero(nothing), "F724"))
        if self.key == EARLIER_AWARDS:
            names = [columns.get(name, pa.nulls(len(faulty), pa.string())) for name in ("policy", "scheme")]
            yield from self._award_faults(plan, names, ~faulty & ~nothing)

    def _award_faults(self, plan: Plan, names: Sequence[pa.Array], asked: Flags) -> Iterator[Placed]:
        """Earlier awards that name no scheme: each pair of policy and scheme is looked at once."""
        policies, schemes = (name.dictionary_encode() for name in names)
        known = [[*one.dictionary.to_pylist(), None] for one in (policies, schemes)]
        places = [
            one.indices.fill_null(len(one.dictionary)).to_numpy(zero_copy_only=False).astype(np.int64)
            for one in (policies, schemes)
        ]
        rows = np.flatnonzero(asked)
        pairs, which = np.unique(places[0][rows] * len(known[1]) + places[1][rows], return_inverse=True)
        for number, pair in enumerate(pairs.tolist()):
            policy, scheme = known[0][pair // len(known[1])], known[1][pair % len(known[1])]
            for column, raw, code, details in self._no_award(policy, scheme):
                its = rows[which == number]
                raws = None if raw is None else pa.array([raw]).take(pa.array(np.zeros(len(its), np.int8)))
                yield Placed(plan.written.get(column, ""), Fault(its, code, raws, details))

    def _no_award(
        self, policy: str | None, scheme: str | None
    ) -> Iterator[tuple[str, str | None, str, dict[str, str]]]:
        """What is wrong with the names of a policy and a scheme: the column, the name, a code, its details."""
        assert self.records is not None
        for key, name in (("policy", policy), ("scheme", scheme)):
            field = self.records.field(key)
            if name is None and field is not None:
                yield key, None, "F725", {"name": field.name.zh, "name_en": field.key}
        if policy is None:
            return
        found = self.listed.policy(policy)
        if found is None:
            yield "policy", policy, "F718", {"value": shown(policy)}
        elif scheme is not None and scheme not in [one.key for one in found.schemes]:
            yield "scheme", scheme, "F718", {"value": f"{found.key}.{shown(scheme)}"}

    def _policy_keys(self, names: pa.Array) -> pa.Array:
        """The keys of policies that are named by key or by number."""
        distinct = names.dictionary_encode()
        found = [self.listed.policy(name) for name in distinct.dictionary.to_pylist()]
        keys = pa.array([None if policy is None else policy.key for policy in found], pa.string())
        return pc.take(keys, distinct.indices)


def _note_missing(faults: Faults, missing: Sequence[Heading]) -> None:
    if missing:
        names = [heading.fact.name.zh for heading in missing]
        keys = [heading.fact.key for heading in missing]
        faults.add("F738", NOWHERE, name="、".join(names), name_en=", ".join(keys))


def _unknown_alike(arrays: Sequence[pa.Array]) -> bool:
    """Whether it is plain to see that all are unknown in the same rows: by the bits that say what is known."""
    if len({(array.null_count, array.offset) for array in arrays}) > 1:
        return False
    bits = [array.buffers()[0] for array in arrays if array.null_count]
    return all(one.equals(bits[0]) for one in bits)


def _unknown_in(array: pa.Array) -> Flags:
    flags: Flags = array.is_null().to_numpy(zero_copy_only=False)
    return flags


def in_order(function: Callable[[T], R], items: Iterable[T], workers: int) -> Iterator[R]:
    """The function of each item, in their order, worked out by several threads."""
    if workers == 1:
        yield from map(function, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[R]] = deque()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

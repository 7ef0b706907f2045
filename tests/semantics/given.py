"""Recipients as a population that was not read from anywhere, and so holds what no reader lets through: records
of which nothing is known, or two that are alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import ID, OWNER
from duixian.registry.recipient import RecipientFacts
from tests.census.tables import tables_of


class GivenPart(NamedTuple):
    """The recipients of a kind."""

    population: GivenPopulation
    kind: str
    number: int
    batch: pa.RecordBatch

    def batches(
        self, columns: Sequence[str] | None = None, records: Mapping[str, Sequence[str]] | None = None
    ) -> Iterator[pa.RecordBatch]:
        batch = self.batch
        names = [name for name in batch.schema.names if columns is None or name in (ID, *columns)]
        batch = batch.select(names)
        ids = batch.column(ID).to_pylist()
        for key, fields in (records or {}).items():
            batch = batch.append_column(key, self.population.lists(self.kind, key, fields, ids))
        yield batch


class GivenPopulation:
    """Recipients by id, as canonical tables. A kind of record is declared complete where somebody is known to
    have none of it; whoever's records are then unknown is said to have one that was rejected."""

    def __init__(self, vocabulary: Vocabulary, recipients: Mapping[str, RecipientFacts]) -> None:
        self.vocabulary = vocabulary
        self.kinds = tuple(dict.fromkeys(facts.kind for facts in recipients.values()))
        self.complete = frozenset(
            key for facts in recipients.values() for key, rows in facts.records.items() if not rows
        )
        self._tables = tables_of(vocabulary, recipients)
        self.records = tuple(key for key in vocabulary.records_by_name if key in self._tables)
        self._unknown = {
            key: pa.array([id_ for id_, facts in recipients.items() if key not in facts.records], pa.string())
            for key in self.records
        }

    def batches(
        self,
        kind: str,
        columns: Sequence[str] | None = None,
        records: Mapping[str, Sequence[str]] | None = None,
    ) -> Iterator[pa.RecordBatch]:
        for part in self.parts(kind):
            yield from part.batches(columns, records)

    def parts(self, kind: str) -> Sequence[GivenPart]:
        return [
            GivenPart(self, kind, number, batch)
            for number, batch in enumerate(self._tables[kind].to_batches())
        ]

    def lists(self, kind: str, records: str, names: Sequence[str], ids: Sequence[str]) -> pa.Array:
        """The records of some recipients of a kind; null where the list is not known."""
        table = self.record_table(records)
        known = records in self.complete and kind in self.vocabulary.records_by_name[records].kinds
        unknown = set(self.unknown_lists(records).to_pylist())
        lists: dict[str, list[dict[str, object]] | None] = {
            id_: [] if known and id_ not in unknown else None for id_ in ids
        }
        for owner, record in zip(table[OWNER].to_pylist(), table.select(names).to_pylist(), strict=True):
            if owner in lists:
                lists[owner] = [*(lists[owner] or ()), record]
        fields = [table.schema.field(name) for name in names]
        # A dictionary cannot stand in what is made of Python objects: texts become one afterwards.
        plain = [pa.field(one.name, _plain(one.type)) for one in fields]
        made = pa.array([lists[id_] for id_ in ids], pa.list_(pa.struct(plain)))
        if not fields:  # records of which nothing is read are still counted
            return made
        values = [made.values.field(one.name).cast(one.type) for one in fields]
        return pa.ListArray.from_arrays(
            made.offsets, pa.StructArray.from_arrays(values, fields=fields), mask=made.is_null()
        )

    def record_table(self, records: str) -> pa.Table:
        table = self._tables[records]
        return table.filter(pc.invert(pc.is_in(table[OWNER], self._unknown[records])))

    def record_batches(self, records: str) -> Iterator[pa.RecordBatch]:
        yield from self.record_table(records).to_batches()

    def unknown_lists(self, records: str) -> pa.Array:
        return self._unknown[records][: None if records in self.complete else 0]

    def tables(self) -> Mapping[str, pa.Table]:
        """All tables as ``duixian sql`` wants them."""
        lists = [
            pa.table({"records": pa.repeat(records, len(owners)), OWNER: owners})
            for records in self.records
            for owners in [self.unknown_lists(records)]
        ]
        kinds = {kind: self._tables[kind] for kind in self.kinds}
        return (
            kinds
            | {key: self.record_table(key) for key in self.records}
            | {"unknown_lists": pa.concat_tables(lists)}
        )


def _plain(type_: pa.DataType) -> pa.DataType:
    return type_.value_type if pa.types.is_dictionary(type_) else type_

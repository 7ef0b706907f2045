"""Recipients as a population that was not read from anywhere, and so holds what no reader lets through: records
of which nothing is known, or two that are alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import OWNER
from duixian.registry.population import Part
from duixian.registry.recipient import RecipientFacts
from tests.census.tables import tables_of


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

    def batches(self, kind: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        for part in self.parts(kind):
            yield from part.batches(columns)

    def parts(self, kind: str) -> Iterator[Part]:
        for number, batch in enumerate(self._tables[kind].to_batches()):
            yield Part(number, batch)

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

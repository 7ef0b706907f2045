"""A batch of recipients made ready: the addresses that stand in the frames of the programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from duixian.census.native import layout
from duixian.census.native.arrow import SPREAD, Blanks, KeyNumbers, decode_item
from duixian.census.native.layout import BytesInput, ColumnInput, Input, ListsInput
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.machine_code.addresses import Function, address, frame_of
from duixian.registry.columns import DIMENSIONS, column_name

if TYPE_CHECKING:
    import pyarrow as pa

    from duixian.registry.population import Population

RECIPIENTS = ""
"""What stands for the recipients where kinds of record are named."""


class Ready(NamedTuple):
    """A batch made ready. ``slots`` are those of all inputs, one after the other; ``decode`` is the frame of the
    kernel that fills in the bytes of recipients. ``alive`` are what the addresses point at."""

    rows: int
    slots: npt.NDArray[np.int64]
    decode: npt.NDArray[np.int64]
    alive: tuple[object, ...]


class Space:
    """Where the decoded columns of a batch stand, by kind of record. One thread uses it; the next batch
    overwrites it."""

    def __init__(self) -> None:
        self.blanks = Blanks()
        self.bytes: dict[str, npt.NDArray[np.int8]] = {}

    def fit(self, records: str, columns: int, rows: int) -> npt.NDArray[np.int8]:
        """Room for some columns of so many rows."""
        kept = self.bytes.get(records)
        if kept is None or kept.shape[1] < rows:
            kept = self.bytes[records] = np.empty((columns, rows + rows // 8), dtype=np.int8)
        return kept


class _Slots(NamedTuple):
    """The slots of a batch so far, and what they point at."""

    numbers: list[int]
    alive: list[object]


class Reader:
    """Makes batches ready for programs that read some inputs."""

    def __init__(self, vocabulary: Vocabulary, inputs: Iterable[Input], decode: Function) -> None:
        self.decode = decode
        self.numbers = KeyNumbers(vocabulary)
        distinct = list(dict.fromkeys(inputs))
        self.lists = [of for of in distinct if isinstance(of, ListsInput)]
        columns = [of for of in distinct if not isinstance(of, ListsInput)]
        self.groups: dict[str, list[ColumnInput]] = {
            records: [of for of in columns if of.records == records]
            for records in (RECIPIENTS, *(of.records for of in self.lists))
        }
        self.facts = {
            records: _by_column(vocabulary.records_by_name[records].fields if records else vocabulary.facts)
            for records in self.groups
        }
        order: list[Input] = [*self.lists, *(of for group in self.groups.values() for of in group)]
        starts = np.cumsum([0, *(layout.slots(of) for of in order)]).tolist()
        self.places = dict(zip(order, starts, strict=False))

    def reading(self, population: Population) -> tuple[list[str], dict[str, list[str]]]:
        """What a population is asked for: columns, and kinds of record with columns."""
        asked = {records: [of.column for of in group] for records, group in self.groups.items()}
        columns = [*asked.pop(RECIPIENTS), *DIMENSIONS]
        return columns, {key: names for key, names in asked.items() if key in population.records}

    def slots_of(self, inputs: Iterable[Input]) -> npt.NDArray[np.intp]:
        """Where the slots of a program's inputs stand among those of a batch."""
        places = [self.places[of] + part for of in inputs for part in range(layout.slots(of))]
        return np.array(places, dtype=np.intp)

    def ready(self, batch: pa.RecordBatch, space: Space) -> Ready:
        """Make a batch ready in a space. The bytes of recipients are there after :meth:`fill`."""
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        lists = {of.records: columns[of.records] for of in self.lists if of.records in columns}
        space.blanks.fit(max([batch.num_rows, *(len(array.values) for array in lists.values())]))
        slots = _Slots([], [batch, space.blanks.nothing, space.blanks.all])
        for of in self.lists:
            self._add_wide(lists.get(of.records), space, slots)
        decode = self._add_group(RECIPIENTS, columns, batch.num_rows, space, slots)
        for records in [of.records for of in self.lists]:
            given: Mapping[str, pa.Array] = {}
            rows = 0
            if records in lists:
                values = lists[records].values
                given = dict(zip(values.type.names, values.flatten(), strict=True))
                rows = len(values)
            frame = self._add_group(records, given, rows, space, slots)
            self.decode(address(frame), 0, rows)
        return Ready(batch.num_rows, frame_of(*slots.numbers), decode, tuple(slots.alive))

    def _add_group(
        self, records: str, given: Mapping[str, pa.Array], rows: int, space: Space, slots: _Slots
    ) -> npt.NDArray[np.int64]:
        """The slots of the columns of recipients or of a kind of record; gives the frame that decodes them."""
        group = self.groups[records]
        decoded = space.fit(records, len(group), rows)
        slots.alive.append(decoded)
        items: list[int] = []
        number = 0
        for of in group:
            array = given.get(of.column)
            if isinstance(of, BytesInput):
                result = address(decoded[number])
                fact = self.facts[records].get(of.column)
                item, kept = decode_item(fact, array, space.blanks, self.numbers, result)
                items += item
                number += 1
                slots.alive.extend((array, *kept))
                slots.numbers.append(result)
            else:
                self._add_wide(array, space, slots)
        return frame_of(number, address(SPREAD), *items)

    @staticmethod
    def _add_wide(array: pa.Array | None, space: Space, slots: _Slots) -> None:
        place = space.blanks.place(array)
        slots.alive.append(array)
        slots.numbers.extend((place.values, place.known, place.known_place))

    def fill(self, ready: Ready, first: int, stop: int) -> None:
        """Decode a block of rows."""
        self.decode(address(ready.decode), first, stop)


def _by_column(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {column_name(fact): fact for fact in facts}

"""A batch of recipients made ready: the addresses that stand in the frames of the programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from duixian.census.native import layout
from duixian.census.native.arrow import Blanks, KeyNumbers, address, decode_item, frame_of
from duixian.census.native.layout import ByteInput, DateInput, FieldInput, Input, ListInput, NumberInput
from duixian.census.native.owners import FixedKernels, RecordTables
from duixian.language.vocabulary import Vocabulary
from duixian.registry.columns import ID, column_name


class Ready(NamedTuple):
    """A batch made ready. ``slots`` are those of all inputs, one after the other, then that of the owners.
    ``decode`` and ``find`` are the frames of the kernels that fill in bytes and owners (None: none needed).
    """

    rows: int
    slots: npt.NDArray[np.int64]
    decode: npt.NDArray[np.int64] | None
    find: npt.NDArray[np.int64] | None
    alive: tuple[object, ...]


class Space:
    """Where the decoded columns of a batch stand. One thread uses it; the next batch overwrites it."""

    def __init__(self) -> None:
        self.blanks = Blanks()
        self.bytes = np.empty((0, 0), dtype=np.int8)
        self.owners = np.empty(0, dtype=np.int32)

    def fit(self, columns: int, rows: int) -> None:
        """Make room for so many rows."""
        self.blanks.fit(rows)
        if self.bytes.shape[0] < columns or self.bytes.shape[1] < rows:
            self.bytes = np.empty((columns, rows), dtype=np.int8)
        if len(self.owners) < rows:
            self.owners = np.empty(rows, dtype=np.int32)


class Reader:
    """Makes batches ready for the programs of one kind of recipient."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        inputs: Iterable[Input],
        records: RecordTables | None,
        kernels: FixedKernels,
    ) -> None:
        self.kernels = kernels
        self.records = records
        self.facts = {column_name(fact): fact for fact in vocabulary.facts}
        self.numbers = KeyNumbers(vocabulary)
        inputs = list(dict.fromkeys(inputs))
        self.bytes = [of.column for of in inputs if isinstance(of, ByteInput)]
        self.wide = [of.column for of in inputs if isinstance(of, NumberInput | DateInput)]
        self.places: dict[Input, int] = {}
        fixed: list[int] = []
        place = 0
        for of in sorted(inputs, key=lambda of: _ORDER[type(of)]):
            self.places[of] = place
            place += layout.slots(of)
            if isinstance(of, ListInput | FieldInput):
                assert records is not None
                fixed += [address(array) for array in records.arrays[of]]
        self.fixed = frame_of(*fixed)
        self.owners_slot = place

    @property
    def columns(self) -> list[str]:
        """The columns that programs read."""
        return [*self.wide, *self.bytes]

    def slots_of(self, inputs: Iterable[Input]) -> npt.NDArray[np.intp]:
        """Where the slots of a program's inputs stand among those of a batch."""
        places = [self.places[of] + part for of in inputs for part in range(layout.slots(of))]
        return np.array(places, dtype=np.intp)

    def ready(self, batch: pa.RecordBatch, space: Space) -> Ready:
        """Make a batch ready in a space; call :meth:`fill` before anything reads it."""
        rows = batch.num_rows
        space.fit(len(self.bytes), rows)
        names = {name: number for number, name in enumerate(batch.schema.names)}
        columns = {name: batch.column(names[name]) if name in names else None for name in self.columns}
        slots: list[int] = []
        for name in self.wide:
            place = space.blanks.place(columns[name])
            slots += (place.values, place.known, place.known_place)
        alive: list[object] = [batch, *columns.values()]
        items: list[int] = []
        for number, name in enumerate(self.bytes):
            result = address(space.bytes[number])
            slots.append(result)
            item, kept = decode_item(self.facts.get(name), columns[name], space.blanks, self.numbers, result)
            items += item
            alive += kept
        decode = frame_of(len(self.bytes), *items) if self.bytes else None
        find = None
        if self.records is not None:
            find = self.records.owners.frame(batch.column(names[ID]), space.owners)
        all_slots = np.concatenate([frame_of(*slots), self.fixed, frame_of(address(space.owners))])
        return Ready(rows, all_slots, decode, find, tuple(alive))

    def fill(self, ready: Ready, first: int, stop: int) -> None:
        """Decode a block of rows."""
        if ready.decode is not None:
            self.kernels.decode(address(ready.decode), first, stop)
        if ready.find is not None:
            self.kernels.find(address(ready.find), first, stop)


_ORDER = {NumberInput: 0, DateInput: 0, ByteInput: 1, ListInput: 2, FieldInput: 2}
"""Wide columns first, then bytes, then what is the same for every batch."""

"""Arrow columns as addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from duixian.language.vocabulary import Fact, Vocabulary
from duixian.machine_code.addresses import address

SPREAD = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").view(np.int64)
"""For each byte eight bytes, 1 for each bit that is set, the lowest bit first."""

TRUTHS, CATEGORIES = 0, 1
"""What a column of bytes is, for the kernel ``decode``."""


class Place(NamedTuple):
    """Where a column's values lie, and the bitmap of which are known, with the place of row 0 in bitmaps."""

    values: int
    values_place: int
    known: int
    known_place: int


class Blanks:
    """What stands for a column that is not there, and for the bitmap of one without nulls."""

    def __init__(self) -> None:
        self.rows = -1

    def fit(self, rows: int) -> None:
        """Make room for so many rows."""
        if rows > self.rows:
            self.rows = rows
            self.nothing = np.zeros(rows + 1, dtype=np.int64)
            self.all = np.full(rows // 8 + 2, -1, dtype=np.int8)

    def place(self, array: pa.Array | None) -> Place:
        """Where a column lies; None: all of it is unknown."""
        if array is None:
            return Place(address(self.nothing), 0, address(self.nothing), 0)
        known, values = array.buffers()[:2]
        offset = array.offset
        bits = pa.types.is_boolean(array.type)
        wide = 32 if pa.types.is_list(array.type) else array.type.bit_width
        start = values.address if values is not None else address(self.nothing)
        return Place(
            start if bits else start + offset * wide // 8,
            offset if bits else 0,
            known.address if known is not None else address(self.all),
            offset if known is not None else 0,
        )


class KeyNumbers:
    """For each dictionary of a category's column, the numbers of its keys in the order of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.orders = {
            category.name: {key: number for number, (key, _) in enumerate(category.values)}
            for category in vocabulary.categories
        }
        self.found: dict[tuple[str, tuple[str | None, ...]], npt.NDArray[np.int8] | None] = {}

    def of(self, category: str, dictionary: pa.Array) -> npt.NDArray[np.int8] | None:
        """A table of 128 numbers by the places of a dictionary; None where they are the places themselves."""
        keys = tuple(dictionary.to_pylist())
        if (category, keys) not in self.found:
            order = self.orders[category]
            found = [-1 if key is None else order[key] for key in keys]
            table = np.full(128, -1, dtype=np.int8)
            table[: len(found)] = found
            self.found[category, keys] = None if found == list(range(len(found))) else table
        return self.found[category, keys]


def decode_item(
    fact: Fact | None, array: pa.Array | None, blanks: Blanks, numbers: KeyNumbers, result: int
) -> tuple[tuple[int, ...], Sequence[object]]:
    """What the kernel ``decode`` is told of a column (a role's where there is no fact), and what must outlive
    it."""
    if fact is None or fact.type.kind == "boolean":
        return (TRUTHS, *blanks.place(array), 0, result), ()
    if array is None:
        return (CATEGORIES, *blanks.place(None), 0, result), ()
    indices = array.indices if array.indices.type == pa.int8() else array.indices.cast(pa.int8())
    table = numbers.of(fact.type.unit, array.dictionary)
    return (
        (CATEGORIES, *blanks.place(indices), 0 if table is None else address(table), result),
        (indices, table),
    )

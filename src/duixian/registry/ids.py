"""Ids in bulk: credit codes checked, duplicates and the owners of records found, for millions of rows.

An id becomes a key of 64 bits and a class of 8. Keys of classes below ``HASHED`` are exact: two ids are the
same where key and class are. Such are credit codes (72 bits beside their check digit), resident identity
numbers and whatever fits into eight bytes. Any other id is hashed, and whoever finds two such keys alike
compares the texts. The loops are machine code; where numba is missing numpy does the same, slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from duixian.machine_code.addresses import address, frame_of
from duixian.machine_code.store import machine_code_of
from duixian.registry import id_arrays, id_loops
from duixian.registry.id_arrays import CREDIT_CODE, EMPTY, HASHED, ODD, PLAIN, mixed

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from duixian.machine_code.addresses import Function

__all__ = [
    "CREDIT_CODE",
    "EMPTY",
    "HASHED",
    "ODD",
    "PLAIN",
    "Keys",
    "Matched",
    "canonical_id",
    "find_keys",
    "match",
    "mixed",
    "sort_by_shard",
]


class Keys(NamedTuple):
    """The keys of a column of ids, their classes, and what each id is (``PLAIN`` …)."""

    keys: NDArray[np.uint64]
    classes: NDArray[np.uint8]
    states: NDArray[np.uint8]


def canonical_id(text: str) -> str:
    """An id as it should be written: a credit code without spaces and dashes and in capitals, any other
    without white space around it."""
    from stdnum.cn import uscc  # takes longer to load than all else here

    return str(uscc.compact(text)) if uscc.is_valid(text) else text.strip()


def find_keys(ids: pa.StringArray, seed: int) -> Keys:
    """The keys of ids; those of ``ODD`` ones hold for the text as it stands. Keys depend on the seed."""
    number = len(ids)
    known, offsets, data = ids.buffers()
    starts = np.frombuffer(offsets, np.int32, number + 1, 4 * ids.offset) if number else np.zeros(1, np.int32)
    signs = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    found = Keys(np.zeros(number, np.uint64), np.zeros(number, np.uint8), np.zeros(number, np.uint8))
    loops = _loops()
    if loops is None:
        there = ids.is_valid().to_numpy(zero_copy_only=False) if ids.null_count else np.zeros(0, np.bool_)
        id_arrays.survey(starts, signs, there, np.uint64(seed), *found)
        return found
    frame = frame_of(
        starts,
        signs,
        known.address if ids.null_count else 0,
        ids.offset,
        seed,
        _CODE_SIGNS,
        id_arrays.LONGEST,
        *found,
    )
    loops.survey(address(frame), 0, number)
    return found


class Matched(NamedTuple):
    """For each key of one list the place of an equal one before it (-1: none), and for each of a second list
    the place of its equal in the first (-1: none)."""

    earlier: NDArray[np.int32]
    places: NDArray[np.int32]


def match(
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    other_keys: NDArray[np.uint64],
    other_classes: NDArray[np.uint8],
) -> Matched:
    """Find which keys stand twice in a list, and where those of another list stand in it."""
    found = Matched(np.full(len(keys), -1, np.int32), np.full(len(other_keys), -1, np.int32))
    lists = (keys, classes, other_keys, other_classes)
    loops = _loops()
    if loops is None:
        id_arrays.match(*lists, *found)
        return found
    table = np.full(1 << max(4, (2 * len(keys) - 1).bit_length()), -1, np.int32)
    frame = frame_of(*lists, len(other_keys), table, len(table) - 1, *found)
    loops.match(address(frame), 0, len(keys))
    return found


def sort_by_shard(
    keys: NDArray[np.uint64], classes: NDArray[np.uint8], rows: NDArray[np.uint32], bits: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.uint32], NDArray[np.int64]]:
    """Keys, classes and rows sorted by the first bits of the keys, otherwise in their order, and where each
    shard, of keys with the same first bits, begins and ends."""
    starts = np.zeros((1 << bits) + 1, np.int64)
    if not bits:
        starts[1] = len(keys)
        return keys, classes, rows, starts
    found = np.empty_like(keys), np.empty_like(classes), np.empty_like(rows)
    loops = _loops()
    if loops is None:
        id_arrays.sort(keys, classes, rows, np.uint64(64 - bits), *found, starts)
        return (*found, starts)
    free = np.empty(1 << bits, np.int64)
    frame = frame_of(keys, classes, rows, 64 - bits, 1 << bits, starts, free, *found)
    loops.sort(address(frame), 0, len(keys))
    return (*found, starts)


class _Loops(NamedTuple):
    survey: Function
    match: Function
    sort: Function


def _loops() -> _Loops | None:
    """The loops as machine code; None where there is none."""
    found = machine_code_of(id_loops.survey, id_loops.match, id_loops.sort)
    return None if found is None else _Loops(*found)


def _code_signs() -> NDArray[np.int64]:
    """What each byte adds at each of the 18 places of a credit code: in 45 bits its part of the number (of the first
    eight digits, or of the nine signs after them), above them in 14 bits its part of the check sum, and on top a one
    where it must not stand there."""
    signs = np.full((18, 256), 1 << 59, np.int64)
    for place in range(18):
        powers = id_arrays.TENS if place < 8 else id_arrays.THIRTY_ONES
        digits = id_arrays.ALPHABET[: 10 if place < 8 else None]
        worth, weight = (int(powers[place]), int(id_arrays.WEIGHTS[place])) if place < 17 else (0, 1)
        values = np.arange(len(digits), dtype=np.int64)
        signs[place, digits] = values * worth + (values * weight << 45)
    return signs


_CODE_SIGNS = _code_signs()

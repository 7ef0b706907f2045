"""Ids in bulk: credit codes checked, duplicates and the owners of records found, for millions of rows.

An id becomes a key of 64 bits and a class of 8. Keys of classes below ``HASHED`` are exact: two ids are the
same where key and class are. Such are credit codes (72 bits beside their check digit), resident identity
numbers and whatever fits into eight bytes. Any other id is hashed, and whoever finds two such keys alike
compares the texts. The loops are compiled by numba; where it is missing numpy does the same, slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from duixian.language import limits

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

PLAIN, CREDIT_CODE, ODD, EMPTY = 0, 1, 2, 3
"""What an id is: written as it should be; that and a valid credit code; one that is left to
:func:`canonical_id`; nothing at all."""

HASHED = 255
"""The class of keys that are hashes."""

_RESIDENT, _SHORT = 191, 192
"""The classes of resident identity numbers and, with the length added, of texts of up to eight bytes. Below
are those of credit codes."""

_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
_REGION_BITS, _REGION_MASK = np.uint64(19), np.uint64(0x7FFFF)
_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28], np.uint64)
_TENS = 10 ** np.arange(7, -1, -1, dtype=np.uint64)
_THIRTY_ONES = np.array([0] * 8 + [31**power for power in range(8, -1, -1)], np.uint64)
_NO_SIGN = 99
_VALUES = np.full(256, _NO_SIGN, np.uint64)
_VALUES[_ALPHABET] = np.arange(len(_ALPHABET), dtype=np.uint64)

_LONGEST = limits.TEXT_CHARACTERS


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
    _, offsets, data = ids.buffers()
    starts = np.frombuffer(offsets, np.int32, number + 1, 4 * ids.offset) if number else np.zeros(1, np.int32)
    signs = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    known = ids.is_valid().to_numpy(zero_copy_only=False) if ids.null_count else np.zeros(0, np.bool_)
    found = Keys(np.zeros(number, np.uint64), np.zeros(number, np.uint8), np.zeros(number, np.uint8))
    _survey(starts, signs, known, np.uint64(seed), *found)
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
    _match(keys, classes, other_keys, other_classes, *found)
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
    _sort(keys, classes, rows, np.uint64(64 - bits), *found, starts)
    return (*found, starts)


def mixed(keys: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One hash of two."""
    return _mix(keys * _ODD_NUMBER + others)


# --- with numpy ------------------------------------------------------------------------------------------

_ODD_NUMBER = np.uint64(0x9E37_79B9_7F4A_7C15)
_FACTORS = (np.uint64(0xFF51_AFD7_ED55_8CCD), np.uint64(0xC4CE_B9FE_1A85_EC53))
_SHIFT = np.uint64(33)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64 bits over 64 bits, one to one."""
    for factor in _FACTORS:
        values = (values ^ (values >> _SHIFT)) * factor
    return values ^ (values >> _SHIFT)


def survey_by_length(  # noqa: PLR0917 -- compiled loops take their arrays by place
    starts: NDArray[np.int32],
    signs: NDArray[np.uint8],
    known: NDArray[np.bool_],
    seed: np.uint64,
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    states: NDArray[np.uint8],
) -> None:
    """Fill in keys, classes and states, for all ids of one length at a time.

    ``starts`` and ``signs`` are the buffers of a string array; ``known`` is empty where no id is null.
    """
    lengths = np.diff(starts)
    lengths[~known if len(known) else slice(0)] = 0
    for length in np.unique(lengths).tolist():
        places = np.flatnonzero(lengths == length)
        if length == 0:
            states[places] = EMPTY
            continue
        texts = signs[starts[places][:, None] + np.arange(length)]
        states[places] = _states(texts)
        keys[places], classes[places] = _keys(texts, states[places], seed)


def _states(texts: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What ids of one length are."""
    length = texts.shape[1]
    visible = ((texts > 0x20) & (texts < 0x7F)).all(1)
    small = ((texts >= ord("a")) & (texts <= ord("z"))).any(1)
    dashes = (texts == ord("-")).sum(1)
    # What has 18 signs beside dashes may be a credit code that is not written as it should be.
    doubtful = (length - dashes == 18) & (small | (dashes > 0))
    states = np.where(visible & ~doubtful & (length <= _LONGEST), PLAIN, ODD).astype(np.uint8)
    if length == 18:
        values = _VALUES[texts]
        known = (values != _NO_SIGN).all(1) & (values[:, :8] < 10).all(1)
        checked = (values[:, :17] @ _WEIGHTS + values[:, 17]) % 31 == 0
        states[known & checked] = CREDIT_CODE
    return states


def _keys(
    texts: NDArray[np.uint8], states: NDArray[np.uint8], seed: np.uint64
) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """The keys and classes of ids of one length."""
    number, length = texts.shape
    words = np.zeros((number, -(-length // 8) * 8), np.uint8)
    words[:, :length] = texts
    words = words.view("<u8").astype(np.uint64)
    if length <= 8:
        return _mix(words[:, 0] ^ seed), np.full(number, _SHORT + length, np.uint8)
    keys = np.full(number, seed ^ np.uint64(length), np.uint64)
    for column in words.T:
        keys = _mix(keys ^ column)
    classes = np.full(number, HASHED, np.uint8)
    if length == 18:
        values = _VALUES[texts]
        region, rest = values[:, :8] @ _TENS, values[:, 8:17] @ _THIRTY_ONES[8:]
        code = states == CREDIT_CODE
        keys[code] = _mix(((rest << _REGION_BITS) | (region & _REGION_MASK)) ^ seed)[code]
        classes[code] = (region >> _REGION_BITS).astype(np.uint8)[code]
        last = np.where(texts[:, 17] == ord("X"), np.uint64(10), values[:, 17])
        resident = ~code & (values[:, :17] < 10).all(1) & ((last < 10) | (texts[:, 17] == ord("X")))
        number_of = values[:, :17] @ (10 ** np.arange(16, -1, -1, dtype=np.uint64)) * np.uint64(11) + last
        keys[resident] = _mix(number_of ^ seed)[resident]
        classes[resident] = _RESIDENT
    return keys, classes


def match_by_sorting(  # noqa: PLR0917
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    other_keys: NDArray[np.uint64],
    other_classes: NDArray[np.uint8],
    earlier: NDArray[np.int32],
    places: NDArray[np.int32],
) -> None:
    """Fill in what :class:`Matched` says, by sorting."""
    all_keys, all_classes = np.concatenate([keys, other_keys]), np.concatenate([classes, other_classes])
    order = np.lexsort((all_classes, all_keys))  # stable: the keys of the first list come first
    if not len(order):
        return
    same = (np.diff(all_keys[order]) == 0) & (np.diff(all_classes[order]) == 0)
    first = np.maximum.accumulate(np.where(np.concatenate([[True], ~same]), np.arange(len(order)), 0))
    firsts = np.empty(len(order), np.int64)
    firsts[order] = order[first]
    own, others = firsts[: len(keys)], firsts[len(keys) :]
    earlier[:] = np.where(own == np.arange(len(keys)), -1, own)
    places[:] = np.where(others < len(keys), others, -1)


def _sort_by_numpy(  # noqa: PLR0917
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    rows: NDArray[np.uint32],
    shift: np.uint64,
    sorted_keys: NDArray[np.uint64],
    sorted_classes: NDArray[np.uint8],
    sorted_rows: NDArray[np.uint32],
    starts: NDArray[np.int64],
) -> None:
    """Fill in what :func:`sort_by_shard` says."""
    shards = (keys >> shift).astype(np.uint16)
    order = np.argsort(shards, kind="stable")
    sorted_keys[:], sorted_classes[:], sorted_rows[:] = keys[order], classes[order], rows[order]
    np.cumsum(np.bincount(shards, minlength=len(starts) - 1), out=starts[1:])


# --- with numba ------------------------------------------------------------------------------------------


def _mix_one(value: np.uint64) -> np.uint64:
    """:func:`_mix` of one number."""
    value = (value ^ (value >> _SHIFT)) * _FACTORS[0]
    value = (value ^ (value >> _SHIFT)) * _FACTORS[1]
    return value ^ (value >> _SHIFT)


def _survey_in_loops(  # noqa: PLR0917
    starts: NDArray[np.int32],
    signs: NDArray[np.uint8],
    known: NDArray[np.bool_],
    seed: np.uint64,
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    states: NDArray[np.uint8],
) -> None:
    """:func:`survey_by_length`, one id after the other."""
    for row in range(len(keys)):
        start, length = np.uint64(starts[row]), np.uint64(starts[row + 1] - starts[row])
        if length == 0 or (len(known) > 0 and not known[row]):
            states[row] = EMPTY
            continue
        if length == 18:
            # Sums of products, not one product after the other: the processor works on many at once.
            region, rest, total = np.uint64(0), np.uint64(0), np.uint64(0)
            digits, letters = np.uint64(0), np.uint64(0)
            for place in range(8):
                value = _VALUES[signs[start + np.uint64(place)]]
                digits = max(digits, value)
                region += value * _TENS[place]
                total += value * _WEIGHTS[place]
            for place in range(8, 17):
                value = _VALUES[signs[start + np.uint64(place)]]
                letters = max(letters, value)
                rest += value * _THIRTY_ONES[place]
                total += value * _WEIGHTS[place]
            last = _VALUES[signs[start + np.uint64(17)]]
            letters = max(letters, last)
            if digits < 10 and letters < 31 and (total + last) % np.uint64(31) == 0:
                states[row], classes[row] = CREDIT_CODE, region >> _REGION_BITS
                keys[row] = _mix_one(((rest << _REGION_BITS) | (region & _REGION_MASK)) ^ seed)
                continue
        least, greatest = np.uint64(0x7F), np.uint64(0)
        small, dashes = np.uint64(0), np.uint64(0)
        key, word = seed ^ length, np.uint64(0)
        for place in range(length):
            sign = np.uint64(signs[start + place])
            least, greatest = min(least, sign), max(greatest, sign)
            small += np.uint64(sign - np.uint64(0x61) <= 25)
            dashes += np.uint64(sign == 0x2D)
            word |= sign << (np.uint64(8) * (place & np.uint64(7)))
            if place & np.uint64(7) == 7 or place == length - np.uint64(1):
                key = _mix_one((seed if length <= 8 else key) ^ word)
                word = np.uint64(0)
        visible = least > 0x20 and greatest < 0x7F and length <= _LONGEST
        doubtful = length - dashes == 18 and (small > 0 or dashes > 0)
        states[row] = PLAIN if visible and not doubtful else ODD
        keys[row], classes[row] = key, _SHORT + length if length <= 8 else HASHED
        if length == 18:
            largest, number = np.uint64(0), np.uint64(0)
            for place in range(17):
                digit = np.uint64(signs[start + np.uint64(place)]) - np.uint64(0x30)
                largest = max(largest, digit)
                number = number * np.uint64(10) + digit
            sign = signs[start + np.uint64(17)]
            check = np.uint64(10) if sign == 0x58 else np.uint64(sign) - np.uint64(0x30)
            if largest <= 9 and check <= 10 and sign != 0x3A:
                keys[row], classes[row] = _mix_one((number * np.uint64(11) + check) ^ seed), _RESIDENT


def _match_in_loops(  # noqa: PLR0917
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    other_keys: NDArray[np.uint64],
    other_classes: NDArray[np.uint8],
    earlier: NDArray[np.int32],
    places: NDArray[np.int32],
) -> None:
    """:func:`match_by_sorting` with a hash table, which is quick while it fits the processor's cache."""
    size = 16
    while size < 2 * len(keys):
        size *= 2
    table = np.full(size, -1, np.int32)
    last = np.uint64(size - 1)
    for row in range(len(keys)):
        slot = keys[row] & last
        while table[slot] >= 0 and (keys[table[slot]] != keys[row] or classes[table[slot]] != classes[row]):
            slot = (slot + np.uint64(1)) & last
        if table[slot] < 0:
            table[slot] = row
        else:
            earlier[row] = table[slot]
    for row in range(len(other_keys)):
        slot = other_keys[row] & last
        while table[slot] >= 0 and (
            keys[table[slot]] != other_keys[row] or classes[table[slot]] != other_classes[row]
        ):
            slot = (slot + np.uint64(1)) & last
        places[row] = table[slot]


def _sort_in_loops(  # noqa: PLR0917
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    rows: NDArray[np.uint32],
    shift: np.uint64,
    sorted_keys: NDArray[np.uint64],
    sorted_classes: NDArray[np.uint8],
    sorted_rows: NDArray[np.uint32],
    starts: NDArray[np.int64],
) -> None:
    """:func:`_sort_by_numpy` by counting."""
    for key in keys:
        starts[(key >> shift) + np.uint64(1)] += 1
    for shard in range(1, len(starts)):
        starts[shard] += starts[shard - 1]
    free = starts.copy()
    for row in range(len(keys)):
        shard = keys[row] >> shift
        place = free[shard]
        free[shard] += 1
        sorted_keys[place], sorted_classes[place], sorted_rows[place] = keys[row], classes[row], rows[row]


_survey, _match, _sort = survey_by_length, match_by_sorting, _sort_by_numpy
try:
    from numba import njit
except ImportError:
    pass
else:
    _mix_one = njit(_mix_one)  # type: ignore[assignment]
    _survey = njit(cache=True, nogil=True)(_survey_in_loops)
    _match = njit(cache=True, nogil=True)(_match_in_loops)
    _sort = njit(cache=True, nogil=True)(_sort_in_loops)

"""What an id is, and the keys of many, with numpy: what ``id_loops`` does faster where numba is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from duixian.language import limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLAIN, CREDIT_CODE, ODD, EMPTY = 0, 1, 2, 3
"""What an id is: written as it should be; that and a valid credit code; one that is left to ``ids.canonical_id``;
nothing at all."""

HASHED = 255
"""The class of keys that are hashes."""

RESIDENT, SHORT = 191, 192
"""The classes of resident identity numbers and, with the length added, of texts of up to eight bytes. Below
are those of credit codes."""

ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
REGION_BITS, REGION_MASK = np.uint64(19), np.uint64(0x7FFFF)
WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28], np.uint64)
TENS = 10 ** np.arange(7, -1, -1, dtype=np.uint64)
THIRTY_ONES = np.array([0] * 8 + [31**power for power in range(8, -1, -1)], np.uint64)
NO_SIGN = 99
VALUES = np.full(256, NO_SIGN, np.uint64)
VALUES[ALPHABET] = np.arange(len(ALPHABET), dtype=np.uint64)

LONGEST = limits.TEXT_CHARACTERS


def mixed(keys: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One hash of two."""
    return mix(keys * _ODD_NUMBER + others)


_ODD_NUMBER = np.uint64(0x9E37_79B9_7F4A_7C15)
_FACTORS = (np.uint64(0xFF51_AFD7_ED55_8CCD), np.uint64(0xC4CE_B9FE_1A85_EC53))
_SHIFT = np.uint64(33)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64 bits over 64 bits, one to one."""
    for factor in _FACTORS:
        values = (values ^ (values >> _SHIFT)) * factor
    return values ^ (values >> _SHIFT)


def survey(  # noqa: PLR0917 -- compiled loops take their arrays by place
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
    states = np.where(visible & ~doubtful & (length <= LONGEST), PLAIN, ODD).astype(np.uint8)
    if length == 18:
        values = VALUES[texts]
        known = (values != NO_SIGN).all(1) & (values[:, :8] < 10).all(1)
        checked = (values[:, :17] @ WEIGHTS + values[:, 17]) % 31 == 0
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
        return mix(words[:, 0] ^ seed), np.full(number, SHORT + length, np.uint8)
    keys = np.full(number, seed ^ np.uint64(length), np.uint64)
    for column in words.T:
        keys = mix(keys ^ column)
    classes = np.full(number, HASHED, np.uint8)
    if length == 18:
        values = VALUES[texts]
        region, rest = values[:, :8] @ TENS, values[:, 8:17] @ THIRTY_ONES[8:]
        code = states == CREDIT_CODE
        keys[code] = mix(((rest << REGION_BITS) | (region & REGION_MASK)) ^ seed)[code]
        classes[code] = (region >> REGION_BITS).astype(np.uint8)[code]
        last = np.where(texts[:, 17] == ord("X"), np.uint64(10), values[:, 17])
        resident = ~code & (values[:, :17] < 10).all(1) & ((last < 10) | (texts[:, 17] == ord("X")))
        number_of = values[:, :17] @ (10 ** np.arange(16, -1, -1, dtype=np.uint64)) * np.uint64(11) + last
        keys[resident] = mix(number_of ^ seed)[resident]
        classes[resident] = RESIDENT
    return keys, classes


def match(  # noqa: PLR0917
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    other_keys: NDArray[np.uint64],
    other_classes: NDArray[np.uint8],
    earlier: NDArray[np.int32],
    places: NDArray[np.int32],
) -> None:
    """Fill in what ``ids.Matched`` says, by sorting all keys."""
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


def sort(  # noqa: PLR0917
    keys: NDArray[np.uint64],
    classes: NDArray[np.uint8],
    rows: NDArray[np.uint32],
    shift: np.uint64,
    sorted_keys: NDArray[np.uint64],
    sorted_classes: NDArray[np.uint8],
    sorted_rows: NDArray[np.uint32],
    starts: NDArray[np.int64],
) -> None:
    """Fill in what ``ids.sort_by_shard`` says."""
    shards = (keys >> shift).astype(np.uint16)
    order = np.argsort(shards, kind="stable")
    sorted_keys[:], sorted_classes[:], sorted_rows[:] = keys[order], classes[order], rows[order]
    np.cumsum(np.bincount(shards, minlength=len(starts) - 1), out=starts[1:])

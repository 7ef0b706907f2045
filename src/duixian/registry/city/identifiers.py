"""Names of those who do not exist: credit codes with right check digits, codes of persons and of things.

A credit code begins with the department that registered its bearer (GB 32100-2015). No department is 0, so a code
that begins with 0 is nobody's; it is still well-formed, and its two check digits are right.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from duixian.registry.city.draws import Numbers

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The signs of a credit code, in the order of their values."""

AUTHORITY_AND_PLACE = "00370200"
"""Department 0 and class 0, which do not exist; 370200 is Qingdao."""

ORDINARY, SPECIAL, PLANTED = "DX", "DR", "DP"
"""How the organisation code in a credit code begins: the population, special roles, boundary cases."""

PERSON = "P"
"""How the code of a person begins."""

_MODULUS, _STEP = (
    31**6,
    548_507_873,
)  # the step is no multiple of 31, so all numbers come before one comes again
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # GB 32100
_ASCII = np.frombuffer(ALPHABET.encode(), np.uint8)
_ORGANISATION_VALUES = np.array([int(sign, 36) for sign in ALPHABET], np.int32)
_VALUE_OF = {sign: value for value, sign in enumerate(ALPHABET)}

Bytes = npt.NDArray[np.uint8]


def credit_codes(seed: int, first: int, rows: int) -> pa.StringArray:
    """The codes of the enterprises of the population from one row on; no two rows have the same."""
    serial = _scattered(seed, "enterprise", first, rows)
    return _credit_codes(ORDINARY, _digits(serial, 31, 6))


def numbered_credit_codes(prefix: str, count: int) -> list[str]:
    """The codes of special roles or boundary cases, numbered from 1."""
    codes: list[str] = _credit_codes(prefix, _digits(np.arange(1, count + 1), 10, 6)).to_pylist()
    return codes


def person_codes(seed: int, first: int, rows: int) -> pa.StringArray:
    """The codes of the persons of the population: eight signs, never like the number of an identity card."""
    serial = _scattered(seed, "person", first, rows)
    return _texts(PERSON + ORDINARY[1], _ASCII[_digits(serial, 31, 6)])


def numbered_person_codes(count: int) -> list[str]:
    """The codes of persons who are boundary cases, numbered from 1."""
    digits = _ASCII[_digits(np.arange(1, count + 1), 10, 6)]
    codes: list[str] = _texts(PERSON + PLANTED[1], digits).to_pylist()
    return codes


def object_codes(letter: str, block: int, rows: int) -> pa.StringArray:
    """Codes of the records that one block of recipients has: a letter, the block and a number."""
    number = np.uint64(block) * np.uint64(1 << 24) + np.arange(rows, dtype=np.uint64)
    return _texts(letter, _ASCII[_digits(number, 31, 8)])


def _scattered(seed: int, what: str, first: int, rows: int) -> Numbers:
    """Different numbers below 31^6 for different rows, in no visible order."""
    sequence = np.random.SeedSequence(seed, spawn_key=(crc32(what.encode()),))
    start = np.uint64(int(sequence.generate_state(1, np.uint64)[0]) % _MODULUS)
    row = np.arange(first, first + rows, dtype=np.uint64)
    return (row * np.uint64(_STEP) + start) % np.uint64(_MODULUS)


def _digits(numbers: npt.NDArray[np.uint64 | np.int64], base: int, width: int) -> Bytes:
    """The digits of numbers, most significant first: shape (rows, width)."""
    found = np.empty((width, len(numbers)), np.uint8)
    left = numbers.astype(np.uint64)
    for place in reversed(range(width)):
        rest = left // np.uint64(base)
        found[place] = left - rest * np.uint64(base)
        left = rest
    return found.T


def _credit_codes(prefix: str, serial: Bytes) -> pa.StringArray:
    """Credit codes from the six last signs of the organisation code, as values of the alphabet."""
    rows = len(serial)
    values = np.empty((18, rows), np.uint8)
    for place, sign in enumerate(AUTHORITY_AND_PLACE + prefix):
        values[place] = _VALUE_OF[sign]
    values[10:16] = serial.T
    organisation = np.zeros(rows, np.int32)
    for weight, column in zip(_ORGANISATION_WEIGHTS, values[8:16], strict=True):
        organisation += weight * _ORGANISATION_VALUES[column]
    check = 11 - organisation % 11
    values[16] = np.where(check == 10, _VALUE_OF["X"], np.where(check == 11, 0, check))
    whole = np.zeros(rows, np.int32)
    for weight, column in zip(_CODE_WEIGHTS, values[:17], strict=True):
        whole += weight * column.astype(np.int32)
    values[17] = -whole % 31
    return _texts("", _ASCII[values.T])


def _texts(prefix: str, signs: Bytes) -> pa.StringArray:
    """Arrow strings of one width from their bytes, without a Python object for each."""
    rows, width = signs.shape
    lead = np.broadcast_to(np.frombuffer(prefix.encode(), np.uint8), (rows, len(prefix)))
    data = np.ascontiguousarray(np.hstack([lead, signs]))
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(width + len(prefix))
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data))

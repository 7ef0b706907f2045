"""The kernel that is the same for every list."""

from __future__ import annotations

from duixian.census.native.plain import (
    bit_at,
    byte_at,
    choose,
    number_at,
    put_byte,
)


def decode(frame: int, first: int, stop: int) -> None:
    """Write yes/no columns as 0, 1 (unknown), 2, and categories as the numbers of their keys, -1 unknown.

    The frame: how many columns there are; then for each: what it is (0 yes/no, 1 category), values, the place of
    row 0 among them, known, the place of row 0 among those, numbers of the keys, where to write.
    """
    for column in range(number_at(frame, 0)):
        at = frame + 8 * (1 + 7 * column)
        values, place = number_at(at, 1), number_at(at, 2)
        known, known_place = number_at(at, 3), number_at(at, 4)
        numbers, result = number_at(at, 5), number_at(at, 6)
        if number_at(at, 0) == 0:
            for i in range(first, stop):
                truth = choose(bit_at(values, place + i), 2, 0)
                put_byte(result, i, choose(bit_at(known, known_place + i), truth, 1))
        else:
            for i in range(first, stop):
                key = byte_at(numbers, byte_at(values, place + i) & 127)
                put_byte(result, i, choose(bit_at(known, known_place + i), key, -1))

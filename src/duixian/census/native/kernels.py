"""The kernel that is the same for every list."""

from __future__ import annotations

from duixian.machine_code.plain import bit_at, byte_at, choose, number_at, put_byte, put_number


def decode(frame: int, first: int, stop: int) -> None:
    """Write yes/no columns as 0, 1 (unknown), 2, and categories as the numbers of their keys, -1 unknown.

    The frame: how many columns there are, and a table that has for each byte eight bytes, 1 for each bit that is
    set. Then for each column: what it is (0 yes/no, 1 category), values, the place of row 0 among them, known, the
    place of row 0 among those, the numbers of its keys (0: the values are the numbers), where to write.
    """
    spread = number_at(frame, 1)
    for column in range(number_at(frame, 0)):
        at = frame + 8 * (2 + 7 * column)
        values, place = number_at(at, 1), number_at(at, 2)
        known, known_place = number_at(at, 3), number_at(at, 4)
        numbers, result = number_at(at, 5), number_at(at, 6)
        # Eight rows at a time, as far as they begin with a byte of the bitmaps.
        groups = choose((first | place | known_place) & 7 == 0, (stop - first) >> 3, 0)
        if number_at(at, 0) == 0:
            for group in range(groups):
                row = first + 8 * group
                there = byte_at(known, (known_place + row) >> 3)
                yes = byte_at(values, (place + row) >> 3) & there
                truths = 2 * number_at(spread, yes & 255) + number_at(spread, ~there & 255)
                put_number(result + row, 0, truths)
            for i in range(first + 8 * groups, stop):
                truth = choose(bit_at(values, place + i), 2, 0)
                put_byte(result, i, choose(bit_at(known, known_place + i), truth, 1))
        elif numbers == 0:
            for group in range(groups):
                row = first + 8 * group
                unknown = 255 * number_at(spread, ~byte_at(known, (known_place + row) >> 3) & 255)
                put_number(result + row, 0, number_at(values + row, 0) | unknown)
            for i in range(first + 8 * groups, stop):
                put_byte(result, i, choose(bit_at(known, known_place + i), byte_at(values, i), -1))
        else:
            for i in range(first, stop):
                key = byte_at(numbers, byte_at(values, i) & 127)
                put_byte(result, i, choose(bit_at(known, known_place + i), key, -1))

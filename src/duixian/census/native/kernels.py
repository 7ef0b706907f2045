"""The kernels that are the same for every list: columns decoded, ids found among the owners of records."""

from __future__ import annotations

from duixian.census.native.operations import (
    bit_at,
    byte_at,
    choose,
    int_at,
    number_at,
    put_byte,
    put_int,
    put_number,
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


def find(frame: int, first: int, stop: int) -> None:
    """Write for each of some ids the number under which it stands among the owners of records, 0 if none.

    The frame: offsets of the ids, their signs, where to write, whether to take in what is not found; then the
    owners: a seed, slots of a hash table, their mask, a filter of bits, its mask, offsets and signs of the owners,
    and how many there are.
    """
    offsets, signs, result, adding = (
        number_at(frame, 0),
        number_at(frame, 1),
        number_at(frame, 2),
        number_at(frame, 3),
    )
    seed, slots, mask = number_at(frame, 4), number_at(frame, 5), number_at(frame, 6)
    bits, bits_mask = number_at(frame, 7), number_at(frame, 8)
    own_offsets, own_signs, totals = number_at(frame, 9), number_at(frame, 10), number_at(frame, 11)
    for i in range(first, stop):
        start = int_at(offsets, i)
        length = int_at(offsets, i + 1) - start
        at = signs + start
        hashed = seed ^ length
        for word in range(length >> 3):
            hashed = (hashed ^ number_at(at, word)) * -7046029254386353131
            hashed ^= hashed >> 32 & 0xFFFFFFFF
        for place in range(length & -8, length):
            hashed = (hashed ^ byte_at(at, place)) * -7046029254386353131
            hashed ^= hashed >> 32 & 0xFFFFFFFF
        bit = hashed >> 8 & bits_mask
        number = 0
        slot = hashed & mask
        if adding or bit_at(bits, bit):
            number = int_at(slots, slot)
            while number != 0:
                own_start = number_at(own_offsets, number)
                same = number_at(own_offsets, number + 1) - own_start == length
                if same:
                    own_at = own_signs + own_start
                    for word in range(length >> 3):
                        same &= number_at(at, word) == number_at(own_at, word)
                    for place in range(length & -8, length):
                        same &= byte_at(at, place) == byte_at(own_at, place)
                if same:
                    break
                slot = slot + 1 & mask
                number = int_at(slots, slot)
        if adding and number == 0:
            number = number_at(totals, 0) + 1
            put_number(totals, 0, number)
            own_start = number_at(own_offsets, number)
            for place in range(length):
                put_byte(own_signs, own_start + place, byte_at(at, place))
            put_number(own_offsets, number + 1, own_start + length)
            put_int(slots, slot, number)
            put_byte(bits, bit >> 3, byte_at(bits, bit >> 3) | 1 << (bit & 7))
        put_int(result, i, number)


def group(frame: int, first: int, stop: int) -> None:
    """Write for each owner the rows of its records, one owner after the other.

    The frame: the owner of each record, for each owner the place of its next record, where to write the rows.
    """
    owners, places, result = number_at(frame, 0), number_at(frame, 1), number_at(frame, 2)
    for i in range(first, stop):
        owner = int_at(owners, i)
        place = int_at(places, owner)
        put_int(result, place, i)
        put_int(places, owner, place + 1)

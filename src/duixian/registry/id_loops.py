"""The loops over ids, as kernels: see ``machine_code``. What they fill in, ``id_arrays`` fills in with numpy.

A table of numbers tells a kernel where things are; first and stop bound the rows.
"""

from __future__ import annotations

from duixian.machine_code.plain import (
    bit_at,
    byte_at,
    int_at,
    number_at,
    put_byte,
    put_int,
    put_number,
    scattered,
    upper,
)


def survey(frame: int, first: int, stop: int) -> None:
    """The keys, classes and states of ids.

    The frame: where each text begins (32 bits, one more than there are rows), the signs, a bitmap of the ids that are
    there (0: all), the place of row 0 in it, the seed, what each sign says at each place of a credit code, the longest
    text there may be, then where to write: keys, classes, states.
    """
    starts, signs = number_at(frame, 0), number_at(frame, 1)
    known, known_place = number_at(frame, 2), number_at(frame, 3)
    seed, code_signs, longest = number_at(frame, 4), number_at(frame, 5), number_at(frame, 6)
    keys, classes, states = number_at(frame, 7), number_at(frame, 8), number_at(frame, 9)
    for row in range(first, stop):
        start = int_at(starts, row)
        length = int_at(starts, row + 1) - start
        if length == 0 or (known != 0 and not bit_at(known, known_place + row)):
            put_byte(states, row, 3)
            continue
        text = signs + start
        if length == 18:
            # Each sign adds what it stands for and its part of the check sum, or that it must not stand there.
            region, rest = 0, 0
            for place in range(8):
                region += number_at(code_signs, 256 * place + (byte_at(text, place) & 255))
            for place in range(8, 18):
                rest += number_at(code_signs, 256 * place + (byte_at(text, place) & 255))
            both = region + rest
            if upper(both, 59) == 0 and (upper(both, 45) & 0x3FFF) % 31 == 0:
                number, area = rest & 0x1FFFFFFFFFFF, region & 0x1FFFFFFFFFFF
                put_number(keys, row, scattered(((number << 19) | (area & 0x7FFFF)) ^ seed))
                put_byte(classes, row, area >> 19)
                put_byte(states, row, 1)
                continue
        # Eight signs at a time: any that is not a visible one of ASCII leaves a bit in ``unseen``.
        key, unseen = seed ^ length if length > 8 else seed, 0
        for place in range(0, length - 7, 8):
            word = number_at(text + place, 0)
            unseen |= (word - 0x2121212121212121) & ~word | word + 0x0101010101010101 | word
            key = scattered(key ^ word)
        if length & 7 != 0:
            word = 0
            for place in range(length & -8, length):
                sign = byte_at(text, place) & 255
                word |= sign << (8 * (place & 7))
                unseen |= (sign - 0x21) & ~sign | sign + 1 | sign
            key = scattered(key ^ word)
        small, dashes = 0, 0
        for place in range(length if length >= 18 else 0):
            sign = byte_at(text, place)
            small |= 97 <= sign <= 122
            dashes += sign == 45
        visible = unseen & -0x7F7F7F7F7F7F7F80 == 0 and length <= longest
        # What has 18 signs beside dashes may be a credit code that is not written as it should be.
        doubtful = length - dashes == 18 and (small != 0 or dashes > 0)
        put_byte(states, row, 0 if visible and not doubtful else 2)
        put_number(keys, row, key)
        put_byte(classes, row, 192 + length if length <= 8 else 255)
        if length == 18:
            largest, number = 0, 0
            for place in range(17):
                digit = (byte_at(text, place) & 255) - 48
                largest = max(largest, digit & 255)
                number = number * 10 + digit
            last = byte_at(text, 17)
            digit = 10 if last == 88 else (last & 255) - 48
            if largest <= 9 and 0 <= digit <= 10 and last != 58:
                put_number(keys, row, scattered((number * 11 + digit) ^ seed))
                put_byte(classes, row, 191)


def match(frame: int, first: int, stop: int) -> None:
    """Which keys repeat earlier ones, and where those of another list stand: with a table of places, which is quick
    while it fits the processor's cache.

    The frame: keys, classes, the other list's keys, its classes, how many it has, the table (32 bits, all -1; its
    size a power of two), its size less one, then where to write: the earlier place of each key, the place of each of
    the other list.
    """
    keys, classes = number_at(frame, 0), number_at(frame, 1)
    other_keys, other_classes, others = number_at(frame, 2), number_at(frame, 3), number_at(frame, 4)
    table, last = number_at(frame, 5), number_at(frame, 6)
    earlier, places = number_at(frame, 7), number_at(frame, 8)
    for row in range(first, stop):
        key, kind = number_at(keys, row), byte_at(classes, row)
        slot = key & last
        place = int_at(table, slot)
        while place >= 0 and (number_at(keys, place) != key or byte_at(classes, place) != kind):
            slot = (slot + 1) & last
            place = int_at(table, slot)
        if place < 0:
            put_int(table, slot, row)
        put_int(earlier, row, place)
    for row in range(others):
        key, kind = number_at(other_keys, row), byte_at(other_classes, row)
        slot = key & last
        place = int_at(table, slot)
        while place >= 0 and (number_at(keys, place) != key or byte_at(classes, place) != kind):
            slot = (slot + 1) & last
            place = int_at(table, slot)
        put_int(places, row, place)


def sort(frame: int, first: int, stop: int) -> None:
    """Keys, classes and rows by the first bits of the keys, otherwise in their order, by counting.

    The frame: keys, classes, rows (32 bits), by how much a key is shifted to leave its first bits, how many shards
    there are, where each begins (one more; all 0), room for as many numbers, then where to write: keys, classes, rows.
    """
    keys, classes, rows = number_at(frame, 0), number_at(frame, 1), number_at(frame, 2)
    shift, shards = number_at(frame, 3), number_at(frame, 4)
    starts, free = number_at(frame, 5), number_at(frame, 6)
    sorted_keys, sorted_classes, sorted_rows = number_at(frame, 7), number_at(frame, 8), number_at(frame, 9)
    for row in range(first, stop):
        shard = upper(number_at(keys, row), shift) + 1
        put_number(starts, shard, number_at(starts, shard) + 1)
    for shard in range(shards):
        put_number(free, shard, number_at(starts, shard))
        put_number(starts, shard + 1, number_at(starts, shard) + number_at(starts, shard + 1))
    for row in range(first, stop):
        key = number_at(keys, row)
        shard = upper(key, shift)
        place = number_at(free, shard)
        put_number(free, shard, place + 1)
        put_number(sorted_keys, place, key)
        put_byte(sorted_classes, place, byte_at(classes, row))
        put_int(sorted_rows, place, int_at(rows, row))

"""The loop that sums up amounts by group, as a kernel: see ``machine_code`` and ``sums``."""

from __future__ import annotations

from duixian.machine_code.plain import byte_at, increase, number_at, upper


def add_up(frame: int, first: int, stop: int) -> None:
    """Add rows to the sums of their groups.

    The frame: outcomes (bytes), least amounts, most amounts (-1: no bound), missing facts as bits, the sums of each
    missing fact (0: nobody asks), how many groupings there are; then for each: codes (bytes; 0: all are in the first
    group), sums.
    """
    outcomes, missing = number_at(frame, 0), number_at(frame, 3)
    lows, highs = number_at(frame, 1), number_at(frame, 2)
    lacks, groupings = number_at(frame, 4), number_at(frame, 5)
    for row in range(first, stop):
        entitled = 1 if byte_at(outcomes, row) == 3 else 0
        low, high = number_at(lows, row), number_at(highs, row)
        unbounded = 1 if high == -1 else 0
        high += unbounded
        for number in range(groupings):
            codes, sums = number_at(frame, 6 + 2 * number), number_at(frame, 7 + 2 * number)
            if codes != 0:
                sums += 64 * (byte_at(codes, row) + 1)
            increase(sums, 0, 1)
            increase(sums, 1, entitled)
            increase(sums, 2, unbounded)
            increase(sums, 3, low & 0x7FFFFFFF)
            increase(sums, 4, low >> 31)
            increase(sums, 5, high & 0x7FFFFFFF)
            increase(sums, 6, high >> 31)
        bits = number_at(missing, row) if lacks != 0 else 0
        alone = 1 if bits & (bits - 1) == 0 else 0
        sums = lacks
        while bits != 0:
            if bits & 1 != 0:
                increase(sums, 0, 1)
                increase(sums, 1, entitled)
                increase(sums, 2, unbounded)
                increase(sums, 3, low & 0x7FFFFFFF)
                increase(sums, 4, low >> 31)
                increase(sums, 5, high & 0x7FFFFFFF)
                increase(sums, 6, high >> 31)
                increase(sums, 7, alone)
            bits = upper(bits, 1)
            sums += 64

"""How a kernel is called: ``program(frame, first, stop)``, where ``frame`` is the address of a table of 64-bit
numbers, mostly addresses. The first slots are the same for every program; its inputs follow, in its order.

Rows are numbered within a batch; ``first`` and ``stop`` bound a block of them. Addresses are those of row 0.
"""

from __future__ import annotations

from typing import NamedTuple

(
    OUTCOME,
    DECIDING,
    EVERY,
    FIGURES,
    COUNTS,
    ROWS,
    OUTCOMES,
    LOWS,
    HIGHS,
    DECIDES,
    MISSING,
    ELSEWHERE,
    OWNERS,
) = range(13)
"""The slots that all programs have.

OUTCOME: the outcome of each row (bytes), DECIDING: what decides it (16 bits), where EVERY is 2. Where it is 0
both are scratch for one block, and nobody reads them. FIGURES: the figures of the rule. COUNTS: running totals, see below. ROWS, OUTCOMES,
LOWS, HIGHS, DECIDES, MISSING: the rows that may get something. ELSEWHERE: rows that must be decided elsewhere.
OWNERS: the number of each row among the owners of records (32 bits), nought where it has none."""

FIRST_INPUT = 13

NOT_APPLICABLE_ROWS, NOT_ENTITLED_ROWS, UNDETERMINED_ROWS, ENTITLED_ROWS, ELSEWHERE_ROWS = range(5)
"""What is counted: rows by outcome, and rows for elsewhere."""

COUNTED = 5

MAYBE = 2
"""The outcome of a row while it is not surely no: a program reads only such rows in full."""

DECIDED_ELSEWHERE = 4
"""The outcome of a row that must be decided elsewhere."""

ABSENT = -(1 << 63)
"""A field that a record lacks, in a column of numbers."""

NO_KEY = -1
"""A category that is unknown."""

UNKNOWN_TRUTH = 1
"""A yes/no that is unknown."""


class ByteInput(NamedTuple):
    """A yes/no or category of the recipients: an address. Truths are 0, 1, 2, categories the numbers of their
    keys in the order of the vocabulary."""

    column: str


class NumberInput(NamedTuple):
    """A number of the recipients: the addresses of its values and of the bitmap that says where they are known,
    and the place of row 0 in the bitmap."""

    column: str


class DateInput(NamedTuple):
    """A date of the recipients: like a number; 32-bit days since 1970."""

    column: str


class ListInput(NamedTuple):
    """The records of each owner: the addresses of the first record of each, and of how many there are; fewer
    than nought where nobody knows (32 bits)."""

    records: str


class FieldInput(NamedTuple):
    """A field of the records: an address. Bytes as above, or 64-bit numbers with ABSENT, dates as ordinals."""

    records: str
    column: str


Input = ByteInput | NumberInput | DateInput | ListInput | FieldInput


def slots(of: Input) -> int:
    """How many slots an input takes."""
    match of:
        case NumberInput() | DateInput():
            return 3
        case ListInput():
            return 2
    return 1

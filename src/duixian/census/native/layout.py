"""How a kernel is called: ``program(frame, first, stop)``, where ``frame`` is the address of a table of 64-bit
numbers, mostly addresses. The first slots are the same for every program; its inputs follow, in its order.

Rows are numbered within a batch; ``first`` and ``stop`` bound a block of them. Addresses are those of row 0.
"""

from __future__ import annotations

from typing import NamedTuple

OUTCOME, DECIDING, EVERY, FIGURES, COUNTS, ROWS, OUTCOMES, LOWS, HIGHS, DECIDES, MISSING, ELSEWHERE = range(
    12
)
"""The slots that all programs have.

OUTCOME: the outcome of each row (bytes), DECIDING: what decides it (16 bits), where EVERY is 2. Where it is 0
both are scratch for one block, and nobody reads them. FIGURES: the figures of the rule. COUNTS: running totals,
see below. ROWS, OUTCOMES, LOWS, HIGHS, DECIDES, MISSING: the rows that may get something. ELSEWHERE: rows that
must be decided elsewhere."""

FIRST_INPUT = 12

NOT_APPLICABLE_ROWS, NOT_ENTITLED_ROWS, UNDETERMINED_ROWS, ENTITLED_ROWS, ELSEWHERE_ROWS = range(5)
"""What is counted: rows by outcome, and rows for elsewhere."""

COUNTED = 5

MAYBE = 2
"""The outcome of a row while it is not surely no: a program reads only such rows in full."""

DECIDED_ELSEWHERE = 4
"""The outcome of a row that must be decided elsewhere."""

NO_KEY = -1
"""A category that is unknown."""

UNKNOWN_TRUTH = 1
"""A yes/no that is unknown."""


class BytesInput(NamedTuple):
    """A yes/no or category: an address. Truths are 0, 1, 2, categories the numbers of their keys in the order of
    the vocabulary. ``records`` names the kind of record, and is empty for a column of the recipients."""

    records: str
    column: str


class NumbersInput(NamedTuple):
    """A number: the addresses of its values (64 bits) and of the bitmap that says which are known, and the
    place of row 0 in the bitmap."""

    records: str
    column: str


class DatesInput(NamedTuple):
    """A date: like a number, but in 32 bits, days since 1970."""

    records: str
    column: str


class ListsInput(NamedTuple):
    """The records of each recipient: the addresses of the places where each list begins, and the next after the
    last (32 bits), and of the bitmap that says which lists are known, and the place of row 0 in it."""

    records: str


ColumnInput = BytesInput | NumbersInput | DatesInput
Input = ColumnInput | ListsInput


def slots(of: Input) -> int:
    """How many slots an input takes."""
    return 1 if isinstance(of, BytesInput) else 3

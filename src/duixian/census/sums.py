"""Sums of amounts by group, over rows as they come: by a loop in machine code, or where numba is missing by numpy.

A group's sums are a row of numbers. An amount is added in two words, of 31 bits and of the rest, so that no sum of some
billions of rows overflows, however large each may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from duixian.census import sum_loop
from duixian.census.decided import NO_BOUND
from duixian.census.lowering import ENTITLED
from duixian.machine_code.addresses import address, frame_of
from duixian.machine_code.store import machine_code_of

if TYPE_CHECKING:
    from duixian.census.tally import Rows

WORD = 31
"""The bits of the lower word of an amount."""

ROWS, ENTITLED_ROWS, UNBOUNDED, LOW, LOW_UPPER, HIGH, HIGH_UPPER, ALONE = range(8)
"""What is summed: rows, those of them that are entitled, those without a bound above; the least and the most in two
words each; rows that miss nothing but the fact of the group."""

Sums = npt.NDArray[np.int64]
"""The sums of some groups: a row of eight numbers each."""


def no_sums(groups: int) -> Sums:
    """The sums of so many groups, of no rows yet."""
    return np.zeros((groups, 8), dtype=np.int64)


class Grouping(NamedTuple):
    """Groups by a code: that of code -1 comes first. Without codes all rows are in the first group."""

    codes: npt.NDArray[np.int8] | None
    sums: Sums


def add_up(rows: Rows, groupings: Sequence[Grouping], lacks: Sums) -> None:
    """Add rows to the sums of their groups, and to those of each missing fact in ``lacks``, if there are any."""
    loops = machine_code_of(sum_loop.add_up)
    if loops is None:
        _add_up(rows, groupings, lacks)
        return
    frame = frame_of(
        rows.outcome,
        rows.low,
        rows.high,
        rows.missing,
        lacks if len(lacks) else 0,
        len(groupings),
        *(part for codes, sums in groupings for part in (0 if codes is None else codes, sums)),
    )
    loops[0](address(frame), 0, len(rows.outcome))


def _add_up(rows: Rows, groupings: Sequence[Grouping], lacks: Sums) -> None:
    """:func:`add_up` with numpy."""
    unbounded = rows.high == NO_BOUND
    high = np.where(unbounded, 0, rows.high)
    lower = np.int64((1 << WORD) - 1)
    columns = np.stack(
        [
            np.ones(len(high), dtype=np.int64),
            rows.outcome == ENTITLED,
            unbounded,
            rows.low & lower,
            rows.low >> WORD,
            high & lower,
            high >> WORD,
            np.zeros(len(high), dtype=np.int64),
        ],
        axis=1,
    )
    for codes, sums in groupings:
        groups = np.zeros(len(columns), dtype=np.intp) if codes is None else codes.astype(np.intp) + 1
        np.add.at(sums, groups, columns)
    for number in range(len(lacks)):
        missing = rows.missing >> number & 1 == 1
        lacks[number] += columns[missing].sum(axis=0)
        lacks[number, ALONE] += int((rows.missing == 1 << number).sum())

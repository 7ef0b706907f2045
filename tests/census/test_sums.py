"""Sums by group agree with sums of Python integers, whoever works them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.census import sums
from duixian.census.decided import NO_BOUND
from duixian.census.lowering import ENTITLED, UNDETERMINED
from duixian.census.sums import (
    ALONE,
    ENTITLED_ROWS,
    HIGH,
    LOW,
    ROWS,
    UNBOUNDED,
    WORD,
    Grouping,
    Sums,
    add_up,
    no_sums,
)
from duixian.census.tally import Rows
from duixian.machine_code.store import machine_code_of, plain_function, source_of

HOW = {
    "machine code": machine_code_of,
    "numpy": lambda *_: None,
    "plain Python": lambda *loops: tuple(plain_function(source_of(loop)) for loop in loops),
}


class Row(NamedTuple):
    """What one recipient may get, the missing facts as bits, and a code."""

    outcome: int
    low: int
    high: int
    missing: int
    code: int


AMOUNTS = st.integers(0, (1 << 62) - 1)
ROWS_OF = st.lists(
    st.builds(
        Row,
        st.sampled_from([UNDETERMINED, ENTITLED]),
        AMOUNTS,
        st.one_of(AMOUNTS, st.just(NO_BOUND)),
        st.integers(0, 7),
        st.integers(-1, 2),
    ),
    max_size=20,
)


def as_rows(rows: Sequence[Row]) -> Rows:
    return Rows(
        np.array([row.outcome for row in rows], np.int8),
        np.array([row.low for row in rows], np.int64),
        np.array([row.high for row in rows], np.int64),
        np.array([row.missing for row in rows], np.int64),
        {},
    )


def expected(rows: Sequence[Row]) -> tuple[int, ...]:
    """How many rows, entitled, without a bound; the sums at least and at most."""
    return (
        len(rows),
        sum(row.outcome == ENTITLED for row in rows),
        sum(row.high == NO_BOUND for row in rows),
        sum(row.low for row in rows),
        sum(row.high for row in rows if row.high != NO_BOUND),
    )


def said(of: Sums) -> tuple[int, ...]:
    low, high = (int(of[word]) + (int(of[word + 1]) << WORD) for word in (LOW, HIGH))
    return int(of[ROWS]), int(of[ENTITLED_ROWS]), int(of[UNBOUNDED]), low, high


@pytest.mark.parametrize("how", HOW)
@given(ROWS_OF, ROWS_OF)
def test_sums_by_group_are_exact_however_large_the_amounts(
    how: str, first: list[Row], more: list[Row]
) -> None:
    total, by_code, lacks = no_sums(1), no_sums(4), no_sums(3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "machine_code_of", HOW[how])
        for some in (first, more):
            codes = np.array([row.code for row in some], np.int8)
            add_up(as_rows(some), [Grouping(None, total), Grouping(codes, by_code)], lacks)
    rows = first + more
    assert said(total[0]) == expected(rows)
    for code in range(-1, 3):
        assert said(by_code[code + 1]) == expected([row for row in rows if row.code == code])
    for fact in range(3):
        assert said(lacks[fact]) == expected([row for row in rows if row.missing >> fact & 1])
        assert lacks[fact, ALONE] == sum(row.missing == 1 << fact for row in rows)


def test_where_nobody_asks_what_is_missing_nothing_is_said_of_it() -> None:
    total = no_sums(1)
    add_up(as_rows([Row(ENTITLED, 5, 5, 3, 0)]), [Grouping(None, total)], no_sums(0))
    assert said(total[0]) == (1, 1, 0, 5, 5)

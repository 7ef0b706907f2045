"""Arithmetic on intervals, against every number that the intervals hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from duixian.language import intervals
from duixian.language.intervals import Interval

LEAST, MOST = -3, 3
FAR = 40
"""Stands for a number beyond every bound, where there is none."""

ENDS = [None, *range(LEAST, MOST + 1)]
ALL: list[Interval] = [
    (low, high) for low, high in product(ENDS, ENDS) if low is None or high is None or low <= high
]


def held(interval: Interval) -> list[int]:
    """Whole numbers of an interval, far ones included."""
    low, high = interval
    near = range(LEAST if low is None else int(low), (MOST if high is None else int(high)) + 1)
    return [*([-FAR] if low is None else []), *near, *([FAR] if high is None else [])]


@pytest.mark.parametrize(
    ("on_intervals", "on_numbers"),
    [
        (intervals.add, lambda first, second: first + second),
        (intervals.multiply, lambda first, second: first * second),
        (intervals.smaller, min),
        (intervals.larger, max),
    ],
)
def test_a_result_holds_what_the_numbers_give_and_no_more(
    on_intervals: Callable[[Interval, Interval], Interval], on_numbers: Callable[[int, int], int]
) -> None:
    for first, second in product(ALL, ALL):
        numbers = [on_numbers(one, other) for one, other in product(held(first), held(second))]
        least, most = min(numbers), max(numbers)
        # Beyond 3 × 3 only a far number leads.
        expected = (None if least < LEAST * MOST else least), (None if most > MOST * MOST else most)
        assert on_intervals(first, second) == expected, (first, second)

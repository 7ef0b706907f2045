"""Expressions over absent numbers, evaluated by DuckDB."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import duckdb
import pytest

from duixian.census.scalars import Scalar, Scalars
from duixian.census.sql.dialects import DIALECTS
from duixian.census.sql.expressions import Expressions

Number = int | None
VALUES: tuple[Number, ...] = (None, 0, 1, 2)

TESTS: dict[
    str, tuple[Callable[[Scalars], Callable[[Scalar, Scalar], Scalar]], Callable[[int, int], bool]]
] = {
    "below": (lambda make: make.below, lambda a, b: a < b),
    "at_most": (lambda make: make.at_most, lambda a, b: a <= b),
    "equal": (lambda make: make.equal, lambda a, b: a == b),
}


def evaluated(scalar: Callable[[Scalars, Scalar, Scalar], Scalar], a: Number, b: Number) -> Number:
    """A scalar over two columns, of which the values may be absent."""
    make = Scalars()
    first, second = (make.column(name, "count", 0, 9) for name in "ab")
    write = Expressions(DIALECTS["duckdb"], [], [], {id(first): "a", id(second): "b"})
    text = write.number(scalar(make, first, second)).sql("duckdb")
    with duckdb.connect() as connection:
        over = "SELECT {} FROM (SELECT ?::BIGINT AS a, ?::BIGINT AS b)"
        row = connection.execute(over.format(text), [a, b]).fetchone()
    assert row is not None
    value: Number = row[0]
    return value


@pytest.mark.parametrize("name", TESTS)
def test_a_comparison_with_what_is_absent_is_false_and_its_opposite_true(name: str) -> None:
    made, meant = TESTS[name]
    for a, b in product(VALUES, VALUES):
        holds = a is not None and b is not None and meant(a, b)
        assert evaluated(lambda make, x, y: made(make)(x, y), a, b) == holds
        assert evaluated(lambda make, x, y: make.opposite(made(make)(x, y)), a, b) == (not holds)


@pytest.mark.parametrize(("smaller", "pick"), [(True, min), (False, max)])
@pytest.mark.parametrize("absent", ["kept", "skipped"])
def test_an_extreme_leaves_aside_what_is_absent_or_is_absent_too(
    *, smaller: bool, pick: Callable[..., int], absent: str
) -> None:
    for a, b in product(VALUES, VALUES):
        there = [value for value in (a, b) if value is not None]
        expected = pick(there) if len(there) == 2 or (there and absent == "skipped") else None

        def extreme(make: Scalars, x: Scalar, y: Scalar) -> Scalar:
            return (make.smaller if smaller else make.larger)(x, y, absent=absent)

        assert evaluated(extreme, a, b) == expected


def test_what_is_below_nought_is_rounded_to_nought_and_halves_go_up() -> None:
    for value in range(-7, 8):
        expected = max(0, (2 * value + 3) // 6)
        found = evaluated(
            lambda make, x, y: make.rounded(make.add(x, make.negate(y)), 3), max(value, 0), max(-value, 0)
        )
        assert found == expected

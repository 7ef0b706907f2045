"""The one rounding."""

from fractions import Fraction

import pytest

from duixian.decide.evaluate import rounded


@pytest.mark.parametrize(
    ("value", "scale", "fen"),
    [
        (0, 1, 0),
        (5, 1, 5),
        (-5, 1, 0),
        (-1, 100, 0),
        (4, 10, 0),
        (5, 10, 1),
        (14, 10, 1),
        (15, 10, 2),
        (25, 10, 3),
        (1, 3, 0),
        (2, 3, 1),
        (Fraction(1, 2), 1, 1),
        (Fraction(1, 3), 1, 0),
        (Fraction(3, 2), 3, 1),
        (Fraction(149, 100), 3, 0),
        # 2^50 + 1/2 and just below it: no float could tell them apart.
        (2 * (1 << 50) + 1, 2, (1 << 50) + 1),
        (10**20 * (1 << 50) + 5 * 10**19 - 1, 10**20, 1 << 50),
    ],
)
def test_amounts_are_rounded_half_up_and_never_below_nothing(value: int, scale: int, fen: int) -> None:
    assert rounded(value, scale) == fen
    assert type(rounded(value, scale)) is int

"""Schemes that exclude each other: the best combination, or bounds where it is not known which that is."""

from __future__ import annotations

from itertools import chain, combinations, product

from hypothesis import given
from hypothesis import strategies as st

from duixian.census.envelope import Claim
from duixian.census.exclusive import best_combination

BOTH = frozenset({(0, 1)})


def test_the_larger_of_two_is_taken() -> None:
    assert best_combination([(30, 30), (50, 50)], BOTH) == [(0, 0), (50, 50)]


def test_two_small_ones_together_may_beat_one_that_excludes_both() -> None:
    pairs = frozenset({(0, 1), (0, 2)})
    assert best_combination([(50, 50), (30, 30), (30, 30)], pairs) == [(0, 0), (30, 30), (30, 30)]


def test_between_equal_ones_the_earlier_scheme_is_taken() -> None:
    assert best_combination([(50, 50), (50, 50)], BOTH) == [(50, 50), (0, 0)]


def test_where_bounds_overlap_neither_is_sure() -> None:
    assert best_combination([(0, 60), (50, 50)], BOTH) == [(0, 60), (0, 50)]
    assert best_combination([(0, None), (50, 50)], BOTH) == [(0, None), (0, 50)]


def test_a_ceiling_that_cannot_reach_the_other_is_given_up() -> None:
    assert best_combination([(0, 40), (50, 60)], BOTH) == [(0, 0), (50, 60)]


SMALL = st.tuples(st.integers(0, 5), st.integers(0, 3)).map(lambda pair: (pair[0], pair[0] + pair[1]))
PAIRS = st.frozensets(st.sampled_from([(0, 1), (0, 2), (1, 2)]))


@given(st.lists(SMALL, min_size=3, max_size=3), PAIRS)
def test_whatever_the_claims_turn_out_to_be_some_best_combination_lies_within_the_bounds(
    claims: list[Claim], pairs: frozenset[tuple[int, int]]
) -> None:
    bounds = best_combination(claims, pairs)
    subsets = list(chain.from_iterable(combinations(range(3), size) for size in range(4)))
    allowed = [chosen for chosen in subsets if not any(pair in pairs for pair in combinations(chosen, 2))]
    for exact in product(*(range(low, (high or 0) + 1) for low, high in claims)):
        most = max(sum(exact[place] for place in chosen) for chosen in allowed)
        paid = [
            [exact[place] if place in chosen else 0 for place in range(3)]
            for chosen in allowed
            if sum(exact[place] for place in chosen) == most
        ]
        assert any(
            all(low <= amount <= (high or 0) for amount, (low, high) in zip(one, bounds, strict=True))
            for one in paid
        )

"""Sharing out an envelope: exact, never above it, and the same in whatever order the claims come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, permutations, product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from duixian.census.envelope import Claim, by_rank, first_come, pro_rata

AMOUNTS = st.integers(0, 10**15)
CLAIMS = st.lists(AMOUNTS.map(lambda amount: (amount, amount)), max_size=30)


def names(claims: Sequence[Claim]) -> list[str]:
    return [f"{number:03}" for number in range(len(claims))]


def test_pro_rata_gives_the_fen_that_are_left_to_the_largest_remainders() -> None:
    # 100 fen for claims of 50, 70 and 90: shares 23.81, 33.33, 42.86; the two fen left go to .86 and .81.
    assert pro_rata([(50, 50), (70, 70), (90, 90)], 100, "abc") == [(24, 24), (33, 33), (43, 43)]


def test_equal_remainders_go_by_name() -> None:
    assert pro_rata([(10, 10), (10, 10), (10, 10)], 20, ["c", "a", "b"]) == [(6, 6), (7, 7), (7, 7)]


@given(CLAIMS, st.integers(0, 10**16))
def test_pro_rata_uses_the_envelope_up_exactly(claims: list[Claim], envelope: int) -> None:
    paid = pro_rata(claims, envelope, names(claims))
    wanted = sum(low for low, _ in claims)
    assert sum(low for low, _ in paid) == min(wanted, envelope)
    assert all(payment[0] <= claim[0] for payment, claim in zip(paid, claims, strict=True))


@given(CLAIMS, st.integers(0, 10**16), st.randoms())
def test_the_order_of_the_claims_changes_no_share(claims: list[Claim], envelope: int, random: Random) -> None:
    named = list(zip(names(claims), claims, strict=True))
    turned = random.sample(named, len(named))
    first = dict(zip(names(claims), pro_rata(claims, envelope, names(claims)), strict=True))
    again = pro_rata([claim for _, claim in turned], envelope, [name for name, _ in turned])
    assert dict(zip([name for name, _ in turned], again, strict=True)) == first


def test_first_come_is_first_served() -> None:
    assert first_come([(60, 60), (30, 30), (30, 30)], 100) == [(60, 60), (30, 30), (10, 10)]
    assert first_come([(60, 60), (60, 60), (1, 1)], 100) == [(60, 60), (40, 40), (0, 0)]


def test_a_claim_without_a_bound_may_leave_nothing_to_those_behind_it() -> None:
    assert first_come([(0, None), (30, 30)], 100) == [(0, 100), (0, 30)]


def test_by_rank_the_largest_value_comes_first_and_equals_may_either() -> None:
    claims = [(60, 60), (60, 60), (60, 60)]
    assert by_rank(claims, [(1, 1), (3, 3), (2, 2)], 100) == [(0, 0), (60, 60), (40, 40)]
    assert by_rank(claims, [(1, 1), (2, 2), (2, 2)], 100) == [(0, 0), (40, 60), (40, 60)]


SMALL = st.tuples(st.integers(0, 6), st.integers(0, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def completions(claims: Sequence[Claim]) -> list[tuple[int, ...]]:
    return list(product(*(range(low, (high or 0) + 1) for low, high in claims)))


def assert_encloses(
    claims: list[Claim], bounds: list[Claim], share: Callable[[list[Claim]], list[Claim]]
) -> None:
    for exact in completions(claims):
        paid = share([(amount, amount) for amount in exact])
        for (low, high), (payment, _) in zip(bounds, paid, strict=True):
            assert low <= payment
            assert high is None or payment <= high


@given(st.lists(SMALL, max_size=4), st.integers(0, 20))
def test_the_bounds_of_a_share_hold_for_whatever_the_claims_turn_out_to_be(
    claims: list[Claim], envelope: int
) -> None:
    def shared(given_: list[Claim]) -> list[Claim]:
        return pro_rata(given_, envelope, names(given_))

    assert_encloses(claims, shared(claims), shared)
    assert_encloses(claims, first_come(claims, envelope), lambda given_: first_come(given_, envelope))


@given(st.lists(SMALL, min_size=1, max_size=4), st.lists(SMALL, min_size=4, max_size=4), st.integers(0, 20))
def test_the_bounds_by_rank_hold_for_every_order_that_the_values_allow(
    claims: list[Claim], values: list[Claim], envelope: int
) -> None:
    values = values[: len(claims)]
    bounds = by_rank(claims, values, envelope)
    lows = [(low, low) for low, _ in claims]
    for ranked in completions(values):
        for order in permutations(range(len(claims))):
            if any(ranked[one] < ranked[other] for one, other in pairwise(order)):
                continue
            for exact in (lows, [(high or 0, high or 0) for _, high in claims]):
                paid = first_come([exact[place] for place in order], envelope)
                for place, (payment, _) in zip(order, paid, strict=True):
                    low, high = bounds[place]
                    assert low <= payment
                    assert high is None or payment <= high

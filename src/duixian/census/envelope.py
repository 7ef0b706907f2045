"""预算: a yearly envelope shared out among claims, exact to the fen.

A claim is an interval ``(low, high)`` in fen, ``high`` None where it has no bound; what it is paid is one too.
Where all claims are exact and need more than there is, pro rata shares add up to the envelope exactly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

Claim = tuple[int, int | None]
"""At least, at most, in fen; None: no bound."""


def pro_rata(claims: Sequence[Claim], envelope: int, names: Sequence[str]) -> list[Claim]:
    """Every claim the same share, whole where the envelope suffices.

    The fen that are left after rounding down go to the largest remainders, between equal ones by name, so that
    the order of the claims changes nothing.
    """
    if all(low == high for low, high in claims):
        return [(paid, paid) for paid in _exact_shares([low for low, _ in claims], envelope, names)]
    lowest = sum(low for low, _ in claims)
    unbounded = sum(high is None for _, high in claims)
    highest = sum(high or 0 for _, high in claims)
    return [
        _bounds_of_share(
            claim,
            lowest - claim[0],
            None if unbounded - (claim[1] is None) else highest - (claim[1] or 0),
            envelope,
        )
        for claim in claims
    ]


def _exact_shares(claims: Sequence[int], envelope: int, names: Sequence[str]) -> list[int]:
    total = sum(claims)
    if total <= envelope:
        return list(claims)
    shares = [claim * envelope // total for claim in claims]
    left = envelope - sum(shares)
    order = sorted(range(len(claims)), key=lambda index: (-(claims[index] * envelope % total), names[index]))
    for index in order[:left]:
        shares[index] += 1
    return shares


def _bounds_of_share(claim: Claim, others_low: int, others_high: int | None, envelope: int) -> Claim:
    """The share of one claim, whatever it and the others turn out to be; a remainder may add a fen."""
    low, high = claim
    if others_high is None:
        least = 0
    else:
        least = low if low + others_high <= envelope else low * envelope // (low + others_high)
    if high is None:
        return least, envelope
    most = high if high + others_low <= envelope else min(high, -(-high * envelope // (high + others_low)))
    return least, most


def first_come(claims: Sequence[Claim], envelope: int) -> list[Claim]:
    """Claims whole in their order, until the envelope is used up."""
    before_low, before_high = [0], [0]
    unbounded = False
    for low, high in claims:
        before_low.append(before_low[-1] + low)
        unbounded = unbounded or high is None
        before_high.append(envelope if unbounded else before_high[-1] + (high or 0))
    return [
        _within(claim, envelope - most, envelope - least)
        for claim, least, most in zip(claims, before_low, before_high, strict=False)
    ]


def by_rank(claims: Sequence[Claim], values: Sequence[Claim], envelope: int) -> list[Claim]:
    """Claims whole by rank, the largest value first; between equals, or where values are unknown, either may
    come first."""
    sizes = [(low, envelope if high is None else high) for low, high in claims]
    ends = [(low, TOP if high is None else high) for low, high in values]
    lows, least = _sums_from(sorted((end[0], size[0]) for end, size in zip(ends, sizes, strict=True)))
    highs, most = _sums_from(sorted((end[1], size[1]) for end, size in zip(ends, sizes, strict=True)))
    paid = []
    for claim, size, (low, high) in zip(claims, sizes, ends, strict=True):
        surely_before = least[bisect_right(lows, high)]
        possibly_before = most[bisect_left(highs, low)] - size[1]
        paid.append(_within(claim, envelope - possibly_before, envelope - surely_before))
    return paid


TOP = 1 << 200
"""Above every value: the end of one that has no bound."""


def _sums_from(sized: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """The values in order, and for each place the sizes from there to the end."""
    sums = list(accumulate((size for _, size in reversed(sized)), initial=0))[::-1]
    return [value for value, _ in sized], sums


def _within(claim: Claim, least_left: int, most_left: int) -> Claim:
    """What a claim gets of what is left."""
    low, high = claim
    most = max(0, most_left)
    return min(low, max(0, least_left)), most if high is None else min(high, most)

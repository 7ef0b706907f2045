"""不与…同享 over a population: where a recipient could have several schemes that exclude each other, the
combination that pays most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from duixian.census.envelope import Claim
from duixian.census.lowering import SchemeVersion

Pairs = frozenset[tuple[int, int]]
"""Pairs of places in a list of schemes, the smaller first, that exclude each other."""


def exclusions(schemes: Sequence[SchemeVersion]) -> Pairs:
    """Which of some schemes exclude each other, whichever of the two says so."""
    places = {(of.policy.number, of.scheme.key): place for place, of in enumerate(schemes)}
    found = set()
    for place, of in enumerate(schemes):
        for name in of.version.excludes:
            other = places.get((name.policy, name.scheme))
            if other is not None and other != place:
                found.add((min(place, other), max(place, other)))
    return frozenset(found)


def best_combination(claims: Sequence[Claim], pairs: Pairs) -> list[Claim]:
    """What each of a recipient's claims is worth when those that exclude each other are not had together.

    The combination that pays most is taken; between equal ones that of the earlier schemes. Where bounds leave
    open which one pays most, a claim that might be given up is worth nothing at least.
    """
    allowed = list(_allowed(len(claims), pairs))
    best = max(allowed, key=lambda chosen: (*_worth(claims, chosen), [-place for place in chosen]))
    least = _worth(claims, best)[1]
    rivals = [chosen for chosen in allowed if chosen != best and _worth(claims, chosen)[0] > least]
    possible = [best, *(rival for rival in rivals if not set(rival) < set(best))]
    return [_left(claim, [place in chosen for chosen in possible]) for place, claim in enumerate(claims)]


def _allowed(number: int, pairs: Pairs) -> Iterator[tuple[int, ...]]:
    for size in range(number, -1, -1):
        for chosen in combinations(range(number), size):
            if not any(pair in pairs for pair in combinations(chosen, 2)):
                yield chosen


def _worth(claims: Sequence[Claim], chosen: tuple[int, ...]) -> tuple[int, int]:
    """The most and the least that a combination pays."""
    highs = [claims[place][1] for place in chosen]
    most = UNBOUNDED if None in highs else sum(high for high in highs if high is not None)
    return most, sum(claims[place][0] for place in chosen)


UNBOUNDED = 1 << 200
"""More than any sum of amounts."""


def _left(claim: Claim, taken: Sequence[bool]) -> Claim:
    if all(taken):
        return claim
    return (0, claim[1]) if any(taken) else (0, 0)

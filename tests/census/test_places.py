"""Rankings in which something is unknown, held against all that the unknown could be."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from duixian.census.places import Candidates, placed

INTERVALS = st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans())


def candidates(given_: list[tuple[int, int, bool]]) -> Candidates:
    return Candidates(
        np.array([sure for _, _, sure in given_], dtype=np.bool_),
        np.array([low for low, _, _ in given_], dtype=np.int64),
        np.array([low + more for low, more, _ in given_], dtype=np.int64),
    )


def possible(given_: list[tuple[int, int, bool]], places: int, ties: str) -> list[set[bool]]:
    """By trying everything: whether each has a place, should it compete. An open tie may be either."""
    found: list[set[bool]] = [set() for _ in given_]
    values = [range(low, low + more + 1) for low, more, _ in given_]
    competing = [(True,) if sure else (True, False) for _, _, sure in given_]
    for ranked, there in product(product(*values), product(*competing)):
        for place, value in enumerate(ranked):
            others = [other for index, other in enumerate(ranked) if there[index] and index != place]
            above = sum(other > value for other in others)
            equal = sum(other == value for other in others)
            everyone, nobody = above < places, above + equal < places
            found[place] |= {"all": {everyone}, "none": {nobody}, "open": {everyone, nobody}}[ties]
    return found


@given(st.lists(INTERVALS, max_size=5), st.integers(1, 3), st.sampled_from(["all", "none", "open"]))
def test_a_place_is_sure_exactly_where_nothing_that_is_possible_speaks_against_it(
    given_: list[tuple[int, int, bool]], places: int, ties: str
) -> None:
    expected = [
        {True: 2, False: 0}[said.pop()] if len(said) == 1 else 1 for said in possible(given_, places, ties)
    ]
    assert placed(candidates(given_), places, ties).tolist() == expected

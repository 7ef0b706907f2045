"""名额: who is surely among the first so many, who surely is not, and for whom it hangs on what is unknown."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

NO, UNKNOWN, YES = 0, 1, 2


class Candidates(NamedTuple):
    """Those who may compete, an entry each, in any order.

    ``sure``: all other conditions surely hold. ``low`` and ``high`` enclose the value that is ranked (largest
    first).
    """

    sure: npt.NDArray[np.bool_]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]


def placed(candidates: Candidates, places: int, ties: str) -> npt.NDArray[np.int8]:
    """For each candidate, should it meet the other conditions, whether it has a place: 2 yes, 1 unknown, 0 no.

    ``ties`` says what happens to equals of whom only some would have a place: ``all`` of them have one,
    ``none`` has, or it is ``open`` and so unknown.
    """
    surely_in = _possibly_before(candidates, equals=ties != "all") < places
    surely_out = _surely_before(candidates, equals=ties == "none") >= places
    return np.where(surely_in, YES, np.where(surely_out, NO, UNKNOWN)).astype(np.int8)


def _possibly_before(candidates: Candidates, *, equals: bool) -> npt.NDArray[np.int64]:
    """How many others may stand before each one, equals among them or not."""
    highs = np.sort(candidates.high)
    side = "left" if equals else "right"
    before = len(highs) - np.searchsorted(highs, candidates.low, side=side)  # type: ignore[call-overload]
    itself = candidates.high >= candidates.low if equals else candidates.high > candidates.low
    found: npt.NDArray[np.int64] = before - itself
    return found


def _surely_before(candidates: Candidates, *, equals: bool) -> npt.NDArray[np.int64]:
    """How many others surely stand before each one, equals among them or not."""
    lows = np.sort(candidates.low[candidates.sure])
    side = "left" if equals else "right"
    before = len(lows) - np.searchsorted(lows, candidates.high, side=side)  # type: ignore[call-overload]
    itself = candidates.sure & (candidates.low == candidates.high) if equals else np.False_
    found: npt.NDArray[np.int64] = before - itself
    return found

"""Recipients are counted once, whether an engine decides them, or one by one, or both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from duixian.census.decided import Decided, Part
from duixian.census.lowering import ENTITLED, NOT_ENTITLED, UNDETERMINED
from duixian.census.reached import Reached

IDS = ["a", "b", "c", "d"]


def decided(outcomes: dict[int, int], elsewhere: Sequence[int] = ()) -> Decided:
    """What an engine says of four recipients: the outcomes of some rows, and rows that it leaves."""
    number = len(outcomes)
    return Decided(
        counts=np.zeros(4, dtype=np.int64),
        rows=np.array(list(outcomes), dtype=np.int32),
        outcome=np.array(list(outcomes.values()), dtype=np.int8),
        low=np.zeros(number, dtype=np.int64),
        high=np.zeros(number, dtype=np.int64),
        deciding=np.zeros(number, dtype=np.int16),
        missing=np.zeros(number, dtype=np.int64),
        elsewhere=np.array(elsewhere, dtype=np.int32),
    )


def reached(
    *schemes: Decided, kept: Sequence[Sequence[bool]] | None = None, everyone: bool = False
) -> Reached:
    part = Part("enterprise", 0, pa.record_batch({"id": IDS}), schemes)
    stands = [[True] * len(scheme.rows) for scheme in schemes] if kept is None else kept
    found = Reached()
    found.add_part(part, [np.array(rows, dtype=np.bool_) for rows in stands], everyone=everyone)
    return found


def test_who_is_entitled_by_one_scheme_is_not_counted_again_by_another() -> None:
    found = reached(decided({0: ENTITLED, 1: UNDETERMINED}), decided({0: UNDETERMINED, 2: UNDETERMINED}))
    assert (found.entitled, found.undetermined) == (1, 2)


def test_who_is_left_by_an_engine_counts_as_it_is_decided_then() -> None:
    found = reached(decided({0: UNDETERMINED}, elsewhere=[1, 2]), decided({1: UNDETERMINED, 2: ENTITLED}))
    found.add_single("b", ENTITLED)
    found.add_single("c", NOT_ENTITLED)
    assert (found.entitled, found.undetermined) == (2, 1)


def test_what_an_engine_says_of_rows_that_do_not_stand_is_not_counted() -> None:
    found = reached(decided({0: ENTITLED, 3: ENTITLED}), kept=[[False, True]])
    found.add_single("a", NOT_ENTITLED)
    assert (found.entitled, found.undetermined) == (1, 0)


def test_a_scheme_without_a_program_may_reach_whom_no_engine_did() -> None:
    found = reached(decided({0: UNDETERMINED}), everyone=True)
    found.add_single("a", ENTITLED)
    found.add_single("d", UNDETERMINED)
    assert (found.entitled, found.undetermined) == (1, 1)

"""The parts of a population, as engines take and give them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from duixian.census.decided import Decided, Part
from duixian.census.lowering import OUTCOMES
from duixian.registry.columns import ID


def one_batch(batches: Iterable[pa.RecordBatch]) -> pa.RecordBatch | None:
    """The rows of a part in one batch; None where there are none."""
    whole = [batch for batch in batches if batch.num_rows]
    if len(whole) < 2:
        return whole[0] if whole else None
    return pa.Table.from_batches(whole).combine_chunks().to_batches()[0]


def part_without_rows(kind: str, number: int, programs: int) -> Part:
    """What an engine says of a part in which there is nobody to decide, by so many programs."""
    nobody = pa.record_batch({ID: pa.array([], pa.string())})
    none = np.empty(0, dtype=np.int64)
    decided = Decided(
        counts=np.zeros(len(OUTCOMES), dtype=np.int64),
        rows=none.astype(np.int32),
        outcome=none.astype(np.int8),
        low=none,
        high=none,
        deciding=none.astype(np.int16),
        missing=none,
        elsewhere=none.astype(np.int32),
        every_outcome=none.astype(np.int8),
        every_deciding=none.astype(np.int16),
    )
    return Part(kind, number, nobody, [decided] * programs)

"""The batches of a part of a population, as engines take them."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa


def one_batch(batches: Iterable[pa.RecordBatch]) -> pa.RecordBatch | None:
    """The rows of a part in one batch; None where there are none."""
    whole = [batch for batch in batches if batch.num_rows]
    if len(whole) < 2:
        return whole[0] if whole else None
    return pa.Table.from_batches(whole).combine_chunks().to_batches()[0]

"""What a query gave, as what the other engines give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from duixian.census.decided import NO_BOUND, Decided
from duixian.census.lowering import OUTCOMES, UNDETERMINED

if TYPE_CHECKING:
    import pyarrow as pa

ROW = "_row"
"""The column that says where in its part a recipient stands."""


def decided(result: pa.Table, *, every: bool) -> Decided:
    """The result of a query for one part: a row a recipient with its place, in any order."""
    columns = {name: result[name].combine_chunks() for name in result.column_names}
    rows = columns.pop(ROW).to_numpy()
    high = columns.pop("high").fill_null(NO_BOUND).to_numpy()
    found = {name: column.to_numpy() for name, column in columns.items()} | {"high": high}
    if np.any(rows[1:] < rows[:-1]):
        order = np.argsort(rows)
        found = {name: values[order] for name, values in found.items()}
    beyond = found["beyond"] != 0
    outcome = found["outcome"].astype(np.int8)
    outcome[beyond] = 0
    may_get = np.flatnonzero((outcome >= UNDETERMINED) & ~beyond)
    return Decided(
        counts=np.bincount(outcome[~beyond], minlength=len(OUTCOMES)),
        rows=may_get.astype(np.int32),
        outcome=outcome[may_get],
        low=found["low"][may_get],
        high=found["high"][may_get],
        deciding=found["deciding"][may_get].astype(np.int16),
        missing=found["missing"][may_get],
        elsewhere=np.flatnonzero(beyond).astype(np.int32),
        every_outcome=outcome if every else None,
        every_deciding=found["deciding"].astype(np.int16) if every else None,
    )

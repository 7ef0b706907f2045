"""What is wrong with rows, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Rows = NDArray[np.int64]
NO_ROWS: Rows = np.zeros(0, np.int64)
NEAR = "near"
"""Among details, the known name that is most like the value."""

Details = Mapping[str, Any] | Callable[[int, Any], Mapping[str, Any]]


class Fault(NamedTuple):
    """Rows, in order, with a fault of one code in one column; ``raws`` are their cells as they were.

    ``details`` fill the words of the code. They may be a function of a row's place among these rows and of its
    cell: a table can have millions of bad rows, and words are made only for those that somebody reads.
    """

    rows: Rows
    code: str
    raws: pa.Array | None = None
    details: Details = MappingProxyType({})

    def moved(self, by: int) -> Fault:
        """The fault with its rows counted from elsewhere."""
        return self._replace(rows=self.rows + by)

    def without(self, rows: Rows) -> Fault:
        """The fault without some rows. Details must not depend on places."""
        kept = np.flatnonzero(~np.isin(self.rows, rows))
        raws = None if self.raws is None else self.raws.take(kept)
        return self._replace(rows=self.rows[kept], raws=raws)


class Placed(NamedTuple):
    """A fault and the column, as written, in which it stands (empty: the whole row)."""

    column: str
    fault: Fault

    def moved(self, by: int) -> Placed:
        """The fault with its rows counted from elsewhere."""
        return self._replace(fault=self.fault.moved(by))


def faulty_rows(faults: Iterable[Placed]) -> Rows:
    """The rows in which a fault was found, each once, in order."""
    rows = [placed.fault.rows for placed in faults]
    return np.unique(np.concatenate(rows)) if rows else NO_ROWS

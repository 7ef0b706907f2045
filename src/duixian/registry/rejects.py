"""Rows that are not used: which, where, and why, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from duixian.language.codes import CODES
from duixian.language.diagnostics import Diagnostic, Faults
from duixian.language.source import NOWHERE, Source
from duixian.language.values import shown
from duixian.registry.faults import NEAR, NO_ROWS, Fault, Rows

SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("row", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("code", pa.string()),
        ("reason", pa.string()),
        ("reason_en", pa.string()),
    ]
)
"""The columns of ``rejects.parquet``: the table's English key, the row's place in it (from 1), the column as
written there (empty: the whole row), the value (shortened; null: none), and what is wrong with it."""


class Reject(NamedTuple):
    """A fault of rows of a table; rows count from 0 here, and from 1 for people."""

    table: str
    column: str
    fault: Fault

    def lines(self) -> Iterator[tuple[str | None, str, str]]:
        """For each row the value, shortened, and what is wrong, in Chinese and English."""
        words = CODES[self.fault.code].message
        raws = self.fault.raws
        for place in range(len(self.fault.rows)):
            raw = None if raws is None else raws[place].as_py()
            details = self._details(place, raw)
            yield None if raw is None else shown(raw), words.zh.format(**details), words.en.format(**details)

    def _details(self, place: int, raw: object) -> Mapping[str, Any]:
        details = self.fault.details
        return details(place, raw) if callable(details) else details

    def diagnostic(self, place: int = 0) -> Diagnostic:
        """The fault of one of the rows, for people; where it stands: ``12:main_revenue``."""
        raws = self.fault.raws
        details = self._details(place, None if raws is None else raws[place].as_py())
        faults = Faults(Source(self.table, ""))
        where = f"{int(self.fault.rows[place]) + 1}:{shown(self.column)}".rstrip(":")
        words = {key: value for key, value in details.items() if key != NEAR}
        faults.add(self.fault.code, NOWHERE, near=details.get(NEAR, ""), where=where, **words)
        return faults.found[0]


class Rejects:
    """The faults of all rows found so far. Several threads may add to it."""

    def __init__(self, tables: Sequence[str]) -> None:
        self._tables = tables
        self._found: list[Reject] = []
        self._lock = Lock()

    def add(self, found: Iterable[Reject]) -> None:
        with self._lock:
            self._found += found

    @property
    def count(self) -> Mapping[str, int]:
        """How many rows are rejected of each table that has such; a row with several faults counts once."""
        rows: dict[str, list[Rows]] = {}
        for reject in self._found:
            rows.setdefault(reject.table, []).append(reject.fault.rows)
        return {table: len(np.unique(np.concatenate(some))) for table, some in rows.items()}

    def diagnostics(self, first: int | None = None) -> list[Diagnostic]:
        """The faults of all rows, or of the first ones, for people, in the order of :meth:`table`."""
        found, which, order = self._in_order()
        starts = np.cumsum([0, *(len(reject.fault.rows) for reject in found)])
        return [found[which[line]].diagnostic(int(line - starts[which[line]])) for line in order[:first]]

    def table(self) -> pa.Table:
        """All faults as :data:`SCHEMA` says, by table, row and column."""
        found, which, order = self._in_order()
        rows = np.concatenate([NO_ROWS, *(reject.fault.rows for reject in found)])
        lines = [line for reject in found for line in reject.lines()]
        value, reason, reason_en = zip(*lines, strict=True) if lines else ((), (), ())
        columns = [
            pa.array([reject.table for reject in found], pa.string()).take(pa.array(which)),
            pa.array(rows + 1),
            pa.array([reject.column for reject in found], pa.string()).take(pa.array(which)),
            pa.array(value, pa.string()),
            pa.array([reject.fault.code for reject in found], pa.string()).take(pa.array(which)),
            pa.array(reason, pa.string()),
            pa.array(reason_en, pa.string()),
        ]
        return pa.table(columns, schema=SCHEMA).take(pa.array(order))

    def _in_order(self) -> tuple[list[Reject], Rows, Rows]:
        """The faults, for each of their lines which fault it belongs to, and the order of the lines."""
        found = sorted(self._found, key=lambda reject: (reject.column, reject.fault.code))
        which = np.repeat(np.arange(len(found)), [len(reject.fault.rows) for reject in found])
        rows = np.concatenate([NO_ROWS, *(reject.fault.rows for reject in found)])
        tables = np.array([self._tables.index(reject.table) for reject in found], np.int64)
        return found, which, np.lexsort((which, rows, tables[which]))

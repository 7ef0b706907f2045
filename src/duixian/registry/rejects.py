"""Rows that are not used: which, where, and why, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock

import pyarrow as pa

from duixian.language.codes import CODES
from duixian.language.node import Node

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
written there, the value (shortened), and what is wrong with it."""


class Reject(Node):
    """One fault of one row (from 1); a row may have several. ``details`` fill the words of the code."""

    table: str
    row: int
    column: str
    value: str
    code: str
    details: Mapping[str, object]
    near: str = ""


class Rejects:
    """The faults of all rows found so far. Several threads may add to it."""

    def __init__(self) -> None:
        self._lines: list[Reject] = []
        self._rows: dict[str, set[int]] = {}
        self._lock = Lock()

    def add(self, found: Iterable[Reject]) -> None:
        with self._lock:
            for reject in found:
                self._lines.append(reject)
                self._rows.setdefault(reject.table, set()).add(reject.row)

    def rows(self, table: str) -> frozenset[int]:
        """The rows of a table that are rejected."""
        return frozenset(self._rows.get(table, ()))

    @property
    def count(self) -> Mapping[str, int]:
        """How many rows of each table are rejected; a row with several faults counts once."""
        return {table: len(rows) for table, rows in self._rows.items()}

    def table(self) -> pa.Table:
        """All faults as :data:`SCHEMA` says, by table, row and column."""
        lines = sorted(self._lines, key=lambda line: (line.table, line.row, line.column, line.code))
        return pa.Table.from_pylist([_as_row(line) for line in lines], schema=SCHEMA)


def _as_row(line: Reject) -> dict[str, object]:
    words = CODES[line.code].message
    return {
        "table": line.table,
        "row": line.row,
        "column": line.column,
        "value": line.value,
        "code": line.code,
        "reason": words.zh.format(**line.details),
        "reason_en": words.en.format(**line.details),
    }

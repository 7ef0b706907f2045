"""Tables into a folder, in row groups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from duixian.language.vocabulary import OBJECT
from duixian.registry.columns import ID, Column, schema

ROWS_OF_GROUP = 1 << 18
"""Rows of a row group, and of a block of recipients that is made at once."""

_DIFFERING = frozenset({ID, OBJECT, "main_revenue_fen"})
"""Columns whose values hardly repeat: a dictionary would only be begun and given up."""


class TableFile:
    """A Parquet file that takes tables of any length and writes row groups of one."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self.path = path
        self.rows = 0
        names = [column.name for column in columns]
        repeating = [name for name in names if name not in _DIFFERING]
        self._writer = pq.ParquetWriter(
            path, schema(tuple(columns)), compression="snappy", use_dictionary=repeating
        )
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0

    def add(self, table: pa.Table) -> None:
        """Add rows; they are written as soon as they fill a group."""
        self.rows += len(table)
        self._waiting.append(table)
        self._waiting_rows += len(table)
        if self._waiting_rows >= ROWS_OF_GROUP:
            whole = pa.concat_tables(self._waiting)
            full = len(whole) // ROWS_OF_GROUP * ROWS_OF_GROUP
            self._write(whole.slice(0, full))
            self._waiting, self._waiting_rows = [whole.slice(full)], len(whole) - full

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        if self._waiting_rows:
            self._write(pa.concat_tables(self._waiting))
        self._writer.close()

    def _write(self, table: pa.Table) -> None:
        self._writer.write_table(table.combine_chunks(), row_group_size=ROWS_OF_GROUP)

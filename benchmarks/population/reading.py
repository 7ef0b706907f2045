"""What a census is measured against: DuckDB merely sums every column of every table of a folder, ids and records too.

``python benchmarks/population/reading.py FOLDER``; a text counts with its length, so that it is really read.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def sum_columns(folder: Path) -> list[tuple[object, ...]]:
    """The sums of every column, a row a table."""
    connection = duckdb.connect()
    return [
        connection.execute(sql(connection, path)).fetchall()[0] for path in sorted(folder.glob("*.parquet"))
    ]


def sql(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """What sums one table."""
    columns = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
    return f"SELECT {', '.join(_sum(name, kind) for name, kind, *_ in columns)} FROM read_parquet('{path}')"


def _sum(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f'sum(strlen("{name}"))'
    return f'max("{name}")' if kind == "DATE" else f'sum("{name}")'


if __name__ == "__main__":
    print(sum_columns(Path(sys.argv[1])))

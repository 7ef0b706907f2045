"""The table of W5 as a Parquet file of any length, and the right amounts.

Columns are named as duixian's canonical tables are: ``id``, money in fen as ``…_fen``, yes/no as they are. The skew is
that of ``cases.realistic``. Amounts of millions of rows are worked out with whole numbers in 64 bits, and these are
compared with the fractions of ``cases.expected`` before they are trusted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import cases

GROUP = 1 << 18
"""Rows of a row group."""

SKEW = {
    "revenue": (2e9, 1.5),
    "compute_cost": (4e7, 1.3),
    "financing": (4e8, 1.2),
    "lease_direct": (5e9, 1.3),
    "lease_other": (5e9, 1.3),
    "bad_principal": (1e9, 1.5),
    "investment": (2e8, 1.2),
}
"""Median and deviation of the amounts, as in ``cases.realistic``."""

SCHEMA = pa.schema(
    [("id", pa.string())]
    + [(f"{name}_fen", pa.int64()) for name in cases.MONEY]
    + [(name, pa.bool_()) for name in cases.YES_NO]
)


def write_many(path: Path, rows: int, missing: float = 0.0) -> None:
    """Write so many realistic enterprises, of all of whose facts a share is missing."""
    chance = np.random.default_rng(cases.SEED)
    with pq.ParquetWriter(path, SCHEMA, use_dictionary=False) as file:
        for first in range(0, rows, GROUP):
            number = min(GROUP, rows - first)
            columns: list[Any] = [_ids(first, number)]
            for median, deviation in SKEW.values():
                values = chance.lognormal(math.log(median), deviation, number).astype(np.int64)
                columns.append(pa.array(values, mask=chance.random(number) < missing))
            columns += [
                pa.array(chance.random(number) < 0.6, mask=chance.random(number) < missing)
                for _ in cases.YES_NO
            ]
            file.write_batch(pa.RecordBatch.from_arrays(columns, schema=SCHEMA), row_group_size=GROUP)


def write_rows(path: Path, rows: Iterable[cases.Row]) -> None:
    """Write the rows of ``cases``."""
    given = list(rows)
    columns = [
        _ids(0, len(given)),
        *(pa.array([row[name] for row in given], pa.int64()) for name in cases.MONEY),
        *(pa.array([row[name] for row in given], pa.bool_()) for name in cases.YES_NO),
    ]
    pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), path, row_group_size=GROUP)


def _ids(first: int, number: int) -> pa.Array:
    return pa.array([f"E{row:011d}" for row in range(first, first + number)])


def read_rows(path: Path, number: int | None = None) -> Iterator[cases.Row]:
    """The rows of a file, or the first of them, as ``cases`` has them."""
    table = pq.read_table(path).slice(0, number)
    names = [name.removesuffix("_fen") for name in table.column_names]
    yield from table.rename_columns(names).drop_columns("id").to_pylist()


def right_sums(path: Path) -> list[int]:
    """The right sums of the five rules over a file without missing facts."""
    sums = [0] * len(cases.RULES)
    file = pq.ParquetFile(path)
    checked = False
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        given = {
            name.removesuffix("_fen"): table[name].to_numpy() for name in table.column_names if name != "id"
        }
        amounts = _amounts(given)
        if not checked:
            rows = read_rows(path, 2000)
            found = list(zip(*(amount[:2000].tolist() for amount in amounts), strict=True))
            if found != [cases.expected(row) for row in rows]:
                raise AssertionError("whole numbers and fractions differ")
            checked = True
        sums = [total + int(amount.sum()) for total, amount in zip(sums, amounts, strict=True)]
    return sums


def _amounts(given: dict[str, Any]) -> list[Any]:
    """The amounts of realistic rows, in whole numbers, half up."""
    bought = (given["revenue"] > 500_000_000) & (given["compute_cost"] > 10_000_000) & given["via_platform"]
    financed = given["listed"] & (given["financing"] >= 100_000_000)
    leased = given["lease_direct"] * 10 + given["lease_other"] * 8
    return [
        np.where(bought, np.minimum((given["compute_cost"] * 20 + 50) // 100, 100_000_000), 0),
        np.where(
            financed,
            np.minimum(10_000_000 + ((given["financing"] - 100_000_000) * 2 + 50) // 100, 50_000_000),
            0,
        ),
        np.where(given["lease_ok"], np.minimum((leased + 500) // 1000, 300_000_000), 0),
        np.where(given["selected_bank"], (given["bad_principal"] * 30 + 50) // 100, 0),
        np.where(given["national_case"], np.minimum((given["investment"] * 30 + 50) // 100, 100_000_000), 0),
    ]

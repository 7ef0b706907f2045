"""The sums of a census as a table, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from duixian.census.tally import Cell, SchemeTally

FEN = pa.decimal128(38, 0)
"""A sum over a population may need more than 64 bits."""

SUMMARY = pa.schema(
    [
        ("policy", pa.int16()),
        ("policy_key", pa.string()),
        ("scheme", pa.string()),
        ("kind", pa.string()),
        ("dimension", pa.string()),
        ("value", pa.string()),
        ("entitled", pa.int64()),
        ("undetermined", pa.int64()),
        ("not_entitled", pa.int64()),
        ("not_applicable", pa.int64()),
        ("amount_min_fen", FEN),
        ("amount_max_fen", FEN),
    ]
)
"""A row for each scheme and kind of recipient (``dimension`` empty), and one for each district, industry and size
(``value`` null: unknown), where only those who may get something are counted."""


def summary_table(tallies: Iterable[SchemeTally]) -> pa.Table:
    """The sums of every scheme, in the form of ``SUMMARY``."""
    rows = [row for tally in tallies for row in _summary_rows(tally)]
    return pa.Table.from_pylist(rows, schema=SUMMARY)


def _summary_rows(tally: SchemeTally) -> Iterator[dict[str, Any]]:
    counts = tally.outcomes()
    yield _summary_row(tally, "", None, tally.all) | counts
    for dimension, cells in tally.by.items():
        for value, cell in sorted(cells.items()):
            yield _summary_row(tally, dimension, value or None, cell)


def _summary_row(tally: SchemeTally, dimension: str, value: str | None, cell: Cell) -> dict[str, Any]:
    return {
        "policy": tally.of.policy.number,
        "policy_key": tally.of.policy.key,
        "scheme": tally.of.scheme.key,
        "kind": tally.kind,
        "dimension": dimension,
        "value": value,
        "entitled": cell.entitled,
        "undetermined": cell.undetermined,
        "amount_min_fen": Decimal(cell.money.low),
        "amount_max_fen": None if cell.money.most is None else Decimal(cell.money.most),
    }
